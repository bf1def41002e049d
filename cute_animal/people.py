"""People in a wish: who only asks or is given the picture, and who would have to be drawn beside the animal.

"for my sister", 妈妈说 and 爷爷家的小狗 draw nobody; "a bear and my sister", 妈妈抱着小狗 do. Finds the
latter by what stands around them. Knows no values.
"""

from __future__ import annotations

from cute_animal.mentions import SENTENCE_ENDS
from cute_animal.plain_words import PEOPLE_EN, PEOPLE_ZH, ROLES
from cute_animal.sentence import UNKNOWN, Sentence
from cute_animal.vocabulary import THINGS

_FOR_EN = (
    "for", "to", "from", "by", "like", "as", "dear", "hi", "hello", "hey", "thanks", "thank", "please", "say",
    "says", "i", "i'm", "am", "let", "let's", "help", "tell", "ask", "give", "show", "make", "draw", "paint",
    "with love from",
)  # fmt: skip
_WANTS_EN = (
    "want", "wants", "wanted", "wanna", "like", "likes", "like to", "likes to", "liked", "love", "loves",
    "loved", "say", "says", "said", "ask", "asks", "tell", "tells", "told", "would", "need", "needs", "wish",
    "wishes", "think", "can", "will", "should", "could", "to",
)  # fmt: skip
_BESIDE_EN = ("with", "next to", "together with", "in front of")
_PLACES_EN = ("beside", "behind", "near", "on", "on top of", "under", "around", "above", "inside")
_HAVING_EN = ("has", "have", "had", "having", "put", "puts", "putting")
_FOR_ZH = (
    "给", "送给", "给我", "为", "为了", "帮", "帮我", "替", "让", "请", "像", "叫", "对", "向", "谢谢",
    "感谢", "是", "祝",
)  # fmt: skip
_WANTS_ZH = (
    "想", "想要", "想看", "要", "我要", "喜欢", "爱", "最爱", "最喜欢", "喜爱", "说", "觉得", "希望", "看",
    "看看", "送", "送给", "画", "画画", "让", "叫", "告诉", "能不能", "可以", "请", "帮我", "给我", "一起画",
    "需要", "的", "有", "做", "会", "能",
)  # fmt: skip
_PLACES_ZH = ("旁边", "旁", "身边", "身上", "前面", "后面", "中间", "头上", "手上", "手里")
_DOING = ("wear", "hold", "pose", "empty")


def people(sentence: Sentence, named: list[int]) -> list[int]:
    """The tokens for people who are with an animal. named: the tokens of those animals."""
    if not named:
        return []
    found: list[int] = []
    for index, token in enumerate(sentence.tokens):
        if token.kind != "filler" or index in sentence.done:
            continue
        joined = (token.key in PEOPLE_EN and _is_with_animal_en(sentence, index, named, found)) or (
            token.key in PEOPLE_ZH and _is_with_animal_zh(sentence, index, named)
        )
        if joined:
            found.append(index)
    return found


def strangers(sentence: Sentence, people: list[int]) -> list[int]:
    """All who are no animals of ours and may wear and hold things themselves."""
    found = list(people)
    for index, token in enumerate(sentence.tokens):
        beside = {sentence.kind(index - 1), sentence.kind(index + 1)}
        # but not 兔子医生, "a cowboy hat"
        is_role = (
            token.key in ROLES and token.kind in UNKNOWN and not beside.intersection(("species", *THINGS))
        )
        if index not in sentence.done and (is_role or token.kind == "animal"):
            found.append(index)
    return sorted(index for index in found if not _is_object(sentence, index))


def _is_object(sentence: Sentence, index: int) -> bool:
    """ "hugging a boy", 抱着小鸟: what goes on is said of the one who hugs."""
    before = sentence.before(index, ("article", "pronoun", "filler", "color", "number", "measure"))
    return sentence.kind(before) in ("hold", "prep")


