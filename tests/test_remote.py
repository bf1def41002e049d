"""Another machine that draws: what goes there, and what is made of all that may come back."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from PIL import Image

from cute_animal.config import BadSetting, Settings, load_settings
from cute_animal.engine import Engine
from cute_animal.errors import (
    Cancelled,
    CuteAnimalError,
    ModelUnavailable,
    QueueFull,
    TooSlow,
    UnsafeImage,
    UnsafePrompt,
)
from cute_animal.painting import OnStep
from cute_animal.pipeline import Generated
from cute_animal.prompt import GenerationRequest
from cute_animal.remote import LOOK_S, PREVIEW_PX, Remote
from cute_animal.wording import SENTENCES

PATIENCE_S = 60.0


def as_base64(picture: Image.Image, file_format: str = "PNG") -> str:
    buffer = io.BytesIO()
    picture.save(buffer, file_format)
    return base64.b64encode(buffer.getvalue()).decode()


def request(**changes: Any) -> GenerationRequest:
    values: dict[str, Any] = {
        "prompt": "in the model's own words", "wish": "小熊", "seed": 7, "num_inference_steps": 4,
        "preset": "starter", "scheduler": None, "language": "zh",
    }  # fmt: skip
    return GenerationRequest(**{**values, **changes})


class Elsewhere:
    """A server of somebody else's: answers as it is told, and keeps what it was asked."""

    def __init__(self) -> None:
        self.answer: Callable[[], Response] = lambda: JSONResponse({})
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.waits = False
        self.left = threading.Event()
        app = FastAPI()

        @app.post("/v1/images/generations")
        async def generate(request: Request) -> Response:
            self.asked.append(await request.json())
            self.keys.append(request.headers.get("authorization"))
            while self.waits:
                if await request.is_disconnected():
                    self.left.set()
                    break
                await asyncio.sleep(0.02)
            return self.answer()

        @app.get("/v1/models")
        async def models() -> dict[str, list[str]]:
            return {"data": []}

        self.server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.servers[0].sockets[0].getsockname()[1]}/v1"

    def close(self) -> None:
        self.waits = False
        self.server.should_exit = True
        self.thread.join(PATIENCE_S)


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    there = Elsewhere()
    yield there
    there.close()


def ignore(step: int, total: int, preview: Image.Image | None) -> None:
    pass


