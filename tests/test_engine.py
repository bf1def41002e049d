"""The engine with a painter that needs no model: its pictures tell which request they were drawn for."""

from __future__ import annotations

import dataclasses
import gc
import logging
import os
import threading
import time
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image

from cute_animal import engine as engine_module
from cute_animal import engines
from cute_animal.config import Settings
from cute_animal.engine import Engine
from cute_animal.engines import get_engine
from cute_animal.errors import Cancelled, ModelUnavailable, OutOfMemory, QueueFull, TooSlow
from cute_animal.pipeline import Generated, OnStep
from cute_animal.prompt import GenerationRequest

PATIENCE_S = 60.0


class Painter:
    """Paints the seed as a colour. With `stalled`, it waits before each step until told to go on."""

    def __init__(self) -> None:
        self.go = threading.Semaphore(0)
        self.stalled = False
        self.seeds: list[int] = []
        self.steps = 0
        self.at_step = threading.Condition()

    def __call__(self, request: GenerationRequest, *, on_step: OnStep) -> Generated:
        self.seeds.append(request.seed)
        total = request.num_inference_steps
        on_step(0, total, None)
        for step in range(1, total + 1):
            if self.stalled:
                assert self.go.acquire(timeout=PATIENCE_S)
            with self.at_step:
                self.steps += 1
                self.at_step.notify_all()
            on_step(step, total, Image.new("RGB", (8, 8)))
        return Generated(Image.new("RGB", (8, 8), (request.seed, 0, 0)), {"denoise": 0.0})

    def wait_for_steps(self, count: int) -> None:
        with self.at_step:
            assert self.at_step.wait_for(lambda: self.steps >= count, PATIENCE_S)

    def run_free(self) -> None:
        self.stalled = False
        self.go.release(1000)


def request(seed: int = 0, steps: int = 2) -> GenerationRequest:
    return GenerationRequest(
        prompt="a bear", seed=seed, num_inference_steps=steps, preset="starter", scheduler=None, language="en"
    )


def wait_until(condition: object) -> None:
    deadline_s = time.monotonic() + PATIENCE_S
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline_s
        time.sleep(0.005)


@pytest.fixture
def painter() -> Painter:
    return Painter()


@pytest.fixture
def engine(painter: Painter) -> Iterator[Engine]:
    engine = Engine(painter, queue_size=8)
    yield engine
    painter.run_free()
    engine.close(PATIENCE_S)
    assert not engine.is_alive()


def test_eight_threads_at_once_each_get_their_own_picture_in_the_order_of_the_line(engine, painter):
    painter.stalled = True
    being_drawn = engine.submit(request(seed=100))
    wait_until(lambda: being_drawn.position() == 0)
    with ThreadPoolExecutor(8) as threads:
        jobs = list(threads.map(lambda seed: engine.submit(request(seed)), range(8)))
        line = sorted(jobs, key=lambda job: job.position())
        assert [job.position() for job in line] == [1, 2, 3, 4, 5, 6, 7, 8]
        painter.run_free()
        pictures = list(threads.map(lambda job: job.result().picture, jobs))
    assert [picture.getpixel((0, 0))[0] for picture in pictures] == list(range(8))
    assert painter.seeds == [100, *(job.request.seed for job in line)]


def test_a_job_in_line_is_told_when_it_moves_up(engine, painter):
    painter.stalled = True
    jobs = [engine.submit(request()) for _ in range(3)]
    wait_until(lambda: [job.position() for job in jobs] == [0, 1, 2])
    updates = jobs[2].updates()
    assert next(updates).position == 2
    painter.go.release(2)
    assert next(updates).position == 1
    painter.run_free()
    jobs[2].result()
    assert list(updates) == []
    assert jobs[2].state == "done" and jobs[2].position() is None


def test_cancel_stops_the_job_within_one_step(engine, painter):
    painter.stalled = True
    job = engine.submit(request(steps=50))
    painter.go.release(3)
    painter.wait_for_steps(3)
    job.cancel()
    painter.run_free()
    with pytest.raises(Cancelled):
        job.result()
    assert job.state == "cancelled" and painter.steps <= 4


def test_cancel_before_the_first_step_stops_before_the_model_is_run(painter):
    started, go = threading.Event(), threading.Event()

    def load_then_paint(request: GenerationRequest, *, on_step: OnStep) -> Generated:
        started.set()
        assert go.wait(PATIENCE_S)
        return painter(request, on_step=on_step)

    engine = Engine(load_then_paint)
    job = engine.submit(request())
    assert started.wait(PATIENCE_S)
    job.cancel()
    go.set()
    with pytest.raises(Cancelled):
        job.result()
    assert painter.steps == 0
    engine.close(PATIENCE_S)


