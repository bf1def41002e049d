"""What a large preset is not drawn with: broken weights, wrong LoRA files, a visitor's own model."""

from __future__ import annotations

import dataclasses
import shutil

import pytest
import tiny_models
import torch
from safetensors.torch import load_file, save_file

from cute_animal import hub, pipeline
from cute_animal.config import Settings
from cute_animal.engine import Engine
from cute_animal.errors import BadRequest, ModelUnavailable
from cute_animal.loading import choose_dtype
from cute_animal.lora import loaded_layers
from cute_animal.machine import probe_machine
from cute_animal.presets import PRESETS, Lora, get_preset
from cute_animal.prompt import build_request
from cute_animal.safety import check_prompt
from cute_animal.studio import draw

PARTS = {
    "dreamlite": ("text_encoder", "unet", "vae"),
    "z-image-turbo": ("text_encoder", "transformer", "vae"),
    "qwen-image": ("text_encoder", "transformer", "vae"),
    "sd15": ("text_encoder", "unet", "vae"),
    "sdxl-turbo": ("text_encoder", "text_encoder_2", "unet", "vae"),
}
WITH_LORA = [name for name in PARTS if name != "dreamlite"]  # whose class takes none
BROKEN = "The model's files are missing or broken. Please ask a grown-up to download them again."


def drawn(preset, seed=7) -> pipeline.Generated:
    request = build_request(check_prompt("a little rabbit"), seed=seed, preset=preset)
    return pipeline.generate(request, on_step=lambda *_: None)


@pytest.fixture
def broken_preset(tiny_folder, tiny_preset, tmp_path):
    """Return the preset with a copy of its folder, which a test may break."""

    def put(name, **changes):
        folder = tmp_path / "weights"
        shutil.copytree(tiny_folder(name), folder)
        return folder, tiny_preset(name, weights=str(folder), **changes)

    return put


@pytest.mark.parametrize("name, part", [(name, part) for name, parts in PARTS.items() for part in parts])
def test_a_single_missing_weight_is_found_before_anything_is_drawn(broken_preset, name, part):
    """diffusers and transformers put random numbers in its place and log it: a picture comes, a wrong one."""
    folder, preset = broken_preset(name)
    file = next((folder / part).glob("*.safetensors"))
    weights = load_file(file)
    weights.pop(max(weights))
    save_file(weights, file, {"format": "pt"})
    with pytest.raises(ModelUnavailable) as caught:
        drawn(preset)
    assert str(caught.value) == BROKEN and part in caught.value.detail
    assert pipeline.loading_state(name) == f"failed: {BROKEN}"


@pytest.mark.parametrize("name", PARTS)
def test_a_folder_with_pickled_weights_is_refused(broken_preset, name):
    folder, preset = broken_preset(name)
    for file in folder.glob("*/*.safetensors"):
        torch.save(load_file(file), file.parent / f"{file.stem.replace('model', 'pytorch_model')}.bin")
        file.unlink()
    with pytest.raises(ModelUnavailable) as caught:
        drawn(preset)
    assert str(caught.value) == BROKEN


@pytest.fixture
def with_lora(tiny_preset, tmp_path, monkeypatch):
    """Return a preset whose LoRA file was written with these arguments, for `model`."""

    def put(name, model=None, rank_on_card=2, **written):
        file = tiny_models.write_lora(tiny_models.BUILDERS[model or name](), tmp_path / "lora", **written)
        monkeypatch.setattr(hub, "_cached_lora", lambda lora: file)
        unlike_others = str(tmp_path)  # else what another test has loaded is drawn with
        return tiny_preset(name, lora=Lora("owner/name", unlike_others, file.name, rank_on_card, 0))

    return put


@pytest.mark.parametrize("name", WITH_LORA)
def test_a_lora_changes_the_picture_and_is_merged_into_the_weights(with_lora, tiny_preset, name):
    plain = drawn(tiny_preset(name)).picture.tobytes()
    preset = with_lora(name)
    assert drawn(preset).picture.tobytes() != plain
    assert loaded_layers(getattr(pipeline.get_pipeline(name), preset.denoiser)) == 0


@pytest.mark.parametrize("name", WITH_LORA)
@pytest.mark.parametrize(
    "what, reason",
    [
        pytest.param({"rank": 4}, "its rank is [4], not 2", id="wrong-rank"),
        pytest.param({"good": False}, "", id="keys-of-another-model"),
        pytest.param({"nan": True}, "not finite", id="nan"),
    ],
)
def test_a_wrong_lora_fails_loudly_before_anything_is_drawn(with_lora, name, what, reason):
    preset = with_lora(name, **what)
    with pytest.raises(ModelUnavailable) as caught:
        drawn(preset)
    # A child hears that a grown-up is needed; what is wrong is for the grown-up, in log and state.
    assert "pytorch" not in str(caught.value) and "grown-up" in str(caught.value)
    assert "pytorch_lora_weights.safetensors" in caught.value.detail and reason in caught.value.detail
    assert pipeline.loading_state(name) == f"failed: {caught.value.detail}"


def test_a_class_that_takes_no_lora_says_so(with_lora):
    preset = with_lora("dreamlite", model="sd15")
    with pytest.raises(ModelUnavailable) as caught:
        drawn(preset)
    assert "DreamLiteMobilePipeline takes no LoRA" in caught.value.detail


@pytest.fixture
def asked(tmp_path):
    """Walk the road as a visitor who asks for a preset; returns the drawing."""

    def walk(settings=None, preset=None, wish="a little rabbit", steps=2):
        engine = Engine(pipeline.generate)
        chosen = Settings(output_dir=tmp_path, **(settings or {}))
        try:
            return list(draw(wish, 7, steps, preset, settings=chosen, engine=engine))[-1]
        finally:
            engine.close(60)

    return walk


