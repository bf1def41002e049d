"""The models that the program can draw with: one frozen Preset each, values and not code.

A preset ties together what belongs together: the weights, the default number of steps, what its wishes may
hold, the licence. Knows nothing about loading or memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cute_animal.errors import BadRequest
from cute_animal.wording import Language, say


@dataclass(frozen=True)
class Preset:
    """What has to be known of a model before it is loaded."""

    name: str
    weights: str  # a folder inside this package
    num_inference_steps: int  # when the caller does not say
    knows_only_vocabulary: bool  # a wish outside of vocabulary.py is answered in words, not drawn
    licence: str
    height: int = 512  # px
    width: int = 512  # px
    scheduler: str | None = None  # None: the one saved with the weights


PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        preset.name: preset
        for preset in (
            Preset(
                name="starter",
                weights="starter/weights",
                num_inference_steps=8,
                knows_only_vocabulary=True,
                licence="Apache-2.0",
            ),
        )
    }
)
DEFAULT_PRESET = "starter"


def get_preset(name: str | None = None, *, language: Language = "en") -> Preset:
    """Return the preset of that name, or the default one. Raises BadRequest with the list of names."""
    preset = PRESETS.get(DEFAULT_PRESET if name is None else name)
    if preset is None:
        known = say("list-separator", language).join(PRESETS)
        raise BadRequest(say("preset-unknown", language, name=str(name)[:40], names=known))
    return preset
