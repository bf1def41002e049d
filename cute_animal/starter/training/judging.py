"""Stage "judge": train the judge on drawn pictures, roughened a little, as it will read generated ones."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from cute_animal.starter.judge import (
    COUNT,
    JUDGES,
    PICTURE_SIDE,
    VIEW_CLASSES,
    Reader,
    load_judge,
    nearby,
    read_pictures,
    whole,
)
from cute_animal.starter.scenes import shown
from cute_animal.starter.training.autoencode import to_tensor
from cute_animal.starter.training.dataset import HELD_OUT, JUDGE, example, rendered
from cute_animal.starter.training.precision import autocast, memory_format
from cute_animal.starter.training.schedule import Stage, newest
from cute_animal.vocabulary import ANIMAL_SLOTS, NONE, SCENE_SLOTS, SECOND, SLOTS

logger = logging.getLogger(__name__)

LEARNING_RATE = 2e-3
BATCH = 64
# Half of each batch shows the combinations that the denoiser never sees: who has never seen a frog with a bow
# reads a crown, and would call a right picture wrong. By file: first example number, count.
PICTURES = {"judge.u8": (JUDGE, 14_000), "judge-rare.u8": (HELD_OUT + (1 << 36), 7_000)}
TEST_PICTURES = 2_000
IGNORED = -100  # cross_entropy's label of what is not asked


def roughened(pictures: Tensor) -> Tensor:
    """Blur, noise, a shift and colour jitter, different for each view (V, 3, H, W) in [-1, 1]."""
    count = pictures.shape[0]

    def chance(share: float) -> Tensor:
        return (torch.rand(count, 1, 1, 1) < share).float()

    blurred = F.avg_pool2d(F.pad(pictures, (1, 1, 1, 1), mode="replicate"), 3, 1)
    blurred = F.avg_pool2d(F.pad(blurred, (1, 1, 1, 1), mode="replicate"), 3, 1)
    pictures = torch.lerp(pictures, blurred, chance(0.5) * torch.rand(count, 1, 1, 1))
    pictures = pictures * (1 + 0.06 * torch.randn(count, 3, 1, 1)) + 0.04 * torch.randn(count, 3, 1, 1)
    pictures = pictures + chance(0.5) * 0.08 * torch.randn_like(pictures)
    shift = torch.randint(-5, 6, (2,)).tolist()
    return pictures.roll(shift, (2, 3)).clamp(-1, 1)


def view_targets(numbers: Sequence[int]) -> dict[str, Tensor]:
    """What the views of examples show, per slot of VIEW_CLASSES (3, examples) int64.

    First the whole pictures, then the left and the right animals; IGNORED where a view is not asked.
    """
    seen = [shown(example(number)[0]) for number in numbers]
    two = [one[f"{SECOND}species"] != NONE for one in seen]
    targets = {slot: torch.full((3, len(seen)), IGNORED) for slot in VIEW_CLASSES}
    targets[COUNT][0] = torch.tensor(two).long()
    for slot, classes in VIEW_CLASSES.items():
        for i, one in enumerate(seen):
            if slot in SCENE_SLOTS:
                targets[slot][0, i] = classes.index(one[slot])
            elif slot in ANIMAL_SLOTS and two[i]:
                targets[slot][1, i] = classes.index(one[slot])
                targets[slot][2, i] = classes.index(one[SECOND + slot])
            elif slot in ANIMAL_SLOTS:
                targets[slot][0, i] = classes.index(one[slot])
    return targets


def train_judge(name: str, state: Path, start: Path, budget_s: float, device: torch.device) -> Reader:
    """Train the judge of that name in JUDGES for `budget_s` seconds over all restarts; return its average."""
    trained = newest(name, state, start)
    seed = list(JUDGES).index(name)
    torch.manual_seed(seed)
    model: Reader = (load_judge(trained).train() if trained else JUDGES[name]()).to(
        device, memory_format=memory_format(device)
    )
    optimizer = torch.optim.AdamW(model.parameters(), LEARNING_RATE, weight_decay=0.02, fused=True)
    stage = Stage(state / f"{name}.pt", budget_s, model, optimizer)
    if not stage.done():
        files = [
            rendered(state / name, first, count, side=PICTURE_SIDE)
            for name, (first, count) in PICTURES.items()
        ]
        targets = view_targets([first + i for first, count in PICTURES.values() for i in range(count)])
        starts = np.cumsum([0, *(len(pictures) for pictures in files[:-1])])
        rng = np.random.default_rng([seed, stage.step])
        while not stage.done():
            stage.set_learning_rate(warm_up_steps=100, hold=0.3)
            shares = [rng.integers(len(pictures), size=BATCH // len(files)) for pictures in files]
            mixed = np.concatenate([pictures[share] for pictures, share in zip(files, shares, strict=True)])
            chosen = np.concatenate([start + share for start, share in zip(starts, shares, strict=True)])
            wanted = {slot: of_all[:, chosen] for slot, of_all in targets.items()}
            two = wanted[COUNT][0] == 1
            pictures = to_tensor(mixed)
            views = torch.cat([whole(pictures), nearby(pictures[two], 0), nearby(pictures[two], 1)])
            batch = roughened(views).to(device, memory_format=memory_format(device))
            with autocast(device):
                logits = model(batch)
            loss = torch.stack(
                [
                    F.cross_entropy(
                        logits[slot].float(),
                        torch.cat([of_slot[0], of_slot[1, two], of_slot[2, two]]).to(device),
                        ignore_index=IGNORED,
                        label_smoothing=0.02,
                    )
                    for slot, of_slot in wanted.items()
                ]
            ).mean()
            stage.descend(loss)
            stage.finish_step(half_life=0.03)
            if stage.step % 200 == 0:
                logger.info("%s step %d (%.0f s): loss %.4f", name, stage.step, stage.spent_s, loss.item())
    judge = stage.average
    judge.eval()
    judge.save_pretrained(state / name)
    logger.info("%s: right on drawn pictures: %s", name, judge_accuracy(judge, state))
    return judge


def judge_accuracy(judge: Reader, state: Path) -> dict[str, float]:
    """Share of drawn pictures of held-out combinations that the judge reads rightly, per slot."""
    first = HELD_OUT + (1 << 39)
    pictures = rendered(state / "judge-test.u8", first, TEST_PICTURES, side=PICTURE_SIDE)
    right = np.zeros(len(SLOTS))
    for i in range(0, TEST_PICTURES, BATCH):
        batch = [Image.fromarray(picture) for picture in pictures[i : i + BATCH]]
        for k, seen in enumerate(read_pictures(judge, batch)):
            wanted = shown(example(first + i + k)[0])
            right += [seen[slot] == wanted[slot] for slot in SLOTS]
    return {slot: round(float(share) / TEST_PICTURES, 4) for slot, share in zip(SLOTS, right, strict=True)}
