"""The API's door, as OpenAI's own Python client sees it, with the real model behind it."""

from __future__ import annotations

import base64
import io
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import openai
import pytest
import uvicorn
from fastapi import FastAPI
from openai import OpenAI
from PIL import Image, ImageFilter

from cute_animal import pipeline, studio
from cute_animal.api import make_api
from cute_animal.config import Settings
from cute_animal.engines import get_engine
from cute_animal.label import Drawing, read_label
from cute_animal.wording import SENTENCES

BEAR = "戴蓝色帽子的小熊"
KEY, LIMITED_KEY = "a-key-for-the-tests", "another-key-for-tests"
PATIENCE_S = 120


def openai_client(url: str, key: str = "none needed", retries: int = 0) -> OpenAI:
    return OpenAI(base_url=url.rstrip("/") + "/v1", api_key=key, max_retries=retries, timeout=PATIENCE_S)


@pytest.fixture
def api(app_url: str) -> Iterator[OpenAI]:
    """A client of the launched page's own door."""
    with openai_client(app_url) as client:
        yield client


@pytest.fixture
def serve(app_url: str, tmp_path: Path) -> Iterator[Callable[[Settings], str]]:
    """A door of its own, with these settings, to the same real model."""
    started: list[tuple[uvicorn.Server, threading.Thread, Settings]] = []

    def start(settings: Settings) -> str:
        server = FastAPI()
        server.mount("/v1", make_api(settings, lambda: tmp_path / "pictures"))
        runner = uvicorn.Server(uvicorn.Config(server, port=0, log_level="error"))
        thread = threading.Thread(target=runner.run, daemon=True)
        thread.start()
        while not runner.started:
            time.sleep(0.02)
        started.append((runner, thread, settings))
        return f"http://127.0.0.1:{runner.servers[0].sockets[0].getsockname()[1]}"

    yield start
    for runner, thread, settings in started:
        runner.should_exit = True
        thread.join(PATIENCE_S)
        get_engine(settings).close(PATIENCE_S)


def opened(b64_json: str | None) -> Image.Image:
    assert b64_json is not None
    picture = Image.open(io.BytesIO(base64.b64decode(b64_json)))
    picture.load()
    return picture


def metrics(app_url: str) -> dict[str, float]:
    with urllib.request.urlopen(f"{app_url}metrics", timeout=PATIENCE_S) as answer:
        lines = answer.read().decode().splitlines()
    return {name: float(value) for name, value in (x.rsplit(" ", 1) for x in lines if not x.startswith("#"))}


