"""Four gunicorn workers in front of one engine: none holds a model, and nobody who was let in is lost."""

from __future__ import annotations

import base64
import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from openai import OpenAI
from PIL import Image
from test_gunicorn import PATIENCE_S, ROOT, children, status, wait_until

from cute_animal.label import read_label

BEAR = "戴蓝色帽子的小熊"
WORKERS = 4

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="gunicorn runs where processes fork"),
]


@dataclass
class Office:
    """gunicorn, and the engine that its workers ask."""

    environment: dict[str, str]
    url: str = ""
    server: subprocess.Popen[bytes] | None = None
    engine: subprocess.Popen[bytes] | None = None

    def start_engine(self) -> None:
        command = [sys.executable, "-m", "cute_animal", "engine"]
        self.engine = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **self.environment})

    def start_workers(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        command = ["-m", "gunicorn", "-k", "uvicorn_worker.UvicornWorker", "-w", str(WORKERS)]
        command += ["-b", f"127.0.0.1:{port}", "--preload", "--graceful-timeout", "8", "cute_animal.web:app"]
        self.server = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env={**os.environ, **self.environment}
        )
        self.url = f"http://127.0.0.1:{port}/"

    def workers(self) -> list[int]:
        assert self.server is not None
        return [pid for pid, _ in children(self.server.pid)]

    def client(self, retries: int = 0) -> OpenAI:
        return OpenAI(base_url=f"{self.url}v1", api_key="none", max_retries=retries, timeout=PATIENCE_S)


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    folder = tempfile.mkdtemp(prefix="ca-")  # short: the name of a socket has at most 107 bytes
    office = Office({"CUTE_ANIMAL_ENGINE": f"{folder}/engine", "CUTE_ANIMAL_OUTPUT_DIR": f"{folder}/out"})
    office.start_workers()
    office.start_engine()
    wait_until(lambda: status(f"{office.url}healthz") == 200)
    wait_until(lambda: len(office.workers()) == WORKERS)
    wait_until(lambda: status(f"{office.url}readyz") == 200)
    yield office
    for process in (office.server, office.engine):
        assert process is not None
        if process.poll() is None:
            process.kill()
        process.wait()
    shutil.rmtree(folder)


def draw(office: Office, seed: int, steps: int = 1) -> bytes:
    """Draw through whichever worker takes the connection; return the pixels."""
    with office.client() as api:
        (data,) = api.images.generate(prompt=BEAR, extra_body={"seed": seed, "steps": steps}).data or []
    assert data.seed == seed  # type: ignore[attr-defined]
    with Image.open(io.BytesIO(base64.b64decode(data.b64_json or ""))) as picture:
        return picture.tobytes()


def test_workers_draw_one_and_the_same_and_hold_neither_torch_nor_gradio(office: Office) -> None:
    with ThreadPoolExecutor(8) as threads:
        pictures = set(threads.map(lambda _: draw(office, 7), range(16)))
    assert len(pictures) == 1 and draw(office, 8) not in pictures
    assert len(office.workers()) == WORKERS and office.engine is not None
    assert "libtorch" in Path(f"/proc/{office.engine.pid}/maps").read_text()
    for worker in office.workers():
        maps = Path(f"/proc/{worker}/maps").read_text()
        assert "libtorch" not in maps and "pandas" not in maps  # which gradio brings along


def test_an_address_of_a_picture_holds_whichever_worker_is_asked(office: Office, tmp_path: Path) -> None:
    with office.client() as api:
        (data,) = api.images.generate(prompt=BEAR, response_format="url", extra_body={"seed": 1}).data or []
    for number in range(12):
        file = tmp_path / f"{number}.png"
        urllib.request.urlretrieve(str(data.url), file)
        assert read_label(file).is_ai_generated


def test_a_killed_engine_that_is_started_again_loses_no_picture_and_mixes_none_up(office: Office) -> None:
    seeds = list(range(100, 112))
    with ThreadPoolExecutor(8) as threads:
        drawn = threads.map(lambda seed: draw(office, seed, steps=4), seeds)
        time.sleep(1)
        assert office.engine is not None
        office.engine.kill()
        office.engine.wait()
        office.start_engine()  # as systemd or compose would
        pictures = list(drawn)
    assert len(set(pictures)) == len(seeds)
    assert pictures[0] == draw(office, 100, steps=4) and pictures[-1] == draw(office, 111, steps=4)


def test_sigterm_ends_the_workers_after_their_pictures_and_frees_the_port(office: Office) -> None:
    server, engine = office.server, office.engine
    assert server is not None and engine is not None
    pids = [server.pid, *office.workers(), engine.pid]
    answers: list[bytes] = []
    drawing = threading.Thread(target=lambda: answers.append(draw(office, 7, steps=12)))
    drawing.start()
    time.sleep(0.5)  # it is being drawn, or is done
    start_s = time.monotonic()
    server.send_signal(signal.SIGTERM)
    server.wait(PATIENCE_S)
    assert time.monotonic() - start_s <= 10 and server.returncode == 0
    drawing.join(PATIENCE_S)
    assert len(answers) == 1  # drained, not dropped
    start_s = time.monotonic()
    engine.send_signal(signal.SIGTERM)
    engine.wait(PATIENCE_S)
    assert time.monotonic() - start_s <= 10 and engine.returncode == 0
    assert not Path(office.environment["CUTE_ANIMAL_ENGINE"]).exists()
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids[1:-1]))
    socket.create_server(("127.0.0.1", int(office.url.rsplit(":", 1)[1].strip("/")))).close()
