"""Which preset draws when nobody has said: asked at most once, and never fetched unasked."""

from __future__ import annotations

import pytest

from cute_animal import choice, hub
from cute_animal.config import Settings
from cute_animal.errors import ModelUnavailable
from cute_animal.hub import Files


@pytest.fixture
def card(monkeypatch) -> None:
    monkeypatch.setattr(choice, "has_card", lambda: True)


@pytest.fixture
def nothing_here(monkeypatch) -> list[bool | None]:
    """No model is here; what was asked of fetching is noted, and allowed."""
    asked: list[bool | None] = []
    monkeypatch.setattr(hub, "find_files", lambda preset: None)
    monkeypatch.setattr(
        hub, "check_fetching", lambda preset, *, may_download, language="en": asked.append(may_download)
    )
    return asked


def test_what_is_set_draws_and_nobody_is_asked(card, nothing_here):
    settings = Settings(preset="sd15")
    assert choice.with_preset(settings) is settings
    assert nothing_here == []


def test_without_a_card_nobody_is_asked(monkeypatch, nothing_here):
    monkeypatch.setattr(choice.shutil, "which", lambda name: None)
    assert choice.with_preset(Settings()).preset is None
    assert nothing_here == []


def test_a_model_that_is_here_draws_on_a_card(card, monkeypatch, tmp_path):
    monkeypatch.setattr(hub, "find_files", lambda preset: Files(tmp_path, None))
    assert choice.with_preset(Settings()).preset == "z-image-turbo"


def test_a_yes_is_kept_for_whoever_loads_it(card, nothing_here):
    chosen = choice.with_preset(Settings())
    assert (chosen.preset, chosen.download) == ("z-image-turbo", True)
    assert nothing_here == [None]


@pytest.mark.parametrize("download", [None, False])
def test_anything_but_a_yes_is_the_built_in_model(card, monkeypatch, download):
    def refused(preset, *, may_download, language="en"):
        assert may_download is download
        raise ModelUnavailable("no")

    monkeypatch.setattr(hub, "find_files", lambda preset: None)
    monkeypatch.setattr(hub, "check_fetching", refused)
    settings = Settings(download=download)
    assert choice.with_preset(settings) is settings
