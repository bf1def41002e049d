"""What goes wrong around the program: crowds, slow and vanishing clients, kills, full disks, jumping clocks.

The painter stands for the model, so that it is the rest which is tried. Where other faults are tried: the
model's process killed (test_child), an engine killed (e2e/test_workers), broken, truncated and NaN weights
and memory that runs out (test_pipeline, test_ladder), the hub gone and its disk full (test_hub), a check that
is gone (test_studio), a client that leaves (e2e/test_api), a thousand pages that do (test_app).
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apart
import pytest
import uvicorn
from fastapi import FastAPI
from PIL import Image
from test_studio import PATIENCE_S, Painter

from cute_animal import crowd, studio
from cute_animal.api import make_api
from cute_animal.config import Settings
from cute_animal.engine import Engine
from cute_animal.errors import BadRequest
from cute_animal.label import Drawing, read_label

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def painter() -> Painter:
    return Painter()


@pytest.fixture
def engine(painter: Painter) -> Iterator[Engine]:
    engine = Engine(painter, queue_size=64)
    yield engine
    painter.go.set()
    engine.close(PATIENCE_S)


@pytest.fixture
def door(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The API's door in front of the painter."""
    monkeypatch.setattr(studio, "get_engine", lambda settings: engine)
    app = FastAPI()
    app.mount("/v1", make_api(Settings(), lambda: tmp_path / "pictures"))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(PATIENCE_S)


# Crowds and clients


def test_fifty_at_once_all_get_their_own_picture(door: str) -> None:
    met = apart.run(crowd.burst(door, clients=50))
    assert (met.pictures, met.refused, met.failed, met.mixed_up) == (50, 0, 0, 0)


def test_of_two_hundred_at_once_nobody_is_lost_and_who_is_refused_knows_it(
    door: str, painter: Painter, engine: Engine
) -> None:
    painter.go.clear()  # the first one is being drawn until all have come

    def open_when_full() -> None:
        while engine.waiting() < 64:
            time.sleep(0.01)
        painter.go.set()

    opener = threading.Thread(target=open_when_full)
    opener.start()
    met = apart.run(crowd.burst(door, clients=200))
    opener.join()
    assert met.pictures + met.refused == 200 and met.failed == met.mixed_up == 0
    assert met.pictures >= 65 and met.refused > 0


def test_a_client_that_sends_slowly_and_one_that_reads_nothing_hold_nobody_up(door: str) -> None:
    port = int(door.rsplit(":", 1)[1])
    body = json.dumps({"prompt": "a little rabbit", "n": 10, "seed": 500}).encode()
    head = f"POST /v1/images/generations HTTP/1.1\r\nhost: x\r\ncontent-length: {len(body)}\r\n"
    head += "content-type: application/json\r\n\r\n"
    with (
        socket.create_connection(("127.0.0.1", port)) as half,
        socket.create_connection(("127.0.0.1", port)) as deaf,
    ):
        half.sendall(head.encode() + body[:10])
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        deaf.sendall(head.encode() + body)
        met = apart.run(crowd.closed(door, users=4, pictures=12))
    assert (met.pictures, met.failed, met.mixed_up) == (12, 0, 0)


# Files

WRITES = """
import sys
from pathlib import Path
from PIL import Image
from cute_animal.label import write_drawing
from cute_animal.presets import get_preset
from cute_animal.prompt import build_request
from cute_animal.safety import check_image, check_prompt

request = build_request(check_prompt("a little rabbit"), seed=1, preset=get_preset())
safe = check_image(Image.effect_noise((512, 512), 90).convert("RGB"))
print("writing", flush=True)
while True:
    write_drawing(safe, request, Path(sys.argv[1]), timings_s={})
"""


def whole_files(folder: Path) -> int:
    """Count the pictures in it; each has to be whole and labelled."""
    files = [path for path in folder.iterdir() if not path.name.startswith(".")]
    for path in files:
        assert path.suffix == ".png" and read_label(path).is_ai_generated
        with Image.open(path) as picture:
            picture.load()
    return len(files)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills processes as POSIX does")
