"""The page as a running site: started by itself, or mounted for an ASGI server.

Owns what gradio is told about serving. Knows nothing of what is on the page.
"""

from __future__ import annotations

import logging
import signal
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import gradio as gr
from fastapi import FastAPI
from gradio.utils import get_space

from cute_animal import engines
from cute_animal.errors import CuteAnimalError
from cute_animal.page import cards, look, shelf, tools
from cute_animal.page.serving import (
    add_doors,
    gradio_app,
    guard,
    settings,
    wake_up,
    wake_up_behind_the_page,
)
from cute_animal.wording import say

DRAIN_S: Final = 4.0  # with gradio's own five seconds for open streams, it ends within ten


@dataclass(frozen=True)
class Site:
    """A page and the ways to serve it.

    pictures: gives the folder of the page's pictures. forget: called with keep_s now and then, for what the
    page itself remembers.
    """

    demo: gr.Blocks
    pictures: Callable[[], Path]
    forget: Callable[..., None]

    def _prepare(self) -> dict[str, Any]:
        """Open gradio's queue as wide as the engine's line; return what launch and mount have in common."""
        if settings().mcp:
            tools.check_mcp()
        seats = settings().queue_size + 8  # those few more get the engine's kind answer that the line is full
        self.demo.max_threads = seats + 40
        shelf.keep_tidy(self.pictures(), keep_s=settings().keep_minutes * 60, forget=self.forget)
        self.demo.queue(max_size=4 * settings().queue_size, default_concurrency_limit=seats)
        return {
            "theme": look.theme(),
            "css_paths": [cards.STYLE_SHEET],
            "js": look.ON_LOAD,
            "head": look.HEAD,
            "i18n": look.I18N,
            "favicon_path": str(cards.MASCOT),
            "footer_links": ["api"],
            "run_history": False,
            "enable_monitoring": False,
            "max_file_size": "64kb",
            "ssr_mode": False,
            "pwa": False,
            "mcp_server": settings().mcp,
        }

    def launch(self, **more: Any) -> str:
        """Start the page in the background of this process and return its local address."""
        on_space = get_space() is not None  # there gradio knows the address itself
        more = {
            "server_name": None if on_space else settings().host,
            "server_port": None if on_space else settings().port,
            "share": settings().share,
            **more,
        }
        common = self._prepare()
        server, url, _ = self.demo.launch(
            **common,
            **more,
            app_kwargs={"middleware": [guard(on_space=on_space)], **gradio_app()},
            max_threads=self.demo.max_threads,
            strict_cors=True,
            prevent_thread_lock=True,
        )
        self._offer()
        add_doors(server, self.pictures)
        return str(url)

    def asgi(self) -> FastAPI:
        """Return the page as an ASGI application, for one process: queue and sessions live in it."""

        @asynccontextmanager
        async def lifespan(_: FastAPI) -> AsyncIterator[None]:
            wake_up_behind_the_page()
            yield

        server = FastAPI(
            lifespan=lifespan,
            docs_url=None,
            redoc_url=None,
            openapi_url=None,
            middleware=[guard(on_space=get_space() is not None)],
        )
        add_doors(server, self.pictures)
        mounted: FastAPI = gr.mount_gradio_app(
            server, self.demo, path="/", app_kwargs=gradio_app(), **self._prepare()
        )
        self._offer()
        return mounted

    def _offer(self) -> None:
        if settings().mcp:
            tools.offer_tool(self.demo)

    def run(self, *, zero_gpu: bool) -> int:
        """Serve until the process ends. Returns 2, with a sentence, if it cannot start.

        zero_gpu: the model is loaded before the port answers: ZeroGPU packs what is there at launch.
        """
        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
        logging.getLogger("httpx").setLevel(logging.WARNING)  # gradio greeting itself
        try:
            port = settings().port
        except CuteAnimalError as error:  # a setting that cannot be used, a preset that is not here
            sys.stderr.write(f"{error}\n")
            return 2
        if zero_gpu:
            wake_up()
        try:
            self.launch()
        except CuteAnimalError as error:
            sys.stderr.write(f"{error}\n")
            return 2
        except OSError:
            sys.stderr.write(
                "\n".join(say("port-taken", language, port=port) for language in ("zh", "en")) + "\n"
            )
            return 2
        if not zero_gpu:
            wake_up_behind_the_page()
        self._serve_until_told()
        return 0

    def _serve_until_told(self) -> None:
        """Wait for SIGTERM or Ctrl-C; let the pictures that were asked for end within DRAIN_S, then close."""
        ended = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ended.set())
        while not ended.wait(1.0):  # a wait without an end would not hear Ctrl-C on Windows
            pass
        engines.get_engine(settings()).drain(DRAIN_S)
        self.demo.close(verbose=False)
