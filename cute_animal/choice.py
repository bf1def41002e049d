"""Which preset draws when nobody has said: the best that this computer can draw with, and may.

Nothing is fetched unasked. Without a card that torch can use, it is the built-in model.
"""

from __future__ import annotations

import logging
import shutil
from typing import Final

from cute_animal import hub
from cute_animal.config import Settings
from cute_animal.errors import ModelUnavailable
from cute_animal.presets import DEFAULT_PRESET, PRESETS

log = logging.getLogger(__name__)

WITH_A_CARD: Final = "z-image-turbo"  # Chinese and English, Apache-2.0, and it fits any card by streaming


def with_preset(settings: Settings) -> Settings:
    """Return the settings with a preset: the one that is set, or the best there is.

    With a card, a preset that is not here yet may be a question on the terminal; a yes is kept as `download`,
    and the fetching is left to whoever loads it. Anything but a yes is the built-in model.
    """
    if settings.preset is not None or not has_card():
        return settings
    preset = PRESETS[WITH_A_CARD]
    try:
        if hub.find_files(preset) is None:
            hub.check_fetching(preset, may_download=settings.download)
    except ModelUnavailable as error:
        log.warning("%s draws: %s", DEFAULT_PRESET, error)
        return settings
    return settings.model_copy(update={"preset": preset.name, "download": True})


def has_card() -> bool:
    """Is there a card that torch can draw with? torch, slow to import, is asked only where one may be."""
    if shutil.which("nvidia-smi") is None:
        return False
    import torch

    return torch.cuda.is_available()
