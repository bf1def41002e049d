"""The door for programs: POST /v1/images/generations and GET /v1/models, as OpenAI's clients call them.

An application of its own, to be mounted at /v1 beside the page; its description is /v1/openapi.json. Every
picture comes by studio.draw, which is walked in a thread. Knows nothing of the page.
"""

from __future__ import annotations

import base64
import functools
import math
import shutil
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator
from contextlib import aclosing
from pathlib import Path
from typing import Annotated, Any, Final

import anyio
from anyio.to_thread import run_sync
from fastapi import FastAPI, Request, Response
from fastapi import Path as InPath
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, StreamingResponse
from starlette.exceptions import HTTPException

from cute_animal import __version__, journal, studio
from cute_animal import openai_format as wire
from cute_animal.config import Settings
from cute_animal.errors import BadRequest, CuteAnimalError, NoSuchModel, NotFound, QueueFull
from cute_animal.keys import Keys
from cute_animal.label import Drawing
from cute_animal.page import shelf
from cute_animal.presets import DEFAULT_PRESET, Preset, get_preset
from cute_animal.wording import Language, language_of, say

SPARE_SEATS: Final = 8  # for those who get the engine's answer that the line is full
AGAIN_S: Final = 0.5
CLIENT_GONE: Final = 499  # nobody reads it; it stands in access logs
ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    400: {"description": "A kind sentence in the wish's language: not for children, or not understood."},
    401: {"description": "No key of this place."},
    404: {"description": "No such model here."},
    429: {"description": "The line is full, or a key's pictures of this minute are drawn; see Retry-After."},
    503: {"description": "The model is not ready."},
    504: {"description": "The picture took too long."},
}

Updates = AsyncGenerator[studio.Progress | Drawing, None]


def make_api(settings: Settings, pictures: Callable[[], Path]) -> FastAPI:
    """Return the application. pictures: gives the folder whose old pictures somebody sweeps away."""
    door = _Door(settings, pictures)
    api = FastAPI(
        title="Cute Animal for Kids",
        version=__version__,
        description="A wish in Chinese or English becomes a cute, child-safe picture with an AI label.",
        docs_url=None,  # they would load scripts from other hosts
        redoc_url=None,
    )
    api.post("/images/generations", summary="Draw pictures", responses=ANSWERS)(door.generate)
    api.get("/models", summary="The models that draw here")(door.models)
    api.get("/models/{name:path}", summary="One of them")(door.model)
    api.get("/images/{folder}/{name}", summary="A picture, for some minutes", name="picture")(door.picture)
    api.exception_handler(CuteAnimalError)(_on_error)
    api.exception_handler(RequestValidationError)(_on_bad_body)
    api.exception_handler(HTTPException)(_on_http_error)
    api.exception_handler(Exception)(_on_unexpected)
    return api


