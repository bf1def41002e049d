"""What was promised of large models on a card, measured as ratios in one run: `python -m cute_animal goals`.

Full-size networks of random weights, so nothing is downloaded, and every arm of a ratio has the same weights,
words and steps. A line that cannot be measured here says why, and never a number.
"""

from __future__ import annotations

import functools
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from cute_animal import diffusion
from cute_animal.arms import ROUNDS, Arrange, CannotMeasure, Drawn, Source
from cute_animal.config import PLAIN
from cute_animal.errors import is_out_of_memory
from cute_animal.loading import empty_device, from_files
from cute_animal.machine import Machine
from cute_animal.memory import GIB, MemoryPlan
from cute_animal.offload import apply_plan
from cute_animal.presets import PRESETS, Preset
from cute_animal.tuning import tune_speed

if TYPE_CHECKING:
    import torch

SLOW_STEPS: Final = 2  # of an arm that takes seconds a step
SHARE_OF_RESIDENT: Final = 0.55
SMALL_CARD_GIB: Final = 8


@dataclass(frozen=True)
class Line:
    """One row of the table. measured: None where it could not be; `note` says why then. ok: it is reached."""

    what: str
    goal: str
    measured: float | None
    ok: bool | None
    note: str = ""

    def __str__(self) -> str:
        value = "not measured" if self.measured is None else f"{self.measured:.2f}"
        verdict = {True: "reached", False: "missed", None: "-"}[self.ok]
        return f"{self.what:60} {self.goal:>8} {value:>12}  {verdict:8} {self.note}".rstrip()


@dataclass(frozen=True)
class Stand:
    """A machine and until when lines may be begun on it. presets: by name, of full size or smaller."""

    machine: Machine
    ends_s: float  # of time.perf_counter
    presets: Mapping[str, Preset]

    @property
    def device(self) -> torch.device:
        import torch

        return torch.device(self.machine.device)

    @property
    def time_is_over(self) -> bool:
        return time.perf_counter() > self.ends_s

    def as_planned(self, plan: MemoryPlan, preset: Preset) -> Arrange:
        return lambda pipe: apply_plan(pipe, plan, preset.denoiser, self.device)

    def compiled(self, plan: MemoryPlan, preset: Preset) -> Arrange:
        def arrange(pipe: Any) -> None:
            apply_plan(pipe, plan, preset.denoiser, self.device)
            tune_speed(pipe, replace(PLAIN, compiled=True), preset.denoiser, self.device)

        return arrange


def measure(machine: Machine, *, minutes: float, presets: Mapping[str, Preset] = PRESETS) -> Iterator[Line]:
    """Yield the table's lines as they are measured; what there is no time, card or RAM for, unmeasured."""
    stand = Stand(machine, time.perf_counter() + 60 * minutes, presets)
    for what, lines in MEASURES.items():
        try:
            if stand.time_is_over:
                raise CannotMeasure("no time left")
            yield from lines(stand)
        except CannotMeasure as error:
            yield Line(what, "", None, None, str(error))
        except Exception as error:
            if not is_out_of_memory(error):
                raise
            yield Line(what, "", None, None, f"out of memory: {str(error)[:60]}")
        empty_device()


def summary(lines: Sequence[Line]) -> str:
    """Return how many lines were reached, missed and not measured."""
    reached, missed = (sum(line.ok is verdict for line in lines) for verdict in (True, False))
    return f"{reached} reached, {missed} missed, {len(lines) - reached - missed} not measured"


def _z_image(stand: Stand) -> Iterator[Line]:
    """The lowest rung and one of about half the memory, beside everything resident."""
    preset = stand.presets["z-image-turbo"]
    source = Source(preset, stand.machine)
    rungs = source.rungs
    whole, lowest = rungs[0], rungs[-1]
    half = next((r for r in rungs if r.peak_bytes <= SHARE_OF_RESIDENT * whole.peak_bytes), lowest)
    resident, low, part = (source.draw(stand.as_planned(plan, preset)) for plan in (whole, lowest, half))

    yield _at_most("z-image-turbo, lowest rung: reserved peak, GiB", 3.3, low.peak_gib, str(lowest))
    streamed_bytes = (
        source.sizes.denoiser.weights_bytes - lowest.resident_blocks * source.sizes.denoiser.block_bytes
    )
    floor_s = max(resident.step_s, streamed_bytes / stand.machine.link_bytes_per_s)
    note = f"{1e3 * low.step_s:.0f} ms of {1e3 * floor_s:.0f} ms"
    yield _at_most("lowest rung: a step, of max(compute, bytes / link)", 1.3, low.step_s / floor_s, note)
    share = None
    if part.peak_gib is not None and resident.peak_gib is not None:
        share = part.peak_gib / resident.peak_gib
    yield _at_most("a rung between: peak, of the resident one's", SHARE_OF_RESIDENT, share, str(half))
    yield _at_least("the same rung: speed, of the resident one's", 0.95, resident.step_s / part.step_s)
    yield _against_sequential(stand, source, low)
    yield _against_eager(stand, source, whole, resident, 1.6)


