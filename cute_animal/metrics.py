"""What is counted while drawing, for whoever runs the program: numbers in Prometheus' text format.

No words of a wish and no addresses are in it; a refusal is counted under its category. Knows nothing about
where the numbers come from: the engine and the road observe, a door shows.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
    multiprocess,
)

from cute_animal.errors import Cancelled, CuteAnimalError, UnsafeImage, UnsafePrompt

REGISTRY: Final = CollectorRegistry()
ProcessCollector(registry=REGISTRY)  # process_resident_memory_bytes and its like; on Linux only

# Seconds: from an answer out of memory to a large model on a small computer.
_SECONDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, float("inf"))

WAITING: Final = Gauge(
    "cute_animal_queue_length", "Jobs in the line", registry=REGISTRY, multiprocess_mode="mostrecent"
)
WAITS: Final = Histogram(
    "cute_animal_queue_wait_seconds", "In the line, of pictures", registry=REGISTRY, buckets=_SECONDS
)
STAGES: Final = Histogram(
    "cute_animal_stage_seconds", "Of each stage, of pictures", ["stage"], registry=REGISTRY, buckets=_SECONDS
)
BATCHES: Final = Histogram(
    "cute_animal_batch_size",
    "Drawn at once, of pictures",
    registry=REGISTRY,
    buckets=(1, 2, 4, 8, 16, 32, float("inf")),
)
PICTURES: Final = Counter("cute_animal_pictures", "Drawn, by preset", ["preset"], registry=REGISTRY)
REFUSALS: Final = Counter("cute_animal_refusals", "Refused, by category", ["category"], registry=REGISTRY)
FAILURES: Final = Counter("cute_animal_failures", "Not drawn, by support code", ["code"], registry=REGISTRY)
CANCELLED: Final = Counter("cute_animal_cancelled", "Stopped, or nobody listened", registry=REGISTRY)
DEVICE_MEMORY: Final = Gauge(
    "cute_animal_device_memory_bytes",
    "On the accelerator, where there is one",
    ["kind"],
    registry=REGISTRY,
    multiprocess_mode="mostrecent",
)

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


@contextmanager
def counted() -> Iterator[None]:
    """Count how a drawing ends if it does not end with a picture."""
    try:
        yield
    except GeneratorExit:
        CANCELLED.inc()
        raise
    except UnsafePrompt as error:
        REFUSALS.labels(error.category or "unknown").inc()
        raise
    except UnsafeImage:
        REFUSALS.labels("picture").inc()
        raise
    except Cancelled:
        CANCELLED.inc()
        raise
    except CuteAnimalError as error:
        FAILURES.labels(error.code).inc()
        raise
    except Exception:
        FAILURES.labels(CuteAnimalError.code).inc()
        raise


def count_batch(size: int) -> None:
    """Count with how many at once, itself among them, a picture was drawn."""
    BATCHES.observe(size)


def count_picture(preset: str, timings_s: Mapping[str, float]) -> None:
    """Count a picture and the seconds of its stages; "queued" among them is its wait."""
    PICTURES.labels(preset).inc()
    for stage, seconds in timings_s.items():
        if stage == "queued":
            WAITS.observe(seconds)
        else:
            STAGES.labels(stage).observe(seconds)


def as_text(waiting: int) -> bytes:
    """Return all numbers as a text; `waiting` is how many stand in the line now."""
    WAITING.set(waiting)
    # Torch is not imported for this, and another thread may be in the middle of importing it.
    cuda: Any = getattr(sys.modules.get("torch"), "cuda", None)
    if hasattr(cuda, "memory_reserved") and cuda.is_available():
        DEVICE_MEMORY.labels("allocated").set(cuda.memory_allocated())
        DEVICE_MEMORY.labels("reserved").set(cuda.memory_reserved())
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    # prometheus-client's way for several workers: each keeps its numbers in that folder, any sums them up.
    together = CollectorRegistry()
    multiprocess.MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # of that library
    return generate_latest(together)