class _Door:
    def __init__(self, settings: Settings, pictures: Callable[[], Path]) -> None:
        self.settings = settings
        self.pictures = pictures
        self.keys = Keys(settings)
        self.seats = settings.queue_size + SPARE_SEATS
        self.taken = 0
        self.opened_s = int(time.time())
        # Not the pool that all of an application shares: forty who wait would make the rest deaf.
        self.threads = anyio.CapacityLimiter(self.seats + SPARE_SEATS)

    async def generate(self, wish: wire.Wish, request: Request) -> Response:
        """Draw one picture or several, one after the other."""
        visitor = self.keys.admit(request.headers.get("authorization"), _address(request))
        language = language_of(wish.prompt)
        self._check(wish)
        self.keys.spend(visitor, wish.n or 1, language)
        updates = self._drawn(wish, visitor.name)
        try:
            return await (
                self._stream(wish, updates) if wish.stream else self._answer(wish, updates, request)
            )
        except QueueFull:
            self.keys.give_back(visitor, wish.n or 1)
            raise

    def models(self, request: Request) -> dict[str, Any]:
        """List the preset that is set and those that are open beside it."""
        self.keys.admit(request.headers.get("authorization"), _address(request))
        return {"object": "list", "data": [self._about(preset) for preset in self._open()]}

    def model(self, name: str, request: Request) -> dict[str, Any]:
        """Tell about one of them."""
        self.keys.admit(request.headers.get("authorization"), _address(request))
        return self._about(self._named(name, "en"))

    def picture(
        self,
        folder: Annotated[str, InPath(pattern="^[0-9a-f]{32}$")],
        name: Annotated[str, InPath(pattern=r"^picture\.(png|jpg|webp)$")],
    ) -> FileResponse:
        """Hand out a picture whose address was an answer. Nobody guesses the folder's name."""
        path = self.pictures() / folder / name
        if not path.is_file():
            raise NotFound
        return FileResponse(path, headers={"cache-control": "private, max-age=600"})

    def _check(self, wish: wire.Wish) -> None:
        language = language_of(wish.prompt)
        preset = self._named(wish.model, language)
        size = f"{preset.width}x{preset.height}"
        if wish.size not in (None, "auto", size):
            raise BadRequest(say("api-size", language, sizes=size))
        if wish.background == "transparent":
            raise BadRequest(say("api-not-transparent", language))

    def _open(self) -> list[Preset]:
        names = dict.fromkeys((self.settings.preset or DEFAULT_PRESET, *self.settings.opened))
        return [get_preset(name, anything=True) for name in names]

    def _named(self, name: str | None, language: Language) -> Preset:
        for preset in self._open():
            if name in (None, preset.name):
                return preset
        names = say("list-separator", language).join(preset.name for preset in self._open())
        raise NoSuchModel(say("preset-not-open", language, name=_readable(str(name)), names=names))

    def _about(self, preset: Preset) -> dict[str, Any]:
        known = {"id": preset.name, "object": "model", "created": self.opened_s, "owned_by": "cute-animal"}
        own = {"licence": preset.licence, "size": f"{preset.width}x{preset.height}"}
        return {**known, **own, "steps": preset.num_inference_steps}

    async def _drawn(self, wish: wire.Wish, session: str) -> Updates:
        """Walk the road once for each picture. Raises CuteAnimalError; closing it cancels."""
        if self.taken >= self.seats:
            raise QueueFull(say(QueueFull.code, language_of(wish.prompt)))
        self.taken += 1
        try:
            seed, deadline_s = wish.seed, self.settings.deadline_s
            give_up_s = math.inf if deadline_s is None else time.monotonic() + deadline_s
            for number in range(wish.n or 1):
                while True:
                    try:
                        async with aclosing(self._walk(wish, seed, session)) as updates:
                            async for update in updates:
                                yield update
                        break
                    except QueueFull:  # the first picture was let in: the others wait their turn
                        if number == 0 or time.monotonic() > give_up_s:
                            raise
                        await anyio.sleep(AGAIN_S)
                if seed is not None and isinstance(update, Drawing):
                    seed = update.request.seed + 1
        except CuteAnimalError as error:
            journal.log_refusal(error)
            raise
        except Exception as error:
            journal.log_unexpected(error)
            raise CuteAnimalError from None
        finally:
            self.taken -= 1

    async def _walk(self, wish: wire.Wish, seed: Any, session: str) -> Updates:
        folder = shelf.new_folder(self.pictures())
        road: Generator[studio.Progress | Drawing, None, None] = studio.draw(
            wish.prompt,
            seed,
            wish.steps,
            wish.model,
            settings=self.settings,
            out=folder / f"picture{wish.suffix}",
            session=session,
        )
        step = functools.partial(run_sync, limiter=self.threads)
        try:
            while (update := await step(next, road, None)) is not None:
                yield update
        finally:
            with anyio.CancelScope(shield=True):  # also when the client is gone
                await step(road.close)

    async def _handed_out(self, wish: wire.Wish, drawing: Drawing, request: Request) -> dict[str, Any]:
        if wish.response_format == "url":
            name = {"folder": drawing.path.parent.name, "name": drawing.path.name}
            return wire.picture(drawing, url=str(request.url_for("picture", **name)))
        return wire.picture(drawing, b64_json=await run_sync(_taken_down, drawing.path, limiter=self.threads))

    async def _answer(self, wish: wire.Wish, updates: Updates, request: Request) -> Response:
        pictures = []
        async with aclosing(updates):
            async for update in updates:
                if await request.is_disconnected():
                    return Response(status_code=CLIENT_GONE)
                if isinstance(update, Drawing):
                    drawing = update
                    pictures.append(await self._handed_out(wish, update, request))
        return JSONResponse(wire.answer(pictures, drawing, wish))

    async def _stream(self, wish: wire.Wish, updates: Updates) -> Response:
        """Answer with events, once it is sure that there will be some: a refusal has a status of its own."""
        try:
            first = [await anext(updates), await anext(updates)]  # the check, and what comes after it
        except BaseException:
            await updates.aclose()
            raise

        async def events() -> AsyncIterator[bytes]:
            async with aclosing(updates):
                try:
                    sent = 0
                    async for update in _chain(first, updates):
                        if isinstance(update, Drawing):
                            sent = 0
                            file = await run_sync(_taken_down, update.path, limiter=self.threads)
                            one = wire.picture(update, b64_json=file)
                            yield wire.event(wire.completed(one, update, wish))
                            continue
                        step, total, most = update.step or 0, update.total or 1, wish.partial_images or 0
                        if update.preview is not None and wire.is_due(step, total, sent, most):
                            yield wire.event(wire.partial(update.preview, sent))
                            sent += 1
                        else:
                            yield wire.comment(_state(update))
                except CuteAnimalError as error:
                    yield wire.event({"type": "error", **wire.error_body(error)})

        return StreamingResponse(
            events(),
            media_type="text/event-stream",
            headers={"cache-control": "no-store", "x-accel-buffering": "no"},  # nginx would hold it back
        )


