"""CuteAnimalPipeline does what a diffusers pipeline does: load, save, swap, batch, call back."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
import torch
from diffusers import DPMSolverMultistepScheduler

from cute_animal.starter.noise import starting_point
from cute_animal.starter.pipeline import PREVIEW_PX, CuteAnimalPipeline
from cute_animal.starter.tiny import build_tiny


@pytest.fixture(scope="module")
def pipe() -> CuteAnimalPipeline:
    tiny = build_tiny()
    tiny.set_progress_bar_config(disable=True)
    return tiny


def draw(pipe: CuteAnimalPipeline, *wishes: str, seeds=(7,), **options):
    starts = [starting_point(seed) for seed in seeds]
    return pipe(
        list(wishes),
        num_inference_steps=options.pop("num_inference_steps", 2),
        latents=torch.from_numpy(np.stack([noise for _, noise in starts])),
        layouts=[layout for layout, _ in starts],
        **options,
    ).images


def test_same_words_seed_and_steps_give_the_same_pixels(pipe):
    (first,), (second,) = draw(pipe, "a bear"), draw(pipe, "a bear")
    assert first.size == (512, 512) and first.mode == "RGB"
    assert first.tobytes() == second.tobytes()


def test_other_words_seed_or_steps_give_another_picture(pipe):
    (picture,) = draw(pipe, "a bear")
    assert draw(pipe, "一只戴帽子的小熊")[0].tobytes() != picture.tobytes()
    assert draw(pipe, "a bear", seeds=(8,))[0].tobytes() != picture.tobytes()
    assert draw(pipe, "a bear", num_inference_steps=5)[0].tobytes() != picture.tobytes()


def test_a_picture_is_the_same_whatever_it_is_batched_with(pipe):
    alone = draw(pipe, "a bear", output_type="pt")
    together = draw(pipe, "a bear", "穿红色背带裤的小兔子", seeds=(7, 9), output_type="pt")
    assert (alone[0] - together[0]).abs().max() <= 2 / 255  # [-1, 1]: one step of 8 bits


def test_saving_and_loading_keeps_the_pixels(pipe, tmp_path):
    pipe.save_pretrained(tmp_path, max_shard_size="9MB")
    loaded = CuteAnimalPipeline.from_pretrained(tmp_path, use_safetensors=True)
    loaded.set_progress_bar_config(disable=True)
    assert draw(loaded, "a bear")[0].tobytes() == draw(pipe, "a bear")[0].tobytes()


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # diffusers with numpy 2
def test_dpm_solver_can_take_over(pipe):
    euler = pipe.scheduler
    try:
        pipe.scheduler = DPMSolverMultistepScheduler(
            prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=euler.config.shift
        )
        solved = draw(pipe, "a bear", num_inference_steps=30, output_type="latent")
    finally:
        pipe.scheduler = euler
    walked = draw(pipe, "a bear", num_inference_steps=60, output_type="latent")
    assert torch.allclose(solved, walked, atol=0.25)  # the same path, other steps


def test_each_step_calls_back_with_a_harmless_preview(pipe):
    seen = []

    def on_step(pipe, step, timestep, tensors):
        seen.append((step, float(timestep), pipe.preview(tensors["pred_original_sample"])[0].size))
        return {}

    draw(
        pipe,
        "a bear",
        callback_on_step_end=on_step,
        callback_on_step_end_tensor_inputs=["pred_original_sample"],
    )
    assert [step for step, _, _ in seen] == [0, 1]
    assert seen[0][1] > seen[1][1]
    assert all(size == (PREVIEW_PX, PREVIEW_PX) for *_, size in seen)


def test_a_callback_that_raises_stops_at_once_and_the_next_picture_works(pipe):
    class Stopped(Exception):
        pass

    steps = []

    def stop(pipe, step, timestep, tensors):
        steps.append(step)
        raise Stopped

    with pytest.raises(Stopped):
        draw(pipe, "a bear", num_inference_steps=9, callback_on_step_end=stop)
    assert steps == [0]
    assert draw(pipe, "a bear")


def test_the_sketch_is_made_once_per_call_and_anew_for_the_next(pipe):
    made = []
    hook = pipe.transformer.sketch.register_forward_hook(lambda *_: made.append(1))
    try:
        (first,) = draw(pipe, "a bear", num_inference_steps=4)
        assert len(made) == 1
        (other,) = draw(pipe, "a rabbit", num_inference_steps=4)
        (again,) = draw(pipe, "a bear", num_inference_steps=4)
    finally:
        hook.remove()
    assert len(made) == 3
    assert first.tobytes() == again.tobytes() != other.tobytes()


def test_the_layout_has_its_effect(pipe):
    layout, noise = starting_point(7)
    fields = ("frames", "colors", "decorations", "hue")
    other = next(
        other
        for other, _ in map(starting_point, itertools.count(8))
        if all(getattr(other, field) != getattr(layout, field) for field in fields)
    )
    options = {"num_inference_steps": 2, "latents": torch.from_numpy(noise)[None], "output_type": "latent"}
    before = pipe("a bear", layouts=[layout], **options).images
    for field in fields:
        changed = replace(layout, **{field: getattr(other, field)})
        assert not torch.allclose(before, pipe("a bear", layouts=[changed], **options).images, atol=1e-5)


def test_stage_seconds_tell_where_the_time_went(pipe):
    draw(pipe, "a bear")
    assert set(pipe.stage_seconds) == {"encode", "denoise", "decode"}
    assert all(seconds > 0 for seconds in pipe.stage_seconds.values())


def test_unequal_numbers_of_prompts_and_layouts_are_refused(pipe):
    layout, noise = starting_point(1)
    with pytest.raises(ValueError, match="2 prompts, 1 latents"):
        pipe(["a", "b"], latents=torch.from_numpy(noise)[None], layouts=[layout])


def test_an_unknown_callback_tensor_is_refused(pipe):
    with pytest.raises(ValueError, match="prompt_embeds"):
        draw(pipe, "a", callback_on_step_end_tensor_inputs=["prompt_embeds"])


def test_non_finite_pictures_are_never_turned_into_pixels(pipe):
    with pytest.raises(ValueError, match="non-finite"):
        pipe("a bear", num_inference_steps=1, latents=torch.full((1, 32, 16, 16), float("nan")))
