"""The recipe of a training: all that decides its result, beside the pictures. Frozen, and kept with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, Literal

from cute_animal.errors import BadRequest
from cute_animal.presets import PRESETS, Preset
from cute_animal.wording import Language, say

Precision = Literal["no", "bf16", "fp16"]

# Least and most of the numbers; beyond these nothing sensible is meant.
LIMITS: Final[Mapping[str, tuple[float, float]]] = {
    "rank": (1, 512),
    "alpha": (1, 1024),
    "max_train_steps": (1, 1_000_000),
    "batch_size": (1, 512),
    "gradient_accumulation_steps": (1, 256),
    "learning_rate": (1e-8, 0.1),
    "seed": (0, 2**31 - 1),
}


@dataclass(frozen=True)
class Recipe:
    """full: all weights of the denoiser, not a LoRA beside them. targets: as presets.LoraTraining has."""

    preset: str
    rank: int
    alpha: int
    targets: tuple[str, ...] | str
    learning_rate: float
    max_train_steps: int
    batch_size: int  # pictures of one pass, on each device
    gradient_accumulation_steps: int = 1
    gradient_checkpointing: bool = False
    mixed_precision: Precision = "no"
    full: bool = False
    seed: int = 0

    def as_json(self) -> dict[str, Any]:
        content = asdict(self)
        content["targets"] = self.targets if isinstance(self.targets, str) else list(self.targets)
        return content


def make_recipe(preset: Preset, *, language: Language = "en", **changes: Any) -> Recipe:
    """Return the preset's recipe with what was asked for otherwise; None leaves a thing as it is.

    Full fine-tuning takes a tenth of a LoRA's learning rate unless that is given. Raises BadRequest for a
    preset that has none and for numbers out of LIMITS.
    """
    if preset.training is None:
        names = say("list-separator", language).join(name for name, one in PRESETS.items() if one.training)
        raise BadRequest(say("train-not-here", language, preset=preset.name, names=names))
    given = {name: value for name, value in changes.items() if value is not None}
    values: dict[str, Any] = {
        field.name: getattr(preset.training, field.name) for field in fields(preset.training)
    }
    if given.get("full"):
        values["learning_rate"] /= 10
    recipe = Recipe(preset=preset.name, **{**values, **given})
    for name, (least, most) in LIMITS.items():
        if not least <= getattr(recipe, name) <= most:
            raise BadRequest(say("train-number", language, name=name, least=f"{least:g}", limit=f"{most:g}"))
    return recipe


def differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of what is not the same in two recipes written as JSON."""
    return tuple(sorted(name for name in {*one, *other} if one.get(name) != other.get(name)))
