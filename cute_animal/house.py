"""The rules of the house: how open the drawing is and which words grown-ups block or allow.

They begin as the settings say. The page for parents may change them while the program runs; with a rules file
they outlive it. One process knows one set of changes. Knows nothing about pages or PINs.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, get_args

from cute_animal.config import BadSetting, Mode, Settings
from cute_animal.safety import OwnWords
from cute_animal.wording import say

NAMES: Final = ("mode", "block_words", "allow_words")  # of the settings that the page may change


@dataclass(frozen=True)
class HouseRules:
    """What holds for every wish at every door."""

    mode: Mode
    own_words: OwnWords

    @classmethod
    def read(cls, texts: Mapping[str, str | None]) -> HouseRules:
        """Return the rules that these texts say, by NAMES. Raises ValueError."""
        if set(texts) - set(NAMES) or texts.get("mode") not in get_args(Mode):
            raise ValueError("no such rules")
        mode: Mode = "gentle" if texts["mode"] == "gentle" else "open"
        return cls(mode, OwnWords.read(texts.get("block_words"), texts.get("allow_words")))


def rules(settings: Settings) -> HouseRules:
    """Return the rules that hold now. Raises BadSetting for a rules file that cannot be used."""
    return _house(settings.rules_file).rules(settings)


def change(settings: Settings, texts: Mapping[str, str]) -> HouseRules:
    """Have these rules hold from the next wish on. Raises ValueError for words that are none, or OSError."""
    return _house(settings.rules_file).change(texts)


class _House:
    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._changed: HouseRules | None = None
        if file is not None and file.exists():
            try:
                self._changed = HouseRules.read(json.loads(file.read_text(encoding="utf-8")))
            except (OSError, ValueError, TypeError, AttributeError) as error:
                sentences = (say("rules-file-broken", lang, path=file) for lang in ("zh", "en"))
                raise BadSetting("\n".join(sentences), detail=type(error).__name__) from error

    def rules(self, settings: Settings) -> HouseRules:
        if (changed := self._changed) is not None:
            return changed
        return HouseRules.read({name: getattr(settings, name) for name in NAMES})

    def change(self, texts: Mapping[str, str]) -> HouseRules:
        new = HouseRules.read(texts)
        with self._lock:
            if self._file is not None:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                part = self._file.with_name(f"{self._file.name}.part")
                part.write_text(json.dumps(dict(texts), ensure_ascii=False), encoding="utf-8")
                os.replace(part, self._file)
            self._changed = new
        return new


@cache
def _house(file: Path | None) -> _House:
    return _House(file)
