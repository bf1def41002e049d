"""Rules of the house: gentle mode, grown-ups' own words, what an allowed word may lift, the rules file."""

from __future__ import annotations

import json

import pytest

from cute_animal import house, pipeline
from cute_animal.config import BadSetting, Settings, load_settings
from cute_animal.engine import Engine
from cute_animal.errors import CannotDraw, UnsafePrompt
from cute_animal.label import Drawing
from cute_animal.presets import PRESETS, STYLE, get_preset
from cute_animal.prompt import build_request
from cute_animal.safety import OwnWords, check_prompt, is_blocked
from cute_animal.studio import draw
from cute_animal.wording import IDEAS, say

LARGE = [name for name in PRESETS if name != "starter"]


def allowed(*words: str) -> OwnWords:
    return OwnWords(allow=words)


def blocked(*words: str) -> OwnWords:
    return OwnWords(block=words)


def category(wish: str, own_words: OwnWords) -> str | None:
    try:
        check_prompt(wish, own_words=own_words)
    except UnsafePrompt as refusal:
        return refusal.category
    return None


@pytest.mark.parametrize("name", LARGE)
@pytest.mark.parametrize("wish", ["a rabbit with a zyxophone and a red hat", "戴红帽子的兔子弹着口风琴"])
def test_gentle_mode_tells_a_general_model_only_what_was_understood(name, wish):
    request = build_request(check_prompt(wish), preset=get_preset(name), mode="gentle")
    frame = STYLE["en"].format(wish="A cute animal: a rabbit, in a red beanie")
    assert request.prompt == frame
    assert any("zyxophone" in note or "口风琴" in note for note in request.notes)


@pytest.mark.parametrize("wish", ["a zyxophone in the fog", "口风琴"])
def test_gentle_mode_asks_back_where_no_animal_was_understood(wish):
    with pytest.raises(CannotDraw):
        build_request(check_prompt(wish), preset=get_preset("z-image-turbo"), mode="gentle")


def test_the_built_in_model_is_told_the_same_in_both_modes():
    safe = check_prompt("a white rabbit dancing in the snow")
    requests = [build_request(safe, seed=1, preset=get_preset(), mode=mode) for mode in ("open", "gentle")]
    assert requests[0] == requests[1]


@pytest.mark.parametrize(
    "settings, told_raw, says_so",
    [
        pytest.param({}, False, True, id="nobody-checks-its-pictures"),
        pytest.param({"unchecked_pictures": "i-take-the-risk"}, True, False, id="a-grown-up-says-otherwise"),
        pytest.param({"mode": "gentle"}, False, False, id="gentle-by-choice"),
        pytest.param(
            {"mode": "gentle", "unchecked_pictures": "i-take-the-risk"},
            False,
            False,
            id="gentle-stays-gentle",
        ),
    ],
)
def test_a_general_model_without_picture_check_falls_back_to_gentle(
    settings, told_raw, says_so, tiny_preset, tmp_path
):
    preset = tiny_preset("z-image-turbo")
    engine = Engine(pipeline.generate)
    try:
        chosen = Settings(preset=preset.name, output_dir=tmp_path, **settings)
        *_, drawing = draw("a rabbit eating noodles", 7, 1, settings=chosen, engine=engine)
    finally:
        engine.close(60.0)
    assert isinstance(drawing, Drawing)
    assert ("noodles" in drawing.request.prompt) is told_raw
    assert (say("gentle-unchecked", "en") in drawing.request.notes) is says_so


@pytest.mark.parametrize("text", ["yes", "true", "1", "I take the risk"])
def test_the_risk_is_taken_in_those_words_only(text):
    with pytest.raises(BadSetting, match="CUTE_ANIMAL_UNCHECKED_PICTURES"):
        load_settings({"CUTE_ANIMAL_UNCHECKED_PICTURES": text})


@pytest.mark.parametrize(
    "word, wish",
    [
        ("spider", "two SPIDERS in a tree"),
        ("spider", "a spider's web"),
        ("spider", "a ｓｐｉｄｅｒ"),
        ("clown fish", "a clown fish"),
        ("蜘蛛", "树上的蜘 蛛"),
        ("蜘蛛", "彩色的蜘蛛和小熊"),
        ("老师", "像老師的小猫"),
    ],
)
def test_an_own_block_word_refuses_as_kindly_as_any_other(word, wish):
    assert category(wish, OwnWords()) is None
    with pytest.raises(UnsafePrompt) as caught:
        check_prompt(wish, own_words=blocked(word))
    assert caught.value.category == "own-word"
    assert word not in str(caught.value) and len(caught.value.ideas) == 3


