"""The PIN of grown-ups: what is kept of it, how often one may try, how long one stays admitted."""

from __future__ import annotations

import hashlib
import sys

import pytest

from cute_animal import __main__ as command_line
from cute_animal.config import BadSetting, load_settings
from cute_animal.errors import BadKey, LimitReached
from cute_animal.pin import FIRST_WAIT_S, FREE_TRIES, LONGEST_WAIT_S, OPEN_S, Gate, hash_pin, read_pin

PIN = "4711"


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture(scope="module")
def hashed():
    return hash_pin(PIN)


def fail(gate: Gate, times: int) -> None:
    for _ in range(times):
        with pytest.raises(BadKey):
            gate.admit("0000")


def test_only_a_salted_scrypt_hash_is_kept(hashed):
    assert PIN not in str(hashed) and str(hash_pin(PIN)) != str(hashed)
    digest = hashlib.scrypt(b"4711", salt=hashed.salt, n=16384, r=8, p=1, dklen=32)
    assert str(hashed) == f"scrypt$16384$8${hashed.salt.hex()}${digest.hex()}"


def test_a_hash_and_the_pin_itself_may_be_set(hashed):
    for text in (PIN, str(hashed)):
        settings = load_settings({"CUTE_ANIMAL_PIN": text})
        pin = read_pin(settings.pin.get_secret_value())
        assert pin.is_of(PIN) and not pin.is_of("4712")
        assert text not in repr(settings)


@pytest.mark.parametrize(
    "text",
    ["", "123", "x" * 65, " 4711", "47\n11", "scrypt$", "scrypt$9$8$00$00",
     f"scrypt$4294967$8${'0' * 32}${'0' * 64}", f"scrypt$16384$99${'0' * 32}${'0' * 64}"],
)  # fmt: skip
def test_a_pin_that_is_none_stops_the_start(text):
    with pytest.raises(BadSetting, match="CUTE_ANIMAL_PIN"):
        load_settings({"CUTE_ANIMAL_PIN": text})


def test_after_some_wrong_tries_even_the_right_one_has_to_wait(hashed):
    clock = Clock()
    gate = Gate(hashed, clock_s=clock)
    fail(gate, FREE_TRIES)
    with pytest.raises(LimitReached) as caught:
        gate.admit(PIN)
    assert caught.value.retry_after_s == FIRST_WAIT_S
    clock.now_s += FIRST_WAIT_S
    assert gate.is_admitted(gate.admit(PIN))
    fail(gate, FREE_TRIES - 1)  # the right one has cleared the count
    gate.admit(PIN)


def test_each_further_wrong_try_doubles_the_wait_up_to_an_hour(hashed):
    clock = Clock()
    gate = Gate(hashed, clock_s=clock)
    fail(gate, FREE_TRIES)
    waits = []
    for _ in range(9):
        with pytest.raises(LimitReached) as caught:
            gate.admit(PIN)
        waits.append(caught.value.retry_after_s)
        clock.now_s += waits[-1]
        fail(gate, 1)
    assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600] and LONGEST_WAIT_S == 3600


def test_one_stays_admitted_for_ten_minutes_or_until_one_leaves(hashed):
    clock = Clock()
    gate = Gate(hashed, clock_s=clock)
    first, second = gate.admit(PIN), gate.admit(PIN)
    gate.leave(first)
    assert not gate.is_admitted(first) and gate.is_admitted(second)
    assert not gate.is_admitted("") and not gate.is_admitted(second[:-1])
    clock.now_s += OPEN_S
    assert not gate.is_admitted(second)


def test_a_pin_of_any_length_and_any_characters_is_answered(hashed):
    gate = Gate(hashed)
    for pin in ("", "x" * 100_000, "\ud800", "四七一一"):
        with pytest.raises(BadKey):
            gate.admit(pin)


def test_the_command_line_prints_what_to_set(monkeypatch, capsys):
    monkeypatch.setattr("typer.prompt", lambda *_, **__: PIN)
    assert command_line.main(["pin"]) == 0
    assert read_pin(capsys.readouterr().out.strip()).is_of(PIN)
    monkeypatch.setattr("typer.prompt", lambda *_, **__: "12")
    assert command_line.main(["pin"]) == 2
    assert "PIN" in capsys.readouterr().err
    assert sys.modules["cute_animal.pin"].SHORTEST == 4
