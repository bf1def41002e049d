"""Memory plans carried out on the CPU: where the weights lie, and that the picture does not know it."""

from __future__ import annotations

import itertools

import diffusers
import pytest
import tiny_models
import torch
from diffusers.hooks.group_offloading import _is_group_offload_enabled as streams

from cute_animal import diffusion, offload
from cute_animal.memory import GIB, MemoryPlan
from cute_animal.offload import apply_plan, blocks_of
from cute_animal.presets import PRESETS
from cute_animal.prompt import build_request
from cute_animal.safety import check_prompt

CPU = torch.device("cpu")
NAMES = tuple(tiny_models.BUILDERS)
RUNGS = [("none", 0), ("model", 0), ("encoder", 0), ("group", 0), ("group", 1)]


def plan_of(offload: str, resident_blocks: int = 0, vae_tiling: bool = False) -> MemoryPlan:
    return MemoryPlan(offload, vae_tiling, resident_blocks, peak_bytes=GIB, ram_bytes=0, seconds=1.0)


def request_for(preset, seed=7):
    return build_request(check_prompt("a little rabbit"), seed=seed, preset=preset)


def latents_of(pipe, preset) -> torch.Tensor:
    return diffusion.denoise(pipe, preset, [request_for(preset)], lambda *_: None)


@pytest.mark.parametrize("name", NAMES)
def test_every_rung_draws_what_is_drawn_without(tiny_preset, name):
    preset = tiny_preset(name)
    expected = latents_of(tiny_models.BUILDERS[name](), preset)
    for rung, resident in RUNGS:
        pipe = tiny_models.BUILDERS[name]()
        apply_plan(pipe, plan_of(rung, resident), preset.denoiser, CPU)
        for _ in range(2):  # the second picture meets the weights where the first one left them
            assert torch.allclose(latents_of(pipe, preset), expected, atol=1e-5), rung
        pictures = diffusion.decode(pipe, diffusion.as_grid(pipe, expected, 64, 64))
        assert pictures.shape == (1, 3, 64, 64) and not diffusion.is_spoilt(pictures)


@pytest.mark.parametrize("name", NAMES)
def test_what_a_plan_streams_is_streamed_and_nothing_else(tiny_preset, name):
    preset = tiny_preset(name)
    for rung, encoder_streams, denoiser_streams in (
        ("none", False, False),
        ("model", False, False),
        ("encoder", True, False),
        ("group", True, True),
    ):
        pipe = tiny_models.BUILDERS[name]()
        apply_plan(pipe, plan_of(rung), preset.denoiser, CPU)
        assert {streams(part) for part in offload.encoders_of(pipe).values()} == {encoder_streams}
        assert streams(getattr(pipe, preset.denoiser)) == denoiser_streams and not streams(pipe.vae)
        assert bool(getattr(pipe, "_all_hooks", [])) == (rung == "model")


@pytest.mark.parametrize("resident", range(6))
def test_resident_blocks_stay_and_the_others_come_and_go(resident):
    model = diffusers.QwenImageTransformer2DModel(
        num_layers=6,
        attention_head_dim=16,
        num_attention_heads=1,
        joint_attention_dim=16,
        axes_dims_rope=(4, 6, 6),
    )
    blocks = model.transformer_blocks
    offload.stream_blocks(model, resident, CPU)
    assert model.transformer_blocks is blocks and len(blocks) == 6
    staying = [index for index, block in enumerate(blocks) if not streams(block)]
    assert len(staying) == resident
    gaps = [after - before for before, after in itertools.pairwise(staying)]
    assert not gaps or max(gaps) - min(gaps) <= 1  # each of the others has time to arrive


def test_only_a_list_of_equal_blocks_is_streamed_by_block():
    assert [
        (name, found and (found[0], len(found[1])))
        for name, found in (
            (name, blocks_of(getattr(tiny_models.BUILDERS[name](), PRESETS[name].denoiser))) for name in NAMES
        )
    ] == [
        ("z-image-turbo", ("layers", 2)),
        ("qwen-image", ("transformer_blocks", 2)),
        ("dreamlite", None),
        ("sd15", None),
        ("sdxl-turbo", None),
    ]


@pytest.mark.parametrize("name", NAMES)
def test_decoding_in_tiles_gives_the_whole_picture(tiny_preset, name):
    preset = tiny_preset(name, height=288, width=288)
    pipe = tiny_models.BUILDERS[name]()
    grid = diffusion.as_grid(pipe, latents_of(pipe, preset), 288, 288)
    whole = diffusion.decode(pipe, grid)
    apply_plan(pipe, plan_of("none", vae_tiling=True), preset.denoiser, CPU)
    tiled = diffusion.decode(pipe, grid)
    assert pipe.vae.use_tiling and tiled.shape == whole.shape == (1, 3, 288, 288)
    assert not diffusion.is_spoilt(tiled) and not torch.equal(tiled, whole)
    # Away from the borders that only tiles have, nothing but the statistics of a tile is another.
    assert torch.corrcoef(torch.stack([tiled.flatten(), whole.flatten()]))[0, 1] > 0.9
