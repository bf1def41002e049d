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

_HAN = re.compile(f"[{HAN}]")
_BETWEEN = re.compile(f"(?<=[{HAN}])[^{HAN}a-z0-9]+(?=[{HAN}])")
_LATIN_BETWEEN = re.compile(f"(?<=[{HAN}])[^{HAN}]+(?=[{HAN}])")
_LONGEST = 6  # characters of a term that is known by its sound, too
_UNSAFE_CLASS, _HARMLESS_CLASS, _UNKNOWN_COST = 11, 13, 26.0
_MODIFIERS = re.compile(
    "(?!的)(?:了|着|过|死|哭|伤|一|只|个|条|头|群|这|那|几|两|三|可怜|无辜|流浪|小|老|大|黑|白|花|色|的|自己|家|别人|他|她|我|你|它|们|幼|弱){0,6}"
)


class Word(NamedTuple):
    start: int
    end: int
    is_known: bool  # a word of the dictionary, of two characters or more


def find(text: str) -> str | None:
    """Return the category of an unsafe word, or None. text: the plain form."""
    if not _HAN.search(text):
        return (None if text.isascii() else _find_words(text)) or _find_pinyin(text, in_chinese=False)
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
        for end in range(start + 1, min(len(text), start + longest.get(text[start], 1)) + 1):
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
    if done_to.search(text) is None and suffered.search(text) is None:
        return None
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


_THING_AFTER = re.compile("[结花发蛋肉腿翅奶毛粮饼糕灯鼓图画球汤排脖爪骨骼玩形造糖包面饭零食味牌]|娃娃|罐头|气球|玩具|形状|饼干|抱枕|布偶")


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
            for length in range(2, _LONGEST + 1):
                if start + length > len(run):
                    continue
                found = sounds.get(tuple(syllables[start : start + length]))
                if found is None:
                    continue
                term, category = found
                written = "".join(text[index] for index in run[start : start + length])
                same = sum(a == b for a, b in zip(term, written, strict=True))
                changed = "".join(b for a, b in zip(term, written, strict=True) if a != b)
                if changed and (length > 2 or same) and not _is_everyday(changed):
                    return category
                if length == 2 and not same and not any(map(_is_everyday, written)):
                    return category
    return None


def _is_everyday(characters: str) -> bool:
    """Are they all characters of everyday grammar, which stand alone in any sentence?"""
    return all(character in _EVERYDAY for character in characters)


_EVERYDAY = frozenset(
    "一二三四五六七八九十只个条头的地得了在是有和跟与小大多少白黑红黄蓝绿灰紫粉画戴穿着我系扎披围别挂顶背配你它他她们这那要想给请好很"
    "花草树天上下里外中前后左右跑跳走坐站飞游吃喝看玩拿抱到过来去起出回对把被用也都就还又再最会能像做当说叫让带住"
    "猫狗兔熊猪鸡鸭牛羊马鱼鸟猴虎狮象狐鼠鹿蛙猫鹰"
)


class Unit(NamedTuple):
    """One character, or one syllable in Latin letters."""

    text: str
    sound: str
    is_latin: bool


def _find_pinyin(text: str, *, in_chinese: bool) -> str | None:
    """Find terms written in pinyin, wholly or in part: shouqiang, sha ren, sha1ren2, 手qiang."""
    sounds = _sounds()
    for run in _units(text, in_chinese=in_chinese):
        for start in range(len(run)):
            for length in range(2, _LONGEST + 1):
                window = run[start : start + length]
                if len(window) < length or not any(unit.is_latin for unit in window):
                    continue
                found = sounds.get(tuple(unit.sound for unit in window))
                if found is None:
                    continue
                term, category = found
                is_pure = all(unit.is_latin for unit in window)
                if is_pure and length == 2 and not in_chinese and window[0].sound + window[1].sound in _ambiguous():
                    continue
                if all(unit.is_latin or unit.text == c for unit, c in zip(window, term, strict=True)):
                    return category
        if any(unit.is_latin and unit.sound in _LONE_SYLLABLES for unit in run) and (in_chinese or len(run) > 3):
            return "weapon"
    return None


# Syllables that in a wish stand for one thing only: 枪 and 杀. (xue is snow, jiu is nine.)
_LONE_SYLLABLES = frozenset({"qiang", "sha"})


