"""Sizes of a model, counted before it is loaded and after, and against torch's own counter."""

from __future__ import annotations

import dataclasses

import pytest
import tiny_models
import torch
from torch.utils.flop_counter import FlopCounterMode

from cute_animal import architectures, diffusion, loading
from cute_animal.architectures import sizes_before_download
from cute_animal.config import Tuning
from cute_animal.memory import MemoryPlan
from cute_animal.offload import resident_parts
from cute_animal.presets import PRESETS
from cute_animal.prompt import build_request
from cute_animal.safety import check_prompt
from cute_animal.sizes import sizes_in_files, sizes_of
from cute_animal.tuning import tune_weights

NAMES = tuple(tiny_models.BUILDERS)
CPU = torch.device("cpu")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_the_headers_of_files_tell_what_the_loaded_model_tells(tiny_preset, tiny_folder, name, dtype):
    preset = tiny_preset(name)
    told = sizes_in_files(tiny_folder(name), preset, dtype)
    pipe = loading.from_files(preset, tiny_folder(name), getattr(torch, dtype))
    found = sizes_of(pipe, preset)
    for part in ("encoder", "denoiser", "decoder"):
        before, after = getattr(told, part), getattr(found, part)
        for field in dataclasses.fields(before):
            # Tables of positions are no weights: a few are in the model and not in its files.
            assert getattr(before, field.name) == pytest.approx(
                getattr(after, field.name), rel=0.02, abs=4096
            )


@pytest.mark.parametrize("name", ["z-image-turbo", "sd15"])
def test_the_headers_tell_what_fp8_will_leave(tiny_preset, tiny_folder, name):
    preset = tiny_preset(name)
    told = sizes_in_files(tiny_folder(name), preset, "bfloat16", storage="fp8")
    pipe = loading.from_files(preset, tiny_folder(name), torch.bfloat16)
    whole = sizes_of(pipe, preset).denoiser.weights_bytes
    tune_weights(pipe, Tuning(storage="fp8"), preset.denoiser, torch.bfloat16)
    found = sizes_of(pipe, preset).denoiser.weights_bytes
    assert told.denoiser.weights_bytes == pytest.approx(found, rel=0.01) and found < whole
    assert told.by_way_of_ram_bytes == pytest.approx(whole, rel=0.02, abs=4096)


def test_an_autoencoder_that_is_kept_in_float32_counts_twice(tiny_preset, tiny_folder):
    preset = tiny_preset("sdxl-turbo")
    half, full = (
        sizes_in_files(tiny_folder("sdxl-turbo"), preset, dtype) for dtype in ("float16", "float32")
    )
    assert half.decoder == full.decoder and half.denoiser.weights_bytes < full.denoiser.weights_bytes


@pytest.mark.parametrize("name", ["sd15", "sdxl-turbo"])
def test_the_arithmetic_of_a_unet_and_its_decoder_is_what_torch_counts(name):
    """Each weight was counted for each token: three times too much for UNets, a third for decoders."""
    preset = PRESETS[name]
    sizes = sizes_before_download(preset)
    meta = {"device": "meta", "dtype": torch.float16}
    entries = architectures.architecture(preset)
    unet, vae = (architectures._empty(entries[part], torch.float16) for part in ("unet", "vae"))
    more = {}
    if name == "sdxl-turbo":
        more = {"text_embeds": torch.zeros(1, 1280, **meta), "time_ids": torch.zeros(1, 6, **meta)}
    words = torch.zeros(1, 77, unet.config.cross_attention_dim, **meta)
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        unet(torch.zeros(1, 4, 64, 64, **meta), torch.zeros(1, **meta), words, added_cond_kwargs=more)
    passes = 2 if preset.negative_prompt else 1
    assert sizes.denoiser.flops == pytest.approx(passes * counter.get_total_flops(), rel=0.05)
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        vae.decode(torch.zeros(1, 4, 64, 64, **meta))
    assert sizes.decoder.flops == pytest.approx(counter.get_total_flops(), rel=0.05)


def test_a_network_of_two_streams_does_not_run_every_weight_for_every_token():
    """Qwen-Image has a half for words, a half for the picture, and a third that runs once: 47e12 was said."""
    flops = sizes_before_download(PRESETS["qwen-image"]).denoiser.flops
    assert 14e12 < flops < 19e12


@pytest.mark.parametrize(
    "offload, straight",
    [
        ("none", {"text_encoder", "transformer", "vae"}),
        ("encoder", {"transformer", "vae"}),
        ("model", set()),
        ("group", set()),
    ],
)
def test_what_stays_on_the_device_goes_there_straight_and_draws_the_same(
    tiny_preset, tiny_folder, offload, straight
):
    plan = MemoryPlan(offload, False, 0, peak_bytes=0, ram_bytes=0, seconds=1.0)
    assert resident_parts(plan, ("text_encoder", "transformer", "vae")) == straight
    preset, folder = tiny_preset("z-image-turbo"), tiny_folder("z-image-turbo")
    request = build_request(check_prompt("a little rabbit"), seed=7, preset=preset)
    drawn = [
        diffusion.denoise(pipe, preset, [request], lambda *_: None)
        for pipe in (
            loading.from_files(preset, folder, torch.float32),
            loading.from_files(preset, folder, torch.float32, straight=frozenset(straight), device=CPU),
        )
    ]
    assert torch.allclose(*drawn, atol=1e-5)


def test_components_that_stay_on_the_device_are_never_in_ram(tiny_preset, tiny_folder):
    preset = tiny_preset("z-image-turbo")
    pipe = loading.from_files(
        preset,
        tiny_folder("z-image-turbo"),
        torch.float32,
        straight=frozenset({"transformer", "vae"}),
        device=torch.device("meta"),
    )
    where = {
        name: next(getattr(pipe, name).parameters()).device.type for name in ("transformer", "text_encoder")
    }
    assert where == {"transformer": "meta", "text_encoder": "cpu"}