def _against_sequential(stand: Stand, source: Source, low: Drawn) -> Line:
    what, steps = "lowest rung: speed, of sequential offload's", source.preset.num_inference_steps
    if stand.time_is_over or stand.device.type == "cpu":
        return Line(what, ">= 6", None, None, "no time left" if stand.time_is_over else "only on a card")
    slow = source.draw(
        lambda pipe: pipe.enable_sequential_cpu_offload(device=stand.device), steps=SLOW_STEPS, rounds=1
    )
    note = "their peaks are not told here"
    if slow.peak_gib is not None and low.peak_gib is not None:
        note = f"peaks: {low.peak_gib:.2f} GiB, and {slow.peak_gib:.2f} GiB of sequential offload"
    return _at_least(what, 6.0, slow.picture_s(steps) / low.picture_s(steps), note)


def _against_eager(stand: Stand, source: Source, plan: MemoryPlan, eager: Drawn, goal: float) -> Line:
    preset = source.preset
    what, steps = f"{preset.name}, resident, compiled: speed, of eager", preset.num_inference_steps
    if stand.time_is_over:
        return Line(what, f">= {goal:g}", None, None, "no time left")
    drawn = source.draw(stand.compiled(plan, preset))
    before, after = eager.latents.float(), drawn.latents.float()
    off = float((after - before).abs().mean() / before.abs().mean())
    note = f"latents differ by {off:.1e} of their size"
    return _at_least(what, goal, eager.picture_s(steps) / drawn.picture_s(steps), note)


def _stable_diffusion(stand: Stand) -> Iterator[Line]:
    """The old system's own table, with a model of the same class."""
    preset = stand.presets["sd15"]
    source = Source(preset, stand.machine)
    plan = source.rungs[0]
    drawn = source.draw(stand.as_planned(plan, preset))
    picture_s = drawn.picture_s(preset.num_inference_steps)
    peak_gb = None if drawn.peak_gib is None else drawn.peak_gib * GIB / 1e9
    yield _at_most("sd15, resident: memory, GB (old workflow 8.7)", 3.9, peak_gb)
    yield _at_most("sd15, resident: a picture, s (old workflow 18.6)", 9.8, picture_s)
    yield _at_least("sd15, resident: pictures a second (old workflow 0.8)", 2.1, 1 / picture_s)
    yield _against_eager(stand, source, plan, drawn, 2.0)


def _loading(stand: Stand) -> Iterator[Line]:
    """Weights that lie in the page cache, since they have just been written."""
    preset = replace(stand.presets["sdxl-turbo"], variant=None)
    source = Source(preset, stand.machine)
    pipe = source.make()
    dtype, everything = next(pipe.vae.parameters()).dtype, frozenset(pipe.components)
    seconds: dict[str, list[float]] = {"plain": [], "ours": []}
    with TemporaryDirectory() as name:
        folder = Path(name)
        pipe.save_pretrained(folder)
        del pipe
        load = functools.partial(from_files, preset, folder, dtype)
        for _ in range(ROUNDS):
            for way, took_s in seconds.items():
                start_s = time.perf_counter()
                if way == "ours":
                    loaded = load(straight=everything, device=stand.device)
                else:
                    loaded = load().to(stand.device)
                diffusion.wait_for_device()
                took_s.append(time.perf_counter() - start_s)
                del loaded
                empty_device()
    plain_s, ours_s = map(statistics.median, seconds.values())
    note = f"{source.sizes.weights_bytes / GIB:.1f} GiB in {ours_s:.2f} s against {plain_s:.2f} s"
    yield _at_least("page cache to card: speed, of from_pretrained().to()", 3.0, plain_s / ours_s, note)


def _qwen_image(stand: Stand) -> Iterator[Line]:
    preset = replace(stand.presets["qwen-image"], lora=None)  # merged, it changes neither time nor memory
    source = Source(preset, stand.machine)
    plan = next((r for r in source.rungs if r.peak_bytes <= SMALL_CARD_GIB * GIB), source.rungs[-1])
    drawn = source.draw(stand.as_planned(plan, preset), steps=SLOW_STEPS, rounds=1)
    note = f"{drawn.step_s:.2f} s a step; {plan}"
    yield _at_most("qwen-image: reserved peak, GiB", SMALL_CARD_GIB, drawn.peak_gib, note)


def _at_most(what: str, goal: float, measured: float | None, note: str = "") -> Line:
    if measured is None:
        return Line(what, f"<= {goal:g}", None, None, "only a card tells")
    return Line(what, f"<= {goal:g}", measured, measured <= goal, note)


def _at_least(what: str, goal: float, measured: float, note: str = "") -> Line:
    return Line(what, f">= {goal:g}", measured, measured >= goal, note)


MEASURES: Final[Mapping[str, Callable[[Stand], Iterator[Line]]]] = {
    "z-image-turbo: rungs, sequential offload, compiled": _z_image,
    "sd15: beside the old workflow, compiled": _stable_diffusion,
    "page cache to card": _loading,
    "qwen-image within 8 GiB": _qwen_image,
}
