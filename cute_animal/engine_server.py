"""One engine for several processes, at a socket of this computer: `python -m cute_animal engine`.

Whoever may open the socket, which is this user alone, may put checked requests into its line;
engine_client.py is the other end. Knows nothing about words, checks and files: those stay with who asks.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

from cute_animal import engines, frames
from cute_animal.adapters import Worn
from cute_animal.config import BadSetting, Settings
from cute_animal.engine import Engine, Update
from cute_animal.engine_client import KINDS
from cute_animal.errors import CuteAnimalError
from cute_animal.journal import log_unexpected
from cute_animal.prompt import GenerationRequest
from cute_animal.triggers import Trigger
from cute_animal.wording import say

log = logging.getLogger(__name__)

ASK_S: Final = 5.0  # who has opened the socket says within this what it is for
# After SIGTERM: so long pictures that are being drawn may take. Who waits is told to hand in again.
DRAIN_S: Final = 8.0


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """Listens; each connection is a job, in a thread of its own."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 512  # a burst of all workers at once

    def __init__(self, path: Path, counter: Counter) -> None:
        self.counter = counter
        super().__init__(str(path), _Connection)

    def handle_error(self, request: Any, client_address: Any) -> None:
        log.exception("a connection failed")


class _Connection(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        with contextlib.suppress(OSError):  # nobody reads the answer any more
            self.server.counter.serve(self.request)


class Counter:
    """Where jobs are handed in and pictures are given out. state: what engines.state says."""

    def __init__(self, engine: Engine, state: Callable[[], str]) -> None:
        self._engine = engine
        self._state = state
        self._closing = False
        self._open = 0
        self._changed = threading.Condition()

    def serve(self, line: socket.socket) -> None:
        """Answer one connection, to its end. Raises OSError if that comes too soon."""
        try:
            asked = frames.receive(line, within_s=ASK_S)
        except ValueError:
            return
        if asked is None:
            return
        message, _ = asked
        if "draw" not in message:
            frames.send(line, {"state": self._state(), "waiting": self._engine.waiting()})
            return
        with self._changed:
            self._open += 1
        try:
            self._draw(line, message)
        finally:
            with self._changed:
                self._open -= 1
                self._changed.notify_all()

    def drain(self, within_s: float) -> None:
        """Let what is being drawn end, send the others away to come again, then close the engine."""
        give_up_s = time.monotonic() + within_s
        self._closing = True
        with self._changed:
            self._changed.wait_for(lambda: self._open == 0, within_s)
        self._engine.close(max(0.1, give_up_s - time.monotonic()))

    def _draw(self, line: socket.socket, message: dict[str, Any]) -> None:
        try:
            request = as_request(message["draw"])
            job = self._engine.submit(request, session=message["session"], first=message["first"])
        except CuteAnimalError as error:
            _send_error(line, error)
            return
        except (TypeError, KeyError, ValueError) as error:  # another version of this program
            log_unexpected(error)
            _send_error(line, CuteAnimalError(detail=type(error).__name__))
            return
        try:
            for update in job.updates():
                if frames.has_hung_up(line):
                    return
                if self._closing and update.state == "waiting":
                    frames.send(line, {"again": True})
                    return
                frames.send(line, {"update": _told(update)}, update.preview)
            generated = job.result()
            end = {"timings_s": dict(generated.timings_s), "batch": generated.batch, "queued_s": job.queued_s}
            frames.send(line, end, generated.picture)
        except CuteAnimalError as error:
            if self._closing:
                frames.send(line, {"again": True})
            else:
                _send_error(line, error)
        finally:
            job.cancel()


def as_request(values: dict[str, Any]) -> GenerationRequest:
    """Return the request that was told as plain values. Raises TypeError or KeyError for what is none."""
    request = GenerationRequest(**values)
    return replace(
        request,
        notes=tuple(request.notes),
        understood=tuple(request.understood),
        adapters=tuple(_worn(one) for one in values["adapters"]),
    )


def _worn(values: dict[str, Any]) -> Worn:
    triggers = tuple(Trigger(**trigger) for trigger in values["triggers"])
    return Worn(**{**values, "weights": Path(values["weights"]), "triggers": triggers})


def _told(update: Update) -> dict[str, Any]:
    told = asdict(replace(update, preview=None))
    del told["preview"]
    return told


def _send_error(line: socket.socket, error: CuteAnimalError) -> None:
    kind = next(kind for kind in KINDS.values() if isinstance(error, kind))
    frames.send(line, {"error": kind.code, "sentence": str(error), "detail": error.detail})


@contextlib.contextmanager
def serving(path: Path, counter: Counter) -> Iterator[None]:
    """Listen at the path meanwhile, for this user alone. Raises BadSetting if that cannot be."""
    if not hasattr(socket, "AF_UNIX"):
        raise _unusable(path, "this system has no such sockets")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = path.with_name(f"{path.name}.lock").open("w")
    except OSError as error:
        raise _unusable(path, str(error)) from error
    with lock:
        _take(lock.fileno(), path)
        path.unlink(missing_ok=True)  # of one that was killed: nobody else has the lock
        before = os.umask(0o177)
        try:
            server = _Server(path, counter)
        except OSError as error:  # such as a path that is too long
            raise _unusable(path, str(error)) from error
        finally:
            os.umask(before)
        thread = threading.Thread(target=server.serve_forever, args=(0.1,), name="counter", daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            path.unlink(missing_ok=True)
            server.server_close()
            thread.join()


def run(settings: Settings, path: Path) -> int:
    """Serve until SIGTERM or SIGINT; end within DRAIN_S and a little then. Raises BadSetting."""
    here = settings.model_copy(update={"engine": None})
    engine = engines.get_engine(here)
    assert isinstance(engine, Engine)
    counter = Counter(engine, lambda: engines.state(here))
    ended = threading.Event()
    with serving(path, counter):
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ended.set())
        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
        log.info("an engine at %s", path)
        threading.Thread(target=_wake_up, args=(here,), name="wake-up", daemon=True).start()
        ended.wait()
    counter.drain(DRAIN_S)
    return 0


def _wake_up(settings: Settings) -> None:
    try:
        engines.wake_up(settings)
    except CuteAnimalError as error:
        log.error("the model does not load: %s (%s)", error.code, error.detail)


def _take(lock: int, path: Path) -> None:
    import fcntl  # Unix only, as these sockets are

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise _unusable(path, "an engine is there already") from error


def _unusable(path: Path, reason: str) -> BadSetting:
    return BadSetting(
        "\n".join(say("engine-socket", language, path=path, reason=reason) for language in ("zh", "en"))
    )
