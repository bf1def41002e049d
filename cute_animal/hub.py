"""A preset's files: where they are on this machine, what is missing, and fetching it after a clear question.

Files lie in huggingface_hub's own cache: its downloads go on where they stopped, HF_ENDPOINT names a mirror,
HF_HUB_OFFLINE forbids the network. Only safetensors and text files are ever fetched: a pickle could run code.
"""

from __future__ import annotations

import json
import logging
import queue
import re
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cute_animal.errors import ModelUnavailable, NotSetUp
from cute_animal.machine import free_disk_bytes
from cute_animal.memory import GIB
from cute_animal.presets import PRESETS, Lora, Preset, is_hub_id
from cute_animal.wording import Language, say

log = logging.getLogger(__name__)

PACKAGE: Final = Path(__file__).parent
# Beside the weights: configs, vocabularies, templates.
FILES: Final = ("*.json", "*.txt", "*.jinja", "*.model")
PATIENCE_S: Final = 4.0  # for a hub that does not answer
SPARE_DISK_BYTES: Final = GIB
_SHARD: Final = re.compile(r"-\d+-of-\d+")


@dataclass(frozen=True)
class Files:
    """What a preset is loaded from. lora: a .safetensors file, None where the preset has none."""

    folder: Path
    lora: Path | None


def wanted(preset: Preset) -> dict[str, Any]:
    """Return which files of its repository a preset needs, as snapshot_download's two lists of patterns."""
    ending = f".{preset.variant}" if preset.variant else ""
    # Only in the folders of the components: a weights file at the top is for another program.
    weights = [f"*/*{ending}.safetensors", f"*/*{ending}-0*.safetensors"]
    other_variants = [] if preset.variant else ["*/*.*.safetensors"]
    return {
        "allow_patterns": [*FILES, *weights],
        "ignore_patterns": [*(f"{name}/*" for name in preset.not_needed), *other_variants],
    }


def find_files(preset: Preset) -> Files | None:
    """Return a preset's files if all are on this machine; never asks the network."""
    if (folder := _local_folder(preset)) is None:
        folder = _cached(preset) if _is_on_hub(preset) else None
    lora = None if preset.lora is None else _cached_lora(preset.lora)
    if folder is None or (preset.lora is not None and lora is None):
        return None
    return Files(folder, lora)


def fetch_files(preset: Preset, *, may_download: bool | None, language: Language = "en") -> Files:
    """Return a preset's files, fetched if they are not here yet.

    may_download: None asks on a terminal, and is no elsewhere. Raises NotSetUp, with a sentence:
    there is no folder of that name, no network, no room on the disk, nobody allowed it.
    """
    if (files := find_files(preset)) is not None:
        return files
    check_fetching(preset, may_download=may_download, language=language)
    log.info("fetching %s", preset.name)
    try:
        _download(preset)
    except Exception as error:  # the hub's, the network's and the disk's errors have no common class
        facts = {"name": preset.name, "size": _gib(preset.download_bytes)}
        raise NotSetUp(say("hub-unreachable", language, **facts), detail=_reason(error)) from error
    files = find_files(preset)
    if files is None:
        raise ModelUnavailable(say("weights-broken", language), detail=f"{preset.weights} is incomplete")
    return files


def check_fetching(preset: Preset, *, may_download: bool | None, language: Language = "en") -> None:
    """Make sure that a preset can and may be fetched: arguments and errors as fetch_files has them."""
    if not _is_on_hub(preset):
        raise ModelUnavailable(say("weights-broken", language), detail=f"no model in {preset.weights}")
    from huggingface_hub import constants

    if may_download is False:  # no need to ask the hub
        facts = {"name": preset.name, "size": _gib(preset.download_bytes)}
        raise NotSetUp(say("download-not-allowed", language, **facts))
    if constants.HF_HUB_OFFLINE:
        raise NotSetUp(say("hub-offline", language, name=preset.name))
    missing_bytes = _missing_bytes(preset, language)
    free_bytes = free_disk_bytes(cache_folder())
    facts = {"name": preset.name, "size": _gib(missing_bytes), "free": _gib(free_bytes)}
    if missing_bytes + SPARE_DISK_BYTES > free_bytes:
        raise NotSetUp(say("disk-full", language, folder=cache_folder(), **facts))
    question = say("may-i-download", language, licence=preset.licence, **facts)
    if may_download is None:
        may_download = ask_on_terminal(question)
    if not may_download:
        raise NotSetUp(say("download-not-allowed", language, **facts))


def fetched_bytes(preset: Preset) -> int:
    """How much of a preset the cache holds, files on their way included."""
    from huggingface_hub.file_download import repo_folder_name

    blobs = cache_folder() / repo_folder_name(repo_id=preset.weights, repo_type="model") / "blobs"
    return sum(file.stat().st_size for file in blobs.glob("*") if file.is_file())


