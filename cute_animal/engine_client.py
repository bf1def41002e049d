"""An engine behind a socket of this computer: what engine.py offers, for processes without a model.

Several web workers, or pages, share one line and one model then. A job whose engine goes away (killed,
started anew) is handed in again, so nobody who was accepted is lost. engine_server.py is the other end.
"""

from __future__ import annotations

import dataclasses
import logging
import math
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from PIL import Image

from cute_animal import frames
from cute_animal.engine import HEARTBEAT_S, State, Update
from cute_animal.errors import (
    BadRequest,
    Cancelled,
    CuteAnimalError,
    ModelUnavailable,
    OutOfMemory,
    QueueFull,
    TooSlow,
    UnsafeImage,
    UnsafePrompt,
)
from cute_animal.pipeline import Generated
from cute_animal.prompt import GenerationRequest
from cute_animal.wording import say

log = logging.getLogger(__name__)

CONNECT_S: Final = 5.0
AGAIN_S: Final = 0.25  # between two tries to find an engine
# So long an engine may be away, to be started anew. Far longer than one takes to listen, which it does before
# its model is loaded.
AWAY_S: Final = 120.0
TRIES: Final = 2  # a picture that has ended two engines is not tried on a third

KINDS: Final[dict[str, type[CuteAnimalError]]] = {
    kind.code: kind
    for kind in (
        BadRequest,
        Cancelled,
        ModelUnavailable,
        OutOfMemory,
        QueueFull,
        TooSlow,
        UnsafeImage,
        UnsafePrompt,
        CuteAnimalError,
    )
}


class FarJob:
    """One request in the line of the engine behind the socket; used by one thread at a time."""

    def __init__(
        self, path: Path, request: GenerationRequest, asked: dict[str, Any], late_at_s: float
    ) -> None:
        self.request = request
        self.queued_s = 0.0
        self._path = path
        self._asked = asked
        self._late_at_s = late_at_s
        self._line: socket.socket | None = None
        self._update = Update("waiting")
        self._outcome: Generated | CuteAnimalError | None = None
        self._away_since_s: float | None = None
        self._ended_engines = 0

    @property
    def state(self) -> State:
        return self._update.state

    def position(self) -> int | None:
        """Return 0 while it is being drawn, n for the n-th in line, None when it is over."""
        return self._update.position

    def updates(self) -> Iterator[Update]:
        """Yield where the job stands until it is over; without news the same update comes again."""
        while self._outcome is None:
            yield self._update
            self._hear()

    def result(self) -> Generated:
        """Wait for the end. Returns the picture, or raises what ended the job."""
        while self._outcome is None:
            self._hear()
        if isinstance(self._outcome, CuteAnimalError):
            raise self._outcome
        return self._outcome

    def cancel(self) -> None:
        """Hang up: the engine takes the job out of its line, or stops within one step."""
        if self._outcome is None:
            self._end("cancelled", Cancelled(say(Cancelled.code, self.request.language)))

    def hand_in(self) -> None:
        """Ask for the picture. Raises QueueFull, OSError if there is no engine."""
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            line.settimeout(CONNECT_S)
            line.connect(str(self._path))
            frames.send(line, self._asked)
        except OSError:
            line.close()
            raise
        self._line, self._away_since_s = line, None
        while self._update.position is None and self._outcome is None and self._line is not None:
            self._hear()  # the engine answers at once: a place in the line, the picture, or no
        if isinstance(self._outcome, QueueFull):
            raise self._outcome

    def _hear(self) -> None:
        """Take the next news in, or none within a heartbeat."""
        if time.monotonic() > self._late_at_s:
            self._end("failed", TooSlow(say(TooSlow.code, self.request.language)))
            return
        try:
            if self._line is None:
                self.hand_in()
                return
            news = frames.receive(self._line, within_s=HEARTBEAT_S)
        except (OSError, ValueError) as error:
            self._lose(error)
            return
        if news is not None:
            self._take_in(*news)

    def _take_in(self, message: dict[str, Any], picture: Image.Image | None) -> None:
        if "update" in message:
            self._update = Update(**message["update"], preview=picture)
            self._asked["first"] = (
                True  # it is let in: if it has to be handed in again, it is not turned away
            )
        elif "error" in message:
            kind = KINDS.get(message["error"], CuteAnimalError)
            error = kind(message=message["sentence"], detail=message["detail"])
            self._end("cancelled" if isinstance(error, Cancelled) else "failed", error)
        elif "again" in message:  # it ends, and another one will come
            self._hang_up()
        elif picture is not None:
            self.queued_s = message["queued_s"]
            self._end("done", Generated(picture, message["timings_s"], message["batch"]))

    def _lose(self, error: Exception) -> None:
        """The engine is gone. Wait for the next one, but not forever."""
        now_s = time.monotonic()
        if self._line is not None:
            log.warning("the engine went away: %s", type(error).__name__)
            self._ended_engines += self._update.state == "drawing"
            self._hang_up()
        if self._away_since_s is None:
            self._away_since_s = now_s
        if self._ended_engines >= TRIES or now_s - self._away_since_s > AWAY_S:
            detail = f"no engine at the socket: {type(error).__name__}"
            sentence = say(ModelUnavailable.code, self.request.language)
            self._end("failed", ModelUnavailable(sentence, detail=detail))
            return
        time.sleep(AGAIN_S)

    def _hang_up(self) -> None:
        self._update = Update("waiting")
        if self._line is not None:
            self._line.close()
            self._line = None

    def _end(self, state: State, outcome: Generated | CuteAnimalError) -> None:
        self._hang_up()
        self._update, self._outcome = Update(state), outcome


def as_plain(request: GenerationRequest) -> dict[str, Any]:
    """Return a request as plain values, which engine_server.as_request makes into one again."""
    values = dataclasses.asdict(request)
    for worn in values["adapters"]:
        worn["weights"] = str(worn["weights"].absolute())  # the engine may work in another folder
    return values


class EngineClient:
    """The engine at a socket. deadline_s: from a job's submission to its end; None for no end."""

    def __init__(self, path: Path, *, deadline_s: float | None = None) -> None:
        self._path = path
        self._deadline_s = math.inf if deadline_s is None else deadline_s

    def submit(
        self, request: GenerationRequest, *, session: str | None = None, first: bool = False
    ) -> FarJob:
        """Put the request in the line over there, as Engine.submit does. Raises QueueFull.

        With nobody at the socket, the job waits for somebody.
        """
        asked = {"draw": as_plain(request), "session": session, "first": first}
        job = FarJob(self._path, request, asked, time.monotonic() + self._deadline_s)
        try:
            job.hand_in()
        except OSError:
            log.warning("no engine at %s yet", self._path)
        return job

    def waiting(self) -> int:
        """Return how many jobs are in the line over there, of all who share it."""
        return int(self._ask().get("waiting", 0))

    def state(self) -> str:
        """Return "loading", "ready", or "failed: " and why."""
        return str(self._ask().get("state", "loading"))

    def is_alive(self) -> bool:
        """Return True: it holds nothing that could end."""
        return True

    def close(self, timeout_s: float | None = None) -> None:
        """Do nothing: the engine is others', too."""

    def drain(self, within_s: float) -> None:
        """Do nothing, likewise."""

    def _ask(self) -> dict[str, Any]:
        """Return what the engine says of itself, nothing if it is not there."""
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
                line.settimeout(CONNECT_S)
                line.connect(str(self._path))
                frames.send(line, {"state": None})
                answer = frames.receive(line, within_s=CONNECT_S)
        except (OSError, ValueError):
            return {}
        return {} if answer is None else answer[0]
