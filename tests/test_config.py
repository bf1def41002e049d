"""Settings: only known CUTE_ANIMAL_* names, only good values, and nothing from anywhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from cute_animal.config import BadSetting, Settings, load_settings, read_keys


def test_without_variables_the_defaults_stand():
    settings = load_settings({"HOME": "/somewhere", "PORT": "1"})
    assert settings == Settings()
    assert (settings.host, settings.port, settings.share, settings.preset) == ("127.0.0.1", 7860, False, None)
    assert settings.output_dir.is_absolute() and not settings.keep_recipe


def test_variables_are_read_and_typed():
    settings = load_settings(
        {
            "CUTE_ANIMAL_PORT": "0",
            "CUTE_ANIMAL_SHARE": "true",
            "CUTE_ANIMAL_OUTPUT_DIR": "/tmp/pictures",
            "CUTE_ANIMAL_THREADS": "2",
            "CUTE_ANIMAL_PRESET": "starter",
        }
    )
    assert (settings.port, settings.share, settings.threads, settings.preset) == (0, True, 2, "starter")
    assert settings.output_dir == Path("/tmp/pictures")


def test_the_real_environment_is_read_only_by_load_settings(monkeypatch):
    monkeypatch.setenv("CUTE_ANIMAL_PORT", "8123")
    assert Settings().port == 7860
    assert load_settings({}).port == 7860
    assert load_settings().port == 8123


@pytest.mark.parametrize(
    "name, value, hint",
    [
        ("CUTE_ANIMAL_PROT", "8000", "CUTE_ANIMAL_PORT"),
        ("cute_animal_prot", "8000", "CUTE_ANIMAL_PORT"),
        ("CUTE_ANIMAL_", "1", "CUTE_ANIMAL_"),
        ("CUTE_ANIMAL_PORT", "many", "CUTE_ANIMAL_PORT"),
        ("CUTE_ANIMAL_PORT", "70000", "CUTE_ANIMAL_PORT"),
        ("CUTE_ANIMAL_PORT", "", "CUTE_ANIMAL_PORT"),
        ("CUTE_ANIMAL_QUEUE_SIZE", "0", "CUTE_ANIMAL_QUEUE_SIZE"),
        ("CUTE_ANIMAL_SHARE", "perhaps", "CUTE_ANIMAL_SHARE"),
        ("CUTE_ANIMAL_PRESET", "", "CUTE_ANIMAL_PRESET"),
        ("CUTE_ANIMAL_ENGINE", "", "CUTE_ANIMAL_ENGINE"),
        ("CUTE_ANIMAL_ENGINE", "/tmp/" + "e" * 99, "103 bytes"),
        ("CUTE_ANIMAL_BATCH", "0", "CUTE_ANIMAL_BATCH"),
    ],
)
def test_a_typo_is_an_error_that_names_the_variable(name, value, hint):
    with pytest.raises(BadSetting) as caught:
        load_settings({name: value})
    assert name in str(caught.value) and hint in str(caught.value)
    assert isinstance(caught.value, ValueError)


def test_settings_never_change():
    with pytest.raises(ValidationError):
        Settings().port = 1


@pytest.mark.parametrize("limit", ["", "0", "-1", "1.5", "many", "٣"])
def test_a_key_with_a_colon_needs_a_limit(limit):
    with pytest.raises(ValueError, match="above 0"):
        read_keys(f"a-key-of-enough-letters:{limit}")


def test_a_key_that_stands_twice_is_an_error_and_no_choice_between_its_limits():
    with pytest.raises(ValueError, match="twice"):
        read_keys("a-key-of-enough-letters:2, a-key-of-enough-letters")
    assert read_keys("a-key-of-enough-letters:2, another-key-for-tests") == {
        "a-key-of-enough-letters": 2,
        "another-key-for-tests": None,
    }
