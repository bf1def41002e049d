"""Errors are sentences for children: every one has its own in both languages, and none tells a reason."""

from __future__ import annotations

import pytest

from cute_animal import config, errors
from cute_animal.lora_training.folder import BadTrainingData
from cute_animal.wording import SENTENCES


def _all_errors(
    kind: type[errors.CuteAnimalError] = errors.CuteAnimalError,
) -> list[type[errors.CuteAnimalError]]:
    return [kind, *(found for child in kind.__subclasses__() for found in _all_errors(child))]


def test_every_error_says_its_own_sentence_in_both_languages_when_given_none():
    assert {config.BadSetting, BadTrainingData} <= set(_all_errors())
    for kind in _all_errors():
        if not kind.__module__.startswith("cute_animal"):
            continue
        assert SENTENCES[kind.code]["zh"] in str(kind()) and SENTENCES[kind.code]["en"] in str(kind())
        assert str(kind("  ")) == str(kind())


def test_support_codes_are_unique():
    codes = [kind.code for kind in _all_errors() if kind.__module__.startswith("cute_animal")]
    assert len(codes) == len(set(codes))


def test_detail_and_category_are_for_the_log_only():
    error = errors.UnsafePrompt("weapon", "Let's draw a bear!", ["a bear"], detail="rule 7")
    assert str(error) == "Let's draw a bear!"
    assert (error.category, error.ideas, error.detail) == ("weapon", ("a bear",), "rule 7")


@pytest.mark.parametrize("kind", [errors.CannotDraw, config.BadSetting])
def test_what_a_person_can_put_right_is_a_bad_request(kind):
    assert issubclass(kind, errors.BadRequest)
