"""Exported graphs in the places of the starter's torch modules: the pipeline calls them as it calls those.

So steps, seeds, batches, previews and callbacks are the pipeline's own, whatever computes. Tensors go in and
out as numpy arrays that share their memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import torch
from diffusers import FlowMatchEulerDiscreteScheduler
from torch import Tensor, nn
from transformers import PreTrainedTokenizerFast

from cute_animal.runtime import Graph
from cute_animal.starter.autoencoder import StarterAutoencoder
from cute_animal.starter.pipeline import CuteAnimalPipeline


class StandIn(nn.Module):
    """A module without weights of its own."""

    dtype = torch.float32
    device = torch.device("cpu")

    def __init__(self, **config: Any) -> None:
        super().__init__()
        self.config = SimpleNamespace(**config)


def run(graph: Graph, **inputs: Tensor) -> list[Tensor]:
    """Return a graph's outputs in their order."""
    arrays = {name: tensor.detach().cpu().contiguous().numpy() for name, tensor in inputs.items()}
    return [torch.from_numpy(array) for array in graph(arrays).values()]


class EncoderStandIn(StandIn):
    """In the place of Qwen3Model; gives the slots' states only, which are its last ones."""

    def __init__(self, graph: Graph) -> None:
        super().__init__()
        self.graph = graph

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> SimpleNamespace:
        (states,) = run(self.graph, input_ids=input_ids, attention_mask=attention_mask)
        return SimpleNamespace(last_hidden_state=states)


class DenoiserStandIn(StandIn):
    """In the place of StarterTransformer2DModel; makes the sketch once per picture, as that does."""

    def __init__(self, sketch: Graph, denoiser: Graph) -> None:
        super().__init__()
        self.sketch, self.denoiser = sketch, denoiser
        self._kept: tuple[Tensor, Tensor, list[Tensor]] | None = None

    def forward(
        self,
        hidden_states: Tensor,
        encoder_hidden_states: Tensor,
        timestep: Tensor,
        layout: Tensor,
        attention_kwargs: Mapping[str, Any] | None = None,
    ) -> tuple[Tensor]:
        if attention_kwargs:
            raise ValueError("an exported denoiser has its LoRA fused, or none: it takes no attention_kwargs")
        states = encoder_hidden_states
        if self._kept is None or self._kept[0] is not states or self._kept[1] is not layout:
            self._kept = (states, layout, run(self.sketch, states=states, layout=layout))
        features, draft, codes = self._kept[2]
        (velocity,) = run(
            self.denoiser,
            latents=hidden_states,
            states=states,
            timestep=timestep.float(),
            layout=layout,
            features=features,
            draft=draft,
            codes=codes,
        )
        return (velocity,)


class DecoderStandIn(StandIn):
    """In the place of StarterAutoencoder, for drawing: it does not encode."""

    preview = StarterAutoencoder.preview

    def __init__(self, graph: Graph, latent_rgb_factors: Sequence[Sequence[float]]) -> None:
        super().__init__(latent_rgb_factors=latent_rgb_factors)
        self.graph = graph

    def decode(self, latents: Tensor) -> Tensor:
        (pictures,) = run(self.graph, latents=latents)
        return pictures


def facts_of(pipe: CuteAnimalPipeline) -> dict[str, Any]:
    """Return what the stand-ins have to know of the model beside its graphs, fit for JSON."""
    return {"latent_rgb_factors": [list(row) for row in pipe.vae.config.latent_rgb_factors]}


def assemble(weights: Path, graphs: Mapping[str, Graph], facts: Mapping[str, Any]) -> CuteAnimalPipeline:
    """Return the pipeline with graphs in it. weights: for the tokenizer and the scheduler's config."""
    return CuteAnimalPipeline(
        tokenizer=PreTrainedTokenizerFast.from_pretrained(weights / "tokenizer"),
        text_encoder=EncoderStandIn(graphs["text_encoder"]),
        transformer=DenoiserStandIn(graphs["sketch"], graphs["denoiser"]),  # type: ignore[arg-type]
        vae=DecoderStandIn(graphs["decoder"], facts["latent_rgb_factors"]),  # type: ignore[arg-type]
        scheduler=FlowMatchEulerDiscreteScheduler.from_pretrained(weights / "scheduler"),
    )