async def _chain(first: list[studio.Progress | Drawing], rest: Updates) -> Updates:
    for update in first:
        yield update
    async for update in rest:
        yield update


def _taken_down(path: Path) -> str:
    """Return the file in base64 and leave nothing of it on the shelf."""
    data = path.read_bytes()
    shutil.rmtree(path.parent, ignore_errors=True)
    return base64.b64encode(data).decode("ascii")


def _state(update: studio.Progress) -> str:
    place = "" if not update.position else f" {update.position}"
    return f"{update.stage}{place}"


def _address(request: Request) -> str:
    return "" if request.client is None else request.client.host


async def _on_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, CuteAnimalError)
    return _error(error)


async def _on_bad_body(request: Request, error: Exception) -> JSONResponse:
    """Say what is wrong with the first value that is, in the language of the wish where there is one."""
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    prompt = error.body.get("prompt") if isinstance(error.body, dict) else None
    language = language_of(prompt) if isinstance(prompt, str) else "en"
    if first["type"] == "json_invalid":
        return _error(BadRequest(say("api-no-json", language)))
    name = _readable(next((str(part) for part in first["loc"][1:] if part != "str"), "body"))
    key = {"extra_forbidden": "api-unknown-parameter", "missing": "api-missing"}.get(first["type"])
    return _error(BadRequest(say(key or "api-bad-value", language, name=name)), name)


async def _on_http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    kind = NotFound() if error.status_code == 404 else BadRequest()
    return JSONResponse(wire.error_body(kind), error.status_code, error.headers)


async def _on_unexpected(request: Request, error: Exception) -> JSONResponse:
    journal.log_unexpected(error)
    return _error(CuteAnimalError())


def _readable(name: str) -> str:
    """Return what somebody sent, short enough for a sentence and without what UTF-8 cannot write."""
    return name[:40].encode("utf-8", "replace").decode()


def _error(error: CuteAnimalError, param: str | None = None) -> JSONResponse:
    return JSONResponse(wire.error_body(error, param), wire.status_of(error), wire.headers_of(error))
