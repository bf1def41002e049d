"""Pictures with a loaded model: encode, denoise, decode, each step told and each stage timed.

One picture, or several that fit together: of one preset, size, scheduler and number of steps. Two ways: the
starter, which has layouts and previews of its own, and every other pipeline of diffusers. Knows nothing about
loading, memory plans or what to do when a device is full.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PIL import Image

from cute_animal import diffusion
from cute_animal.loading import Loaded
from cute_animal.prompt import GenerationRequest

if TYPE_CHECKING:
    import torch

OnStep = Callable[[int, int, Image.Image | None], None]
"""on_step(step, total, preview): step 0 before the first one. May raise Cancelled to stop."""


class AllLeft(Exception):
    """Nobody waits for any picture of the batch any more."""


class Audience:
    """Who is told of each step, one a picture. left: the number of who raised something -> what.

    Their mates go on without them; the last one to leave stops the drawing.
    """

    def __init__(self, on_steps: Sequence[OnStep]) -> None:
        self._on_steps = tuple(on_steps)
        self.left: dict[int, Exception] = {}

    def __call__(self, step: int, total: int, previews: Sequence[Image.Image | None]) -> None:
        """Tell all who are still there. Raises what the only one raised, or AllLeft."""
        for number, preview in enumerate(previews):
            self.tell(number, step, total, preview)

    def tell(self, number: int, step: int, total: int, preview: Image.Image | None) -> None:
        """Tell one of them, if it is still there. Raises what the only one raised, or AllLeft."""
        if number in self.left:
            return
        try:
            self._on_steps[number](step, total, preview)
        except Exception as error:
            if len(self._on_steps) == 1:
                raise
            self.left[number] = error
            if len(self.left) == len(self._on_steps):
                raise AllLeft from None


def paint(
    loaded: Loaded, requests: Sequence[GenerationRequest], audience: Audience, timings_s: dict[str, float]
) -> list[Image.Image | None]:
    """Return the pictures, None for a spoilt one: numbers that are not finite, or one colour all over.

    timings_s: gets the seconds of each stage added. Raises what the audience raises, and the device's errors.
    """
    if loaded.preset.knows_only_vocabulary:
        return _paint_starter(loaded, requests, audience, timings_s)
    return _paint_general(loaded, requests, audience, timings_s)


def _paint_general(
    loaded: Loaded, requests: Sequence[GenerationRequest], audience: Audience, timings_s: dict[str, float]
) -> list[Image.Image | None]:
    pipe, preset, request = loaded.pipe, loaded.preset, requests[0]
    total, nothing = request.num_inference_steps, [None] * len(requests)
    prompts = loaded.prompts
    assert prompts is not None, "every general model has its prompts remembered"
    prompts.seconds = 0.0
    diffusion.device_peak_gib()  # from here on
    start_s = time.perf_counter()

    def on_latents(step: int, latents: torch.Tensor | None) -> None:
        previews: Sequence[Image.Image | None] = nothing
        if latents is not None and loaded.colors is not None:
            grid = diffusion.as_grid(pipe, latents, request.height, request.width)
            previews = [loaded.colors.preview(one) for one in grid.split(1)]
        audience(min(step, total), total, previews)

    audience(0, total, nothing)
    pipe.scheduler = diffusion.scheduler_for(preset, request.scheduler, loaded.saved_scheduler)
    latents = diffusion.denoise(pipe, preset, requests, on_latents)
    diffusion.wait_for_device()
    middle_s = time.perf_counter()
    denoise_gib = diffusion.device_peak_gib()
    grid = diffusion.as_grid(pipe, latents, request.height, request.width)
    pictures: list[Image.Image | None] = []
    for one in grid.split(1):  # what decoding takes does not grow with the batch
        decoded = diffusion.decode(pipe, one)
        if diffusion.is_spoilt(decoded):
            pictures.append(None)
            continue
        if loaded.colors is None:
            loaded.colors = diffusion.LatentColors(one, decoded)
        pictures.append(diffusion.to_picture(decoded))
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
    return pictures


def _paint_starter(
    loaded: Loaded, requests: Sequence[GenerationRequest], audience: Audience, timings_s: dict[str, float]
) -> list[Image.Image | None]:
    import numpy as np
    import torch

    from cute_animal.starter.noise import starting_point
    from cute_animal.starter.pipeline import to_pictures

    pipe, total = loaded.pipe, requests[0].num_inference_steps
    nothing = [None] * len(requests)

    def after_step(
        pipe: Any, step: int, timestep: int, tensors: dict[str, torch.Tensor]
    ) -> dict[str, torch.Tensor]:
        seen = tensors["pred_original_sample"]
        whole = torch.isfinite(seen).flatten(1).all(dim=1)  # (B,)
        if not whole.any():
            raise _Spoilt
        previews = pipe.preview(torch.where(whole[:, None, None, None], seen, 0.0))
        audience(step + 1, total, previews)
        return {}

    audience(0, total, nothing)
    pipe.scheduler = diffusion.scheduler_for(loaded.preset, requests[0].scheduler, loaded.saved_scheduler)
    layouts, noises = zip(*(starting_point(request.seed) for request in requests), strict=True)
    try:
        images: Any = pipe(
            [request.prompt for request in requests],
            num_inference_steps=total,
            latents=torch.from_numpy(np.stack(noises)),  # (B, 32, 16, 16)
            layouts=list(layouts),
            output_type="pt",
            callback_on_step_end=after_step,
            callback_on_step_end_tensor_inputs=["pred_original_sample"],
        ).images
    except _Spoilt:
        return list(nothing)
    start_s = time.perf_counter()
    pictures = [None if diffusion.is_spoilt(one) else to_pictures(one)[0] for one in images.split(1)]
    for stage, seconds in pipe.stage_seconds.items():
        timings_s[stage] = timings_s.get(stage, 0.0) + seconds
    timings_s["decode"] += time.perf_counter() - start_s
    return pictures


class _Spoilt(Exception):
    """Numbers that are not finite, seen on the way in all pictures: no use to go on."""
