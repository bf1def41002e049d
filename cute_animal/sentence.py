"""The grammar of a wish: which token belongs to which.

Knows names ("a dog named Max"), phrases of unknown words (骑着自行车), and what noun an adjective goes with.
Which of two animals is meant is for pairs.py, and what value a slot gets for reading.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cute_animal.lexicon import Token, tokens
from cute_animal.plain_words import GRAMMAR_ZH
from cute_animal.vocabulary import THINGS

UNKNOWN = ("animal", "thing", "other")
NAMING = ("named", "called", "name", "叫", "叫做", "名叫", "名字叫")
BEARERS = ("species", "pronoun", "first", "second", "both", "they")  # words that an animal is meant by
_INSIDE_A_PHRASE = ("着", "了", "过", "个", "一个")


class Sentence:
    """The tokens of one wish. `done` are those that need no further reading; names are so from the start."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.done: set[int] = set()
        self._drop_names()
        self._join_unknown()
        self._find_ones()

    def kind(self, index: int) -> str:
        return self.tokens[index].kind if 0 <= index < len(self.tokens) else "stop"

    def key(self, index: int) -> str:
        return self.tokens[index].key if 0 <= index < len(self.tokens) else ""

    def touches(self, index: int) -> bool:
        """Does the token directly follow the one before, without a space?"""
        return 0 < index < len(self.tokens) and self.tokens[index - 1].end == self.tokens[index].start

    def is_joined(self, index: int) -> bool:
        """Does the next token follow as in one word, 厨师|帽, or as the next word, "cowboy hat"?"""
        one, other = self.tokens[index : index + 2]
        return self.text[one.end : other.start] == (" " if self.text[one.start].isascii() else "")

    def before(self, index: int, skip: Sequence[str]) -> int:
        index -= 1
        while index >= 0 and self.kind(index) in skip:
            index -= 1
        return index

    def after(self, index: int, skip: Sequence[str]) -> int:
        index += 1
        while self.kind(index) in skip:
            index += 1
        return index

    def all_of(self, kind: str) -> list[int]:
        return [index for index, token in enumerate(self.tokens) if token.kind == kind]

    def rename(self, index: int, kind: str, key: str) -> None:
        """Settle what a word of two meanings means here."""
        self.tokens[index] = replace(self.tokens[index], kind=kind, key=key)

    # Names and unknown phrases

    def _drop_names(self) -> None:
        """Names are no things to draw: "named Lily", 叫小白, "for Emma", "my dog Max"; nor is who asks."""
        animals = set(self.all_of("species"))
        for index, token in enumerate(self.tokens):
            if token.key in NAMING:
                name = self._name_after(index)
                # "an animal called koala" names no other animal: then it is the wish
                if name and (animals - name or not animals):
                    self.done |= name
            elif (
                token.kind == "other"
                and (
                    self.key(index - 1) in ("for", "my friend")
                    or (
                        self.kind(index - 1) == "species"
                        and self._is_capital(index) > self._is_capital(index - 1)
                    )
                )
                or token.kind in UNKNOWN
                and self._is_myself(index)
            ):
                self.done.add(index)

    def _is_myself(self, index: int) -> bool:
        """ "I'm a princess", 我是小女孩: who asks."""
        at = self.before(index, ("article", "number", "measure"))
        while self.key(at) in ("little", "big"):
            at -= 1
        return self.key(at) == "i'm" or (self.key(at) in ("am", "是") and self.key(at - 1) in ("i", "我"))

    def _name_after(self, index: int) -> set[int]:
        """An English name is one word, a Chinese one goes on to the next 的, comma or verb."""
        ends = ("comma", "stop", "prep", "wear", "be", "pronoun", "and")
        at = index + 2 if self.kind(index + 1) == "be" else index + 1
        if self.kind(at) in ends or self.key(at) == "的":
            return set()
        name = {at}
        if self.key(index).isascii():
            return name
        while self.touches(at + 1) and self.kind(at + 1) not in ends and self.key(at + 1) != "的":
            at += 1
            name.add(at)
        return name

    def _is_capital(self, index: int) -> bool:
        return self.text[self.tokens[index].start].isupper()

    def _join_unknown(self) -> None:
        """Make one token of what belongs together: 骑着自行车, 面包, "riding a bicycle"."""
        joined: list[Token] = []
        names = {self.tokens[index].start for index in self.done}
        for index, token in enumerate(self.tokens):
            if token.kind in UNKNOWN and token.start not in names and joined:
                head = self._head_of(joined, names)
                if head is not None:
                    latin = joined[head].key.isascii()
                    if latin or self.touches(index):
                        token = Token("other", joined[head].key + token.key, joined[head].start, token.end)
                        del joined[head:]
                elif self._is_loose(joined[-1]) and self.touches(index):
                    token = Token(token.kind, token.key, joined.pop().start, token.end)
            joined.append(token)
        self.tokens = joined
        self.done = {index for index, token in enumerate(joined) if token.start in names}

    @staticmethod
    def _head_of(joined: Sequence[Token], names: set[int]) -> int | None:
        """The unknown word that the next one goes on from."""
        at = len(joined) - 1
        while at >= 0:
            token = joined[at]
            small = token.kind in ("article", "measure") or (token.kind == "number" and token.number == 1)
            if not small and token.key not in _INSIDE_A_PHRASE:
                break
            at -= 1
        if at < 0 or joined[at].kind not in ("thing", "other") or joined[at].start in names:
            return None
        if joined[at].key.isascii():  # only deeds take an object: "riding a bicycle", not "octopus bicycle"
            return at if joined[at].key.endswith("ing") and len(joined) - at <= 2 else None
        return at

    @staticmethod
    def _is_loose(token: Token) -> bool:
        """A filler of one character is part of the unknown word that it touches: 面 + 包."""
        return (
            token.kind == "filler"
            and len(token.key) == 1
            and token.key not in GRAMMAR_ZH
            and not token.key.isascii()
        )

    def _find_ones(self) -> None:
        """ "a black cat and a white one": the one is a cat."""
        for index in self.all_of("number"):
            at = self.before(index, ("filler", "color", "face", "pattern"))
            counted = self.key(at) in ("a", "an", "another") or self.key(at + 1) == "another"
            described = at < index - 1 and self.key(index) == "1"
            joint = at - 1 if self.key(at) in ("a", "an") else at
            if counted and described and self.kind(joint) == "and" and self.kind(joint - 1) == "species":
                self.rename(index, "species", self.key(joint - 1))

    # Adjectives and their nouns

    def subject_of(self, index: int) -> int | None:
        """What an adjective is said of: "the hat is blue", 帽子是蓝色的; the verb itself for "it's blue"."""
        at = index - 1
        # "is very blue", "is red and blue"; an article would make it "is a blue hat"
        while self.kind(at) in ("filler", "color", "and", "not", "both") and at > 0:
            if self.kind(at) == "and" and self.noun_ahead(index) is not None:
                return None  # "shoes that are golden and a red hat"
            at -= 1
        if self.kind(at) != "be":
            return None
        if self.key(at).endswith("'s"):  # it's
            return at if self.noun_ahead(index) is None else None
        clause = False
        for one in range(at - 1, -1, -1):
            kind = self.kind(one)
            if kind == "that":
                clause = True
                if self.key(one) == "who":
                    return next((animal for animal in reversed(self.all_of("species")) if animal < one), None)
            elif kind in (*THINGS, *BEARERS, "fur", "part"):
                return one
            elif kind not in ("filler", "prep") and not (kind == "comma" and clause):
                return at if kind == "number" else None
        return None

    def noun_ahead(self, index: int) -> int | None:
        """For "a blue and cosy hat" and 蓝色的小帽子."""
        passed = ("filler", "color", "face", "pose", "pattern", "measure", "style")
        at = index + 1
        while True:
            kind = self.kind(at)
            if self.is_pattern(at):
                at += 1
            elif kind in (*THINGS, "species", "fur", "part"):
                return None if at in self.done else at
            elif kind in UNKNOWN:
                after = self.after(at, ("filler",))
                # A word before an animal describes it ("brown majestic bear"), any other is the thing itself.
                if kind != "other" or self.kind(after) not in (*THINGS, "species"):
                    return at
                at = after
            elif kind in passed or (kind == "and" and self.kind(at + 1) in passed):
                at += 1
            elif kind == "and" and self.is_one_of_two(at):
                at += 2
            else:
                return None

    def is_one_of_two(self, index: int) -> bool:
        """Does the "and" of "a black and a white cat" stand here?"""
        colors = self.kind(index - 1) == self.kind(index + 2) == "color"
        articles = self.key(index - 2) in ("a", "an") and self.key(index + 1) in ("a", "an")
        return colors and articles and self.kind(self.after(index + 2, ("filler", "face"))) == "species"

    def is_pattern(self, index: int) -> bool:
        """花猫 and 小花狗 have a patterned coat, not a flower."""
        return self.key(index) == "flower" and self.kind(index + 1) == "species" and self.touches(index + 1)
