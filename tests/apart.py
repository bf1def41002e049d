"""Coroutines from a test: in a thread of their own, for the browser tests keep a loop running in theirs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run it to its end, and return or raise what it does."""
    return call(lambda: asyncio.run(coroutine))


def call(function: Callable[[], Any]) -> Any:
    """Call what runs a loop of its own."""
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(function).result()
