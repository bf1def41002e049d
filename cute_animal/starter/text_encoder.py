"""The text encoder: a small Qwen3, and the slot heads that teach it to read wishes.

Trained alone first, on captions: from the hidden state of each slot token a linear head predicts what the
wish says about that slot. The heads are for training and measuring only; the denoiser sees the hidden states.

Shapes: B wishes, L tokens, S slots, C = 256 channels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import PreTrainedTokenizerFast, Qwen3Config, Qwen3Model

from cute_animal.starter.tokenizer import tokenize
from cute_animal.vocabulary import SLOT_CLASSES, SLOTS


def build_text_encoder(vocabulary_size: int, *, hidden_size: int = 256, num_layers: int = 3) -> Qwen3Model:
    """Return a Qwen3 with random weights."""
    return Qwen3Model(
        Qwen3Config(
            vocab_size=vocabulary_size,
            hidden_size=hidden_size,
            intermediate_size=3 * hidden_size,
            num_hidden_layers=num_layers,
            num_attention_heads=4,
            num_key_value_heads=2,
            head_dim=hidden_size // 4,
            max_position_embeddings=256,
            use_cache=False,
        )
    )


def encode_wishes(model: Qwen3Model, tokenizer: PreTrainedTokenizerFast, wishes: Sequence[str]) -> Tensor:
    """Return what each slot token has read, (B, S, C)."""
    ids, mask = tokenize(tokenizer, wishes)
    hidden: Tensor = model(
        input_ids=ids.to(model.device), attention_mask=mask.to(model.device)
    ).last_hidden_state
    return hidden[:, -len(SLOTS) :]


class SlotHeads(nn.Module):
    """One linear classifier per slot of the vocabulary."""

    def __init__(self, hidden_size: int = 256) -> None:
        super().__init__()
        self.heads = nn.ModuleDict({slot: nn.Linear(hidden_size, len(SLOT_CLASSES[slot])) for slot in SLOTS})

    def forward(self, states: Tensor) -> dict[str, Tensor]:
        """states: (B, S, C) -> per slot the logits (B, classes)."""
        return {slot: self.heads[slot](states[:, i]) for i, slot in enumerate(SLOTS)}


def slot_targets(slots: Sequence[Mapping[str, str]]) -> Tensor:
    """Class numbers (B, S) int64 of what captions say."""
    return torch.tensor([[SLOT_CLASSES[slot].index(said[slot]) for slot in SLOTS] for said in slots])


def slot_loss(logits: Mapping[str, Tensor], targets: Tensor) -> Tensor:
    """Mean cross-entropy over slots."""
    return torch.stack([F.cross_entropy(logits[slot], targets[:, i]) for i, slot in enumerate(SLOTS)]).mean()
