"""Mentions: where a wish names an animal to draw, where the words about it begin, and how many are counted.

English stands mostly behind its noun ("a cat in a hat"), Chinese before it (一只戴帽子的小猫).
Which of two animals is named is for pairs.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from cute_animal.grammar_words import AGAIN
from cute_animal.sentence import UNKNOWN, Sentence
from cute_animal.vocabulary import THINGS

ADJECTIVES = ("filler", "color", "face", "pattern", "style", "pose", "many")
COUNTS = ("number", "measure", "many")
JOINTS = ("+", "/", "／", "|", "&")  # between the animals of a list
SENTENCE_ENDS = (".", "。", "!", "！", "?", "？", "\n")
_BESIDE_ZH = ("旁边", "旁", "身边", "另", "另外", "右边", "再画", "后面")
_ANIMAL_MEASURES = "个只头条匹位名"
_OF_TIME = ("岁", "年", "月", "日", "号", "点钟", "year", "years", "month", "months", "o'clock")
PARTS_OF_ANIMALS = ("ears", "ear", "耳朵", "tail", "尾巴", "horn", "角", "mane", "wings", "翅膀")
# Before an animal's name these lead a thing that is called after it.
_HAVING_EN = ("wear", "wears", "wearing", "in", "with", "holding", "holds", "carrying", "dressed")
_PUTTING_ON_ZH = tuple(f"{verb}{end}" for verb in "穿戴系围披扎拿举捧提端" for end in ("", "着", "了", "上"))
_BEFORE_THINGS = ("filler", "article", "measure", "number", "many", "pronoun", "prep", "color", "pattern")


def named_animals(sentence: Sentence) -> tuple[list[int], list[tuple[int, int]]]:
    """Return the tokens that name an animal to draw, and from where to where it is but half of another word.

    "rabbit ears" of a cat, "a turtle dove" and 蝴蝶领结 are no rabbit, turtle or butterfly. Settles them:
    they are `done`.
    """
    named: list[int] = []
    halves: list[tuple[int, int]] = []
    for index in sentence.all_of("species"):
        if index in sentence.done:
            continue
        others = any(sentence.key(one) != sentence.key(index) for one in sentence.all_of("species"))
        is_part = others and sentence.key(index + 1) in PARTS_OF_ANIMALS
        is_other_animal = sentence.kind(index + 1) == "animal" and sentence.is_joined(index)
        if is_part or is_other_animal:
            sentence.done.update((index, index + 1))
        elif _is_costume(sentence, index):
            sentence.done.add(index)
        else:
            named.append(index)
            continue
        halves.append((index, index + 1))
    return named, halves


def _is_costume(sentence: Sentence, index: int) -> bool:
    """Is it called after an animal, and worn or held: 系着蝴蝶领结, "in a dinosaur costume"?"""
    verb = sentence.key(sentence.before(index, _BEFORE_THINGS))
    if verb not in (_HAVING_EN if verb.isascii() else _PUTTING_ON_ZH):
        return False
    is_deed = sentence.key(index + 1).split(" ")[0].endswith("ing")  # "with a dog riding a bicycle"
    return sentence.kind(index + 1) in (*UNKNOWN, *THINGS) and not is_deed and sentence.is_joined(index)


@dataclass(frozen=True)
class Mention:
    """One naming of an animal: its word, where its phrase begins, and what is counted before it."""

    index: int
    start: int
    number: int  # how many are named: 2 for "two cats", 3 for "many cats"
    is_new: bool  # "a cat", 一只猫; not "the cat"
    is_again: bool  # "another cat", 另一只猫


class Mentions:
    """The namings of a sentence, in order."""

    def __init__(self, sentence: Sentence, named: list[int]) -> None:
        """named: the tokens that name an animal which is to be in the picture."""
        self.sentence = sentence
        self.all = [self._mention(index, before) for index, before in zip(named, [-1, *named], strict=False)]

    def _mention(self, index: int, before: int) -> Mention:
        sentence = self.sentence
        number, is_new, is_again = 1, False, False
        at = index - 1
        while at > before and sentence.kind(at) in (*ADJECTIVES, *COUNTS, "article", "prep", "and", "second"):
            token = sentence.tokens[at]
            if token.kind == "prep" and token.key != "of":
                break
            if token.kind == "and" and sentence.is_one_of_two(at):
                number, is_new = 2, True
                break
            if token.kind == "and" and sentence.kind(at + 1) not in ("color", "face"):
                break
            if token.kind in ("number", "many") and not self.counts_thing(at):
                number = max(number, token.number if token.kind == "number" else 3)
                is_new = True
            is_new = is_new or token.key in ("a", "an") or (token.kind == "many" and token.key != "some")
            is_again = is_again or token.key in AGAIN or token.kind == "second"
            at -= 1
        token = sentence.tokens[index]
        number = max(number, 2 if token.plural else 1)
        latin = sentence.text[token.start].isascii()
        start = self._start_en(index, before) if latin else self._start_zh(index, before)
        if not latin:
            opening = [one for one in range(max(start, before + 1), index) if self.opens(one)]
            number = max([number, *(sentence.tokens[one].number for one in opening)])
            is_new = is_new or bool(opening)
        return Mention(index, start, number, is_new, is_again)

    def _start_en(self, index: int, before: int) -> int:
        """Back to the article, over adjectives: "a happy brown | bear"."""
        sentence = self.sentence
        at = index
        while at - 1 > before and sentence.kind(at - 1) in (*ADJECTIVES, "number", "article"):
            at -= 1
            if sentence.kind(at) in ("article", "number") or sentence.key(at) in AGAIN:
                break
        return at

    def _start_zh(self, index: int, before: int) -> int:
        """Back over all that stands before a Chinese noun: 和|一只穿着裙子、戴着帽子的小猫."""
        sentence = self.sentence
        if before < 0:
            return 0
        first = before + 1
        while sentence.kind(first) == "comma" and sentence.key(first) not in JOINTS:
            first += 1
        if first < index and (sentence.kind(first) == "and" or sentence.key(first) in (*JOINTS, *_BESIDE_ZH)):
            return first
        breaks = [at for at in range(before + 1, index) if self._breaks(at)]
        opening = [at for at in range(first, index) if self.opens(at)]
        if breaks:
            start = breaks[-1]
        elif opening:
            start = opening[0]
        else:
            start = self._start_of_words(index, before)
        for begin, end in zip([before, *breaks], breaks, strict=False):
            opened = [at for at in opening if begin < at < end]
            beside = any(sentence.key(at) in _BESIDE_ZH for at in (begin + 1, begin + 2))
            if (opened or beside) and not any(sentence.key(at) in SENTENCE_ENDS for at in range(end, index)):
                # 一只 begins the phrase; what stands between two commas before it is about the same animal
                return opened[0] if begin == before and opened else begin
        return start

    def _breaks(self, index: int) -> bool:
        """Does something new begin here? Not with 又 and 还, which go on with the same animal."""
        kind = self.sentence.kind(index)
        return kind in ("comma", "stop") or (kind == "and" and self.sentence.key(index) not in ("又", "还"))

    def _start_of_words(self, index: int, before: int) -> int:
        """Back over adjectives alone: 白狗红帽子|黑猫."""
        narrow = ("filler", "color", "pattern", "style", "number", "measure", "many", "second")
        at = index
        while at - 1 > before and self.sentence.kind(at - 1) in narrow:
            at -= 1
        return at

    def opens(self, index: int) -> bool:
        """Does 一只 stand here, of an animal: not of a balloon that it holds?"""
        sentence = self.sentence
        token = sentence.tokens[index]
        measured = sentence.kind(index + 1) == "measure" and sentence.key(index + 1) in _ANIMAL_MEASURES
        pair = sentence.text[token.start : token.end] in ("一对", "一双", "一對", "一雙")
        return token.kind == "number" and (measured or pair) and not self.counts_thing(index)

    def counts_thing(self, index: int) -> bool:
        """Is a number one of things or of years: "with two hats", 拿着一只气球, 五岁?"""
        sentence = self.sentence
        if sentence.key(index + 1) in _OF_TIME:
            return True
        before = sentence.before(index, ("filler",))
        after = sentence.after(index, ("filler", "color", "measure", "pattern"))
        had = sentence.kind(before) in ("wear", "hold") and sentence.key(before) not in ("有", "with", "in")
        if sentence.kind(after) == "species":
            return False
        return had or sentence.kind(after) in (*THINGS, "part", *UNKNOWN)
