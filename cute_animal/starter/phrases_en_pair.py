"""English captions of two animals: who has what has to be clear from the words, and the first is the left one."""

from __future__ import annotations

import re

from cute_animal.starter.phrases_en_animal import clauses, kind, noun, predicates, thing
from cute_animal.starter.phrases_en_around import (
    setting_sentences,
    setting_words,
    settings,
    style_end,
    style_of,
    style_sentence,
    style_word,
)
from cute_animal.starter.phrases_en_words import ASKS, NO, SHORT_LEADS, TWO_LEADS
from cute_animal.starter.voice import Said, Told, Voice, has, take_shared
from cute_animal.vocabulary import NONE, THINGS

AND = (" and ", " and ", " and ", ", and ", " and also ", " & ")
BESIDE = (" next to ", " beside ", " with ", " together with ", " playing with ", " meeting ")
ONE_OTHER = (
    ("one", "the other"), ("one", "the other one"), ("one of them", "the other"), ("the first one", "the second one"),
    ("the first", "the second"), ("the left one", "the right one"), ("the one on the left", "the one on the right"),
)  # fmt: skip


def write_pair(told: Told, voice: Voice) -> str:
    """Say what is told of two animals, in any of the ways in which people say it. Uses `told` up."""
    around = told.around
    twins = told.animals[0]["species"] == told.animals[1]["species"]
    if voice.chance(0.1):
        return _list(told, voice)
    write = (
        _twins
        if twins and voice.chance(0.75)
        else voice.random.choices((_two_nouns, _then_each, _left_right), (0.55, 0.33, 0.12))[0]
    )
    text = write(told, voice)
    before = style_of(around, voice) if text.startswith(("a ", "an ", "one ", "two ")) else ""
    begins = bool(before) or text.startswith(("a ", "an ", "one ", "two ", "2 ", "on the left", "first "))
    lead = voice.pick(SHORT_LEADS if before else TWO_LEADS) if begins and voice.chance(0.35) else ""
    if not twins:
        lead = (
            lead.replace("there are", "there is")
            .replace("there were", "there was")
            .replace("these are", "this is")
        )
    if "style" in around and voice.chance(0.4):
        lead = f"{style_word(around, voice)}{voice.pick((': ', ', '))}{lead}"
    if "style" in around and "." not in text:
        text += voice.pick((" ", ", ", ", ")) + style_end(around, voice)
    elif "style" in around:
        text += f". {style_sentence(around, voice)}".replace(" it ", " them ").replace("them is", "they are")
    return lead + before + text + ("?" if lead.startswith(ASKS) and voice.chance(0.5) else "")


def _two_nouns(told: Told, voice: Voice) -> str:
    """ "a white rabbit in a blue hat and a brown bear with a red balloon"."""
    first, second = told.animals
    shared = take_shared(first, second) if voice.chance(0.35) else {}
    left = _whole(first, voice, "a")
    right = _whole(second, voice, "another" if first["species"] == second["species"] else "a")
    joint = voice.pick(AND if voice.chance(0.65) or " and " in left else BESIDE)
    text = left + joint + right
    if shared:
        text += ", " + _both(shared, voice)
    return _with_settings(text, told.around, voice)


def _whole(said: Said, voice: Voice, article: str) -> str:
    text = noun(said, voice, article=article)
    after = clauses(said, voice, apart=True)
    for index, clause in enumerate(after):
        text += (voice.pick((" ", " ", ", ", " and ")) if index else " ") + clause
    return text


def _with_settings(text: str, around: Said, voice: Voice) -> str:
    """Put the place, the time and the weather of both before or after."""
    if voice.chance(0.2):
        they = setting_sentences(around, voice, "they")
        return ". ".join([text, *they])
    clause = " ".join(settings(around, voice))
    if clause and not clause.startswith("and ") and voice.chance(0.15):
        return f"{clause}, {text}"
    joint = voice.pick((" ", " ", ", ")) if not clause.startswith("and ") else " "
    return text + joint + clause if clause else text


def _then_each(told: Told, voice: Voice) -> str:
    """ "a dog and a cat, the dog wears a red hat and the cat is holding a balloon"."""
    first, second = told.animals
    shared = take_shared(first, second) if voice.chance(0.25) else {}
    names = [voice.word("species", said["species"]) for said in told.animals]
    article = voice.pick(("a {} and a {}", "a {} and a {}", "one {} and one {}", "a {} with a {}"))
    text = re.sub(r"\ba (?=[aeo])", "an ", article.format(*names))
    text += ", " + _both(shared, voice) if shared else ""
    if first["species"] == second["species"]:
        return _with_settings(text, told.around, voice) + _each(told, voice, voice.pick_pair(ONE_OTHER))
    subjects = (f"the {names[0]}", f"the {names[1]}")
    if voice.chance(0.15):
        subjects = ("the first one", "the second one")
    return _with_settings(text, told.around, voice) + _each(told, voice, subjects)


