"""How long a picture takes, and against what: `python -m cute_animal bench`.

Arms are interleaved, picture by picture, so that a busy machine slows all of them down alike; medians are
reported, and ratios to the plain arm: what a user of diffusers would write. Knows nothing of what is drawn.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from cute_animal import hub, pipeline, studio
from cute_animal.architectures import build_random, has_architecture
from cute_animal.config import Settings
from cute_animal.errors import BadRequest
from cute_animal.label import Drawing
from cute_animal.loading import choose_dtype, from_files
from cute_animal.machine import Machine, limit_device, probe_machine, with_free_memory
from cute_animal.memory import GIB
from cute_animal.presets import DType, Preset, get_preset
from cute_animal.wording import IDEAS

# The ComfyUI workflow that this replaces, and what was promised in its place, on an RTX 3090.
OLD_SYSTEM: Final[Mapping[str, tuple[float, float]]] = {
    "memory_gb": (8.7, 3.9),
    "picture_s": (18.6, 9.8),
    "cold_start_s": (6.5, 0.5),
    "requests_per_s": (0.8, 2.1),
}
REPEATED_SEED: Final = 1_000_000


def beside_old_system(result: BenchResult) -> Mapping[str, tuple[float, float, float | None]]:
    """Return what -> (the old workflow's, what was promised, this run's; None where it cannot be told)."""
    peak_gib = result.peak_rss_gib if result.peak_device_gib is None else result.peak_device_gib
    here = {
        "memory_gb": None if peak_gib is None else peak_gib * GIB / 1e9,
        "picture_s": result.door_to_door_s,
        "cold_start_s": result.load_s,
        "requests_per_s": 1 / result.door_to_door_s,  # one at a time, as the engine draws
    }
    return {what: (was, promised, here[what]) for what, (was, promised) in OLD_SYSTEM.items()}


@dataclass(frozen=True)
class BenchResult:
    """Medians over the pictures. door_to_door_s: from the wish to the labelled file on disk.

    arms_s: seconds of a picture, per way to draw it. floor_s: the arithmetic alone, at the speed of a matrix
    product. peak_rss_gib: with the model loaded and a picture drawn. peak_device_gib: in all; peaks_gib: per
    stage. None where this system does not tell. predicted_*: what the plan said before.
    """

    preset: str
    device: str
    dtype: str
    plan: str
    pictures: int
    num_inference_steps: int
    load_s: float
    door_to_door_s: float
    stages_s: Mapping[str, float]
    arms_s: Mapping[str, float]
    floor_s: float | None
    peak_rss_gib: float | None
    peak_device_gib: float | None
    peaks_gib: Mapping[str, float | None] = field(default_factory=dict)
    predicted_gib: float | None = None
    predicted_s: float | None = None
    random_weights: bool = False
    ratios: Mapping[str, float] = field(default_factory=dict)


def run_bench(
    pictures: int,
    steps: int | None,
    settings: Settings,
    *,
    random_weights: bool = False,
    budget_gib: float | None = None,
    plain: bool = True,
) -> BenchResult:
    """Draw `pictures` wishes, Chinese and English, in every arm, after one that is not counted.

    settings: its output_dir is replaced by a temporary folder, its deadline by none. random_weights: of the
    preset's architecture, for speed without a download. budget_gib: of the device, as if it had no more.
    plain: measure that, too.
    """
    preset = get_preset(settings.preset, anything=True)
    machine = probe_machine()
    if budget_gib is not None:
        if machine.device == "cpu":
            raise BadRequest("--budget-gib is for a card; there is none that torch can use")
        limit_device(int(budget_gib * GIB))
    started_s = time.perf_counter()
    if random_weights:
        if not has_architecture(preset):
            raise BadRequest(f"--random-weights is for a large preset; {preset.name} is not one")

        pipeline.adopt(preset, random_maker(preset), tuning=settings.tuning)
    pipeline.warm_up(
        settings.preset,
        threads=settings.threads,
        tuning=settings.tuning,
        may_download=settings.download,
    )
    load_s = time.perf_counter() - started_s
    peak_rss_gib = _peak_rss_gib()  # before the plain arm brings a second model
    peaks_gib = dict(pipeline.loaded(settings.preset).peaks_gib)
    with TemporaryDirectory() as folder:
        road = _Road(settings.model_copy(update={"output_dir": Path(folder), "deadline_s": None}), steps)
        arms: dict[str, Callable[[int], object]] = {
            "ours": road.draw,
            "same wish, another seed": road.draw_same_wish,
            "the very same again": road.draw_again,
        }
        # A second copy of the model, so only where it fits beside ours.
        if plain and _bytes_of(preset) < 0.7 * with_free_memory(machine).device_bytes:
            arms = {"plain diffusers": _plain_arm(preset, steps, machine, random_weights), **arms}
        seconds: dict[str, list[float]] = {name: [] for name in arms}
        for number in range(-1, pictures):
            for name, arm in arms.items():
                started_s = time.perf_counter()
                arm(number)
                if number >= 0:
                    seconds[name].append(time.perf_counter() - started_s)
    counted = road.drawings[1:]
    arms_s = {name: statistics.median(values) for name, values in seconds.items()}
    loaded = pipeline.loaded(settings.preset)
    processor = f"{machine.processor}, {machine.cores} cores"
    base = arms_s.get("plain diffusers")
    return BenchResult(
        preset=preset.name,
        device=processor if machine.device == "cpu" else machine.device_name,
        dtype=loaded.dtype,
        plan=str(loaded.plan or "on the CPU"),
        pictures=pictures,
        num_inference_steps=counted[0].request.num_inference_steps,
        load_s=load_s,
        door_to_door_s=arms_s["ours"],
        stages_s={
            stage: statistics.median(d.timings_s[stage] for d in counted) for stage in counted[0].timings_s
        },
        arms_s=arms_s,
        floor_s=_floor_s(loaded, counted[0].request, machine),
        peak_rss_gib=peak_rss_gib,
        peak_device_gib=max((peak for peak in peaks_gib.values() if peak is not None), default=None),
        peaks_gib=peaks_gib,
        predicted_gib=loaded.plan.peak_gib if loaded.plan else None,
        predicted_s=loaded.plan.seconds if loaded.plan else None,
        random_weights=random_weights,
        ratios={} if base is None else {name: value / base for name, value in arms_s.items()},
    )


class _Road:
    """The one road, walked in three ways. number -1 is the picture that is not counted."""

    def __init__(self, settings: Settings, steps: int | None) -> None:
        self.settings, self.steps = settings, steps
        self.wishes = [*IDEAS["zh"], *IDEAS["en"]]
        self.drawings: list[Drawing] = []

    def draw(self, number: int) -> None:
        # A wish that nobody has made before: its embeddings must not be remembered.
        wish = self.wishes[number % len(self.wishes)] + "!" * (number + 2)
        self.drawings.append(self._draw(wish, number + 1))

    def draw_same_wish(self, number: int) -> None:
        self._draw(self.wishes[0], REPEATED_SEED + 1 + number)

    def draw_again(self, number: int) -> None:
        self._draw(self.wishes[0], REPEATED_SEED - 1)

    def _draw(self, wish: str, seed: int) -> Drawing:
        *_, drawing = studio.draw(wish, seed, self.steps, settings=self.settings)
        assert isinstance(drawing, Drawing)
        return drawing


def random_maker(preset: Preset) -> Callable[[DType], Any]:
    """Return what makes a preset's pipeline of random weights in a type."""
    import torch

    return lambda dtype: build_random(preset, getattr(torch, dtype))