def test_a_job_cancelled_in_line_is_skipped_and_the_others_move_up(engine, painter):
    painter.stalled = True
    jobs = [engine.submit(request(seed)) for seed in range(3)]
    wait_until(lambda: jobs[0].position() == 0)
    jobs[1].cancel()
    assert jobs[1].state == "cancelled" and jobs[2].position() == 1
    with pytest.raises(Cancelled):
        jobs[1].result()
    painter.run_free()
    jobs[2].result()
    assert painter.seeds == [0, 2]


def test_a_job_cancelled_after_its_last_step_does_not_count_as_done():
    decoding, go = threading.Event(), threading.Event()

    def paint(request: GenerationRequest, *, on_step: OnStep) -> Generated:
        on_step(1, 1, None)
        decoding.set()
        assert go.wait(PATIENCE_S)
        return Generated(Image.new("RGB", (8, 8)), {})

    engine = Engine(paint)
    job = engine.submit(request())
    assert decoding.wait(PATIENCE_S)
    job.cancel()
    go.set()
    with pytest.raises(Cancelled):
        job.result()
    engine.close(PATIENCE_S)


def test_a_full_line_answers_at_once_and_takes_more_when_there_is_room(engine, painter):
    painter.stalled = True
    being_drawn = engine.submit(request())
    wait_until(lambda: being_drawn.position() == 0)
    jobs = [engine.submit(request()) for _ in range(8)]
    with pytest.raises(QueueFull) as caught:
        engine.submit(request())
    assert "waiting" in str(caught.value)
    jobs[3].cancel()
    assert engine.submit(request()).position() == 8


def test_a_redraw_goes_to_the_front_even_of_a_full_line(engine, painter):
    painter.stalled = True
    being_drawn = engine.submit(request())
    wait_until(lambda: being_drawn.position() == 0)
    jobs = [engine.submit(request()) for _ in range(8)]
    again = engine.submit(request(), first=True)
    assert again.position() == 1 and jobs[0].position() == 2


def test_a_job_that_fails_does_not_stop_the_next_and_keeps_its_reason_in_the_log(caplog):
    def paint(request: GenerationRequest, *, on_step: OnStep) -> Generated:
        if request.seed == 1:
            raise ValueError("layer 7 exploded")
        if request.seed == 2:
            raise OutOfMemory("the table is full")
        return Generated(Image.new("RGB", (8, 8)), {})

    engine = Engine(paint)
    with caplog.at_level(logging.WARNING):
        broken, too_big, fine = (engine.submit(request(seed)) for seed in (1, 2, 3))
        with pytest.raises(ModelUnavailable) as caught:
            broken.result()
        with pytest.raises(OutOfMemory, match="the table is full"):
            too_big.result()
        assert fine.result().picture.size == (8, 8)
    assert "exploded" not in str(caught.value) and "exploded" in caught.value.detail
    assert "layer 7 exploded" in caplog.text
    engine.close(PATIENCE_S)


def test_a_slow_reader_sees_the_latest_step_and_no_backlog(engine, painter):
    painter.stalled = True
    job = engine.submit(request(steps=50))
    updates = job.updates()
    next(updates)
    painter.go.release(40)
    painter.wait_for_steps(40)
    wait_until(lambda: job._update.step == 40)
    assert next(updates).step == 40


def test_a_watcher_without_news_is_woken_so_that_it_can_be_closed(engine, painter, monkeypatch):
    monkeypatch.setattr(engine_module, "HEARTBEAT_S", 0.01)
    painter.stalled = True
    job = engine.submit(request())
    wait_until(lambda: job._update.step == 0)
    updates = job.updates()
    assert [next(updates) for _ in range(3)] == [job._update] * 3


def test_closing_cancels_who_waits_and_who_is_drawn(engine, painter):
    painter.stalled = True
    jobs = [engine.submit(request(steps=50)) for _ in range(3)]
    painter.go.release(1)
    painter.wait_for_steps(1)
    threading.Timer(0.05, painter.run_free).start()
    engine.close(PATIENCE_S)
    assert [job.state for job in jobs] == ["cancelled"] * 3 and painter.steps <= 3
    with pytest.raises(QueueFull):
        engine.submit(request())


def test_an_idle_engine_holds_no_picture(engine):
    job = engine.submit(request())
    picture = weakref.ref(job.result().picture)
    del job
    wait_until(lambda: gc.collect() is not None and picture() is None)