def _each(told: Told, voice: Voice, subjects: tuple[str, str]) -> str:
    """ ", one is white with a red scarf, the other is black": what is still to be said of each."""
    parts = []
    for said, subject in zip(told.animals, subjects, strict=True):
        words = predicates(said, voice)
        if words:
            parts.append(f"{subject} {_listed(words, voice)}")
    if not parts:
        return ""
    mark, joint = voice.pick_pair(((", ", ", "), (". ", ". "), (", ", " and "), (": ", ", "), (". ", "; ")))
    return mark + joint.join(parts)


def _listed(words: list[str], voice: Voice) -> str:
    """ "is white, wears a hat and is waving"."""
    if len(words) == 1:
        return words[0]
    return ", ".join(words[:-1]) + voice.pick((" and ", " and ", ", ")) + words[-1]


def _left_right(told: Told, voice: Voice) -> str:
    """ "on the left a dog in a red hat, on the right a cat"."""
    left, right = (_whole(said, voice, "a") for said in told.animals)
    form = voice.pick(
        (
            "on the left {}, on the right {}",
            "{} on the left and {} on the right",
            "left: {}, right: {}",
            "first {}, then {}",
            "on the left side {} and on the right side {}",
        )
    )
    return _with_settings(form.format(left, right), told.around, voice)


def _twins(told: Told, voice: Voice) -> str:
    """ "two rabbits with hats", "two cats, one is white with a red scarf, the other is black"."""
    first, second = told.animals
    shared = take_shared(first, second) | {"species": first["species"]}
    text = noun(shared, voice, article=voice.pick(("two", "two", "two", "2", "a pair of")), many=True)
    text += "".join(f" {clause}" for clause in _together(shared, voice))
    text = _with_settings(text, told.around, voice)
    parts = [
        clauses(said, voice) if voice.chance(0.35) and "coat" not in said else [] for said in told.animals
    ]
    if parts[0] and parts[1]:
        one, other = voice.pick_pair(ONE_OTHER)
        mark, joint = voice.pick_pair(((", ", ", "), (", ", " and "), (": ", ", ")))
        return f"{text}{mark}{one} {' '.join(parts[0])}{joint}{other} {' '.join(parts[1])}"
    subjects = voice.pick_pair(ONE_OTHER if len(first) > 1 else ONE_OTHER[3:])
    return text + _each(told, voice, subjects)


def _together(shared: Said, voice: Voice) -> list[str]:
    """Clauses for what both have and do: "in red hats", "holding balloons", "dancing"."""
    found = []
    for slot in THINGS:
        if has(shared, slot):
            many = thing(shared, slot, voice, many=True)
            if slot == "held":
                forms: tuple[str, ...] = ("holding {}", "holding {}", "with {} in their hands", "carrying {}")
            elif shared[slot] == "flower":
                forms = ("with {} on their heads", "wearing {}")
            else:
                forms = ("with {}", "wearing {}", "in {}", "wearing {}")
            found.append(voice.pick(forms).format(many))
    for slot in ("pattern", "pose", "face"):
        if slot in shared:
            word = voice.word(slot, shared[slot])
            form = {"eyes": "with their {}", "up": "with their {}", "base": "that like to {}", "with": "{}"}
            if kind(word) == "verb":
                word = voice.words(slot, shared[slot])[0]
            found.append(form.get(kind(word), "{}" if kind(word) == "ing" else "that are {}").format(word))
    return found


def _both(shared: Said, voice: Voice) -> str:
    """ "both white and wearing a red hat": what two animals of two species have in common."""
    found = []
    if "coat" in shared:
        word = voice.word("coat", shared.pop("coat"))
        found.append("rainbow-colored" if word == "rainbow" else word)
    for slot in THINGS:
        if slot in shared:
            verbs = ("holding", "holding", "with") if slot == "held" else ("wearing", "in", "with")
            on_head = " on the head" if shared[slot] == "flower" else ""
            phrase = thing(shared, slot, voice, many=voice.chance(0.5))
            found.append(f"{voice.pick(verbs)} {phrase}{on_head}")
    found += _together({slot: shared[slot] for slot in ("pattern", "pose", "face") if slot in shared}, voice)
    found = [clause.removeprefix("that are ") for clause in found]
    both = voice.pick(("both", "both", "both", "they are both", "both of them"))
    if voice.chance(0.25):
        return ", ".join(f"both {clause}" for clause in found)
    return f"{both} {' and '.join(found)}"


def _list(told: Told, voice: Voice) -> str:
    """ "white dog red hat + black cat blue scarf, forest": what follows an animal is the animal's."""
    items = []
    for said in told.animals:
        words = [noun(said, voice, article="")]
        for slot in THINGS:
            if said.get(slot) == NONE:
                words.append(voice.pick(NO[slot]))
            elif slot in said:
                words.append(thing(said, slot, voice, bare=True))
        words += [voice.word(slot, said[slot]) for slot in ("pattern", "pose", "face") if slot in said]
        items.append(voice.pick((" ", ", ")).join(words))
    text = voice.pick((" + ", "; ", " and ", " / ")).join(items)
    text = ", ".join([text, *setting_words(told.around, voice)])
    if "style" not in told.around:
        return text
    style = style_word(told.around, voice)
    return f"{style}: {text}" if voice.chance(0.5) else f"{text}, {style}"
