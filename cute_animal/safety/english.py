"""Finding unsafe English (and other Latin-letter) words in the plain form of a wish.

Known words are matched whole, by their inflected forms, phrases by stems, hurting by a doing word and who
suffers it. Harmless phrases shield what they cover. Words in disguise are for disguise.py.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

from cute_animal import plain_words, vocabulary
from cute_animal.nicknames import NICKNAMES
from cute_animal.safety import wordlists

_TOKEN = re.compile(r"[a-z0-9]+")
_BREAK = re.compile(r"\s*[,.;:!?]\s+")
_LONGEST_PHRASE = 7
_TOGETHER_CHARACTERS = 50  # farther apart, two words of a pair are two wishes


def find(text: str) -> str | None:
    """Return the category of the first unsafe word or phrase, or None. text: the plain form."""
    tokens = tokens_of(text)
    return find_in(tokens, _apart(text)) or _find_pairs(text, tokens)


def find_in(tokens: Sequence[str], apart: frozenset[int] = frozenset()) -> str | None:
    """Do the same for tokens, however they were come by. apart: those that begin after a comma or a stop."""
    free = uncovered(tokens)
    return _find_words(tokens, free) or _find_phrases(tokens, free, apart) or _find_harm(tokens, free)


def tokens_of(text: str) -> list[str]:
    """Return the runs of letters and digits."""
    return _TOKEN.findall(text)


def _apart(text: str) -> frozenset[int]:
    """Return which tokens begin after a comma or a stop, with a space as it is written."""
    matches = list(_TOKEN.finditer(text))
    return frozenset(
        index
        for index, (one, other) in enumerate(itertools.pairwise(matches), 1)
        if _BREAK.fullmatch(text, one.end(), other.start())
    )


def is_known(token: str) -> bool:
    """Is it an ordinary word, or something that a wish may hold without being a word?"""
    return (
        token in known_words()
        or token in _grammar("other languages")
        or token.isdigit()
        or len(token) == 1
        or _NUMBERED.fullmatch(token) is not None
    )


_NUMBERED = re.compile(r"\d+(?:st|nd|rd|th|d|k|s|am|pm|px|cm|m|x|yo)")


def uncovered(tokens: Sequence[str]) -> list[bool]:
    """Say for each token whether no harmless phrase covers it."""
    free = [True] * len(tokens)
    stems = [stem(token) for token in tokens]
    harmless, longest = _harmless()
    for start, first in enumerate(stems):
        for end in range(min(len(tokens), start + longest.get(first, 0)), start, -1):
            if tuple(stems[start:end]) in harmless:
                free[start:end] = [False] * (end - start)
                break
    return free


def _find_words(tokens: Sequence[str], free: Sequence[bool]) -> str | None:
    forms = unsafe_forms()
    for index, (token, is_free) in enumerate(zip(tokens, free, strict=True)):
        if is_free and token in forms and not _is_only_a_word(tokens, index, forms[token]):
            return forms[token]
    return None


def _is_only_a_word(tokens: Sequence[str], index: int, category: str) -> bool:
    """Say whether a word names, colours or serves something harmless: a cat named Brandy."""
    before, after = tokens[max(0, index - 1) : index], tokens[index + 1 : index + 2]
    if category == "real-person":
        return tokens[index] in _grammar("given names") and _any_in(before, "naming")
    if category == "drugs" and (_any_in(before, "naming") or _any_in(after, "likeness")):
        return True
    is_tool = category == "weapon" and tokens[index] in _grammar("tools")
    return is_tool and _any_in(tokens, "work of tools") and not _any_in(tokens, "no work")


def _any_in(tokens: Sequence[str], part: str) -> bool:
    return any(token in _grammar(part) for token in tokens)


def _find_phrases(
    tokens: Sequence[str], free: Sequence[bool], apart: frozenset[int] = frozenset()
) -> str | None:
    stems = [stem(token) for token in tokens]
    phrases, starts = _phrases()
    for start, first in enumerate(stems):
        if first not in starts:
            continue
        for end in range(start + 2, min(len(stems), start + _LONGEST_PHRASE) + 1):
            category = phrases.get(tuple(stems[start:end]))
            if category is None or not any(free[start:end]):
                continue
            if category == "real-person" and _is_no_name(tokens, start, end, apart):
                continue
            return category
    return None


def _is_no_name(tokens: Sequence[str], start: int, end: int, apart: frozenset[int]) -> bool:
    """Are they but the words that a name is made of: "Tim cooks soup", "a tiger, woods and flowers"?"""
    names = _names()
    name = names.get(tuple(map(stem, tokens[start:end])))
    return name is not None and (
        name != " ".join(tokens[start:end]) or any(start < index < end for index in apart)
    )


def _find_pairs(text: str, tokens: Sequence[str]) -> str | None:
    padded = f" {' '.join(tokens)} "
    for name, searched in (("block_en.txt", padded), ("block_zh.txt", "" if text.isascii() else text)):
        for category, one, other in _pairs(name):
            first = [searched.index(word) for word in one if word in searched]
            if first and any(
                abs(searched.index(word) - place) <= _TOGETHER_CHARACTERS
                for word in other
                if word in searched
                for place in first
            ):
                return category
    return None


def _find_harm(tokens: Sequence[str], free: Sequence[bool]) -> str | None:
    """Find a living thing that is hurt: "kick the little dog", "a dog being kicked"."""
    for start, end in _verb_spans(tokens, "done to"):
        if not free[start]:
            continue
        if tokens[start] == "hurt" and start > 0 and tokens[start - 1] in _grammar("between verb and animal"):
            continue  # "a hurt bird" is one that may be helped
        index = end
        while index < len(tokens) and tokens[index] in _grammar("between verb and animal"):
            index += 1
        if index == len(tokens) and index > end:
            index -= 1  # "a baby" at the end is a baby, "a baby carrot" is none
        if index < len(tokens) and tokens[index] in living() and not _is_thing_after(tokens, index):
            return "cruelty"
        if end < len(tokens) and tokens[end] in _grammar("oneself"):
            return "self-harm"
    for start, end in _verb_spans(tokens, "suffered"):
        if (
            start > 0
            and tokens[start - 1] in ("being", "gets", "getting", "got", "get")
            or (start > 1 and tokens[start - 1] in _grammar("passive") and "by" in tokens[end : end + 2])
        ):
            return "cruelty"
    return None


def _is_thing_after(tokens: Sequence[str], index: int) -> bool:
    """ "eating duck soup", "hit the bear drum": the animal only names a thing."""
    return index + 1 < len(tokens) and tokens[index + 1] in _grammar("animal-shaped things")


def _verb_spans(tokens: Sequence[str], section: str) -> Iterator[tuple[int, int]]:
    verbs, forms = _harm(section)
    stems = [stem(token) for token in tokens]
    for start, token in enumerate(tokens):
        if token in forms:
            yield start, start + 1
        for length in (2, 3):
            if tuple(stems[start : start + length]) in verbs:
                yield start, start + length


# Tables, made at first use


@functools.lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """Cut the ending off, roughly; both sides of a phrase are cut alike."""
    for ending, instead in (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) > 2 and not word.endswith("ss"):
            word = word[: -len(ending)] + instead
            break
    if word.endswith("e") and len(word) > 3:
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiou" else word


def _inflections(word: str) -> Iterator[str]:
    yield from (word, word + "s")
    if len(word) < 3:
        return
    if word.endswith("e"):
        yield from (word + "d", word[:-1] + "ing")
    elif word.endswith("y") and word[-2] not in "aeiou":
        yield from (word[:-1] + "ies", word[:-1] + "ied", word + "ing")
    else:
        yield from (word + "ed", word + "ing")
        if word.endswith(("s", "x", "z", "ch", "sh")):
            yield word + "es"
        if re.fullmatch(r".*[^aeiou][aeiou][bdgklmnprt]", word):
            yield from (word + word[-1] + "ed", word + word[-1] + "ing")


@functools.cache
def unsafe_forms() -> Mapping[str, str]:
    """Every form of every unsafe word, with its category. Forms that are harmless words are left out."""
    terms = wordlists.block_list("block_en.txt").terms
    common = wordlists.word_set("common_en.txt", separator=None)
    forms: dict[str, str] = {}
    for term, category in terms.items():
        if term.startswith("="):
            forms[term[1:]] = category
        elif " " not in term:
            forms.setdefault(term, category)
            for form in _inflections(term):
                if form not in common or form.startswith(term[:-1]):
                    forms.setdefault(form, category)
    for term, category in wordlists.block_list("block_other.txt").terms.items():
        if term.isascii() and " " not in term:
            forms.setdefault(term, category)
    for form in _grammar("no inflections"):
        forms.pop(form, None)
    return forms


@functools.cache
def _phrases() -> tuple[Mapping[tuple[str, ...], str], frozenset[str]]:
    terms: dict[str, str] = {}
    for name in ("block_en.txt", "block_other.txt"):
        terms.update({term: cat for term, cat in wordlists.block_list(name).terms.items() if " " in term})
    table = {
        tuple(map(stem, _TOKEN.findall(term))): category for term, category in terms.items() if term.isascii()
    }
    return table, frozenset(key[0] for key in table)


@functools.cache
def _names() -> Mapping[tuple[str, ...], str]:
    """The names that are ordinary words, by their stems."""
    names = wordlists.word_set("grammar_en.txt", "names of ordinary words")
    return {tuple(map(stem, name.split())): name for name in names}


@functools.cache
def _pairs(name: str) -> list[wordlists.Pair]:
    """The pairs of a list; words of letters with a space on both sides, so that they match whole."""

    def whole(words: Sequence[str]) -> tuple[str, ...]:
        return tuple(f" {word} " if word.isascii() else word for word in words)

    separator = "|" if name == "block_en.txt" else None
    return [
        pair._replace(one=whole(pair.one), other=whole(pair.other))
        for pair in wordlists.block_list(name, separator).pairs
    ]


@functools.cache
def _harmless() -> tuple[frozenset[tuple[str, ...]], Mapping[str, int]]:
    """The stems of each harmless phrase, and how many there are at most after a first one."""
    animals = {name.strip() for english, _ in plain_words.ANIMALS for name in english.split("|")}
    phrases = wordlists.word_set("allow_en.txt") | animals
    stems = frozenset(tuple(map(stem, _TOKEN.findall(phrase))) for phrase in phrases)
    longest: dict[str, int] = {}
    for first, *rest in stems:
        longest[first] = max(longest.get(first, 0), 1 + len(rest))
    return stems, longest


def _grammar(part: str) -> frozenset[str]:
    return wordlists.word_set("grammar_en.txt", part, None)


@functools.cache
def _harm(section: str) -> tuple[frozenset[tuple[str, ...]], frozenset[str]]:
    verbs = wordlists.word_set("harm_en.txt", section)
    long = frozenset(tuple(map(stem, verb.split())) for verb in verbs if " " in verb)
    single = {verb for verb in verbs if " " not in verb}
    if section == "done to":
        single = {form for verb in single for form in _inflections(verb)}
    return long, frozenset(single)


@functools.cache
def living() -> frozenset[str]:
    """Return what can be hurt, as one word: animals, people, with their plurals."""
    words = {name for term in vocabulary.SPECIES.values() for name in term.en}
    words |= {name for names, _ in NICKNAMES.values() for name in names}
    words |= {name.strip() for english, _ in plain_words.ANIMALS for name in english.split("|")}
    single = {word for word in words if " " not in word} - _grammar("meals")
    return frozenset(form for word in single | _grammar("people") for form in (word, word + "s"))


@functools.cache
def known_words() -> frozenset[str]:
    """Words that are no disguise: the dictionary, and what this program's own tables name."""
    words = set(wordlists.word_set("common_en.txt", separator=None)) | set(plain_words.FILLERS_EN) | living()
    for table in vocabulary.TABLES.values():
        words.update(word for term in table.values() for name in term.en for word in _TOKEN.findall(name))
    for phrase in (
        *(name for names, _ in NICKNAMES.values() for name in names),
        *plain_words.THINGS_EN,
        *wordlists.word_set("allow_en.txt"),
        *wordlists.word_set("soften_en.txt"),
    ):
        words.update(_TOKEN.findall(phrase))
    return frozenset(words | _grammar("child talk") | _grammar("given names"))
