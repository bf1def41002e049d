"""Training computes in the type that is faster on this machine, and finds out once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import torch

from cute_animal.starter.training import precision

CPU = torch.device("cpu")
Timed = Callable[[float, float], list[torch.dtype]]


@pytest.fixture(autouse=True)
def nothing_is_known_of_this_machine() -> Iterator[None]:
    precision.fastest_dtype.cache_clear()
    yield
    precision.fastest_dtype.cache_clear()


@pytest.fixture
def timed(monkeypatch: pytest.MonkeyPatch) -> Timed:
    """Make a machine that takes so many seconds in float32 and in bfloat16; returns what is timed on it."""

    def put(float32_s: float, bfloat16_s: float) -> list[torch.dtype]:
        asked: list[torch.dtype] = []

        def takes_s(dtype: torch.dtype) -> float:
            asked.append(dtype)
            return {torch.float32: float32_s, torch.bfloat16: bfloat16_s}[dtype]

        monkeypatch.setattr(precision, "_convolution_s", takes_s)
        return asked

    return put


def test_on_this_machine_it_is_one_of_two_types(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "TRIALS", 1)
    assert precision.fastest_dtype(CPU) in (torch.float32, torch.bfloat16)
    assert all(precision._convolution_s(dtype) > 0 for dtype in (torch.float32, torch.bfloat16))


@pytest.mark.parametrize(
    "float32_s, bfloat16_s, fastest", [(1.0, 3.0, torch.float32), (1.0, 0.4, torch.bfloat16)]
)
def test_a_cpu_gets_the_type_that_it_is_faster_with(
    timed: Timed, float32_s: float, bfloat16_s: float, fastest: torch.dtype
) -> None:
    timed(float32_s, bfloat16_s)
    assert precision.fastest_dtype(CPU) == fastest


def test_a_cpu_is_timed_once(timed: Timed) -> None:
    """A training whose type changed on the way would be another one."""
    asked = timed(1.0, 0.4)
    first = precision.fastest_dtype(CPU)
    timed(0.4, 1.0)
    assert precision.fastest_dtype(torch.device("cpu")) == first
    assert sorted(asked, key=str) == [torch.bfloat16, torch.float32]


def test_an_accelerator_gets_bfloat16_without_being_timed(timed: Timed) -> None:
    asked = timed(0.4, 1.0)
    assert precision.fastest_dtype(torch.device("cuda")) == torch.bfloat16
    assert not asked


@pytest.mark.parametrize("fastest", [torch.float32, torch.bfloat16], ids=["float32", "bfloat16"])
def test_networks_compute_in_the_fastest_type_and_keep_their_weights(
    timed: Timed, fastest: torch.dtype
) -> None:
    timed(*((0.4, 1.0) if fastest == torch.float32 else (1.0, 0.4)))
    layer = torch.nn.Linear(4, 4)
    with precision.autocast(CPU):
        assert torch.is_autocast_enabled("cpu") == (fastest == torch.bfloat16)
        assert layer(torch.ones(2, 4)).dtype == fastest
    assert layer.weight.dtype == torch.float32
    assert layer(torch.ones(2, 4)).dtype == torch.float32
