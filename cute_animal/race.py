"""The same pictures by every runtime that is here, in turn: `python -m cute_animal bench --runtimes`.

From words to a picture, without checks and files, which are the same for all. Interleaved picture by picture,
so that a busy machine slows all of them down alike; what counts are the ratios.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cute_animal import hub
from cute_animal.config import Runtime, Tuning
from cute_animal.errors import BadRequest, NotSetUp
from cute_animal.loading import Loaded, choose_dtype, load
from cute_animal.machine import probe_machine
from cute_animal.painting import Audience, paint
from cute_animal.presets import STARTER, DType, get_preset
from cute_animal.prompt import build_request
from cute_animal.runtime import default_folder
from cute_animal.safety import check_prompt
from cute_animal.wording import IDEAS, say

BASE: Final = "torch float32"
RUNTIMES: Final[tuple[Runtime, ...]] = ("onnx", "openvino")


@dataclass(frozen=True)
class Race:
    """Medians of a picture, in seconds, by arm. left_out: why a runtime did not take part."""

    pictures: int
    seconds: Mapping[str, float]
    stages_s: Mapping[str, Mapping[str, float]]
    left_out: Mapping[str, str]

    @property
    def best_torch(self) -> str:
        return min((arm for arm in self.seconds if arm.startswith("torch")), key=self.seconds.__getitem__)

    def ratio(self, arm: str, base: str = BASE) -> float:
        return self.seconds[arm] / self.seconds[base]


def run_race(preset_name: str | None, pictures: int, steps: int | None = None) -> Race:
    """Draw wishes in every arm, after one that is not counted. Raises BadRequest for a large preset."""
    preset = get_preset(preset_name)
    if preset.pipeline != STARTER.pipeline:
        raise BadRequest(say("cannot-export", "en", name=preset.name, names=STARTER.name))
    files = hub.fetch_files(preset, may_download=False)
    machine = probe_machine()
    dtypes: list[DType] = list(dict.fromkeys(("float32", choose_dtype(preset, machine))))
    arms: dict[str, Loaded] = {
        f"torch {dtype}": load(preset, files, machine, dtype=dtype) for dtype in dtypes
    }
    left_out = {}
    for runtime in RUNTIMES:
        for int8 in (False, True):
            name = f"{runtime} int8" if int8 else runtime
            tuning = Tuning(runtime=runtime, exported=default_folder(preset, runtime, int8=int8))
            try:
                arms[name] = load(preset, files, machine, tuning=tuning)
            except NotSetUp as error:
                left_out[name] = str(error)
    seconds: dict[str, list[float]] = {name: [] for name in arms}
    stages: dict[str, list[dict[str, float]]] = {name: [] for name in arms}
    wishes = [*IDEAS["zh"], *IDEAS["en"]]
    for number in range(-1, pictures):
        safe = check_prompt(wishes[number % len(wishes)])
        request = build_request(safe, seed=number + 1, num_inference_steps=steps, preset=preset)
        for name, loaded in arms.items():
            assert loaded.prompts is not None
            loaded.prompts.forget()
            timings_s: dict[str, float] = {}
            start_s = time.perf_counter()
            paint(loaded, [request], Audience([lambda step, total, preview: None]), timings_s)
            if number >= 0:
                seconds[name].append(time.perf_counter() - start_s)
                stages[name].append(timings_s)
    return Race(
        pictures=pictures,
        seconds={name: statistics.median(values) for name, values in seconds.items()},
        stages_s={
            name: {stage: statistics.median(one[stage] for one in values) for stage in values[0]}
            for name, values in stages.items()
        },
        left_out=left_out,
    )
