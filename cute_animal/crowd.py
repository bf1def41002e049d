"""A crowd at the API's door: many users at once, and what became of each of their wishes.

An asyncio client of POST /v1/images/generations, for load tests and measurements (bench_serve.py,
examples/load_test.py). Knows nothing of how pictures are drawn; needs no model and no torch.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import math
import random
import statistics
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import httpx

from cute_animal.wording import IDEAS

ANSWER_S: Final = 600.0  # longer than the server's own deadline: who is given up is given up by it
WISHES: Final = (*IDEAS["zh"], *IDEAS["en"])


@dataclass(frozen=True)
class Visit:
    """One wish and its end. seconds: from the request to the last byte. digest: of the pixels."""

    seed: int
    steps: int | None
    end: Literal["picture", "refused", "failed", "mixed up"]
    seconds: float
    digest: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Report:
    """What a crowd met with. Seconds are of pictures; None where there were none of that kind."""

    asked: int
    pictures: int
    refused: int
    failed: int
    mixed_up: int
    seconds: float
    pictures_per_s: float
    median_s: float | None
    p95_s: float | None
    slowest_refusal_s: float | None
    details: tuple[str, ...] = ()


async def closed(url: str, *, users: int, pictures: int, steps: int | None = None, seed: int = 0) -> Report:
    """Have so many users ask for so many pictures in all, each for the next one when it has one."""
    seeds = iter(range(seed, seed + pictures))

    async def user(client: httpx.AsyncClient) -> list[Visit]:
        return [await _visit(client, number, steps) for number in seeds]

    async with _client(url, users) as client:
        start_s = time.perf_counter()
        per_user = await asyncio.gather(*(user(client) for _ in range(users)))
    return report([visit for visits in per_user for visit in visits], time.perf_counter() - start_s)


async def burst(url: str, *, clients: int, steps: int | None = None, seed: int = 0) -> Report:
    """Have so many clients ask for a picture each, all at once."""
    async with _client(url, clients) as client:
        start_s = time.perf_counter()
        visits = await asyncio.gather(*(_visit(client, seed + number, steps) for number in range(clients)))
    return report(visits, time.perf_counter() - start_s)


async def open_loop(url: str, *, per_s: float, steps: Sequence[int], seed: int = 0) -> list[Visit]:
    """Ask for a picture of each of these numbers of steps, as a Poisson process has it, whoever waits."""
    gaps = poisson_gaps(len(steps), per_s=per_s, seed=seed)
    async with _client(url, len(steps)) as client:
        asked = []
        for number, (gap_s, count) in enumerate(zip(gaps, steps, strict=True)):
            await asyncio.sleep(gap_s)
            asked.append(asyncio.ensure_future(_visit(client, seed + number, count)))
        return await asyncio.gather(*asked)


def poisson_gaps(count: int, *, per_s: float, seed: int) -> list[float]:
    """Return the seconds before each arrival: independent, exponential, the same for the same seed."""
    chance = random.Random(seed)
    return [chance.expovariate(per_s) for _ in range(count)]


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the smallest value that `share` of all are not above, None of none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else None


def report(visits: Sequence[Visit], seconds: float) -> Report:
    """Sum a crowd up. Of two wishes with other seeds and the very same pixels one counts as mixed up."""
    ends = [visit.end for visit in visits]
    drawn = [visit for visit in visits if visit.end == "picture"]
    twice = len(drawn) - len({visit.digest for visit in drawn})
    waits = [visit.seconds for visit in drawn]
    return Report(
        asked=len(visits),
        pictures=len(drawn),
        refused=ends.count("refused"),
        failed=ends.count("failed"),
        mixed_up=ends.count("mixed up") + twice,
        seconds=seconds,
        pictures_per_s=len(drawn) / seconds,
        median_s=statistics.median(waits) if waits else None,
        p95_s=percentile(waits, 0.95),
        slowest_refusal_s=max((visit.seconds for visit in visits if visit.end == "refused"), default=None),
        details=tuple(sorted({visit.detail for visit in visits if visit.detail})),
    )


def _client(url: str, users: int) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=users, max_keepalive_connections=users)
    return httpx.AsyncClient(base_url=url.rstrip("/"), timeout=ANSWER_S, limits=limits)


async def _visit(client: httpx.AsyncClient, seed: int, steps: int | None) -> Visit:
    body: dict[str, Any] = {"prompt": WISHES[seed % len(WISHES)], "seed": seed}
    if steps is not None:
        body["steps"] = steps
    start_s = time.perf_counter()

    def ended(end: Literal["picture", "refused", "failed", "mixed up"], *more: str) -> Visit:
        return Visit(seed, steps, end, time.perf_counter() - start_s, *more)

    try:
        answer = await client.post("/v1/images/generations", json=body)
    except httpx.HTTPError as error:
        return ended("failed", "", type(error).__name__)
    if answer.status_code == 429 and "retry-after" in answer.headers:
        return ended("refused")
    if answer.status_code != 200:
        return ended("failed", "", f"HTTP {answer.status_code}")
    (one,) = answer.json()["data"]
    end: Literal["picture", "mixed up"] = "picture" if one["seed"] == seed else "mixed up"
    return ended(end, hashlib.sha256(png_pixels(base64.b64decode(one["b64_json"]))).hexdigest())


def png_pixels(file: bytes) -> bytes:
    """Return a PNG's compressed pixels without its label, which no two files share. Raises ValueError."""
    if not file.startswith(b"\x89PNG\r\n\x1a\n"):
        raise ValueError("not a PNG file")
    pixels, place = b"", 8
    while place < len(file):  # chunks: length, kind, data, checksum (PNG specification, 5.3)
        length, kind = struct.unpack_from(">I4s", file, place)
        if kind == b"IDAT":
            pixels += file[place + 8 : place + 8 + length]
        place += 12 + length
    return pixels
