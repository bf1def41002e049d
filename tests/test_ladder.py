"""The ladder: a device that runs out of memory gets the model one rung lower, and the picture is finished.

The device is a card in name only: plans are made for it, and then carried out on the CPU.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import logging
import shutil
from pathlib import Path

import numpy as np
import pytest
import tiny_models
import torch
from safetensors.torch import load_file, save_file

from cute_animal import loading, machine, memory, pipeline
from cute_animal.errors import OutOfMemory, UnsafeImage
from cute_animal.hub import Files
from cute_animal.memory import GIB, MemoryPlan
from cute_animal.offload import apply_plan
from cute_animal.presets import Lora
from cute_animal.prompt import build_request
from cute_animal.safety import check_prompt
from cute_animal.sizes import sizes_in_files

CPU = torch.device("cpu")


def request_for(preset, seed=7):
    return build_request(check_prompt("a little rabbit"), seed=seed, preset=preset)


@pytest.fixture
def card(monkeypatch):
    """A card in name: it gets plans, every rung of them, which the CPU carries out. Returns those it got."""
    plans: list[MemoryPlan] = []
    from_files = loading.from_files
    simulated = dataclasses.replace(
        machine.probe_machine(),
        device="cuda",
        has_bf16=True,
        device_bytes=80 * GIB,
        ram_bytes=80 * GIB,
        link_bytes_per_s=1e9,
        flops_per_s=1e12,
    )

    def apply_on_cpu(pipe, plan, denoiser, device):
        assert device == torch.device("cuda")
        plans.append(plan)
        apply_plan(pipe, plan, denoiser, CPU)

    monkeypatch.setattr(pipeline, "probe_machine", lambda: simulated)
    monkeypatch.setattr(pipeline, "with_free_memory", lambda machine: machine)

    def load_to_cpu(preset, folder, dtype, *, straight, device):
        assert device == torch.device(pipeline.probe_machine().device)
        return from_files(preset, folder, dtype, straight=straight, device=CPU)

    monkeypatch.setattr(loading, "apply_plan", apply_on_cpu)
    monkeypatch.setattr(loading, "from_files", load_to_cpu)
    monkeypatch.setattr(loading, "rung_below", functools.partial(memory.rung_below, saving=0.0))
    monkeypatch.setattr(pipeline, "_loaded", {})
    monkeypatch.setattr(pipeline, "_failures", {})
    return plans


def burst(monkeypatch, module: torch.nn.Module, times: int = 1, after: int = 0, method: str = "forward"):
    """Let the class of a tiny pipeline's part run out of memory, `times` times, after `after` good calls."""
    cls = type(module)
    compute, calls = getattr(cls, method), itertools.count()

    def compute_or_burst(self, *arguments, **named):
        if after <= next(calls) < after + times:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 9 GiB")
        return compute(self, *arguments, **named)

    monkeypatch.setattr(cls, method, functools.wraps(compute)(compute_or_burst))


def pixels(preset, seed=7) -> np.ndarray:
    generated = pipeline.generate(request_for(preset, seed), on_step=lambda *_: None)
    return np.asarray(generated.picture, int)


def stage(pipe, preset, name: str):
    """(part, good calls before it bursts, method) of a stage."""
    return {
        "encode": (pipe.text_encoder, 0, "forward"),
        "first-step": (getattr(pipe, preset.denoiser), 0, "forward"),
        "middle-step": (getattr(pipe, preset.denoiser), 2, "forward"),
        "decode": (pipe.vae, 0, "decode"),
    }[name]


