"""The judge: reads from a picture what it shows, attribute by attribute.

A small convolutional classifier, trained on drawn pictures only (training/judging.py), never on generated
ones and never a part of any training loss. It measures fidelity (evaluate.py) and tells the picture check
whether a cute animal is there at all.

Shapes: B pictures, 192x192 px.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional as F

from cute_animal.vocabulary import NONE, TABLES, Scene

SIDE = 192
FEATURES = 128

# What a picture can show per slot: a garment may be missing, and then so is its colour.
CLASSES: Mapping[str, tuple[str, ...]] = {
    slot: (*((NONE,) if slot.startswith(("garment", "headwear")) else ()), *table)
    for slot, table in TABLES.items()
}


class JudgeBlock(nn.Module):
    """Two 3x3 convolutions with batch normalisation around a shortcut."""

    def __init__(self, in_channels: int, out_channels: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(out_channels)
        self.shortcut = nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        inner = self.norm2(self.conv2(F.relu(self.norm1(self.conv1(x)))))
        return F.relu(inner + self.shortcut(x))


class Judge(ModelMixin, ConfigMixin):
    """Pictures to one set of logits per slot."""

    @register_to_config
    def __init__(self, channels: tuple[int, int, int] = (48, 96, 160)) -> None:
        super().__init__()
        fine, middle, coarse = channels
        self.body = nn.Sequential(
            nn.PixelUnshuffle(4),  # (B, 48, 48, 48)
            nn.Conv2d(48, fine, 3, 1, 1, bias=False),
            nn.BatchNorm2d(fine),
            nn.ReLU(),
            JudgeBlock(fine, fine, 1),
            JudgeBlock(fine, middle, 2),
            JudgeBlock(middle, coarse, 2),
            JudgeBlock(coarse, coarse, 2),  # (B, coarse, 6, 6)
            nn.Conv2d(coarse, 48, 1),
            nn.Flatten(),  # where things are matters: hat above, dress below
            nn.Linear(48 * 36, FEATURES),
        )
        self.heads = nn.ModuleDict(
            {slot: nn.Linear(FEATURES, len(classes)) for slot, classes in CLASSES.items()}
        )

    def features(self, pictures: Tensor) -> Tensor:
        """(B, 3, 192, 192) in [-1, 1] -> (B, 128)."""
        out: Tensor = self.body(pictures)
        return out

    def forward(self, pictures: Tensor) -> dict[str, Tensor]:
        """(B, 3, 192, 192) in [-1, 1] -> per slot logits (B, classes)."""
        features = F.relu(self.features(pictures))
        return {slot: head(features) for slot, head in self.heads.items()}


def shown(scene: Scene) -> dict[str, str]:
    """What a picture of `scene` shows, per slot a key of CLASSES."""
    return {slot: getattr(scene, slot) or NONE for slot in CLASSES}


def class_numbers(scenes: list[Scene]) -> Tensor:
    """(B, slots) int64, in the order of CLASSES."""
    return torch.tensor(
        [[CLASSES[slot].index(key) for slot, key in shown(scene).items()] for scene in scenes]
    )


def judge_tensor(pictures: list[Image.Image]) -> Tensor:
    """B pictures of any size -> (B, 3, 192, 192) float32 in [-1, 1]."""
    small = [picture.convert("RGB").resize((SIDE, SIDE), Image.Resampling.LANCZOS) for picture in pictures]
    return (
        torch.from_numpy(np.stack([np.asarray(one) for one in small])).permute(0, 3, 1, 2).float() / 127.5 - 1
    )


@torch.inference_mode()
def read_pictures(judge: Judge, pictures: list[Image.Image]) -> list[dict[str, str]]:
    """What each picture shows, per slot a key of CLASSES."""
    logits = judge(judge_tensor(pictures))
    best = {slot: logits[slot].argmax(1).tolist() for slot in CLASSES}
    return [{slot: CLASSES[slot][best[slot][i]] for slot in CLASSES} for i in range(len(pictures))]


def load_judge(folder: Path) -> Judge:
    """Load the judge, ready to read. Raises OSError when its files are missing or broken."""
    judge: Judge = Judge.from_pretrained(folder, use_safetensors=True, low_cpu_mem_usage=False).float()
    judge.eval()
    return judge
