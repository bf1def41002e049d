"""Finding unsafe Chinese words in the plain form of a wish.

The text is cut into words, so that 小鸡鸡蛋 or 大麻雀 stay harmless; then looked at again without what stands between
the characters, with split characters put together, and by its sound (homophones, pinyin).
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import ahocorasick

from cute_animal import plain_words, vocabulary
from cute_animal.safety import english, wordlists
from cute_animal.safety.normalise import HAN

_HAN_RUN = re.compile(f"[{HAN}a-z0-9]+")
_HAN = re.compile(f"[{HAN}]")
_BETWEEN = re.compile(f"(?<=[{HAN}])[^{HAN}a-z0-9]+(?=[{HAN}])")
_LATIN_BETWEEN = re.compile(f"(?<=[{HAN}])[^{HAN}]+(?=[{HAN}])")
_LATIN = re.compile("[a-z]+[1-5]?")
_UNSAFE_CLASS, _HARMLESS_CLASS, _UNKNOWN_COST = 11, 13, 26.0
_MODIFIERS = re.compile(
    "(?:了|着|过|死|哭|伤|一|只|个|条|头|群|这|那|几|两|三|可怜|无辜|流浪|小|老|大|黑|白|花|色|的|自己|家|别人|他|她|我|你|它|们|幼|弱){0,6}"
)


class Word(NamedTuple):
    start: int
    end: int
    is_known: bool  # a word of the dictionary, of two characters or more


def find(text: str) -> str | None:
    """Return the category of an unsafe word, or None. text: the plain form."""
    if not _HAN.search(text):
        return _find_pinyin(text, in_chinese=False)
    joined = _BETWEEN.sub("", text)
    return (
        _find_words(text)
        or (_find_words(joined) if joined != text else None)
        or _find_harm(joined)
        or _find_between(joined)
        or _find_assembled(joined)
        or _find_homophones(joined)
        or _find_pinyin(text, in_chinese=True)
        or _find_backwards(joined)
    )


def words(text: str) -> list[Word]:
    """Cut the text at the lowest cost; what is no Chinese character stands alone."""
    table, longest = _costs()
    best = [0.0] + [float("inf")] * len(text)
    back = [0] * (len(text) + 1)
    for start in range(len(text)):
        base = best[start]
        for end in range(start + 1, min(len(text), start + longest) + 1):
            cost = table.get(text[start:end])
            if cost is None:
                if end > start + 1:
                    continue
                cost = _UNKNOWN_COST
            if base + cost < best[end]:
                best[end], back[end] = base + cost, start
    found = []
    end = len(text)
    while end:
        start = back[end]
        found.append(Word(start, end, end - start > 1 and text[start:end] in table))
        end = start
    return found[::-1]


def _find_words(text: str) -> str | None:
    """Find the terms that the cut into words and the harmless words leave standing."""
    hits = [(end - len(term) + 1, end + 1, category) for end, (term, category) in _terms().iter(text)]
    if not hits:
        return None
    cut = words(text)
    harmless = [(end - len(term) + 1, end + 1) for end, term in _harmless().iter(text)]
    for start, end, category in hits:
        if any(a <= start and end <= b and (a, b) != (start, end) or (a, b) == (start, end) for a, b in harmless):
            continue
        if text[start:end].isascii():
            if _is_inside_latin(text, start, end):
                continue
        elif end - start > 1 and any(_straddles(w, start, end) for w in cut if w.is_known):
            continue
        return category
    return None


def _straddles(word: Word, start: int, end: int) -> bool:
    return word.start < start < word.end < end or start < word.start < end < word.end


def _is_inside_latin(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return (before.isascii() and before.isalnum()) or (after.isascii() and after.isalnum())


def _find_harm(text: str) -> str | None:
    """Find a living thing that is hurt: 踢了一只小狗, 小狗被打, 把小猫扔."""
    done_to, suffered, living = _harm()
    covered = {i for end, term in _harmless().iter(text) for i in range(end - len(term) + 1, end + 1)}
    inside = {i for word in words(text) if word.is_known for i in range(word.start + 1, word.end)}
    for match in done_to.finditer(text):
        if match.start() in covered or match.start() in inside:
            continue
        after = text[_MODIFIERS.match(text, match.end()).end() :]  # type: ignore[union-attr]
        before = text[_MODIFIERS.match(text, match.end()).start() :]  # type: ignore[union-attr]
        found = living.match(after) or living.match(before)
        if found and not _names_a_thing(found.string[found.end() :]):
            return "cruelty"
    for match in suffered.finditer(text):
        if match.end() - 1 not in covered:
            return "cruelty"
    return None


_THING_AFTER = re.compile("[蛋肉腿翅奶毛粮饼糕灯鼓图画球汤排脖爪骨骼玩形造糖包面饭零食味牌]|娃娃|罐头|气球|玩具|形状|饼干|抱枕|布偶")


def _names_a_thing(rest: str) -> bool:
    return _THING_AFTER.match(rest) is not None


def _find_between(text: str) -> str | None:
    """Look again without Latin fillers between characters (杀x人), but for words of two characters and more."""
    without = _LATIN_BETWEEN.sub("", text)
    return _find_words(without) if without != text else None


def _find_assembled(text: str) -> str | None:
    """Put characters together that were written in parts: 木仓 is 枪."""
    assembled = _PARTS_RE.sub(lambda match: _PARTS[match.group()], text)
    return _find_words(assembled) if assembled != text else None


_PARTS = {
    "木仓": "枪", "乂木": "杀", "㐅木": "杀", "火乍": "炸", "弓单": "弹", "石欠": "砍", "歹匕": "死", "朿刂": "刺", "氵酉": "酒",
    "水酉": "酒", "火因": "烟", "贝者": "赌", "口交": "咬", "女干": "奸", "女支": "妓", "女表": "婊", "衤果": "裸", "衣果": "裸", "女票": "嫖",
    "火包": "炮", "火暴": "爆", "白匕": "皂", "亻白": "伯", "月土": "肚", "丿皿": "血", "佥刂": "剑", "尸巴": "屁", "主母": "毒", "龶母": "毒", "丰母": "毒",
    "口马": "骂", "贝戋": "贱", "亻兑": "侻", "氵壬": "淫", "尸吊": "屌", "车欠": "软", "咅刂": "剖", "害刂": "割", "目艮": "眼", "口及": "吸", "亻专": "传",
    "扌丁": "打", "扌妥": "挼", "扌甬": "捅", "足易": "踢", "足采": "踩", "衤因": "裀", "十口": "叶", "月匈": "胸", "木古": "枯", "鬼厉": "魇", "革便": "鞭",
    "亻足": "促", "扌帛": "掃", "扌蚤": "搔", "俞刂": "偷", "亻俞": "偷", "次皿": "盗", "土里": "埋", "火尧": "烧", "氵弱": "溺", "弓虽": "强", "牜義": "牺",
}  # fmt: skip
_PARTS_RE = re.compile("|".join(map(re.escape, _PARTS)))


# By sound


def _find_homophones(text: str) -> str | None:
    """Find terms written with other characters of the same sound (手强 for 手枪), where the cut found no word."""
    loose: list[list[int]] = [[]]
    for word in words(text):
        if word.is_known or not _HAN.match(text[word.start]):
            loose.append([])
        else:
            loose[-1].extend(range(word.start, word.end))
    sounds = _sounds()
    for run in loose:
        if len(run) < 2:
            continue
        syllables = [_sound(text[index]) for index in run]
        for start in range(len(run)):
            for length in (4, 3, 2):
                if start + length > len(run):
                    continue
                found = sounds.get(tuple(syllables[start : start + length]))
                if found is None:
                    continue
                term, category = found
                written = "".join(text[index] for index in run[start : start + length])
                same = sum(a == b for a, b in zip(term, written, strict=True))
                if written != term and same >= length - 2 and not (length == 2 and same == 0 and not _odd(written)):
                    return category
    return None


def _odd(written: str) -> bool:
    """Two characters that both differ from the term are only suspicious if neither is a word of a wish."""
    return not any(character in _EVERYDAY for character in written)


_EVERYDAY = frozenset("一只个的了在是有和小大白黑红黄蓝绿画戴穿着我你它他她们想要给请好花草天上下里外跑跳坐站吃喝看玩拿抱")


def _find_pinyin(text: str, *, in_chinese: bool) -> str | None:
    """Find terms written in Latin pinyin: shouqiang, sha ren, sha1ren2; one syllable only inside Chinese text."""
    tokens = [re.sub("[1-5]", "", token) for token in re.findall("[a-z1-5]+", text)]
    table, syllable = _pinyin()
    for count in (1, 2, 3, 4):
        for start in range(len(tokens) - count + 1):
            run = tokens[start : start + count]
            joined = "".join(run)
            if joined not in table or (count == 1 and english.is_known(joined)):
                continue
            if count > 1 and all(len(t) > 1 and english.is_known(t) and t not in syllable for t in run):
                continue
            if count > 1 and not in_chinese and all(english.is_known(t) for t in run):
                continue
            return table[joined]
    if in_chinese:
        mixed = re.findall(f"[{HAN}]+|[a-z]+", text)
        for token in mixed:
            if token in _LONE_SYLLABLES:
                return "weapon"
        return _find_half_pinyin(mixed)
    if len(tokens) > 2 and all(token in syllable for token in tokens) and set(tokens) & _LONE_SYLLABLES:
        return "weapon"
    return None


_LONE_SYLLABLES = frozenset({"qiang", "sha", "dao", "xue", "jiu", "yan", "du", "shi"}) - {"du", "yan", "shi", "dao", "xue"}


def _find_half_pinyin(mixed: list[str]) -> str | None:
    """Find terms half in characters, half in pinyin: 手qiang, zi杀."""
    sounds, (_, syllable) = _sounds(), _pinyin()
    for first, second in itertools.pairwise(mixed):
        if first in syllable and _HAN.match(second):
            key, rest = (first, _sound(second[0])), second[0]
            position = 1
        elif second in syllable and _HAN.match(first):
            key, rest = (_sound(first[-1]), second), first[-1]
            position = 0
        else:
            continue
        found = sounds.get(key)
        if found is not None and found[0][position] == rest:
            return found[1]
    return None


def _find_backwards(text: str) -> str | None:
    """Read from right to left where reading from left to right finds hardly any word."""
    characters = [c for c in text if _HAN.match(c)]
    known = sum(word.end - word.start for word in words(text) if word.is_known)
    if len(characters) < 4 or known * 2 > len(characters):
        return None
    return _find_words(text[::-1])


# Tables, made at first use


@functools.cache
def _unsafe() -> Mapping[str, str]:
    terms = dict(wordlists.block_list("block_zh.txt", None).terms)
    for term, category in wordlists.block_list("block_other.txt").terms.items():
        if not term.isascii():
            terms.setdefault(term, category)
    return {term.casefold(): category for term, category in terms.items()}


@functools.cache
def _terms() -> Iterator:  # type: ignore[type-arg]
    automaton = ahocorasick.Automaton()
    for term, category in _unsafe().items():
        automaton.add_word(term, (term, category))
    automaton.make_automaton()
    return automaton  # type: ignore[no-any-return]


@functools.cache
def _harmless() -> Iterator:  # type: ignore[type-arg]
    automaton = ahocorasick.Automaton()
    for term in wordlists.word_set("allow_zh.txt", separator=None):
        automaton.add_word(term, term)
    automaton.make_automaton()
    return automaton  # type: ignore[no-any-return]


@functools.cache
def _costs() -> tuple[Mapping[str, float], int]:
    """Cost of each word: the fewer bits the commoner. 26 bits are about the whole count of the dictionary."""
    costs = {word: _UNKNOWN_COST - int(group) for group, word in wordlists.sections("common_zh.txt", None)}
    ours = set(plain_words.THINGS_ZH) | set(plain_words.FILLERS_ZH)
    ours |= {name.strip() for _, chinese in plain_words.ANIMALS for name in chinese.split("|")}
    ours |= {name for table in vocabulary.TABLES.values() for term in table.values() for name in term.zh}
    for word in ours:
        costs[word] = min(costs.get(word, _UNKNOWN_COST), _UNKNOWN_COST - _UNSAFE_CLASS)
    for term in _unsafe():
        if len(term) > 1:
            costs[term] = min(costs.get(term, _UNKNOWN_COST), _UNKNOWN_COST - _UNSAFE_CLASS)
    for term in wordlists.word_set("allow_zh.txt", separator=None):
        costs[term] = min(costs.get(term, _UNKNOWN_COST), _UNKNOWN_COST - _HARMLESS_CLASS)
    return costs, max(map(len, costs))


@functools.cache
def _harm() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    done_to = sorted(wordlists.word_set("harm_zh.txt", "done to", None), key=len, reverse=True)
    suffered = sorted(wordlists.word_set("harm_zh.txt", "suffered", None), key=len, reverse=True)
    names = {name for term in vocabulary.SPECIES.values() for name in term.zh}
    names |= {name.strip() for _, chinese in plain_words.ANIMALS for name in chinese.split("|")}
    names -= {"虫", "花", "鱼", "小鱼", "虾", "小虾", "小鱼儿"}  # food of harmless eaters
    people = "人 小孩 孩子 小朋友 同学 老师 妈妈 爸爸 弟弟 妹妹 哥哥 姐姐 宝宝 婴儿 女孩 男孩 动物 小动物 宠物 别人 他 她".split()
    living = sorted({*names, *people}, key=len, reverse=True)
    return (
        re.compile("|".join(done_to)),
        re.compile(f"(?:被|遭|挨|给人|让人)(?:[{HAN}]{{0,3}}?)(?:{'|'.join(suffered)})"),
        re.compile("|".join(living)),
    )


@functools.lru_cache(maxsize=8192)
def _sound(character: str) -> str:
    from pypinyin import Style, lazy_pinyin  # its tables take a while to load

    return lazy_pinyin(character, style=Style.NORMAL, v_to_u=False)[0]


@functools.cache
def _sounds() -> Mapping[tuple[str, ...], tuple[str, str]]:
    """Toneless syllables of the terms of two to four characters, with the term and its category."""
    table: dict[tuple[str, ...], tuple[str, str]] = {}
    for term, category in wordlists.block_list("block_zh.txt", None).terms.items():
        if 2 <= len(term) <= 4 and all(_HAN.match(c) for c in term) and category not in ("danger", "manipulation"):
            table.setdefault(tuple(map(_sound, term)), (term, category))
    return table


@functools.cache
def _pinyin() -> tuple[Mapping[str, str], frozenset[str]]:
    table = {"".join(syllables): category for syllables, (_, category) in _sounds().items()}
    common = wordlists.sections("common_zh.txt", None)
    syllables = frozenset(_sound(word) for _, word in common if len(word) == 1)
    return {joined: category for joined, category in table.items() if len(joined) > 4}, syllables


def is_rare(character: str) -> bool:
    """Is it a character that no common word and no list of ours has?"""
    return character not in _common_characters()


@functools.cache
def _common_characters() -> frozenset[str]:
    return frozenset(itertools.chain.from_iterable(_costs()[0]))
