"""From the letters of a wish to tokens: words of the vocabulary, fillers, grammar, and what we do not know.

English is cut at word boundaries, the longest phrase first; Chinese by the cheapest segmentation. Owns spelling
(full width, capitals, traditional characters, plurals); what the tokens mean together is for understanding.py.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from opencc import OpenCC

from cute_animal import plain_words
from cute_animal.vocabulary import TABLES

# What grammar a word is. "that" leads a clause, "wear" leads a thing, "pronoun" is the animal again.
GRAMMAR_EN: dict[str, str] = {
    "not": "no not without don't doesn't isn't aren't didn't won't never nor neither nothing cannot",
    "be": "is are was be being it's he's she's that's they're there's",
    "that": "that which who whose",
    "wear": "wear wears wearing wore worn in with has have having put puts putting dressed",
    "prep": "on under by at of from near beside behind above over inside among",
    "and": "and & or nor plus",
    "pronoun": "it he she its his her they their him hers itself",
    "article": "a an the",
    "many": "many several some few couple group family lots bunch herd flock",
    "fur": "fur furred hair wool feathers skin body",
    "part": "eye eyes ear ears tail tails nose noses face cheek cheeks paw paws belly tummy leg legs feet foot hand hands head wing wings mane beak",
}
GRAMMAR_ZH: dict[str, str] = {
    "prep": "在 正在",
    "not": "没 没有 不 不要 不想 无 别 不是 不能 不会 没在 不用 不带 没带",
    "be": "是 为",
    "wear": "穿 穿着 穿上 穿了 身穿 戴 戴着 戴上 戴了 头戴 佩戴 带 带着 系 系着 系了 围 围着 围了 披 披着 披了 扎 扎着 别 别着 打扮 身披 有 头上有 头上戴 头上别 别了 配 配上",
    "and": "和 跟 与 及 或 或者 还有 以及 又 还",
    "pronoun": "它 他 她 它的 他的 她的",
    "many": "几只 很多 许多 一群 一些 好多 好几只 一堆 多只 一家 众多 成群",
    "fur": "毛 毛发 皮毛 毛色 身体 身子 皮肤 羽毛 绒毛",
    "part": "眼睛 眼 耳朵 尾巴 鼻子 脸 脸蛋 脸颊 爪子 肚子 肚皮 腿 手 脚 头 翅膀 嘴 嘴巴 头发",
}
MEASURES_ZH = "个 只 头 条 件 顶 副 朵 位 匹 双 张 幅 对 群 些 名 隻"
NUMBERS = {
    "en": "one two three four five six seven eight nine ten eleven twelve".split(),
    "zh": "一 二 三 四 五 六 七 八 九 十".split(),
}
_PLURALS = {
    "mice": "mouse",
    "geese": "goose",
    "calves": "calf",
    "wolves": "wolf",
    "oxen": "ox",
    "feet": "foot",
}
_LATIN = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_STOPS = ".!?。！？；;\n…"
_COMMAS = ',，、/／+|:：()（）“”"[]【】—-~～'
_SAME_SLOTS = {"garment_color": "color", "headwear_color": "color", "coat": "color"}
_LONE_COST = {
    "color": 1.15,
    "filler": 1.2,
    "measure": 1.2,
    "thing": 1.5,
}  # of one character, where a word costs 1
_LONGEST_EN = 4  # words in a phrase
# Characters of the other script that OpenCC leaves alone or that people type for one another.
_VARIANTS = {
    "著": "着",
    "妳": "你",
    "牠": "它",
    "祂": "它",
    "隻": "只",
    "祇": "只",
    "揹": "背",
    "’": "'",
    "‘": "'",
    "＇": "'",
}


@dataclass(frozen=True, slots=True)
class Token:
    """kind: a slot's name, "color", "animal" and "thing" (known, cannot be drawn), "other" (unknown), grammar or "filler"."""

    kind: str
    key: str  # the vocabulary's key, or the word as it was looked up
    start: int  # in the wish as it was typed
    end: int
    number: int = 1
    plural: bool = False


Entry = tuple[str, str]  # kind, key