@pytest.mark.parametrize(
    "name, where",
    [
        ("z-image-turbo", "encode"),
        ("z-image-turbo", "first-step"),
        ("z-image-turbo", "middle-step"),
        ("z-image-turbo", "decode"),
        ("qwen-image", "encode"),
        ("dreamlite", "middle-step"),
        ("sd15", "decode"),
    ],
)
def test_out_of_memory_takes_one_rung_down_and_the_picture_is_still_finished(
    tiny_preset, card, monkeypatch, name, where
):
    preset = tiny_preset(name)
    expected = pixels(preset)
    pipeline._loaded.clear()
    part, after, method = stage(tiny_models.BUILDERS[name](), preset, where)
    burst(monkeypatch, part, after=after, method=method)
    card.clear()
    assert np.abs(pixels(preset) - expected).max() <= 1
    first, second = card
    rungs = pipeline.loaded(name).rungs
    assert second == rungs[rungs.index(first) + 1] and second.peak_bytes < first.peak_bytes
    assert np.abs(pixels(preset) - expected).max() <= 1
    assert pipeline.loaded(name).plan == second and len(card) == 2  # remembered for the next picture


def test_out_of_memory_while_loading_takes_one_rung_down(tiny_preset, card, monkeypatch):
    """It was the end: only a draw went down the ladder."""
    preset, apply = tiny_preset("z-image-turbo"), loading.apply_plan

    def burst_at_first(pipe, plan, *where):
        apply(pipe, plan, *where)
        if len(card) == 1:
            raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(loading, "apply_plan", burst_at_first)
    assert pixels(preset).shape == (64, 64, 3)
    loaded = pipeline.loaded(preset.name)
    assert [loaded.rungs.index(plan) for plan in card] == [0, 1] and loaded.plan == card[1]


def test_out_of_memory_while_a_lora_is_loaded_takes_one_rung_down(tiny_preset, card, monkeypatch, tmp_path):
    """It was told as a wrong file, and its bytes were in no plan."""
    pipe = tiny_models.BUILDERS["sd15"]()
    file = tiny_models.write_lora(pipe, tmp_path)
    lora = Lora("made/here", "1", file.name, rank=2, download_bytes=file.stat().st_size)
    preset = tiny_preset("sd15", lora=lora)
    files = Files(Path(preset.weights), file)
    burst(monkeypatch, pipe.unet, method="load_lora_adapter")
    loaded = loading.load(preset, files, pipeline.probe_machine())
    assert card == [loaded.rungs[1]] and loaded.plan == card[0]
    sizes = sizes_in_files(files.folder, preset, loaded.dtype)
    with_lora = dataclasses.replace(sizes, lora_bytes=file.stat().st_size)
    assert loaded.rungs == memory.ladder(with_lora, pipeline.probe_machine().budget)
    assert loaded.rungs != memory.ladder(sizes, pipeline.probe_machine().budget)


@pytest.mark.parametrize("name", ["z-image-turbo", "sd15"])
def test_on_the_last_rung_comes_a_sentence_and_the_next_wish_is_drawn(tiny_preset, card, monkeypatch, name):
    preset = tiny_preset(name)
    pipeline.get_pipeline(name)
    rungs = pipeline.loaded(name).rungs
    burst(monkeypatch, getattr(tiny_models.BUILDERS[name](), preset.denoiser), times=len(rungs))
    with pytest.raises(OutOfMemory) as caught:
        pixels(preset)
    assert tuple(card) == rungs and len(rungs) > 1
    assert "GiB" not in str(caught.value) and "GiB" in caught.value.detail
    assert caught.value.__context__ is None, "would keep the tensors of the failed picture on the device"
    assert pixels(preset).shape == (64, 64, 3) and pipeline.loaded(name).plan == rungs[-1]


def test_on_the_last_rung_loading_ends_with_a_sentence_too(tiny_preset, card, monkeypatch):
    preset = tiny_preset("z-image-turbo")

    def always_burst(pipe, plan, *where):
        card.append(plan)
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(loading, "apply_plan", always_burst)
    with pytest.raises(OutOfMemory) as caught:
        pixels(preset)
    assert len(card) > 1 and len(set(card)) == len(card)
    assert pipeline.loading_state(preset.name) == f"failed: {caught.value}"


