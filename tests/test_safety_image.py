"""check_image lets whole pictures pass, night and snow too, and nothing else; and fails closed."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PIL import Image

from cute_animal.errors import UnsafeImage
from cute_animal.safety import SafeImage, check_image


def scene(background: int, subject: int, size: int = 512) -> Image.Image:
    pixels = np.full((size, size, 3), background, np.uint8)
    pixels[size // 3 : 2 * size // 3, size // 3 : 2 * size // 3] = subject
    return Image.fromarray(pixels)


@pytest.mark.parametrize(
    "picture",
    [scene(120, 200), scene(18, 70), scene(255, 225), scene(240, 255)],
    ids=["day", "night", "white-on-white", "snow"],
)
def test_pictures_pass_unchanged(picture):
    safe = check_image(picture, classifiers=[lambda image: None])
    assert isinstance(safe, SafeImage) and safe.image.tobytes() == picture.tobytes()


@pytest.mark.parametrize(
    "picture, why",
    [
        (Image.new("RGB", (512, 512), (200, 30, 30)), "flat"),
        (Image.new("RGB", (512, 512)), "flat"),
        (scene(1, 30), "near-black"),
        (scene(255, 200).resize((512, 512)).point(lambda v: max(v, 252)), "flat"),
        (Image.new("RGBA", (512, 512)), "wrong-format"),
        (scene(0, 255).convert("L"), "wrong-format"),
        (scene(0, 255, 32), "wrong-format"),
        (np.full((512, 512, 3), np.nan), "not-a-picture"),
        (None, "not-a-picture"),
    ],
)
def test_broken_pictures_are_stopped_with_the_reason_in_the_log_only(picture, why, caplog):
    with pytest.raises(UnsafeImage) as caught:
        check_image(picture, language="en")
    assert caught.value.detail == why and why not in str(caught.value) and why in caplog.text


def test_a_file_that_breaks_while_it_is_read_is_stopped(tmp_path):
    scene(10, 200).save(tmp_path / "x.png")
    (tmp_path / "x.png").write_bytes((tmp_path / "x.png").read_bytes()[:300])
    with Image.open(tmp_path / "x.png") as lazy, pytest.raises(UnsafeImage):
        check_image(lazy)


def _fail(image: Image.Image) -> str | None:
    raise RuntimeError("no weights")


@pytest.mark.parametrize(
    "classifier, why",
    [
        (lambda image: "scary", "scary"),
        (_fail, "check-failed"),
        (lambda image: False, "check-failed"),
        (lambda i: "", "check-failed"),
    ],
    ids=["says-no", "crashes", "answers-nonsense", "answers-nothing"],
)
def test_one_classifier_that_does_not_say_yes_is_enough(classifier, why):
    with pytest.raises(UnsafeImage) as caught:
        check_image(scene(10, 200), classifiers=[lambda image: None, classifier])
    assert caught.value.detail == why and "scary" not in str(caught.value)


def test_what_was_checked_is_what_is_kept():
    picture = scene(10, 200)
    safe = check_image(picture, classifiers=[lambda image: image.paste((0, 0, 0), (0, 0, 512, 512))])
    picture.paste((255, 0, 0), (0, 0, 512, 512))
    assert safe.image.tobytes() == scene(10, 200).tobytes()


def test_nobody_else_makes_a_safe_image():
    with pytest.raises(TypeError):
        SafeImage(scene(10, 200))
    with pytest.raises(TypeError):
        dataclasses.replace(check_image(scene(10, 200)), image=scene(0, 1))
