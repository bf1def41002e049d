"""The desk: drawings go on here while their page is away, so that it finds its own again when it comes back.

A drawing is walked in a thread; any number of pages may watch it. It is remembered under the page's session,
which ends with a reload, and under a random number that the browser keeps. Knows nothing about gradio.
"""

from __future__ import annotations

import contextvars
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Final

from cachetools import FIFOCache

from cute_animal.errors import Cancelled, CuteAnimalError
from cute_animal.journal import log_refusal, log_unexpected
from cute_animal.label import Drawing
from cute_animal.studio import Progress
from cute_animal.wording import Language, language_of, say

GRACE_S: Final = (
    30.0  # a page may be away so long, to be reloaded or in a sleeping phone, before its drawing ends
)
LOOK_S: Final = 0.5
# For so long a finished drawing is shown to who comes back: the next child at this computer shall not see it.
COME_BACK_S: Final = 120.0
MOST_KNOWN: Final = 10_000  # sessions and browsers each; beyond it the oldest are forgotten

Updates = Iterator[Progress | Drawing]


class Easel:
    """One drawing: what was wished for, how far it is, how it ended."""

    def __init__(self, wish: str) -> None:
        self.wish = wish
        self.language: Language = language_of(wish)
        self._news = threading.Condition()
        self._update: Progress | None = None
        self._version = 0
        self._end: Drawing | CuteAnimalError | None = None
        self._ended_s = 0.0
        self._wants_stop = False
        self._watchers = 0
        self._left_s = time.monotonic()

    @property
    def is_over(self) -> bool:
        return self._end is not None

    @property
    def has_failed(self) -> bool:
        return isinstance(self._end, CuteAnimalError)

    def is_over_since(self, seconds: float) -> bool:
        return self.is_over and time.monotonic() - self._ended_s >= seconds

    def stop(self) -> None:
        """Ask it to stop: within one step it does."""
        self._wants_stop = True

    def watch(self) -> Iterator[Progress | Drawing]:
        """Yield the latest update whenever there is one, and last the drawing. Raises what ended it else.

        Closing it leaves the drawing alone; that ends by itself when nobody has watched it for GRACE_S.
        """
        with self._news:
            self._watchers += 1
        try:
            seen = 0
            while True:
                with self._news:
                    if self._version == seen and self._end is None:
                        self._news.wait(LOOK_S)
                    end, update, is_new = self._end, self._update, self._version != seen
                    seen = self._version
                if isinstance(end, CuteAnimalError):
                    raise end
                if end is not None:
                    yield end
                    return
                if update is not None and is_new:
                    yield update
        finally:
            with self._news:
                self._watchers -= 1
                self._left_s = time.monotonic()

    def walk(self, updates: Updates) -> None:
        """Go the whole way, to the drawing or to what ends it else."""
        end: Drawing | CuteAnimalError = Cancelled(say(Cancelled.code, self.language))
        try:
            with closing(updates):  # type: ignore[type-var]
                for update in updates:
                    if isinstance(update, Drawing):
                        end = update
                    elif self._wants_stop or self._is_forsaken():
                        break
                    else:
                        self._tell(update)
        except CuteAnimalError as error:
            log_refusal(error)
            end = error.with_traceback(None)  # its frames would keep what they hold
        except Exception as error:
            log_unexpected(error)
            end = CuteAnimalError(say(CuteAnimalError.code, self.language))
        with self._news:
            self._ended_s, self._update, self._end = time.monotonic(), None, end
            self._news.notify_all()

    def _tell(self, update: Progress) -> None:
        with self._news:
            self._update = update
            self._version += 1
            self._news.notify_all()

    def _is_forsaken(self) -> bool:
        with self._news:
            return not self._watchers and time.monotonic() - self._left_s > GRACE_S


class Desk:
    """All easels of a page, found by session and by browser."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sessions: FIFOCache[str, Easel] = FIFOCache(MOST_KNOWN)
        self._browsers: FIFOCache[str, Easel] = FIFOCache(MOST_KNOWN)

    def begin(self, wish: str, updates: Callable[[], Updates], *, session: str, browser: str) -> Easel | None:
        """Start a drawing; None if this session has one that is not over. browser: "" if it has no number."""
        run = contextvars.copy_context().run  # a ZeroGPU Space looks there for who has asked
        with self._lock:
            under_way = self._sessions.get(session)
            if under_way is not None and not under_way.is_over:
                return None
            easel = Easel(wish)
            walk = (self._walk, easel, updates())
            threading.Thread(target=run, args=walk, name="easel", daemon=True).start()
            self._sessions[session] = easel
            if browser:
                self._browsers[browser] = easel
        return easel

    def find(self, session: str) -> Easel | None:
        """Return what this session is shown."""
        with self._lock:
            return self._sessions.get(session)

    def come_back(self, *, session: str, browser: str) -> Easel | None:
        """Return the latest drawing of this browser, and count it as this session's, too.

        None if there is none, if it ended without a picture, or longer than COME_BACK_S ago.
        """
        with self._lock:
            easel = self._browsers.get(browser)
            if easel is None or easel.has_failed or easel.is_over_since(COME_BACK_S):
                return None
            self._sessions[session] = easel
            return easel

    def forget(self, *, keep_s: float) -> None:
        """Forget what ended so long ago that nobody comes back for it, or more than keep_s seconds ago."""
        self._drop(lambda easel: easel.is_over_since(min(keep_s, COME_BACK_S)))

    def _walk(self, easel: Easel, updates: Updates) -> None:
        easel.walk(updates)
        if easel.has_failed:  # nobody comes back for that, and a wish that was refused is not kept
            self._drop(lambda other: other is easel)

    def _drop(self, is_old: Callable[[Easel], bool]) -> None:
        with self._lock:
            for known in (self._sessions, self._browsers):
                for name in [name for name, easel in known.items() if is_old(easel)]:
                    del known[name]
