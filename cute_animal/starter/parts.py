"""The starter cut into the parts that are exported: what goes into each graph, and what comes out.

Four graphs: the text encoder, the sketch (once per picture), the denoiser (once per step) and the decoder.
Each takes and gives plain tensors by the names in PARTS, the first dimension free. Knows nothing about files
and runtimes (export.py, runtime.py).

Shapes: B pictures, L tokens, S slots, C channels of a slot's state, N layout numbers, K code numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

import torch
from torch import Tensor, nn

from cute_animal.starter.layout import Layout, layout_numbers
from cute_animal.starter.sketch import Sketched
from cute_animal.starter.tokenizer import tokenize
from cute_animal.vocabulary import SLOTS

if TYPE_CHECKING:
    from cute_animal.starter.pipeline import CuteAnimalPipeline


class Part(NamedTuple):
    """A graph's inputs and outputs. free: of an input, which dimensions beside the first may differ."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    free: Mapping[str, Mapping[int, str]] = MappingProxyType({})


_TOKENS: Final = {1: "tokens"}
PARTS: Final[Mapping[str, Part]] = MappingProxyType(
    {
        "text_encoder": Part(
            ("input_ids", "attention_mask"),
            ("states",),
            {"input_ids": _TOKENS, "attention_mask": _TOKENS},
        ),
        "sketch": Part(("states", "layout"), ("features", "draft", "codes")),
        "denoiser": Part(
            ("latents", "states", "timestep", "layout", "features", "draft", "codes"), ("velocity",)
        ),
        "decoder": Part(("latents",), ("pictures",)),
    }
)


class EncoderPart(nn.Module):
    """(B, L) token ids and mask, int64 -> (B, S, C) what the slot tokens have read."""

    def __init__(self, pipe: CuteAnimalPipeline) -> None:
        super().__init__()
        self.model = pipe.text_encoder

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        places = torch.arange(input_ids.shape[1])
        before = places[None, :] <= places[:, None]
        itself = places[None, :] == places[:, None]  # a row without anything to see has no softmax
        visible = (before & attention_mask.bool()[:, None, :]) | itself  # (B, L, L)
        hidden: Tensor = self.model(
            input_ids=input_ids, attention_mask=visible[:, None], use_cache=False
        ).last_hidden_state
        return hidden[:, -len(SLOTS) :]


class SketchPart(nn.Module):
    """(B, S, C) states and (B, N) layout -> the fields of Sketched."""

    def __init__(self, pipe: CuteAnimalPipeline) -> None:
        super().__init__()
        self.model = pipe.transformer.sketch

    def forward(self, states: Tensor, layout: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        sketched: Sketched = self.model(states, layout)
        return sketched.features, sketched.draft, sketched.codes


class DenoiserPart(nn.Module):
    """One step: noisy latents (B, 32, h, w), states, timestep (B,), layout and the sketch -> the velocity."""

    def __init__(self, pipe: CuteAnimalPipeline) -> None:
        super().__init__()
        self.model = pipe.transformer

    def forward(
        self,
        latents: Tensor,
        states: Tensor,
        timestep: Tensor,
        layout: Tensor,
        features: Tensor,
        draft: Tensor,
        codes: Tensor,
    ) -> Tensor:
        found: tuple[Tensor] = self.model(
            latents, states, timestep, layout, sketched=Sketched(features, draft, codes)
        )
        return found[0]


class DecoderPart(nn.Module):
    """(B, 32, h, w) latents -> (B, 3, H, W) pictures, about [-1, 1], not clamped."""

    def __init__(self, pipe: CuteAnimalPipeline) -> None:
        super().__init__()
        self.model = pipe.vae

    def forward(self, latents: Tensor) -> Tensor:
        pictures: Tensor = self.model.decode(latents)
        return pictures


def modules_of(pipe: CuteAnimalPipeline) -> dict[str, nn.Module]:
    """Return the parts by the names of PARTS, ready to be exported; they share the pipeline's weights."""
    made = (EncoderPart(pipe), SketchPart(pipe), DenoiserPart(pipe), DecoderPart(pipe))
    return {name: module.eval() for name, module in zip(PARTS, made, strict=True)}


@torch.no_grad()
def examples_of(
    pipe: CuteAnimalPipeline, wishes: Sequence[str], layouts: Sequence[Layout], latents: Tensor
) -> dict[str, tuple[Tensor, ...]]:
    """Return what each part is given when these wishes are drawn in one step, in the order of its inputs.

    latents: (B, 32, h, w) noise.
    """
    modules = modules_of(pipe)
    ids, mask = tokenize(pipe.tokenizer, wishes)
    states = modules["text_encoder"](ids, mask)
    layout = torch.stack([torch.from_numpy(layout_numbers(one)) for one in layouts])
    sketched = modules["sketch"](states, layout)
    timestep = torch.full((len(wishes),), 1000.0)
    velocity = modules["denoiser"](latents, states, timestep, layout, *sketched)
    return {
        "text_encoder": (ids, mask),
        "sketch": (states, layout),
        "denoiser": (latents, states, timestep, layout, *sketched),
        "decoder": (latents - velocity,),
    }