@functools.cache
def english() -> dict[tuple[str, ...], Entry]:
    """Phrase -> entry. Words of the vocabulary win over grammar, grammar over fillers."""
    found: dict[tuple[str, ...], Entry] = {}

    def add(phrase: str, kind: str, key: str) -> None:
        found.setdefault(tuple(phrase.casefold().replace("-", " ").split()), (kind, key))

    for slot, table in TABLES.items():
        for term in table.values():
            for word in term.en:
                kind = _SAME_SLOTS.get(slot, slot)
                add(word, kind, word.casefold() if kind == "color" else term.key)
    for color in plain_words.OTHER_COLORS_EN:
        add(color, "color", color)
    for thing in plain_words.THINGS_EN:
        add(thing, "thing", thing)
    for names, _ in plain_words.ANIMALS:
        for name in names.split("|"):
            add(name, "animal", name)
    for kind, words in GRAMMAR_EN.items():
        for word in words.split():
            add(word, kind, word)
    for number, word in enumerate(NUMBERS["en"], 1):
        add(word, "number", str(number))
    for greeting in ("good morning", "good night", "good evening", "good afternoon", "have a nice day", "one day", "every day",
                     "happy birthday", "of course", "thank you", "not only", "why not", "don't forget", "on top",
                     "like to", "likes to", "looks like", "in front of", "can not wait"):  # fmt: skip
        add(greeting, "filler", greeting)
    found[("'s",)] = ("filler", "'s")
    for word in plain_words.FILLERS_EN:
        add(word, "filler", word)
    return found


@functools.cache
def chinese() -> dict[str, Entry]:
    """Word -> entry, as in `english`."""
    found: dict[str, Entry] = {}
    for slot, table in TABLES.items():
        for term in table.values():
            for word in term.zh:
                if word.isascii():
                    continue
                kind = _SAME_SLOTS.get(slot, slot)
                found.setdefault(word.casefold(), (kind, word if kind == "color" else term.key))
    for word, (kind, _) in list(found.items()):
        if kind == "color" and len(word) == 1:
            found.setdefault(word * 2, (kind, word))  # 白白的
    for kind, words in GRAMMAR_ZH.items():
        for word in words.split():
            found.setdefault(word, (kind, word))
    for _, names in plain_words.ANIMALS:
        for name in names.split("|"):
            found.setdefault(name, ("animal", name))
    for color in plain_words.OTHER_COLORS_ZH:
        found.setdefault(color, ("color", color))
    for word in plain_words.THINGS_ZH:
        found.setdefault(word, ("thing", word))
    for word in MEASURES_ZH.split():
        found.setdefault(word, ("measure", word))
    for number, digit in enumerate(NUMBERS["zh"], 1):
        found[digit] = ("number", str(number))
    found["两"] = found["俩"] = ("number", "2")
    for word in plain_words.FILLERS_ZH:
        found.setdefault(word, ("filler", word))
    return found


def tokens(wish: str) -> list[Token]:
    """Cut a wish into tokens, in order; spaces are dropped, punctuation is kept as "comma" and "stop"."""
    text, places = _spelled(wish)
    found: list[Token] = []
    at = 0
    while at < len(text):
        latin = _LATIN.match(text, at)
        if text.startswith("t恤", at):  # the one Chinese word with a Latin letter
            found.append(Token("garment", "sweater", at, at + 2))
            at += 2
        elif latin:
            words = []
            while latin and not text.startswith("t恤", latin.start()):
                words += _split_possessive(latin)
                at = latin.end()
                gap = re.compile(r"[ \t_]*-?[ \t_]*").match(text, at)
                latin = _LATIN.match(text, gap.end()) if gap else None
            found += _english_tokens(words)
        elif _HAN.match(text[at]):
            end = at
            while end < len(text) and _HAN.match(text[end]):
                end += 1
            found += _chinese_tokens(text, at, end)
            at = end
        else:
            kind = (
                "stop"
                if text[at] in _STOPS
                else "comma"
                if text[at] in _COMMAS
                else "&"
                if text[at] == "&"
                else ""
            )
            if kind:
                found.append(Token("and" if kind == "&" else kind, text[at], at, at + 1))
            at += 1
    return [replace(token, start=places[token.start], end=places[token.end - 1] + 1) for token in found]


