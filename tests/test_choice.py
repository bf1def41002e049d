"""The preset that is set is checked once, before anything starts; fetching is never a surprise."""

from __future__ import annotations

import pytest

from cute_animal import choice, hub
from cute_animal.config import BadSetting, Settings
from cute_animal.errors import BadRequest, NotSetUp
from cute_animal.hub import Files


@pytest.fixture
def nothing_here(monkeypatch) -> list[bool | None]:
    """No model is here; what was asked of fetching is noted, and allowed."""
    asked: list[bool | None] = []
    monkeypatch.setattr(hub, "find_files", lambda preset: None)
    monkeypatch.setattr(
        hub, "check_fetching", lambda preset, *, may_download, language="en": asked.append(may_download)
    )
    return asked


def test_nobody_is_asked_about_the_built_in_model(nothing_here):
    """A general model draws only if somebody has set it: its pictures are not checked for what they show."""
    settings = Settings()
    assert choice.with_preset(settings) is settings
    assert nothing_here == []


def test_a_model_that_is_here_needs_no_question(monkeypatch, tmp_path):
    monkeypatch.setattr(hub, "find_files", lambda preset: Files(tmp_path, None))
    settings = Settings(preset="z-image-turbo")
    assert choice.with_preset(settings) is settings


def test_a_yes_is_kept_for_whoever_loads_it(nothing_here):
    chosen = choice.with_preset(Settings(preset="sd15"))
    assert (chosen.preset, chosen.download) == ("sd15", True)
    assert nothing_here == [None]


@pytest.mark.parametrize("download", [True, False])
def test_what_is_set_about_fetching_is_not_asked_again(nothing_here, download):
    settings = Settings(preset="sd15", download=download)
    assert choice.with_preset(settings) is settings
    assert nothing_here == []


def test_a_no_is_a_sentence_before_anything_starts(monkeypatch):
    def refused(preset, *, may_download, language="en"):
        raise NotSetUp("no")

    monkeypatch.setattr(hub, "find_files", lambda preset: None)
    monkeypatch.setattr(hub, "check_fetching", refused)
    with pytest.raises(NotSetUp):
        choice.with_preset(Settings(preset="sd15"))


@pytest.mark.parametrize("wrong", [{"preset": "nosuch"}, {"open_presets": "starter, nosuch"}])
def test_a_preset_that_does_not_exist_stops_the_start(wrong):
    with pytest.raises(BadRequest, match="nosuch"):
        choice.with_preset(Settings(**wrong))


def test_a_scheduler_that_does_not_exist_stops_the_start():
    with pytest.raises(BadSetting, match="nosuch"):
        choice.with_preset(Settings(preset="sd15", download=True, scheduler="nosuch"))
    assert choice.with_preset(Settings(preset="sd15", download=True, scheduler="unipc"))


def test_another_machines_model_needs_a_preset_that_speaks_to_it():
    there = {"remote": "http://other/v1", "remote_model": "owner/model"}
    with pytest.raises(BadSetting, match="CUTE_ANIMAL_PRESET"):
        choice.with_preset(Settings(**there))
    for fine in ({"preset": "z-image-turbo"}, {"remote_model": "starter"}, {"remote_model": None}):
        settings = Settings(**{**there, **fine})
        assert choice.with_preset(settings) is settings
