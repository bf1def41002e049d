"""The page for parents: two languages, the settings behind the PIN, what a stranger cannot do."""

from __future__ import annotations

import html
import json
import re
from importlib import resources

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from cute_animal import house
from cute_animal.config import Settings
from cute_animal.page.parents import COOKIE, make_parents
from cute_animal.pin import FREE_TRIES
from cute_animal.safety import OwnWords
from cute_animal.wording import SENTENCES, say
from cute_animal.wording_parents import PARENTS

PIN = "4711"
NEW = {"mode": "gentle", "block_words": "spider, <b>", "allow_words": "sword"}


@pytest.fixture
def settings(tmp_path):
    return Settings(pin=PIN, rules_file=tmp_path / "rules.json", keep_minutes=17)


def client_of(settings: Settings) -> TestClient:
    server = FastAPI()
    server.include_router(make_parents(settings))
    return TestClient(server, headers={"accept-language": "en"})


@pytest.fixture
def client(settings):
    return client_of(settings)


def text_of(answer) -> str:
    return html.unescape(answer.text)


@pytest.mark.parametrize(
    "asked, language",
    [({"params": {"lang": "zh"}}, "zh"), ({"params": {"lang": "en"}}, "en"),
     ({"headers": {"accept-language": "zh-TW,en;q=0.5"}}, "zh"),
     ({"headers": {"accept-language": "fr,en"}}, "en"),
     ({"headers": {"accept-language": ""}}, "en")],
)  # fmt: skip
def test_it_speaks_the_parents_language_and_no_other(client, asked, language):
    answer = client.get("/parents", **asked)
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    other = {"zh": "en", "en": "zh"}[language]
    page = text_of(answer)
    for key in ("parents-title", "parents-checked-words", "parents-stored-wishes", "parents-settings"):
        assert SENTENCES[key][language] in page and SENTENCES[key][other] not in page
    if language == "en":
        assert not re.search("[\u4e00-\u9fff]", page.replace("中文", ""))
    assert say("parents-stored-pictures", language, minutes=17) in page


def test_it_publishes_the_measured_figures_with_their_intervals(client):
    file = resources.files("cute_animal.safety").joinpath("data", "measured.json")
    measured = json.loads(file.read_text("utf-8"))["refused"]
    page = text_of(client.get("/parents"))
    rows = re.findall(r"<th scope=row>([^<]+)</th><td>([\d.]+%)</td><td>([\d.]+%) – ([\d.]+%)</td>", page)
    assert [(name, share) for name, share, *_ in rows] == [
        (say(f"parents-{name}", "en"), f"{refused / total:.1%}")
        for name, (refused, total) in measured.items()
    ]
    assert len(rows) >= 5
    for _, share, low, high in rows:
        assert float(low[:-1]) <= float(share[:-1]) <= float(high[:-1])


@pytest.mark.parametrize(
    "preset, more, key",
    [(None, {}, "pictures"), ("z-image-turbo", {}, "general"),
     ("z-image-turbo", {"unchecked_pictures": "i-take-the-risk"}, "risk")],
)  # fmt: skip
def test_it_says_whether_somebody_checks_the_pictures(preset, more, key):
    page = text_of(client_of(Settings(preset=preset, **more)).get("/parents"))
    assert say(f"parents-checked-{key}", "en", name=preset) in page


def test_without_a_pin_nothing_can_be_changed(tmp_path):
    settings = Settings(rules_file=tmp_path / "rules.json")
    client = client_of(settings)
    page = text_of(client.get("/parents"))
    assert say("parents-no-pin", "en") in page and "<form" not in page
    assert client.post("/parents", data={"pin": ""}).status_code == 403
    assert client.post("/parents", data=NEW).status_code == 403
    assert house.rules(settings).mode == "open"


def test_own_words_are_not_shown_before_the_pin(tmp_path):
    settings = Settings(pin=PIN, rules_file=tmp_path / "rules.json", block_words="spider")
    client = client_of(settings)
    assert "spider" not in client.get("/parents").text
    assert "spider" in client.post("/parents", data={"pin": PIN}).text


def test_behind_the_pin_rules_are_changed_and_locked_again(client, settings):
    assert client.post("/parents", data=NEW).status_code == 403
    answer = client.post("/parents", data={"pin": PIN})
    assert answer.status_code == 200 and "<textarea" in answer.text
    (cookie,) = (cookie for cookie in client.cookies.jar if cookie.name == COOKIE)
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite").lower() == "strict"
    saved = client.post("/parents", data=NEW)
    assert say("parents-saved", "en") in text_of(saved)
    assert house.rules(settings) == house.HouseRules("gentle", OwnWords(("spider", "<b>"), ("sword",)))
    assert "spider, &lt;b&gt;" in saved.text and "<b>" not in saved.text
    assert "<textarea" not in client.post("/parents", data={"do": "lock"}).text
    assert client.post("/parents", data={**NEW, "mode": "open"}).status_code == 403
    assert house.rules(settings).mode == "gentle"


def test_bad_words_change_nothing_and_are_answered_with_a_sentence(client, settings):
    client.post("/parents", data={"pin": PIN})
    for bad in ({"mode": "loud"}, {"mode": "open", "block_words": "x" * 41}, {}):
        answer = client.post("/parents", data=bad)
        assert answer.status_code == 400 and "at most 200" in text_of(answer)
    assert house.rules(settings) == house.HouseRules("open", OwnWords())


def test_guessing_is_slowed_down(client):
    for _ in range(FREE_TRIES):
        answer = client.post("/parents", data={"pin": "0000"})
        assert answer.status_code == 403 and say("parents-wrong-pin", "en") in text_of(answer)
    answer = client.post("/parents", data={"pin": PIN})
    assert answer.status_code == 429 and int(answer.headers["retry-after"]) > 50
    assert say("parents-wait", "en", seconds=answer.headers["retry-after"]) in text_of(answer)
    assert client.get("/parents").status_code == 200


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe", b"{}", b"pin", b"&" * 1000, b"a=1&" * 100, b"pin=%ud800", b"\x00" * 5000],
    ids=lambda body: repr(body[:8]),
)
def test_what_is_no_form_is_answered_kindly(client, body):
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = client.post("/parents", content=body, headers=headers)
    assert answer.status_code == 403 and say("parents-title", "en") in text_of(answer)


def test_every_sentence_of_the_page_is_used():
    code = resources.files("cute_animal.page").joinpath("parents.py").read_text("utf-8")
    file = resources.files("cute_animal.safety").joinpath("data", "measured.json")
    named = set(re.findall(r"""["']([a-z-]+)["']""", code)) | set(
        json.loads(file.read_text("utf-8"))["refused"]
    )
    named |= {"mode-open", "mode-gentle", "checked-pictures", "checked-general", "checked-risk"}
    named |= {name.removeprefix("parents-") for name in named}
    assert {key.removeprefix("parents-") for key in PARENTS} <= named
