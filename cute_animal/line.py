"""Who is next: an order that is fair over sessions and does not put short work behind long work.

Self-clocked fair queueing (S. J. Golestani, INFOCOM 1994): an entry's tag is max(clock, tag of its session's
entry before) + cost, the smallest tag is next, and the clock stands at the tag of who was last served. So a
session with twenty wishes gets one turn while another with one wish gets one, and nobody waits forever, for
the clock passes every tag. Knows nothing about threads and pictures; whoever uses it holds a lock.
"""

from __future__ import annotations

import bisect
import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(order=True, frozen=True)
class _Entry(Generic[T]):
    tag: float
    arrival: int
    item: T = field(compare=False)
    session: str | None = field(compare=False)


class Line(Generic[T]):
    """Entries in the order in which they will be served. A session of None is a session of its own."""

    def __init__(self) -> None:
        self._entries: list[_Entry[T]] = []
        self._clock = 0.0
        self._tags: dict[str, float] = {}  # of each session's last entry, while that is ahead of the clock
        self._arrivals = itertools.count()

    def join(self, item: T, *, session: str | None, cost: float, first: bool = False) -> None:
        """Put an item where its turn is. cost: above 0, in any unit. first: before everybody else."""
        if first:
            self._entries.insert(0, _Entry(-math.inf, -next(self._arrivals), item, session))
            return
        tag = max(self._clock, self._tags.get(session, 0.0) if session is not None else 0.0) + cost
        if session is not None:
            self._tags[session] = tag
        bisect.insort(self._entries, _Entry(tag, next(self._arrivals), item, session))

    def leave(self, item: T) -> bool:
        """Take an item out; its session does not pay for it. Returns whether it was there."""
        found = next((entry for entry in self._entries if entry.item is item), None)
        if found is None:
            return False
        self._entries.remove(found)
        if found.session is not None:
            self._tags.pop(found.session, None)
            if rest := [entry.tag for entry in self._entries if entry.session == found.session]:
                self._tags[found.session] = max(rest)
        return True

    def serve(self) -> T:
        """Take out who is next. Raises IndexError if nobody is there."""
        entry = self._entries.pop(0)
        self._clock = max(self._clock, entry.tag)
        self._tags = {session: tag for session, tag in self._tags.items() if tag > self._clock}
        return entry.item

    def serve_mate(self, fits: Callable[[T], bool]) -> T | None:
        """Take out the first one that fits to somebody who was just served, None if nobody does.

        It goes before others without making them wait: its session pays all the same.
        """
        entry = next((entry for entry in self._entries if fits(entry.item)), None)
        if entry is None:
            return None
        self._entries.remove(entry)
        return entry.item

    def __iter__(self) -> Iterator[T]:
        return iter([entry.item for entry in self._entries])

    def __len__(self) -> int:
        return len(self._entries)
