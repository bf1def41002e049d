"""The API without a page, for several worker processes: `gunicorn -w 4 ... cute_animal.web:app`.

Health, metrics and /v1; nothing of a visitor is kept in a process, so any worker may answer any request. With
CUTE_ANIMAL_ENGINE the workers import no torch and share one line and one model; with gunicorn's --preload
they share the tables of the word check, too. Imports no gradio.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from cute_animal import safety
from cute_animal.page import shelf
from cute_animal.page.serving import add_doors, guard, settings, wake_up_behind_the_page


@cache
def asgi_app() -> FastAPI:
    """Return the application, the same one at each call."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        shelf.keep_tidy(_pictures(), keep_s=settings().keep_minutes * 60)
        wake_up_behind_the_page()
        yield

    safety.warm_up()
    gc.freeze()  # what is there before workers are forked stays shared: no collector touches it
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    server = FastAPI(
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        middleware=[guard(on_space=False)],
    )
    add_doors(server, _pictures)
    return server


def _pictures() -> Path:
    """A folder that all workers have: one draws a picture, another one hands it out."""
    return settings().output_dir / "web"


def __getattr__(name: str) -> Any:
    """Make `app` when a server asks for it: an import alone reads no environment."""
    if name == "app":
        return asgi_app()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
