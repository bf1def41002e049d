"""The numbers for whoever runs the program: told at any moment, also while torch is being imported."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from cute_animal import metrics


@pytest.mark.parametrize("has_cuda", [False, True], ids=["no-cuda-yet", "empty-cuda"])
def test_a_half_imported_torch_is_left_alone(monkeypatch: pytest.MonkeyPatch, has_cuda: bool) -> None:
    torch = ModuleType("torch")
    if has_cuda:
        torch.cuda = ModuleType("torch.cuda")  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "torch", torch)
    assert b"cute_animal_queue_length 3.0" in metrics.as_text(3)
