"""The label on every file: seen on the picture, read back from it, and never telling the wish."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from cute_animal import label
from cute_animal.errors import BadRequest
from cute_animal.label import AIGC_FIELDS, MARK, SOURCE_TYPE, read_label, write_drawing
from cute_animal.safety import SafeImage, check_image


def picture(seed: int = 0, size: int = 512, low: int = 0, high: int = 256) -> Image.Image:
    noise = np.random.default_rng(seed).integers(low, high, (8, 8, 3)).astype(np.uint8)
    return Image.fromarray(noise).resize((size, size), Image.Resampling.BICUBIC)


def request(wish: str = "一只秘密的小熊", **more) -> SimpleNamespace:
    fields = {"prompt": "a bear", "wish": wish, "seed": 7, "num_inference_steps": 8, "preset": "starter"}
    fields["language"] = "zh"
    return SimpleNamespace(**(fields | {"scheduler": None} | more))


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".jpeg", ".webp", ".PNG"])
def test_what_was_written_is_read_back(tmp_path, suffix):
    drawing = write_drawing(
        check_image(picture()), request(), tmp_path / f"bear{suffix}", timings_s={"denoise": 0.5}
    )
    read = read_label(drawing.path)
    assert read.is_ai_generated and read.produce_id == drawing.produce_id and read.source_type == SOURCE_TYPE
    assert tuple(read.fields) == AIGC_FIELDS and read.fields["Label"] == "1" and read.recipe is None
    assert drawing.timings_s["denoise"] == 0.5 and drawing.timings_s["save"] > 0
    assert [path.name for path in tmp_path.iterdir()] == [f"bear{suffix}"]


def test_png_carries_the_packet_in_an_international_text_chunk_with_the_usual_prefixes(tmp_path):
    drawing = write_drawing(check_image(picture()), request(), tmp_path / "bear.png", timings_s={})
    data = drawing.path.read_bytes()
    assert b"iTXtXML:com.adobe.xmp\0\0\0\0\0" in data
    assert b'xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/"' in data and b"<TC260:AIGC>{" in data
    assert b"<Iptc4xmpExt:DigitalSourceType>" in data


def test_folder_gets_a_new_file_per_drawing_named_without_the_wish(tmp_path):
    folder = tmp_path / "new" / "folder"
    drawings = [
        write_drawing(check_image(picture()), request("bear"), folder, timings_s={}) for _ in range(3)
    ]
    assert len({d.produce_id for d in drawings}) == len({d.path for d in drawings}) == 3
    assert all(d.produce_id in d.path.name and "bear" not in d.path.name for d in drawings)
    assert all(d.path.suffix == ".png" for d in drawings)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(prompt=st.text(max_size=60), keep=st.booleans(), suffix=st.sampled_from([".png", ".webp", ".jpg"]))
def test_wish_is_inside_only_if_the_recipe_is_kept(prompt, keep, suffix):
    wish = "canary-" + prompt
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x{suffix}"
        write_drawing(check_image(picture(size=64)), request(wish), path, timings_s={}, keep_recipe=keep)
        read = read_label(path)
        assert (b"canary" in path.read_bytes()) is keep
    assert read.is_ai_generated
    assert (read.recipe == {"prompt": wish, "seed": 7, "num_inference_steps": 8, "preset": "starter"}) is keep


@pytest.mark.parametrize("size", [512, 1024, 640])
@pytest.mark.parametrize("low, high", [(0, 60), (200, 256), (0, 256)], ids=["dark", "light", "lively"])
def test_mark_is_legible_in_the_lower_right_corner_and_touches_nothing_else(tmp_path, size, low, high):
    before = picture(3, size, low, high)
    drawing = write_drawing(check_image(before), request(), tmp_path / "x.png", timings_s={})
    after = Image.open(drawing.path)
    changed = np.abs(np.asarray(after, int) - np.asarray(before, int)).sum(2) > 0
    rows, columns = np.where(changed)
    assert rows.min() > 0.88 * size and columns.min() > 0.7 * size and columns.max() < size
    region = np.asarray(after.convert("L"))[rows.min() : rows.max(), columns.min() : columns.max()]
    ink = np.where(region < 110)
    middle = region[:, region.shape[1] // 4 : -region.shape[1] // 4]
    assert np.percentile(middle, 95) > 200 and np.percentile(middle, 5) < 100  # dark ink on a light pill
    if low >= 200:  # on light pictures only the ink is dark
        assert ink[0].max() - ink[0].min() + 1 >= 0.05 * size


def test_mark_needs_no_font_of_the_system(monkeypatch):
    """The shipped font holds each character of the mark."""
    font = label._font(26)
    missing = font.getmask("\U0010fffd").getbbox()
    assert label.FONT_FILE.is_file()
    assert all(font.getmask(character).getbbox() != missing for character in MARK)
    assert (label.FONT_FILE.parent / "OFL.txt").read_text(encoding="utf-8").count(
        "SIL OPEN FONT LICENSE"
    ) == 1


def test_only_a_checked_picture_is_written(tmp_path):
    with pytest.raises(TypeError):
        write_drawing(picture(), request(), tmp_path, timings_s={})
    with pytest.raises(TypeError):
        SafeImage(picture())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["bear.doc", "file/bear.png", "bear\0.png", "b" * 300 + ".png"])
@pytest.mark.parametrize("language, words", [("zh", "换一个文件夹"), ("en", "choose another folder")])
def test_unwritable_path_is_a_kind_sentence_and_leaves_nothing_behind(tmp_path, name, language, words):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BadRequest, match=words):
        write_drawing(check_image(picture()), request(language=language), tmp_path / name, timings_s={})
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_broken_save_leaves_the_old_file_whole(tmp_path, monkeypatch):
    path = tmp_path / "bear.png"
    path.write_bytes(b"old")

    def fail(*_args: object, **_more: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Image.Image, "save", fail)
    with pytest.raises(BadRequest):
        write_drawing(check_image(picture()), request(), path, timings_s={})
    assert path.read_bytes() == b"old" and len(list(tmp_path.iterdir())) == 1


def test_a_picture_without_label_is_not_called_generated(tmp_path):
    picture().save(tmp_path / "plain.png")
    read = read_label(tmp_path / "plain.png")
    assert not read.is_ai_generated and read.produce_id is None and dict(read.fields) == {}


@pytest.mark.parametrize(
    "content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\nbroken"], ids=["empty", "text", "cut"]
)
def test_unreadable_file_is_a_kind_sentence(tmp_path, content):
    (tmp_path / "x.png").write_bytes(content)
    with pytest.raises(BadRequest, match=r"x\.png"):
        read_label(tmp_path / "x.png")
    with pytest.raises(BadRequest):
        read_label(tmp_path / "missing.png", language="zh")


def test_truncated_picture_is_a_kind_sentence(tmp_path):
    drawing = write_drawing(check_image(picture()), request(), tmp_path / "x.png", timings_s={})
    drawing.path.write_bytes(drawing.path.read_bytes()[:9000])
    with pytest.raises(BadRequest):
        read_label(drawing.path)


_AIGC = "<TC260:AIGC xmlns:TC260='http://www.tc260.org.cn/ns/AIGC/1.0/'>%s</TC260:AIGC>"
_FRAME = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description>%s</rdf:Description></rdf:RDF>"


@pytest.mark.parametrize(
    "packet",
    [
        "<broken",
        "<!DOCTYPE x [<!ENTITY a 'b'>]>" + _FRAME % (_AIGC % '{"Label":"1"}'),
        _FRAME % (_AIGC % "[1, 2]"),
        _FRAME % (_AIGC % "{not json"),
        _FRAME % (_AIGC % ("[" * 5000)),
    ],
    ids=["broken", "entities", "no-object", "no-json", "deep"],
)
def test_strange_packets_count_as_unlabelled(tmp_path, packet):
    chunks = PngImagePlugin.PngInfo()
    chunks.add_itxt("XML:com.adobe.xmp", packet)
    picture(size=64).save(tmp_path / "x.png", pnginfo=chunks)
    assert not read_label(tmp_path / "x.png").is_ai_generated


def test_labels_of_other_programs_are_read_too(tmp_path):
    fields = json.dumps({"Label": "2", "ProduceID": "other-1"}).replace('"', "&quot;")
    packet = (
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description"
        f" xmlns:TC260='http://www.tc260.org.cn/ns/AIGC/1.0/' TC260:AIGC=\"{fields}\"/></rdf:RDF>"
    )
    picture(size=64).save(tmp_path / "x.webp", xmp=packet.encode())
    read = read_label(tmp_path / "x.webp")
    assert read.is_ai_generated and read.produce_id == "other-1"
