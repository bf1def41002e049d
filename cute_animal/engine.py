"""The line in front of a device: a worker thread draws the requests in a fair order, some of them together.

A job can be watched, cancelled and waited for, and ends at its deadline at the latest; one that fails takes
nobody along. Knows nothing about how a picture is drawn (it is handed a function) nor about words, checks and
files.
"""

from __future__ import annotations

import hashlib
import logging
import math
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, Protocol

from cachetools import TTLCache
from PIL import Image

from cute_animal import pipeline
from cute_animal.errors import Cancelled, CuteAnimalError, ModelUnavailable, QueueFull, TooSlow
from cute_animal.line import Line
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
# What a picture takes beside its steps, in steps: words and pixels. Of the built-in model's 0.24 s on two CPU
# cores one step is about a third.
BESIDE_STEPS: Final = 2
# Where several are drawn at once, so long the first one waits for mates: if others came within this, or were
# in the batch before. Who comes alone does not wait. A class that presses the button takes longer to do so;
# a large model takes seconds.
WINDOW_S: Final = 0.05


def cost_of(request: GenerationRequest) -> float:
    """Return the work of a picture, in steps: what a turn in the line costs."""
    return request.num_inference_steps + BESIDE_STEPS


class Generate(Protocol):
    """What an engine draws with."""

    def __call__(self, request: GenerationRequest, *, on_step: OnStep) -> Generated: ...


class Together(Protocol):
    """What an engine draws several with at once: of each the picture, or what ended it. It may raise, too."""

    def __call__(
        self, requests: Sequence[GenerationRequest], *, on_steps: Sequence[OnStep]
    ) -> Sequence[Generated | Exception]: ...


class MostAtOnce(Protocol):
    """How many pictures like this one may be drawn at once, now."""

    def __call__(self, request: GenerationRequest) -> int: ...


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

    def __init__(self, engine: Engine, request: GenerationRequest, deadline_s: float = math.inf) -> None:
        self.id = uuid.uuid4().hex
        self.request = request
        self.queued_s = 0.0
        self._submitted_s = time.perf_counter()
        self._late_at_s = self._submitted_s + deadline_s
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
                    self._news.wait(min(HEARTBEAT_S, self._until_late_s()))
                self._engine._end_if_late(self)
                if self._outcome is not None:
                    return
                seen, update = self._version, self._update
            yield update

    def result(self) -> Generated:
        """Wait for the end. Returns the picture, or raises what ended the job."""
        with self._news:
            while self._outcome is None:
                self._news.wait(self._until_late_s())
                self._engine._end_if_late(self)
            outcome = self._outcome
        if isinstance(outcome, CuteAnimalError):
            raise outcome
        return outcome

    def _until_late_s(self) -> float:
        return min(max(0.0, self._late_at_s - time.perf_counter()), threading.TIMEOUT_MAX)

    def _tell(self, update: Update) -> None:  # with the engine's lock held
        self._update = update
        self._version += 1
        self._news.notify_all()

    def _end(self, state: State, outcome: Generated | CuteAnimalError) -> None:  # with the engine's lock held
        self._outcome = outcome
        self._tell(Update(state))


