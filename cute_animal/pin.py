"""The PIN of grown-ups: kept as a scrypt hash, compared in constant time, tried a few times only.

scrypt: RFC 7914; n, r, p as there named: 16 MiB and some 50 ms a try. Knows nothing about pages.
"""

from __future__ import annotations

import hashlib
import hmac
import math
import re
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cute_animal.errors import BadKey, LimitReached

COST: Final = 2**14  # n; doubled, it is twice the memory and time
BLOCK: Final = 8  # r
SHORTEST: Final = 4  # characters of a PIN
LONGEST: Final = 64
FREE_TRIES: Final = 5  # wrong ones, then each further one has to wait
FIRST_WAIT_S: Final = 60.0  # doubled by each wrong try
LONGEST_WAIT_S: Final = 3600.0
OPEN_S: Final = 600.0  # that a browser stays admitted
MOST_ADMITTED: Final = 16

_HASHED: Final = re.compile(r"scrypt\$(\d{1,8})\$(\d{1,2})\$([0-9a-f]{32})\$([0-9a-f]{64})")


@dataclass(frozen=True)
class HashedPin:
    """What is kept of a PIN."""

    cost: int
    block: int
    salt: bytes
    digest: bytes

    def __str__(self) -> str:
        return f"scrypt${self.cost}${self.block}${self.salt.hex()}${self.digest.hex()}"

    def is_of(self, pin: str) -> bool:
        """Say whether it is the hash of this PIN, in a time that tells nothing about the digest."""
        return hmac.compare_digest(_scrypt(pin, self.salt, self.cost, self.block), self.digest)


def hash_pin(pin: str) -> HashedPin:
    """Return the hash of a PIN, with a new salt. Raises ValueError for one that is too short or too long."""
    if not SHORTEST <= len(pin) <= LONGEST or not pin.isprintable() or pin != pin.strip():
        raise ValueError(f"a PIN has {SHORTEST} to {LONGEST} characters, no spaces around it")
    salt = secrets.token_bytes(16)
    return HashedPin(COST, BLOCK, salt, _scrypt(pin, salt, COST, BLOCK))


def read_pin(text: str) -> HashedPin:
    """Return the PIN of a setting, which is a hash or the PIN itself. Raises ValueError."""
    if not text.startswith("scrypt$"):
        return hash_pin(text)
    if (match := _HASHED.fullmatch(text)) is None:
        raise ValueError("that is no hash which `python -m cute_animal pin` has printed")
    cost, block = int(match[1]), int(match[2])
    if not (2**10 <= cost <= 2**20 and cost & (cost - 1) == 0 and 1 <= block <= 16):
        raise ValueError("the cost of its hash is out of range")
    return HashedPin(cost, block, bytes.fromhex(match[3]), bytes.fromhex(match[4]))


def _scrypt(pin: str, salt: bytes, cost: int, block: int) -> bytes:
    data = pin.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(data, salt=salt, n=cost, r=block, p=1, maxmem=256 * cost * block + 2**20, dklen=32)


class Gate:
    """Lets who knows the PIN in for a while. Wrong tries are counted over everybody: a child at home and a
    hundred computers on the web are held back alike.
    """

    def __init__(self, pin: HashedPin, *, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._pin = pin
        self._clock_s = clock_s
        self._lock = threading.Lock()  # one try at a time: scrypt takes memory
        self._wrong = 0
        self._waits_until_s = -math.inf
        self._admitted: dict[str, float] = {}  # token -> until when

    def admit(self, pin: str) -> str:
        """Return a token for the browser. Raises BadKey for a wrong PIN, LimitReached during a wait."""
        with self._lock:
            now_s = self._clock_s()
            if now_s < self._waits_until_s:  # the PIN is not even looked at
                raise LimitReached(retry_after_s=math.ceil(self._waits_until_s - now_s))
            if len(pin) > LONGEST or not self._pin.is_of(pin):
                self._wrong += 1
                if self._wrong >= FREE_TRIES:
                    wait_s = min(FIRST_WAIT_S * 2 ** min(self._wrong - FREE_TRIES, 16), LONGEST_WAIT_S)
                    self._waits_until_s = now_s + wait_s
                raise BadKey
            self._wrong = 0
            token = secrets.token_urlsafe(32)
            self._admitted[token] = now_s + OPEN_S
            for old in list(self._admitted)[:-MOST_ADMITTED]:
                del self._admitted[old]
            return token

    def is_admitted(self, token: str) -> bool:
        """Say whether this token was given out and is not too old."""
        with self._lock:
            return self._clock_s() < self._admitted.get(token, -math.inf)

    def leave(self, token: str) -> None:
        """Forget a token."""
        with self._lock:
            self._admitted.pop(token, None)
