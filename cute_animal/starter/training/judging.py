"""Stage "judge": train the judge on drawn pictures, roughened a little, as it will read generated ones."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from cute_animal.starter.judge import CLASSES, SIDE, Judge, class_numbers, load_judge
from cute_animal.starter.training.autoencode import to_tensor
from cute_animal.starter.training.dataset import HELD_OUT, JUDGE, example, rendered
from cute_animal.starter.training.schedule import Stage, newest

logger = logging.getLogger(__name__)

LEARNING_RATE = 2e-3
BATCH = 64
# Half of each batch shows the combinations that the denoiser never sees: who has never seen a frog with a bow
# reads a crown, and would call a right picture wrong. By file: first example number, count.
PICTURES = {"judge.u8": (JUDGE, 16_000), "judge-rare.u8": (HELD_OUT + (1 << 36), 8_000)}
TEST_PICTURES = 2_000


def roughened(pictures: Tensor) -> Tensor:
    """Blur, noise, a shift and colour jitter, different for each picture (B, 3, H, W) in [-1, 1]."""
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


def train_judge(state: Path, start: Path, budget_s: float, device: torch.device) -> Judge:
    """Train for `budget_s` seconds over all restarts and return the averaged judge."""
    trained = newest("judge", state, start)
    model: Judge = (load_judge(trained).train() if trained else Judge()).to(
        device, memory_format=torch.channels_last
    )
    optimizer = torch.optim.AdamW(model.parameters(), LEARNING_RATE, weight_decay=0.02, fused=True)
    stage = Stage(state / "judge.pt", budget_s, model, optimizer)
    if not stage.done():
        files = [rendered(state / name, first, count, side=SIDE) for name, (first, count) in PICTURES.items()]
        numbers = [first + i for first, count in PICTURES.values() for i in range(count)]
        targets = class_numbers([example(number)[0] for number in numbers])
        starts = np.cumsum([0, *(len(pictures) for pictures in files[:-1])])
        rng = np.random.default_rng(stage.step)
        while not stage.done():
            stage.set_learning_rate(warm_up_steps=100, hold=0.3)
            shares = [rng.integers(len(pictures), size=BATCH // len(files)) for pictures in files]
            mixed = np.concatenate([pictures[share] for pictures, share in zip(files, shares, strict=True)])
            batch = roughened(to_tensor(mixed)).to(device, memory_format=torch.channels_last)
            chosen = np.concatenate([start + share for start, share in zip(starts, shares, strict=True)])
            wanted = targets[chosen].to(device)
            with torch.autocast(device.type, torch.bfloat16):
                logits = model(batch)
            loss = torch.stack(
                [
                    F.cross_entropy(logits[slot].float(), wanted[:, k], label_smoothing=0.02)
                    for k, slot in enumerate(CLASSES)
                ]
            ).mean()
            stage.descend(loss)
            stage.finish_step(half_life=0.03)
            if stage.step % 200 == 0:
                logger.info("judge step %d (%.0f s): loss %.4f", stage.step, stage.spent_s, loss.item())
    judge = stage.average
    judge.eval()
    judge.save_pretrained(state / "judge")
    logger.info("judge: right on drawn pictures: %s", judge_accuracy(judge, state))
    return judge


@torch.inference_mode()
def judge_accuracy(judge: Judge, state: Path) -> dict[str, float]:
    """Share of drawn pictures of held-out combinations that the judge reads rightly, per slot."""
    pictures = rendered(state / "judge-test.u8", HELD_OUT + (1 << 39), TEST_PICTURES, side=SIDE)
    targets = class_numbers([example(HELD_OUT + (1 << 39) + i)[0] for i in range(TEST_PICTURES)])
    right = torch.zeros(len(CLASSES))
    for i in range(0, TEST_PICTURES, BATCH):
        logits = judge(to_tensor(np.asarray(pictures[i : i + BATCH])).to(judge.device))
        for k, slot in enumerate(CLASSES):
            right[k] += (logits[slot].argmax(1).cpu() == targets[i : i + BATCH, k]).sum()
    return {slot: round(float(share) / TEST_PICTURES, 4) for slot, share in zip(CLASSES, right, strict=True)}
