"""The judges: they read from a picture what it shows, attribute by attribute.

Small classifiers, trained on drawn pictures only (training/judging.py), never on generated ones and never a
part of any training loss. They measure fidelity (evaluate.py): the figures are the first one's, the second
has to agree. They look at the whole picture, and where there are two animals at each of them from nearby, so
that one set of weights reads a lone animal and both of a pair.

Shapes: B pictures of 256x256 px, V views of 192x192 px.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional as F

from cute_animal.starter.layout import FRAMES
from cute_animal.vocabulary import ANIMAL_SLOTS, NONE, SCENE_SLOTS, SECOND, THINGS, table_of

PICTURE_SIDE, SIDE = 256, 192  # px of a picture and of a view of it
FEATURES = 128
COUNT = "count"

# What a view can show per slot of its animal: a thing may be missing, and then so is its colour.
MAYBE_NONE = (*THINGS, *(f"{thing}_color" for thing in THINGS))
VIEW_CLASSES: Mapping[str, tuple[str, ...]] = {
    COUNT: ("one", "two"),
    **{
        slot: (*((NONE,) if slot in MAYBE_NONE else ()), *table_of(slot))
        for slot in (*ANIMAL_SLOTS, *SCENE_SLOTS)
    },
}
# Left and top of the squares that show one of a pair as large as a lone animal stands in a whole picture.
_SPAN = round(PICTURE_SIDE * FRAMES[1]["scale"][0] / FRAMES[0]["scale"][0])
_TOP = round(PICTURE_SIDE * FRAMES[1]["ground_y"][0] - _SPAN * FRAMES[0]["ground_y"][0])
_LEFTS = tuple(round(PICTURE_SIDE * frame["center_x"][0] - _SPAN / 2) for frame in FRAMES[1:])


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


class Reader(ModelMixin, ConfigMixin):
    """What both judges share: a body that makes FEATURES numbers of a view, and one head per slot."""

    body: nn.Module

    def _add_heads(self) -> None:
        self.heads = nn.ModuleDict(
            {slot: nn.Linear(FEATURES, len(classes)) for slot, classes in VIEW_CLASSES.items()}
        )

    def features(self, views: Tensor) -> Tensor:
        """(V, 3, 192, 192) in [-1, 1] -> (V, 128)."""
        out: Tensor = self.body(views)
        return out

    def forward(self, views: Tensor) -> dict[str, Tensor]:
        """(V, 3, 192, 192) in [-1, 1] -> per slot logits (V, classes).

        The scene's and the count are taught on views of whole pictures only.
        """
        features = F.relu(self.features(views))
        return {slot: head(features) for slot, head in self.heads.items()}


class Judge(Reader):
    """Views of pictures to one set of logits per slot: 3x3 convolutions with batch normalisation."""

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
        self._add_heads()


class WideBlock(nn.Module):
    """A depthwise 5x5 convolution, then an inverted bottleneck, around a shortcut (arXiv 2201.03545)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.across = nn.Conv2d(channels, channels, 5, padding=2, groups=channels)
        self.norm = nn.GroupNorm(1, channels)
        self.widen = nn.Conv2d(channels, 3 * channels, 1)
        self.narrow = nn.Conv2d(3 * channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = x + self.narrow(F.gelu(self.widen(self.norm(self.across(x)))))
        return out


class SecondJudge(Reader):
    """A judge that shares neither architecture nor seed with the first: depthwise convolutions and patches.

    What only one of the two believes of a generated picture is a weakness of that judge.
    """

    @register_to_config
    def __init__(self, channels: tuple[int, int, int] = (48, 96, 160)) -> None:
        super().__init__()
        fine, middle, coarse = channels
        self.body = nn.Sequential(
            nn.Conv2d(3, fine, 4, 4),  # (B, fine, 48, 48)
            WideBlock(fine),
            nn.Conv2d(fine, middle, 2, 2),
            WideBlock(middle),
            WideBlock(middle),
            nn.Conv2d(middle, coarse, 2, 2),
            WideBlock(coarse),
            WideBlock(coarse),  # (B, coarse, 12, 12)
            nn.Conv2d(coarse, 12, 1),
            nn.Flatten(),
            nn.Linear(12 * 144, FEATURES),
        )
        self._add_heads()


def whole(pictures: Tensor) -> Tensor:
    """(B, 3, 256, 256) -> (B, 3, 192, 192)."""
    return F.interpolate(pictures, (SIDE, SIDE), mode="bilinear", antialias=True, align_corners=False)


def nearby(pictures: Tensor, which: int) -> Tensor:
    """(B, 3, 256, 256) -> (B, 3, 192, 192), the left (0) or the right (1) animal of a pair in the middle."""
    pad = PICTURE_SIDE // 4
    padded = F.pad(pictures, (pad, pad, 0, 0), mode="replicate")
    left = _LEFTS[which] + pad
    view = padded[:, :, _TOP : _TOP + _SPAN, left : left + _SPAN]
    return F.interpolate(view, (SIDE, SIDE), mode="bilinear", antialias=True, align_corners=False)


def judge_tensor(pictures: Sequence[Image.Image]) -> Tensor:
    """B pictures of any size -> (B, 3, 256, 256) float32 in [-1, 1]."""
    size = (PICTURE_SIDE, PICTURE_SIDE)
    small = [picture.convert("RGB").resize(size, Image.Resampling.BOX) for picture in pictures]
    return (
        torch.from_numpy(np.stack([np.asarray(one) for one in small])).permute(0, 3, 1, 2).float() / 127.5 - 1
    )


@torch.inference_mode()
def read_pictures(judge: Reader, pictures: Sequence[Image.Image]) -> list[dict[str, str]]:
    """What each picture shows, per slot of SLOTS a key of its table or NONE."""
    tensor = judge_tensor(pictures)
    seen = [_keys(judge(view)) for view in (whole(tensor), nearby(tensor, 0), nearby(tensor, 1))]
    found = []
    for all_of_it, left, right in zip(*seen, strict=True):
        two = all_of_it[COUNT] == "two"
        first = left if two else all_of_it
        found.append(
            {slot: first[slot] for slot in ANIMAL_SLOTS}
            | {SECOND + slot: right[slot] if two else NONE for slot in ANIMAL_SLOTS}
            | {slot: all_of_it[slot] for slot in SCENE_SLOTS}
        )
    return found


def _keys(logits: Mapping[str, Tensor]) -> list[dict[str, str]]:
    """Per view and slot the key with the largest logit."""
    best = {slot: one.argmax(1).tolist() for slot, one in logits.items()}
    count = len(next(iter(best.values())))
    return [{slot: VIEW_CLASSES[slot][best[slot][i]] for slot in best} for i in range(count)]


JUDGES: Mapping[str, type[Reader]] = {"judge": Judge, "second_judge": SecondJudge}  # by folder


def load_judge(folder: Path) -> Reader:
    """Load the judge of a folder of JUDGES, ready to read.

    Raises OSError when its files are missing or broken.
    """
    judge: Reader = (
        JUDGES[folder.name].from_pretrained(folder, use_safetensors=True, low_cpu_mem_usage=False).float()
    )
    judge.eval()
    return judge
