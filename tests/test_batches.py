"""Several pictures at once: who is put together, who pays for a failure, and is a picture the same."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from test_engine import PATIENCE_S, Painter, request, wait_until

from cute_animal import memory, painting, pipeline
from cute_animal.config import Settings
from cute_animal.engine import WINDOW_S, Engine
from cute_animal.engines import get_engine
from cute_animal.errors import Cancelled, ModelUnavailable, OutOfMemory, UnsafeImage
from cute_animal.painting import AllLeft, Audience, OnStep
from cute_animal.pipeline import Generated, fits, generate_together
from cute_animal.presets import get_preset
from cute_animal.prompt import GenerationRequest, build_request
from cute_animal.safety import check_prompt

# Who is put together


class Together:
    """Paints seeds as the painter does, several at once, and remembers in which company."""

    def __init__(self, painter: Painter) -> None:
        self.painter = painter
        self.batches: list[list[int]] = []
        self.poison: int | None = None  # a batch with this seed in it fails as a whole

    def __call__(
        self, requests: Sequence[GenerationRequest], *, on_steps: Sequence[OnStep]
    ) -> list[Generated | Exception]:
        self.batches.append([request.seed for request in requests])
        if self.poison in self.batches[-1]:
            raise ValueError("layer 7 exploded")
        audience = Audience(on_steps)
        try:
            self.painter(requests[0], on_step=lambda s, t, p: audience(s, t, [p] * len(requests)))
        except AllLeft:
            return [audience.left[number] for number in range(len(requests))]
        pictures = [Image.new("RGB", (8, 8), (request.seed, 0, 0)) for request in requests]
        return [audience.left.get(n, Generated(p, {}, len(requests))) for n, p in enumerate(pictures)]


@pytest.fixture
def together() -> Together:
    return Together(Painter())


@pytest.fixture
def engine(together: Together) -> Iterator[Engine]:
    engine = Engine(together.painter, queue_size=32, together=together, most_at_once=lambda request: 4)
    yield engine
    together.painter.run_free()
    engine.close(PATIENCE_S)


def hold(engine: Engine, together: Together) -> Any:
    """Have somebody drawn until the painter is told to go on, so that a line can form."""
    together.painter.stalled = True
    job = engine.submit(request(200, steps=1))
    wait_until(lambda: job.position() == 0 and together.painter.seeds == [200])
    return job


def colors(jobs: Sequence[Any]) -> list[int]:
    return [job.result().picture.getpixel((0, 0))[0] for job in jobs]


def test_those_who_fit_are_drawn_together_up_to_what_fits_and_get_their_own_picture(
    engine: Engine, together: Together
) -> None:
    hold(engine, together)
    jobs = [engine.submit(request(seed)) for seed in range(6)]
    together.painter.run_free()
    assert colors(jobs) == list(range(6))
    assert together.batches == [[0, 1, 2, 3], [4, 5]]
    assert [job.result().batch for job in jobs] == [4] * 4 + [2] * 2


@pytest.mark.parametrize("other", [{"steps": 3}, {"preset": "z"}, {"scheduler": "s"}, {"height": 64}])
def test_those_who_do_not_fit_are_not(engine: Engine, together: Together, other: dict[str, Any]) -> None:
    names = {"steps": "num_inference_steps"}
    stranger = dataclasses.replace(request(9), **{names.get(key, key): value for key, value in other.items()})
    assert not fits(request(1), stranger) and fits(request(1), dataclasses.replace(request(2), prompt="x"))
    hold(engine, together)
    jobs = [engine.submit(one) for one in (request(1), stranger, request(2))]
    together.painter.run_free()
    assert colors(jobs) == [1, 9, 2]
    assert together.batches == [[1, 2]] and 9 in together.painter.seeds


def test_who_comes_alone_does_not_wait_for_mates(engine: Engine, together: Together) -> None:
    waits = []
    for seed in range(3):
        time.sleep(3 * WINDOW_S)
        job = engine.submit(request(seed))
        job.result()
        waits.append(job.queued_s)
    assert together.batches == [] and min(waits) < WINDOW_S / 2


def test_where_others_come_and_go_the_first_waits_a_moment_for_mates(
    engine: Engine, together: Together, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cute_animal.engine.WINDOW_S", PATIENCE_S)
    hold(engine, together)
    jobs = [engine.submit(request(seed)) for seed in range(4)]
    together.painter.run_free()
    colors(jobs)
    late = [engine.submit(request(10))]
    wait_until(lambda: late[0].position() == 0)
    late += [engine.submit(request(seed)) for seed in (11, 12, 13)]
    assert colors(late) == [10, 11, 12, 13]
    assert together.batches[-1] == [10, 11, 12, 13]  # all who fit are there: it waits no longer


def test_who_is_cancelled_ends_at_once_and_its_mates_are_drawn(engine: Engine, together: Together) -> None:
    hold(engine, together)
    jobs = [engine.submit(request(seed, steps=4)) for seed in range(3)]
    together.painter.go.release(2)  # the one before, and a step of theirs
    wait_until(lambda: jobs[1]._update.step == 1)
    jobs[1].cancel()
    together.painter.go.release(1)
    with pytest.raises(Cancelled):
        jobs[1].result()
    assert jobs[0].state == "drawing"
    together.painter.run_free()
    assert colors([jobs[0], jobs[2]]) == [0, 2]


def test_when_all_have_left_the_drawing_stops(engine: Engine, together: Together) -> None:
    hold(engine, together)
    jobs = [engine.submit(request(seed, steps=50)) for seed in range(2)]
    together.painter.go.release(2)
    wait_until(lambda: jobs[1]._update.step == 1)
    for job in jobs:
        job.cancel()
    together.painter.run_free()
    assert colors([engine.submit(request(7))]) == [7]
    assert together.painter.steps <= 1 + 2 + 2


def test_one_that_breaks_a_batch_takes_nobody_along(engine: Engine, together: Together) -> None:
    hold(engine, together)
    paint = together.painter

    def alone(request: GenerationRequest, *, on_step: OnStep) -> Generated:
        if request.seed == 2:
            raise ValueError("layer 7 exploded")
        return paint(request, on_step=on_step)

    engine._generate = alone
    together.poison = 2
    jobs = [engine.submit(request(seed)) for seed in range(4)]
    together.painter.run_free()
    assert colors([jobs[0], jobs[1], jobs[3]]) == [0, 1, 3]
    with pytest.raises(ModelUnavailable):
        jobs[2].result()


# What fits


def test_more_memory_lets_more_pictures_in_and_a_cpu_draws_one() -> None:
    plan = memory.MemoryPlan("none", False, 0, 10 * 2**30, 0, 1.0, picture_bytes=2**30)
    assert [plan.pictures_within(gib * 2**30, 8) for gib in (9, 10, 11, 13, 80)] == [1, 1, 2, 4, 8]
    assert dataclasses.replace(plan, picture_bytes=0).pictures_within(80 * 2**30, 8) == 1


# The model itself


def wish(seed: int, words: str = "a bear with a blue hat", steps: int = 2) -> GenerationRequest:
    safe = check_prompt(words)
    return build_request(safe, seed=seed, num_inference_steps=steps, preset=get_preset())


WISHES = [wish(1), wish(2, "戴红色围巾的小企鹅在雪地里"), wish(3, "两只小兔子")]


def quiet(step: int, total: int, preview: Image.Image | None) -> None:
    pass


@pytest.fixture(scope="module")
def alone() -> list[np.ndarray]:
    drawn = [pipeline.generate(one, on_step=quiet).picture for one in WISHES]
    return [np.asarray(picture, int) for picture in drawn]


def differences(outcomes: Sequence[Any], alone: Sequence[np.ndarray]) -> list[int]:
    """The largest difference of any pixel, of 255 levels, per picture."""
    return [
        int(abs(np.asarray(outcome.picture, int) - picture).max())
        for outcome, picture in zip(outcomes, alone, strict=True)
    ]


def test_a_picture_is_the_same_whatever_it_is_drawn_with(alone: list[np.ndarray]) -> None:
    outcomes = generate_together(WISHES, on_steps=[quiet] * 3)
    assert max(differences(outcomes, alone)) <= 1
    assert [outcome.batch for outcome in outcomes] == [3] * 3  # type: ignore[union-attr]


def test_the_setting_has_an_engine_draw_them_together(alone: list[np.ndarray]) -> None:
    engine = get_engine(Settings(batch=3))
    before = engine.submit(wish(50, steps=8))
    wait_until(lambda: before.position() == 0)
    jobs = [engine.submit(one) for one in WISHES]
    outcomes = [job.result() for job in jobs]
    assert [outcome.batch for outcome in outcomes] == [3] * 3 and before.result().batch == 1
    assert max(differences(outcomes, alone)) <= 1
    engine.close(PATIENCE_S)


def test_out_of_memory_draws_half_of_them_at_a_time(
    alone: list[np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes, paint = [], painting.paint

    def small_card(loaded: Any, requests: Sequence[Any], *rest: Any) -> Any:
        sizes.append(len(requests))
        if len(requests) > 1:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 9 GiB")
        return paint(loaded, requests, *rest)

    monkeypatch.setattr(pipeline, "paint", small_card)
    outcomes = generate_together(WISHES, on_steps=[quiet] * 3)
    assert sizes == [3, 2, 1, 1, 1]
    assert max(differences(outcomes, alone)) == 0


def test_who_leaves_and_who_has_no_memory_alone_take_nobody_along(
    alone: list[np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    def leave(step: int, total: int, preview: Image.Image | None) -> None:
        raise Cancelled

    paint = painting.paint

    def picky_card(loaded: Any, requests: Sequence[Any], *rest: Any) -> Any:
        if any(one.seed == 2 for one in requests):
            raise torch.OutOfMemoryError("CUDA out of memory")
        return paint(loaded, requests, *rest)

    monkeypatch.setattr(pipeline, "paint", picky_card)
    first, second, third = generate_together(WISHES, on_steps=[quiet] * 3)
    assert isinstance(second, OutOfMemory)
    assert max(differences([first, third], [alone[0], alone[2]])) <= 1
    monkeypatch.setattr(pipeline, "paint", paint)
    first, second, third = generate_together(WISHES, on_steps=[quiet, leave, quiet])
    assert isinstance(second, Cancelled)
    assert max(differences([first, third], [alone[0], alone[2]])) <= 1


def test_a_spoilt_picture_is_drawn_again_alone(
    alone: list[np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    paint, drawn = painting.paint, threading.local()
    drawn.seeds = []

    def spoil(loaded: Any, requests: Sequence[Any], *rest: Any) -> Any:
        drawn.seeds.append([one.seed for one in requests])
        pictures = paint(loaded, requests, *rest)
        return [None if one.seed == 2 else p for one, p in zip(requests, pictures, strict=True)]

    monkeypatch.setattr(pipeline, "paint", spoil)
    monkeypatch.setattr(pipeline, "_reload", lambda loaded, *_: dataclasses.replace(loaded, dtype="float32"))
    first, second, third = generate_together(WISHES, on_steps=[quiet] * 3)
    assert isinstance(second, UnsafeImage)
    assert drawn.seeds in ([[1, 2, 3], [2]], [[1, 2, 3]])  # the second where the first was float32 already
    assert max(differences([first, third], [alone[0], alone[2]])) <= 1


@pytest.mark.parametrize("name", ["z-image-turbo", "qwen-image", "sd15", "sdxl-turbo"])
def test_large_models_draw_the_same_pictures_together_as_alone(tiny_preset: Any, name: str) -> None:
    preset = tiny_preset(name)
    assert preset.most_batch > 1
    wishes = ("a little rabbit", "a bear with a blue hat in the snow")
    requests = [build_request(check_prompt(w), seed=n, preset=preset) for n, w in enumerate(wishes)]
    single = [np.asarray(pipeline.generate(one, on_step=quiet).picture, int) for one in requests]
    seen: list[int] = []
    outcomes = generate_together(requests, on_steps=[quiet, lambda step, *_: seen.append(step)])
    assert max(differences(outcomes, single)) <= 1
    assert seen[0] == 0 and max(seen) == requests[0].num_inference_steps
