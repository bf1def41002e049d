"""Another machine draws: what an engine needs, over an OpenAI-compatible images endpoint.

Another instance of ours, or any server that takes `seed` and `num_inference_steps` beside OpenAI's fields, as
vLLM-Omni documents it. Only drawing happens there: the wish was checked before it leaves, and what comes back
is checked and labelled here like a picture of our own model. Torch is not imported for it.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import io
import json
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final, NoReturn

import httpx
from PIL import Image, ImageFilter

from cute_animal.config import Settings
from cute_animal.errors import (
    CuteAnimalError,
    ModelUnavailable,
    QueueFull,
    TooSlow,
    UnsafeImage,
    UnsafePrompt,
)
from cute_animal.far_state import FarState
from cute_animal.painting import OnStep
from cute_animal.pipeline import Generated
from cute_animal.presets import get_preset
from cute_animal.prompt import GenerationRequest
from cute_animal.wording import say

log = logging.getLogger(__name__)

PREVIEWS: Final = 3  # at most, in OpenAI's API
PREVIEW_PX: Final = 64
MOST_BYTES: Final = 32 * 2**20  # of an answer: a 2048x2048 picture as PNG in base64 is about half of it
MOST_PX: Final = 2048
LOOK_S: Final = 0.25  # between two looks at whether somebody still waits for the picture
CONNECT_S: Final = 5.0


@dataclass
class _News:
    """What has been heard of a picture."""

    step: int = 0
    preview: Image.Image | None = None


class Remote:
    """One endpoint. Calling it draws, as an engine wants it; several calls at once are fine."""

    def __init__(self, settings: Settings) -> None:
        if settings.remote is None:
            raise ValueError("no remote is set")
        key = settings.remote_key
        self.url = settings.remote.rstrip("/")
        self._model = settings.remote_model
        self._headers = {} if key is None else {"authorization": f"Bearer {key.get_secret_value()}"}
        self._timeout = httpx.Timeout(settings.deadline_s, connect=CONNECT_S)
        self._state = FarState(
            lambda: httpx.get(f"{self.url}/models", headers=self._headers, timeout=CONNECT_S)
        )

    def __call__(self, request: GenerationRequest, *, on_step: OnStep) -> Generated:
        """Draw there. Raises CuteAnimalError, and whatever on_step raises: then it hangs up."""
        start_s = time.perf_counter()
        on_step(0, request.num_inference_steps, None)
        data = asyncio.run(self._draw(request, on_step))
        middle_s = time.perf_counter()
        picture = opened(data, request)
        timings_s = {"denoise": middle_s - start_s, "decode": time.perf_counter() - middle_s}
        return Generated(picture, timings_s)

    def wake_up(self) -> None:
        """Do nothing: the other machine has a life of its own."""

    def state(self) -> str:
        """Return "ready", or "failed: " and why; asked anew after some seconds."""
        return self._state()

    def body(self, request: GenerationRequest) -> dict[str, Any]:
        """Return what is asked for. A model of our vocabulary gets the checked wish: it reads it itself."""
        ours = get_preset(request.preset, anything=True).knows_only_vocabulary
        body: dict[str, Any] = {
            "prompt": request.wish if ours else request.prompt,
            "n": 1,
            "size": f"{request.width}x{request.height}",
            "response_format": "b64_json",
            "seed": request.seed,
            "num_inference_steps": request.num_inference_steps,
            "stream": True,  # who does not know it answers in one piece
            "partial_images": PREVIEWS,
        }
        return body if self._model is None else {"model": self._model, **body}

    async def _draw(self, request: GenerationRequest, on_step: OnStep) -> bytes:
        """Wait for the picture, and look now and then whether somebody still waits for it."""
        news = _News()
        asking = asyncio.ensure_future(self._ask(request, news))
        try:
            while not (await asyncio.wait({asking}, timeout=LOOK_S))[0]:
                on_step(news.step, request.num_inference_steps, news.preview)
            return asking.result()
        except httpx.HTTPError as error:
            detail = f"{type(error).__name__}: {error}"
            raise ModelUnavailable(say(ModelUnavailable.code, request.language), detail=detail) from error
        finally:
            asking.cancel()
            await asyncio.wait({asking})

    async def _ask(self, request: GenerationRequest, news: _News) -> bytes:
        async with (
            httpx.AsyncClient(headers=self._headers, timeout=self._timeout) as client,
            client.stream("POST", f"{self.url}/images/generations", json=self.body(request)) as answer,
        ):
            if not answer.is_success:
                _refuse(answer.status_code, _json(await _whole(answer)), request)
            if not answer.headers.get("content-type", "").startswith("text/event-stream"):
                return _picture_in(_json(await _whole(answer)), request)
            async for event in _events(answer):
                if event.get("error"):
                    _refuse(500, event, request)
                if event.get("type") == "image_generation.completed":
                    return _bytes(event.get("b64_json"), request)
                if event.get("type") == "image_generation.partial_image":
                    part = (int(event.get("partial_image_index") or 0) + 1) / (PREVIEWS + 1)
                    news.step = max(1, round(part * request.num_inference_steps))
                    news.preview = harmless(_bytes(event.get("b64_json"), request))
        _wrong("the stream ended without a picture", request)


async def _whole(answer: httpx.Response) -> bytes:
    data = b""
    async for part in answer.aiter_bytes():
        data += part
        if len(data) > MOST_BYTES:
            raise httpx.DecodingError("the answer is too long")
    return data


async def _events(answer: httpx.Response) -> AsyncIterator[dict[str, Any]]:
    """Yield the data of server-sent events; names of events stand in their data, too."""
    waiting, data = b"", b""
    async for part in answer.aiter_bytes():
        *lines, waiting = (waiting + part).split(b"\n")
        for line in lines:
            line = line.rstrip(b"\r")
            if line.startswith(b"data:"):
                data += line[5:].strip()
            elif not line and data:
                yield _json(data)
                data = b""
        if len(waiting) + len(data) > MOST_BYTES:
            raise httpx.DecodingError("an event is too long")


def _json(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _picture_in(body: dict[str, Any], request: GenerationRequest) -> bytes:
    pictures = body.get("data")
    if not isinstance(pictures, list) or not pictures or not isinstance(pictures[0], dict):
        _wrong("an answer without pictures", request)
    return _bytes(pictures[0].get("b64_json"), request)


def _bytes(b64_json: object, request: GenerationRequest) -> bytes:
    try:
        return base64.b64decode(b64_json if isinstance(b64_json, str) else "?", validate=True)
    except (binascii.Error, ValueError):
        _wrong("no base64 where a picture should be", request)


def opened(data: bytes, request: GenerationRequest) -> Image.Image:
    """Return the picture in a file from elsewhere. Raises ModelUnavailable for anything else in it."""
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as picture:
            if max(picture.size) > MOST_PX:
                _wrong(f"a picture of {picture.width}x{picture.height} px", request)
            return picture.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        _wrong(f"{type(error).__name__}: {error}", request)


def harmless(data: bytes) -> Image.Image | None:
    """Nobody has checked it and others send it large and sharp: as small and soft as a preview of our own."""
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as picture:
            if max(picture.size) > MOST_PX:
                return None
            small = picture.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    small.thumbnail((PREVIEW_PX, PREVIEW_PX))
    return small.filter(ImageFilter.GaussianBlur(1.5))


def _wrong(detail: str, request: GenerationRequest) -> NoReturn:
    raise ModelUnavailable(say(ModelUnavailable.code, request.language), detail=f"remote: {detail}")


def _refuse(status: int, body: dict[str, Any], request: GenerationRequest) -> NoReturn:
    """Raise what the other side's error is here. Its words are not shown: who knows what they are."""
    told = body.get("error")
    code = str(told.get("code")) if isinstance(told, dict) else ""
    kind: type[CuteAnimalError] = ModelUnavailable
    if code in ("content_policy_violation", "moderation_blocked"):
        raise UnsafePrompt("remote", say(UnsafePrompt.code, request.language))
    if code == UnsafeImage.code:
        kind = UnsafeImage
    elif status == 429 or code == QueueFull.code:
        kind = QueueFull
    elif status == 504 or code == TooSlow.code:
        kind = TooSlow
    raise kind(say(kind.code, request.language), detail=f"remote: HTTP {status}, {code or 'no code'}")