class Engine:
    """A line of jobs and the threads that draw them.

    queue_size: jobs that may wait. deadline_s: from a job's submission to its end; None for no end. at_once:
    threads; 1 for a device, more for other machines behind a network. together, most_at_once: for jobs that
    fit together, where a device draws several in one go. cost: of a turn; the same for all is first come,
    first served.
    """

    def __init__(
        self,
        generate: Generate,
        *,
        queue_size: int = 64,
        deadline_s: float | None = None,
        at_once: int = 1,
        together: Together | None = None,
        most_at_once: MostAtOnce = lambda request: 1,
        cost: Callable[[GenerationRequest], float] = cost_of,
    ) -> None:
        self._generate = generate
        self._together = together
        self._most_at_once = most_at_once
        self._cost = cost
        self._came_s: deque[float] = deque([-math.inf] * 2, maxlen=2)  # when the last two came
        self._had_mates = False
        self._queue_size = queue_size
        self._deadline_s = math.inf if deadline_s is None else deadline_s
        self._lock = threading.Lock()
        self._work_to_do = threading.Condition(self._lock)
        self._line: Line[Job] = Line()
        self._kept: TTLCache[bytes, Image.Image] = TTLCache(KEPT_PICTURES, KEPT_S)
        self._drawing: list[Job] = []
        self._closed = False
        self._workers = [
            threading.Thread(target=self._work, name="engine", daemon=True) for _ in range(at_once)
        ]
        for worker in self._workers:
            worker.start()

    def submit(self, request: GenerationRequest, *, session: str | None = None, first: bool = False) -> Job:
        """Put the request in the line. Raises QueueFull if as many as queue_size wait already.

        session: whoever asks; turns go round over sessions (line.py). None: somebody who asks once.
        A request that was drawn a moment ago does not wait: its job is over at once, with the same picture.
        first: a re-draw for somebody who has waited already; goes to the front and is never turned away.
        """
        job = Job(self, request, self._deadline_s)
        with self._lock:
            if (picture := self._kept.get(_pixels_of(request))) is not None and not self._closed:
                job._end("done", Generated(picture.copy(), dict.fromkeys(STAGES, 0.0)))
                return job
            if self._closed or (len(self._line) >= self._queue_size and not first):
                raise QueueFull(say(QueueFull.code, request.language))
            self._line.join(job, session=session, cost=self._cost(request), first=first)
            self._came_s.append(time.perf_counter())
            self._number()
            self._work_to_do.notify()
        return job

    def waiting(self) -> int:
        """Return how many jobs are in the line."""
        return len(self._line)

    def is_alive(self) -> bool:
        """Return False once closed, and in a forked child, where threads do not follow."""
        return any(worker.is_alive() for worker in self._workers)

    def close(self, timeout_s: float | None = None) -> None:
        """Take no more jobs, cancel those in the line, and wait for those being drawn to stop."""
        with self._lock:
            self._closed = True
            jobs = [*self._line, *self._drawing]
            self._work_to_do.notify_all()
        for job in jobs:
            job.cancel()
        for worker in self._workers:
            worker.join(timeout_s)

    def drain(self, within_s: float) -> None:
        """Take no more jobs, let those that are there be drawn within that time, and cancel the rest."""
        give_up_s = time.perf_counter() + within_s
        with self._lock:
            self._closed = True
            self._work_to_do.notify_all()
        for worker in self._workers:
            worker.join(max(0.0, give_up_s - time.perf_counter()))
        self.close(1.0)

    def _number(self) -> None:  # with the lock held
        for place, job in enumerate(self._line, start=1):
            if job.position() != place:
                job._tell(Update("waiting", position=place))

    def _cancel(self, job: Job) -> None:
        with self._lock:
            if job._outcome is not None:
                return
            job._wants_cancel = True
            if self._line.leave(job):
                job._end("cancelled", _cancelled(job))
                self._number()

    def _end_if_late(self, job: Job) -> None:  # with the lock held
        """Answer at the deadline even if the model hangs; if it does not, it stops within one step."""
        if job._outcome is not None or time.perf_counter() < job._late_at_s:
            return
        job._wants_cancel = True
        log.warning("job %s is late: %s", job.id, job.state)
        left = self._line.leave(job)
        job._end("failed", TooSlow(say(TooSlow.code, job.request.language)))
        if left:
            self._number()

    def _work(self) -> None:
        while True:
            with self._lock:
                while not self._line:
                    if self._closed:
                        return
                    self._work_to_do.wait(KEPT_S / 10)
                    self._kept.expire()  # an idle engine forgets in time, too
                jobs = self._next_jobs()
            outcomes = self._draw(jobs)
            with self._lock:
                for job, (state, outcome) in zip(jobs, outcomes, strict=True):
                    self._drawing.remove(job)
                    if isinstance(outcome, Generated):
                        self._kept[_pixels_of(job.request)] = outcome.picture.copy()
                    if job._outcome is None:  # not late
                        job._end(state, outcome)
            del jobs, outcomes, job, outcome  # an idle engine holds no picture

    def _next_jobs(self) -> list[Job]:  # with the lock held, and somebody in the line
        """Take who is next out of the line, and whom it may be drawn with."""
        first = self._line.serve()
        jobs = [first]
        self._begin(first)
        most = 1 if self._together is None else self._most_at_once(first.request)
        if most > 1:
            self._call_mates(jobs, most)
            give_up_s = time.perf_counter() + WINDOW_S
            if self._had_mates or give_up_s - self._came_s[0] < 2 * WINDOW_S:
                while len(jobs) < most and not self._closed and time.perf_counter() < give_up_s:
                    self._work_to_do.wait(max(0.0, give_up_s - time.perf_counter()))
                    self._call_mates(jobs, most)
        self._had_mates = len(jobs) > 1
        self._number()
        return jobs

    def _call_mates(self, jobs: list[Job], most: int) -> None:  # with the lock held
        def fits(job: Job) -> bool:
            return pipeline.fits(job.request, jobs[0].request)

        while len(jobs) < most and (mate := self._line.serve_mate(fits)) is not None:
            jobs.append(mate)
            self._begin(mate)

    def _begin(self, job: Job) -> None:  # with the lock held
        self._drawing.append(job)
        job.queued_s = time.perf_counter() - job._submitted_s
        job._tell(Update("drawing", position=0))

    def _draw(self, jobs: list[Job]) -> list[tuple[State, Generated | CuteAnimalError]]:
        if len(jobs) > 1 and self._together is not None:
            try:
                outcomes = self._together(
                    [job.request for job in jobs], on_steps=[self._on_step(job) for job in jobs]
                )
                return [self._judged(job, outcome) for job, outcome in zip(jobs, outcomes, strict=True)]
            except Exception as error:  # one of them may be to blame: the others shall not pay for it
                log.warning("%d jobs are drawn one by one: %s", len(jobs), type(error).__name__)
        return [self._judged(job, self._drawn_alone(job)) for job in jobs]

    def _on_step(self, job: Job) -> OnStep:
        def on_step(step: int, total: int, preview: Image.Image | None) -> None:
            with self._lock:
                if job._wants_cancel:
                    if job._outcome is None:  # at once, though its mates are drawn on
                        job._end("cancelled", _cancelled(job))
                    raise _cancelled(job)
                job._tell(Update("drawing", 0, step, total, preview))

        return on_step

    def _drawn_alone(self, job: Job) -> Generated | Exception:
        try:
            return self._generate(job.request, on_step=self._on_step(job))
        except Exception as error:
            return error

    def _judged(self, job: Job, outcome: Generated | Exception) -> tuple[State, Generated | CuteAnimalError]:
        if isinstance(outcome, Cancelled):
            return "cancelled", outcome
        if isinstance(outcome, CuteAnimalError):
            log.warning("job %s: %s: %s", job.id, outcome.code, outcome.detail)
            return "failed", outcome
        if isinstance(outcome, Exception):
            log.error("job %s failed", job.id, exc_info=outcome)
            message = say(ModelUnavailable.code, job.request.language)
            detail = f"{type(outcome).__name__}: {outcome}"
            return "failed", ModelUnavailable(message, detail=detail)
        if job._wants_cancel:  # after the last step: nobody waits for it any more
            return "cancelled", _cancelled(job)
        return "done", outcome


def _pixels_of(request: GenerationRequest) -> bytes:
    """A digest of all that changes a pixel: the wish itself is not kept."""
    pixels = replace(request, wish="", language="en", notes=(), understood=())
    return hashlib.sha256(repr(pixels).encode(errors="surrogatepass")).digest()


def _cancelled(job: Job) -> Cancelled:
    return Cancelled(say(Cancelled.code, job.request.language))