def wait_until(condition: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline_s
        time.sleep(0.05)


def test_the_client_draws_the_picture_that_the_road_draws(api: OpenAI, tmp_path: Path) -> None:
    (data,) = api.images.generate(prompt=BEAR, model="starter", extra_body={"seed": 7, "steps": 2}).data or []
    *_, drawing = studio.draw(BEAR, 7, 2, settings=Settings(output_dir=tmp_path / "road"))
    assert isinstance(drawing, Drawing)
    picture = opened(data.b64_json)
    with Image.open(drawing.path) as same:
        assert picture.tobytes() == same.tobytes()
    assert picture.size == (512, 512) and picture.format == "PNG"
    (tmp_path / "answer.png").write_bytes(base64.b64decode(data.b64_json or ""))
    assert read_label(tmp_path / "answer.png").is_ai_generated
    assert data.seed == 7 and data.understood == ["小熊", "蓝色帽子"]  # type: ignore[attr-defined]


def test_several_pictures_have_seeds_of_their_own_and_addresses_that_lead_to_labelled_files(
    api: OpenAI, tmp_path: Path
) -> None:
    answer = api.images.generate(
        prompt=BEAR, n=3, response_format="url", output_format="webp", size="512x512", extra_body={"seed": 5}
    )
    data = answer.data or []
    assert [each.seed for each in data] == [5, 6, 7]  # type: ignore[attr-defined]
    assert len({each.url for each in data}) == 3
    urllib.request.urlretrieve(str(data[0].url), tmp_path / "picture.webp")
    assert read_label(tmp_path / "picture.webp").is_ai_generated
    with Image.open(tmp_path / "picture.webp") as picture:
        assert picture.format == "WEBP"


def test_a_stream_shows_harmless_previews_and_ends_with_the_same_picture(api: OpenAI) -> None:
    how: dict[str, Any] = {"prompt": BEAR, "extra_body": {"seed": 3, "steps": 8}}
    *previews, last = api.images.generate(stream=True, partial_images=3, **how)
    assert 1 <= len(previews) <= 3
    for index, preview in enumerate(previews):
        assert preview.type == "image_generation.partial_image"
        assert preview.partial_image_index == index
        small = opened(preview.b64_json)
        assert max(small.size) <= studio.PREVIEW_PX
        # Blurred: a little more of it changes next to nothing.
        softer = small.filter(ImageFilter.GaussianBlur(1))
        differences = zip(small.convert("L").tobytes(), softer.convert("L").tobytes(), strict=True)
        assert sum(abs(a - b) for a, b in differences) / (small.width * small.height) < 4
    assert last.type == "image_generation.completed"
    plain = api.images.generate(**how)
    assert opened(last.b64_json).tobytes() == opened((plain.data or [])[0].b64_json).tobytes()


def test_a_stream_without_previews_has_none_and_each_picture_comes_as_it_is_ready(api: OpenAI) -> None:
    events = list(api.images.generate(prompt=BEAR, stream=True, n=2, extra_body={"seed": 11}))
    assert [event.type for event in events] == ["image_generation.completed"] * 2
    assert [event.seed for event in events] == [11, 12]  # type: ignore[union-attr]


@pytest.mark.parametrize("stream", [False, True], ids=["answer", "stream"])
@pytest.mark.parametrize("wish, language", [("拿枪的小熊", "zh"), ("a bear with a gun", "en")])
def test_an_unsafe_wish_is_refused_kindly_in_its_language_and_without_the_reason(
    api: OpenAI, wish: str, language: Any, stream: bool
) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        api.images.generate(prompt=wish, stream=stream)
    body: Any = caught.value.body
    assert body["message"] == SENTENCES["unsafe-prompt"][language]
    assert body["code"] == "content_policy_violation" and body["type"] == "invalid_request_error"
    assert len(body["ideas"]) == 3
    assert "weapon" not in caught.value.response.text


@pytest.mark.parametrize(
    "wrong, status, said",
    [
        pytest.param({"size": "1024x1024"}, 400, "512x512", id="size"),
        pytest.param({"n": 11}, 400, "n", id="too-many"),
        pytest.param({"extra_body": {"seed": -1}}, 400, "种子", id="seed-out-of-range"),
        pytest.param({"extra_body": {"steps": 51}}, 400, "步数", id="too-many-steps"),
        pytest.param({"extra_body": {"seed": [1]}}, 400, "seed", id="seed-no-number"),
        pytest.param({"extra_body": {"stepps": 3}}, 400, "stepps", id="misspelt"),
        pytest.param({"background": "transparent"}, 400, "背景", id="transparent"),
        pytest.param({"model": "gpt-image-1"}, 404, "starter", id="model"),
        pytest.param({"prompt": ""}, 400, SENTENCES["wish-empty"]["en"], id="empty"),
        pytest.param({"prompt": "小" * 401}, 400, "400", id="too-long"),
        pytest.param({"prompt": "一辆自行车"}, 400, "小熊", id="cannot-draw"),
    ],
)
def test_what_cannot_be_is_said_in_the_form_that_the_client_knows(
    api: OpenAI, wrong: dict[str, Any], status: int, said: str
) -> None:
    with pytest.raises(openai.APIStatusError) as caught:
        api.images.generate(**{"prompt": BEAR, **wrong})
    assert caught.value.status_code == status
    body: Any = caught.value.body
    assert set(body) >= {"message", "type", "param", "code"}
    assert said in body["message"]


@pytest.mark.parametrize(
    "body, status, said",
    [
        pytest.param(b'{"prompt": ', 400, SENTENCES["api-no-json"]["en"], id="no-json"),
        pytest.param(b"{}", 400, "prompt", id="no-prompt"),
        pytest.param('{"prompt": "小熊", "n": 11}'.encode(), 400, "参数 n 的值用不了", id="in-chinese"),
        pytest.param(rb'{"prompt": "bear", "model": "\ud800"}', 404, "starter", id="half-a-letter"),
        pytest.param(rb'{"prompt": "bear", "\ud800": 1}', 400, "body", id="half-a-name"),
    ],
)
def test_a_body_that_no_client_writes_gets_a_sentence_of_ours(
    app_url: str, body: bytes, status: int, said: str
) -> None:
    asked = urllib.request.Request(
        f"{app_url}v1/images/generations", body, {"content-type": "application/json"}
    )
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(asked, timeout=PATIENCE_S)
    with caught.value as answer:
        message = json.load(answer)["error"]["message"]
    assert answer.code == status and said in message
    assert "Input should" not in message


def test_models_are_listed_and_told_about(api: OpenAI) -> None:
    assert [model.id for model in api.models.list()] == ["starter"]
    assert api.models.retrieve("starter").object == "model"
    with pytest.raises(openai.NotFoundError) as caught:
        api.models.retrieve("owner/name")
    assert caught.value.code == "model_not_found"


def test_an_address_that_nobody_was_given_leads_nowhere(app_url: str) -> None:
    for path in (f"{'0' * 32}/picture.png", "x/picture.png", f"{'0' * 32}/%2e%2e%2fsecret", "nothing"):
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(f"{app_url}v1/images/{path}", timeout=PATIENCE_S)
        assert caught.value.code in (400, 404, 405)
        assert b'"error"' in caught.value.read()


def test_a_door_with_keys_wants_one_and_counts_a_limited_ones_pictures(
    serve: Callable[[Settings], str],
) -> None:
    url = serve(Settings(api_keys=f"{KEY}, {LIMITED_KEY}:2"))  # type: ignore[arg-type]
    for wrong in ("guessed", KEY + "x", KEY.upper()):
        with pytest.raises(openai.AuthenticationError) as refused:
            openai_client(url, wrong).images.generate(prompt=BEAR)
        assert refused.value.code == "invalid_api_key"
        with pytest.raises(openai.AuthenticationError):
            openai_client(url, wrong).models.list()
    limited = openai_client(url, LIMITED_KEY)
    for _ in range(2):
        limited.images.generate(prompt=BEAR, extra_body={"seed": 1})
    with pytest.raises(openai.RateLimitError) as caught:
        limited.images.generate(prompt=BEAR, extra_body={"seed": 1})
    assert caught.value.code == "rate_limit_exceeded"
    assert 1 <= int(caught.value.response.headers["retry-after"]) <= 60
    for _ in range(3):
        openai_client(url, KEY).images.generate(prompt=BEAR, extra_body={"seed": 1})


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch, app_url: str) -> Iterator[threading.Event]:
    """Hold the real model back at its first step until this is set."""
    pipe, gate = pipeline.get_pipeline(), threading.Event()
    preview: Callable[..., Any] = pipe.preview

    def held_preview(*arguments: Any, **named: Any) -> Any:
        gate.wait(PATIENCE_S)
        return preview(*arguments, **named)

    monkeypatch.setattr(pipe, "preview", held_preview)
    yield gate
    gate.set()


