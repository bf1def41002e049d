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

from cute_animal.errors import Cancelled, CuteAnimalError
from cute_animal.journal import log_refusal, log_unexpected
from cute_animal.label import Drawing
from cute_animal.studio import Progress
from cute_animal.wording import Language, language_of, say

GRACE_S: Final = (
    30.0  # a page may be away so long, to be reloaded or in a sleeping phone, before its drawing ends
)
LOOK_S: Final = 0.5

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

    def _walk(self, updates: Updates) -> None:
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
            self._end, self._ended_s, self._update = end, time.monotonic(), None
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
        self._sessions: dict[str, Easel] = {}
        self._browsers: dict[str, Easel] = {}

    def begin(self, wish: str, updates: Callable[[], Updates], *, session: str, browser: str) -> Easel | None:
        """Start a drawing; None if this session has one that is not over. browser: "" if it has no number."""
        easel = Easel(wish)
        with self._lock:
            under_way = self._sessions.get(session)
            if under_way is not None and not under_way.is_over:
                return None
            self._sessions[session] = easel
            if browser:
                self._browsers[browser] = easel
        run = contextvars.copy_context().run  # a ZeroGPU Space looks there for who has asked
        threading.Thread(target=run, args=(easel._walk, updates()), name="easel", daemon=True).start()
        return easel

    def find(self, session: str) -> Easel | None:
        """Return what this session is shown."""
        return self._sessions.get(session)

    def come_back(self, *, session: str, browser: str) -> Easel | None:
        """Return the latest drawing of this browser, and count it as this session's, too.

        None if there is none, or if it ended without a picture: nobody comes back for that.
        """
        with self._lock:
            easel = self._browsers.get(browser)
            if easel is None or isinstance(easel._end, CuteAnimalError):
                return None
            self._sessions[session] = easel
            return easel

    def forget(self, *, keep_s: float) -> None:
        """Forget what ended more than keep_s seconds ago: its picture is swept away, its wish is nobody's."""
        with self._lock:
            for known in (self._sessions, self._browsers):
                old = [
                    name
                    for name, easel in known.items()
                    if easel.is_over and time.monotonic() - easel._ended_s > keep_s
                ]
                for name in old:
                    del known[name]
