"""Finding unsafe Chinese words in the plain form of a wish.

The text is cut into words, so that 小鸡鸡蛋 or 大麻雀 stay harmless; then looked at again without what stands
between the characters, with split characters put together, and backwards. Its sound is for sounds.py.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import ahocorasick

from cute_animal import plain_words, vocabulary
from cute_animal.nicknames import NICKNAMES
from cute_animal.safety import wordlists
from cute_animal.safety.normalise import HAN, plain

_HAN = re.compile(f"[{HAN}]")
_BETWEEN = re.compile(f"(?<=[{HAN}])[^{HAN}a-z0-9]+(?=[{HAN}])")
_RUN = re.compile(f"[{HAN}a-z0-9]+|[^{HAN}a-z0-9]+")
_LATIN_BETWEEN = re.compile(f"(?<=[{HAN}])[^{HAN}]+(?=[{HAN}])")
_UNSAFE_CLASS, _HARMLESS_CLASS = 11, 13
_UNKNOWN_COST = 26.0


_COOKING = frozenset("吃煮烤炸蒸炖红油清咬啃")  # first characters of doing words of the kitchen


class Word(NamedTuple):
    start: int
    end: int
    is_known: bool  # a word of the dictionary, of two characters or more


def find(text: str) -> str | None:
    """Return the category of an unsafe word, or None. text: the plain form."""
    if text.isascii():
        return _find_words(text)
    joined = without_gaps(text)
    return (_find_words(text) if text != joined else None) or _find_joined(joined)


@functools.lru_cache(maxsize=4)  # a wish with markup and without reads the same
def _find_joined(joined: str) -> str | None:
    return find_plainly(joined) or _find_between(joined) or _find_assembled(joined) or _find_backwards(joined)


def find_plainly(text: str) -> str | None:
    """Look for unsafe words and hurt animals in the text as it stands."""
    return _find_words(text) or _find_harm(text)


def without_gaps(text: str) -> str:
    """Close up Chinese characters that signs or spaces keep apart."""
    return _BETWEEN.sub("", text)


@functools.lru_cache(maxsize=64)  # one check asks several times about the same text
def words(text: str) -> tuple[Word, ...]:
    """Cut the text at the lowest cost; what is no Chinese character stands alone."""
    return tuple(
        Word(run.start() + start, run.start() + end, end - start > 1)
        for run in _RUN.finditer(text)
        for start, end in _cut(run.group())
    )


@functools.lru_cache(maxsize=256)  # and about its parts
def _cut(text: str) -> tuple[tuple[int, int], ...]:
    """Return where the words of a text without gaps start and end."""
    best = [0.0] * (len(text) + 1)  # cost of each beginning of the text
    last_starts = [0] * (len(text) + 1)  # where its last word starts
    reached = 0

    def pass_unknown(until: int) -> None:
        for end in range(reached + 1, until + 1):
            best[end], last_starts[end] = best[end - 1] + _UNKNOWN_COST, end - 1

    for last, (length, cost) in _dictionary().iter(text):
        end = last + 1
        if end > reached:
            pass_unknown(end)
            reached = end
        price = best[end - length] + cost
        if price < best[end]:  # the longest come first, and win where the cost is the same
            best[end], last_starts[end] = price, end - length
    pass_unknown(len(text))
    cut = []
    end = len(text)
    while end:
        cut.append((last_starts[end], end))
        end = last_starts[end]
    return tuple(reversed(cut))


def _find_words(text: str, shortest: int = 1) -> str | None:
    """Find the terms that the cut into words and the harmless words leave standing."""
    hits = [
        (end - len(term) + 1, end + 1, category)
        for end, (term, category) in _terms().iter(text)
        if len(term) >= shortest
    ]
    if not hits:
        return None
    harmless = [(end - len(term) + 1, end + 1) for end, term in _harmless().iter(text)]
    excused = [hit[:2] for hit in hits if _is_only_a_word(text, *hit)]
    for start, end, category in hits:
        if any(a <= start and end <= b for a, b in excused):
            continue
        if any(
            a <= start and end <= b and (a, b) != (start, end) or (a, b) == (start, end) for a, b in harmless
        ):
            continue
        if text[start:end].isascii():
            if _is_inside_latin(text, start, end):
                continue
        elif end - start > 1 and any(_straddles(w, start, end) for w in words(text) if w.is_known):
            continue
        return str(category)
    return None


def _is_only_a_word(text: str, start: int, end: int, category: str) -> bool:
    """Say whether a term names, colours or serves something harmless: 叫白兰地的狗, 烟斗形状的云."""
    if category in ("drugs", "danger") and (_naming().search(text[:start]) or _likeness().match(text, end)):
        return True
    if category == "real-person":
        return text[start:end] in _grammar("names of ordinary words") and not _is_name(text, start, end)
    is_tool = category == "weapon" and text[start:end] in _grammar("tools")
    return is_tool and _work().search(text) is not None and _no_work().search(text) is None


def _is_name(text: str, start: int, end: int) -> bool:
    """Is it the person: 画成龙, 成龙和老虎, but not 修炼成龙, 成龙的小蛇?"""
    before, owned = _names()
    if start and _HAN.match(text[start - 1]) and before.search(text[:start]) is None:
        return False
    return owned.match(text, end) is None or text.endswith(("像", "似"), 0, start)


def _straddles(word: Word, start: int, end: int) -> bool:
    return word.start < start < word.end < end or start < word.start < end < word.end


def _is_inside_latin(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return (before.isascii() and before.isalnum()) or (after.isascii() and after.isalnum())


def _find_harm(text: str) -> str | None:
    """Find a living thing that is hurt: 踢了一只小狗, 小狗被打, 把小猫扔."""
    done_to, suffered, living, between, thing, dish = _harm()
    if done_to.search(text) is None and suffered.search(text) is None:
        return None
    covered = {i for end, term in _harmless().iter(text) for i in range(end - len(term) + 1, end + 1)}
    inside = {i for word in words(text) if word.is_known for i in range(word.start + 1, word.end)}
    for match in done_to.finditer(text):
        if match.start() in covered or match.start() in inside:
            continue
        skipped = between.match(text, match.end())
        if text.startswith(("自己", "自已"), match.end()):
            return "self-harm"
        found = (skipped and living.match(text, skipped.end())) or living.match(text, match.end())
        is_dish = match.group()[0] in _COOKING and dish.match(text, found.end()) if found else False
        if found and not is_dish and not thing.match(text, found.end()):
            return "cruelty"
    for match in suffered.finditer(text):
        if match.end() - 1 not in covered:
            return "cruelty"
    return None


def _find_between(text: str) -> str | None:
    """Look again without Latin fillers between characters: 杀x人."""
    without = _LATIN_BETWEEN.sub("", text)
    return _find_words(without) if without != text else None


def _find_assembled(text: str) -> str | None:
    """Put characters together that were written in parts: 木仓 is 枪."""
    parts, pattern = _parts()
    assembled = pattern.sub(lambda match: parts[match.group()], text)
    return (_find_words(assembled) or _find_harm(assembled)) if assembled != text else None


def _find_backwards(text: str) -> str | None:
    """Read from right to left where reading from left to right finds hardly any word."""
    characters = [c for c in text if _HAN.match(c)]
    known = sum(word.end - word.start for word in words(text) if word.is_known)
    if len(characters) < 4 or known * 2 > len(characters):
        return None
    return _find_words(text[::-1], shortest=2)  # single ones have been found already


# Tables, made at first use


@functools.cache
def unsafe_terms() -> Mapping[str, str]:
    """Return every unsafe term, simplified, with its category."""
    terms = dict(wordlists.block_list("block_zh.txt", None).terms)
    for term, category in wordlists.block_list("block_other.txt").terms.items():
        if not term.isascii():
            terms.setdefault(term, category)
    return {plain(term): category for term, category in terms.items()}


@functools.cache
def _terms() -> Any:
    automaton = ahocorasick.Automaton()
    for term, category in unsafe_terms().items():
        automaton.add_word(term, (term, category))
    automaton.make_automaton()
    return automaton


@functools.cache
def _harmless() -> Any:
    automaton = ahocorasick.Automaton()
    animals = {name.strip() for _, chinese in plain_words.ANIMALS for name in chinese.split("|")}
    for term in wordlists.word_set("allow_zh.txt", separator=None) | animals:
        automaton.add_word(term, term)
    automaton.make_automaton()
    return automaton


@functools.cache
def costs() -> Mapping[str, float]:
    """Return the cost of each word in bits: the rarer the dearer (26 are the count of all words)."""
    table = {word: _UNKNOWN_COST - int(group) for group, word in wordlists.sections("common_zh.txt", None)}
    ours = set(plain_words.THINGS_ZH) | set(plain_words.FILLERS_ZH)
    ours |= {name.strip() for _, chinese in plain_words.ANIMALS for name in chinese.split("|")}
    ours |= {name for _, names in NICKNAMES.values() for name in names}
    ours |= {name for table in vocabulary.TABLES.values() for term in table.values() for name in term.zh}
    for word in ours:
        table[word] = min(table.get(word, _UNKNOWN_COST), _UNKNOWN_COST - _UNSAFE_CLASS)
    for term in unsafe_terms():
        if len(term) > 1:
            table[term] = min(table.get(term, _UNKNOWN_COST), _UNKNOWN_COST - _UNSAFE_CLASS)
    for term in wordlists.word_set("allow_zh.txt", separator=None):
        table[term] = min(table.get(term, _UNKNOWN_COST), _UNKNOWN_COST - _HARMLESS_CLASS)
    return table


@functools.cache
def _dictionary() -> Any:
    """Finds every word of the dictionary in a text, with its length and cost."""
    automaton = ahocorasick.Automaton()
    for word, cost in costs().items():
        automaton.add_word(word, (len(word), cost))
    automaton.make_automaton()
    return automaton


@functools.cache
def _harm() -> tuple[re.Pattern[str], ...]:
    """Patterns: done to, suffered, living things, what may stand between, things, dishes."""
    between, thing = _grammar("between verb and animal"), _grammar("animal-shaped things")
    done_to = wordlists.word_set("harm_zh.txt", "done to", None)
    suffered = wordlists.word_set("harm_zh.txt", "suffered", None)
    return (
        re.compile(f"(?<![贪好馋能会偷爱要想]){_any_of(done_to)}"),
        re.compile(
            f"(?:被|遭|挨|给人|让人)(?!雪球|水球|枕头|气球|皮球|雨|阳光|风)[{HAN}]{{0,3}}?{_any_of(suffered)}"
        ),
        re.compile(_any_of(living())),
        re.compile(f"(?!的){_any_of(between)}{{0,6}}"),
        re.compile(_any_of(thing)),
        re.compile(_any_of(_grammar("dishes"))),
    )


@functools.cache
def living() -> frozenset[str]:
    """Return what can be hurt: animals, people."""
    names = {name for term in vocabulary.SPECIES.values() for name in term.zh}
    names |= {name for _, others in NICKNAMES.values() for name in others}
    names |= {name.strip() for _, chinese in plain_words.ANIMALS for name in chinese.split("|")}
    return frozenset(names - _grammar("meals") | _grammar("people"))


def _any_of(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(map(re.escape, words), key=len, reverse=True))})"


@functools.cache
def _naming() -> re.Pattern[str]:
    return re.compile(f"{_any_of(_grammar('naming'))}$")


@functools.cache
def _names() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns: what stands before a name, and after one that is not drawn, 的小蛇, or is none, 年."""
    owned = f"的{_any_of(_grammar('between verb and animal'))}{{0,3}}?{_any_of(living())}|年"
    return re.compile(f"{_any_of(_grammar('before a name'))}$"), re.compile(owned)


@functools.cache
def _likeness() -> re.Pattern[str]:
    return re.compile(_any_of(_grammar("likeness")))


@functools.cache
def _work() -> re.Pattern[str]:
    return re.compile(_any_of(_grammar("work of tools")))


@functools.cache
def _no_work() -> re.Pattern[str]:
    return re.compile(_any_of(_grammar("no work")))


def _grammar(part: str) -> frozenset[str]:
    return wordlists.word_set("grammar_zh.txt", part, None)


@functools.cache
def _parts() -> tuple[Mapping[str, str], re.Pattern[str]]:
    rows = (line.split(" ") for line in wordlists.lines("parts_zh.txt"))
    table = {parts: whole for parts, whole in rows}
    return table, re.compile(_any_of(table))


def is_rare(character: str) -> bool:
    """Is it a character that no common word and no list of ours has?"""
    return character not in _common_characters()


@functools.cache
def _common_characters() -> frozenset[str]:
    return frozenset(itertools.chain.from_iterable(costs()))