def test_a_full_line_answers_at_once_says_when_to_come_again_and_takes_nothing_of_a_limit(
    serve: Callable[[Settings], str], gate: threading.Event
) -> None:
    settings = Settings(queue_size=1, api_keys=f"{KEY}, {LIMITED_KEY}:1")  # type: ignore[arg-type]
    url = serve(settings)
    api, limited = openai_client(url, KEY), openai_client(url, LIMITED_KEY)
    with ThreadPoolExecutor(2) as threads:
        drawn = []
        for seed, waiting in ((0, 0), (1, 1)):  # the first is held at the gate, the second fills the line
            how = {"seed": seed, "steps": 2}
            drawn.append(threads.submit(api.images.generate, prompt=BEAR, extra_body=how))
            wait_until(lambda: len(get_engine(settings)._drawing) == 1)
            wait_until(lambda waiting=waiting: get_engine(settings).waiting() == waiting)  # type: ignore[misc]
        for _ in range(2):
            with pytest.raises(openai.RateLimitError) as caught:
                limited.images.generate(prompt=BEAR, extra_body={"seed": 2})
            assert caught.value.code == "queue-full" and caught.value.response.headers["retry-after"] == "5"
            assert caught.value.body["message"] == SENTENCES["queue-full"]["zh"]  # type: ignore[index]
        assert not any(answer.done() for answer in drawn)
        gate.set()
        assert [answer.result().data[0].seed for answer in drawn] == [0, 1]  # type: ignore[index,union-attr]
    assert limited.images.generate(prompt=BEAR, extra_body={"seed": 2}).data


