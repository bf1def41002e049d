"""Carry a memory plan out on a loaded pipeline, with diffusers' own hooks.

Knows pipelines by what their components are (text encoders, a denoiser with a list of equal blocks, a vae),
not by class.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from cute_animal.memory import MemoryPlan
from cute_animal.sizes import EQUAL

if TYPE_CHECKING:
    import torch
    from torch import nn

TILE_PX: Final = 256


def encoders_of(pipe: Any) -> dict[str, nn.Module]:
    """The text encoders of a pipeline, by component name."""
    return {name: part for name, part in _modules(pipe) if name.startswith("text_encoder")}


def blocks_of(model: nn.Module) -> tuple[str, nn.ModuleList] | None:
    """Return the name and list of a model's equal blocks, None where it has no such list (a UNet)."""
    from torch import nn

    lists = [
        (name, child)
        for name, child in model.named_children()
        if isinstance(child, nn.ModuleList) and len({type(block) for block in child}) == 1
    ]
    longest = max(lists, key=lambda item: len(item[1]), default=None)
    if longest is None or len(longest[1]) < 2 or _is_uneven(longest[1]):
        return None
    return longest


def resident_parts(plan: MemoryPlan, names: Iterable[str]) -> frozenset[str]:
    """Return which of these components a plan wants on the device as a whole and for good."""
    if plan.offload == "none":
        return frozenset(names)
    if plan.offload == "encoder":
        return frozenset(name for name in names if not name.startswith("text_encoder"))
    return frozenset()


def apply_plan(pipe: Any, plan: MemoryPlan, denoiser: str, device: torch.device) -> None:
    """Put the weights where the plan wants them. The pipeline must be fresh, its LoRA merged already."""
    if device.type == "cuda":
        import torch

        # Or each pinned tensor would be rounded up to a power of two: half as much RAM again.
        torch._C._accelerator_setAllocatorSettings("pinned_max_round_threshold_mb:1")
    if plan.offload == "none":
        pipe.to(device)
    elif plan.offload == "model":
        pipe.enable_model_cpu_offload(device=device)
    else:
        for encoder in encoders_of(pipe).values():
            stream_layers(encoder, device)
        model: nn.Module = getattr(pipe, denoiser)
        if plan.offload == "encoder":
            model.to(device)
        elif blocks_of(model) is None:
            stream_layers(model, device)
        else:
            stream_blocks(model, plan.resident_blocks, device)
        for name, part in _modules(pipe):
            if name != denoiser and not name.startswith("text_encoder"):
                part.to(device)
    if plan.vae_tiling:
        tile(pipe.vae)


def stream_layers(model: nn.Module, device: torch.device) -> None:
    """Keep a model in RAM and bring each layer when it computes, the next one on its way meanwhile."""
    from diffusers.hooks import apply_group_offloading

    apply_group_offloading(
        model, onload_device=device, offload_type="leaf_level", use_stream=device.type == "cuda"
    )


def stream_blocks(model: nn.Module, resident: int, device: torch.device) -> None:
    """Keep `resident` of a model's blocks on the device and bring the others when they compute.

    The ones that stay are spread evenly among those that come, so that each has time to arrive. diffusers
    streams all blocks of a list or none: it is shown a list without those that stay.
    """
    from diffusers.hooks import apply_group_offloading
    from torch import nn

    found = blocks_of(model)
    assert found is not None, "only a model with a list of equal blocks is streamed by block"
    name, blocks = found
    staying = {math.floor((i + 0.5) * len(blocks) / resident) for i in range(resident)}
    for index in staying:
        blocks[index].to(device)
    if device.type == "cuda":
        _pin_in_place(model)
    setattr(model, name, nn.ModuleList(block for i, block in enumerate(blocks) if i not in staying))
    try:
        apply_group_offloading(
            model,
            onload_device=device,
            offload_type="block_level",
            num_blocks_per_group=1,
            use_stream=device.type == "cuda",
        )
    finally:
        setattr(model, name, blocks)


def _pin_in_place(model: nn.Module) -> None:
    """Pin what a model has in RAM, one by one: diffusers would hold two copies of all for a moment."""
    for parameter in model.parameters():
        if parameter.device.type == "cpu":
            parameter.data = parameter.data.pin_memory()


def tile(vae: Any) -> None:
    """Decode in tiles of 256 px. By default they are as large as the model's usual pictures: one tile."""
    vae.enable_tiling()
    # AutoencoderKL; the ones made for videos have tiles of 256 px already.
    if hasattr(vae, "tile_latent_min_size"):
        ratio = vae.tile_sample_min_size // vae.tile_latent_min_size
        vae.tile_sample_min_size = TILE_PX
        vae.tile_latent_min_size = TILE_PX // ratio


def _modules(pipe: Any) -> Iterator[tuple[str, Any]]:
    from torch import nn

    yield from ((name, part) for name, part in pipe.components.items() if isinstance(part, nn.Module))


def _is_uneven(blocks: nn.ModuleList) -> bool:
    sizes = [sum(p.numel() * p.element_size() for p in block.parameters()) for block in blocks]
    return max(sizes) > EQUAL * min(sizes)
