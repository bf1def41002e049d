"""Whose it is: which animals a wish names, and which of them each of its words belongs to.

Animals are numbered 0 and 1 in the order in which they are first mentioned, which is from left to right.
Words before the first mention are the first animal's, all others belong to the last one meant before them:
an animal (小猫穿着...), one of two ("the other is black") or both ("they are dancing", 都戴着帽子).
Values are for reading.py.
"""

from __future__ import annotations

from cute_animal.mentions import ADJECTIVES, COUNTS, JOINTS, SENTENCE_ENDS, Mention, Mentions
from cute_animal.sentence import Sentence
from cute_animal.vocabulary import MOST_ANIMALS, THINGS

Owners = tuple[int, ...]
BOTH: Owners = (0, 1)
# After one animal these tell of a second one like it, which 右边的 alone does not.
_ANOTHER_ZH = ("另一只", "另一个", "另外一只", "另外一个", "第二只", "第二个")
_DOING = ("wear", "hold", "pose", "be", "not", "empty", "that", "color", "face", "pattern")


class Pairs:
    """The animals of a sentence. species: one key for each, at most two, the first mentioned first."""

    def __init__(self, sentence: Sentence, named: list[int], strangers: list[int] | None = None) -> None:
        """named: the tokens that name an animal which is to be in the picture.

        strangers: those of people and of other animals, who own things but are not drawn.
        """
        self.sentence = sentence
        self._found = Mentions(sentence, sorted([*named, *(strangers or ())]))
        self.mentions = [mention for mention in self._found.all if mention.index in named]
        self.kinds = tuple(dict.fromkeys(sentence.key(index) for index in named))
        self.count = self._counted()
        twins = self.kinds * 2 if len(self.kinds) == 1 and self.count > 1 else self.kinds
        self.species = twins if len(twins) <= MOST_ANIMALS else ()
        self._marks = self._find_marks()

    def owners(self, index: int) -> Owners:
        """The animals that a token belongs to: none of them if it is a stranger's."""
        return next((owners for start, owners in reversed(self._marks) if start <= index), self._marks[0][1])

    def of_mention(self, index: int) -> Owners:
        """The animals that a word for a species names."""
        return self._named.get(index, self.owners(index))

    def _are_twins(self) -> bool:
        """Are there two, or more, of one species?"""
        sentence = self.sentence
        if len(self.kinds) != 1:
            return False
        for number, mention in enumerate(self.mentions):
            if mention.number > 1 or (number and (mention.is_again or self._is_another(number))):
                return True
        return any(sentence.key(index) in _ANOTHER_ZH for index in sentence.all_of("second"))

    def _is_another(self, number: int) -> bool:
        """Does a mention name another one? It does in "a cat and a black cat", not in "a cat. The cat"."""
        sentence = self.sentence
        one, other = self.mentions[number - 1], self.mentions[number]
        between = range(one.index + 1, other.start + 1)
        if any(sentence.key(at) in SENTENCE_ENDS for at in between):
            return False
        if other.is_new:
            return True
        listed = any(sentence.key(at) in (*JOINTS, ";", "；") or sentence.kind(at) == "and" for at in between)
        follows = sentence.kind(sentence.after(other.index, ("filler",)))
        is_subject = follows in ("wear", "hold", "be", "prep", "not") and other.start == other.index
        return not one.is_new and not is_subject and (listed or other.start < other.index)

    def _counted(self) -> int:
        """How many animals are wished for."""
        numbers = dict.fromkeys(self.kinds, 1)
        for mention in self.mentions:
            kind = self.sentence.key(mention.index)
            numbers[kind] = max(numbers[kind], mention.number)
        if self._are_twins():
            numbers[self.kinds[0]] = max(numbers[self.kinds[0]], 2)
        return sum(numbers.values()) or 1

    # Marks: from which token on whose it is

    def _find_marks(self) -> list[tuple[int, Owners]]:
        self._named: dict[int, Owners] = {mention.index: () for mention in self._found.all}
        if not self.species or len(self.species) == len(self._found.all) == 1:
            self._named = dict.fromkeys(self._named, (0,))
            return [(0, (0,))]
        if len(self.kinds) == len(self.species):
            for mention in self.mentions:
                self._named[mention.index] = (self.kinds.index(self.sentence.key(mention.index)),)
        else:
            self._name_twins()
        marks = [(mention.start, self._named[mention.index]) for mention in self._found.all]
        if len(self.species) == MOST_ANIMALS:
            marks += self._marks_of_words()
        if together := self._together():
            marks.append(together)
        return sorted(marks, key=lambda mark: mark[0])

    def _name_twins(self) -> None:
        """Two of one species: the ones named together are both, then each "a cat" is the next."""
        seen = 0
        together = any(mention.number > 1 for mention in self.mentions)
        for mention in self.mentions:
            if mention.number > 1:
                self._named[mention.index] = BOTH
            elif mention.is_again:
                self._named[mention.index] = (1,)
                seen = 2
            elif mention.is_new or not together:
                self._named[mention.index] = (min(seen, 1),)
                seen += 1
            else:
                self._named[mention.index] = BOTH

    def _marks_of_words(self) -> list[tuple[int, Owners]]:
        """ "the other", "one of them", "both", 它们."""
        sentence = self.sentence
        marks: list[tuple[int, Owners]] = []
        ones = 0
        for index, token in enumerate(sentence.tokens):
            if index in sentence.done:
                continue
            if token.kind == "first":
                marks.append((index, (0,)))
                ones += 1
            elif token.kind == "second":
                marks.append((index, (1,)))
                ones += 1
            elif (
                token.kind in ("both", "they") and not self._is_about_parts(index)
            ) or token.key == "they're":
                marks.append((index, BOTH))
            elif self._is_one(index):
                marks.append((index, (min(ones, 1),)))
                ones += 1
        return marks

    def _is_about_parts(self, index: int) -> bool:
        """ "with both hands up", "in their hands"."""
        sentence = self.sentence
        before = sentence.before(index, ("filler",))
        return sentence.key(before) in ("with", "in", "on", "has", "behind")

    def _is_one(self, index: int) -> bool:
        """ "two cats, one is white", 一只戴着红围巾."""
        sentence = self.sentence
        token = sentence.tokens[index]
        if token.kind != "number" or token.number != 1 or not self._are_counted_before(index):
            return False
        if sentence.text[token.start].isascii() and sentence.kind(index + 1) != "measure":
            after = sentence.after(index, ("filler",))
            return sentence.kind(after) in _DOING and not self._found.counts_thing(index)
        if sentence.kind(index + 1) == "measure":
            return self._found.opens(index) and sentence.kind(sentence.before(index, ())) != "hold"
        return sentence.kind(index + 1) in ("color", "pattern", "face")  # 一黑一白

    def _are_counted_before(self, index: int) -> bool:
        """Were two named at once before, "two cats", or is 另一只 to follow?"""
        counted = any(mention.number > 1 and mention.start < index for mention in self.mentions)
        follow = any(self.sentence.kind(at) == "second" for at in range(index, len(self.sentence.tokens)))
        return counted or (follow and self.mentions[0].index < index)

    def _together(self) -> tuple[int, Owners] | None:
        """From where on what is said is said of both, and whose it is.

        "a cat and a dog dancing" and 小猫和小狗在跳舞 say it of both.
        Of an animal and a stranger it is the animal's.
        """
        pairs = [
            (one, other)
            for one, other in zip(self._found.all, self._found.all[1:], strict=False)
            if (self._named[one.index], self._named[other.index]) in (((0,), (1,)), ((0,), ()), ((), (0,)))
        ]
        if not pairs:
            return None
        one, other = pairs[0]
        start = self._start_of_both(one, other)
        if start is None:
            start = self._start_said_of_all(one, other)
        return None if start is None else (start, self._named[one.index] + self._named[other.index])

    def _start_of_both(self, one: Mention, other: Mention) -> int | None:
        sentence = self.sentence
        joint = one.index + 1
        if sentence.kind(joint) != "and" and sentence.key(joint) != "、":
            return None
        bare = (*ADJECTIVES, *COUNTS, "article")
        if any(sentence.kind(at) not in bare for at in range(joint + 1, other.index)):
            return None
        after = sentence.after(other.index, ("filler", "prep"))
        latin = sentence.text[sentence.tokens[other.index].start].isascii()
        if latin:
            return self._start_of_both_en(one, other, after)
        comma = sentence.key(other.index + 1) in (",", "，")
        if not comma and not sentence.touches(other.index + 1):
            return None
        at = sentence.after(other.index + 1 if comma else other.index, ("filler", "prep", "place", "time"))
        if not comma and sentence.key(other.index + 1) == "一起":
            return other.index + 1
        doing = sentence.kind(at) in ("wear", "hold", "pose", "not", "empty")
        return other.index + 1 if doing and (not comma or sentence.kind(at) != "pose") else None

    def _start_said_of_all(self, one: Mention, other: Mention) -> int | None:
        """Where a deed begins that is of both by its own words, whatever each of them has on before.

        "a cat and a dog with a hat are dancing", "... dancing together", 小猫和戴帽子的小狗一起跳舞.
        """
        sentence = self.sentence
        between = range(one.index + 1, other.index)
        if not any(sentence.kind(at) == "and" or sentence.key(at) == "、" for at in between):
            return None
        deed = None
        for at in range(other.index + 1, self._end_of_words(other)):
            of_thing = sentence.kind(at - 1) == "that" and sentence.kind(at - 2) in THINGS
            if sentence.key(at) == "一起" or (sentence.key(at) in ("are", "were") and not of_thing):
                return at
            if sentence.key(at) == "together":
                return at if deed is None else deed
            if sentence.kind(at) in ("pose", "hold"):
                deed = at
        return None

    def _end_of_words(self, mention: Mention) -> int:
        """The token where another animal is named, or the sentence ends."""
        sentence = self.sentence
        starts = (later.start for later in self._found.all if later.index > mention.index)
        end = next(starts, len(sentence.tokens))
        return next((at for at in range(mention.index, end) if sentence.kind(at) == "stop"), end)

    def _start_of_both_en(self, one: Mention, other: Mention, after: int) -> int | None:
        sentence = self.sentence
        articles = [
            any(sentence.kind(at) == "article" for at in range(mention.start, mention.index))
            for mention in (one, other)
        ]
        if not all(articles) or sentence.kind(other.index + 1) == "comma":
            return None
        is_stranger = () in (self._named[one.index], self._named[other.index])
        if sentence.kind(after) == "pose" or (sentence.kind(after) == "hold" and is_stranger):
            return after
        if sentence.kind(after) in ("wear", "hold"):
            thing = sentence.after(after, ("filler", "color", "pattern"))
            return after if sentence.kind(thing) in THINGS and sentence.tokens[thing].plural else None
        return None
