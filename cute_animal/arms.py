"""One arm of a comparison: the same full-size weights, arranged in one way, drawn with and measured.

The weights are random and made once; every arm gets a pipeline that shares them. Knows nothing of what is
compared with what (goals.py).
"""

from __future__ import annotations

import copy
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from cute_animal import diffusion
from cute_animal.architectures import assemble, build_random, sizes_before_download
from cute_animal.loading import choose_dtype, empty_device
from cute_animal.machine import Machine
from cute_animal.memory import GIB, MemoryPlan, ModelSizes, ladder
from cute_animal.presets import Preset
from cute_animal.prompt import GenerationRequest
from cute_animal.sizes import sizes_of

ROUNDS: Final = 3
RAM_TWICE: Final = 2.2  # the weights, and what is pinned of them for an arm

Arrange = Callable[[Any], None]
"""What puts a fresh pipeline's weights where an arm wants them."""


class CannotMeasure(Exception):
    """This machine cannot tell; the message says why."""


@dataclass(frozen=True)
class Drawn:
    """Medians of one arm's pictures. peak_gib: the most that the device held, None where nobody can tell."""

    encode_s: float
    step_s: float
    decode_s: float
    peak_gib: float | None
    latents: Any

    def picture_s(self, num_inference_steps: int) -> float:
        return self.encode_s + num_inference_steps * self.step_s + self.decode_s


class Source:
    """A preset's random weights, in RAM. Raises CannotMeasure if `times` of them do not fit there."""

    def __init__(self, preset: Preset, machine: Machine, *, times: float = RAM_TWICE) -> None:
        import torch

        dtype = choose_dtype(preset, machine)
        needed = times * sizes_before_download(preset, dtype).weights_bytes
        if needed > machine.budget.ram_bytes:
            raise CannotMeasure(f"needs {needed / GIB:.0f} GiB of free RAM")
        self.preset, self.machine = preset, machine
        self._pipe = build_random(preset, getattr(torch, dtype))
        self.sizes: ModelSizes = sizes_of(self._pipe, preset)

    @property
    def rungs(self) -> tuple[MemoryPlan, ...]:
        """The whole ladder, as for an NVIDIA card."""
        return ladder(self.sizes, self.machine.budget, streams=True)

    def make(self) -> Any:
        """Return a fresh pipeline: what moves its weights leaves the source's where they are."""
        pipe = assemble(self.preset, {name: _twin(part) for name, part in self._pipe.components.items()})
        pipe.set_progress_bar_config(disable=True)
        return pipe

    def draw(self, arrange: Arrange, *, steps: int | None = None, rounds: int = ROUNDS) -> Drawn:
        """Arrange a fresh pipeline, draw one picture that is not counted, and return those that are."""
        pipe, preset = self.make(), self.preset
        arrange(pipe)
        pipe.scheduler = diffusion.scheduler_for(preset, preset.scheduler, pipe.scheduler)
        request = GenerationRequest(
            prompt="a little rabbit in red overalls",
            seed=1,
            num_inference_steps=steps or preset.num_inference_steps,
            preset=preset.name,
            scheduler=preset.scheduler,
            language="en",
            height=preset.height,
            width=preset.width,
        )
        pictures = [_draw_one(pipe, preset, request) for _ in range(1 + rounds)][1:]
        del pipe
        empty_device()
        peaks = [one.peak_gib for one in pictures if one.peak_gib is not None]
        return Drawn(
            encode_s=statistics.median(one.encode_s for one in pictures),
            step_s=statistics.median(one.step_s for one in pictures),
            decode_s=statistics.median(one.decode_s for one in pictures),
            peak_gib=max(peaks, default=None),
            latents=pictures[-1].latents,
        )


def _draw_one(pipe: Any, preset: Preset, request: GenerationRequest) -> Drawn:
    """Draw at least two steps: the first one is told together with the text encoder."""
    times_s: list[float] = []

    def on_latents(step: int, latents: Any) -> None:
        diffusion.wait_for_device()
        times_s.append(time.perf_counter())

    diffusion.device_peak_gib()  # from here on
    start_s = time.perf_counter()
    latents = diffusion.denoise(pipe, preset, [request], on_latents)
    diffusion.decode(pipe, diffusion.as_grid(pipe, latents, request.height, request.width))
    diffusion.wait_for_device()
    end_s = time.perf_counter()
    step_s = statistics.median(after - before for before, after in pairwise(times_s))
    return Drawn(
        encode_s=max(0.0, times_s[0] - start_s - step_s),
        step_s=step_s,
        decode_s=end_s - times_s[-1],
        peak_gib=diffusion.device_peak_gib(),
        latents=latents,
    )


def _twin(part: Any) -> Any:
    """Copy a component; of a model everything but its numbers."""
    from torch import nn

    known: dict[int, Any] = {}
    if isinstance(part, nn.Module):
        known = {id(p): nn.Parameter(p.data, requires_grad=False) for p in part.parameters()}
    return copy.deepcopy(part, known)