def _is_with_animal_en(sentence: Sentence, index: int, named: list[int], found: list[int]) -> bool:
    at = index - 1  # back over "my little"
    while sentence.kind(at) in ("article", "pronoun", "filler", "color", "number") and at >= 0:
        if sentence.key(at) in (*_FOR_EN, *_BESIDE_EN, *PEOPLE_EN):
            break
        at -= 1
    after = index + 1
    while sentence.kind(after) == "filler" and sentence.key(after) not in (*_WANTS_EN, *_BESIDE_EN, "'s"):
        after += 1
    before, behind = sentence.key(at), sentence.key(after)
    if before in _FOR_EN or sentence.kind(at) == "be" or behind in ("'s", *_WANTS_EN):
        return False
    if sentence.kind(after) in ("species", "style"):  # "mother bear", "kids cartoon"
        return False
    if sentence.kind(at) == "and":
        other = sentence.before(at, ("comma",))
        return other in found or (sentence.key(other) not in PEOPLE_EN and any(one < at for one in named))
    if any(one < at for one in named) and (
        before in (*_BESIDE_EN, *_PLACES_EN) or sentence.kind(at) == "hold"
    ):
        return True
    if sentence.kind(after) == "and":
        return _next_noun(sentence, after) in named
    if sentence.key(index) in ("me", "myself"):
        return False
    doing = after + 1 if sentence.kind(after) in ("be", "that") else after
    does = sentence.kind(doing) in _DOING and sentence.key(doing) not in _HAVING_EN
    if sentence.key(doing) == "in":  # "a girl in a red dress", not "the kids in my class"
        does = sentence.kind(sentence.after(doing, ("article", "pronoun", "filler", "color"))) in THINGS
    acts = sentence.kind(doing) in UNKNOWN and sentence.key(doing).split(" ")[0].endswith("ing")
    return (does or acts or behind in _BESIDE_EN) and any(one > index for one in named)


def _is_with_animal_zh(sentence: Sentence, index: int, named: list[int]) -> bool:
    at = index - 1  # back over 我的
    while sentence.key(at) in ("的", "我的", "我", "小", "好", "老") or (
        sentence.kind(at) in ("pronoun", "number", "measure") and at >= 0
    ):
        at -= 1
    after = sentence.after(index, ("prep",))
    while sentence.key(after) in ("都", "也", "一起", "一边", "们"):
        after = sentence.after(after, ("prep",))
    before, behind = sentence.key(at), sentence.key(after)
    if before in _FOR_ZH or behind in _WANTS_ZH or (at == index - 1 and at in named):  # 小猫妈妈
        return False
    if index + 1 in named and sentence.touches(index + 1):
        return False
    joint = (sentence.kind(at) == "and" and sentence.key(at) not in ("又", "还")) or before == "、"
    if joint and at - 1 in named:
        return True
    if sentence.kind(at) == "hold" or (before in ("在", "和", "跟") and behind in _PLACES_ZH):
        return True
    if sentence.kind(after) == "and" or behind == "、":
        return _next_noun(sentence, after) in named
    if sentence.kind(after) in _DOING and behind not in ("有", "配", "别"):
        return True
    return (
        sentence.kind(after) in UNKNOWN
        and _same_clause(sentence, after, named)
        and sentence.key(index) != "我"
    )


def _next_noun(sentence: Sentence, index: int) -> int:
    """The token that "and" goes on to, over "a little": 我和我的|小狗, but not 我和妈妈想看小狗."""
    index += 1
    while sentence.kind(index) in ("article", "pronoun", "number", "measure", "color", "filler") and (
        sentence.key(index) not in (*PEOPLE_EN, *PEOPLE_ZH, *_WANTS_EN, *_WANTS_ZH, "i")
        or sentence.key(index) == "的"
    ):
        index += 1
    return index


def _same_clause(sentence: Sentence, index: int, named: list[int]) -> bool:
    """Does an animal follow before the next comma?"""
    at = index
    while sentence.kind(at) not in ("comma", "stop") and sentence.key(at) not in SENTENCE_ENDS:
        if at in named:
            return True
        at += 1
    return False