def test_a_card_that_no_plan_fits_on_is_answered_with_what_is_needed(tiny_preset, card, monkeypatch):
    preset, small = (
        tiny_preset("z-image-turbo"),
        dataclasses.replace(pipeline.probe_machine(), device_bytes=GIB // 8),
    )
    monkeypatch.setattr(pipeline, "probe_machine", lambda: small)
    with pytest.raises(OutOfMemory, match=r"needs at least 0\.\d GiB on the device, 0\.1 GiB are free"):
        pixels(preset)
    assert card == []


def test_a_card_holds_one_model_and_a_cpu_several(tiny_preset, card, monkeypatch):
    one, other = tiny_preset("sd15"), tiny_preset("z-image-turbo")
    pixels(one)
    kept = pipeline.loaded("sd15")
    pixels(other)
    assert list(pipeline._loaded) == [other] and kept.pipe is None
    monkeypatch.setattr(pipeline, "probe_machine", machine.probe_machine)
    pixels(one)
    assert set(pipeline._loaded) == {one, other}


MODEL = MemoryPlan("model", False, 0, peak_bytes=GIB, ram_bytes=GIB, seconds=1.0)


def test_stopping_leaves_nothing_on_the_device(tiny_preset, card, monkeypatch):
    """The denoiser stayed there, and the next wish's text encoder came beside it."""
    preset = tiny_preset("z-image-turbo")
    monkeypatch.setattr(loading, "plan_memory", lambda *_, **__: MODEL)
    pipe, freed = pipeline.get_pipeline(preset.name), []
    monkeypatch.setattr(pipe, "maybe_free_model_hooks", lambda: freed.append(True))

    def stop(step, total, preview):
        if step:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pipeline.generate(request_for(preset), on_step=stop)
    assert freed


def spoil(monkeypatch, cls, *, value: float, in_types: tuple[torch.dtype, ...]):
    """Let decoders of this class give pictures of one value in these types. Returns the types of calls."""
    decode, seen = cls.decode, []

    def decode_or_spoil(self, latents, **named):
        seen.append(latents.dtype)
        pictures = decode(self, latents, **named)
        return tuple(picture * 0 + value for picture in pictures) if latents.dtype in in_types else pictures

    monkeypatch.setattr(cls, "decode", decode_or_spoil)
    return seen


BOTH = ("bfloat16", "float32")


@pytest.mark.parametrize("value", [pytest.param(float("nan"), id="nan"), pytest.param(0.5, id="flat")])
def test_a_spoilt_picture_is_drawn_again_in_float32(tiny_preset, card, monkeypatch, caplog, value):
    preset = tiny_preset("z-image-turbo", dtypes=BOTH)
    seen = spoil(monkeypatch, type(tiny_models.build_z_image().vae), value=value, in_types=(torch.bfloat16,))
    with caplog.at_level(logging.WARNING, "cute_animal"):
        picture = pixels(preset)
    assert picture.std() > 10 and seen == [torch.bfloat16, torch.float32]
    assert "spoilt" in caplog.text
    pixels(preset)
    assert seen[2:] == [torch.float32] and len(card) == 2  # stays there


@pytest.mark.parametrize("value", [pytest.param(float("nan"), id="nan"), pytest.param(0.5, id="flat")])
def test_a_picture_that_stays_spoilt_is_never_shown(tiny_preset, card, monkeypatch, value):
    preset = tiny_preset("z-image-turbo", dtypes=BOTH)
    both = (torch.bfloat16, torch.float32)
    seen = spoil(monkeypatch, type(tiny_models.build_z_image().vae), value=value, in_types=both)
    with pytest.raises(UnsafeImage) as caught:
        pixels(preset)
    assert seen[-1] == torch.float32 and len(seen) <= 2 and caught.value.detail == "non-finite or flat"


@pytest.mark.parametrize("part", ["vae", "transformer", "text_encoder"])
def test_weights_that_are_not_a_number_are_never_shown(tiny_folder, tiny_preset, tmp_path, part):
    folder = shutil.copytree(tiny_folder("z-image-turbo"), tmp_path / "weights")
    file = next((folder / part).glob("*.safetensors"))
    save_file({key: tensor * float("nan") for key, tensor in load_file(file).items()}, file, {"format": "pt"})
    with pytest.raises(UnsafeImage):
        pixels(tiny_preset("z-image-turbo", weights=str(folder)))
