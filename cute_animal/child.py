"""The model in a process of its own: what an engine draws with, and what runs at the other end.

The process that serves the page imports no torch then, and outlives the model: a child that dies, killed or
by its device, is started again, and the picture that it was drawing is drawn once more. Requests and pictures
travel as pickles over the child's stdin and stdout, between this program and itself. Knows nothing about
lines and pages.
"""

from __future__ import annotations

import logging
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Final

from PIL import Image

from cute_animal import pipeline
from cute_animal.config import Settings, Tuning
from cute_animal.errors import (
    BadRequest,
    Cancelled,
    CuteAnimalError,
    ModelUnavailable,
    OutOfMemory,
    UnsafeImage,
)
from cute_animal.journal import log_unexpected
from cute_animal.painting import AllLeft, Audience, OnStep
from cute_animal.pipeline import Generated
from cute_animal.prompt import GenerationRequest
from cute_animal.wording import Language, say

log = logging.getLogger(__name__)

LOOK_S: Final = 0.25  # between two looks at whether somebody still waits for the picture
# A step of the largest model on the slowest plan takes seconds. Who does not stop within this hangs; loading,
# which nothing stops, takes as long as it takes.
HANGS_S: Final = 120.0
TRIES: Final = 2  # a picture that has killed two children is not tried on a third
LONGEST_REST_S: Final = 30.0

_KINDS: Final[dict[str, type[CuteAnimalError]]] = {
    kind.code: kind
    for kind in (BadRequest, Cancelled, ModelUnavailable, OutOfMemory, UnsafeImage, CuteAnimalError)
}


class _Died(Exception):
    """The child ended in the middle of a picture."""