@pytest.mark.parametrize("name", ["sd15", "z-image-turbo"])
def test_whoever_runs_the_program_may_name_any_folder(asked, tiny_folder, name):
    """Its denoiser was looked for under one name only, and half of all folders were called broken."""
    folder = str(tiny_folder(name))
    request = asked({"preset": folder}).request
    assert request.preset == folder and request.scheduler is None


def test_a_visitor_may_not_name_a_folder_or_a_model_of_the_hub(asked, tiny_folder, monkeypatch):
    monkeypatch.setattr(pipeline, "generate", lambda *_, **__: pytest.fail("was drawn"))
    for name in (str(tiny_folder("sd15")), "owner/name"):
        with pytest.raises(BadRequest, match="There is no preset"):
            asked(preset=name)
    with pytest.raises(BadRequest, match="没有叫"):
        asked(preset="owner/name", wish="一只小兔子")


def test_a_model_of_the_hub_that_is_not_here_is_answered_with_a_sentence(asked):
    with pytest.raises(ModelUnavailable) as caught:
        asked({"preset": "owner/name"})
    assert "owner/name is not downloaded yet" in caught.value.detail
    assert "owner" not in str(caught.value)


def test_a_preset_that_is_not_open_is_answered_with_the_open_ones(asked, tiny_preset):
    settings = {"preset": "z-image-turbo", "open_presets": "sd15, dreamlite"}
    with pytest.raises(BadRequest) as caught:
        asked(settings, preset="sdxl-turbo")
    assert str(caught.value) == (
        'The preset "sdxl-turbo" is not open here. Open are: dreamlite, z-image-turbo, sd15.'
    )
    tiny_preset("sd15")
    tiny_preset("z-image-turbo")
    for name, drawn_with in ((None, "z-image-turbo"), ("z-image-turbo", "z-image-turbo"), ("sd15", "sd15")):
        assert asked(settings, preset=name).request.preset == drawn_with


def test_the_scheduler_that_is_set_belongs_to_the_preset_that_is_set(asked, tiny_preset):
    """A visitor's other preset was asked for a scheduler that only the first one has."""
    tiny_preset("sd15")
    tiny_preset("z-image-turbo")
    settings = {"preset": "sd15", "open_presets": "z-image-turbo", "scheduler": "ddim"}
    assert asked(settings).request.scheduler == "ddim"
    assert asked(settings, preset="z-image-turbo").request.scheduler is None


CPU, CARD = {"device": "cpu"}, {"device": "cuda"}


@pytest.mark.parametrize(
    "name, machine, dtype",
    [
        pytest.param("starter", {**CPU, "has_bf16": True}, "bfloat16", id="cpu-with-bf16"),
        pytest.param("starter", {**CPU, "has_bf16": False}, "float32", id="cpu-that-would-emulate-it"),
        pytest.param("sd15", {**CPU, "has_bf16": True}, "bfloat16", id="fp16-never-on-a-cpu"),
        pytest.param("sd15", {**CPU, "has_bf16": False}, "float32", id="fp16-never-on-an-old-cpu"),
        pytest.param("sd15", {**CARD, "has_bf16": True}, "float16", id="stable-diffusion-stands-fp16"),
        pytest.param("sdxl-turbo", {**CARD, "has_bf16": False}, "float16", id="fp16-on-an-old-card"),
        pytest.param("z-image-turbo", {**CARD, "has_bf16": True}, "bfloat16", id="fp16-overflows-in-z-image"),
        pytest.param("z-image-turbo", {**CARD, "has_bf16": False}, "float32", id="z-image-on-an-old-card"),
        pytest.param("qwen-image", {**CARD, "has_bf16": False}, "float32", id="qwen-image-on-an-old-card"),
        pytest.param("dreamlite", {**CARD, "has_bf16": False}, "float32", id="dreamlite-on-an-old-card"),
        pytest.param("sd15", {"device": "mps", "has_bf16": False}, "float32", id="apple"),
    ],
)
def test_numbers_are_as_small_as_the_family_and_the_device_stand(name, machine, dtype):
    assert choose_dtype(PRESETS[name], dataclasses.replace(probe_machine(), **machine)) == dtype


def test_a_folder_is_never_drawn_in_fp16_since_nothing_is_known_of_its_family(tiny_folder):
    preset = get_preset(str(tiny_folder("sd15")), anything=True)
    assert choose_dtype(preset, dataclasses.replace(probe_machine(), device="cuda")) != "float16"


def test_the_weight_names_of_older_files_are_no_missing_weights(broken_preset):
    """The real sd15's autoencoder has the attention's old names, which diffusers renames while it loads."""
    folder, preset = broken_preset("sd15")
    old_names = {"to_q": "query", "to_k": "key", "to_v": "value", "to_out.0": "proj_attn"}
    file = next((folder / "vae").glob("*.safetensors"))
    weights = load_file(file)
    for new, old in old_names.items():
        weights = {name.replace(f".{new}.", f".{old}."): value for name, value in weights.items()}
    assert any(".query." in name for name in weights)
    save_file(weights, file, {"format": "pt"})
    assert drawn(preset).picture.size == (64, 64)


def test_an_autoencoder_is_laid_out_by_pixel_unless_it_was_made_for_videos(tiny_preset):
    for name, by_pixel in (("sd15", True), ("qwen-image", False)):
        preset = tiny_preset(name)
        drawn(preset)
        wide = [p for p in pipeline.loaded(name).pipe.vae.parameters() if p.ndim == 4 and p.shape[-1] == 3]
        laid_out = [p.is_contiguous(memory_format=torch.channels_last) for p in wide if p.shape[1] > 1]
        assert laid_out and all(laid_out) == by_pixel
