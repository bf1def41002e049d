"""The line in front of a device: one worker thread draws the requests one at a time, in order.

A job can be watched, cancelled and waited for; one that fails takes nobody along. Knows nothing about how a
picture is drawn (it is handed a function) nor about words, checks and files.
"""

from __future__ import annotations

import functools
import hashlib
import logging
import threading
import time
import uuid
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal, Protocol

from cachetools import TTLCache
from PIL import Image

from cute_animal import pipeline
from cute_animal.config import Settings, Tuning
from cute_animal.errors import Cancelled, CuteAnimalError, ModelUnavailable, QueueFull
from cute_animal.painting import OnStep
from cute_animal.pipeline import Generated
from cute_animal.prompt import GenerationRequest
from cute_animal.wording import say

log = logging.getLogger(__name__)

State = Literal["waiting", "drawing", "done", "failed", "cancelled"]

HEARTBEAT_S: Final = (
    0.5  # a watcher is woken so often without news, so that it can find out that it was closed
)
# Pictures that are handed out again when the very same is asked for: a page that lost its connection, a
# class that was given one wish and one seed. A few, and not for long: they show what children wished for.
KEPT_PICTURES: Final = 32
KEPT_S: Final = 600.0
STAGES: Final = ("load", "encode", "denoise", "decode")


class Generate(Protocol):
    """What an engine draws with."""

    def __call__(self, request: GenerationRequest, *, on_step: OnStep) -> Generated: ...


@dataclass(frozen=True)
class Update:
    """Where a job stands. position: 0 is being drawn, 1 is next. step 0: drawing, before the first step."""

    state: State
    position: int | None = None
    step: int | None = None
    total: int | None = None
    preview: Image.Image | None = None


class Job:
    """One request in an engine's line. All its fields are written under the engine's lock."""

    def __init__(self, engine: Engine, request: GenerationRequest) -> None:
        self.id = uuid.uuid4().hex
        self.request = request
        self.queued_s = 0.0
        self._submitted_s = time.perf_counter()
        self._engine = engine
        self._news = threading.Condition(engine._lock)
        self._version = 0
        self._update = Update("waiting")
        self._outcome: Generated | CuteAnimalError | None = None
        self._wants_cancel = False

    @property
    def state(self) -> State:
        return self._update.state

    def position(self) -> int | None:
        """Return 0 while it is being drawn, n for the n-th in line, None when it is over."""
        return self._update.position

    def cancel(self) -> None:
        """Leave the line at once, or stop within one step. Does nothing to a job that is over."""
        self._engine._cancel(self)

    def updates(self) -> Iterator[Update]:
        """Yield where the job stands until it is over.

        A slow reader misses updates, not the latest one; without news the same update comes again.
        """
        seen = -1
        while True:
            with self._news:
                if self._version == seen:
                    self._news.wait(HEARTBEAT_S)
                if self._outcome is not None:
                    return
                seen, update = self._version, self._update
            yield update

    def result(self) -> Generated:
        """Wait for the end. Returns the picture, or raises what ended the job."""
        with self._news:
            while self._outcome is None:
                self._news.wait()
            outcome = self._outcome
        if isinstance(outcome, CuteAnimalError):
            raise outcome
        return outcome

    def _tell(self, update: Update) -> None:  # with the engine's lock held
        self._update = update
        self._version += 1
        self._news.notify_all()

    def _end(self, state: State, outcome: Generated | CuteAnimalError) -> None:  # with the engine's lock held
        self._outcome = outcome
        self._tell(Update(state))


