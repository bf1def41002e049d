"""Which files of a repository a preset needs, and how large a model is by its files."""

from __future__ import annotations

import pytest
from huggingface_hub.utils import filter_repo_objects
from tiny_models import build_sd15

from cute_animal.hub import wanted, weight_files
from cute_animal.presets import PRESETS, Preset, get_preset

SD15 = [
    "README.md",
    "model_index.json",
    "v1-5-pruned.ckpt",
    "v1-5-pruned.safetensors",
    "v1-5-pruned-emaonly.safetensors",
    "v1-inference.yaml",
    "feature_extractor/preprocessor_config.json",
    "scheduler/scheduler_config.json",
    "safety_checker/config.json",
    "safety_checker/model.fp16.safetensors",
    "safety_checker/model.safetensors",
    "safety_checker/pytorch_model.bin",
    "safety_checker/pytorch_model.fp16.bin",
    "tokenizer/merges.txt",
    "tokenizer/special_tokens_map.json",
    "tokenizer/tokenizer_config.json",
    "tokenizer/vocab.json",
    "text_encoder/config.json",
    "text_encoder/model.fp16.safetensors",
    "text_encoder/model.safetensors",
    "text_encoder/pytorch_model.bin",
    "text_encoder/pytorch_model.fp16.bin",
    "unet/config.json",
    "unet/diffusion_pytorch_model.bin",
    "unet/diffusion_pytorch_model.fp16.bin",
    "unet/diffusion_pytorch_model.fp16.safetensors",
    "unet/diffusion_pytorch_model.non_ema.bin",
    "unet/diffusion_pytorch_model.non_ema.safetensors",
    "unet/diffusion_pytorch_model.safetensors",
    "vae/config.json",
    "vae/diffusion_pytorch_model.bin",
    "vae/diffusion_pytorch_model.fp16.bin",
    "vae/diffusion_pytorch_model.fp16.safetensors",
    "vae/diffusion_pytorch_model.safetensors",
]
SHARDS = [f"transformer/diffusion_pytorch_model-{i:05}-of-00009.safetensors" for i in range(1, 10)]
QWEN = [
    *[".gitattributes", "LICENSE", "README.md", "model_index.json", "scheduler/scheduler_config.json"],
    *["text_encoder/config.json", "text_encoder/generation_config.json"],
    *["text_encoder/model.safetensors.index.json", "text_encoder/model-00001-of-00001.safetensors"],
    *[
        "tokenizer/added_tokens.json",
        "tokenizer/chat_template.jinja",
        "tokenizer/merges.txt",
        "tokenizer/vocab.json",
    ],
    *["transformer/config.json", "transformer/diffusion_pytorch_model.safetensors.index.json"],
    *SHARDS,
    *["vae/config.json", "vae/diffusion_pytorch_model.safetensors", "assets/example.png"],
]
FOR_GIT = {".gitattributes", "LICENSE", "README.md", "assets/example.png"}


def through(preset: Preset, listing: list[str]) -> set[str]:
    return {*filter_repo_objects(listing, **wanted(preset))}


def test_a_variant_is_fetched_without_the_others_and_without_what_is_not_needed():
    at_the_top = {"model_index.json"}
    fetched = through(PRESETS["sd15"], SD15)
    assert {path for path in fetched if path.endswith((".safetensors", ".bin", ".ckpt"))} == {
        "text_encoder/model.fp16.safetensors",
        "unet/diffusion_pytorch_model.fp16.safetensors",
        "vae/diffusion_pytorch_model.fp16.safetensors",
    }
    small = (".json", ".txt")
    not_needed = ("safety_checker", "feature_extractor")
    assert {path for path in fetched if path.endswith(small)} == at_the_top | {
        path for path in SD15 if path.endswith(small) and not path.startswith(not_needed)
    }


def test_a_model_that_is_named_by_its_hub_id_is_fetched_once_and_not_in_every_variant():
    """It came three times: plain, fp16 and non_ema."""
    fetched = through(get_preset("somebody/else", anything=True), SD15)
    assert {path for path in fetched if path.startswith("unet/")} == {
        "unet/config.json",
        "unet/diffusion_pytorch_model.safetensors",
    }
    assert not {path for path in fetched if ".fp16." in path or path.endswith((".bin", ".ckpt"))}


@pytest.mark.parametrize("name", ["qwen-image", "z-image-turbo"])
def test_all_shards_are_fetched(name):
    assert through(PRESETS[name], QWEN) == {*QWEN} - FOR_GIT


def test_the_shards_of_a_variant_are_fetched():
    shards = ["unet/m.fp16-00001-of-00002.safetensors", "unet/m-00002-of-00002.fp16.safetensors"]
    assert through(PRESETS["sdxl-turbo"], [*shards, "unet/m-00001-of-00002.safetensors"]) == {*shards}


@pytest.mark.parametrize("variant", [None, "fp16"])
@pytest.mark.parametrize("shards", ["1GB", "8KB"])
def test_a_components_weights_are_those_of_its_variant_in_all_their_shards(tmp_path, variant, shards):
    """With a variant beside the plain files, both were taken, and half of what was counted was not there."""
    other = "fp16" if variant is None else None
    build_sd15().unet.save_pretrained(tmp_path / "unet", variant=variant, max_shard_size=shards)
    build_sd15().unet.half().save_pretrained(tmp_path / "second", variant=other)
    for file in (tmp_path / "second").iterdir():  # saved in the same folder it would tidy the first ones away
        file.replace(tmp_path / "unet" / file.name)
    found = weight_files(tmp_path / "unet", variant)
    assert found and not set(found) & set(weight_files(tmp_path / "unet", other))
    assert (len(found) > 1) == (shards == "8KB")
    assert weight_files(tmp_path / "scheduler", variant) == []
