"""Architectures without weights: what is built of them computes like the real thing, and draws noise."""

from __future__ import annotations

import dataclasses
import json

import pytest
import torch

from cute_animal import architectures, pipeline
from cute_animal.architectures import architecture, build_random
from cute_animal.presets import PRESETS
from cute_animal.prompt import GenerationRequest

SMALL = {
    "sd15": {
        "unet": {
            "sample_size": 8,
            "block_out_channels": [8, 16],
            "down_block_types": ["CrossAttnDownBlock2D", "DownBlock2D"],
            "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D"],
            "layers_per_block": 1,
            "norm_num_groups": 4,
            "attention_head_dim": 2,
            "cross_attention_dim": 32,
        },
        "text_encoder": {
            "vocab_size": 514,
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "eos_token_id": 513,
        },
        "vae": {"block_out_channels": [8, 8, 16, 16], "norm_num_groups": 4, "sample_size": 32},
    },
    "z-image-turbo": {
        "transformer": {
            "dim": 48,
            "n_layers": 2,
            "n_refiner_layers": 1,
            "n_heads": 2,
            "n_kv_heads": 2,
            "cap_feat_dim": 32,
            "axes_dims": [8, 8, 8],
            "axes_lens": [512, 64, 64],
        },
        "text_encoder": {
            "vocab_size": 400,
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "num_key_value_heads": 1,
            "head_dim": 16,
        },
        "vae": {"block_out_channels": [8, 8, 16, 16], "norm_num_groups": 4, "sample_size": 32},
    },
}


@pytest.fixture(params=SMALL)
def preset(request, tmp_path, monkeypatch):
    """A preset whose architecture is the kept one with small numbers."""
    name = request.param
    content = architecture(PRESETS[name])
    for component, changes in SMALL[name].items():
        content[component]["config"] = {**content[component]["config"], **changes}
    (tmp_path / f"{name}.json").write_text(json.dumps(content))
    monkeypatch.setattr(architectures, "FOLDER", tmp_path)
    small = dataclasses.replace(PRESETS[name], height=64, width=64, dtypes=("float32",))
    monkeypatch.setattr(pipeline, "get_preset", lambda *names, **options: small)
    yield small
    pipeline.forget(small)


def test_random_weights_go_the_road_and_draw_noise(preset):
    made = []

    def make(dtype):
        made.append(build_random(preset, getattr(torch, dtype)))
        return made[-1]

    pipeline.adopt(preset, make)
    assert made and all(p.device.type == "cpu" for p in made[0].vae.parameters())
    request = GenerationRequest(
        prompt="a bear 小熊",
        seed=1,
        num_inference_steps=2,
        preset=preset.name,
        scheduler=preset.scheduler,
        language="en",
        height=64,
        width=64,
    )
    generated = pipeline.generate(request, on_step=lambda *update: None)
    assert generated.picture.size == (64, 64)
    assert len(set(generated.picture.tobytes())) > 8


def test_random_weights_are_the_same_every_time_and_leave_torchs_own_numbers_alone(preset):
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    first, second = (build_random(preset, torch.float32) for _ in range(2))
    assert torch.equal(torch.rand(3), expected)
    weights = [dict(getattr(pipe, preset.denoiser).named_parameters()) for pipe in (first, second)]
    assert all(torch.equal(value, weights[1][name]) for name, value in weights[0].items())
    assert all(torch.isfinite(value).all() for value in weights[0].values())


def test_rotary_tables_are_those_of_the_constructor(preset):
    """Tables that are no weights were lost with the meta device and filled with whatever lay in memory."""
    pipe = build_random(preset, torch.float32)
    cls = type(pipe.text_encoder)
    fresh = dict(cls(pipe.text_encoder.config).named_buffers())
    for name, buffer in pipe.text_encoder.named_buffers():
        assert torch.allclose(buffer.float(), fresh[name].float(), rtol=1e-4), name
