"""The two judges: they share what they read and how they are taught, and nothing of how they look."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from PIL import Image
from torch import nn

from cute_animal.starter import evaluate, grids
from cute_animal.starter.judge import (
    FEATURES,
    JUDGES,
    VIEW_CLASSES,
    Judge,
    SecondJudge,
    load_judge,
    read_pictures,
)
from cute_animal.starter.training import dataset, judging
from cute_animal.vocabulary import SLOTS

TINY = {"channels": (8, 8, 8)}
VIEWS = torch.zeros(2, 3, 192, 192)


@pytest.mark.parametrize("kind", JUDGES.values())
def test_a_judge_gives_features_and_logits_per_view(kind: type) -> None:
    judge = kind(**TINY).eval()
    with torch.inference_mode():
        assert judge.features(VIEWS).shape == (2, FEATURES)
        assert {slot: len(one[0]) for slot, one in judge(VIEWS).items()} == {
            slot: len(classes) for slot, classes in VIEW_CLASSES.items()
        }
    assert set(read_pictures(judge, [Image.new("RGB", (512, 512), "red")])[0]) == set(SLOTS)


def test_the_judges_are_built_of_different_layers() -> None:
    first, second = (
        {type(module) for module in kind(**TINY).body.modules()}
        - {nn.Sequential, nn.Conv2d, nn.Linear, nn.Flatten}
        for kind in (Judge, SecondJudge)
    )
    assert first and second and not first & second


@pytest.mark.parametrize("name", JUDGES)
def test_a_judge_comes_back_from_its_folder(name: str, tmp_path: Path) -> None:
    judge = JUDGES[name](**TINY).eval()
    judge.save_pretrained(tmp_path / name)
    again = load_judge(tmp_path / name)
    assert type(again) is JUDGES[name]
    with torch.inference_mode():
        assert torch.equal(judge.features(VIEWS), again.features(VIEWS))


def test_judges_start_from_different_weights_and_see_the_pictures_in_another_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two judges with one seed would share their mistakes."""
    monkeypatch.setattr(judging, "PICTURES", {"a.u8": (dataset.JUDGE, 4), "b.u8": (dataset.HELD_OUT, 4)})
    monkeypatch.setattr(judging, "TEST_PICTURES", 2)
    monkeypatch.setattr(judging, "BATCH", 4)
    monkeypatch.setattr(
        judging, "JUDGES", {"judge": lambda: Judge(**TINY), "second_judge": lambda: Judge(**TINY)}
    )
    asked: dict[str, list[bytes]] = {}

    def remember(pictures: torch.Tensor) -> torch.Tensor:
        asked.setdefault(name, []).append(pictures.numpy().tobytes())
        return pictures

    monkeypatch.setattr(judging, "roughened", remember)
    trained = {}
    for name in ("judge", "second_judge"):
        trained[name] = judging.train_judge(name, tmp_path, tmp_path / "none", 0.5, torch.device("cpu"))
    first, second = (judge.heads["species"].weight for judge in trained.values())
    assert not torch.allclose(first, second, atol=1e-3)
    assert asked["judge"][0] != asked["second_judge"][0]


def test_grids_draw_the_same_wishes_with_the_same_seeds() -> None:
    sheets = grids.sheets()
    assert {name: len(rows) for name, rows in sheets.items()} == {
        "zh": 16, "en": 16, "contact_sheet": 32, "pairs": 8, "styles": 8, "seeds": 16,
    }  # fmt: skip
    assert (
        len({seed for _, seed in sheets["seeds"]}) == 16 and len({wish for wish, _ in sheets["seeds"]}) == 1
    )
    assert evaluate.draw_texts is grids.draw_texts
