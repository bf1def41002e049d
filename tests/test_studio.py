"""The road with a painter in place of the model; everything else on it is real."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cute_animal import studio
from cute_animal.config import Settings
from cute_animal.engine import Engine
from cute_animal.errors import BadRequest, Cancelled, CannotDraw, QueueFull, UnsafeImage, UnsafePrompt
from cute_animal.label import Drawing, read_label
from cute_animal.pipeline import Generated
from cute_animal.presets import PRESETS
from cute_animal.studio import Progress, draw
from cute_animal.workflow import png_texts

PATIENCE_S = 60.0


def gradient(seed: int) -> Image.Image:
    """A picture that no other seed below 250 has."""
    ramp = np.arange(512) // 2 % 256
    rows = np.stack(
        [np.tile(ramp, (512, 1)), np.tile(ramp[:, None], (1, 512)), np.full((512, 512), seed)], axis=-1
    )
    return Image.fromarray(rows.astype(np.uint8))


class Painter:
    """Draws gradients; flat paper for the seeds in `spoilt`."""

    def __init__(self) -> None:
        self.spoilt: set[int] = set()
        self.requests: list = []
        self.steps = 0
        self.go = threading.Event()
        self.go.set()

    def __call__(self, request, *, on_step):
        self.requests.append(request)
        total = request.num_inference_steps
        on_step(0, total, None)
        for step in range(1, total + 1):
            assert self.go.wait(PATIENCE_S)
            self.steps += 1
            on_step(step, total, gradient(request.seed))
        picture = (
            Image.new("RGB", (512, 512), "gray") if request.seed in self.spoilt else gradient(request.seed)
        )
        return Generated(picture, {"load": 0.0, "encode": 0.1, "denoise": 0.2, "decode": 0.3})


@pytest.fixture
def painter():
    return Painter()


@pytest.fixture
def engine(painter):
    engine = Engine(painter, queue_size=8)
    yield engine
    painter.go.set()
    engine.close(PATIENCE_S)


@pytest.fixture
def settings(tmp_path):
    return Settings(output_dir=tmp_path / "pictures")


@pytest.fixture
def draw_all(engine, settings):
    """Walk the whole road; returns all that it yields."""

    def walk(prompt="a little rabbit", *numbers, **named):
        return list(draw(prompt, *numbers, settings=settings, engine=engine, **named))

    return walk


def test_a_wish_becomes_a_labelled_file(draw_all, settings):
    drawing = draw_all("一只小兔子", 7)[-1]
    assert isinstance(drawing, Drawing) and drawing.path.parent == settings.output_dir
    assert read_label(drawing.path).is_ai_generated
    assert read_label(drawing.path).produce_id == drawing.produce_id
    with Image.open(drawing.path) as picture:
        assert picture.size == (512, 512) and picture.getpixel((0, 0)) == (0, 0, 7)


def test_progress_tells_the_stages_in_their_order(draw_all):
    *updates, _ = draw_all(num_inference_steps=3)
    stages = list(dict.fromkeys(update.stage for update in updates))
    order = ["check", "queued", "encode", "denoise", "decode", "inspect", "save"]
    assert stages == [stage for stage in order if stage in stages]
    assert {"check", "inspect", "save"} <= set(stages)
    assert all(isinstance(update, Progress) for update in updates)


def test_each_step_is_seen_by_somebody_who_keeps_up(engine, settings, painter):
    painter.go.clear()
    updates = draw("a little rabbit", 1, 2, settings=settings, engine=engine)
    seen = [next(updates)]
    while seen[-1].stage != "encode" or seen[-1].step is None:
        seen.append(next(updates))
    assert (seen[-1].position, seen[-1].step, seen[-1].total) == (0, 0, 2)
    painter.go.set()
    *_, drawing = updates
    assert isinstance(drawing, Drawing)


def test_previews_are_too_small_to_be_more_than_a_hint(draw_all):
    previews = [update.preview for update in draw_all(num_inference_steps=30)[:-1] if update.preview]
    assert previews and all(max(preview.size) <= 64 for preview in previews)


def test_the_seconds_of_every_stage_are_kept(draw_all):
    timings_s = draw_all()[-1].timings_s
    assert {"check", "queued", "encode", "denoise", "decode", "inspect", "save"} <= set(timings_s)
    assert timings_s["denoise"] == 0.2 and all(seconds >= 0 for seconds in timings_s.values())


def test_the_same_seed_gives_the_same_pixels_and_another_label(draw_all):
    first, second = (draw_all(seed=5)[-1] for _ in range(2))
    with Image.open(first.path) as one, Image.open(second.path) as other:
        assert one.tobytes() == other.tobytes()
    assert first.produce_id != second.produce_id and first.path != second.path


def test_without_a_seed_the_one_that_was_drawn_is_told(draw_all, painter):
    drawing = draw_all()[-1]
    assert drawing.request.seed == painter.requests[0].seed


def test_out_names_the_file(draw_all, tmp_path):
    assert draw_all(out=tmp_path / "here" / "bear.png")[-1].path == tmp_path / "here" / "bear.png"


@pytest.mark.parametrize(
    "wish, numbers, error",
    [
        pytest.param("a rabbit with a gun", (), UnsafePrompt, id="unsafe"),
        pytest.param("", (), BadRequest, id="empty"),
        pytest.param("兔" * 10_000, (), BadRequest, id="too-long"),
        pytest.param("a rabbit", (float("nan"),), BadRequest, id="seed-nan"),
        pytest.param("a rabbit", (1, 0), BadRequest, id="steps-zero"),
        pytest.param("a rabbit", (1, 4, "nosuch"), BadRequest, id="unknown-preset"),
        pytest.param("a crocodile", (), CannotDraw, id="cannot-draw"),
    ],
)
def test_what_cannot_be_drawn_never_reaches_the_engine(draw_all, painter, settings, wish, numbers, error):
    with pytest.raises(error):
        draw_all(wish, *numbers)
    assert painter.requests == [] and not settings.output_dir.exists()


def test_an_unknown_preset_is_answered_in_the_wishs_language(draw_all):
    with pytest.raises(BadRequest, match="没有叫"):
        draw_all("一只小兔子", preset="nosuch")


def test_a_spoilt_picture_is_silently_drawn_again_with_the_next_seed(draw_all, painter):
    painter.spoilt = {7}
    drawing = draw_all(seed=7)[-1]
    assert drawing.request.seed == 8
    assert [request.seed for request in painter.requests] == [7, 8]
    assert drawing.timings_s["denoise"] == pytest.approx(0.4)


def test_the_seed_after_the_last_one_is_the_first(draw_all, painter):
    painter.spoilt = {2**31 - 1}
    assert draw_all(seed=2**31 - 1)[-1].request.seed == 0


def test_two_spoilt_pictures_are_an_error_and_no_file(draw_all, painter, settings):
    painter.spoilt = {7, 8}
    with pytest.raises(UnsafeImage) as caught:
        draw_all("一只小兔子", 7)
    assert "flat" not in str(caught.value) and "再" in str(caught.value)
    assert len(painter.requests) == 2 and not settings.output_dir.exists()


def test_a_classifier_that_breaks_blocks_the_picture(draw_all, monkeypatch, settings):
    def broken(picture):
        raise RuntimeError("no model")

    monkeypatch.setattr(studio, "image_classifiers", lambda preset: (broken,))
    with pytest.raises(UnsafeImage):
        draw_all()
    assert not settings.output_dir.exists()


def test_closing_stops_the_drawing_within_one_step(engine, settings, painter):
    painter.go.clear()
    updates = draw("a little rabbit", 1, 50, settings=settings, engine=engine)
    while next(updates).stage != "encode":
        pass
    updates.close()
    painter.go.set()
    follower = list(draw("a little rabbit", 2, 1, settings=settings, engine=engine))[-1]
    assert follower.request.seed == 2
    assert painter.steps <= 1 + 1  # one of the closed drawing, one of its follower


def test_closing_in_the_line_gives_the_place_back(engine, settings, painter):
    painter.go.clear()
    lines = [draw("a little rabbit", seed, 1, settings=settings, engine=engine) for seed in range(10)]
    while next(lines[0]).stage != "encode":
        pass
    for updates in lines[1:9]:
        assert [next(updates).stage for _ in range(2)] == ["check", "queued"]
    next(lines[9])
    with pytest.raises(QueueFull):
        next(lines[9])
    lines[4].close()
    painter.go.set()
    assert isinstance(list(lines[8])[-1], Drawing)
    for updates in lines[:9]:
        list(updates)
    assert 4 not in [request.seed for request in painter.requests]


def test_eight_wishes_at_once_are_neither_lost_nor_mixed_up(draw_all):
    with ThreadPoolExecutor(8) as threads:
        drawings = list(threads.map(lambda seed: draw_all("a little rabbit", seed)[-1], range(100, 108)))
    for seed, drawing in zip(range(100, 108), drawings, strict=True):
        with Image.open(drawing.path) as picture:
            assert drawing.request.seed == seed and picture.getpixel((0, 0))[2] == seed


@pytest.mark.parametrize("keep", [False, True])
def test_a_kept_recipe_opens_in_comfyui_and_only_a_kept_one(engine, tmp_path, keep):
    kept = Settings(preset="z-image-turbo", keep_recipe=keep, output_dir=tmp_path)
    *_, drawing = draw("a bear", seed=7, settings=kept, engine=engine)
    with Image.open(drawing.path) as picture:
        texts = {key: text for key, text in picture.info.items() if key in ("prompt", "workflow")}
    assert texts == (png_texts(drawing.request, PRESETS["z-image-turbo"]) if keep else {})
    assert (b"a bear" in drawing.path.read_bytes()) == keep
    assert (len(texts) == 2) == keep and read_label(drawing.path).is_ai_generated


def test_a_stopped_engine_ends_the_wait_with_a_kind_word(engine, settings, painter):
    painter.go.clear()
    updates = draw("a little rabbit", 1, 50, settings=settings, engine=engine)
    while next(updates).stage != "encode":
        pass
    threading.Timer(0.05, painter.go.set).start()
    engine.close(PATIENCE_S)
    with pytest.raises(Cancelled):
        list(updates)


def test_importing_the_program_brings_in_no_torch_and_no_drawing_code():
    code = """if True:
        import sys, cute_animal, cute_animal.studio, cute_animal.__main__
        cute_animal.draw
        heavy = {"torch", "diffusers", "transformers", "gradio", "cute_animal.starter.drawing"}
        sys.exit(", ".join(heavy & set(sys.modules)) or 0)
    """
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parent.parent,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr


def test_the_package_gives_out_its_public_names_and_no_others():
    import cute_animal

    assert (
        cute_animal.draw is draw and cute_animal.Drawing is Drawing and cute_animal.BadRequest is BadRequest
    )
    for name in cute_animal.__all__:
        assert getattr(cute_animal, name) is not None
    with pytest.raises(AttributeError):
        _ = cute_animal.nosuch
