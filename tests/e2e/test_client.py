"""The public call over HTTP, as gradio_client and plain callers see it, with the real model behind it."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from PIL import Image

from cute_animal.label import read_label
from cute_animal.prompt import MAX_SEED
from cute_animal.wording import SENTENCES, ideas, language_of

RABBIT = "一只穿红色背带裤的小兔子"


def pixels(path: str) -> bytes:
    with Image.open(path) as picture:
        return picture.tobytes()


def call(app_url: str, body: str) -> tuple[str, Any]:
    """Call the endpoint as curl would, with a body that no client would send; return (event, data)."""
    request = urllib.request.Request(
        f"{app_url}gradio_api/call/draw", body.encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        event_id = json.load(answer)["event_id"]
    with urllib.request.urlopen(f"{app_url}gradio_api/call/draw/{event_id}", timeout=30) as stream:
        event = ""
        for line in stream.read().decode().splitlines():
            name, _, value = line.partition(": ")
            if name == "event":
                event = value
            elif name == "data" and event in ("complete", "error"):
                return event, json.loads(value)
    raise AssertionError("the stream ended without an answer")


def status_of(request: urllib.request.Request) -> int:
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_same_seed_draws_the_same_labelled_picture(client: Client) -> None:
    (first, seed), (second, _) = (client.predict(RABBIT, seed=7, api_name="/draw") for _ in range(2))
    assert seed == 7
    assert pixels(first) == pixels(second)
    with Image.open(first) as picture:
        assert (picture.format, picture.size) == ("PNG", (512, 512))
    labels = [read_label(path) for path in (first, second)]
    assert all(label.is_ai_generated for label in labels)
    assert labels[0].produce_id != labels[1].produce_id


def test_without_a_seed_a_random_one_is_used_and_given_back(client: Client) -> None:
    (file, seed), (_, other_seed) = (client.predict(RABBIT, api_name="/draw") for _ in range(2))
    assert 0 <= seed <= MAX_SEED
    assert seed != other_seed
    assert pixels(file) == pixels(client.predict(RABBIT, seed=seed, api_name="/draw")[0])


def test_refusal_is_kind_and_hides_the_reason(client: Client) -> None:
    with pytest.raises(AppError) as caught:
        client.predict("拿枪的小熊", 7, api_name="/draw")
    assert SENTENCES["unsafe-prompt"]["zh"] in str(caught.value)
    assert not any(word in str(caught.value) for word in ("weapon", "枪", "Traceback"))


@pytest.mark.parametrize(
    ("wish", "known_animal"),
    [("一只骑自行车的鳄鱼", "小熊"), ("a crocodile on a bicycle", "rabbit")],
    ids=["zh", "en"],
)
def test_a_wish_outside_of_its_world_is_answered_with_what_it_knows(
    client: Client, wish: str, known_animal: str
) -> None:
    with pytest.raises(AppError) as caught:
        client.predict(wish, api_name="/draw")
    assert known_animal in str(caught.value)
    assert language_of(str(caught.value)) == language_of(wish)


def test_eight_at_once_are_all_drawn_and_none_is_mixed_up(client: Client) -> None:
    wishes = [*ideas("zh", count=4), *ideas("en", count=4)]
    jobs = [client.submit(wish, seed=100 + i, api_name="/draw") for i, wish in enumerate(wishes)]
    together = [job.result(timeout=120) for job in jobs]
    assert [seed for _, seed in together] == [100 + i for i in range(8)]
    alone = [client.predict(wish, seed=100 + i, api_name="/draw")[0] for i, wish in enumerate(wishes)]
    assert [pixels(file) for file, _ in together] == [pixels(file) for file in alone]
    assert len({pixels(file) for file in alone}) == 8


@pytest.mark.parametrize(
    "data",
    [
        pytest.param('["小熊", NaN, null, null]', id="seed-nan"),
        pytest.param('["小熊", 1e9999, null, null]', id="seed-infinite"),
        pytest.param('["小熊", -1, null, null]', id="seed-negative"),
        pytest.param('["小熊", 2147483648, null, null]', id="seed-too-large"),
        pytest.param('["小熊", 1.5, null, null]', id="seed-not-whole"),
        pytest.param('["小熊", "seven", null, null]', id="seed-a-word"),
        pytest.param('["小熊", [7], null, null]', id="seed-a-list"),
        pytest.param('["小熊", true, null, null]', id="seed-a-boolean"),
        pytest.param('["小熊", 7, 0, null]', id="steps-zero"),
        pytest.param('["小熊", 7, NaN, null]', id="steps-nan"),
        pytest.param('["小熊", 7, 1e9, null]', id="steps-a-billion"),
        pytest.param('["小熊", 7, "many", null]', id="steps-a-word"),
        pytest.param('["小熊", 7, {"n": 8}, null]', id="steps-an-object"),
        pytest.param('["小熊", 7, 8, "no-such-preset"]', id="preset-unknown"),
        pytest.param('["小熊", 7, 8, 5]', id="preset-a-number"),
        pytest.param('["小熊", 7, 8, ["starter"]]', id="preset-a-list"),
        pytest.param('["", 7, null, null]', id="wish-empty"),
        pytest.param('["   ", 7, null, null]', id="wish-blank"),
        pytest.param("[null, 7, null, null]", id="wish-null"),
        pytest.param("[5, 7, null, null]", id="wish-a-number"),
        pytest.param('[["小熊"], 7, null, null]', id="wish-a-list"),
        pytest.param(f'["{"小熊" * 5000}", 7, null, null]', id="wish-of-ten-thousand-characters"),
        pytest.param('["\\u0000\\u0001", 7, null, null]', id="wish-of-control-characters"),
        pytest.param('["\\ud83d", 7, null, null]', id="wish-a-lone-surrogate"),
    ],
)
def test_bad_input_is_answered_with_a_kind_sentence_and_the_next_request_works(
    app_url: str, data: str
) -> None:
    event, answer = call(app_url, f'{{"data": {data}}}')
    assert event == "error"
    sentence = answer["error"] if isinstance(answer, dict) else answer
    assert sentence and len(sentence) < 400
    assert not any(sign in sentence for sign in ("Traceback", "Error", "None", "/"))
    event, (file, seed) = call(app_url, '{"data": ["小熊", 7, null, null]}')
    assert (event, seed) == ("complete", 7)
    assert Path(file["path"]).name.endswith(".png")


def test_a_cancelled_job_stops_within_a_step_and_the_next_one_is_drawn(
    client: Client, slow_model: float
) -> None:
    job = client.submit(RABBIT, seed=7, num_inference_steps=50, api_name="/draw")
    while not job.outputs():
        assert not job.done()
        time.sleep(0.01)
    job.cancel()
    start_s = time.monotonic()
    _, seed = client.predict(RABBIT, seed=8, num_inference_steps=1, api_name="/draw")
    assert seed == 8
    assert time.monotonic() - start_s < 20 * slow_model  # the 50 steps alone would be longer


def test_the_api_page_shows_all_parameters_with_their_defaults(client: Client) -> None:
    endpoints = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
    assert list(endpoints) == ["/draw"]
    parameters = endpoints["/draw"]["parameters"]
    assert {each["parameter_name"]: each["parameter_default"] for each in parameters} == {
        "prompt": "",
        "seed": None,
        "num_inference_steps": None,
        "preset": None,
    }
    assert all(each["parameter_has_default"] for each in parameters)
    assert [each["label"] for each in endpoints["/draw"]["returns"]] == ["file", "seed"]


def test_health_routes_tell_alive_from_ready(app_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert status_of(urllib.request.Request(f"{app_url}healthz")) == 200
    assert status_of(urllib.request.Request(f"{app_url}readyz")) == 200
    monkeypatch.setattr("cute_animal.pipeline.loading_state", lambda *_: "loading")
    assert status_of(urllib.request.Request(f"{app_url}healthz")) == 200
    assert status_of(urllib.request.Request(f"{app_url}readyz")) == 503


def test_a_huge_body_and_a_foreign_host_are_turned_away(app_url: str) -> None:
    huge = urllib.request.Request(f"{app_url}gradio_api/call/draw", b"x" * 200_000)
    assert status_of(huge) == 413
    assert status_of(urllib.request.Request(app_url, headers={"host": "somewhere.example"})) == 421


def test_the_wish_is_found_neither_in_the_log_nor_in_a_file(
    client: Client, caplog: pytest.LogCaptureFixture, gradio_folder: Path
) -> None:
    canary = "小兔子围着紫色的围巾"
    caplog.set_level("DEBUG")
    client.predict(canary, api_name="/draw")
    assert canary not in caplog.text
    written = [path for path in gradio_folder.rglob("*") if path.is_file()]
    assert written
    assert not any(canary.encode() in path.read_bytes() for path in written)
