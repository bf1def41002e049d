"""Adapters: chosen by name or by their trigger words, worn beside the weights, gone without a trace."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from peft import LoraConfig, get_peft_model_state_dict
from PIL import Image

from cute_animal import pipeline, presets, studio
from cute_animal.__main__ import main
from cute_animal.adapters import (
    CONFIG,
    WEIGHTS,
    Adapter,
    Worn,
    choose,
    is_adapter_name,
    list_adapters,
    write_config,
)
from cute_animal.config import load_settings
from cute_animal.errors import BadRequest, CannotDraw, ModelUnavailable
from cute_animal.label import Drawing, read_label
from cute_animal.lora import wear
from cute_animal.lora_training.result import digest_of
from cute_animal.prompt import build_request
from cute_animal.safety import check_prompt
from cute_animal.starter.tiny import build_tiny
from cute_animal.triggers import Trigger

AXOLOTL = Trigger("species", "axolotl", "六角恐龙", "frog owl")
PORCELAIN = Trigger("style", "porcelain", "青花瓷", "crayon plush")
RANK = 2


def make_adapter(folder: Path, name: str, *triggers: Trigger, preset: str = "starter") -> Adapter:
    """An adapter with random weights, strong enough to be seen, for the tiny starter."""
    pipe = build_tiny()
    (folder / name).mkdir(parents=True)
    with torch.random.fork_rng():
        torch.manual_seed(sum(name.encode()))
        lora = LoraConfig(r=RANK, lora_alpha=RANK, target_modules=presets.STARTER_LORA.targets)
        pipe.transformer.add_adapter(lora, adapter_name="made")
        layers = get_peft_model_state_dict(pipe.transformer, adapter_name="made")
        layers = {key: 0.1 * torch.randn(value.shape) for key, value in layers.items()}
    pipe.save_lora_weights(folder / name, transformer_lora_layers=layers)
    adapter = Adapter(name, preset, RANK, triggers, digest_of(folder / name / WEIGHTS), folder / name)
    write_config(adapter, {"pictures": 3})
    return adapter


@pytest.fixture(scope="module")
def shelf(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("adapters")
    make_adapter(folder, "axolotls", AXOLOTL)
    make_adapter(folder, "china", PORCELAIN)
    return folder


@pytest.fixture(scope="module")
def known(shelf) -> tuple[Adapter, ...]:
    return list_adapters(shelf)


def chosen(asked, wish="a bear", *, known) -> dict[str, float]:
    return {worn.name: worn.strength for worn in choose(asked, wish, known, language="en")}


def test_what_was_written_is_what_is_listed(known):
    assert [adapter.name for adapter in known] == ["axolotls", "china"]
    assert known[0].triggers == (AXOLOTL,) and known[0].rank == RANK and known[0].weights.is_file()


def test_adapters_of_another_model_and_broken_folders_are_left_out(tmp_path, caplog):
    make_adapter(tmp_path, "other", AXOLOTL, preset="sd15")
    for name, content in (("half", "{"), ("empty", "{}"), ("list", "[]")):
        (tmp_path / name).mkdir()
        (tmp_path / name / CONFIG).write_text(content)
    assert list_adapters(tmp_path, "starter") == ()
    assert [adapter.name for adapter in list_adapters(tmp_path)] == ["other"]
    assert caplog.text.count("is no adapter") == 6
    assert list_adapters(tmp_path / "gone") == ()


@pytest.mark.parametrize(
    "asked, strengths",
    [
        (None, {}),
        ("china", {"china": 1.0}),
        ("china:0.5", {"china": 0.5}),
        ("china:0.5, axolotls", {"axolotls": 1.0, "china": 0.5}),
        (["china:2", "axolotls:0.25"], {"axolotls": 0.25, "china": 2.0}),
        ("china:0", {}),
        ("none", {}),
        ("", {}),
    ],
)
def test_adapters_are_chosen_by_name_and_strength(known, asked, strengths):
    assert chosen(asked, known=known) == strengths


def test_a_wish_that_says_a_trigger_word_gets_its_adapter_unless_somebody_chose(known):
    assert chosen(None, "青花瓷风格的小熊", known=known) == {"china": 1.0}
    assert chosen(None, "a porcelain axolotl", known=known) == {"axolotls": 1.0, "china": 1.0}
    assert chosen("none", "a porcelain bear", known=known) == {}


@pytest.mark.parametrize("asked", ["nobody", "china:-1", "china:2.1", "china:nan", "china:a", "china:"])
def test_a_wrong_choice_is_answered_in_words(known, asked):
    with pytest.raises(BadRequest, match="adapter"):
        choose(asked, "a bear", known, language="en")


@pytest.mark.parametrize("name", ["", "none", "../up", "A", "a b", ".", "x" * 41, "龙"])
def test_a_name_that_is_no_good_folder_is_none(name):
    assert not is_adapter_name(name)
    assert is_adapter_name("crayon-dragons_2")


# Worn


def worn(adapter: Adapter, strength: float = 1.0) -> Worn:
    (one,) = choose(f"{adapter.name}:{strength}", "", [adapter], language="en")
    return one


def draw(pipe) -> torch.Tensor:
    noise = torch.from_numpy(np.random.default_rng(0).standard_normal((1, 32, 16, 16), dtype=np.float32))
    rng = torch.Generator().manual_seed(0)
    return pipe("小熊", num_inference_steps=1, latents=noise, generator=rng, output_type="latent").images


def test_what_is_worn_changes_the_picture_and_what_is_taken_off_leaves_no_trace(known):
    pipe = build_tiny()
    pipe.set_progress_bar_config(disable=True)
    bare = draw(pipe)
    wear(pipe, [worn(known[0])], "transformer")
    full = draw(pipe)
    wear(pipe, [worn(known[0], 0.5)], "transformer")
    half = draw(pipe)
    wear(pipe, [worn(known[0]), worn(known[1])], "transformer")
    both = draw(pipe)
    wear(pipe, [worn(known[1])], "transformer")
    other = draw(pipe)
    pictures = [bare, full, half, both, other]
    assert all(not torch.allclose(a, b) for i, a in enumerate(pictures) for b in pictures[:i])
    wear(pipe, [worn(known[0])], "transformer")
    assert torch.equal(draw(pipe), full)
    wear(pipe, [], "transformer")
    assert torch.equal(draw(pipe), bare)
    assert not getattr(pipe.transformer, "peft_config", None)


def test_an_adapter_is_a_plain_lora_for_diffusers(known):
    pipe, plain = build_tiny(), build_tiny()
    wear(pipe, [worn(known[0])], "transformer")
    plain.load_lora_weights(known[0].folder)
    assert torch.allclose(draw(pipe), draw(plain), atol=1e-5)


def test_a_wrong_file_is_refused_and_nothing_is_worn(known, tmp_path):
    pipe = build_tiny()
    pipe.set_progress_bar_config(disable=True)
    bare = draw(pipe)
    wear(pipe, [worn(known[1])], "transformer")
    broken = dataclasses.replace(worn(known[0]), weights=tmp_path / "gone.safetensors")
    with pytest.raises(ModelUnavailable):
        wear(pipe, [worn(known[1]), broken], "transformer")
    assert torch.equal(draw(pipe), bare)


# On the road


@pytest.fixture
def settings(shelf, tmp_path, monkeypatch):
    """The tiny starter in the place of the real one, and the shelf."""
    pipe = build_tiny()
    with torch.no_grad():
        pipe.vae.decoder[-1].weight *= 50  # else the picture check finds its pictures flat
    pipe.save_pretrained(tmp_path / "tiny")
    tiny = dataclasses.replace(presets.PRESETS["starter"], weights=str(tmp_path / "tiny"))
    monkeypatch.setattr(presets, "PRESETS", {"starter": tiny})
    yield load_settings(
        {"CUTE_ANIMAL_ADAPTERS": str(shelf), "CUTE_ANIMAL_OUTPUT_DIR": str(tmp_path / "drawings")}
    ).model_copy(update={"keep_recipe": True})
    pipeline.forget(tiny)


def drawn(settings, wish: str, adapters=None) -> Drawing:
    *_, drawing = studio.draw(wish, seed=7, settings=settings, adapters=adapters)
    assert isinstance(drawing, Drawing)
    return drawing


def test_a_wish_is_drawn_with_the_adapter_whose_word_it_says(settings):
    drawing = drawn(settings, "a pink axolotl on the beach")
    assert [one.name for one in drawing.request.adapters] == ["axolotls"]
    assert drawing.request.notes == () and drawing.request.understood[0] == "pink axolotl"
    assert drawing.request.prompt == "a pink frog owl, on the beach"
    assert read_label(drawing.path).recipe["adapters"] == ["axolotls:1"]


def test_strength_0_draws_the_very_pixels_of_the_bare_model(settings):
    paths = [drawn(settings, "a bear", asked).path for asked in ("none", "china", "china:0")]
    bare, changed, zero = (np.asarray(Image.open(path)) for path in paths)
    assert np.array_equal(bare[:400], zero[:400]) and not np.array_equal(bare[:400], changed[:400])


@pytest.mark.parametrize(
    "changes",
    [{"remote": "https://example.org/v1"}, {"comfyui": "http://localhost:8188"}, {"runtime": "onnx"}],
)
def test_where_something_else_draws_no_adapter_is_worn(settings, changes):
    starter = presets.PRESETS["starter"]
    assert [one.name for one in studio.wearable(starter, settings)] == ["axolotls", "china"]
    assert studio.wearable(starter, settings.model_copy(update=changes)) == ()


def test_pictures_with_other_adapters_are_not_drawn_together(known):
    bare = build_request(check_prompt("a bear"), seed=1, preset=presets.STARTER)
    china = dataclasses.replace(bare, adapters=(worn(known[1]),))
    weaker = dataclasses.replace(bare, adapters=(worn(known[1], 0.5),))
    assert pipeline.fits(china, dataclasses.replace(china, seed=2))
    assert not pipeline.fits(bare, china) and not pipeline.fits(china, weaker)


def test_gentle_mode_knows_the_word_for_a_general_model(known):
    one = dataclasses.replace(worn(known[0]), triggers=(dataclasses.replace(AXOLOTL, told=""),))
    wish = check_prompt("a pink axolotl on a bicycle")
    request = build_request(wish, seed=1, preset=presets.PRESETS["sd15"], mode="gentle", adapters=(one,))
    assert "A cute animal: a pink axolotl." in request.prompt and "bicycle" in request.notes[-1]


def test_the_command_line_names_the_adapters_that_there_are(settings, capsys, monkeypatch):
    monkeypatch.setenv("CUTE_ANIMAL_ADAPTERS", str(settings.adapters))
    assert main(["draw", "a bear", "--lora", "nobody"]) == 2
    assert "There are: axolotls, china." in capsys.readouterr().err


def test_without_its_adapter_the_word_is_not_known(settings):
    with pytest.raises(CannotDraw, match="axolotl"):
        drawn(settings, "an axolotl", "none")
    with pytest.raises(CannotDraw, match="Some of the animals I know are: axolotl, bear"):
        drawn(settings, "a spaceship", "axolotls")


def test_the_config_says_what_the_adapter_is(known):
    told = json.loads((known[1].folder / CONFIG).read_text(encoding="utf-8"))
    assert told["preset"] == "starter" and told["pictures"] == 3
    assert told["triggers"] == [{"kind": "style", "en": "porcelain", "zh": "青花瓷", "told": "crayon plush"}]
