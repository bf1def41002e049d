"""How long a picture takes, stage by stage: `python -m cute_animal bench`.

Walks the one road again and again, warm, and reports medians. Knows nothing about what is drawn.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from cute_animal import pipeline, studio
from cute_animal.config import Settings
from cute_animal.label import Drawing
from cute_animal.wording import IDEAS


@dataclass(frozen=True)
class BenchResult:
    """Medians over the pictures. door_to_door_s: from the wish to the labelled file on disk."""

    pictures: int
    num_inference_steps: int
    load_s: float
    door_to_door_s: float
    stages_s: Mapping[str, float]
    peak_rss_gib: float | None  # None: this system does not tell


def run_bench(pictures: int, steps: int | None, settings: Settings) -> BenchResult:
    """Draw `pictures` wishes, Chinese and English, after one that is not counted.

    settings: its output_dir is replaced by a temporary folder.
    """
    started_s = time.perf_counter()
    pipeline.warm_up(settings.preset, threads=settings.threads)
    load_s = time.perf_counter() - started_s
    wishes = [*IDEAS["zh"], *IDEAS["en"]]
    doors_s: list[float] = []
    drawings: list[Drawing] = []
    with TemporaryDirectory() as folder:
        scratch = settings.model_copy(update={"output_dir": Path(folder)})
        for number in range(pictures + 1):
            started_s = time.perf_counter()
            *_, drawing = studio.draw(wishes[number % len(wishes)], number, steps, settings=scratch)
            assert isinstance(drawing, Drawing)
            doors_s.append(time.perf_counter() - started_s)
            drawings.append(drawing)
    counted = drawings[1:]
    stages = list(counted[0].timings_s)
    return BenchResult(
        pictures=pictures,
        num_inference_steps=counted[0].request.num_inference_steps,
        load_s=load_s,
        door_to_door_s=statistics.median(doors_s[1:]),
        stages_s={stage: statistics.median(d.timings_s[stage] for d in counted) for stage in stages},
        peak_rss_gib=_peak_rss_gib(),
    )


def _peak_rss_gib() -> float | None:
    try:
        import resource  # Unix only
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**30 if sys.platform == "darwin" else peak / 2**20  # bytes there, KiB elsewhere
