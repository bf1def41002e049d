"""Every large preset goes the whole road: its real pipeline class, tiny random weights, its own settings."""

from __future__ import annotations

import contextlib
import functools
import time

import numpy as np
import pytest
import torch
from PIL import Image

from cute_animal import diffusion, pipeline
from cute_animal.config import TAKE_THE_RISK, Settings
from cute_animal.engine import Engine
from cute_animal.errors import BadRequest, Cancelled, CannotDraw
from cute_animal.label import Drawing, read_label
from cute_animal.presets import PRESETS
from cute_animal.prompt import build_request
from cute_animal.safety import check_prompt
from cute_animal.studio import draw

LARGE = [name for name in PRESETS if name != "starter"]
SCHEDULERS = [(name, scheduler) for name in LARGE for scheduler in PRESETS[name].schedulers]
PATIENCE_S = 60.0


@pytest.fixture(params=LARGE)
def preset(request, tiny_preset):
    return tiny_preset(request.param)


@pytest.fixture
def walk(tmp_path):
    """Walk the whole road with a new engine, which has no pictures of before; returns all that it yields."""

    def walk(preset, wish="a little rabbit", seed=7, steps=None, **settings):
        engine = Engine(pipeline.generate)
        raw = {"unchecked_pictures": TAKE_THE_RISK}  # else the model would be told less (test_house.py)
        chosen = Settings(preset=preset.name, output_dir=tmp_path, **raw, **settings)
        try:
            return list(draw(wish, seed, steps, settings=chosen, engine=engine))
        finally:
            engine.close(PATIENCE_S)

    return walk


def request_for(preset, wish="a little rabbit", seed=7, steps=None, scheduler=None):
    return build_request(
        check_prompt(wish), seed=seed, num_inference_steps=steps, preset=preset, scheduler=scheduler
    )


def quiet(step, total, preview):
    pass


def pixels(preset, **what) -> bytes:
    return pipeline.generate(request_for(preset, **what), on_step=quiet).picture.tobytes()


def part_of(preset, name: str) -> torch.nn.Module:
    return getattr(pipeline.get_pipeline(preset.name), name)


@contextlib.contextmanager
def counted(*modules: torch.nn.Module, each_s: float = 0.0):
    """Count how often these modules compute, and make each of it take longer."""
    calls: list[torch.nn.Module] = []

    def note(module, arguments) -> None:
        calls.append(module)
        time.sleep(each_s)

    handles = [module.register_forward_pre_hook(note) for module in modules]
    yield calls
    for handle in handles:
        handle.remove()


def test_a_wish_becomes_a_labelled_picture(preset, walk, tmp_path):
    drawing = walk(preset, "一只小兔子")[-1]
    assert isinstance(drawing, Drawing) and drawing.path.parent == tmp_path
    assert read_label(drawing.path).is_ai_generated
    request = drawing.request
    assert (request.preset, request.scheduler, request.seed) == (preset.name, preset.scheduler, 7)
    assert request.num_inference_steps == preset.num_inference_steps
    assert "rabbit" in request.prompt if preset.languages == ("en",) else "小兔子" in request.prompt
    assert {"load", "encode", "denoise", "decode", "inspect", "save"} <= set(drawing.timings_s)
    with Image.open(drawing.path) as picture:
        assert picture.size == (preset.width, preset.height) and picture.mode == "RGB"


def test_the_same_request_gives_the_same_pixels_and_seed_words_and_steps_change_them(preset, walk):
    def drawn(*what) -> bytes:
        with Image.open(walk(preset, *what)[-1].path) as picture:
            return picture.tobytes()

    wish, steps = "a little rabbit", preset.num_inference_steps
    first = drawn(wish, 7, steps)
    others = {drawn(wish, 8, steps), drawn("a red cat", 7, steps), drawn(wish, 7, steps - 1)}
    assert first == drawn(wish, 7, steps)
    assert len({first, *others}) == 4


@pytest.mark.parametrize("name, scheduler", SCHEDULERS)
def test_every_scheduler_of_a_preset_draws_with_the_fewest_and_the_most_steps(
    tiny_preset, walk, name, scheduler
):
    preset = tiny_preset(name)
    for steps in (preset.fewest_steps, preset.most_steps):
        drawing = walk(preset, steps=steps, scheduler=scheduler)[-1]
        assert (drawing.request.scheduler, drawing.request.num_inference_steps) == (scheduler, steps)
    assert type(pipeline.get_pipeline(name).scheduler).__name__ == preset.schedulers[scheduler].scheduler


@pytest.mark.parametrize("name", ["z-image-turbo", "sd15", "sdxl-turbo"])
def test_schedulers_are_not_mixed_up_and_each_draws_the_same_again(tiny_preset, name):
    preset = tiny_preset(name)
    rounds = [
        {scheduler: pixels(preset, steps=4, scheduler=scheduler) for scheduler in preset.schedulers}
        for _ in range(2)
    ]
    assert rounds[0] == rounds[1]
    assert len(set(rounds[0].values())) == len(preset.schedulers)


def test_an_unknown_scheduler_is_answered_before_anything_is_drawn(preset, walk, monkeypatch):
    monkeypatch.setattr(pipeline, "generate", lambda *_, **__: pytest.fail("was drawn"))
    with pytest.raises(BadRequest) as caught:
        walk(preset, scheduler="nosuch")
    assert "nosuch" in str(caught.value) and all(name in str(caught.value) for name in preset.schedulers)


def test_every_step_is_reported(preset):
    seen = []
    total = preset.num_inference_steps
    pipeline.generate(request_for(preset), on_step=lambda *update: seen.append(update[:2]))
    assert seen == [(step, total) for step in range(total + 1)]


