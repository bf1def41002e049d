"""The order of the line, without threads and pictures."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cute_animal.line import Line


def served(line: Line[str]) -> list[str]:
    return [line.serve() for _ in range(len(line))]


def test_equal_work_of_strangers_is_served_as_it_came():
    line: Line[str] = Line()
    for item in "abcd":
        line.join(item, session=None, cost=3)
    assert served(line) == list("abcd")


def test_one_who_wants_twenty_does_not_keep_a_newcomer_waiting_for_all_of_them():
    line: Line[str] = Line()
    for number in range(20):
        line.join(f"greedy {number}", session="greedy", cost=3)
    assert line.serve() == "greedy 0"
    line.join("child", session="child", cost=3)
    line.join("child again", session="child", cost=3)
    assert served(line)[:4] == ["greedy 1", "child", "greedy 2", "child again"]


def test_short_work_is_not_stuck_behind_long_work():
    line: Line[str] = Line()
    for number in range(3):
        line.join(f"long {number}", session=f"l{number}", cost=30)
    line.join("short", session="s", cost=4)
    assert served(line) == ["short", "long 0", "long 1", "long 2"]


def test_long_work_is_served_too_while_short_work_keeps_coming():
    line: Line[str] = Line()
    line.join("long", session="l", cost=30)
    order = []
    for number in range(20):
        line.join(f"short {number}", session="s", cost=4)
        order.append(line.serve())
    assert order.index("long") == 30 // 4


def test_who_leaves_does_not_pay_and_who_is_not_there_cannot_leave():
    line: Line[str] = Line()
    for number in range(5):
        line.join(f"a {number}", session="a", cost=3)
    for number in range(1, 5):
        assert line.leave(f"a {number}") is False  # another object with the same words is somebody else
    for item in list(line)[1:]:
        assert line.leave(item)
    line.join("b", session="b", cost=4)
    line.join("a again", session="a", cost=3)
    assert served(line) == ["a 0", "b", "a again"]


def test_first_goes_before_everybody_and_the_latest_first_before_the_others():
    line: Line[str] = Line()
    line.join("a", session="a", cost=1)
    line.join("again", session="b", cost=50, first=True)
    line.join("again too", session="c", cost=50, first=True)
    line.join("b", session="d", cost=0.5)
    assert served(line)[:2] == ["again too", "again"]


def test_a_session_that_was_served_starts_level_with_a_newcomer():
    line: Line[str] = Line()
    for number in range(10):
        line.join(str(number), session="old", cost=3)
    served(line)
    line.join("old", session="old", cost=3)
    line.join("new", session="new", cost=3)
    assert served(line) == ["old", "new"]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 50), st.booleans()), max_size=40))
def test_nobody_is_lost_and_a_session_keeps_its_own_order(joins):
    line: Line[tuple[str, int]] = Line()
    order = []
    for number, (session, cost, serve) in enumerate(joins):
        line.join((session, number), session=session, cost=cost)
        if serve:
            order.append(line.serve())
    order += [line.serve() for _ in range(len(line))]
    assert len(order) == len(joins)
    for session in "abc":
        numbers = [number for name, number in order if name == session]
        assert numbers == [number for number, (name, *_) in enumerate(joins) if name == session]
