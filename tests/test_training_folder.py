"""The data folder: three ways to write captions, and every problem told before anything is trained."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cute_animal.lora_training.folder import BadTrainingData, check_folder, open_picture
from cute_animal.presets import PRESETS
from cute_animal.triggers import Trigger

STARTER, SD15 = PRESETS["starter"], PRESETS["sd15"]
PORCELAIN = Trigger("style", "porcelain", "青花瓷")
AXOLOTL = Trigger("species", "axolotl", "六角恐龙")


def put(path: Path, size: tuple[int, int] = (300, 280), color: str = "teal") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, color).save(path)
    return path


def put_with_text(folder: Path, name: str, caption: str) -> None:
    put(folder / name).with_suffix(".txt").write_text(caption, encoding="utf-8")


def problems_of(folder: Path, *triggers: Trigger, preset=STARTER, language="en") -> tuple[str, ...]:
    with pytest.raises(BadTrainingData) as caught:
        check_folder(folder, preset, triggers or (PORCELAIN,), language=language)
    assert all(problem in str(caught.value) for problem in caught.value.problems[:40])
    return caught.value.problems


def test_a_text_beside_each_picture_is_its_caption(tmp_path):
    put_with_text(tmp_path, "b.png", "a porcelain cat\n")
    put_with_text(tmp_path, "a.jpg", "青花瓷风格的小兔子")
    found = check_folder(tmp_path, STARTER, (PORCELAIN,))
    assert [(one.path.name, one.caption) for one in found] == [
        ("a.jpg", "青花瓷风格的小兔子"),
        ("b.png", "a porcelain cat"),
    ]


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_metadata_tells_captions_and_seeds_in_every_folder_of_a_split(tmp_path, kind):
    for split, name in (("train", "a.png"), ("test", "sub/b.webp")):
        put(tmp_path / split / name)
        row = {"file_name": name, "text": f"a porcelain fox, {split}ing", "seed": 7}
        table = tmp_path / split / f"metadata.{kind}"
        if kind == "jsonl":
            table.write_text(json.dumps(row) + "\n\n", encoding="utf-8")
        else:
            with table.open("w", newline="") as file:
                writer = csv.DictWriter(file, row)
                writer.writeheader()
                writer.writerow(row)
    found = check_folder(tmp_path, STARTER, (PORCELAIN,))
    assert [(one.path.name, one.seed) for one in found] == [("b.webp", 7), ("a.png", 7)]
    assert found[0].caption == "a porcelain fox, testing"


def test_a_folder_may_be_named_after_what_its_pictures_show(tmp_path):
    put(tmp_path / "train/blue axolotl/1.png")
    (one,) = check_folder(tmp_path, STARTER, (AXOLOTL,))
    assert one.caption == "blue axolotl" and one.seed is None


def test_files_of_caches_and_other_systems_are_not_pictures(tmp_path):
    put_with_text(tmp_path, "a.png", "a porcelain cat")
    put(tmp_path / ".cache/b.png")
    put(tmp_path / "__MACOSX/c.png")
    put(tmp_path / "._a.png")
    assert len(check_folder(tmp_path, STARTER, (PORCELAIN,))) == 1


def test_all_problems_are_told_at_once_and_nothing_is_written(tmp_path):
    put_with_text(tmp_path, "fine.png", "a porcelain cat")
    put(tmp_path / "no-words.png")
    put_with_text(tmp_path, "blank.png", "  \n")
    put_with_text(tmp_path, "unsafe.png", "a porcelain cat with a gun")
    put_with_text(tmp_path, "no-animal.png", "a porcelain teapot")
    put(tmp_path / "small.png", (200, 900)).with_suffix(".txt").write_text("a porcelain cat")
    put(tmp_path / "long.png", (700, 300)).with_suffix(".txt").write_text("a porcelain cat")
    cut = put(tmp_path / "cut.png", (400, 400))
    cut.write_bytes(cut.read_bytes()[:-60])
    cut.with_suffix(".txt").write_text("a porcelain cat")
    before = sorted(tmp_path.rglob("*"))
    found = {problem.partition(":")[0]: problem for problem in problems_of(tmp_path)}
    assert set(found) == {
        "no-words.png", "blank.png", "unsafe.png", "no-animal.png", "small.png", "long.png", "cut.png",
    }  # fmt: skip
    assert "not for children" in found["unsafe.png"] and "gun" not in found["unsafe.png"]
    assert "could not find an animal" in found["no-animal.png"]
    assert "200x900" in found["small.png"] and "cut off" in found["cut.png"]
    assert sorted(tmp_path.rglob("*")) == before


def test_a_general_model_may_learn_what_is_no_animal_of_ours(tmp_path):
    put_with_text(tmp_path, "a.png", "a porcelain teapot")
    assert len(check_folder(tmp_path, SD15, (PORCELAIN,))) == 1


@pytest.mark.parametrize(
    "row, problem",
    [
        pytest.param('{"file_name": "../a.png", "text": "a cat"}', "no ../a.png in the folder", id="outside"),
        pytest.param('{"file_name": "gone.png", "text": "a cat"}', "no gone.png", id="not there"),
        pytest.param('{"text": "a cat"}', "there is no None", id="no name"),
        pytest.param("not json", "cannot be understood", id="no JSON"),
        pytest.param("[1]", "cannot be understood", id="no object"),
        pytest.param('{"file_name": "b.png", "text": "a cat", "seed": -1}', "be understood", id="seed"),
        pytest.param('{"file_name": "a.png", "text": "a cat"}', "twice", id="twice"),
    ],
)
def test_a_row_that_names_no_picture_is_told_with_its_line(tmp_path, row, problem):
    folder = tmp_path / "data"
    put(tmp_path / "a.png")
    put(folder / "a.png")
    put(folder / "b.png")
    good = '{"file_name": "a.png", "text": "a porcelain cat"}'
    (folder / "metadata.jsonl").write_text(f"{good}\n{row}\n")
    told = problems_of(folder)
    assert "metadata.jsonl:2" in told[0] and problem in told[0]
    assert told[1:] == ("b.png: there is no caption.",)


def test_a_trigger_that_no_caption_says_is_told(tmp_path):
    put_with_text(tmp_path, "a.png", "a cat")
    assert problems_of(tmp_path) == ('No caption says "porcelain".',)
    assert problems_of(tmp_path, language="zh") == ("没有一条说明文字里有“porcelain”。",)


def test_no_folder_and_an_empty_folder_are_told_apart(tmp_path):
    assert "no such folder" in problems_of(tmp_path / "gone")[0]
    assert "no pictures" in problems_of(tmp_path)[0]


def test_of_very_many_problems_the_rest_is_counted(tmp_path):
    for number in range(45):
        put(tmp_path / f"{number}.png")
    with pytest.raises(BadTrainingData, match="and 6 more"):
        check_folder(tmp_path, STARTER, (PORCELAIN,))


def test_the_middle_of_a_picture_is_learnt_upright_and_on_white(tmp_path):
    layer = Image.new("RGBA", (600, 300), (0, 0, 0, 0))
    layer.paste((255, 0, 0, 255), (150, 0, 450, 300))
    layer.save(tmp_path / "a.png")
    middle = open_picture(tmp_path / "a.png", 64, 64)
    assert middle.shape == (64, 64, 3) and (middle[:, 4:-4] == (255, 0, 0)).all()
    assert (open_picture(tmp_path / "a.png", 128, 64)[:, 0] == 255).all()
    turned = Image.new("RGB", (64, 64), "black")
    turned.paste("white", (0, 0, 64, 32))
    exif = turned.getexif()
    exif[0x0112] = 3  # upside down
    turned.save(tmp_path / "b.jpg", exif=exif)
    upright = open_picture(tmp_path / "b.jpg", 64, 64).astype(np.int16)
    assert upright[:28].mean() < 20 < 235 < upright[36:].mean()
