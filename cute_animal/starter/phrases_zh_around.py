"""Chinese captions: the phrases for what is around the animals: place, time, weather and style."""

from __future__ import annotations

from cute_animal.starter.phrases_zh_words import (
    CLEAR_TIMES,
    HERE,
    ON,
    PLACE_ENDS,
    STYLE_BEFORE,
    STYLE_END,
    STYLE_WITH,
    TIME_ENDS,
    WEATHER_AFTER,
    WEATHER_FRONT,
)
from cute_animal.starter.voice import Said, Voice, is_latin

WET = ("rain", "snowfall")


def where(around: Said, voice: Voice) -> str:
    """草地上, 城堡里; the plain background is said in its own way. Takes place out of `around`."""
    key = around.pop("place")
    word = voice.word("place", key)
    if key == "studio":
        return voice.pick(("{}前", "{}里")).format(word)
    if word in HERE:
        return word
    return word + voice.pick(PLACE_ENDS.get(word, ("上",) if word in ON else ("里", "里", "中", "里面")))


def background(voice: Voice) -> str:
    """The plain background as a clause."""
    return voice.pick(("{}", "{}", "在{}前", "用{}")).format(voice.word("place", "studio"))


def time_word(around: Said, voice: Voice) -> str:
    """晚上, 月光; takes time out of `around`."""
    wet = around.get("weather") in WET
    key = around.pop("time")
    word = voice.word("time", key)
    return voice.words("time", key)[0] if word in CLEAR_TIMES and wet else word


def front(around: Said, voice: Voice, often: float) -> str:
    """晚上，下雨的时候，森林里有: what is said of time, weather and place before all else, taken out of `around`."""
    text = ""
    if "time" in around and voice.chance(often):
        word = time_word(around, voice)
        forms = (
            ("{}，", "{}", "在{}，")
            if word in TIME_ENDS or word.endswith(("下", "里"))
            else ("{}，", "{}", "在{}，", "{}的时候，")
        )
        text += voice.pick(forms).format(word + TIME_ENDS.get(word, ""))
    if "weather" in around and voice.chance(often):
        word = voice.word("weather", around.pop("weather"))
        text += voice.pick(WEATHER_FRONT.get(word, ("{}，",))).format(word)
    if around.get("place", "studio") != "studio" and voice.chance(often * 0.4):
        text += voice.pick(("{}，", "在{}，", "{}有", "{}的", "在{}有", "{}")).format(where(around, voice))
    return text


def time_clause(around: Said, voice: Voice) -> str:
    """在晚上, 现在是晚上; takes time out of `around`."""
    word = time_word(around, voice)
    when = word + TIME_ENDS.get(word, "")
    whole = when.endswith(("下", "里"))
    return voice.pick(("在{}", "{}") if whole else ("在{}", "{}", "现在是{}", "是{}", "背景是{}")).format(
        when
    )


def weather_clause(around: Said, voice: Voice) -> str:
    """天上有彩虹; takes weather out of `around`."""
    word = voice.word("weather", around.pop("weather"))
    return voice.pick(WEATHER_AFTER.get(word, ("{}",))).format(word)


def around_clauses(around: Said, voice: Voice) -> list[str]:
    """Time and weather, where the place has been said."""
    clauses = [time_clause(around, voice)] if "time" in around else []
    return [*clauses, weather_clause(around, voice)] if "weather" in around else clauses


def setting_words(around: Said, voice: Voice) -> list[str]:
    """The words alone, as in a list."""
    words = [voice.word("place", around["place"])] if "place" in around else []
    words += [time_word(around, voice)] if "time" in around else []
    return words + ([voice.word("weather", around["weather"])] if "weather" in around else [])


def style_word(around: Said, voice: Voice) -> str:
    """蜡笔画, 水彩风格; takes style out of `around`."""
    word = voice.word("style", around.pop("style"))
    return (
        word
        if word.endswith(("画", "风格", "玩具")) or is_latin(word) or voice.chance(0.3)
        else f"{word}风格"
    )


def style_lead(around: Said, voice: Voice) -> str:
    """用蜡笔画 in place of 画, now and then; else nothing is taken."""
    word = voice.word("style", around["style"]) if "style" in around and voice.chance(0.2) else ""
    if word not in STYLE_WITH:
        return ""
    del around["style"]
    return voice.pick(("", "请", "帮我")) + STYLE_WITH[word]


def style_before(around: Said, voice: Voice) -> str:
    """水彩画风格的; takes style out of `around`."""
    word = voice.word("style", around.pop("style"))
    return voice.pick(STYLE_BEFORE.get(word, ("{}风格的",))).format(word)


def style_end(around: Said, voice: Voice) -> str:
    """画成水彩画; takes style out of `around`."""
    word = voice.word("style", around.pop("style"))
    return voice.pick(
        STYLE_END.get(word, ("{}风格", "要{}风格") if not word.endswith("风格") else ("{}",))
    ).format(word)
