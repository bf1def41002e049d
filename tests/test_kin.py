"""Animals that cannot be drawn are answered with those that are like them, and nicknames are known."""

from __future__ import annotations

import pytest

from cute_animal.errors import CannotDraw
from cute_animal.kin import kin_of
from cute_animal.nicknames import NICKNAMES
from cute_animal.plain_words import ANIMALS
from cute_animal.presets import get_preset
from cute_animal.prompt import build_request
from cute_animal.safety import check_prompt
from cute_animal.understanding import understand
from cute_animal.vocabulary import SPECIES

# What a child of five may name: before there were nicknames 18 of these 60 were drawn and nothing missed,
# and before there were kin none of the others was answered with an animal that is like it.
SIXTY = (
    "wolf", "snake", "dolphin", "shark", "camel", "ostrich", "hippopotamus", "koala", "penguin", "owl",
    "bird", "goat", "donkey", "swan", "ant", "spider", "crocodile", "leopard", "gorilla", "jellyfish",
    "seahorse", "lobster", "doggy", "horsey", "froggie", "birdie", "doggo", "bunny", "ladybird",
    "tortoise", "大灰狼", "小蛇", "海豚", "鲨鱼", "骆驼", "鸵鸟", "河马", "刺猬", "考拉", "树袋熊", "企鹅",
    "猫头鹰", "小鸡崽", "小鸟", "小山羊", "小毛驴", "天鹅", "小蚂蚁", "蜘蛛", "鳄鱼", "小豹子", "大猩猩",
    "水母", "海马", "牛牛", "咩咩羊", "汪星人", "蛙蛙", "霸王龙", "金鱼",
)  # fmt: skip


def refusal_of(wish: str) -> CannotDraw:
    with pytest.raises(CannotDraw) as caught:
        build_request(check_prompt(wish), preset=get_preset("starter"))
    return caught.value


@pytest.mark.parametrize("name", SIXTY)
def test_sixty_animals_of_a_child_are_drawn_or_answered_with_kin(name: str) -> None:
    understood = understand(name)
    if understood.can_draw:
        assert understood.unknown == ()
        return
    refusal = refusal_of(name)
    first, second, _ = refusal.ideas
    assert understood.unknown[0] in str(refusal)
    for idea in (first, second):
        (species,) = understand(idea).species_named
        term = SPECIES[species]
        assert (term.zh if understood.language == "zh" else term.en)[0] in str(refusal)


def test_every_animal_that_cannot_be_drawn_has_kin_that_can() -> None:
    assert len(ANIMALS) > 170  # as the README says
    for names in ANIMALS:
        for name in "|".join(names).split("|"):
            kin = kin_of(name)
            assert len(set(kin)) == 2 and set(kin) <= set(SPECIES), name
            (stranger,) = understand(name).strangers
            assert stranger.name == name
    assert kin_of("bicycle") == ()


@pytest.mark.parametrize(
    ("wish", "sentence", "ideas"),
    [
        ("a wolf", "I cannot draw this yet: wolf. How about a dog or a fox?", ("a dog", "a fox")),
        ("戴红帽子的大灰狼", "我还不会画：大灰狼。要不要画小狗或者小狐狸？",
         ("戴红帽子的小狗", "戴红帽子的小狐狸")),
        ("An ostrich in a blue scarf", "How about a flamingo or a duck?",
         ("A flamingo in a blue scarf", "A duck in a blue scarf")),
        ("a camel and a goat", "How about a horse or a sheep?",
         ("a horse and a sheep", "a giraffe and a deer")),
        ("a big bad wolf with a crown", "How about a dog or a fox?",
         ("a big bad dog with a crown", "a big bad fox with a crown")),
        ("一只狼和一只天鹅", "要不要画小狗或者小鸭子？", ("一只小狗和一只小鸭子", "一只小狐狸和一只火烈鸟")),
        ("two wolves", "How about a dog or a fox?", ()),
        ("鲨鱼骑自行车", "要不要画鲸鱼或者小鱼？", ()),  # a whale would not ride one either
    ],
)  # fmt: skip
def test_the_childs_own_wish_is_offered_with_kin(wish: str, sentence: str, ideas: tuple[str, ...]) -> None:
    refusal = refusal_of(wish)
    assert sentence in str(refusal)
    assert refusal.ideas[: len(ideas)] == ideas and len(refusal.ideas) == 3
    for idea in refusal.ideas:  # each can be tapped, and is drawn as it is
        assert build_request(check_prompt(idea), preset=get_preset("starter")).notes == ()


def test_kin_are_not_drawn_in_place_of_an_animal_that_was_wished_for() -> None:
    request = build_request(check_prompt("a cat and a wolf"), preset=get_preset("starter"))
    assert request.prompt == "a cat" and request.notes == ("I cannot draw this yet: wolf.",)


@pytest.mark.parametrize("species", NICKNAMES)
def test_nicknames_are_read_as_the_animal_and_nothing_else(species: str) -> None:
    for name in (*NICKNAMES[species][0], *NICKNAMES[species][1]):
        safe = check_prompt(name)
        understood = understand(safe.text)
        assert understood.species_named == (species,) and understood.unknown == (), name
        assert name not in (*SPECIES[species].en, *SPECIES[species].zh)
