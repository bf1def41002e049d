"""Chinese captions: the phrases for one animal: its noun, its things, what it does and how it looks."""

from __future__ import annotations

from cute_animal.starter.phrases_zh_words import (
    ADJECTIVES,
    ANIMAL_MEASURES,
    ANY_MEASURE,
    CORES,
    GARMENT_ADJECTIVES,
    HAVING_PATTERN,
    MEASURES,
    NO,
    NO_BEFORE,
    ONE,
    SPEECH,
    THING_ADJECTIVES,
    TWO,
    VERBS,
)
from cute_animal.starter.voice import Said, Voice, has, is_latin, mark
from cute_animal.vocabulary import NONE, THINGS


def measure(said: Said, voice: Voice) -> str:
    return voice.pick(ANIMAL_MEASURES.get(said["species"], ANY_MEASURE))


def one(said: Said, voice: Voice) -> str:
    """一只, 一头, 这匹"""
    return voice.pick(ONE).format(measure(said, voice))


def two(said: Said, voice: Voice) -> str:
    """两只, 一对"""
    return voice.pick(TWO).format(measure(said, voice))


def colored(color: str, noun: str, voice: Voice) -> str:
    """红裙子, 红色裙子, 红色的裙子"""
    if len(color) > 1 or is_latin(color):
        return color + voice.pick(("的", "的", "" if color.endswith("色") else "的")) + noun
    return color + noun if noun[0] not in "小大新" and "的" not in noun else f"{color}色的{noun}"


def color_word(slot: str, said: Said, voice: Voice) -> str:
    """红色, never 红 alone"""
    color = voice.word(slot, said[slot])
    return color if len(color) > 1 else color + "色"


def thing(said: Said, slot: str, voice: Voice, *, bare: bool = False, color: bool = True) -> str:
    """一顶红色的帽子; bare: 红帽子."""
    key = said[slot]
    noun = voice.word(slot, key)
    of = voice.word(f"{slot}_color", said[f"{slot}_color"]) if color and f"{slot}_color" in said else ""
    count = ""
    if noun[0] == "一":  # 一束花, 一罐蜂蜜: the colour stands between
        count, noun = (noun[:2], noun[2:])
    if noun == "蜂蜜" and of:
        noun = voice.pick(("蜂蜜罐", "蜂蜜罐子"))  # the jar is what has a colour
        count = count and "一个"
    if bare and slot == "held" and noun == "花":
        noun = "花束"  # 花 alone is on the head
    if noun[0] not in "小大" and voice.chance(0.1):
        noun = voice.pick(GARMENT_ADJECTIVES if slot == "garment" else THING_ADJECTIVES) + noun
    if of:
        noun = colored(of, noun, voice)
    if bare:
        return noun
    if not count and voice.chance(0.4 if slot == "held" else 0.25):
        named = voice.pick(MEASURES[key])
        named = "个" if key == "honey" and "罐" in noun else named
        count = "一" + (named if slot == "held" or voice.chance(0.8) else "个")
    return count + noun


def putting_on(said: Said, slot: str, voice: Voice, aspect: str = "着", *, color: bool = True) -> str:
    """穿着红色的裙子, 牵着一个气球; aspect: "着", "了" or nothing after the verb of a garment or a hat."""
    key = said[slot]
    verb = voice.pick(VERBS.get(key, VERBS.get(slot, ("拿",))))
    if voice.mixed and voice.chance(0.3):
        return mark("holding" if slot == "held" else voice.pick(("wearing", "with"))) + thing(
            said, slot, voice, color=color
        )
    if verb == "头上有" or (verb in ("身穿", "头戴", "手捧", "手拿") and voice.chance(0.7)):
        aspect = ""
    elif slot == "held" and aspect != "着":
        aspect = "着"
    return verb + aspect + thing(said, slot, voice, color=color)


