"""The data folder: pictures with captions, looked at before anything is trained.

Three ways to write captions, for the whole folder: a .txt beside each picture; a metadata.jsonl or
metadata.csv with the columns file_name and text, as Hugging Face's imagefolder has them, also one in each
folder of a split; or folders named after what their pictures show. All that is wrong is told at once, as a
list, and nothing is half done. Knows no models.
"""

from __future__ import annotations

import csv
import json
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image, ImageOps

from cute_animal.errors import BadRequest, CuteAnimalError, UnsafePrompt
from cute_animal.presets import Preset
from cute_animal.prompt import build_request
from cute_animal.safety import check_prompt
from cute_animal.triggers import Trigger, says
from cute_animal.wording import Language, say

SUFFIXES: Final = (".png", ".jpg", ".jpeg", ".webp")
METADATA: Final = ("metadata.jsonl", "metadata.csv")
LEAST_PX: Final = 256  # of the shorter side: half of what the presets draw
LONGEST_RATIO: Final = 2.0  # of the sides: the middle is cut out, and must still show what the caption says
MOST_TOLD: Final = 40  # problems; the rest is counted
MOST_PICTURES: Final = 100_000


class BadTrainingData(BadRequest):
    """The folder cannot be learnt from. problems: one sentence each, all that were found."""

    code = "bad-training-data"

    def __init__(self, message: str = "", problems: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


def bad_data(problems: Sequence[str], language: Language) -> BadTrainingData:
    """The error that lists problems, MOST_TOLD of them at most."""
    lines = [f"- {problem}" for problem in problems[:MOST_TOLD]]
    if len(problems) > MOST_TOLD:
        lines.append(say("data-more", language, count=len(problems) - MOST_TOLD))
    head = say("data-problems", language, count=len(problems))
    return BadTrainingData("\n".join([head, *lines]), problems)


@dataclass(frozen=True)
class Example:
    """One picture and its words. seed: whose layout the picture was drawn with, where that is known."""

    path: Path
    caption: str
    seed: int | None = None


def check_folder(
    folder: Path, preset: Preset, triggers: Sequence[Trigger], *, language: Language = "en"
) -> tuple[Example, ...]:
    """Return the examples of a folder in the order of their names. Raises BadTrainingData with all problems.

    Captions pass the same check as wishes, and must be something that the preset can draw once it knows the
    triggers; at least one has to name each trigger.
    """
    problems: list[str] = []

    def problem(key: str, **values: object) -> None:
        problems.append(say(key, language, **values))

    if not folder.is_dir():
        raise bad_data([say("data-no-folder", language, folder=folder)], language)
    found: list[Example] = []
    for path, caption, seed in _with_captions(folder, problem):
        name = path.relative_to(folder).as_posix()
        if (fault := _fault_of_picture(path)) is not None:
            problem(fault[0], file=name, **fault[1])
        if caption is None or not caption.strip():
            problem("data-no-caption", file=name)
        elif (reason := _fault_of_caption(caption, preset, triggers, language)) is not None:
            problem("data-bad-caption", file=name, reason=reason)
        found.append(Example(path, (caption or "").strip(), seed))
    if not found and not problems:
        problem("data-no-pictures", folder=folder, kinds=", ".join(SUFFIXES))
    for trigger in triggers:
        if found and not any(says(example.caption, trigger) for example in found):
            problem("data-trigger-unused", word=trigger.en or trigger.zh)
    if len(found) > MOST_PICTURES:
        problem("data-too-many", limit=MOST_PICTURES)
    if problems:
        raise bad_data(problems, language)
    return tuple(found)


def open_picture(path: Path, width: int, height: int) -> np.ndarray:
    """Return the middle of a picture in that size, uint8 (height, width, 3); what is transparent is white."""
    with Image.open(path) as opened:
        upright = ImageOps.exif_transpose(opened)
        if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
            layer = upright.convert("RGBA")
            upright = Image.new("RGB", layer.size, "white")
            upright.paste(layer, mask=layer.getchannel("A"))
        fitted = ImageOps.fit(upright.convert("RGB"), (width, height), Image.Resampling.LANCZOS)
    return np.asarray(fitted)


def _with_captions(folder: Path, problem: Any) -> Iterator[tuple[Path, str | None, int | None]]:
    """Yield (picture, its caption or None, its layout's seed or None), by name."""
    pictures = sorted(
        path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and _is_visible(path, folder)
    )
    tables = [path for name in METADATA for path in sorted(folder.rglob(name))]
    if not tables:
        for path in pictures:
            beside = path.with_suffix(".txt")
            if beside.is_file():
                yield path, _read_text(beside), None
            else:
                yield path, None if path.parent == folder else path.parent.name, None
        return
    known: dict[Path, tuple[str | None, int | None]] = {}
    for table in tables:
        for number, row in _rows(table, problem):
            name, text, seed = row.get("file_name"), row.get("text"), row.get("seed")
            where = f"{table.relative_to(folder).as_posix()}:{number}"
            path = (table.parent / str(name)).resolve()
            if not name or not path.is_relative_to(folder.resolve()) or not path.is_file():
                problem("data-row-without-file", where=where, file=str(name)[:80])
            elif path in known:
                problem("data-row-twice", where=where, file=name)
            elif seed not in (None, "") and not str(seed).isdecimal():
                problem("data-row-broken", where=where)
            else:
                known[path] = (
                    None if text is None else str(text),
                    None if seed in (None, "") else int(str(seed)),
                )
    for path in pictures:
        caption, layout_seed = known.get(path.resolve(), (None, None))
        yield path, caption, layout_seed


def _rows(table: Path, problem: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the rows of a metadata file with their numbers, from 1; what is no row is a problem."""
    lines = _read_text(table).splitlines()
    if table.suffix == ".csv":
        yield from enumerate(csv.DictReader(lines), start=2)
        return
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if isinstance(row, dict):
            yield number, row
        else:
            problem("data-row-broken", where=f"{table.name}:{number}")


def _read_text(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig", errors="replace")


def _is_visible(path: Path, folder: Path) -> bool:
    """Not a file of a cache, of another system's previews, or of an editor."""
    return not any(part.startswith((".", "__")) for part in path.relative_to(folder).parts)


def _fault_of_picture(path: Path) -> tuple[str, dict[str, object]] | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as picture:
                width, height = picture.size
                picture.load()  # a file that was cut off shows itself only here
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning) as error:
        return "data-broken", {"reason": type(error).__name__}
    if min(width, height) < LEAST_PX:
        return "data-small", {"width": width, "height": height, "least": LEAST_PX}
    if max(width, height) > LONGEST_RATIO * min(width, height):
        return "data-long", {"width": width, "height": height, "ratio": f"{LONGEST_RATIO:g}"}
    return None


def _fault_of_caption(
    caption: str, preset: Preset, triggers: Sequence[Trigger], language: Language
) -> str | None:
    """Walk a caption down the road as far as a request: what could not be wished for cannot be taught."""
    try:
        build_request(check_prompt(caption), seed=0, preset=preset, known=triggers)
    except UnsafePrompt:
        return say("data-unsafe", language)
    except CuteAnimalError as error:
        return str(error)
    return None
