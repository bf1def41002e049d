"""The training loop: one batch after another, kept now and then, gone on with where it stopped.

All that is random in a step comes from the recipe's seed and the step's number, so a training that was
stopped and goes on ends with the same numbers as one that was not. accelerate owns precision, accumulation
and devices. Knows nothing about what a family's loss is, or how adapters are used.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor, nn

from cute_animal.errors import BadRequest
from cute_animal.lora_training.family import Family, Words
from cute_animal.lora_training.recipe import Recipe
from cute_animal.wording import Language, say

log = logging.getLogger(__name__)

STATE: Final = "training.pt"
WARM_UP: Final = 0.03  # of the steps
HOLD: Final = 0.4  # then the learning rate falls in a straight line
LONGEST_GRADIENT: Final = 1.0
FINAL_RATE: Final = 0.01  # of the learning rate, at the end

OnTrained = Callable[[int, float], None]
"""on_trained(step, loss): after each step, from 1; loss is the mean over its batches. May raise to stop."""


@dataclass(frozen=True)
class Lesson:
    """A picture as the denoiser learns from it."""

    latents: Tensor  # (C, h, w) float32, on the CPU
    words: Words


class Objective(nn.Module):
    """A family's loss as a module, so that several devices can share it."""

    def __init__(self, family: Family, denoiser: nn.Module) -> None:
        super().__init__()
        self.denoiser = denoiser
        self._family = family

    def forward(self, latents: Tensor, words: Sequence[Words], rng: torch.Generator) -> Tensor:
        return self._family.loss(self.denoiser, latents, words, rng)


class Trainer:
    """One training. trained: names and tensors of the denoiser that change; everything else is frozen."""

    def __init__(
        self, objective: Objective, lessons: Sequence[Lesson], recipe: Recipe, accelerator: Any, folder: Path
    ) -> None:
        self.lessons, self.recipe, self.accelerator = lessons, recipe, accelerator
        self.path = folder / STATE
        self.trained: Mapping[str, nn.Parameter] = {
            name: weight for name, weight in objective.denoiser.named_parameters() if weight.requires_grad
        }
        self.step = 0
        optimizer = torch.optim.AdamW(
            list(self.trained.values()), recipe.learning_rate, betas=(0.9, 0.99), weight_decay=1e-2
        )
        self.objective, self.optimizer = accelerator.prepare(objective, optimizer)
        self.device: torch.device = accelerator.device

    def go_on(self) -> bool:
        """Take up the state that an earlier run has left in the folder; False where there is none."""
        if not self.path.is_file():
            return False
        state = torch.load(self.path, map_location="cpu", weights_only=True)
        with torch.no_grad():
            for name, weight in self.trained.items():
                weight.copy_(state["weights"][name])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step = state["step"]
        log.info("goes on from step %d", self.step)
        return True

    def save(self) -> None:
        """Keep what is needed to go on, whole or not at all."""
        if not self.accelerator.is_main_process:
            return
        part = self.path.with_suffix(".part")
        state = {
            "step": self.step,
            "weights": {name: weight.detach().cpu() for name, weight in self.trained.items()},
            "optimizer": self.optimizer.state_dict(),
        }
        torch.save(state, part)
        part.replace(self.path)

    def try_out(self) -> float:
        """Walk one step and change nothing. Returns its seconds, without what only a first one takes."""
        seconds = 0.0
        for _ in range(2):
            started_s = time.perf_counter()
            self.accelerator.backward(self._loss(0, 0))
            if self.device.type == "cuda":
                torch.cuda.synchronize()
            seconds = time.perf_counter() - started_s
        self.optimizer.zero_grad(set_to_none=True)
        return seconds * self.recipe.gradient_accumulation_steps

    def run(self, on_trained: OnTrained, *, save_every: int, language: Language = "en") -> None:
        """Train to the recipe's last step. Raises BadRequest when the loss is no finite number any more."""
        self.objective.train()
        while self.step < self.recipe.max_train_steps:
            self._set_learning_rate()
            losses = []
            for part in range(self.recipe.gradient_accumulation_steps):
                with self.accelerator.accumulate(self.objective):
                    loss = self._loss(self.step, part)
                    self.accelerator.backward(loss)
                    if self.accelerator.sync_gradients:
                        self.accelerator.clip_grad_norm_(list(self.trained.values()), LONGEST_GRADIENT)
                    self.optimizer.step()
                    self.optimizer.zero_grad(set_to_none=True)
                losses.append(self.accelerator.gather(loss.detach()).mean().item())
            self.step += 1
            mean = sum(losses) / len(losses)
            if not torch.isfinite(torch.tensor(mean)):
                raise BadRequest(say("train-spoilt", language, step=self.step))
            if self.step % save_every == 0 or self.step == self.recipe.max_train_steps:
                self.save()
            on_trained(self.step, mean)
        self.objective.eval()

    def _loss(self, step: int, part: int) -> Tensor:
        rng = torch.Generator().manual_seed(self._number(step, part, self.accelerator.process_index))
        batch = [self.lessons[index] for index in self._chosen(step, part)]
        latents = torch.stack([lesson.latents for lesson in batch]).to(self.device)
        loss: Tensor = self.objective(latents, [lesson.words for lesson in batch], rng)
        return loss

    def _chosen(self, step: int, part: int) -> Iterator[int]:
        """The pictures of a batch: each one comes once before any comes again."""
        size, processes = self.recipe.batch_size, self.accelerator.num_processes
        parts = step * self.recipe.gradient_accumulation_steps + part
        first = (parts * processes + self.accelerator.process_index) * size
        for place in range(first, first + size):
            rounds, index = divmod(place, len(self.lessons))
            order = torch.randperm(
                len(self.lessons), generator=torch.Generator().manual_seed(self._number(rounds, 0, 0))
            )
            yield int(order[index])

    def _number(self, *which: int) -> int:
        """A seed for that step, part and device: the same in every run of the recipe."""
        number = self.recipe.seed
        for one in which:
            number = (number * 1_000_003 + one + 1) % (1 << 62)
        return number

    def _set_learning_rate(self) -> None:
        progress = self.step / self.recipe.max_train_steps
        rising = min(1.0, (self.step + 1) / max(1.0, WARM_UP * self.recipe.max_train_steps))
        falling = 1.0 if progress < HOLD else max(FINAL_RATE, (1 - progress) / (1 - HOLD))
        for group in self.optimizer.param_groups:
            group["lr"] = self.recipe.learning_rate * rising * falling