def test_a_picture_that_takes_too_long_is_given_up_at_its_deadline(
    serve: Callable[[Settings], str], gate: threading.Event
) -> None:
    url = serve(Settings(deadline_s=2))
    with pytest.raises(openai.InternalServerError) as caught:
        openai_client(url).images.generate(prompt=BEAR, extra_body={"steps": 50})
    assert caught.value.status_code == 504 and caught.value.code == "too-slow"
    assert not gate.is_set()


@pytest.mark.parametrize("stream", [True, False], ids=["stream", "answer"])
def test_a_client_that_goes_away_stops_its_drawing_within_a_step(
    api: OpenAI, app_url: str, slow_model: float, stream: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe, steps = pipeline.get_pipeline(), 0
    preview: Callable[..., Any] = pipe.preview

    def counting_preview(*arguments: Any, **named: Any) -> Any:
        nonlocal steps
        steps += 1
        return preview(*arguments, **named)

    monkeypatch.setattr(pipe, "preview", counting_preview)
    before = metrics(app_url)["cute_animal_cancelled_total"]
    if stream:
        events = api.images.generate(prompt=BEAR, stream=True, partial_images=3, extra_body={"steps": 30})
        next(iter(events))
        events.close()
    else:
        with pytest.raises(openai.APITimeoutError):
            api.with_options(timeout=2).images.generate(prompt=BEAR, extra_body={"steps": 50})
    wait_until(lambda: metrics(app_url)["cute_animal_cancelled_total"] == before + 1)
    steps_then = steps
    api.images.generate(prompt=BEAR, extra_body={"steps": 1})  # the engine is free again
    assert steps <= steps_then + 2  # the one that was under way, and the new picture's


def test_metrics_count_pictures_stages_and_refusals_and_hold_no_word_of_a_wish(
    api: OpenAI, app_url: str
) -> None:
    def refusals() -> float:
        return metrics(app_url).get('cute_animal_refusals_total{category="weapon"}', 0.0)

    before, refused = metrics(app_url), refusals()
    api.images.generate(prompt="a bear with a golden crown", extra_body={"seed": 4711})
    with pytest.raises(openai.BadRequestError):
        api.images.generate(prompt="a bear with a rifle")
    after = metrics(app_url)
    pictures = 'cute_animal_pictures_total{preset="starter"}'
    assert after[pictures] == before.get(pictures, 0.0) + 1
    assert refusals() == refused + 1
    for stage in ("check", "encode", "denoise", "decode", "inspect", "save"):
        name = f'cute_animal_stage_seconds_count{{stage="{stage}"}}'
        assert after[name] == before.get(name, 0.0) + 1
    waits = "cute_animal_queue_wait_seconds_count"
    assert after[waits] == before[waits] + 1
    assert after["cute_animal_queue_length"] == 0
    assert after["process_resident_memory_bytes"] > 100e6
    assert not any("rifle" in name or "crown" in name for name in after)


def test_the_description_names_our_own_routes(app_url: str) -> None:
    with urllib.request.urlopen(f"{app_url}v1/openapi.json", timeout=PATIENCE_S) as answer:
        description = json.load(answer)
    assert set(description["paths"]) == {
        "/images/generations", "/models", "/models/{name}", "/images/{folder}/{name}",
    }  # fmt: skip
    assert description["servers"] == [{"url": "/v1"}]
    fields = description["components"]["schemas"]["Wish"]["properties"]
    assert {"prompt", "seed", "steps", "stream", "partial_images"} <= set(fields)
