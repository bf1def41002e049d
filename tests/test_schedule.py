"""A training stage: its budget, what it resumes from, and where the newest weights are."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import torch
from torch import nn

from cute_animal.starter.training import (
    schedule,
)
from cute_animal.starter.training.schedule import Stage, newest


def stage_of(path: Path, budget_s: float) -> Stage:
    torch.manual_seed(0)
    model = nn.Linear(2, 2)
    optimizers = (torch.optim.AdamW([model.weight], 1e-2), torch.optim.AdamW([model.bias], 1e-2))
    return Stage(path, budget_s, model, *optimizers)


def take_steps(stage: Stage, count: int) -> None:
    for _ in range(count):
        stage.set_learning_rate(warm_up_steps=2, hold=0.5)
        stage.descend(stage.model(torch.ones(1, 2)).square().sum())
        stage.finish_step(half_life=0.1)


def test_a_resumed_stage_goes_on_where_it_was(tmp_path):
    unbroken = stage_of(tmp_path / "a.pt", 1e6)
    take_steps(unbroken, 6)
    broken = stage_of(tmp_path / "b.pt", 1e6)
    take_steps(broken, 3)
    broken.save()
    resumed = stage_of(tmp_path / "b.pt", 1e6)
    assert resumed.step == 3 and resumed.spent_s > 0
    take_steps(resumed, 3)
    fresh = stage_of(tmp_path / "c.pt", 1e6).model
    for one, two, untrained in zip(
        unbroken.average.parameters(), resumed.average.parameters(), fresh.parameters(), strict=True
    ):
        assert torch.allclose(one, two, atol=1e-6)
        assert not torch.allclose(one, untrained, atol=1e-3)


def test_a_spent_budget_and_a_zero_budget_are_done(tmp_path):
    stage = stage_of(tmp_path / "a.pt", 1e-9)
    assert not stage.done()
    take_steps(stage, 1)
    assert stage.done()
    assert stage_of(tmp_path / "c.pt", 0).done()


def test_the_time_before_the_first_step_is_not_spent(tmp_path, monkeypatch):
    """A stage makes its examples after it has read what it had: that is not training."""
    now_s = 0.0
    monkeypatch.setattr(schedule, "time", SimpleNamespace(monotonic=lambda: now_s))
    stage = stage_of(tmp_path / "a.pt", 1e6)
    now_s = 100.0
    take_steps(stage, 1)
    assert stage.spent_s == 0
    now_s = 130.0
    take_steps(stage, 1)
    assert stage.spent_s == 30


def test_the_newest_component_is_the_trained_one_before_the_shipped_one(tmp_path):
    state, start = tmp_path / "state", tmp_path / "start"
    assert newest("vae", state, start) is None
    (start / "vae").mkdir(parents=True)
    assert newest("vae", state, start) == start / "vae"
    (state / "vae").mkdir(parents=True)
    assert newest("vae", state, start) == state / "vae"
