"""Behind gunicorn, as a server would run it: one worker with the page, the model in a process of its own."""

from __future__ import annotations

import base64
import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client
from openai import OpenAI
from PIL import Image

from cute_animal.label import read_label

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 400  # the model's process imports torch anew, which takes minutes on a busy computer
GRACEFUL_S = 120  # after which gunicorn kills a worker that does not end

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="gunicorn runs where processes fork"),
]


def wait_until(condition: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline_s
        time.sleep(0.1)


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    except OSError:
        return 0


def waiting(url: str) -> float:
    """Return how many wishes stand in the line."""
    with urllib.request.urlopen(f"{url}metrics", timeout=PATIENCE_S) as answer:
        lines = answer.read().decode().splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith("cute_animal_queue_length ")))


def children(pid: int) -> list[tuple[int, str]]:
    """Return (pid, command line) of every process below this one."""
    found = []
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        command = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        found += [(int(child), command), *children(int(child))]
    return found


@pytest.fixture(scope="module")
def gunicorn(tmp_path_factory: Any) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        "CUTE_ANIMAL_MODEL_PROCESS": "true",
        "GRADIO_TEMP_DIR": str(tmp_path_factory.mktemp("gunicorn")),
    }
    command = ["-m", "gunicorn", "-k", "uvicorn_worker.UvicornWorker", "-w", "1", "-b", f"127.0.0.1:{port}"]
    command += ["--graceful-timeout", str(GRACEFUL_S)]
    server = subprocess.Popen(
        [sys.executable, *command, "app:app"], cwd=ROOT, env={**os.environ, **environment}
    )
    url = f"http://127.0.0.1:{port}/"
    wait_until(lambda: status(f"{url}healthz") == 200)
    yield server, url
    if server.poll() is None:
        server.kill()
    server.wait()


def test_page_api_and_metrics_answer_and_no_worker_has_loaded_torch(
    gunicorn: tuple[subprocess.Popen[bytes], str], tmp_path: Path
) -> None:
    server, url = gunicorn
    wait_until(lambda: status(f"{url}readyz") == 200)
    client = Client(url, verbose=False, download_files=str(tmp_path), analytics_enabled=False)
    file, seed = client.predict("小熊", 7, api_name="/draw")
    assert read_label(file).is_ai_generated and seed == 7
    api = OpenAI(base_url=f"{url}v1", api_key="none", max_retries=0, timeout=PATIENCE_S)
    (data,) = api.images.generate(prompt="小熊", extra_body={"seed": 7}).data or []
    with Image.open(file) as there, Image.open(io.BytesIO(base64.b64decode(data.b64_json or ""))) as here:
        assert there.tobytes() == here.tobytes()
    with urllib.request.urlopen(f"{url}metrics", timeout=PATIENCE_S) as answer:
        assert b"cute_animal_pictures_total" in answer.read()
    model = [pid for pid, command in children(server.pid) if "cute_animal.child" in command]
    workers = [pid for pid, command in children(server.pid) if "gunicorn" in command]
    assert len(model) == len(workers) == 1
    assert "libtorch" in Path(f"/proc/{model[0]}/maps").read_text()
    assert "libtorch" not in Path(f"/proc/{workers[0]}/maps").read_text()


def test_the_models_process_may_be_killed_under_load_and_no_accepted_picture_is_lost(
    gunicorn: tuple[subprocess.Popen[bytes], str],
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    server, url = gunicorn
    wait_until(lambda: status(f"{url}readyz") == 200)

    def draw(seed: int) -> int:
        api = OpenAI(base_url=f"{url}v1", api_key="none", max_retries=0, timeout=PATIENCE_S)
        (data,) = api.images.generate(prompt="小熊", extra_body={"seed": seed, "steps": 20}).data or []
        return int(data.seed)  # type: ignore[attr-defined]

    with ThreadPoolExecutor(6) as threads:
        drawn = threads.map(draw, range(100, 106))
        wait_until(lambda: waiting(url) >= 1)  # so one is being drawn
        (model,) = [pid for pid, command in children(server.pid) if "cute_animal.child" in command]
        os.kill(model, signal.SIGKILL)
        assert list(drawn) == list(range(100, 106))
    with urllib.request.urlopen(f"{url}readyz", timeout=PATIENCE_S) as answer:
        assert json.load(answer) == {"status": "ready"}


def test_sigterm_ends_everything_before_gunicorn_loses_its_patience_and_frees_the_port(
    gunicorn: tuple[subprocess.Popen[bytes], str],
) -> None:
    server, url = gunicorn
    pids = [pid for pid, _ in children(server.pid)]
    start_s = time.monotonic()
    server.send_signal(signal.SIGTERM)
    server.wait(PATIENCE_S)
    assert time.monotonic() - start_s < GRACEFUL_S / 2 and server.returncode == 0
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids))
    port = int(url.rsplit(":", 1)[1].strip("/"))
    socket.create_server(("127.0.0.1", port)).close()
