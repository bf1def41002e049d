"""How the page draws: turns, stops, pages that go away and come back, what the desk keeps."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from cute_animal.adapters import WEIGHTS, Adapter, write_config
from cute_animal.config import load_settings
from cute_animal.errors import UnsafePrompt
from cute_animal.label import Drawing
from cute_animal.page.desk import Desk
from cute_animal.studio import Progress
from cute_animal.wording import SENTENCES, language_of

PATIENCE_S = 60.0


@pytest.fixture
def road(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """A road that goes nowhere: updates until `go` is set, then the `error`; tells whether it was closed."""
    state = SimpleNamespace(go=threading.Event(), error=None, closed=False, begun=0)

    def draw(*_: Any, session: str | None, **named: Any) -> Iterator[Progress]:
        state.begun += 1
        state.session, state.adapters = session, named.get("adapters")
        try:
            while True:
                yield Progress("denoise", 0, 1, 8)
                if state.go.wait(0.01):
                    break
            if state.error is not None:
                raise state.error
        finally:
            state.closed = True

    monkeypatch.setattr("cute_animal.studio.draw", draw)
    monkeypatch.setattr("cute_animal.page.progress.PACE_S", 0.0)
    yield state
    state.go.set()


def visitor(name: str, accepts: str = "zh-CN") -> gr.Request:
    return gr.Request(session_hash=name, headers={"accept-language": accepts})


def drawing_for(name: str, wish: str = "小熊", number: str | None = None) -> Iterator[dict[Any, Any]]:
    import app

    return app.on_draw(wish, None, True, 8, number, visitor(name))


def wait_until(condition: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline_s
        time.sleep(0.01)


@pytest.mark.parametrize(
    "chosen, strength, asked",
    [
        (None, 1.0, None),
        ([], 1.0, None),
        (["china"], 0.7, ["china:0.7"]),
        (["china:0.5", "none"], None, ["china:0.5", "none"]),
    ],
)
def test_adapters_travel_with_the_sliders_strength(
    road: SimpleNamespace, chosen: list[str] | None, strength: float | None, asked: list[str] | None
) -> None:
    import app

    mine = visitor(f"adapters {chosen}")  # a page draws one picture at a time
    next(app.on_draw("小熊", None, True, 8, None, mine, chosen, strength))
    wait_until(lambda: road.begun == 1)
    assert road.adapters == asked


def test_the_page_offers_the_adapters_that_there_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import app

    settings = load_settings({"CUTE_ANIMAL_ADAPTERS": str(tmp_path)})
    monkeypatch.setattr(app, "settings", lambda: settings)
    assert [box["visible"] for box in app.on_adapters()] == [False, False]
    for name, preset in (("china", "starter"), ("other", "sd15")):
        (tmp_path / name).mkdir()
        (tmp_path / name / WEIGHTS).write_bytes(b"")
        write_config(Adapter(name, preset, 4, (), "", tmp_path / name), {})
    box, slider = app.on_adapters()
    assert box["choices"] == ["china"] and box["visible"] and slider["visible"]


def test_closing_the_public_call_closes_the_road(road: SimpleNamespace) -> None:
    import app

    handler = app.on_api_draw("小熊")
    next(handler)
    next(handler)
    assert not road.closed
    handler.close()
    assert road.closed


def test_who_uses_the_public_call_takes_turns_by_address(road: SimpleNamespace) -> None:
    import app

    handler = app.on_api_draw("小熊", request=gr.Request(client={"host": "192.0.2.7"}))
    next(handler)
    handler.close()
    assert road.session == "192.0.2.7"


def test_a_page_that_goes_away_leaves_its_drawing_for_a_while(
    road: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing = drawing_for("a")
    next(drawing)
    next(drawing)
    drawing.close()
    time.sleep(0.3)
    assert not road.closed
    monkeypatch.setattr("cute_animal.page.desk.GRACE_S", 0.2)
    wait_until(lambda: road.closed)


def test_a_page_that_is_watched_may_take_as_long_as_it_takes(
    road: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing = drawing_for("a2")
    next(drawing)
    next(drawing)  # from here on it is watched
    monkeypatch.setattr("cute_animal.page.desk.GRACE_S", 0.0)
    for _ in range(20):
        next(drawing)
    assert not road.closed


def test_a_thousand_pages_that_go_away_at_once_leave_nothing_behind(
    road: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    import app

    monkeypatch.setattr("cute_animal.page.desk.GRACE_S", 0.0)
    threads = threading.active_count()
    for number in range(1000):
        drawing = drawing_for(f"thousand {number}", number=f"{number:032x}")
        next(drawing)
        next(drawing)
        drawing.close()
    assert road.begun == 1000
    wait_until(lambda: threading.active_count() <= threads)

    def nothing_left() -> bool:
        app.desk.forget(keep_s=0.0)  # whose thread has just ended is over a moment later
        return not app.desk._sessions and not app.desk._browsers

    wait_until(nothing_left)


def test_one_page_draws_one_picture_at_a_time(road: SimpleNamespace) -> None:
    import app

    first = drawing_for("b")
    next(first)
    assert list(drawing_for("b")) == [{app.stage: gr.skip()}]
    assert app.stage in next(drawing_for("c"))
    road.go.set()
    list(first)
    assert len(list(drawing_for("b"))) > 1


def test_of_two_wishes_at_the_same_moment_one_is_drawn(road: SimpleNamespace) -> None:
    """Handlers run in threads, and a held Enter key sends wish after wish."""
    with ThreadPoolExecutor(8) as threads:
        lengths = [threads.submit(lambda: len(list(drawing_for("h")))) for _ in range(8)]
        wait_until(lambda: sum(length.done() for length in lengths) == 7)
        road.go.set()
        assert sorted(length.result() for length in lengths)[:7] == [1] * 7
    assert road.begun == 1


def test_stop_closes_the_road_says_so_and_leaves_other_pages_alone(road: SimpleNamespace) -> None:
    import app

    drawing = drawing_for("e")
    next(drawing)
    next(drawing)
    app.on_stop(visitor("f"))
    next(drawing)
    assert not road.closed
    assert not app.on_stop(visitor("e"))["interactive"]
    *_, last = drawing
    assert road.closed
    assert SENTENCES["cancelled"]["zh"] in last[app.stage]["value"]
    assert last[app.draw]["interactive"]
    road.go.set()
    assert len(list(drawing_for("e"))) > 1  # free for the next wish


def test_a_page_is_free_for_the_next_wish_as_soon_as_it_shows_the_end(road: SimpleNamespace) -> None:
    import app

    road.go.set()
    first = drawing_for("g")
    while app.draw not in (update := next(first)) or not update[app.draw]["interactive"]:
        pass
    assert list(drawing_for("g")) != [{app.stage: gr.skip()}]


def test_a_browser_that_comes_back_sees_its_own_drawing_and_can_stop_it(road: SimpleNamespace) -> None:
    import app

    mine, other = "a" * 32, "b" * 32
    drawing = drawing_for("before", number=mine)
    next(drawing)
    next(drawing)
    drawing.close()  # the page is reloaded: another session of the same browser
    back = app.on_arrive(mine, visitor("after"))
    assert next(back)[app.browser] == mine
    assert next(back)[app.prompt] == "小熊"
    assert "小熊" not in str(next(back)[app.stage]) and not road.closed
    assert len(list(app.on_arrive(other, visitor("stranger")))) == 1
    app.on_stop(visitor("stranger"))
    next(back)
    assert not road.closed
    app.on_stop(visitor("after"))
    *_, last = back
    assert SENTENCES["cancelled"]["zh"] in last[app.stage]["value"]
    assert len(list(app.on_arrive(mine, visitor("later")))) == 1  # nobody comes back for that


@pytest.mark.parametrize("number", [None, "", "short", ["a"] * 32, 7])
def test_a_new_browser_gets_a_number_that_nobody_guesses(number: Any) -> None:
    import app

    given = [next(app.on_arrive(number, visitor("new")))[app.browser] for _ in range(2)]
    assert given[0] != given[1] and all(re.fullmatch("[0-9a-f]{32}", each) for each in given)


@pytest.mark.parametrize(
    ("accepts", "language"), [("zh-TW,en;q=0.5", "zh"), ("en-GB,zh;q=0.5", "en"), ("fr", "en"), ("", "en")]
)
def test_a_page_shows_the_examples_in_its_own_language_first(accepts: str, language: str) -> None:
    import app

    arrived = next(app.on_arrive(None, visitor("new", accepts)))
    shown = [arrived[example]["value"] for example in app.examples]
    assert [language_of(wish) for wish in shown[:3]] == [language] * 3
    assert language not in [language_of(wish) for wish in shown[3:]]
    assert set(shown) == {example.value for example in app.examples}


def test_a_number_that_no_browser_was_given_does_not_break_the_next_wish(road: SimpleNamespace) -> None:
    import app

    for number in (["b"], {"b": 1}, 7, "b", "B" * 32):
        drawing = drawing_for("odd number", number=number)  # type: ignore[arg-type]
        assert len(next(drawing)) > 1
        next(drawing)
        app.on_stop(visitor("odd number"))
        list(drawing)


def test_a_wish_that_was_refused_is_forgotten_at_once(road: SimpleNamespace) -> None:
    import app

    road.error = UnsafePrompt("weapon", "no")
    road.go.set()
    list(drawing_for("refused", number="c" * 32))
    wait_until(lambda: "refused" not in app.desk._sessions and "c" * 32 not in app.desk._browsers)


def a_drawing(folder: Path) -> Iterator[Drawing]:
    yield Drawing(folder / "picture.png", None, {}, "id")  # type: ignore[arg-type]


def test_a_finished_drawing_is_shown_for_a_short_time_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, mine = Desk(), "d" * 32
    easel = desk.begin("小熊", lambda: a_drawing(tmp_path), session="one", browser=mine)
    assert easel is not None
    assert len(list(easel.watch())) == 1
    assert desk.come_back(session="two", browser=mine) is easel
    monkeypatch.setattr("cute_animal.page.desk.COME_BACK_S", 0.0)
    assert desk.come_back(session="three", browser=mine) is None
    desk.forget(keep_s=1800)
    assert not desk._sessions and not desk._browsers


def test_what_the_desk_knows_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cute_animal.page.desk.MOST_KNOWN", 3)
    desk = Desk()
    for number in range(9):
        desk.begin("小熊", lambda: a_drawing(tmp_path), session=str(number), browser=f"{number:032x}")
    assert len(desk._sessions) == len(desk._browsers) == 3 and desk.find("8") is not None


def test_the_waker_goes_on_after_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    import app

    for now, goes_on in (("loading", True), ("failed: no file", True), ("ready", False)):
        monkeypatch.setattr(app, "state", lambda now=now: now)
        assert app.on_wake()[1].active is goes_on


def test_an_unexpected_error_is_a_kind_card_and_its_text_is_not_logged(
    road: SimpleNamespace, caplog: pytest.LogCaptureFixture
) -> None:
    import app

    road.error = RuntimeError("could not draw: my secret wish")
    road.go.set()
    last = list(drawing_for("d", "my secret wish"))[-1]
    assert SENTENCES["something-went-wrong"]["en"] in last[app.stage]["value"]
    with pytest.raises(gr.Error) as caught:
        list(app.on_api_draw("my secret wish"))
    assert SENTENCES["something-went-wrong"]["en"] in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "RuntimeError" in caplog.text
    assert "secret" not in caplog.text
