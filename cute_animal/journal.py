"""What the log may know of a drawing that did not come: never the wish, for wishes are not recorded."""

from __future__ import annotations

import logging
import traceback

from cute_animal.errors import CuteAnimalError

log = logging.getLogger(__name__)


def log_refusal(error: CuteAnimalError) -> None:
    """Log that there was no picture, never the wish."""
    log.info("not drawn: %s", error.code)


def log_unexpected(error: Exception) -> None:
    """Log where it happened, not the message: that may hold the wish."""
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("drawing failed: %s\n%s", type(error).__name__, where)
