"""Which engine draws: one of this process, with the model here or elsewhere, or one behind a socket.

Made by the first call for given settings, and the same at each call after it. Knows nothing of how a line or
a model works.
"""

from __future__ import annotations

import functools
import threading
from typing import Any

from cute_animal import pipeline
from cute_animal.child import Child
from cute_animal.comfyui import ComfyUI
from cute_animal.config import Settings
from cute_animal.engine import Engine, Generate, Together
from cute_animal.engine_client import EngineClient
from cute_animal.presets import PRESETS
from cute_animal.prompt import GenerationRequest
from cute_animal.remote import Remote

AnyEngine = Engine | EngineClient

_engines: dict[tuple[object, ...], AnyEngine] = {}
_elsewhere: dict[tuple[object, ...], Child | Remote | ComfyUI] = {}
_making = threading.RLock()


def get_engine(settings: Settings) -> AnyEngine:
    """Return the process's engine for these settings, made by the first call."""
    line = (settings.queue_size, settings.deadline_s, settings.remote_at_once, settings.batch)
    key = (*line, *_model(settings))
    with _making:
        if key not in _engines or not _engines[key].is_alive():
            _engines[key] = _make(settings)
        return _engines[key]


def elsewhere(settings: Settings) -> Child | Remote | ComfyUI | None:
    """Return what draws in another process or on another machine, the same at each call; None: here."""
    if settings.remote is None and settings.comfyui is None and not settings.model_process:
        return None
    key = _model(settings)
    with _making:
        if key not in _elsewhere:
            made: Child | Remote | ComfyUI
            if settings.comfyui is not None:
                made = ComfyUI(settings)
            else:
                made = Child(settings) if settings.remote is None else Remote(settings)
            _elsewhere[key] = made
        return _elsewhere[key]


def state(settings: Settings) -> str:
    """Return whether a wish would be drawn now: "loading", "ready", or "failed: " and why."""
    if settings.engine is not None:
        engine = get_engine(settings)
        assert isinstance(engine, EngineClient)
        return engine.state()
    there = elsewhere(settings)
    return pipeline.loading_state(settings.preset) if there is None else there.state()


def wake_up(settings: Settings) -> None:
    """Have the model loaded and tried once, unless somebody else sees to that. Raises CuteAnimalError."""
    if settings.engine is not None:
        return
    if (there := elsewhere(settings)) is not None:
        there.wake_up()
        return
    pipeline.warm_up(
        settings.preset,
        threads=settings.threads,
        tuning=settings.tuning,
        may_download=bool(settings.download),
    )


def waiting() -> int:
    """Return how many jobs wait in the lines that this process puts jobs into."""
    return sum(engine.waiting() for engine in list(_engines.values()))


def _make(settings: Settings) -> AnyEngine:
    if settings.engine is not None:
        return EngineClient(settings.engine, deadline_s=settings.deadline_s)
    there = elsewhere(settings)
    line: dict[str, Any] = {"queue_size": settings.queue_size, "deadline_s": settings.deadline_s}
    if isinstance(there, Remote):  # makes its own batches
        return Engine(there, **line, at_once=settings.remote_at_once)
    if isinstance(there, ComfyUI):  # one workflow, one picture
        return Engine(there, **line)
    how: dict[str, Any] = {"threads": settings.threads, "tuning": settings.tuning}
    generate: Generate = there or functools.partial(pipeline.generate, **how)
    together: Together = there.together if there else functools.partial(pipeline.generate_together, **how)

    def most_at_once(request: GenerationRequest) -> int:
        if settings.batch is not None:
            preset = PRESETS.get(request.preset)
            return 1 if preset is None else min(settings.batch, preset.most_batch)
        return pipeline.most_at_once(request.preset) if there is None else there.most_at_once()

    return Engine(generate, **line, together=together, most_at_once=most_at_once)


def _model(settings: Settings) -> tuple[object, ...]:
    if settings.engine is not None:
        return (settings.engine,)
    if settings.comfyui is not None:
        return (settings.comfyui,)
    if settings.remote is not None:
        return settings.remote, settings.remote_key, settings.remote_model, settings.deadline_s
    here = (settings.threads, settings.tuning)
    return (settings.preset, settings.download, *here) if settings.model_process else here
