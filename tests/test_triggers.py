"""Trigger words: understood like any animal or style, shown and told by their own words."""

from __future__ import annotations

import pytest

from cute_animal.chips import chips
from cute_animal.retelling import retell
from cute_animal.triggers import Trigger, says
from cute_animal.understanding import understand

AXOLOTL = Trigger("species", "axolotl", "六角恐龙", told="frog owl")
PORCELAIN = Trigger("style", "porcelain", "青花瓷", told="crayon plush")
BOTH = (AXOLOTL, PORCELAIN)


@pytest.mark.parametrize(
    "wish, words, told",
    [
        (
            "a pink axolotl with a red hat in the snow",
            ["pink axolotl", "red hat", "snow"],
            "a pink frog owl, in a red beanie, in the snow",
        ),
        ("戴红色帽子的粉色六角恐龙", ["粉色六角恐龙", "红色帽子"], "a pink frog owl, in a red beanie"),
        ("two axolotls", ["axolotl ×2"], "on the left is a frog owl, and on the right is a frog owl"),
        (
            "an axolotl and a dragon",
            ["axolotl", "dragon"],
            "on the left is a frog owl, and on the right is a dragon",
        ),
        ("a bear, porcelain style", ["bear", "porcelain"], "a bear, crayon plush"),
        ("青花瓷风格的小猫在海边", ["小猫", "海边", "青花瓷"], "a cat, on the beach, crayon plush"),
        ("a porcelain axolotl", ["axolotl", "porcelain"], "a frog owl, crayon plush"),
    ],
)
def test_a_trigger_is_understood_to_the_last_word(wish, words, told):
    understood = understand(wish, BOTH)
    assert understood.can_draw and understood.unknown == ()
    assert chips(understood, understood.language) == words
    assert retell(understood) == told


def test_a_model_that_reads_any_words_is_told_the_trigger_and_not_its_stand_in():
    plain = Trigger("species", "axolotl", "六角恐龙"), Trigger("style", "", "青花瓷")
    assert retell(understand("a pink axolotl", plain)) == "a pink axolotl"
    assert retell(understand("青花瓷风格的小猫", plain)) == "a cat, 青花瓷"


def test_without_its_adapter_the_word_is_answered_honestly():
    assert understand("a bear and an axolotl").unknown == ("axolotl",)
    assert "青花瓷" in "".join(understand("青花瓷风格的小猫").unknown)


def test_what_is_unknown_beside_a_trigger_is_told_as_the_child_wrote_it():
    understood = understand("an axolotl on a bicycle", BOTH)
    assert understood.unknown == ("bicycle",) or "bicycle" in understood.unknown[0]
    assert "dragon" not in "".join(understood.unknown)


def test_a_wish_without_trigger_is_read_as_ever():
    wish = "a dragon in a watercolour style"
    assert understand(wish, BOTH) == understand(wish)


@pytest.mark.parametrize(
    "text, is_said",
    [
        ("Axolotl!", True),
        ("two axolotls", True),
        ("六角恐龙在海边", True),
        ("preaxolotl", False),
        ("axolotlish", False),
        ("a dinosaur", False),
        ("恐龙", False),
    ],
)
def test_a_word_is_said_as_a_whole(text, is_said):
    assert says(text, AXOLOTL) is is_said


def test_spaces_and_hyphens_of_a_phrase_do_not_matter():
    assert says("a crayon-dragon", Trigger("species", "crayon dragon"))
