"""The starter's tokenizer: byte-level BPE trained on our own captions, in the Qwen2 format.

Bytes are its letters, so any Chinese, English or other input encodes. A wish is laid out as
    <pad> ... <pad>  wish  <|end|>  <|species|> <|coat|> ... <|face|>
on the left-padded side, so that the last tokens, one per slot of the vocabulary, have read the whole wish:
their hidden states are what the denoiser is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import torch
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from torch import Tensor
from transformers import PreTrainedTokenizerFast

from cute_animal.vocabulary import SLOTS

VOCABULARY_SIZE = 4096
MAX_WISH_TOKENS = 160
PAD, END = "<|pad|>", "<|end|>"
SLOT_TOKENS = tuple(f"<|{slot}|>" for slot in SLOTS)


def train_tokenizer(captions: Iterable[str]) -> PreTrainedTokenizerFast:
    """Learn the merges from captions and return the finished tokenizer."""
    bpe = Tokenizer(models.BPE())
    # The space in front makes the first English word the same token as in the middle of a sentence.
    bpe.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Lowercase(), normalizers.Prepend(" ")]
    )
    # Chinese characters stay apart: merged clauses such as "的小兔子" would not generalise.
    bpe.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r"\p{Han}"), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    bpe.decoder = decoders.ByteLevel()
    bpe.train_from_iterator(
        captions,
        trainers.BpeTrainer(
            vocab_size=VOCABULARY_SIZE,
            special_tokens=[PAD, END, *SLOT_TOKENS],
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            min_frequency=5,
            show_progress=False,
        ),
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=bpe,
        pad_token=PAD,
        eos_token=END,
        additional_special_tokens=list(SLOT_TOKENS),
        padding_side="left",
        model_max_length=MAX_WISH_TOKENS + 1 + len(SLOT_TOKENS),
    )


def tokenize(tokenizer: PreTrainedTokenizerFast, wishes: Sequence[str]) -> tuple[Tensor, Tensor]:
    """Return token ids and attention mask, both (B, L) int64, left-padded, ending with the slot tokens.

    A wish cannot smuggle in special tokens: they are split like any other text.
    """
    tail = tokenizer.convert_tokens_to_ids([END, *SLOT_TOKENS])
    encoded = tokenizer(
        list(wishes),
        add_special_tokens=False,
        truncation=True,
        max_length=MAX_WISH_TOKENS,
        split_special_tokens=True,
    )["input_ids"]
    rows = [[*ids, *tail] for ids in encoded]
    length = max(map(len, rows))
    ids = torch.tensor([[tokenizer.pad_token_id] * (length - len(row)) + row for row in rows])
    return ids, (ids != tokenizer.pad_token_id).long()
