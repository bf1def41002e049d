"""Exported models: a folder of graphs with a manifest, and what runs them.

A graph is a function from named numpy arrays to named numpy arrays, whichever library computes it. Knows
nothing about what the arrays mean (starter/standins.py does) nor about how a graph is made (export.py).
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np

from cute_animal.config import Runtime
from cute_animal.errors import NotSetUp
from cute_animal.hub import weight_files
from cute_animal.presets import Preset
from cute_animal.wording import Language, say

MANIFEST: Final = "manifest.json"
CACHE: Final = "cache"  # beside the graphs: what a library compiles on this machine
PACKAGE: Final[Mapping[Runtime, str]] = {"onnx": "onnxruntime", "openvino": "openvino"}
ENDING: Final[Mapping[Runtime, str]] = {"onnx": ".onnx", "openvino": ".xml"}
EXPORTS: Final = Path("exported")
READ_BYTES: Final = 2**20  # of each file of weights: trained anew, all of its numbers differ

Arrays = Mapping[str, np.ndarray]


class Graph(Protocol):
    """What computes one exported part. why: which device or provider it got, and what was tried before."""

    why: str

    def __call__(self, inputs: Arrays) -> dict[str, np.ndarray]: ...


@dataclass(frozen=True)
class Manifest:
    """What an exported folder says of itself. facts: what the stand-ins have to know of the model."""

    preset: str
    runtime: Runtime
    int8: bool
    weights: str  # the digest of those that it was made from
    parts: tuple[str, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)
    checked: Mapping[str, Any] = field(default_factory=dict)  # differences to torch, when it was made

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), ensure_ascii=False, indent=2)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def default_folder(preset: Preset, runtime: Runtime, *, int8: bool = False) -> Path:
    """Return where an export is put and looked for, under the working folder, unless it is said."""
    return EXPORTS / f"{preset.name}-{runtime}{'-int8' if int8 else ''}"


def digest_of(folder: Path) -> str:
    """Return what tells a model's weights from others: their files' names, sizes and beginnings."""
    digest = hashlib.sha256()
    for file in sorted(
        file for part in folder.iterdir() if part.is_dir() for file in weight_files(part, None)
    ):
        with file.open("rb") as opened:
            beginning = opened.read(READ_BYTES)
        digest.update(f"{file.parent.name}/{file.name} {file.stat().st_size}\n".encode() + beginning)
    return digest.hexdigest()


def find_manifest(
    preset: Preset, runtime: Runtime, weights: Path, exported: Path | None, language: Language = "en"
) -> tuple[Path, Manifest]:
    """Return an export's folder and manifest.

    weights: the preset's own files; an export of others is not used. Raises NotSetUp, with a sentence that
    says what to do: no library, nothing exported, or that of another model, another runtime, other weights.
    """

    def refused(key: str, **values: object) -> NotSetUp:
        what = {"name": preset.name, "runtime": runtime, "folder": folder, **values}
        return NotSetUp(say(key, language, **what))

    folder = default_folder(preset, runtime) if exported is None else exported
    check_installed(runtime, language)
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**{**content, "parts": tuple(content["parts"])})
        missing = [part for part in manifest.parts if not file_of(folder, manifest, part).is_file()]
    except FileNotFoundError:
        raise refused("not-exported") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise refused("export-broken", reason=type(error).__name__) from error
    if missing:
        raise refused("export-broken", reason=missing[0])
    if (manifest.preset, manifest.runtime) != (preset.name, runtime):
        raise refused("export-of-another", was=f"{manifest.preset}, {manifest.runtime}")
    if manifest.weights != digest_of(weights):
        raise refused("export-is-old")
    return folder, manifest


def check_installed(runtime: Runtime, language: Language = "en") -> None:
    """Raise NotSetUp if the runtime's library is not there."""
    if importlib.util.find_spec(PACKAGE[runtime]) is None:
        raise NotSetUp(say("runtime-not-installed", language, runtime=runtime))


def file_of(folder: Path, manifest: Manifest, part: str) -> Path:
    return folder / f"{part}{ENDING[manifest.runtime]}"


def open_graphs(folder: Path, manifest: Manifest, *, threads: int | None = None) -> dict[str, Graph]:
    """Return the graphs by part. threads: CPU threads; None leaves it to the library."""
    files = {part: file_of(folder, manifest, part) for part in manifest.parts}
    return {part: _open(file, manifest.runtime, folder / CACHE, threads) for part, file in files.items()}


def _open(file: Path, runtime: Runtime, cache: Path, threads: int | None) -> Graph:
    if runtime == "onnx":
        from cute_animal.runtime_onnx import OnnxGraph

        return OnnxGraph(file, cache, threads)
    from cute_animal.runtime_openvino import OpenVinoGraph

    return OpenVinoGraph(file, cache, threads)
