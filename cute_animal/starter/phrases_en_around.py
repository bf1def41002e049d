"""English captions: the phrases for what is around the animals: place, time, weather and style."""

from __future__ import annotations

from cute_animal.starter.phrases_en_words import (
    ANY_IT_IS,
    ANY_PLACE,
    ANY_STYLE_END,
    ANY_TIME,
    ANY_WEATHER,
    CLEAR_TIMES,
    IT_IS_TIME,
    IT_IS_WEATHER,
    PLACES,
    STYLE_ADJECTIVES,
    STYLE_END,
    STYLE_OF,
    TIMES,
    WEATHERS,
)
from cute_animal.starter.voice import Said, Voice

WET = ("rain", "snowfall")


def settings(around: Said, voice: Voice) -> list[str]:
    """ "in the forest", "at night", "while it is raining": a clause for each that is told, but no style."""
    clauses = []
    if "place" in around:
        word = voice.word("place", around["place"])
        clauses.append(voice.pick(PLACES.get(word, ANY_PLACE)).format(word))
    if "time" in around:
        word = _time_word(around, voice)
        clauses.append(voice.pick(TIMES.get(word, ANY_TIME)).format(word))
    if "weather" in around:
        word = _weather_word(around, voice)
        clauses.append(voice.pick(WEATHERS.get(word, ANY_WEATHER)).format(word))
    return voice.shuffled(clauses) if voice.chance(0.25) else clauses


def setting_sentences(around: Said, voice: Voice, it: str) -> list[str]:
    """ "it is in the forest", "it is night", "there is a rainbow"; it: "it", "she", "they"."""
    sentences = []
    if "place" in around:
        word = voice.word("place", around["place"])
        spot = voice.pick(PLACES.get(word, ANY_PLACE)).format(word)
        verb = "are" if it == "they" else "is"
        sentences.append(spot if around["place"] == "studio" else f"{it} {verb} {spot}")
    if "time" in around:
        word = _time_word(around, voice)
        when = (
            f"a {word}"
            if word == "sunny day"
            else word
            if word in IT_IS_TIME
            else voice.pick(TIMES.get(word, ANY_TIME)).format(word)
        )
        sentences.append(
            voice.pick(ANY_IT_IS).format(when.removeprefix("and it is ").removeprefix("when it is "))
        )
    if "weather" in around:
        word = _weather_word(around, voice)
        sentences.append(voice.pick(IT_IS_WEATHER.get(word, ANY_IT_IS)).format(word))
    return sentences


def setting_words(around: Said, voice: Voice) -> list[str]:
    """The words alone, as in a list; a rainbow with its article, since "rainbow" alone could be a coat."""
    words = [voice.word("place", around["place"])] if "place" in around else []
    words += [_time_word(around, voice)] if "time" in around else []
    if "weather" in around:
        word = _weather_word(around, voice)
        words.append(voice.pick(("a rainbow", "under a rainbow")) if word == "rainbow" else word)
    return words


def style_word(around: Said, voice: Voice) -> str:
    """ "crayon style", "watercolor painting" for a list or before a colon; takes style out of `around`."""
    word = voice.word("style", around.pop("style"))
    return word if " " in word or voice.chance(0.4) else f"{word} style"


def style_adjective(around: Said, voice: Voice) -> str:
    """ "plush", now and then, to stand right before the animal; else nothing is taken."""
    word = voice.word("style", around["style"]) if "style" in around and voice.chance(0.35) else ""
    if word not in STYLE_ADJECTIVES:
        return ""
    del around["style"]
    return word


def style_of(around: Said, voice: Voice) -> str:
    """ "a crayon drawing of ", now and then; else nothing is taken."""
    word = voice.word("style", around["style"]) if "style" in around and voice.chance(0.5) else ""
    if word not in STYLE_OF:
        return ""
    del around["style"]
    return voice.pick(STYLE_OF[word])


def style_end(around: Said, voice: Voice) -> str:
    """ "in crayon style"; takes style out of `around`."""
    word = voice.word("style", around.pop("style"))
    return voice.pick(STYLE_END.get(word, ANY_STYLE_END)).format(word)


def style_sentence(around: Said, voice: Voice) -> str:
    """ "draw it in crayon", "it is painted in watercolour"; takes style out of `around`."""
    end = style_end(around, voice)
    return f"it is {end}" if end.startswith(("drawn", "painted", "made")) else f"draw it {end}"


def _time_word(around: Said, voice: Voice) -> str:
    word = voice.word("time", around["time"])
    return (
        voice.words("time", around["time"])[0]
        if word in CLEAR_TIMES and around.get("weather") in WET
        else word
    )


def _weather_word(around: Said, voice: Voice) -> str:
    word = voice.word("weather", around["weather"])
    by_day = around.get("time", "day") == "day"
    return word if by_day or not word.endswith(" day") else voice.words("weather", around["weather"])[0]
