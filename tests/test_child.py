"""The model in a process of its own: a real one, with the real model, and really killed."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from cute_animal import pipeline
from cute_animal.child import LONGEST_REST_S, Child, rest_s
from cute_animal.config import Settings
from cute_animal.engine import Engine
from cute_animal.errors import BadRequest, Cancelled, ModelUnavailable
from cute_animal.presets import get_preset
from cute_animal.prompt import GenerationRequest, build_request
from cute_animal.safety import check_prompt

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_S = 400.0  # the child imports torch anew, which takes minutes on a busy computer

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills processes as POSIX does"),
]


def request(seed: int, steps: int = 2) -> GenerationRequest:
    safe = check_prompt("a bear with a blue hat")
    return build_request(safe, seed=seed, num_inference_steps=steps, preset=get_preset())


def wait_until(condition: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline_s
        time.sleep(0.02)


def ignore(step: int, total: int, preview: Image.Image | None) -> None:
    pass


def is_there(pid: int) -> bool:
    """A killed process stays as a zombie until somebody looks; that is not one that is there."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    child = Child(Settings())
    assert child.state() == "loading"
    child.wake_up()
    wait_until(lambda: child.state() == "ready")
    yield child
    child.close()
    assert child.pid() is None


def kill(child: Child) -> int:
    pid = child.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    return pid


def test_it_draws_the_same_picture_and_shows_each_step(child: Child) -> None:
    steps: list[tuple[int, int, bool]] = []

    def on_step(step: int, total: int, preview: Image.Image | None) -> None:
        steps.append((step, total, preview is not None))

    there = child(request(7), on_step=on_step)
    here = pipeline.generate(request(7), on_step=ignore)
    assert there.picture.tobytes() == here.picture.tobytes()
    assert set(there.timings_s) == set(here.timings_s)
    assert list(dict.fromkeys(steps)) == [(0, 2, False), (1, 2, True), (2, 2, True)]


def test_a_cancelled_picture_stops_and_the_next_one_is_right(child: Child) -> None:
    seen = []

    def on_step(step: int, total: int, preview: Image.Image | None) -> None:
        seen.append(step)
        if step == 3:
            raise Cancelled

    pid = child.pid()
    with pytest.raises(Cancelled):
        child(request(1, steps=50), on_step=on_step)
    assert max(seen) == 3
    assert child(request(7), on_step=ignore).picture.tobytes()
    assert child.pid() == pid


def test_a_picture_that_is_stopped_while_the_model_loads_costs_no_model(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stop(step: int, total: int, preview: Image.Image | None) -> None:
        raise Cancelled

    monkeypatch.setattr("cute_animal.child.HANGS_S", 0.0)
    child = Child(Settings())
    child.wake_up()
    pid = child.pid()
    with pytest.raises(Cancelled):
        child(request(1, steps=50), on_step=stop)
    assert child.state() == "loading" and child.pid() == pid
    steps: list[int] = []
    there = child(request(7), on_step=lambda step, *_: steps.append(step))
    assert there.picture.tobytes() == pipeline.generate(request(7), on_step=ignore).picture.tobytes()
    assert child.pid() == pid and set(steps) == {0, 1, 2}
    child.close()


def test_the_rest_before_another_start_grows_up_to_a_limit() -> None:
    assert [rest_s(deaths) for deaths in range(1, 5)] == [0, 2, 6, 14]
    assert rest_s(5) == rest_s(5000) == LONGEST_REST_S


def test_an_error_keeps_its_kind_and_its_sentence(child: Child) -> None:
    with pytest.raises(BadRequest, match="nosuch"):
        child(dataclasses.replace(request(1), preset="nosuch"), on_step=ignore)


def test_a_killed_child_is_started_again_and_the_jobs_in_line_survive_it(child: Child) -> None:
    engine = Engine(child)
    jobs = [engine.submit(request(seed, steps=30 if seed == 0 else 1)) for seed in range(4)]
    wait_until(lambda: (jobs[0]._update.step or 0) >= 2)
    killed = kill(child)
    pictures = [job.result().picture for job in jobs]
    assert len({picture.tobytes() for picture in pictures}) == 4
    assert [job.state for job in jobs] == ["done"] * 4
    assert child.pid() not in (None, killed)
    assert not is_there(killed)
    engine.close(PATIENCE_S)


def test_an_idle_child_that_is_killed_wakes_up_again_by_itself(child: Child) -> None:
    wait_until(lambda: child.state() == "ready")
    killed = kill(child)
    wait_until(lambda: child.state() == "ready" and child.pid() != killed)
    assert child._deaths == 1  # one that was ready is started again at once


def test_a_picture_that_ends_two_children_is_given_up_and_the_next_one_is_drawn() -> None:
    child, over = Child(Settings()), threading.Event()

    def murder() -> None:
        while not over.wait(0.05):
            if child.pid() is not None:
                kill(child)

    murderer = threading.Thread(target=murder)
    murderer.start()
    with pytest.raises(ModelUnavailable):
        child(request(1), on_step=ignore)
    over.set()
    murderer.join()
    assert child(request(2), on_step=ignore).picture.size == (512, 512)
    child.close()


def test_the_child_ends_with_its_parent() -> None:
    code = """
import time
from cute_animal.child import Child
from cute_animal.config import Settings
child = Child(Settings())
child.wake_up()
print(child.pid(), flush=True)
time.sleep(600)
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert is_there(pid)
        parent.kill()
    wait_until(lambda: not is_there(pid))