def test_one_engine_serves_the_process_and_a_closed_one_is_replaced(monkeypatch):
    monkeypatch.setattr(engines, "_engines", {})
    with ThreadPoolExecutor(8) as threads:
        made = set(threads.map(lambda _: get_engine(Settings()), range(8)))
    (first,) = made
    first.close(PATIENCE_S)
    second = get_engine(Settings())
    assert second is not first and second.is_alive()
    second.close(PATIENCE_S)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings(
    "ignore:This process .* is multi-threaded:DeprecationWarning"
)  # that is the point
def test_a_forked_child_gets_an_engine_of_its_own(monkeypatch):
    """Threads do not follow a fork: a job given to the parent's engine would wait forever."""
    monkeypatch.setattr(engines, "_engines", {})
    parents = get_engine(Settings())
    child = os.fork()
    if child == 0:
        is_own = get_engine(Settings()) is not parents and get_engine(Settings()).is_alive()
        os._exit(0 if is_own else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert get_engine(Settings()) is parents
    parents.close(PATIENCE_S)


def test_the_very_same_request_is_not_drawn_twice_and_does_not_wait(engine, painter):
    first = engine.submit(request(seed=5)).result()
    painter.stalled = True
    engine.submit(request(seed=6))  # somebody else is being drawn for
    again = engine.submit(dataclasses.replace(request(seed=5), language="zh", notes=("soft",)))
    assert again.result().picture.tobytes() == first.picture.tobytes()
    assert again.result().picture is not first.picture
    assert painter.seeds.count(5) == 1
    painter.run_free()


def test_another_seed_steps_or_wish_is_drawn(engine, painter):
    for different in (request(seed=1), request(seed=2), request(seed=1, steps=3)):
        engine.submit(different).result()
    engine.submit(dataclasses.replace(request(seed=1), prompt="another")).result()
    assert len(painter.seeds) == 4


def test_a_failed_request_is_tried_again(engine, painter, monkeypatch):
    def fails(request, *, on_step):
        raise OutOfMemory("no")

    monkeypatch.setattr(engine, "_generate", fails)
    with pytest.raises(OutOfMemory):
        engine.submit(request(seed=9)).result()
    monkeypatch.setattr(engine, "_generate", painter)
    assert engine.submit(request(seed=9)).result().picture.getpixel((0, 0)) == (9, 0, 0)


def test_turns_go_round_over_sessions(engine, painter):
    painter.stalled = True
    being_drawn = engine.submit(request(seed=100))
    wait_until(lambda: being_drawn.position() == 0)
    greedy = [engine.submit(request(seed), session="greedy") for seed in range(5)]
    child = engine.submit(request(seed=50), session="child")
    assert child.position() == 2 and [job.position() for job in greedy] == [1, 3, 4, 5, 6]
    painter.run_free()
    child.result()
    assert painter.seeds[:3] == [100, 0, 50]


def test_a_short_job_is_not_stuck_behind_long_ones(engine, painter):
    painter.stalled = True
    being_drawn = engine.submit(request(seed=100))
    wait_until(lambda: being_drawn.position() == 0)
    long = [engine.submit(request(seed, steps=30)) for seed in range(3)]
    assert engine.submit(request(seed=50, steps=4)).position() == 1
    assert [job.position() for job in long] == [2, 3, 4]


def test_a_late_job_ends_at_its_deadline_in_line_and_while_the_model_hangs(painter):
    engine = Engine(painter, deadline_s=0.3)
    painter.stalled = True  # as if it hung: it does not even come to the next step
    hangs, waits = engine.submit(request(seed=1)), engine.submit(request(seed=2))
    watched = engine.submit(request(seed=3))
    for job in (hangs, waits):
        with pytest.raises(TooSlow):
            job.result()
    assert list(watched.updates()) == [] and watched.state == "failed"
    assert engine.waiting() == 0 and painter.seeds == [1]
    painter.run_free()
    assert engine.submit(request(seed=4)).result().picture.getpixel((0, 0)) == (4, 0, 0)
    assert painter.steps <= 1 + 2  # the late one stopped at its next step
    engine.close(PATIENCE_S)


def test_an_engine_for_other_machines_draws_several_at_once(painter):
    engine = Engine(painter, at_once=3)
    painter.stalled = True
    jobs = [engine.submit(request(seed)) for seed in range(4)]
    wait_until(lambda: [job.position() for job in jobs] == [0, 0, 0, 1])
    painter.run_free()
    assert [job.result().picture.getpixel((0, 0))[0] for job in jobs] == [0, 1, 2, 3]
    engine.close(PATIENCE_S)
    assert not engine.is_alive()
