"""Wishes beyond the starter's world: what is missing is named, and no other animal is drawn in its place."""

from __future__ import annotations

import json

import held_out_wishes
import pytest

from cute_animal.starter.comprehension import answer_to, is_honest, main
from cute_animal.starter.outside_wishes import OUTSIDE, OUTSIDE_EN, OUTSIDE_ZH, OutsideWish


def test_there_are_a_hundred_different_wishes_half_of_them_chinese() -> None:
    assert len({row.wish for row in OUTSIDE}) == len(OUTSIDE) == 100
    assert len(OUTSIDE_ZH) == len(OUTSIDE_EN) == 50


def test_all_of_a_hundred_wishes_are_answered_honestly(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert result["wishes"] == 100 and result["failures"] == []
    assert result["honest"] == {"all": 1.0, "zh": 1.0, "en": 1.0}


# Not of the list, and written after it was mended for: what is right here is right by general means.
@pytest.mark.parametrize(
    "wish, animals, missing",
    [
        ("a rabbit playing the trumpet", ("rabbit",), ("trumpet",)),
        ("小猫在修电脑", ("cat",), ("电脑",)),
        ("a walrus in the snow", (), ()),
        ("穿旗袍的熊猫", ("panda",), ("旗袍",)),
        ("a fox with a paper lantern", ("fox",), ("lantern",)),
        ("a pixel art dog", ("dog",), ("pixel",)),
        ("小老虎坐在公交车里", ("tiger",), ("公交车",)),
        ("a picture of my uncle", (), ()),
    ],
)
def test_other_wishes_too_are_answered_honestly(
    wish: str, animals: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    answer = answer_to(wish)
    assert is_honest(OutsideWish(wish, animals, missing), answer), str(answer)


def test_nearly_all_of_eighty_held_out_wishes_are_answered_honestly() -> None:
    """They are not mended for one by one: what fails here stays here."""
    rows = [OutsideWish(wish) for wish in held_out_wishes.NO_ANIMAL]
    rows += [
        OutsideWish(wish, tuple(animals.split()), tuple(missing.split("|")))
        for wish, animals, missing in held_out_wishes.WITH_AN_ANIMAL
    ]
    rows += [
        OutsideWish(wish, tuple(animals.split()), too_many=True) for wish, animals in held_out_wishes.TOO_MANY
    ]
    failures = {row.wish: str(answer) for row in rows if not is_honest(row, answer := answer_to(row.wish))}
    assert len(rows) == 80
    assert len(failures) <= 2, failures


@pytest.mark.parametrize(
    "wish",
    [
        "请帮我画一只穿红色背带裤的小兔子，谢谢你！",
        "hi, can you please draw a little bear with a big blue balloon for my sister",
        "两只小企鹅在雪地里跳舞",
        "a sleepy koala at night, watercolour",
        "我最喜欢的小狐狸戴着皇冠在城堡里",
        "the white rabbit in a blue hat and the brown bear with a red balloon",
        "给奶奶画一只小熊",
        "我和妈妈想看一只小狗",
        "爷爷家的小狗在草地上跑",
        "老师说画一只小猫和一只小狗",
        "我是小女孩，我想要一只小兔子",
        "画一只小猫给我的同学",
        "小猫妈妈和小猫宝宝",
        "小熊有一双大眼睛",
        "my mom and I want a cat",
        "a cat for my uncle's birthday",
        "the kids in my class love penguins",
        "I'm a little girl. I want a bunny",
        "can you draw me and my sister a kitten?",
        "a mother duck and a baby duck",
        "a bat with wings",
        "a hat on a cat",
        "pleease draw an adorble bear wearring a hat",
    ],
)
def test_a_wish_within_the_world_is_drawn_without_complaint(wish: str) -> None:
    answer = answer_to(wish)
    assert answer.drawn and not answer.missing and not answer.sentences, str(answer)


def test_a_silent_answer_would_not_count_as_honest() -> None:
    """Or the hundred would prove nothing."""
    answer = answer_to("a little bear")
    assert not is_honest(OutsideWish("a little bear on a bicycle", ("bear",), ("bicycle",)), answer)
    assert not is_honest(OutsideWish("a pangolin"), answer)
    assert not is_honest(OutsideWish("three bears", ("bear",), too_many=True), answer)
