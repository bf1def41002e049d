"""What each way of serving needs: settings, guard, the doors beside the page, a model waking up behind it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.middleware import Middleware

from cute_animal import engines, metrics, pipeline, safety, wish_guard
from cute_animal import openai_format as wire
from cute_animal.api import make_api
from cute_animal.choice import with_preset
from cute_animal.config import Settings, load_settings
from cute_animal.errors import BadKey, CuteAnimalError
from cute_animal.keys import Keys
from cute_animal.memory import GIB
from cute_animal.page.guard import Guard
from cute_animal.page.parents import make_parents
from cute_animal.wording import say

log = logging.getLogger(__name__)


@cache
def settings() -> Settings:
    """Read once, when the first handler or main() asks."""
    return with_preset(load_settings())


def guard(*, on_space: bool) -> Middleware:
    """A page for this computer only answers to local names; an open one has names we cannot know."""
    only_local = settings().host in ("127.0.0.1", "localhost", "::1") and not settings().share
    return Middleware(Guard, only_local=only_local and not on_space)


def gradio_app() -> dict[str, Any]:
    """Return what gradio's own application is made with: a body that it cannot read is told in a sentence."""
    return {"exception_handlers": {RequestValidationError: _on_bad_body}}


async def _on_bad_body(request: Request, error: Exception) -> JSONResponse:
    """Nobody has read which language is spoken: both."""
    sentence = " ".join(say("api-no-json", language) for language in ("zh", "en"))
    return JSONResponse({"error": sentence}, status_code=422)


def is_awake() -> bool:
    return state() == "ready"


def state() -> str:
    """Return "loading", "ready", or "failed: " and why."""
    return engines.state(settings())


def wake_up() -> None:
    """Load the word check, then the model, and try it once. A page without its model says so kindly."""
    safety.warm_up()
    wish_guard.wake_up(settings())
    try:
        engines.wake_up(settings())
    except CuteAnimalError as error:
        log.error("the model does not load: %s (%s)", error.code, error.detail)


def wake_up_behind_the_page() -> None:
    """Wake the model up in the background, so that the port answers first."""
    threading.Thread(target=wake_up, name="wake-up", daemon=True).start()


def add_doors(server: FastAPI, pictures: Callable[[], Path]) -> None:
    """Open what is beside the page: health, metrics, /parents (parents.py), and the API at /v1 (api.py).

    GET /healthz: the process answers. GET /readyz: a wish would be drawn now. GET /metrics: numbers for
    Prometheus, with a key where the API has keys. pictures: as make_api takes it.
    """
    keys = Keys(settings())

    @server.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @server.get("/readyz")
    def readyz() -> JSONResponse:
        now = state().partition(":")[0]
        body: dict[str, str | float] = {"status": now}
        if now == "loading" and (fetched := pipeline.fetching(settings().preset)) is not None:
            body["fetched_gib"], body["of_gib"] = (round(size / GIB, 2) for size in fetched)
        return JSONResponse(body, status_code=200 if now == "ready" else 503)

    @server.get("/metrics")
    def numbers(request: Request) -> Response:
        try:
            keys.admit(request.headers.get("authorization"), "")
        except BadKey as error:
            return JSONResponse(wire.error_body(error), wire.status_of(error), wire.headers_of(error))
        return Response(metrics.as_text(engines.waiting()), media_type=metrics.CONTENT_TYPE)

    server.include_router(make_parents(settings()))
    server.mount("/v1", make_api(settings(), pictures))
