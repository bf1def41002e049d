"""Type a wish in Chinese or English, get a cute, child-safe animal picture.

    from cute_animal import Drawing, draw
    *_, drawing = draw("一只戴帽子的小熊", seed=7)

Names are imported on first use, so that `import cute_animal` stays quick and brings in no torch.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cute_animal.errors import (
        BadRequest,
        Cancelled,
        CannotDraw,
        CuteAnimalError,
        ModelUnavailable,
        OutOfMemory,
        QueueFull,
        UnsafeImage,
        UnsafePrompt,
    )
    from cute_animal.label import Drawing, Label, read_label
    from cute_animal.studio import Progress, draw

__version__ = "0.1.0"

__all__ = [
    "BadRequest",
    "Cancelled",
    "CannotDraw",
    "CuteAnimalError",
    "Drawing",
    "Label",
    "ModelUnavailable",
    "OutOfMemory",
    "Progress",
    "QueueFull",
    "UnsafeImage",
    "UnsafePrompt",
    "draw",
    "read_label",
]

_HOMES = {"Drawing": "label", "Label": "label", "read_label": "label", "Progress": "studio", "draw": "studio"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES.get(name, 'errors')}"), name)
