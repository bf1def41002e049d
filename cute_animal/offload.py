"""Carry a memory plan out on a loaded pipeline, with diffusers' own hooks; and measure a pipeline for a plan.

Knows pipelines by what their components are (text encoders, a denoiser with a list of equal blocks, a vae),
not by class. Sizes of activations are estimated, generously; weights are counted.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from cute_animal.memory import MemoryPlan, ModelSizes, Part

if TYPE_CHECKING:
    import torch
    from torch import nn

    from cute_animal.presets import Preset

ENCODER_TOKENS: Final = 512
DENOISER_TEXT_TOKENS: Final = 128
# Estimates: how many tensors as large as a block's input are alive at once, and likewise in a decoder.
LIVE_IN_BLOCK: Final = 24
LIVE_IN_DECODER: Final = 5
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


def sizes_of(pipe: Any, preset: Preset, denoiser: str | None = None) -> ModelSizes:
    """Count a pipeline's weights and estimate the rest, for one picture of the preset's size and steps.

    Weights may be on any device, the meta device too: nothing is read but shapes. denoiser: which component
    it is, where the preset does not know.
    """
    from torch import nn

    height, width = preset.height, preset.width
    encoders = list(encoders_of(pipe).values())
    model: nn.Module = getattr(pipe, denoiser or preset.denoiser)
    blocks = blocks_of(model)
    streamed = [child for child in model.children() if isinstance(child, nn.ModuleList | nn.Sequential)]
    cells = (height // 8) * (width // 8)
    passes = 2 if preset.negative_prompt is not None else 1  # guidance: with the wish and without, at once
    tokens = passes * (cells // 4 + DENOISER_TEXT_TOKENS)
    widest = max((min(p.shape) for p in model.parameters() if p.ndim == 2), default=1)
    item_bytes = next(model.parameters()).element_size()
    decoder = pipe.vae
    half = next(decoder.parameters()).element_size()
    upcast = half == 2 and dtype_is_float16(model) and getattr(decoder.config, "force_upcast", False)
    decoded_bytes = 4 if upcast else half
    # At full size the decoder holds as many channels as its second narrowest stage.
    widest_decoded = tuple(getattr(decoder.config, "block_out_channels", (96, 96)))[:2][-1]
    return ModelSizes(
        encoder=Part(
            weights_bytes=sum(map(_bytes, encoders)),
            activation_bytes=150 * 2**20,
            flops=2.0 * sum(map(_count, encoders)) * ENCODER_TOKENS,
            largest_layer_bytes=max(map(_largest_layer, encoders), default=0),
        ),
        denoiser=Part(
            weights_bytes=_bytes(model),
            activation_bytes=LIVE_IN_BLOCK * tokens * widest * item_bytes,
            flops=2.0 * _count(model) * tokens,
            runs=preset.num_inference_steps,
            blocks=len(blocks[1]) if blocks else 0,
            blocks_bytes=_bytes(blocks[1]) if blocks else 0,
            other_blocks_bytes=sum(map(_bytes, streamed)) - _bytes(blocks[1]) if blocks else 0,
            largest_layer_bytes=_largest_layer(model),
        ),
        decoder=Part(
            weights_bytes=_bytes(decoder),
            activation_bytes=LIVE_IN_DECODER * height * width * widest_decoded * decoded_bytes,
            flops=2.0 * _count(decoder) * cells,
        ),
    )


def dtype_is_float16(model: nn.Module) -> bool:
    """The type in which some autoencoders overflow (loading.py)."""
    import torch

    return next(model.parameters()).dtype == torch.float16


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
    if device.type == "cuda":
        _pin_in_place(model)
    staying = {math.floor((i + 0.5) * len(blocks) / resident) for i in range(resident)}
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
    for index in staying:
        blocks[index].to(device)


def _pin_in_place(model: nn.Module) -> None:
    """Pin a model's weights one by one: diffusers would hold a pinned copy of all before it lets one go."""
    for parameter in model.parameters():
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
    sizes = [_bytes(block) for block in blocks]
    return max(sizes) > 1.2 * min(sizes)


def _count(model: nn.Module) -> int:
    return sum(parameter.numel() for parameter in model.parameters())


def _bytes(model: nn.Module) -> int:
    return sum(tensor.numel() * tensor.element_size() for tensor in (*model.parameters(), *model.buffers()))


def _largest_layer(model: nn.Module) -> int:
    """The largest module that has weights of its own, without its children's."""
    own = (module.parameters(recurse=False) for module in model.modules())
    return max((sum(p.numel() * p.element_size() for p in parameters) for parameters in own), default=0)
