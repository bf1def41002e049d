"""Stage "text": the tokenizer, then the text encoder alone, on captions without pictures."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from transformers import PreTrainedTokenizerFast, Qwen3Model

from cute_animal.starter.captions import Caption, write_caption
from cute_animal.starter.text_encoder import (
    SlotHeads,
    build_text_encoder,
    encode_wishes,
    slot_loss,
    slot_targets,
)
from cute_animal.starter.tokenizer import train_tokenizer
from cute_animal.starter.training.dataset import DENOISER, HELD_OUT, example
from cute_animal.starter.training.precision import autocast
from cute_animal.starter.training.schedule import Stage, newest
from cute_animal.vocabulary import SLOTS

logger = logging.getLogger(__name__)

LEARNING_RATE = 1e-3
BATCH = 96
POOL = 8  # batches written at a time and sorted by length, so that little of a batch is padding
TOKENIZER_CAPTIONS = 60_000
COMPLETENESS = (0.1, 0.7, 1.0)


class TextModel(nn.Module):
    """The encoder with its slot heads: what this stage trains."""

    def __init__(self, encoder: Qwen3Model) -> None:
        super().__init__()
        self.encoder, self.heads = encoder, SlotHeads(encoder.config.hidden_size)


def captions_of(numbers: range | np.ndarray, rng: np.random.Generator) -> list[Caption]:
    """Write a fresh caption for each example number: terse, usual or complete."""
    captions = []
    for number in numbers:
        scene, layout = example(int(number))
        captions.append(write_caption(scene, layout, rng, completeness=float(rng.choice(COMPLETENESS))))
    return captions


def batches_by_length(rng: np.random.Generator) -> list[list[Caption]]:
    """POOL batches of fresh captions, in any order, each of captions about as long as one another."""
    captions = captions_of(DENOISER + rng.integers(1 << 30, size=POOL * BATCH), rng)
    captions.sort(key=lambda caption: len(caption.text.encode()))
    batches = [captions[i : i + BATCH] for i in range(0, len(captions), BATCH)]
    return [batches[i] for i in rng.permutation(len(batches))]


def get_tokenizer(state: Path, start: Path) -> PreTrainedTokenizerFast:
    """Load the tokenizer, or learn it from captions."""
    folder = newest("tokenizer", state, start)
    if folder is None:
        folder = state / "tokenizer"
        captions = captions_of(range(DENOISER, DENOISER + TOKENIZER_CAPTIONS), np.random.default_rng(0))
        train_tokenizer(caption.text for caption in captions).save_pretrained(folder)
    return PreTrainedTokenizerFast.from_pretrained(folder)


def train_text_encoder(
    state: Path, start: Path, budget_s: float, device: torch.device
) -> tuple[PreTrainedTokenizerFast, Qwen3Model]:
    """Train for `budget_s` seconds over all restarts, 0 to take it as it is; return tokenizer and encoder."""
    tokenizer = get_tokenizer(state, start)
    trained = newest("text_encoder", state, start)
    encoder = (
        Qwen3Model.from_pretrained(trained, dtype=torch.float32)
        if trained
        else build_text_encoder(len(tokenizer))
    )
    if budget_s == 0 and trained:
        return tokenizer, encoder.to(device).eval()
    model = TextModel(encoder).to(device)
    optimizer = torch.optim.AdamW(model.parameters(), LEARNING_RATE, betas=(0.9, 0.98), weight_decay=0.01)
    stage = Stage(state / "text.pt", budget_s, model, optimizer)
    rng = np.random.default_rng(1 + stage.step)
    pool: list[list[Caption]] = []
    while not stage.done():
        stage.set_learning_rate(warm_up_steps=100, hold=0.3)
        pool = pool or batches_by_length(rng)
        captions = pool.pop()
        with autocast(device):
            states = encode_wishes(model.encoder, tokenizer, [caption.text for caption in captions])
        targets = slot_targets([caption.slots for caption in captions]).to(device)
        loss = slot_loss(model.heads(states.float()), targets)
        stage.descend(loss)
        stage.finish_step(half_life=0.03)
        if stage.step % 100 == 0:
            logger.info("text step %d (%.0f s): loss %.4f", stage.step, stage.spent_s, loss.item())
    accuracy = slot_accuracy(
        stage.average, tokenizer, captions_of(range(HELD_OUT, HELD_OUT + 2000), np.random.default_rng(2))
    )
    logger.info(
        "text: right on held-out captions: %s", {slot: round(share, 4) for slot, share in accuracy.items()}
    )
    stage.average.encoder.save_pretrained(state / "text_encoder")
    return tokenizer, stage.average.encoder.eval()


@torch.inference_mode()
def slot_accuracy(
    model: TextModel, tokenizer: PreTrainedTokenizerFast, captions: list[Caption]
) -> dict[str, float]:
    """Share of captions read rightly, per slot."""
    right: list[Tensor] = []
    for i in range(0, len(captions), BATCH):
        batch = captions[i : i + BATCH]
        logits = model.heads(
            encode_wishes(model.encoder, tokenizer, [caption.text for caption in batch]).float()
        )
        targets = slot_targets([caption.slots for caption in batch]).to(model.encoder.device)
        right.append(
            torch.stack([logits[slot].argmax(1) == targets[:, k] for k, slot in enumerate(SLOTS)], dim=1)
        )
    return dict(zip(SLOTS, torch.cat(right).float().mean(0).tolist(), strict=True))
