"""The real pipeline class with random weights, saved to a folder and loaded from it like the shipped ones."""

from __future__ import annotations

import dataclasses
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from cute_animal import painting, pipeline, presets
from cute_animal.errors import Cancelled, ModelUnavailable, OutOfMemory, UnsafeImage
from cute_animal.machine import cpu_has_bf16
from cute_animal.prompt import GenerationRequest
from cute_animal.starter.pipeline import CuteAnimalPipeline
from cute_animal.starter.tiny import build_tiny


@pytest.fixture(scope="module")
def shipped(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("tiny-weights")
    build_tiny().save_pretrained(folder)
    return folder


@pytest.fixture
def weights(shipped, tmp_path, monkeypatch) -> Path:
    """A copy that a test may break, in place of the starter's weights; nothing is loaded yet."""
    folder = tmp_path / "weights"
    shutil.copytree(shipped, folder)
    tiny = dataclasses.replace(presets.PRESETS["starter"], weights=str(folder))
    monkeypatch.setattr(presets, "PRESETS", {"starter": tiny})
    return folder


def request(prompt="a bear with a hat", seed=1, steps=2, language="en") -> GenerationRequest:
    return GenerationRequest(
        prompt=prompt,
        seed=seed,
        num_inference_steps=steps,
        preset="starter",
        scheduler=None,
        language=language,
    )


def quiet(step, total, preview):
    pass


def pixels(**what) -> bytes:
    return pipeline.generate(request(**what), on_step=quiet).picture.tobytes()


def test_the_same_request_gives_the_same_pixels_and_seed_words_and_steps_change_them(weights):
    first = pixels()
    assert first == pixels()
    assert len({first, pixels(seed=2), pixels(prompt="一只戴帽子的小熊"), pixels(steps=3)}) == 4


def test_pixels_do_not_depend_on_what_was_drawn_before_or_on_torchs_own_seed(weights):
    first = pixels()
    pixels(steps=5)
    torch.manual_seed(99)
    assert pixels() == first


def test_every_step_is_reported_with_a_small_preview(weights):
    seen = []
    generated = pipeline.generate(request(steps=3), on_step=lambda *update: seen.append(update))
    assert [(step, total) for step, total, _ in seen] == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert seen[0][2] is None
    assert all(max(preview.size) <= 64 and preview.mode == "RGB" for *_, preview in seen[1:])
    assert generated.picture.size == (512, 512) and generated.picture.mode == "RGB"


def test_the_seconds_of_each_stage_come_with_the_picture(weights):
    timings_s = pipeline.generate(request(), on_step=quiet).timings_s
    assert set(timings_s) == {"load", "encode", "denoise", "decode"}
    assert all(seconds >= 0 for seconds in timings_s.values()) and timings_s["load"] > 0.001


def test_raising_in_on_step_stops_before_the_next_step_and_leaves_the_pipeline_usable(weights):
    expected, steps = pixels(), []

    def stop(step, total, preview):
        steps.append(step)
        if step == 2:
            raise Cancelled()

    with pytest.raises(Cancelled):
        pipeline.generate(request(steps=10), on_step=stop)
    assert steps == [0, 1, 2]
    assert pixels() == expected


def test_threads_that_ask_at_once_share_one_loading(weights, monkeypatch):
    loads, load = [], pipeline._load

    def slow_load(preset, *more, **named):
        loads.append(preset)
        time.sleep(0.1)
        return load(preset, *more, **named)

    monkeypatch.setattr(pipeline, "_load", slow_load)
    with ThreadPoolExecutor(4) as threads:
        pipes = set(threads.map(lambda _: pipeline.get_pipeline("starter"), range(4)))
    assert len(pipes) == len(loads) == 1


def test_two_draws_at_once_do_not_mix_their_steps(weights):
    """A scheduler keeps its step count: without a lock the second draw makes the first one fail or differ."""
    alone = [pixels(seed=seed, steps=12) for seed in range(4)]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda seed: pixels(seed=seed, steps=12), range(4)))
    assert together == alone


def flip_a_bit(file: Path, place: int) -> None:
    data = bytearray(file.read_bytes())
    data[place] ^= 1
    file.write_bytes(data)


def cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda w: shutil.rmtree(w), id="no-folder"),
        pytest.param(lambda w: (w / "model_index.json").unlink(), id="no-index"),
        pytest.param(lambda w: (w / "model_index.json").write_text("{"), id="index-is-no-json"),
        pytest.param(lambda w: shutil.rmtree(w / "transformer"), id="no-transformer"),
        pytest.param(lambda w: next(w.glob("transformer/*.safetensors")).unlink(), id="no-weights-file"),
        pytest.param(lambda w: cut_off(next(w.glob("transformer/*.safetensors"))), id="transformer-cut-off"),
        pytest.param(
            lambda w: cut_off(next(w.glob("text_encoder/*.safetensors"))), id="text-encoder-cut-off"
        ),
        pytest.param(lambda w: next(w.glob("vae/*.safetensors")).write_bytes(b""), id="empty-vae"),
        pytest.param(
            lambda w: flip_a_bit(next(w.glob("vae/*.safetensors")), 0), id="bit-of-the-headers-length-flipped"
        ),
        pytest.param(
            lambda w: flip_a_bit(next(w.glob("transformer/*.safetensors")), 10), id="bit-of-a-name-flipped"
        ),
        pytest.param(
            lambda w: shutil.copy(
                next(w.glob("vae/*.safetensors")), next(w.glob("transformer/*.safetensors"))
            ),
            id="weights-of-another-part",
        ),
        pytest.param(lambda w: (w / "tokenizer" / "tokenizer.json").unlink(), id="no-tokenizer"),
    ],
)
def test_broken_weights_are_answered_with_a_sentence_and_the_next_try_loads_again(weights, shipped, damage):
    damage(weights)
    with pytest.raises(ModelUnavailable) as caught:
        pipeline.generate(request(language="zh"), on_step=quiet)
    assert str(caught.value) == "画画用的模型文件不见了，或者坏了。请大人重新下载一次。"
    assert str(weights) not in str(caught.value) and caught.value.detail
    assert pipeline.loading_state() == f"failed: {caught.value}"
    shutil.copytree(shipped, weights, dirs_exist_ok=True)
    assert pipeline.generate(request(), on_step=quiet).picture.size == (512, 512)
    assert pipeline.loading_state() == "ready"


def test_pickled_weights_are_not_loaded(weights):
    file = next(weights.glob("transformer/*.safetensors"))
    torch.save({}, file.with_suffix(".bin"))
    file.unlink()
    with pytest.raises(ModelUnavailable):
        pipeline.get_pipeline()


@pytest.mark.parametrize("part", ["transformer", "vae", "text_encoder"])
def test_weights_that_are_not_a_number_give_no_picture(weights, part):
    file = next(weights.glob(f"{part}/*.safetensors"))
    spoilt = {
        name: torch.full_like(tensor, float("nan")) if tensor.is_floating_point() else tensor
        for name, tensor in load_file(file).items()
    }
    save_file(spoilt, file, {"format": "pt"})
    with pytest.raises(UnsafeImage) as caught:
        pixels()
    assert caught.value.detail == "non-finite or flat"
    assert pipeline.get_pipeline().dtype == torch.float32  # was tried too


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 9 GiB"), id="device"),
        pytest.param(MemoryError(), id="python"),
        pytest.param(RuntimeError("DefaultCPUAllocator: can't allocate memory"), id="cpu-allocator"),
    ],
)
def test_running_out_of_memory_has_its_own_sentence(weights, monkeypatch, error):
    def burst(*_, **__):
        raise error

    monkeypatch.setattr(CuteAnimalPipeline, "__call__", burst)
    with pytest.raises(OutOfMemory) as caught:
        pixels()
    assert "GiB" not in str(caught.value)


def test_loading_without_memory_is_not_taken_for_a_broken_file(weights, monkeypatch):
    """A page went on to say that its model was about to wake up."""

    def burst(*_, **__):
        raise MemoryError

    monkeypatch.setattr(pipeline, "load", burst)
    with pytest.raises(OutOfMemory) as caught:
        pipeline.get_pipeline()
    assert pipeline.loading_state() == f"failed: {caught.value}"


def test_a_page_can_ask_how_loading_goes_without_waiting_for_it(weights, monkeypatch):
    go, load = threading.Event(), pipeline._load
    monkeypatch.setattr(pipeline, "_load", lambda *what, **how: load(*what, **how) if go.wait(10) else None)
    loader = threading.Thread(target=pipeline.get_pipeline)
    loader.start()
    assert pipeline.loading_state() == "loading"
    go.set()
    loader.join()
    assert pipeline.loading_state() == "ready"


def test_warming_up_loads_and_draws_one_step(weights, monkeypatch):
    drawn, draw = [], painting._paint_starter
    monkeypatch.setattr(
        painting,
        "_paint_starter",
        lambda loaded, requests, *more: drawn.extend(requests) or draw(loaded, requests, *more),
    )
    pipeline.warm_up()
    assert pipeline.loading_state() == "ready"
    assert [request.num_inference_steps for request in drawn] == [1]


def test_the_setting_for_threads_reaches_torch(weights):
    before = torch.get_num_threads()
    try:
        for threads in (1, 2):
            pipeline.generate(request(steps=1), on_step=quiet, threads=threads)
            assert torch.get_num_threads() == threads
    finally:
        torch.set_num_threads(before)


def test_numbers_are_bf16_only_where_the_cpu_has_it(weights):
    native = cpu_has_bf16() or torch.cuda.is_available()
    assert pipeline.get_pipeline().transformer.dtype == (torch.bfloat16 if native else torch.float32)
