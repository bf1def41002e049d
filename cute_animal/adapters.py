"""The adapters folder: LoRAs that were trained here, each in a folder with its config and sample grid.

adapters/NAME/ holds adapter.json (what it is), pytorch_lora_weights.safetensors and samples.png. A wish gets
those that a person chose, with a strength each, or, where nobody chose, those whose trigger words it says.
Imports no torch: the page lists them before there is a model.
"""

from __future__ import annotations

import json
import logging
import math
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from cute_animal.errors import BadRequest
from cute_animal.triggers import Trigger, says
from cute_animal.wording import Language, say

log = logging.getLogger(__name__)

CONFIG: Final = "adapter.json"
WEIGHTS: Final = "pytorch_lora_weights.safetensors"  # the name that diffusers looks for
SAMPLES: Final = "samples.png"
MOST_STRENGTH: Final = 2.0
MOST_AT_ONCE: Final = 4
NONE_CHOSEN: Final = "none"  # none at all, even where the wish says a trigger word
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_MOST_CONFIG_BYTES: Final = 100_000


@dataclass(frozen=True)
class Adapter:
    """One adapter as its config tells. digest: of its weights, in hex."""

    name: str
    preset: str
    rank: int
    triggers: tuple[Trigger, ...]
    digest: str
    folder: Path

    @property
    def weights(self) -> Path:
        return self.folder / WEIGHTS


@dataclass(frozen=True)
class Worn:
    """An adapter in a request. strength: above 0, 1 is as it was trained."""

    name: str
    strength: float
    weights: Path
    rank: int
    digest: str
    triggers: tuple[Trigger, ...] = ()


def is_adapter_name(name: str) -> bool:
    """Small letters, digits, "-" and "_", at most 40: it becomes a folder's name."""
    return _NAME.fullmatch(name) is not None and name != NONE_CHOSEN


def write_config(adapter: Adapter, more: dict[str, Any]) -> None:
    """Write an adapter's config, last of all its files: a folder without one is no adapter yet."""
    content = {
        "preset": adapter.preset,
        "rank": adapter.rank,
        "triggers": [asdict(trigger) for trigger in adapter.triggers],
        "digest": adapter.digest,
        **more,
    }
    part = adapter.folder / f".{CONFIG}.part"
    part.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    part.replace(adapter.folder / CONFIG)


def list_adapters(folder: Path, preset: str | None = None) -> tuple[Adapter, ...]:
    """Return the adapters in a folder by name, those of one preset if it is given.

    A folder whose config cannot be read is left out, and the log says so.
    """
    found = []
    for config in sorted(folder.glob(f"*/{CONFIG}")):
        try:
            adapter = _read(config)
        except (OSError, ValueError, TypeError, KeyError) as error:
            log.warning("%s is no adapter: %s", config, error)
            continue
        if preset in (None, adapter.preset):
            found.append(adapter)
    return tuple(found)


def choose(
    asked: str | Sequence[str] | None, wish: str, available: Sequence[Adapter], *, language: Language
) -> tuple[Worn, ...]:
    """Return what to draw a wish with, in the order of names. Strength 0 is as if it were not there.

    asked: "name" or "name:0.8", several with commas between or in a list; "none"; None: those whose trigger
    words the wish says, at strength 1. Raises BadRequest for an unknown name, a strength outside of 0 to 2,
    or more than 4.
    """
    if asked is None:
        said = [one for one in available if any(says(wish, trigger) for trigger in one.triggers)]
        return tuple(_worn(one, 1.0) for one in said[:MOST_AT_ONCE])
    entries = asked.split(",") if isinstance(asked, str) else list(asked)
    entries = [entry.strip() for entry in entries if entry.strip() and entry.strip() != NONE_CHOSEN]
    known = {adapter.name: adapter for adapter in available}
    strengths: dict[str, float] = {}
    for entry in entries:
        name, colon, text = entry.partition(":")
        if name not in known:
            names = say("list-separator", language).join(known) or "-"
            raise BadRequest(say("adapter-unknown", language, name=name[:40], names=names))
        strengths[name] = _strength(text, language) if colon else 1.0
    if len(strengths) > MOST_AT_ONCE:
        raise BadRequest(say("adapters-too-many", language, limit=MOST_AT_ONCE))
    return tuple(_worn(known[name], value) for name, value in sorted(strengths.items()) if value > 0)


def triggers_of(worn: Sequence[Worn]) -> tuple[Trigger, ...]:
    """Return all that these adapters have taught."""
    return tuple(trigger for one in worn for trigger in one.triggers)


def _strength(text: str, language: Language) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= MOST_STRENGTH:
        raise BadRequest(say("adapter-strength", language, limit=f"{MOST_STRENGTH:g}"))
    return value


def _worn(adapter: Adapter, strength: float) -> Worn:
    return Worn(adapter.name, strength, adapter.weights, adapter.rank, adapter.digest, adapter.triggers)


def _read(config: Path) -> Adapter:
    folder = config.parent
    if config.stat().st_size > _MOST_CONFIG_BYTES:
        raise ValueError("too long")
    content = json.loads(config.read_text(encoding="utf-8"))
    if not is_adapter_name(folder.name) or not (folder / WEIGHTS).is_file():
        raise ValueError("its name or its weights")
    triggers = tuple(
        Trigger(
            "species" if one["kind"] == "species" else "style",
            *(str(one[field]) for field in ("en", "zh", "told")),
        )
        for one in content["triggers"]
    )
    return Adapter(
        name=folder.name,
        preset=str(content["preset"]),
        rank=int(content["rank"]),
        triggers=triggers,
        digest=str(content["digest"]),
        folder=folder,
    )