class Engine:
    """A line of jobs and the thread that draws them."""

    def __init__(self, generate: Generate, *, queue_size: int = 64) -> None:
        self._generate = generate
        self._queue_size = queue_size
        self._lock = threading.Lock()
        self._work_to_do = threading.Condition(self._lock)
        self._line: deque[Job] = deque()
        self._kept: TTLCache[bytes, Image.Image] = TTLCache(KEPT_PICTURES, KEPT_S)
        self._drawing: Job | None = None
        self._closed = False
        self._worker = threading.Thread(target=self._work, name="engine", daemon=True)
        self._worker.start()

    def submit(self, request: GenerationRequest, *, first: bool = False) -> Job:
        """Put the request in the line. Raises QueueFull if as many as queue_size wait already.

        A request that was drawn a moment ago does not wait: its job is over at once, with the same picture.
        first: a re-draw for somebody who has waited already; goes to the front and is never turned away.
        """
        job = Job(self, request)
        with self._lock:
            if (picture := self._kept.get(_pixels_of(request))) is not None and not self._closed:
                job._end("done", Generated(picture.copy(), dict.fromkeys(STAGES, 0.0)))
                return job
            if self._closed or (len(self._line) >= self._queue_size and not first):
                raise QueueFull(say(QueueFull.code, request.language))
            if first:
                self._line.appendleft(job)
            else:
                self._line.append(job)
            self._number()
            self._work_to_do.notify()
        return job

    def is_alive(self) -> bool:
        """Return False once closed, and in a forked child, where threads do not follow."""
        return self._worker.is_alive()

    def close(self, timeout_s: float | None = None) -> None:
        """Take no more jobs, cancel those in the line, and wait for the one being drawn to stop."""
        with self._lock:
            self._closed = True
            waiting = list(self._line)
            drawing = self._drawing
            self._work_to_do.notify()
        for job in (*waiting, *((drawing,) if drawing else ())):
            job.cancel()
        self._worker.join(timeout_s)

    def _number(self) -> None:  # with the lock held
        for place, job in enumerate(self._line, start=1):
            if job.position() != place:
                job._tell(Update("waiting", position=place))

    def _cancel(self, job: Job) -> None:
        with self._lock:
            if job._outcome is not None:
                return
            job._wants_cancel = True
            if job in self._line:
                self._line.remove(job)
                job._end("cancelled", _cancelled(job))
                self._number()

    def _work(self) -> None:
        while True:
            with self._lock:
                while not self._line:
                    if self._closed:
                        return
                    self._work_to_do.wait(KEPT_S / 10)
                    self._kept.expire()  # an idle engine forgets in time, too
                job = self._drawing = self._line.popleft()
                job.queued_s = time.perf_counter() - job._submitted_s
                job._tell(Update("drawing", position=0))
                self._number()
            state, outcome = self._draw(job)
            with self._lock:
                self._drawing = None
                if isinstance(outcome, Generated):
                    self._kept[_pixels_of(job.request)] = outcome.picture.copy()
                job._end(state, outcome)
            del job, outcome  # an idle engine holds no picture

    def _draw(self, job: Job) -> tuple[State, Generated | CuteAnimalError]:
        def on_step(step: int, total: int, preview: Image.Image | None) -> None:
            with self._lock:
                if job._wants_cancel:
                    raise _cancelled(job)
                job._tell(Update("drawing", position=0, step=step, total=total, preview=preview))

        try:
            generated = self._generate(job.request, on_step=on_step)
        except Cancelled as error:
            return "cancelled", error
        except CuteAnimalError as error:
            log.warning("job %s: %s: %s", job.id, error.code, error.detail)
            return "failed", error
        except Exception as error:
            log.exception("job %s failed", job.id)
            message = say(ModelUnavailable.code, job.request.language)
            return "failed", ModelUnavailable(message, detail=f"{type(error).__name__}: {error}")
        if job._wants_cancel:  # after the last step: nobody waits for it any more
            return "cancelled", _cancelled(job)
        return "done", generated


def _pixels_of(request: GenerationRequest) -> bytes:
    """A digest of all that changes a pixel: the wish itself is not kept."""
    pixels = replace(request, wish="", language="en", notes=(), understood=())
    return hashlib.sha256(repr(pixels).encode(errors="surrogatepass")).digest()


def _cancelled(job: Job) -> Cancelled:
    return Cancelled(say(Cancelled.code, job.request.language))


_engines: dict[tuple[int, int | None, Tuning], Engine] = {}
_making = threading.Lock()


def get_engine(settings: Settings) -> Engine:
    """Return the process's engine for these settings, made by the first call."""
    key = (settings.queue_size, settings.threads, settings.tuning)
    with _making:
        if key not in _engines or not _engines[key].is_alive():
            generate = functools.partial(pipeline.generate, threads=settings.threads, tuning=settings.tuning)
            _engines[key] = Engine(generate, queue_size=settings.queue_size)
        return _engines[key]