def ask_on_terminal(question: str) -> bool:
    """Ask a yes-or-no question; no where nobody can answer."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes", "是", "好")


def cache_folder() -> Path:
    """Where fetched models are kept: the hub's cache, which HF_HOME or HF_HUB_CACHE moves."""
    from huggingface_hub import constants

    return Path(constants.HF_HUB_CACHE)


def weight_files(folder: Path, variant: str | None = None) -> list[Path]:
    """Return the safetensors of one component in one variant: model.fp16.safetensors, or its shards."""
    return [file for file in sorted(folder.glob("*.safetensors")) if _variant(file) == variant]


def components_of(folder: Path) -> dict[str, list[str | None]]:
    """Return a model's components, by its model_index.json: name -> [library, class]."""
    content = json.loads((folder / "model_index.json").read_text(encoding="utf-8"))
    return {name: value for name, value in content.items() if isinstance(value, list) and len(value) == 2}


def _variant(file: Path) -> str | None:
    """fp16 of model.fp16.safetensors, of model.fp16-00001-of-00002.safetensors; None of model.safetensors."""
    return _SHARD.sub("", file.stem).partition(".")[2] or None


def _is_on_hub(preset: Preset) -> bool:
    """Is it a model of the hub? What a preset has in this package may be named like one."""
    return is_hub_id(preset.weights) and (preset.revision is not None or preset.name not in PRESETS)


def _local_folder(preset: Preset) -> Path | None:
    """A folder of this package or of the user's, with a model in it."""
    for folder in (PACKAGE / preset.weights, Path(preset.weights).expanduser()):
        if (folder / "model_index.json").is_file():
            return folder
    return None


def _cached_lora(lora: Lora) -> Path | None:
    from huggingface_hub import try_to_load_from_cache

    found = try_to_load_from_cache(lora.repo, lora.file, revision=lora.revision)
    return Path(found) if isinstance(found, str) else None


def _missing_bytes(preset: Preset, language: Language) -> int:
    """Ask the hub what is not here yet. Raises NotSetUp if it does not answer, soon."""
    from huggingface_hub import hf_hub_download, snapshot_download

    try:
        _knock()
        listed: list[Any] = [
            *snapshot_download(preset.weights, revision=preset.revision, dry_run=True, **wanted(preset))
        ]
        if (lora := preset.lora) is not None:
            listed.append(hf_hub_download(lora.repo, lora.file, revision=lora.revision, dry_run=True))
    except Exception as error:  # the hub's, the network's and the disk's errors have no common class
        facts = {"name": preset.name, "size": _gib(preset.download_bytes)}
        raise NotSetUp(say("hub-unreachable", language, **facts), detail=_reason(error)) from error
    return sum(file.file_size for file in listed if file.will_download)


def _knock() -> None:
    """See whether the hub, or its mirror, answers at all. Raises within PATIENCE_S if not.

    The hub's own calls try again for a long time, and looking up a name can hang beyond all their limits.
    """
    from huggingface_hub import constants, get_session

    answer: queue.Queue[Exception | None] = queue.Queue()

    def ask() -> None:
        try:
            get_session().head(constants.ENDPOINT, timeout=PATIENCE_S)
            answer.put(None)
        except Exception as error:  # told to the one who waits
            answer.put(error)

    threading.Thread(target=ask, name="hub-knock", daemon=True).start()
    try:
        error = answer.get(timeout=PATIENCE_S)
    except queue.Empty:
        raise TimeoutError(f"no answer from {constants.ENDPOINT} in {PATIENCE_S:.0f} s") from None
    if error is not None:
        raise error


def _download(preset: Preset) -> None:
    from huggingface_hub import hf_hub_download, snapshot_download

    snapshot_download(preset.weights, revision=preset.revision, **wanted(preset))
    if preset.lora is not None:
        hf_hub_download(preset.lora.repo, preset.lora.file, revision=preset.lora.revision)


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"


def _gib(size_bytes: int) -> str:
    return f"{size_bytes / GIB:.1f} GiB"


def _cached(preset: Preset) -> Path | None:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        folder = Path(
            snapshot_download(
                preset.weights, revision=preset.revision, local_files_only=True, **wanted(preset)
            )
        )
    except (LocalEntryNotFoundError, HFValidationError):
        return None
    return folder if _is_complete(folder, preset) else None


def _is_complete(folder: Path, preset: Preset) -> bool:
    """A cache holds what was asked for, which after a download that stopped is not all."""
    if not (folder / "model_index.json").is_file():
        return False
    for name, (library, *_) in components_of(folder).items():
        if library is None or name in preset.not_needed:
            continue
        component = folder / name
        if not component.is_dir():
            return False
        # Schedulers and tokenizers have no config.json.
        if (component / "config.json").is_file() and not weight_files(component, preset.variant):
            return False
        ending = f".{preset.variant}.json" if preset.variant else ".json"
        for listing in component.glob(f"*.safetensors.index{ending}"):
            files = set(json.loads(listing.read_text(encoding="utf-8"))["weight_map"].values())
            if not all((component / file).is_file() for file in files):
                return False
    return True
