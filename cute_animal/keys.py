"""Who may come in by the API's door, and how many pictures a minute a key is good for.

Knows nothing about HTTP beyond the header that a key comes in.
"""

from __future__ import annotations

import hashlib
import hmac
import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from cute_animal.config import Settings, read_keys
from cute_animal.errors import BadKey, LimitReached
from cute_animal.wording import Language, say


@dataclass(frozen=True)
class Visitor:
    """name: tells visitors apart and no key from it. key: None where the door has no keys."""

    name: str
    key: str | None = None


class Keys:
    """The keys of one door; without any, everybody may come in."""

    def __init__(self, settings: Settings, *, clock_s: Callable[[], float] = time.monotonic) -> None:
        text = None if settings.api_keys is None else settings.api_keys.get_secret_value()
        self._limits = {} if text is None else read_keys(text)
        self._clock_s = clock_s
        self._lock = threading.Lock()
        self._spent: dict[str, tuple[float, float]] = {}  # key -> (pictures that are not earned yet, when)

    def admit(self, authorization: str | None, address: str) -> Visitor:
        """Return who comes with this Authorization header from this address. Raises BadKey."""
        if not self._limits:
            return Visitor(address)
        scheme, _, given = (authorization or "").partition(" ")
        found = None
        for key in self._limits:  # all of them: the time it takes tells nothing
            if hmac.compare_digest(key.encode(), given.strip().encode("utf-8", "replace")):
                found = key
        if found is None or scheme.lower() != "bearer":
            raise BadKey
        return Visitor(hashlib.sha256(found.encode()).hexdigest()[:16], found)

    def spend(self, visitor: Visitor, pictures: int, language: Language) -> None:
        """Book that many pictures. Raises LimitReached while those of before are not earned back.

        A bucket that fills up evenly over a minute; who still has one picture may ask for several and waits
        the longer afterwards.
        """
        limit = None if visitor.key is None else self._limits[visitor.key]
        if visitor.key is None or limit is None:
            return
        per_s = limit / 60
        with self._lock:
            now_s = self._clock_s()
            spent, since_s = self._spent.get(visitor.key, (0.0, now_s))
            spent = max(0.0, spent - (now_s - since_s) * per_s)
            if spent > limit - 1:
                wait_s = max(1, math.ceil((spent - (limit - 1)) / per_s))
                raise LimitReached(say(LimitReached.code, language), retry_after_s=wait_s)
            self._spent[visitor.key] = (spent + pictures, now_s)

    def give_back(self, visitor: Visitor, pictures: int) -> None:
        """Take back a booking of spend: these pictures were turned away, nobody drew them."""
        with self._lock:
            if visitor.key in self._spent:
                spent, since_s = self._spent[visitor.key]
                self._spent[visitor.key] = (max(0.0, spent - pictures), since_s)
