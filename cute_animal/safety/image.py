"""The check of a drawn picture: is it whole, is it a picture at all, and do the classifiers find it fine.

`check_image` is the only maker of a SafeImage, and only a SafeImage can be written to disk. Classifiers are
handed in as callables, so nothing here knows a model. If a check cannot run, there is no picture.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageStat

from cute_animal.errors import UnsafeImage
from cute_animal.wording import Language, say

Classifier = Callable[[Image.Image], str | None]  # None if the picture is fine, else a category for the log

log = logging.getLogger(__name__)

MIN_SIDE_PX: Final = 64
# Night scenes are dark and snow scenes light, but both have outlines: drawn ones stay above 30 levels.
MIN_SPREAD: Final = 4.0  # standard deviation of the liveliest channel, of 255 levels
DARK_LEVEL: Final = 12.0  # a mean below this in every channel is black paper
LIGHT_LEVEL: Final = 252.5  # a mean above this in every channel is white paper
_made_here: Final = object()


@dataclass(frozen=True, init=False)
class SafeImage:
    """A picture that passed `check_image`. Holds its own copy: what was checked is what gets written."""

    image: Image.Image

    def __init__(self, image: Image.Image, *, token: object = None) -> None:
        if token is not _made_here:
            raise TypeError("only check_image makes a SafeImage")
        object.__setattr__(self, "image", image)


def check_image(
    picture: Image.Image, *, classifiers: Sequence[Classifier] = (), language: Language | None = None
) -> SafeImage:
    """Return the picture as a SafeImage, or raise UnsafeImage, whose detail (never its message) says why."""
    category = _find_fault(picture)
    if category is None:
        copy = picture.copy()
        category = next((found for found in (_ask(c, copy) for c in classifiers) if found is not None), None)
        if category is None:
            return SafeImage(picture.copy(), token=_made_here)
    log.warning("picture blocked: %s", category)
    raise UnsafeImage(say(UnsafeImage.code, language) if language else "", detail=category)


def _find_fault(picture: Image.Image) -> str | None:
    """Name what is wrong with the pixels themselves. Arrays are refused: non-finite values end there."""
    if not isinstance(picture, Image.Image):
        return "not-a-picture"
    if picture.mode != "RGB" or min(picture.size) < MIN_SIDE_PX:
        return "wrong-format"
    try:
        stat = ImageStat.Stat(picture)
        mean, spread = stat.mean, stat.stddev
    except Exception as error:  # a lazily opened file may break only here
        log.warning("picture cannot be read: %s", type(error).__name__)
        return "broken"
    if max(spread) < MIN_SPREAD:
        return "flat"
    if max(mean) < DARK_LEVEL:
        return "near-black"
    if min(mean) > LIGHT_LEVEL:
        return "near-white"
    return None


def _ask(classifier: Classifier, picture: Image.Image) -> str | None:
    """Ask one classifier; one that fails, or answers anything but None or a category, blocks."""
    try:
        answer = classifier(picture)
    except Exception as error:
        log.error("a picture check failed: %s", error, exc_info=True)
        return "check-failed"
    if answer is None or (isinstance(answer, str) and answer):
        return answer
    return "check-failed"
