"""The two checks on the road: words before drawing, the picture after it. Knows no models, no files."""

from __future__ import annotations

from cute_animal.safety.image import Classifier, SafeImage, check_image
from cute_animal.safety.own_words import NO_WORDS, OwnWords
from cute_animal.safety.prompt import SafePrompt, WishJudge, check_prompt, is_blocked, warm_up

__all__ = [
    "NO_WORDS",
    "Classifier",
    "OwnWords",
    "SafeImage",
    "SafePrompt",
    "WishJudge",
    "check_image",
    "check_prompt",
    "is_blocked",
    "warm_up",
]
