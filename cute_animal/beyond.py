"""Beyond: what a wish asks for in words that we know, and that a picture of ours still does not show.

One animal on another, one in another's arms, wings on a horse, a bear made of candy. Each function finds the
words to name, as the first and the last token. People are for people.py, values for reading.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cute_animal.pairs import Pairs
from cute_animal.sentence import UNKNOWN, Sentence
from cute_animal.vocabulary import THINGS

Span = tuple[int, int]  # the first and the last token

EATING = ("eat", "eats", "eating", "ate", "吃", "吃着", "舔")
_PLAYING = ("play", "plays", "playing", "玩", "玩着", "玩耍")  # beside each other, as we draw them
_EACH_OTHER = ("each other", "one another")
_ON_EN = ("on", "on top of", "under", "over", "above", "inside")
_ON_ZH = (
    "上", "上面", "下", "下面", "里", "里面", "头上", "头顶", "头顶上", "身上", "脖子上", "脚下", "手里",
    "手上", "手中", "耳朵上",
)  # fmt: skip
_SMALL = ("article", "number", "measure", "color", "filler", "pronoun", "face", "pattern")
_YARDS = ("院子", "院子里")
_MATTER = (*THINGS, *UNKNOWN, "place", "weather")

_BIRDS = frozenset(["chick", "duck", "owl", "penguin", "parrot", "flamingo", "peacock"])
_WINGED = _BIRDS | {"bat", "bee", "butterfly", "ladybug", "dragon", "unicorn"}
_HORNED = frozenset(["unicorn", "rhino", "cow", "sheep", "deer", "giraffe", "triceratops", "dragon", "snail"])
# Parts that not every animal has.
_PARTS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("wing", "wings", "翅膀"), _WINGED),
    **dict.fromkeys(("horn", "horns", "角"), _HORNED),
    **dict.fromkeys(("beak",), _BIRDS),
    **dict.fromkeys(("feathers", "羽毛"), _BIRDS),
    **dict.fromkeys(("mane",), frozenset({"lion", "horse", "unicorn", "zebra", "giraffe"})),
    **dict.fromkeys(("shell",), frozenset({"turtle", "snail", "crab"})),
}
# How many of a part an animal has at most, where a wish may count them.
_MOST: Mapping[str, int] = {
    **dict.fromkeys(("head", "头", "tail", "尾巴", "nose", "鼻子", "mouth", "嘴", "嘴巴", "face", "脸"), 1),
    **dict.fromkeys(("eye", "eyes", "眼睛", "眼", "ear", "ears", "耳朵", "wing", "wings", "翅膀"), 2),
}


def beyond(sentence: Sentence, pairs: Pairs) -> Iterator[Span]:
    """All that is found."""
    named = [mention.index for mention in pairs.mentions]
    yield from _in_arms(sentence, named)
    if len(pairs.kinds) + len(named) > 2:
        yield from _on_another(sentence, named)
    yield from _odd_parts(sentence, pairs)
    yield from _places(sentence)


def matter(sentence: Sentence) -> Iterator[Span]:
    """ "made of candy", 糖果做的: it is not held."""
    for index in range(len(sentence.tokens)):
        if sentence.key(index) == "made" and sentence.key(index + 1) in ("of", "from", "out"):
            at = sentence.after(index, ("prep", "article", "color", "filler"))
            if sentence.kind(at) in _MATTER:
                yield index, at
        made_of = sentence.key(index) == "做" and sentence.key(index + 1) == "的" and sentence.touches(index)
        if made_of and sentence.kind(index - 1) in _MATTER:
            yield index - 1, index


def _in_arms(sentence: Sentence, named: list[int]) -> Iterator[Span]:
    """抱着小狗, "carrying a duck", 抱在一起: an animal is no thing to hold; and "a flying bat"."""
    for index in sentence.all_of("hold"):
        key = sentence.key(index)
        if index in sentence.done:
            continue
        at = sentence.after(index, (*_SMALL, "pose"))
        attributive = key.endswith("ing") and index + 1 in named and not _is_after_animal(sentence, index)
        if attributive:
            yield index, index
        elif at in named and len(named) > 1 and key not in (*EATING, *_PLAYING):
            yield index, at
        elif sentence.key(index + 1) in _EACH_OTHER and key not in _PLAYING:
            yield index, index + 1
        elif sentence.kind(index + 1) == "prep" and sentence.key(index + 2) == "一起":
            yield index, index + 2


def _is_after_animal(sentence: Sentence, index: int) -> bool:
    return sentence.kind(sentence.before(index, ("filler", "be", "that"))) == "species"


def _on_another(sentence: Sentence, named: list[int]) -> Iterator[Span]:
    """ "on an elephant", 在大象背上: two animals stand side by side."""
    for index in named:
        latin = sentence.text[sentence.tokens[index].start].isascii()
        at = sentence.before(index, _SMALL)
        if latin and sentence.key(at) in _ON_EN and _is_of_animal(sentence, at):
            yield at, index
        elif sentence.key(at) in ("在", "到") and sentence.touches(index + 1):
            last = index + 1
            of_body = sentence.kind(last) in ("part", *UNKNOWN)
            if of_body and sentence.touches(last + 1) and sentence.key(last + 1) in _ON_ZH:
                last += 1
            if sentence.key(last) in _ON_ZH or (of_body and sentence.key(last)[-1] in "上下里"):
                yield at, last


def _is_of_animal(sentence: Sentence, index: int) -> bool:
    """Is "on" said of an animal, and not of its hat?"""
    at = sentence.before(index, ("filler", "pose", "prep", "be", "that", "face", "other"))
    return sentence.kind(at) == "species"


def _odd_parts(sentence: Sentence, pairs: Pairs) -> Iterator[Span]:
    """Wings on a horse, two heads."""
    for index, token in enumerate(sentence.tokens):
        if token.kind not in ("part", "fur") or index in sentence.done or not pairs.species:
            continue
        owners = [pairs.species[owner] for owner in pairs.owners(index)]
        has = _PARTS.get(token.key)
        if has is not None and owners and not has.intersection(owners):
            yield index, index
        at = sentence.before(index, ("measure", "color", "filler"))
        if sentence.kind(at) == "number" and sentence.tokens[at].number > _MOST.get(token.key, 99):
            yield at, index


def _places(sentence: Sentence) -> Iterator[Span]:
    """A yard is no place of ours; 农家院子里 is a farm."""
    for index in range(len(sentence.tokens)):
        if sentence.key(index) in _YARDS and sentence.kind(index - 1) != "place":
            yield index, index
