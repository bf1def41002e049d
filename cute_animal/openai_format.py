"""How wishes, pictures, events and errors are written for clients of OpenAI's images API.

Field names, event names and error bodies are those of its public reference ("Create image", "Image
generation streaming events", "Error codes"); `seed` and `steps` are ours. Knows nothing about serving.
"""

from __future__ import annotations

import base64
import io
import json
import math
import time
from collections.abc import Mapping
from typing import Any, Final, Literal

from PIL import Image
from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from cute_animal.errors import (
    BadKey,
    BadRequest,
    CuteAnimalError,
    LimitReached,
    ModelUnavailable,
    NoSuchModel,
    NotFound,
    OutOfMemory,
    QueueFull,
    TooSlow,
    UnsafePrompt,
)
from cute_animal.label import Drawing
from cute_animal.prompt import Number

MOST_PICTURES: Final = 10  # in one request, as in the API that this follows
RETRY_AFTER_S: Final = 5  # of a full line: some pictures later there is room

# The first that fits counts: (error, status, type, code). Where code is None, the error's own stands there.
_ERRORS: Final[tuple[tuple[type[CuteAnimalError], int, str, str | None], ...]] = (
    (UnsafePrompt, 400, "invalid_request_error", "content_policy_violation"),
    (BadKey, 401, "invalid_request_error", "invalid_api_key"),
    (LimitReached, 429, "rate_limit_error", "rate_limit_exceeded"),
    (NoSuchModel, 404, "invalid_request_error", "model_not_found"),
    (NotFound, 404, "invalid_request_error", "not_found"),
    (BadRequest, 400, "invalid_request_error", None),
    (QueueFull, 429, "rate_limit_error", None),
    (TooSlow, 504, "server_error", None),
    (OutOfMemory, 503, "server_error", None),
    (ModelUnavailable, 503, "server_error", None),
    (CuteAnimalError, 500, "server_error", None),
)


class Wish(BaseModel):
    """The body of POST /v1/images/generations."""

    model_config = ConfigDict(extra="forbid")

    prompt: str = Field(description="A wish, in Chinese or English.", examples=["戴蓝色帽子的小熊"])
    model: str | None = Field(None, description="One of GET /v1/models; none: the one that is set.")
    n: int | None = Field(1, ge=1, le=MOST_PICTURES, description="How many; each with the next seed.")
    size: str | None = Field(None, description='"auto" or the size of the model\'s paper, "512x512".')
    response_format: Literal["b64_json", "url"] | None = Field(
        None, description="The file itself, which is the default, or an address that holds for some minutes."
    )
    output_format: Literal["png", "jpeg", "webp"] | None = Field(None, description="png by default.")
    stream: bool | None = Field(False, description="Server-sent events instead of one answer.")
    partial_images: int | None = Field(
        0, ge=0, le=3, description="With stream: at most so many blurred previews of 64 px."
    )
    seed: Number | None = Field(None, description="0 to 2147483647; none: a random one, which is returned.")
    steps: Number | None = Field(
        None,
        validation_alias=AliasChoices("steps", "num_inference_steps"),
        description="How often the model goes over the picture; none: as often as suits it.",
    )
    background: Literal["auto", "opaque", "transparent"] | None = Field(None, description="Always opaque.")
    # Taken, since clients send them, and without effect.
    quality: str | None = Field(None, description="Without effect.")
    style: str | None = Field(None, description="Without effect: say it in the wish.")
    moderation: str | None = Field(None, description="Without effect: every wish is checked.")
    output_compression: int | None = Field(None, description="Without effect.")
    user: str | None = Field(None, description="Without effect, and not kept.")

    @property
    def suffix(self) -> str:
        """The ending of the file's name."""
        return {"jpeg": ".jpg"}.get(self.output_format or "png", f".{self.output_format or 'png'}")


def status_of(error: CuteAnimalError) -> int:
    """Return the HTTP status of an error."""
    return next(status for kind, status, _, _ in _ERRORS if isinstance(error, kind))


def headers_of(error: CuteAnimalError) -> dict[str, str]:
    """Return the headers that belong to an error: when to come again, or how to come in."""
    if isinstance(error, LimitReached):
        return {"retry-after": str(error.retry_after_s)}
    if isinstance(error, QueueFull):
        return {"retry-after": str(RETRY_AFTER_S)}
    return {"www-authenticate": "Bearer"} if isinstance(error, BadKey) else {}


def error_body(error: CuteAnimalError, param: str | None = None) -> dict[str, Any]:
    """Return the body of an error: the kind sentence, and ideas where it has some, never a category."""
    _, _, kind, code = next(row for row in _ERRORS if isinstance(error, row[0]))
    body: dict[str, Any] = {
        "message": str(error),
        "type": kind,
        "param": param,
        "code": error.code if code is None else code,
    }
    if ideas := getattr(error, "ideas", ()):
        body["ideas"] = list(ideas)
    return {"error": body}


def picture(drawing: Drawing, *, b64_json: str | None = None, url: str | None = None) -> dict[str, Any]:
    """Return one entry of an answer's data. The seed, and what was understood, are ours."""
    where = {"b64_json": b64_json} if url is None else {"url": url}
    request = drawing.request
    own = {"seed": request.seed, "understood": list(request.understood), "notes": list(request.notes)}
    return {**where, "revised_prompt": request.prompt, **own}


def answer(pictures: list[dict[str, Any]], drawing: Drawing, wish: Wish) -> dict[str, Any]:
    """Return the whole answer without streaming."""
    return {"created": int(time.time()), "data": pictures, **_about(drawing, wish)}


def completed(one: Mapping[str, Any], drawing: Drawing, wish: Wish) -> dict[str, Any]:
    """Return the event that carries a picture. Nothing here counts tokens, so there are none."""
    usage = {"input_tokens": 0, "output_tokens": 0, "total_tokens": 0}
    usage |= {"input_tokens_details": {"image_tokens": 0, "text_tokens": 0}}  # type: ignore[dict-item]
    event = {"type": "image_generation.completed", "created_at": int(time.time()), "usage": usage}
    return {**event, **one, **_about(drawing, wish)}


def partial(preview: Image.Image, index: int) -> dict[str, Any]:
    """Return the event that carries a preview: at most 64 px and blurred, as the road gives it."""
    buffer = io.BytesIO()
    preview.convert("RGB").save(buffer, "PNG")
    return {
        "type": "image_generation.partial_image",
        "partial_image_index": index,
        "b64_json": base64.b64encode(buffer.getvalue()).decode("ascii"),
        "created_at": int(time.time()),
        "size": f"{preview.width}x{preview.height}",
        "quality": "auto",
        "background": "opaque",
        "output_format": "png",
    }


def is_due(step: int, total: int, sent: int, most: int) -> bool:
    """Is it time for the next preview? They come evenly between the first step and the end."""
    return sent < most and step >= math.ceil((sent + 1) * total / (most + 1))


def event(body: Mapping[str, Any]) -> bytes:
    """Return a body as a server-sent event, named after its type."""
    return f"event: {body['type']}\ndata: {json.dumps(body)}\n\n".encode()


def comment(text: str) -> bytes:
    """Return a line that clients skip: proxies and we ourselves notice who is still there."""
    return f": {text}\n\n".encode()


def _about(drawing: Drawing, wish: Wish) -> dict[str, Any]:
    return {
        "size": f"{drawing.request.width}x{drawing.request.height}",
        "quality": "auto",
        "background": "opaque",
        "output_format": wish.output_format or "png",
    }