def _spelled(wish: str) -> tuple[str, list[int]]:
    """Half-width, small, simplified letters, and for each the place in the wish where it came from."""
    letters: list[str] = []
    places: list[int] = []
    for place, char in enumerate(wish):
        for letter in _spell(char):
            letters.append(letter)
            places.append(place)
    return "".join(letters), places


@functools.lru_cache(maxsize=20_000)
def _spell(char: str) -> str:
    plain = unicodedata.normalize("NFKC", _VARIANTS.get(char, char)).casefold()
    plain = "".join(
        " " if one.isspace() and one != "\n" else one
        for one in plain
        if unicodedata.category(one) not in ("Cf", "Mn")
    )
    return _to_simplified().convert(plain) if _HAN.match(plain) else plain


@functools.cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


Word = tuple[str, int, int]


def _split_possessive(match: re.Match[str]) -> list[Word]:
    """ "bear's" -> "bear", "'s"; "don't" stays."""
    word, start, end = match.group(), match.start(), match.end()
    if word.endswith("'s") and (word,) not in english():
        return [(word[:-2], start, end - 2), ("'s", end - 2, end)]
    return [(word, start, end)]


def _english_tokens(words: list[Word]) -> Iterator[Token]:
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST_EN, len(words) - at), 0, -1):
            phrase = tuple(word for word, _, _ in words[at : at + length])
            entry, plural = _look_up(phrase)
            if entry is not None:
                break
        else:
            length, plural = 1, False
            word = words[at][0]
            entry = (
                ("number", word)
                if word.isdigit()
                else ("filler", word)
                if word[0].isdigit()
                else ("other", word)
            )
        kind, key = entry
        number = int(key) if kind == "number" and len(key) < 6 else 1
        yield Token(kind, key, words[at][1], words[at + length - 1][2], number, plural)
        at += length


def _look_up(phrase: tuple[str, ...]) -> tuple[Entry | None, bool]:
    """The entry of a phrase, in the singular if the plural is none; and whether it was a plural."""
    entry = english().get(phrase)
    if entry is not None:
        return entry, False
    last = phrase[-1]
    singulars = [_PLURALS[last]] if last in _PLURALS else []
    singulars += [last[:-1]] if last.endswith("s") else []
    singulars += [last[:-2]] if last.endswith("es") else []
    singulars += [last[:-3] + "y"] if last.endswith("ies") else []
    for singular in singulars:
        entry = english().get((*phrase[:-1], singular))
        if entry is not None and entry[0] in (
            "species",
            "animal",
            "thing",
            "garment",
            "headwear",
            "place",
            "part",
        ):
            return entry, True
    return None, False


def _chinese_tokens(text: str, start: int, end: int) -> list[Token]:
    """The cheapest way to cut: few words, and characters that no word takes cost most."""
    words = chinese()
    longest = 6
    best: list[tuple[float, int]] = [(0.0, start)]  # cost up to here, where the last word began
    for at in range(start + 1, end + 1):
        options = []
        for begin in range(max(start, at - longest), at):
            word = text[begin:at]
            entry = words.get(word)
            if entry is not None:
                # A longer word later wins a tie: 小 + 鸡蛋, not 小鸡 + 蛋.
                cost = 1.0 if len(word) > 1 else _LONE_COST.get(entry[0], 1.1)
                if word in plain_words.GRAMMAR_ZH:
                    cost = 1.05
                cost -= 0.001 * len(word) * (begin - start)
            elif at - begin == 1:
                cost = 3.0
            else:
                continue
            options.append((best[begin - start][0] + cost, begin))
        best.append(min(options))
    cuts = []
    at = end
    while at > start:
        begin = best[at - start][1]
        cuts.append((begin, at))
        at = begin
    found: list[Token] = []
    for begin, at in reversed(cuts):
        kind, key = words.get(text[begin:at], ("other", text[begin:at]))
        if found and kind == "other" and found[-1].kind == "other":
            found[-1] = replace(found[-1], key=found[-1].key + key, end=at)
        else:
            found.append(Token(kind, key, begin, at, int(key) if kind == "number" else 1))
    return found
