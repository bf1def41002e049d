"""The numbers for whoever runs the program: told at any moment, also while torch is being imported."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from cute_animal import metrics

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("has_cuda", [False, True], ids=["no-cuda-yet", "empty-cuda"])
def test_a_half_imported_torch_is_left_alone(monkeypatch: pytest.MonkeyPatch, has_cuda: bool) -> None:
    torch = ModuleType("torch")
    if has_cuda:
        torch.cuda = ModuleType("torch.cuda")  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "torch", torch)
    assert b"cute_animal_queue_length 3.0" in metrics.as_text(3)


def test_several_workers_are_summed_up_where_their_folder_is_set(tmp_path: Path) -> None:
    """Before, each answer of /metrics was one worker's own."""
    counting = "from cute_animal import metrics; metrics.count_picture('starter', {'save': 0.1})\n"
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    for code in (counting, counting + "print(metrics.as_text(2).decode())"):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    assert 'cute_animal_pictures_total{preset="starter"} 2.0' in done.stdout
    assert "cute_animal_queue_length 2.0" in done.stdout