def test_raising_in_on_step_stops_before_the_next_step_and_the_next_picture_is_right(preset):
    """DreamLite's class has no callback: its progress bar is listened to."""
    expected, steps = pixels(preset), []

    def stop(step, total, preview):
        steps.append(step)
        if step == 2:
            raise Cancelled()

    with counted(part_of(preset, preset.denoiser)) as calls, pytest.raises(Cancelled):
        pipeline.generate(request_for(preset), on_step=stop)
    assert steps == [0, 1, 2] and len(calls) == 2
    assert pixels(preset) == expected


@pytest.mark.parametrize("name", ["z-image-turbo", "dreamlite", "sd15"])
def test_closing_stops_the_drawing_within_one_step(tiny_preset, tmp_path, name):
    preset = tiny_preset(name)
    engine = Engine(pipeline.generate)
    settings = Settings(preset=name, output_dir=tmp_path)
    with counted(part_of(preset, preset.denoiser), each_s=0.1) as calls:
        updates = draw("a little rabbit", 7, preset.most_steps, settings=settings, engine=engine)
        while next(updates).stage != "denoise":
            pass
        updates.close()
        closed_at = len(calls)
        engine.close(PATIENCE_S)
    assert len(calls) <= closed_at + 1 and len(calls) < preset.most_steps
    assert not list(tmp_path.iterdir())


def test_previews_are_small_and_come_from_the_second_picture_on(tiny_preset):
    """What colour a latent cell has is learnt from the first picture that was decoded."""
    for name in LARGE:
        preset = tiny_preset(name, licence="nothing is known of its colours yet")
        for nth in (1, 2):
            previews = []
            pipeline.generate(
                request_for(preset, seed=nth), on_step=lambda *update, seen=previews: seen.append(update[2])
            )
            known = nth == 2 and name != "dreamlite"  # whose class shows no latents
            assert [preview is not None for preview in previews] == [
                step > 0 and known for step in range(preset.num_inference_steps + 1)
            ]
            assert all(max(preview.size) <= 64 and preview.mode == "RGB" for preview in previews if preview)


def test_the_last_preview_has_the_colours_of_the_picture(tiny_preset):
    preset, previews = tiny_preset("z-image-turbo"), []
    for seed in (1, 2):
        drawn = pipeline.generate(
            request_for(preset, seed=seed), on_step=lambda *update: previews.append(update[2])
        )
    quarters = [image.resize((2, 2), Image.Resampling.BOX) for image in (previews[-1], drawn.picture)]
    seen, picture = (np.asarray(image, float) for image in quarters)
    assert np.abs(seen - picture).mean() < 16  # of 255 levels


def test_a_repeated_wish_does_not_run_the_text_encoder(preset):
    pipe = pipeline.get_pipeline(preset.name)
    encoders = [part for name, part in pipe.components.items() if name.startswith("text_encoder")]
    with counted(*encoders) as calls:
        first = pipeline.generate(request_for(preset, "a bear that nobody drew before"), on_step=quiet)
        assert set(calls) == set(encoders) and first.timings_s["encode"] > 0
        calls.clear()
        again = pipeline.generate(request_for(preset, "a bear that nobody drew before", 8), on_step=quiet)
    assert calls == [] and again.timings_s["encode"] == 0
    assert first.picture.tobytes() != again.picture.tobytes()


def test_many_wishes_do_not_fill_the_memory(tiny_preset, monkeypatch):
    monkeypatch.setattr(diffusion, "KEPT_PROMPTS", 2)
    preset = tiny_preset("z-image-turbo", licence="another memory")
    for wish in ("a bear", "a cat", "a dog"):
        pixels(preset, wish=wish)
    with counted(part_of(preset, "text_encoder")) as calls:
        pixels(preset, wish="a dog")
        assert calls == []
        pixels(preset, wish="a bear")
        assert len(calls) == 1


def test_the_picture_is_the_one_that_the_class_itself_would_have_decoded(preset, monkeypatch):
    """Decoding is taken out of the pipelines' hands: scale, shift, mean and deviation have to be theirs."""
    pipe, request = pipeline.get_pipeline(preset.name), request_for(preset)
    latents = diffusion.denoise(pipe, preset, [request], lambda *_: None)
    grid = diffusion.as_grid(pipe, latents, request.height, request.width)
    ours = diffusion.to_picture(diffusion.decode(pipe, grid))
    call = type(pipe).__call__

    class Decoded(Exception):
        """Carries their picture out, past what takes latents."""

    @functools.wraps(call)
    def call_for_a_picture(pipe, **arguments):
        raise Decoded(call(pipe, **{**arguments, "output_type": "pil", "return_dict": True}).images[0])

    monkeypatch.setattr(type(pipe), "__call__", call_for_a_picture)
    with pytest.raises(Decoded) as decoded:
        diffusion.denoise(pipe, preset, [request], lambda *_: None)
    (theirs,) = decoded.value.args
    assert np.abs(np.asarray(ours, int) - np.asarray(theirs, int)).max() <= 1


@pytest.mark.parametrize("steps", ["fewest", "most"])
def test_step_counts_outside_of_what_a_model_can_are_refused(preset, walk, steps):
    count = preset.fewest_steps - 1 if steps == "fewest" else preset.most_steps + 1
    with pytest.raises(BadRequest, match=f"from {preset.fewest_steps} to {preset.most_steps}"):
        walk(preset, steps=count)


@pytest.mark.parametrize("name", ["sd15", "sdxl-turbo"])
def test_a_chinese_wish_that_cannot_be_translated_is_answered_in_words(tiny_preset, walk, tmp_path, name):
    with pytest.raises(CannotDraw, match="英语"):
        walk(tiny_preset(name), "一只水母")
    assert not list(tmp_path.iterdir())