@pytest.mark.parametrize("after_s", [0.05, 0.13, 0.3])
def test_who_is_killed_while_writing_leaves_no_half_picture_to_be_seen(
    tmp_path: Path, after_s: float
) -> None:
    command = [sys.executable, "-c", WRITES, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None and writer.stdout.readline() == b"writing\n"
        while not any(tmp_path.glob("*.png")):
            time.sleep(0.01)
        time.sleep(after_s)
        writer.kill()
    assert whole_files(tmp_path) >= 1


@pytest.mark.skipif(sys.platform == "win32", reason="limits a process as POSIX does")
def test_a_full_disk_is_a_kind_sentence_and_no_half_picture(tmp_path: Path) -> None:
    """The system itself refuses more than 64 KiB to a file of that process, in the middle of writing it."""
    code = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    code += "resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))\n"
    command = [sys.executable, "-c", code + WRITES, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S * 5)
    assert "cannot be saved there" in done.stderr and done.returncode == 1
    assert list(tmp_path.iterdir()) == []


def test_an_output_folder_that_cannot_be_written_ends_one_picture_and_not_the_next(
    engine: Engine, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BadRequest, match="cannot be saved"):
        list(studio.draw("a rabbit", 1, settings=Settings(output_dir=tmp_path / "file"), engine=engine))
    *_, drawing = studio.draw("a rabbit", 1, settings=Settings(output_dir=tmp_path / "out"), engine=engine)
    assert isinstance(drawing, Drawing) and whole_files(tmp_path / "out") == 1


# Time and signals


@pytest.mark.parametrize("jump_s", [86_400.0, -86_400.0], ids=["ahead", "back"])
def test_a_clock_that_jumps_by_a_day_neither_ends_nor_hangs_a_picture(
    painter: Painter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jump_s: float
) -> None:
    engine, now = Engine(painter, deadline_s=PATIENCE_S), time.time
    painter.go.clear()
    settings = Settings(output_dir=tmp_path)
    updates = studio.draw("a rabbit", 7, 3, settings=settings, engine=engine)
    while next(updates).stage != "encode":  # type: ignore[union-attr]
        pass
    monkeypatch.setattr(time, "time", lambda: now() + jump_s)
    painter.go.set()
    *_, drawing = updates
    assert isinstance(drawing, Drawing)
    assert all(0 <= seconds < PATIENCE_S for seconds in drawing.timings_s.values())
    engine.close(PATIENCE_S)


def test_draining_ends_what_was_asked_for_and_takes_nothing_more(painter: Painter) -> None:
    from test_engine import request, wait_until

    from cute_animal.errors import Cancelled, QueueFull

    engine = Engine(painter)
    painter.go.clear()
    jobs = [engine.submit(request(seed)) for seed in range(3)]
    wait_until(lambda: jobs[0].position() == 0)
    draining = threading.Thread(target=engine.drain, args=(PATIENCE_S,))
    draining.start()
    wait_until(lambda: engine._closed)
    with pytest.raises(QueueFull):
        engine.submit(request(9))
    painter.go.set()
    draining.join()
    assert [job.state for job in jobs] == ["done"] * 3

    engine, stuck = Engine(painter), None
    painter.go.clear()
    stuck = engine.submit(request(4, steps=50))
    wait_until(lambda: stuck.position() == 0)
    threading.Timer(0.3, painter.go.set).start()
    engine.drain(0.1)  # it takes too long: given up
    with pytest.raises(Cancelled):
        stuck.result()


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=10):
            return True
    except (urllib.error.URLError, OSError):
        return False


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="sends signals as POSIX does")
def test_sigterm_ends_the_page_within_ten_seconds_and_frees_the_port(tmp_path: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {"CUTE_ANIMAL_PORT": str(port), "GRADIO_TEMP_DIR": str(tmp_path)}
    page = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env={**os.environ, **environment})
    give_up_s = time.monotonic() + 5 * PATIENCE_S
    while not answers(f"http://127.0.0.1:{port}/healthz"):
        assert page.poll() is None and time.monotonic() < give_up_s
        time.sleep(0.1)
    start_s = time.monotonic()
    page.send_signal(signal.SIGTERM)
    assert page.wait(5 * PATIENCE_S) == 0
    assert time.monotonic() - start_s <= 10
    socket.create_server(("127.0.0.1", port)).close()