def drawn_by(remote: Remote, wish: GenerationRequest, on_step: OnStep = ignore) -> Generated:
    """As the engine has it drawn: in a thread of its own, where no event loop runs."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(remote, wish, on_step=on_step).result()


@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "WEBP"])
def test_a_server_that_does_not_stream_is_understood(elsewhere: Elsewhere, file_format: str) -> None:
    picture = as_base64(Image.new("RGB", (512, 512), "pink"), file_format)
    elsewhere.answer = lambda: JSONResponse({"created": 1, "data": [{"b64_json": picture}]})
    settings = Settings(remote=elsewhere.url, remote_model="owner/model", remote_key="secret")  # type: ignore[arg-type]
    drawn = drawn_by(Remote(settings), request(preset="z-image-turbo"))
    assert drawn.picture.size == (512, 512) and drawn.picture.mode == "RGB"
    (asked,) = elsewhere.asked
    assert asked["prompt"] == "in the model's own words" and asked["model"] == "owner/model"
    assert (asked["seed"], asked["num_inference_steps"], asked["size"]) == (7, 4, "512x512")
    assert elsewhere.keys == ["Bearer secret"]


def test_a_model_of_our_own_kind_gets_the_checked_wish(elsewhere: Elsewhere) -> None:
    picture = as_base64(Image.new("RGB", (512, 512)))
    elsewhere.answer = lambda: JSONResponse({"data": [{"b64_json": picture}]})
    drawn_by(Remote(Settings(remote=elsewhere.url)), request())
    assert elsewhere.asked[0]["prompt"] == "小熊" and "model" not in elsewhere.asked[0]


def test_previews_of_others_are_made_small_and_soft(elsewhere: Elsewhere) -> None:
    chess = Image.new("L", (512, 512))
    chess.putdata([255 * ((i // 4 + i // 512 // 4) % 2) for i in range(512 * 512)])
    sharp = as_base64(chess.convert("RGB"))

    async def events() -> Any:
        for index in range(2):
            data = {"type": "image_generation.partial_image", "partial_image_index": index, "b64_json": sharp}
            yield f"event: {data['type']}\r\ndata: {json.dumps(data)}\r\n\r\n"
            await asyncio.sleep(4 * LOOK_S)
        yield f"data: {json.dumps({'type': 'image_generation.completed', 'b64_json': sharp})}\n\n"

    elsewhere.answer = lambda: StreamingResponse(events(), media_type="text/event-stream")
    seen: list[tuple[int, Image.Image]] = []

    def on_step(step: int, total: int, preview: Image.Image | None) -> None:
        if preview is not None:
            seen.append((step, preview))

    drawn = drawn_by(Remote(Settings(remote=elsewhere.url)), request(), on_step)
    assert drawn.picture.size == (512, 512)
    assert {step for step, _ in seen} == {1, 2}
    for _, preview in seen:
        assert max(preview.size) <= PREVIEW_PX
        low, high = preview.convert("L").getextrema()
        assert high - low < 100  # black and white before


def answer(body: Any, status: int = 200) -> Callable[[], Response]:
    return lambda: JSONResponse(body, status)


def error(code: str) -> dict[str, Any]:
    return {"error": {"message": "words of somebody else", "code": code}}


def broken_stream(*events: dict[str, Any]) -> Callable[[], Response]:
    text = "".join(f"data: {json.dumps(event)}\n\n" for event in events)
    return lambda: Response(text, media_type="text/event-stream")


@pytest.mark.parametrize(
    "told, raised",
    [
        pytest.param(answer(error("content_policy_violation"), 400), UnsafePrompt, id="refused"),
        pytest.param(answer(error("unsafe-image"), 500), UnsafeImage, id="its-picture-failed-the-check"),
        pytest.param(answer(error("queue-full"), 429), QueueFull, id="full"),
        pytest.param(answer(error("too-slow"), 504), TooSlow, id="late"),
        pytest.param(answer(error("bad-request"), 400), ModelUnavailable, id="not-understood"),
        pytest.param(answer("down", 502), ModelUnavailable, id="gateway"),
        pytest.param(answer({"data": []}), ModelUnavailable, id="no-picture"),
        pytest.param(answer({"data": [{"url": "http://x"}]}), ModelUnavailable, id="an-address-only"),
        pytest.param(answer({"data": [{"b64_json": "!"}]}), ModelUnavailable, id="no-base64"),
        pytest.param(answer({"data": [{"b64_json": "AAAA"}]}), ModelUnavailable, id="not-a-picture"),
        pytest.param(
            answer({"data": [{"b64_json": as_base64(Image.new("1", (4096, 4096)))}]}),
            ModelUnavailable,
            id="too-large",
        ),
        pytest.param(lambda: Response("<html>"), ModelUnavailable, id="a-web-page"),
        pytest.param(broken_stream({"type": "image_generation.started"}), ModelUnavailable, id="no-end"),
        pytest.param(broken_stream({"type": "error", **error("unsafe-image")}), UnsafeImage, id="late-error"),
    ],
)
def test_whatever_comes_back_is_a_kind_sentence_of_ours(
    elsewhere: Elsewhere, told: Callable[[], Response], raised: type[CuteAnimalError]
) -> None:
    elsewhere.answer = told
    with pytest.raises(raised) as caught:
        drawn_by(Remote(Settings(remote=elsewhere.url)), request())
    assert str(caught.value) == SENTENCES[raised.code]["zh"]


def test_nobody_there_is_a_kind_sentence_and_is_told_to_those_who_ask_for_its_state() -> None:
    remote = Remote(Settings(remote="http://127.0.0.1:9/v1"))
    with pytest.raises(ModelUnavailable) as caught:
        drawn_by(remote, request())
    assert "ConnectError" in caught.value.detail
    assert remote.state() == "failed: ConnectError"


def test_somebody_there_is_ready(elsewhere: Elsewhere) -> None:
    assert Remote(Settings(remote=elsewhere.url)).state() == "ready"


def test_a_cancelled_job_hangs_up_on_a_server_that_says_nothing(elsewhere: Elsewhere) -> None:
    elsewhere.waits = True
    engine = Engine(Remote(Settings(remote=elsewhere.url)), at_once=2)
    job = engine.submit(request())
    while not elsewhere.asked:
        time.sleep(0.01)
    job.cancel()
    with pytest.raises(Cancelled):
        job.result()
    assert elsewhere.left.wait(PATIENCE_S)
    engine.close(PATIENCE_S)


@pytest.mark.parametrize("address", ["host:80/v1", "ftp://host/v1", ""])
def test_an_address_that_is_none_stops_the_start(address: str) -> None:
    with pytest.raises(BadSetting, match="CUTE_ANIMAL_REMOTE"):
        load_settings({"CUTE_ANIMAL_REMOTE": address})
