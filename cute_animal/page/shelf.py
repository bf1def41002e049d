"""The shelf: where the page keeps its pictures for a while, each in a folder whose name nobody can guess.

gradio forgets to delete what a changed component has shown, so the page sweeps by itself, also what an
earlier run has left. Knows nothing about pictures.
"""

from __future__ import annotations

import logging
import secrets
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

log = logging.getLogger(__name__)

SWEEP_EVERY_S = 60.0


def new_folder(shelf: Path) -> Path:
    """Return a folder for one picture; it is made by whoever writes into it."""
    return shelf / secrets.token_hex(16)


def sweep(shelf: Path, *, keep_s: float) -> int:
    """Delete the folders that have not changed for keep_s seconds and return how many."""
    if not shelf.is_dir():
        return 0
    old = [folder for folder in shelf.iterdir() if time.time() - folder.stat().st_mtime > keep_s]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return len(old)


def keep_tidy(shelf: Path, *, keep_s: float, forget: Callable[..., None] = lambda keep_s: None) -> None:
    """Sweep now and then, as long as the process lives, and have the page forget, too."""

    def work() -> None:
        while True:
            forget(keep_s=keep_s)
            try:
                sweep(shelf, keep_s=keep_s)
            except OSError as error:  # somebody else swept the same folder; there is a next time
                log.warning("could not sweep: %s", type(error).__name__)
            time.sleep(SWEEP_EVERY_S)

    threading.Thread(target=work, name="sweep", daemon=True).start()