def noun(said: Said, voice: Voice, *, plain: bool = False) -> str:
    """可爱的白色小兔子; takes coat, and now and then pattern, out of `said`."""
    species = voice.word("species", said["species"])
    adjective = voice.pick(ADJECTIVES) if not plain and voice.chance(0.3) else ""
    coat = voice.word("coat", said.pop("coat")) if "coat" in said else ""
    if said.get("pattern", "plain") != "plain" and voice.chance(0.25):
        word = voice.words("pattern", said["pattern"])[0]
        if not is_latin(word):
            species = word + species
            del said["pattern"]
    if not coat:
        return adjective + species
    short = not coat.endswith("色") and not is_latin(coat)
    if short and len(coat) == 1 and species in voice.words("species", said["species"]) and voice.chance(0.6):
        return adjective + voice.pick(("", "小", "小", "大")) + coat + CORES[said["species"]]
    if short:
        named = coat + voice.pick(("的", "")) + species if len(coat) > 1 else coat + "色的" + species
    else:
        named = coat + voice.pick(("的", "的", "")) + species
    if adjective.endswith("的") and voice.chance(0.2) and named.startswith(coat + "的"):
        return f"{coat}的{adjective}{species}"
    return adjective + named


def pose_word(key: str, voice: Voice) -> str:
    word = voice.word("pose", key)
    return word + "着" if len(word) == 1 else word  # 跳 -> 跳着


def face_word(key: str, voice: Voice) -> str:
    word = voice.word("face", key)
    if len(word) == 1 and not is_latin(word):
        return voice.pick(("困了", "困困")) if word == "困" else word + "着"  # 笑着, 哭着
    return word


def pose_clause(key: str, voice: Voice) -> str:
    word = pose_word(key, voice)
    return voice.pick(("", "正在", "在")) + word if word in SPEECH else word


def face_clause(key: str, voice: Voice) -> str:
    word = face_word(key, voice)
    if word == "笑脸":
        return "带着笑脸"
    if word in SPEECH:
        return voice.pick(("正在{}", "在{}", "{}", "{}着" if word == "微笑" else "{}")).format(word)
    if word in ("开心", "高兴", "快乐", "难过", "伤心", "惊讶", "吃惊"):
        return voice.pick(("很{}", "{}", "看起来很{}", "非常{}")).format(word)
    return word


def pattern_modifier(said: Said, voice: Voice) -> str:
    """带斑点, 身上有条纹: with 的 before the noun, or a clause of its own."""
    word = voice.word("pattern", said["pattern"])
    if said["pattern"] == "plain" or is_latin(word) or word[0] in "带有":
        return word
    return voice.pick(HAVING_PATTERN).format(word)


def wearing(said: Said, voice: Voice, aspect: str = "着") -> list[str]:
    """A phrase for each thing, two of them now and then in one: 穿着红裙子和戴着帽子."""
    phrases = [putting_on(said, slot, voice, aspect) for slot in THINGS if has(said, slot)]
    if len(phrases) > 1 and voice.chance(0.45):
        at = 0 if len(phrases) == 2 or voice.chance(0.6) else 1
        phrases[at : at + 2] = [phrases[at] + voice.pick(("", "、", "，", "，还", "又")) + phrases[at + 1]]
    return phrases


def absent(said: Said, voice: Voice) -> list[str]:
    return [voice.pick(NO[slot]) for slot in THINGS if said.get(slot) == NONE]


def modifiers(said: Said, voice: Voice) -> list[str]:
    """All that a noun phrase can say before its noun, each to be followed by 的."""
    found = wearing(said, voice, voice.pick(("着", "着", "", "了")))
    found = voice.shuffled(found) if voice.chance(0.3) else found
    found += [voice.pick(NO_BEFORE[slot]) for slot in THINGS if said.get(slot) == NONE]
    if "pattern" in said:
        found.append(pattern_modifier(said, voice))
    for slot, say in (("pose", pose_clause), ("face", face_word)):
        if slot in said:
            word = say(said[slot], voice)
            found.append("带着笑脸" if word == "笑脸" else word)
    return found


def clauses(said: Said, voice: Voice) -> list[str]:
    """All that a sentence can say after 小猫: 是白色的, 穿着…, 正在跳舞."""
    found = [f"是{color_word('coat', said, voice)}的"] if "coat" in said else []
    if "pattern" in said:
        word = pattern_modifier(said, voice)
        found.append(f"是{word}的" if said["pattern"] == "plain" else word)
    found += wearing(said, voice) + absent(said, voice)
    if "pose" in said:
        found.append(pose_clause(said["pose"], voice))
    if "face" in said:
        found.append(face_clause(said["face"], voice))
    return found
