"""Real servers of this program, started to be measured, and what their processes take.

Each runs until its block ends. Knows nothing of what is asked of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from cute_animal import crowd

ROOT: Final = Path(__file__).resolve().parents[1]
START_S: Final = 300.0  # for a server on a busy machine
WORKERS: Final = 4


@dataclass(frozen=True)
class Server:
    """A running one, and its address."""

    process: subprocess.Popen[bytes]
    url: str


@contextlib.contextmanager
def process(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command in the project's folder until the block ends."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    started = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, **quiet)  # type: ignore[call-overload]
    try:
        yield started
    finally:
        started.terminate()
        try:
            started.wait(30)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


@contextlib.contextmanager
def server(
    command: Sequence[str], url: str, ready: str, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Run a server until the block ends, once `ready` below its address answers."""
    with process(command, environment or {}) as running:
        give_up_s = time.monotonic() + START_S
        while not answers(f"{url}{ready}"):
            if running.poll() is not None or time.monotonic() > give_up_s:
                raise RuntimeError(f"{command[:4]} does not serve")
            time.sleep(0.2)
        yield Server(running, url)


@contextlib.contextmanager
def page() -> Iterator[Server]:
    """Run the page, its model awake."""
    port = free_port()
    with TemporaryDirectory() as folder:
        environment = {"CUTE_ANIMAL_PORT": str(port), "GRADIO_TEMP_DIR": folder}
        command = [sys.executable, str(ROOT / "app.py")]
        with server(command, f"http://127.0.0.1:{port}/", "readyz", environment) as running:
            yield running


@contextlib.contextmanager
def workers(environment: Mapping[str, str]) -> Iterator[Server]:
    """Run gunicorn with the API alone, ready to draw."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-k", "uvicorn_worker.UvicornWorker", "-w", str(WORKERS)]
    command += ["-b", f"127.0.0.1:{port}", "--preload", "cute_animal.web:app"]
    with server(command, f"http://127.0.0.1:{port}/", "readyz", environment) as running:
        yield running


def wake_all(web: Server, count: int) -> None:
    """Draw so many once every worker has its model: one that was never used takes less memory."""
    give_up_s = time.monotonic() + START_S
    while not all(answers(f"{web.url}readyz") for _ in range(8 * WORKERS)):
        if time.monotonic() > give_up_s:
            raise RuntimeError("not all workers have loaded their model")
        time.sleep(1)
    asyncio.run(crowd.closed(web.url, users=8, pictures=count))


def pss_mb(pid: int) -> float:
    """Return the memory of a process and all below it, shared pages counted by their share."""
    import psutil

    top = psutil.Process(pid)
    family = [top, *top.children(recursive=True)]
    return float(sum(process.memory_full_info().pss for process in family)) / 1e6


def answers(url: str) -> bool:
    """Tell whether this address answers with success."""
    try:
        with urllib.request.urlopen(url, timeout=START_S):
            return True
    except (urllib.error.URLError, OSError):
        return False


def free_port() -> int:
    """Return a port of this computer that nobody has now."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