class _Process:
    """One life of the child: its pipes, and a thread that reads what it says."""

    def __init__(self) -> None:
        package = Path(__file__).parents[1]
        paths = filter(None, (str(package), os.environ.get("PYTHONPATH")))
        self.popen = subprocess.Popen(
            [sys.executable, "-m", "cute_animal.child"],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.inbox: queue.SimpleQueue[tuple[Any, ...]] = queue.SimpleQueue()
        self.state = "loading"
        self.most_at_once = 1
        self.reader = threading.Thread(target=self.listen, name="child", daemon=True)
        self.reader.start()

    def say(self, *message: Any) -> None:
        """Send a message. Raises _Died if nobody reads it."""
        assert self.popen.stdin is not None
        try:
            pickle.dump(message, self.popen.stdin)
            self.popen.stdin.flush()
        except (OSError, ValueError):
            self.popen.kill()
            self.popen.wait()
            raise _Died from None

    def listen(self) -> None:
        """Read until the child ends; its state is kept, all else goes to the inbox."""
        assert self.popen.stdin is not None and self.popen.stdout is not None
        with self.popen.stdout as stdout:
            while True:
                try:
                    message = pickle.load(stdout)
                except (EOFError, OSError, pickle.UnpicklingError):
                    break
                if message[0] == "state":
                    _, self.state, self.most_at_once = message
                else:
                    self.inbox.put(message)
        self.popen.wait()
        with suppress(OSError):  # what was not read is written no more
            self.popen.stdin.close()
        self.inbox.put(("died",))

    def kill(self) -> None:
        self.popen.kill()


class Child:
    """The model behind a pipe. Calling it draws, as an engine wants it: one picture, or several together."""

    def __init__(self, settings: Settings) -> None:
        self._preset = settings.preset
        self._how = (settings.threads, settings.tuning)
        self._may_download = bool(settings.download)
        self._life = threading.Lock()
        self._drawing = threading.Lock()
        self._process: _Process | None = None
        self._closed = False
        self._deaths = 0
        self._pictures = 0

    def __call__(self, request: GenerationRequest, *, on_step: OnStep) -> Generated:
        """Draw. Raises CuteAnimalError, and whatever on_step raises: then the child stops within a step."""
        (outcome,) = self.together([request], on_steps=[on_step])
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def together(
        self, requests: Sequence[GenerationRequest], *, on_steps: Sequence[OnStep]
    ) -> list[Generated | Exception]:
        """Draw requests that fit together: of each its picture, or what ended it. Raises what ends them all.

        When all have left, by raising in their on_step, the child stops within a step.
        """
        with self._drawing:
            for _ in range(TRIES):
                audience = Audience(on_steps)
                try:
                    outcomes = self._draw(self._alive(), requests, audience)
                except _Died:
                    log.error("the model's process ended while it drew")
                    continue
                except AllLeft:
                    return [audience.left[number] for number in range(len(requests))]
                return [audience.left.get(number, outcome) for number, outcome in enumerate(outcomes)]
        raise ModelUnavailable(say(ModelUnavailable.code, requests[0].language), detail="its process ends")

    def most_at_once(self) -> int:
        """Return how many pictures fit at once over there; 1 while that is not known."""
        process = self._process
        return 1 if process is None else process.most_at_once

    def state(self) -> str:
        """Return "loading", "ready", or "failed: " and why, as pipeline.loading_state does."""
        process = self._process
        return "loading" if process is None or process.popen.poll() is not None else process.state

    def wake_up(self) -> None:
        """Start the child, which loads the model and tries it once, and do not wait for it."""
        with suppress(_Died):  # it is started again, as one that dies later
            self._alive()

    def pid(self) -> int | None:
        """Return the child's process id, None while there is none."""
        process = self._process
        return None if process is None or process.popen.poll() is not None else process.popen.pid

    def close(self) -> None:
        """End the child."""
        with self._life:
            self._closed = True
            process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.reader.join()

    def _alive(self) -> _Process:
        with self._life:
            if self._closed:
                raise ModelUnavailable(detail="closed")
            if self._process is None or self._process.popen.poll() is not None:
                self._process = _Process()
                threading.Thread(target=self._attend, args=(self._process,), daemon=True).start()
                self._process.say("wake up", self._preset, *self._how, self._may_download)
            return self._process

    def _attend(self, process: _Process) -> None:
        """Wait for a child's end, and start the next one: who waits is answered the sooner."""
        process.reader.join()
        if self._closed:
            return
        log.error("the model's process ended with %s; it is started again", process.popen.returncode)
        self._deaths = 1 if process.state == "ready" else self._deaths + 1
        time.sleep(rest_s(self._deaths))
        try:
            self._alive()
        except (_Died, CuteAnimalError, OSError):
            log.exception("the model's process cannot be started")

    def _draw(
        self, process: _Process, requests: Sequence[GenerationRequest], audience: Audience
    ) -> list[Generated | Exception]:
        self._pictures += 1
        process.say("draw", self._pictures, tuple(requests), *self._how)
        last: dict[int, tuple[int, int, Image.Image | None]] = {
            place: (0, request.num_inference_steps, None) for place, request in enumerate(requests)
        }
        try:
            while True:
                kind, *rest = self._heard(process)
                if kind == "done":
                    return [one if isinstance(one, Generated) else _error(one) for one in rest[0]]
                if kind == "error":
                    raise _error(rest[0])
                if kind == "step":
                    last[rest[0]] = (rest[1], rest[2], rest[3])
                    audience.tell(rest[0], *last[rest[0]])
                else:  # no news: does anybody still wait?
                    for place, update in last.items():
                        audience.tell(place, *update)
        except (_Died, CuteAnimalError) as error:
            if isinstance(error, Cancelled):
                self._stop(process)
            raise
        except BaseException:
            self._stop(process)
            raise

    def _stop(self, process: _Process) -> None:
        """Have it stop within a step, and wait for that: the next picture finds it free. It dies else.

        One that still loads hears of it later, and answers when somebody else's picture is waited for.
        """
        give_up_s = time.monotonic() + HANGS_S
        try:
            process.say("stop", self._pictures)
            while process.state != "loading" and self._heard(process)[0] not in ("done", "error"):
                if time.monotonic() > give_up_s:
                    process.kill()
        except _Died:
            return

    def _heard(self, process: _Process) -> tuple[Any, ...]:
        """Return the next message about the present picture, ("nothing",) if none comes for LOOK_S."""
        try:
            kind, *rest = process.inbox.get(timeout=LOOK_S)
        except queue.Empty:
            return ("nothing",)
        if kind == "died":
            raise _Died
        number, *rest = rest
        return (kind, *rest) if number == self._pictures else ("nothing",)


def rest_s(deaths: int) -> float:
    """Return the seconds before the next start, after so many deaths without a model that was ready.

    At once, then longer and longer: 0, 2, 6, 14 and at most LONGEST_REST_S.
    """
    return min(LONGEST_REST_S, 2.0 ** min(deaths, 5) - 2)


# The other end


class _Mouth:
    """What the child says, one message at a time."""

    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe
        self._lock = threading.Lock()

    def __call__(self, *message: Any) -> None:
        with self._lock:
            pickle.dump(message, self._pipe)
            self._pipe.flush()


class _Ear:
    """What the child hears: work, and up to which picture nobody waits any more."""

    def __init__(self) -> None:
        self.work: queue.SimpleQueue[tuple[Any, ...]] = queue.SimpleQueue()
        self.stopped = 0

    def listen(self) -> None:
        while True:
            try:
                message = pickle.load(sys.stdin.buffer)
            except (EOFError, OSError, pickle.UnpicklingError):
                os._exit(0)  # the parent is gone
            if message[0] == "stop":
                self.stopped = message[1]
            else:
                self.work.put(message)


def main() -> int:
    """Serve whoever started this process, until its pipe ends."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # meant for the parent, whose end ends the pipe
    say_to_parent = _Mouth(os.fdopen(os.dup(1), "wb"))
    os.dup2(2, 1)  # a library that prints does not write into the pipe
    ear = _Ear()
    threading.Thread(target=ear.listen, daemon=True).start()
    kind, preset, *how = ear.work.get()
    assert kind == "wake up"
    _wake_up(preset, *how)
    while True:
        say_to_parent("state", pipeline.loading_state(preset), pipeline.most_at_once(preset))
        _, *picture = ear.work.get()
        answer = _draw(say_to_parent, ear, *picture)
        say_to_parent(*answer)


def _wake_up(preset: str | None, threads: int | None, tuning: Tuning, may_download: bool) -> None:
    try:
        pipeline.warm_up(preset, threads=threads, tuning=tuning, may_download=may_download)
    except CuteAnimalError as error:
        log.error("the model does not load: %s (%s)", error.code, error.detail)


def _draw(
    say_to_parent: _Mouth,
    ear: _Ear,
    number: int,
    requests: tuple[GenerationRequest, ...],
    threads: int | None,
    tuning: Tuning,
) -> tuple[Any, ...]:
    """Return the message that ends one picture, or several that are drawn together."""

    def listener(place: int) -> OnStep:
        def on_step(step: int, total: int, preview: Image.Image | None) -> None:
            if ear.stopped >= number:
                raise Cancelled(say(Cancelled.code, requests[place].language))
            say_to_parent("step", number, place, step, total, preview)

        return on_step

    try:
        if ear.stopped >= number:  # while the model was loading
            raise Cancelled(say(Cancelled.code, requests[0].language))
        outcomes = pipeline.generate_together(
            requests,
            on_steps=[listener(place) for place in range(len(requests))],
            threads=threads,
            tuning=tuning,
        )
        told = [
            one if isinstance(one, Generated) else _as_told(one, requests[0].language) for one in outcomes
        ]
        return "done", number, told
    except Exception as error:
        return "error", number, _as_told(error, requests[0].language)


def _as_told(error: Exception, language: Language) -> tuple[str, str, str]:
    """An error -> (code, sentence, detail): a class of another library need not be known over there."""
    if isinstance(error, CuteAnimalError):
        kind = next(kind for kind in _KINDS.values() if isinstance(error, kind))
        return kind.code, str(error), error.detail
    log_unexpected(error)
    return ModelUnavailable.code, say(ModelUnavailable.code, language), type(error).__name__


def _error(told: tuple[str, str, str]) -> CuteAnimalError:
    code, sentence, detail = told
    return _KINDS[code](sentence, detail=detail)


if __name__ == "__main__":
    sys.exit(main())
