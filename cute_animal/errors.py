"""The exception tree: everything that can go wrong between a wish and a picture.

`str(error)` is always one kind sentence fit for a child, in the wish's language; `code` is a stable support
code; `detail` is for the log only. Knows nothing about pages, HTTP or exit codes: each edge translates once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from cute_animal.wording import say


class CuteAnimalError(Exception):
    """Something expected went wrong. Without a message it says the code's own sentence in both languages."""

    code: ClassVar[str] = "something-went-wrong"

    def __init__(self, message: str = "", *, detail: str = "") -> None:
        if not message.strip():
            message = " ".join(say(self.code, language) for language in ("zh", "en"))
        super().__init__(message)
        self.detail = detail


class UnsafePrompt(CuteAnimalError):
    """The wish is not for children. `category` goes to the log; the person sees the message and the ideas."""

    code = "unsafe-prompt"

    def __init__(
        self, category: str = "", message: str = "", ideas: Sequence[str] = (), *, detail: str = ""
    ) -> None:
        super().__init__(message, detail=detail)
        self.category = category
        self.ideas = tuple(ideas)


class UnsafeImage(CuteAnimalError):
    """The picture did not pass its check and must not be shown."""

    code = "unsafe-image"


class ModelUnavailable(CuteAnimalError):
    """The model's files are missing, broken or cannot be reached."""

    code = "model-unavailable"


class NotSetUp(ModelUnavailable):
    """A grown-up has to do something first; the message says what, and is for whoever runs the program.

    On the road it becomes its parent's kind sentence.
    """

    code = "not-set-up"


class CheckUnavailable(ModelUnavailable):
    """A check that is switched on cannot run, so nothing is drawn."""

    code = "check-unavailable"


class OutOfMemory(CuteAnimalError):
    """The device ran out of memory while drawing."""

    code = "out-of-memory"


class QueueFull(CuteAnimalError):
    """Too many wishes are waiting already."""

    code = "queue-full"


class TooSlow(CuteAnimalError):
    """The deadline passed before the picture was there."""

    code = "too-slow"


class Cancelled(CuteAnimalError):
    """Somebody pressed Stop or went away."""

    code = "cancelled"


class BadRequest(CuteAnimalError):
    """The request cannot be understood: empty, too long, out of range, of a wrong type."""

    code = "bad-request"


class CannotDraw(BadRequest):
    """The wish is harmless but outside of what the model knows. Carries ideas that it does know."""

    code = "cannot-draw"

    def __init__(self, message: str = "", ideas: Sequence[str] = (), *, detail: str = "") -> None:
        super().__init__(message, detail=detail)
        self.ideas = tuple(ideas)


class BadKey(BadRequest):
    """The door has keys, and this is none of them."""

    code = "bad-key"


class LimitReached(BadRequest):
    """A key's pictures of this minute are drawn. retry_after_s: until the next one."""

    code = "limit-reached"

    def __init__(self, message: str = "", *, retry_after_s: int = 60, detail: str = "") -> None:
        super().__init__(message, detail=detail)
        self.retry_after_s = retry_after_s


class NotFound(BadRequest):
    """There is nothing at this address or under this name."""

    code = "not-found"


class NoSuchModel(NotFound):
    """No model of that name draws here."""

    code = "no-such-model"


def is_out_of_memory(error: Exception) -> bool:
    """Devices say it by class; the CPU's allocator says it with a plain RuntimeError."""
    named = isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError"
    return named or (isinstance(error, RuntimeError) and "can't allocate memory" in str(error))