def test_a_blocked_word_is_matched_whole_and_not_offered():
    assert category("a spiderling of a cat", blocked("spider")) is None
    with pytest.raises(UnsafePrompt) as caught:
        check_prompt("a rabbit", own_words=blocked("rabbit"))
    assert caught.value.ideas and not any("rabbit" in idea for idea in caught.value.ideas)
    everything = blocked(*IDEAS["en"])
    assert all(category(idea, everything) == "own-word" for idea in IDEAS["en"])


@pytest.mark.parametrize(
    "word, wish",
    [
        ("sword", "a knight mouse with a sword"),
        ("宝剑", "拿着宝剑的骑士老鼠"),
        ("skeleton", "a rabbit dressed as a skeleton"),
        ("lighter", "a bear with a lighter"),
        ("杨洋", "给杨洋画一只小熊"),
    ],
)
def test_an_allowed_word_lifts_what_families_decide(word, wish):
    assert is_blocked(wish)
    assert category(wish, allowed(word)) is None


@pytest.mark.parametrize(
    "word, wish",
    [
        ("naked", "a naked woman and a cat"),
        ("beer", "a bear drinking beer"),
        ("cigarette", "a fox with a cigarette"),
        ("suicide", "a bear committing suicide"),
        ("blood", "a cat in a pool of blood"),
        ("虐待", "虐待小猫"),
        ("自杀", "小熊自杀"),
        ("裸体", "裸体的女人和狗"),
        ("nazi", "a nazi dog"),
    ],
)
def test_an_allowed_word_never_lifts_harm(word, wish):
    assert category(wish, allowed(word)) is not None


@pytest.mark.parametrize(
    "word, wish",
    [
        ("sword", "a mouse stabbing a cat with a sword"),
        ("sword", "a naked knight with a sword"),
        ("宝剑", "拿宝剑杀死小猫"),
    ],
)
def test_the_rest_of_a_wish_must_be_fine_without_the_allowed_word(word, wish):
    assert category(wish, allowed(word)) is not None


def test_words_come_from_the_settings_and_bad_ones_stop_the_start():
    settings = load_settings(
        {"CUTE_ANIMAL_BLOCK_WORDS": "spider, 蜘蛛，clown", "CUTE_ANIMAL_ALLOW_WORDS": "sword"}
    )
    own = house.rules(settings).own_words
    assert own == OwnWords(("spider", "蜘蛛", "clown"), ("sword",))
    for bad in ("a", "!", "x" * 41, ",".join(f"word{i}" for i in range(201))):
        with pytest.raises(BadSetting, match="CUTE_ANIMAL_BLOCK_WORDS"):
            load_settings({"CUTE_ANIMAL_BLOCK_WORDS": bad})


def test_own_words_hold_on_the_road(tmp_path):
    settings = Settings(block_words="penguin", output_dir=tmp_path)
    with pytest.raises(UnsafePrompt):
        next(updates := draw("a penguin", settings=settings))
        next(updates)


def test_changed_rules_outlive_the_program_in_their_file(tmp_path):
    file = tmp_path / "parents" / "rules.json"
    settings = Settings(rules_file=file, mode="open", block_words="clown")
    assert house.rules(settings).mode == "open"
    house.change(settings, {"mode": "gentle", "block_words": "spider", "allow_words": ""})
    assert house.rules(settings) == house.HouseRules("gentle", OwnWords(("spider",), ()))
    house._house.cache_clear()  # as a new program
    assert house.rules(settings) == house.HouseRules("gentle", OwnWords(("spider",), ()))


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"mode": "loud"}', json.dumps({"mode": "open", "x": ""})]
)
def test_a_broken_rules_file_draws_nothing(text, tmp_path):
    file = tmp_path / "rules.json"
    file.write_text(text)
    with pytest.raises(BadSetting, match="rules.json"):
        next(updates := draw("a rabbit", settings=Settings(rules_file=file)))
        next(updates)


def test_changes_that_are_no_rules_change_nothing(tmp_path):
    settings = Settings(rules_file=tmp_path / "rules.json")
    for bad in ({"mode": "loud"}, {"mode": "open", "block_words": "x" * 50}):
        with pytest.raises(ValueError):
            house.change(settings, bad)
    assert house.rules(settings) == house.HouseRules("open", OwnWords())
    assert not settings.rules_file.exists()
