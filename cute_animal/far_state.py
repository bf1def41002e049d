"""Whether a program that draws elsewhere answers, asked anew after some seconds; for /readyz and the page."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

import httpx

HOLDS_S: Final = 3.0


class FarState:
    """Remembers the last answer for HOLDS_S."""

    def __init__(self, ask: Callable[[], httpx.Response]) -> None:
        """ask: any quick request; it may raise httpx.HTTPError."""
        self._ask = ask
        self._state, self._at_s = "loading", -HOLDS_S

    def __call__(self) -> str:
        """Return "ready", or "failed: " and why."""
        if time.monotonic() - self._at_s < HOLDS_S:
            return self._state
        try:
            answer = self._ask()
            self._state = "ready" if answer.is_success else f"failed: HTTP {answer.status_code}"
        except httpx.HTTPError as error:
            self._state = f"failed: {type(error).__name__}"
        self._at_s = time.monotonic()
        return self._state