def _units(text: str, *, in_chinese: bool) -> list[list[Unit]]:
    """Cut the text into runs of characters and syllables. English words end a run."""
    runs: list[list[Unit]] = [[]]
    pieces = re.findall(f"[{HAN}]|[a-z]+|[^{HAN}a-z1-5\\s'.,~*_-]", text)
    latin = [piece for piece in pieces if piece.isalpha() and piece.isascii()]
    parsed = {piece: _syllables(piece) for piece in set(latin)}
    share = sum(parsed[piece] is not None for piece in latin)
    is_pinyin = share >= max(1 if in_chinese else 2, 0.8 * len(latin))
    for piece in pieces:
        if _HAN.match(piece):
            runs[-1].append(Unit(piece, _sound(piece), False))
            continue
        syllables = parsed.get(piece)
        trusted = in_chinese or is_pinyin or len(syllables or ()) > 1
        if syllables and trusted and (is_pinyin or not english.is_known(piece)):
            runs[-1].extend(Unit(syllable, syllable, True) for syllable in syllables)
        elif len(piece) > 1 or not piece.isalpha():
            runs.append([])
    return runs


@functools.lru_cache(maxsize=1024)
def _syllables(letters: str) -> tuple[str, ...] | None:
    """Cut letters into the fewest pinyin syllables, or None."""
    if len(letters) > 40:
        return None
    known = _all_syllables()
    best: list[tuple[str, ...] | None] = [()] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 6), end):
            before, current = best[start], best[end]
            if before is None or letters[start:end] not in known:
                continue
            if current is None or len(before) + 1 < len(current):
                best[end] = (*before, letters[start:end])
    return best[-1]


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
    animals = {name.strip() for _, chinese in plain_words.ANIMALS for name in chinese.split("|")}
    for term in wordlists.word_set("allow_zh.txt", separator=None) | animals:
        automaton.add_word(term, term)
    automaton.make_automaton()
    return automaton  # type: ignore[no-any-return]


@functools.cache
def _costs() -> tuple[Mapping[str, float], Mapping[str, int]]:
    """Cost of each word: the commoner, the fewer bits (26 are the count of all), and the longest by first character."""
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
    longest: dict[str, int] = {}
    for word in costs:
        longest[word[0]] = max(longest.get(word[0], 1), len(word))
    return costs, longest


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
        re.compile(f"(?<![贪好馋能会偷爱要想])(?:{'|'.join(done_to)})"),
        re.compile(f"(?:被|遭|挨|给人|让人)(?:[{HAN}]{{0,3}}?)(?:{'|'.join(suffered)})"),
        re.compile("|".join(living)),
    )


@functools.lru_cache(maxsize=8192)
def _sound(character: str) -> str:
    from pypinyin import Style, lazy_pinyin  # its tables take a while to load

    return lazy_pinyin(character, style=Style.NORMAL, v_to_u=False)[0]


@functools.cache
def _sounds() -> Mapping[tuple[str, ...], tuple[str, str]]:
    """Toneless syllables of the terms of two characters and more, with the term and its category."""
    table: dict[tuple[str, ...], tuple[str, str]] = {}
    for term, category in wordlists.block_list("block_zh.txt", None).terms.items():
        if 2 <= len(term) <= _LONGEST and all(_HAN.match(c) for c in term) and category != "manipulation":
            table.setdefault(tuple(map(_sound, term)), (term, category))
    return table


@functools.cache
def _all_syllables() -> frozenset[str]:
    common = wordlists.sections("common_zh.txt", None)
    single = {_sound(word) for _, word in common if len(word) == 1}
    return frozenset(syllable for syllable in single if syllable.isascii() and syllable not in ("n", "m", "ng", "hm"))


@functools.cache
def _ambiguous() -> frozenset[str]:
    """Sounds of two syllables that are common harmless words, too: da ren is 大人 before it is 打人."""
    unsafe = _unsafe()
    common = wordlists.sections("common_zh.txt", None)
    return frozenset(
        "".join(map(_sound, word)) for n, word in common if len(word) == 2 and int(n) > 8 and word not in unsafe
    )


def is_rare(character: str) -> bool:
    """Is it a character that no common word and no list of ours has?"""
    return character not in _common_characters()


@functools.cache
def _common_characters() -> frozenset[str]:
    return frozenset(itertools.chain.from_iterable(_costs()[0]))
