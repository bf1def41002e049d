"""32 kinds of bad input at both doors of the launched app: each ends in a sentence, the next request works.

`pytest -s tests/e2e/test_bad_input.py` prints the table.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

PATIENCE_S = 120
MIB = 2**20


class Bad(NamedTuple):
    """What is sent. raw: a whole body in place of the others. may_draw: what is left of it may be drawn."""

    prompt: str = '"小熊"'  # each as JSON text: some of it is no JSON
    seed: str = "7"
    steps: str = "null"
    preset: str = "null"
    raw: bytes | None = None
    may_draw: bool = False


KINDS = {
    "empty": Bad('""'),
    "blank": Bad('" \\t\\n\\u3000 "'),
    "null": Bad("null"),
    "a number": Bad("5"),
    "a boolean": Bad("true"),
    "a list": Bad('["小熊"]'),
    "an object": Bad('{"wish": "小熊"}'),
    "401 characters": Bad(json.dumps("熊" * 401)),
    "10,000 characters": Bad(json.dumps("bear " * 2000)),
    "control characters": Bad('"\\u0000\\u0001\\u001b[31m"'),
    "NUL in a word": Bad('"bea\\u0000r"', may_draw=True),
    "a lone surrogate": Bad('"\\ud83d"'),
    "right-to-left override": Bad('"\\u202eraeb a\\u202c"', may_draw=True),
    "zero width only": Bad('"\\u200b\\u200d\\ufeff"'),
    "emoji only": Bad('"🎈🎈🎈"', may_draw=True),
    "combining marks": Bad(json.dumps("b\u0301e\u0302a\u0303r" + "\u0304" * 300), may_draw=True),
    "template syntax": Bad('"{{7*7}} ${x} <%= y %>"', may_draw=True),
    "prompt weights": Bad('"(naked:1.6) bear <lora:nsfw:1>"'),
    "markup and script": Bad('"<script>alert(1)</script><img src=x onerror=alert(1)>"', may_draw=True),
    "a path": Bad('"../../../../etc/passwd"', may_draw=True),
    "word salad": Bad('"zxqv brlk wqpt fnord xkcdz grbl"'),
    "personal data": Bad('"a bear for Emma, 12 Oak Street, phone 555-0199 123"'),
    "seed NaN": Bad(seed="NaN"),
    "seed infinite": Bad(seed="1e9999"),
    "seed negative": Bad(seed="-1"),
    "seed not whole": Bad(seed="1.5"),
    "seed a list": Bad(seed="[7]"),
    "steps zero": Bad(steps="0"),
    "steps an object": Bad(steps='{"n": 8}'),
    "no such preset": Bad(preset='"../weights"'),
    "no JSON": Bad(raw=b"{'prompt': bear"),
    "50 MB": Bad(raw=b'{"data": ["' + b"x" * (50 * MIB) + b'"]}'),
}


class Answer(NamedTuple):
    """status: of HTTP. text: the sentence, empty for a picture."""

    status: int
    text: str


def ask(url: str, body: bytes) -> tuple[int, bytes]:
    request = urllib.request.Request(url, body, {"content-type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()
    except (ConnectionError, urllib.error.URLError) as error:
        # the answer came before all of a huge body was sent; the sentence is tested with a smaller one
        assert len(body) > MIB, error
        return ask(url, body[: MIB // 2])


def sentence_of(body: bytes) -> str:
    """The one text of an error that a person would read."""
    told = json.loads(body)
    told = told.get("error", told)
    return str(told["message"] if isinstance(told, dict) else told)


def at_the_page(app_url: str, bad: Bad) -> Answer:
    body = f'{{"data": [{bad.prompt}, {bad.seed}, {bad.steps}, {bad.preset}]}}'.encode()
    status, said = ask(f"{app_url}gradio_api/call/draw", body if bad.raw is None else bad.raw)
    if status != 200:
        return Answer(status, sentence_of(said))
    with urllib.request.urlopen(
        f"{app_url}gradio_api/call/draw/{json.loads(said)['event_id']}", timeout=PATIENCE_S
    ) as stream:
        event = ""
        for line in stream.read().decode().splitlines():
            name, _, value = line.partition(": ")
            if name == "event":
                event = value
            elif event == "complete":
                assert json.loads(value)[0]["path"].endswith(".png")
                return Answer(200, "")
            elif event == "error":
                told = json.loads(value)
                return Answer(200, str(told["error"] if isinstance(told, dict) else told))
    raise AssertionError("the stream ended without an answer")


def at_v1(app_url: str, bad: Bad) -> Answer:
    fields = f'"prompt": {bad.prompt}, "seed": {bad.seed}, "steps": {bad.steps}, "model": {bad.preset}'
    body = f"{{{fields}}}".encode()
    status, said = ask(f"{app_url}v1/images/generations", body if bad.raw is None else bad.raw)
    if status == 200:
        assert json.loads(said)["data"][0]["b64_json"]
        return Answer(200, "")
    return Answer(status, sentence_of(said))


@pytest.fixture(scope="module")
def table() -> Iterator[list[str]]:
    lines: list[str] = []
    yield lines
    print("\n| input | door | status | answer |\n|---|---|---|---|")
    print("\n".join(lines))


def test_there_are_32_kinds() -> None:
    assert len(KINDS) == 32


@pytest.mark.parametrize("door", [at_the_page, at_v1], ids=["page", "v1"])
@pytest.mark.parametrize("kind", KINDS)
def test_it_ends_in_a_sentence_and_the_next_request_works(
    app_url: str, kind: str, door: Any, table: list[str]
) -> None:
    bad = KINDS[kind]
    answer = door(app_url, bad)
    table.append(f"| {kind} | {door.__name__[3:]} | {answer.status} | {answer.text or 'a picture'} |")
    assert answer.text or bad.may_draw
    assert answer.status < 500
    if answer.text:
        assert 8 <= len(answer.text) < 1000 and answer.text[-1] in ".。!！?？"
        assert not any(sign in answer.text for sign in ("Traceback", "Error", "None", "Exception", "<script"))
    assert door(app_url, Bad()) == Answer(200, "")
