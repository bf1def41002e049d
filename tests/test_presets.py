from __future__ import annotations

import dataclasses
import math
import re

import pytest

from cute_animal.errors import BadRequest
from cute_animal.presets import DEFAULT_PRESET, MAX_STEPS, PRESETS, get_preset, is_hub_id


def test_without_a_name_the_starter_draws():
    assert get_preset() is get_preset(DEFAULT_PRESET) is PRESETS["starter"]


@pytest.mark.parametrize(
    "language, sentence",
    [
        ("zh", "没有叫“nosuch”的画法。可以选的有：{names}。"),
        ("en", 'There is no preset "nosuch". These exist: {names}.'),
    ],
)
def test_an_unknown_preset_is_answered_with_the_list(language, sentence):
    with pytest.raises(BadRequest) as caught:
        get_preset("nosuch", language=language)
    names = {"zh": "、", "en": ", "}[language].join(PRESETS)
    assert str(caught.value) == sentence.format(names=names)


def test_an_endless_name_is_not_repeated_in_the_answer():
    with pytest.raises(BadRequest) as caught:
        get_preset("x" * 100_000)
    assert len(str(caught.value)) < 200


def test_an_empty_name_is_unknown_and_not_the_default():
    with pytest.raises(BadRequest):
        get_preset("")


ON_THE_HUB = {name: preset for name, preset in PRESETS.items() if name != "starter"}


def test_the_known_presets():
    assert set(PRESETS) == {
        *("starter", "dreamlite", "z-image-turbo", "qwen-image", "qwen-image-8", "sd15", "sdxl-turbo"),
    }


@pytest.mark.parametrize("name", PRESETS)
def test_presets_are_frozen_and_their_defaults_are_legal(name):
    preset = PRESETS[name]
    assert preset.name == name
    assert 1 <= preset.fewest_steps <= preset.num_inference_steps <= preset.most_steps <= MAX_STEPS
    assert preset.scheduler is None or preset.scheduler in preset.schedulers
    assert "float32" in preset.dtypes  # what is left where nothing else can be computed
    assert preset.height % 16 == preset.width % 16 == 0
    assert preset.licence and preset.languages
    with pytest.raises(dataclasses.FrozenInstanceError):
        preset.name = "other"
    assert hash(preset) == hash(dataclasses.replace(preset))


@pytest.mark.parametrize("name", ON_THE_HUB)
def test_what_is_loaded_from_the_hub_is_what_was_checked(name):
    """A branch can be given other files at any time; a commit cannot."""
    preset = PRESETS[name]
    assert is_hub_id(preset.weights)
    assert re.fullmatch("[0-9a-f]{40}", preset.revision)
    assert preset.download_bytes > 10**9
    if preset.lora is not None:
        assert is_hub_id(preset.lora.repo) and preset.lora.file.endswith(".safetensors")
        assert re.fullmatch("[0-9a-f]{40}", preset.lora.revision)
        assert preset.lora.rank > 0


@pytest.mark.parametrize("name", ON_THE_HUB)
def test_every_preset_names_classes_that_diffusers_has(name):
    import diffusers

    preset = PRESETS[name]
    assert hasattr(diffusers, preset.pipeline)
    for choice in preset.schedulers.values():
        assert hasattr(diffusers, choice.scheduler)


def test_nobody_draws_with_a_non_commercial_model_without_choosing_it():
    assert not PRESETS[DEFAULT_PRESET].non_commercial
    assert {name for name in PRESETS if PRESETS[name].non_commercial} == {"dreamlite", "sdxl-turbo"}


def test_half_precision_is_only_for_the_families_that_stand_it():
    """Elsewhere it is not known, or known to overflow: the picture is black."""
    assert {name for name, preset in PRESETS.items() if "float16" in preset.dtypes} == {"sd15", "sdxl-turbo"}


def test_the_lightning_schedule_is_that_of_a_constant_shift_of_3():
    import diffusers

    choice = PRESETS["qwen-image"].schedulers["lightning"]
    scheduler = getattr(diffusers, choice.scheduler)(**choice.changes)
    scheduler.set_timesteps(sigmas=[1.0, 0.75, 0.5, 0.25], mu=math.log(3))
    expected = [3 * s / (1 + 2 * s) for s in (1.0, 0.75, 0.5, 0.25)]
    assert scheduler.sigmas.tolist() == pytest.approx([*expected, 0.0], abs=1e-6)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["somebody/model", "folder"])
def test_a_visitor_cannot_name_any_model(tmp_path, monkeypatch, name, language):
    """Only whoever runs the program may: a model that is named is fetched."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/model_index.json").write_text("{}")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadRequest):
        get_preset(name, language=language)
    preset = get_preset(name, language=language, anything=True)
    assert preset.name == preset.weights == name
    assert preset.pipeline == "" and preset.revision is None and preset.lora is None
    assert not preset.knows_only_vocabulary


def test_whoever_runs_the_program_gets_the_presets_by_name_too():
    assert get_preset("sd15", anything=True) is PRESETS["sd15"]
    assert get_preset(anything=True) is PRESETS[DEFAULT_PRESET]


@pytest.mark.parametrize("name", ["nosuch", "", "/no/such/folder", "no folder", "../other", "a/b/c"])
def test_what_is_neither_a_preset_nor_a_model_is_refused_even_then(name):
    with pytest.raises(BadRequest):
        get_preset(name, anything=True)


@pytest.mark.parametrize(
    "name, is_one",
    [
        ("Qwen/Qwen-Image-2512", True),
        ("stable-diffusion-v1-5/stable-diffusion-v1-5", True),
        ("a/b_c.d", True),
        ("sd15", False),
        ("", False),
        ("/", False),
        ("a/", False),
        ("/b", False),
        ("/some/where", False),
        ("./models", False),
        ("../models", False),
        ("~/models", False),
        ("a/b/c", False),
        ("https://a/b", False),
        ("a b/c", False),
        ("小熊/模型", False),
        ("a/" + "b" * 95, False),
        ("a\\b/c", False),
    ],
)
def test_is_hub_id(name, is_one):
    assert is_hub_id(name) is is_one