def _plain_arm(
    preset: Preset, steps: int | None, machine: Machine, random_weights: bool
) -> Callable[[int], object]:
    """What a user of diffusers would write: from_pretrained, to the device, a call, save."""
    import torch

    # In the type of their cards' own examples; a model made for CPUs in torch's default.
    dtype: DType = "float32" if machine.device == "cpu" else choose_dtype(preset, machine)
    if random_weights:
        pipe = random_maker(preset)(dtype)
    else:
        files = hub.fetch_files(preset, may_download=False)
        pipe = from_files(preset, files.folder, getattr(torch, dtype))
    more: dict[str, Any] = {}
    if not preset.knows_only_vocabulary:
        more = {"height": preset.height, "width": preset.width, **preset.call}
    pipe.to(machine.device)
    pipe.set_progress_bar_config(disable=True)
    wishes = [*IDEAS["zh"], *IDEAS["en"]]

    def draw(number: int) -> None:
        wish = wishes[number % len(wishes)]
        picture = pipe(wish, num_inference_steps=steps or preset.num_inference_steps, **more).images[0]
        picture.save(io.BytesIO(), "PNG")  # never a file: it went through no check and has no label

    return draw


def _bytes_of(preset: Preset) -> int:
    modules = pipeline.loaded(preset.name).pipe.components.values()
    weights = [p for module in modules if hasattr(module, "parameters") for p in module.parameters()]
    return sum(weight.numel() * weight.element_size() for weight in weights)


def _floor_s(loaded: Any, request: Any, machine: Machine) -> float | None:
    """Count the floating-point operations of a picture and divide by the speed of a matrix product."""
    from torch.utils.flop_counter import FlopCounterMode

    from cute_animal.machine import REACHED

    if loaded.plan is not None and loaded.plan.offload != "none":
        return None  # the counter and the offloading hooks do not go together
    counter = FlopCounterMode(display=False)
    with counter:
        pipeline.generate(replace(request, prompt=request.prompt + "~"), on_step=lambda *update: None)
    return float(counter.get_total_flops()) * REACHED / machine.flops_per_s


def _peak_rss_gib() -> float | None:
    try:
        import resource  # Unix only
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**30 if sys.platform == "darwin" else peak / 2**20  # bytes there, KiB elsewhere
