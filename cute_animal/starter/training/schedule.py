"""A training stage: its time budget, learning rate over it, averaged weights and resumable state."""

from __future__ import annotations

import copy
import logging
import time
from pathlib import Path
from typing import Any, Generic, TypeVar

import torch
from torch import Tensor, nn

logger = logging.getLogger(__name__)

SAVE_EVERY_S = 180.0

Model = TypeVar("Model", bound=nn.Module)


class Stage(Generic[Model]):
    """Counts the seconds spent in a stage, over restarts, and keeps its state in one file.

    progress() runs from 0 to 1 over the budget; everything that changes during training hangs on it, so that
    the same recipe fits any machine and any dial.
    """

    def __init__(self, path: Path, budget_s: float, model: Model, *optimizers: torch.optim.Optimizer) -> None:
        self.path, self.budget_s = path, budget_s
        self.model, self.optimizers = model, optimizers
        self.average = copy.deepcopy(model).requires_grad_(False)  # EMA of the weights: what is shipped
        self.step, self.spent_s = 0, 0.0
        self.base_lrs = [group["lr"] for group in self._groups()]
        if path.exists():
            state = torch.load(path, map_location="cpu", weights_only=True)
            model.load_state_dict(state["model"])
            self.average.load_state_dict(state["average"])
            for optimizer, kept in zip(optimizers, state["optimizers"], strict=True):
                optimizer.load_state_dict(kept)
            self.step, self.spent_s = state["step"], state["spent_s"]
            logger.info("%s: goes on from step %d, %.0f s", path.stem, self.step, self.spent_s)
        self._tick: float | None = None  # set by the first step: what comes before it is not training
        self._saved = time.monotonic()

    def progress(self) -> float:
        """Share of the budget that is spent, 0..1. A budget of 0 is spent from the start."""
        return min(1.0, self.spent_s / self.budget_s) if self.budget_s > 0 else 1.0

    def done(self) -> bool:
        return self.progress() >= 1.0

    def set_learning_rate(self, *, warm_up_steps: int, hold: float) -> None:
        """Warm up, hold until `hold` of the budget, then fall to zero in a straight line. Begins a step."""
        if self._tick is None:
            self._tick = time.monotonic()
        falling = 1.0 if self.progress() < hold else (1.0 - self.progress()) / (1.0 - hold)
        factor = min(1.0, (self.step + 1) / warm_up_steps) * max(falling, 0.01)
        for group, base in zip(self._groups(), self.base_lrs, strict=True):
            group["lr"] = base * factor

    def _groups(self) -> list[dict[str, Any]]:
        return [group for optimizer in self.optimizers for group in optimizer.param_groups]

    def descend(self, loss: Tensor) -> None:
        """Take one step down the gradient of `loss`, clipped to length 1."""
        for optimizer in self.optimizers:
            optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for optimizer in self.optimizers:
            optimizer.step()

    @torch.no_grad()
    def finish_step(self, *, half_life: float) -> None:
        """Average the weights (half-life: a share of the steps so far), count the time, save now and then."""
        self.step += 1
        decay = min(0.5 ** (1 / max(1.0, half_life * self.step)), self.step / (self.step + 10))
        averaged: list[Tensor] = [*self.average.parameters()]
        current: list[Tensor] = [*self.model.parameters()]
        torch._foreach_lerp_(averaged, current, 1 - decay)
        for kept, new in zip(self.average.buffers(), self.model.buffers(), strict=True):
            kept.copy_(new)
        now = time.monotonic()
        assert self._tick is not None, "set_learning_rate begins a step"
        self.spent_s += now - self._tick
        self._tick = now
        if now - self._saved > SAVE_EVERY_S or self.done():
            self.save()
            self._saved = self._tick = time.monotonic()

    def save(self) -> None:
        state: dict[str, Any] = {
            "model": self.model.state_dict(),
            "average": self.average.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer in self.optimizers],
            "step": self.step,
            "spent_s": self.spent_s,
        }
        part = self.path.with_suffix(".part")
        torch.save(state, part)
        part.rename(self.path)


def newest(component: str, state: Path, start: Path) -> Path | None:
    """Folder of a trained component: what `state` has finished, else what `start` ships, else None."""
    return next((folder / component for folder in (state, start) if (folder / component).exists()), None)
