from __future__ import annotations

import dataclasses

import pytest

from cute_animal.errors import BadRequest
from cute_animal.presets import DEFAULT_PRESET, PRESETS, get_preset
from cute_animal.prompt import MAX_STEPS


def test_without_a_name_the_starter_draws():
    assert get_preset() is get_preset(DEFAULT_PRESET) is PRESETS["starter"]


@pytest.mark.parametrize(
    "language, sentence",
    [
        ("zh", "没有叫“nosuch”的画法。可以选的有：starter。"),
        ("en", 'There is no preset "nosuch". These exist: starter.'),
    ],
)
def test_an_unknown_preset_is_answered_with_the_list(language, sentence):
    with pytest.raises(BadRequest) as caught:
        get_preset("nosuch", language=language)
    assert str(caught.value) == sentence


def test_an_endless_name_is_not_repeated_in_the_answer():
    with pytest.raises(BadRequest) as caught:
        get_preset("x" * 100_000)
    assert len(str(caught.value)) < 200


def test_an_empty_name_is_unknown_and_not_the_default():
    with pytest.raises(BadRequest):
        get_preset("")


def test_presets_are_frozen_and_their_defaults_are_legal():
    for name, preset in PRESETS.items():
        assert preset.name == name
        assert 1 <= preset.num_inference_steps <= MAX_STEPS
        with pytest.raises(dataclasses.FrozenInstanceError):
            preset.name = "other"
