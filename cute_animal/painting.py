"""One picture with a loaded model: encode, denoise, decode, each step told and each stage timed.

Two ways: the starter, which has layouts and previews of its own, and every other pipeline of diffusers. Knows
nothing about loading, memory plans or what to do when a device is full.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PIL import Image

from cute_animal import diffusion
from cute_animal.loading import Loaded
from cute_animal.prompt import GenerationRequest

if TYPE_CHECKING:
    import torch

OnStep = Callable[[int, int, Image.Image | None], None]
"""on_step(step, total, preview): step 0 before the first one. May raise Cancelled to stop."""


def paint(
    loaded: Loaded, request: GenerationRequest, on_step: OnStep, timings_s: dict[str, float]
) -> Image.Image | None:
    """Return the picture, None for a spoilt one: numbers that are not finite, or one colour all over.

    timings_s: gets the seconds of each stage added. Raises whatever on_step raises, and the device's errors.
    """
    if loaded.preset.knows_only_vocabulary:
        return _paint_starter(loaded, request, on_step, timings_s)
    return _paint_general(loaded, request, on_step, timings_s)


def _paint_general(
    loaded: Loaded, request: GenerationRequest, on_step: OnStep, timings_s: dict[str, float]
) -> Image.Image | None:
    pipe, preset, total = loaded.pipe, loaded.preset, request.num_inference_steps
    prompts = loaded.prompts
    assert prompts is not None, "every general model has its prompts remembered"
    prompts.seconds = 0.0
    diffusion.device_peak_gib()  # from here on
    start_s = time.perf_counter()

    def on_latents(step: int, latents: torch.Tensor | None) -> None:
        preview = None
        if latents is not None and loaded.colors is not None:
            grid = diffusion.as_grid(pipe, latents, request.height, request.width)
            preview = loaded.colors.preview(grid)
        on_step(min(step, total), total, preview)

    on_step(0, total, None)
    pipe.scheduler = diffusion.scheduler_for(preset, request.scheduler, loaded.saved_scheduler)
    latents = diffusion.denoise(pipe, preset, request, on_latents)
    diffusion.wait_for_device()
    middle_s = time.perf_counter()
    denoise_gib = diffusion.device_peak_gib()
    grid = diffusion.as_grid(pipe, latents, request.height, request.width)
    pictures = diffusion.decode(pipe, grid)
    if diffusion.is_spoilt(pictures):
        return None
    if loaded.colors is None:
        loaded.colors = diffusion.LatentColors(grid, pictures)
    picture = diffusion.to_picture(pictures)
    loaded.peaks_gib = {
        "encode": prompts.peak_gib,
        "denoise": denoise_gib,
        "decode": diffusion.device_peak_gib(),
    }
    seconds = {
        "encode": prompts.seconds,
        "denoise": middle_s - start_s - prompts.seconds,
        "decode": time.perf_counter() - middle_s,
    }
    for stage, value in seconds.items():
        timings_s[stage] = timings_s.get(stage, 0.0) + value
    return picture


def _paint_starter(
    loaded: Loaded, request: GenerationRequest, on_step: OnStep, timings_s: dict[str, float]
) -> Image.Image | None:
    import torch

    from cute_animal.starter.noise import starting_point
    from cute_animal.starter.pipeline import to_pictures

    pipe, total = loaded.pipe, request.num_inference_steps

    def after_step(
        pipe: Any, step: int, timestep: int, tensors: dict[str, torch.Tensor]
    ) -> dict[str, torch.Tensor]:
        seen = tensors["pred_original_sample"]
        if not torch.isfinite(seen).all():
            raise _Spoilt
        on_step(step + 1, total, pipe.preview(seen)[0])
        return {}

    on_step(0, total, None)
    pipe.scheduler = diffusion.scheduler_for(loaded.preset, request.scheduler, loaded.saved_scheduler)
    layout, noise = starting_point(request.seed)
    try:
        images: Any = pipe(
            request.prompt,
            num_inference_steps=total,
            latents=torch.from_numpy(noise)[None],  # (1, 32, 16, 16)
            layouts=[layout],
            output_type="pt",
            callback_on_step_end=after_step,
            callback_on_step_end_tensor_inputs=["pred_original_sample"],
        ).images
    except _Spoilt:
        return None
    if diffusion.is_spoilt(images):
        return None
    start_s = time.perf_counter()
    picture = to_pictures(images)[0]
    for stage, seconds in pipe.stage_seconds.items():
        timings_s[stage] = timings_s.get(stage, 0.0) + seconds
    timings_s["decode"] += time.perf_counter() - start_s
    return picture


class _Spoilt(Exception):
    """Numbers that are not finite, seen on the way: no use to go on."""
