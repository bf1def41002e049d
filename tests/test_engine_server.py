"""One engine behind a socket: a real one, with a painter in place of the model, and clients in threads."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import socket
import stat
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from test_engine import PATIENCE_S, Painter, request, wait_until

from cute_animal import engine_client, frames
from cute_animal.adapters import Worn
from cute_animal.config import BadSetting
from cute_animal.engine import Engine
from cute_animal.engine_client import EngineClient, as_plain
from cute_animal.engine_server import Counter, as_request, serving
from cute_animal.errors import Cancelled, ModelUnavailable, OutOfMemory, QueueFull, TooSlow, UnsafePrompt
from cute_animal.triggers import Trigger

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="this system has no such sockets")


class Office:
    """An engine at a socket that can go away and come back."""

    def __init__(self, path: Path, painter: Painter) -> None:
        self.path, self.painter = path, painter
        self.engine: Engine | None = None
        self.counter: Counter | None = None
        self._stack = ExitStack()

    def open(self, queue_size: int = 8) -> Engine:
        self.engine = Engine(self.painter, queue_size=queue_size)
        self.counter = Counter(self.engine, lambda: "ready")
        self._stack.enter_context(serving(self.path, self.counter))
        return self.engine

    def leave(self, within_s: float = 0.5) -> None:
        """As SIGTERM has it."""
        assert self.counter is not None
        self._stack.close()
        self.counter.drain(within_s)


@pytest.fixture
def path() -> Iterator[Path]:
    folder = tempfile.mkdtemp(prefix="ca-")  # short: the name of a socket has at most 107 bytes
    yield Path(folder) / "engine"
    shutil.rmtree(folder)


@pytest.fixture
def office(path: Path) -> Iterator[Office]:
    office = Office(path, Painter())
    office.open()
    yield office
    office.painter.run_free()
    office.leave()


@pytest.fixture
def client(office: Office) -> EngineClient:
    return EngineClient(office.path)


def color(job: engine_client.FarJob) -> int:
    return job.result().picture.getpixel((0, 0))[0]  # type: ignore[index,return-value]


def test_a_picture_its_steps_and_its_seconds_come_over_the_socket(client: EngineClient) -> None:
    job = client.submit(request(seed=7))
    updates = list(job.updates())
    assert color(job) == 7 and job.state == "done"
    assert job.result().timings_s == {"denoise": 0.0} and job.queued_s >= 0
    assert {update.state for update in updates} <= {"waiting", "drawing"}


def test_a_request_arrives_as_it_was_sent() -> None:
    sent = dataclasses.replace(request(3), wish="小熊", notes=("一",), understood=("a", "b"), language="zh")
    assert as_request(json.loads(json.dumps(as_plain(sent)))) == sent
    trigger = Trigger("style", "porcelain", "青花瓷", "crayon plush")
    worn = Worn("china", 0.5, Path("/adapters/china/lora.safetensors"), 16, "abc", (trigger,))
    sent = dataclasses.replace(sent, adapters=(worn,))
    assert as_request(json.loads(json.dumps(as_plain(sent)))) == sent


def test_thirty_clients_share_one_line_and_nobody_gets_anothers_picture(office: Office) -> None:
    office.leave()
    office.open(queue_size=32)
    clients = [EngineClient(office.path) for _ in range(4)]
    with ThreadPoolExecutor(30) as threads:
        drawn = threads.map(lambda seed: color(clients[seed % 4].submit(request(seed))), range(30))
        assert list(drawn) == list(range(30))
    assert sorted(office.painter.seeds) == list(range(30))


def test_positions_count_those_of_other_clients(office: Office, client: EngineClient) -> None:
    office.painter.stalled = True
    jobs = [EngineClient(office.path).submit(request(seed)) for seed in range(3)]
    for number, job in enumerate(jobs):
        updates = job.updates()
        wait_until(lambda number=number, updates=updates: next(updates).position == number)
    assert client.waiting() == 2 and client.state() == "ready"


def test_a_full_line_answers_at_once(office: Office, client: EngineClient) -> None:
    office.painter.stalled = True
    jobs = [client.submit(request(0))]
    wait_until(lambda: office.engine is not None and len(office.engine._drawing) == 1)
    jobs += [client.submit(request(seed)) for seed in range(1, 9)]
    start_s = time.monotonic()
    with pytest.raises(QueueFull):
        client.submit(request(9))
    assert time.monotonic() - start_s < 5
    office.painter.run_free()
    assert [color(job) for job in jobs] == list(range(9))


def test_hanging_up_leaves_the_line_and_stops_a_drawing_within_a_step(
    office: Office, client: EngineClient
) -> None:
    office.painter.stalled = True
    drawn, waits = client.submit(request(1, steps=50)), client.submit(request(2))
    office.painter.go.release(2)
    office.painter.wait_for_steps(2)
    waits.cancel()
    drawn.cancel()
    with pytest.raises(Cancelled):
        drawn.result()
    wait_until(lambda: client.waiting() == 0)
    job = office.engine._drawing[0]  # type: ignore[union-attr]
    wait_until(lambda: job._wants_cancel)
    office.painter.run_free()
    wait_until(lambda: job.state == "cancelled")
    assert office.painter.steps <= 3 and office.painter.seeds == [1]


@pytest.mark.parametrize("kind", [OutOfMemory, UnsafePrompt, ModelUnavailable])
def test_an_error_keeps_its_kind_and_its_sentence(office: Office, client: EngineClient, kind: type) -> None:
    def fails(*_: object, **__: object) -> None:
        raise kind(message="the table is full", detail="why")

    office.engine._generate = fails  # type: ignore[union-attr,assignment]
    with pytest.raises(kind, match="the table is full") as caught:
        client.submit(request()).result()
    assert caught.value.detail == "why"


def test_jobs_survive_an_engine_that_ends_and_one_that_comes_again(
    office: Office, client: EngineClient
) -> None:
    office.painter.stalled = True
    jobs = [client.submit(request(seed)) for seed in range(9)]
    wait_until(lambda: office.painter.seeds == [0])
    with ThreadPoolExecutor(9) as threads:
        drawn = threads.map(color, jobs)
        closing = threading.Thread(target=office.leave)
        closing.start()
        time.sleep(0.3)
        office.painter.run_free()
        closing.join()
        office.open(queue_size=1)  # full at once: those who were let in are not turned away
        assert list(drawn) == list(range(9))


def test_a_job_waits_for_an_engine_that_is_not_there_yet(path: Path) -> None:
    office = Office(path, Painter())
    job = EngineClient(path).submit(request(5))
    assert job.state == "waiting"
    threading.Timer(0.5, office.open).start()
    assert color(job) == 5
    office.leave()


def test_nobody_waits_forever_for_an_engine_or_for_a_picture_that_ends_engines(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_client, "AWAY_S", 0.2)
    with pytest.raises(ModelUnavailable):
        EngineClient(path).submit(request()).result()
    with pytest.raises(TooSlow):
        EngineClient(path, deadline_s=0.05).submit(request()).result()
    assert EngineClient(path).state() == "loading" and EngineClient(path).waiting() == 0


def test_a_picture_that_has_ended_two_engines_is_given_up(path: Path) -> None:
    """A server that takes a job, says that it draws, and dies: as one that runs out of memory does."""
    deaths = 0

    def die_twice() -> None:
        nonlocal deaths
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(path))
            server.listen()
            while deaths < 2:
                line, _ = server.accept()
                with line:
                    frames.receive(line, within_s=PATIENCE_S)
                    frames.send(line, {"update": {"state": "drawing", "position": 0}})
                deaths += 1

    dying = threading.Thread(target=die_twice)
    dying.start()
    wait_until(path.exists)
    with pytest.raises(ModelUnavailable):
        EngineClient(path).submit(request()).result()
    dying.join()
    assert deaths == 2


def test_the_socket_is_this_users_alone_and_a_second_engine_is_told_so(office: Office) -> None:
    assert stat.S_IMODE(os.stat(office.path).st_mode) == 0o600
    with pytest.raises(BadSetting, match="there already"), serving(office.path, office.counter):  # type: ignore[arg-type]
        pass
    assert color(EngineClient(office.path).submit(request(4))) == 4


def test_what_is_no_frame_harms_nobody(office: Office, client: EngineClient) -> None:
    for nonsense in (
        b"GET / HTTP/1.1\r\n\r\n",
        b"\0\0\0\2\0\0\0\0[]",
        b"\xff" * 100,
        b"\0\0\0\4\0\0\0\0{{{{",
    ):
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(office.path))
            line.sendall(nonsense)
            line.shutdown(socket.SHUT_WR)
            line.settimeout(PATIENCE_S)
            with suppress(ConnectionResetError):
                assert line.recv(100) == b""
    assert color(client.submit(request(3))) == 3
