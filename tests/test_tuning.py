"""Settings that make a model faster or smaller: what cannot work here is a sentence."""

from __future__ import annotations

import pytest
import torch
from tiny_models import build_sd15, build_z_image

from cute_animal import tuning
from cute_animal.config import PLAIN, Settings, Tuning, load_settings
from cute_animal.errors import ModelUnavailable, NotSetUp
from cute_animal.presets import PRESETS
from cute_animal.tuning import check_tuning, tune_speed, tune_weights

CPU = torch.device("cpu")


@pytest.fixture
def everything_installed(monkeypatch):
    monkeypatch.setattr(tuning.importlib.util, "find_spec", lambda name: object())


@pytest.fixture
def nothing_installed(monkeypatch):
    monkeypatch.setattr(tuning.importlib.util, "find_spec", lambda name: None)


def test_settings_become_a_tuning():
    settings = load_settings(
        {
            "CUTE_ANIMAL_ATTENTION": "xformers",
            "CUTE_ANIMAL_STORAGE": "fp8",
            "CUTE_ANIMAL_COMPILE": "true",
        }
    )
    assert settings.tuning == Tuning("xformers", "fp8", True)
    assert Settings().tuning == PLAIN


def test_nothing_set_is_always_possible(nothing_installed):
    for preset in PRESETS.values():
        check_tuning(PLAIN, preset, "cpu")


@pytest.mark.parametrize(
    "chosen, preset, device, reason",
    [
        pytest.param(Tuning(attention="xformers"), "sd15", "cpu", "NVIDIA card", id="no-card"),
        pytest.param(Tuning(attention="flash"), "sd15", "cuda", "native or xformers", id="unet"),
        pytest.param(Tuning(storage="fp8"), "starter", "cuda", "small already", id="starter"),
        pytest.param(Tuning(storage="fp8"), "qwen-image", "cuda", "grid", id="lightning-on-fp8"),
    ],
)
def test_what_cannot_work_is_a_sentence(everything_installed, chosen, preset, device, reason):
    with pytest.raises(ModelUnavailable) as caught:
        check_tuning(chosen, PRESETS[preset], device)
    assert reason in str(caught.value) and "CUTE_ANIMAL_" in str(caught.value)


@pytest.mark.parametrize("attention", ["flash", "sage"])
def test_an_attention_that_knows_no_float32_is_refused_where_the_model_computes_in_it(
    everything_installed, attention
):
    chosen, preset = Tuning(attention=attention), PRESETS["z-image-turbo"]
    check_tuning(chosen, preset, "cuda", "bfloat16")
    with pytest.raises(NotSetUp, match="float32"):
        check_tuning(chosen, preset, "cuda", "float32")


@pytest.mark.parametrize(
    "attention, build, denoiser",
    [
        ("flash", build_z_image, "transformer"),
        ("sage", build_z_image, "transformer"),
        ("xformers", build_z_image, "transformer"),
        ("xformers", build_sd15, "unet"),
    ],
)
def test_a_package_that_is_found_and_cannot_run_is_a_sentence(attention, build, denoiser):
    """It was told as "the model's files are missing or broken"."""
    with pytest.raises(NotSetUp, match=f"CUTE_ANIMAL_ATTENTION={attention}") as caught:
        tune_speed(build(), Tuning(attention=attention), denoiser, CPU)
    assert "files" not in str(caught.value)


def test_an_attention_is_tried_once_before_a_picture_needs_it(monkeypatch):
    from diffusers.models import attention_dispatch

    tried = []

    def burst(*tensors, backend):
        tried.append(backend.value)
        raise RuntimeError("no kernel image is available for execution on the device")

    monkeypatch.setattr(attention_dispatch, "dispatch_attention_fn", burst)
    with pytest.raises(NotSetUp, match="no kernel image"):
        tune_speed(build_z_image(), Tuning(attention="native"), "transformer", CPU)
    assert tried == ["native"]


@pytest.mark.parametrize(
    "chosen, package",
    [
        (Tuning(attention="xformers"), "xformers"),
        (Tuning(attention="sage"), "sageattention"),
        (Tuning(attention="flash"), "flash-attn"),
    ],
)
def test_a_missing_package_is_named_with_the_line_that_installs_it(nothing_installed, chosen, package):
    with pytest.raises(ModelUnavailable, match=f"pip install {package}"):
        check_tuning(chosen, PRESETS["z-image-turbo"], "cuda")


def test_fp8_halves_the_blocks_and_still_draws_nearly_the_same():
    pipe, small = build_z_image(), build_z_image()
    tune_weights(small, Tuning(storage="fp8"), "transformer", torch.float32)
    stored = {p.dtype for p in small.transformer.layers.parameters()}
    assert torch.float8_e4m3fn in stored
    noise = torch.randn(1, 16, 8, 8, generator=torch.Generator().manual_seed(0))
    drawn = [
        one(
            "a bear",
            height=64,
            width=64,
            num_inference_steps=2,
            guidance_scale=0.0,
            latents=noise.clone(),
            output_type="latent",
        ).images
        for one in (pipe, small)
    ]
    assert not torch.equal(*drawn)
    assert (drawn[0] - drawn[1]).abs().mean() < 0.2 * drawn[0].abs().mean()


def test_the_attention_that_is_set_reaches_every_block():
    pipe = build_z_image()
    tune_speed(pipe, Tuning(attention="native"), "transformer", CPU)
    chosen = [block.attention.processor._attention_backend for block in pipe.transformer.layers]
    assert {backend.value for backend in chosen} == {"native"}


# torch imports an old part of its own when it first compiles.
@pytest.mark.filterwarnings("ignore:.*torch.jit.*is deprecated")
def test_compiling_wraps_the_repeated_blocks_only():
    pipe = build_z_image()
    tune_speed(pipe, Tuning(compiled=True), "transformer", CPU)
    assert all(block._compiled_call_impl is not None for block in pipe.transformer.layers)
    assert pipe.transformer._compiled_call_impl is None
