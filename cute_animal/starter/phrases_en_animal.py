"""English captions: the phrases for one animal: its noun, its things, what it does and how it looks."""

from __future__ import annotations

from cute_animal.article import with_article
from cute_animal.starter.phrases_en_words import (
    ADJECTIVES,
    GARMENT_ADJECTIVES,
    HAS_NO,
    HELD,
    HOLDING,
    MORE_ADJECTIVES,
    NO,
    NOT_JUST_WITH,
    PLURAL,
    PLURALS,
    THING_ADJECTIVES,
    UNCOUNTED,
    VERBS,
    WORN,
    WORN_ON,
)
from cute_animal.starter.voice import Said, Voice, has
from cute_animal.vocabulary import NONE, THINGS


def plural(noun: str) -> str:
    """ "mice", "bunches of flowers", "puppies"."""
    head, of, rest = noun.partition(" of ")
    *before, last = head.split(" ")
    if last in PLURALS:
        last = PLURALS[last]
    elif last.isascii() and last not in PLURAL and last not in UNCOUNTED:
        if last.endswith("y") and last[-2] not in "aeiou":
            last = last[:-1] + "ies"
        else:
            last += "es" if last.endswith(("s", "x", "ch", "sh")) else "s"
    return " ".join([*before, last]) + of + rest


def is_plural(noun: str) -> bool:
    return noun.split()[-1] in PLURAL


def thing(
    said: Said, slot: str, voice: Voice, *, bare: bool = False, color: bool = True, many: bool = False
) -> str:
    """ "a red hat", "a pair of red shorts", "a hat that is red"; bare: "red hat"; many: "red hats"."""
    word = voice.word(slot, said[slot])
    of = voice.word(f"{slot}_color", said[f"{slot}_color"]) if color and f"{slot}_color" in said else ""
    if of and word == "honey":
        word = "honey jar"  # the jar is what has a colour
    adjective = ""
    if voice.chance(0.12):
        adjective = voice.pick(GARMENT_ADJECTIVES if slot == "garment" else THING_ADJECTIVES)
    if said[slot] == "bouquet" and of and word != "bouquet":  # "a bunch of red flowers"
        word, of = word.replace("flowers", f"{of} flowers"), ""
    later = of and not bare and not many and voice.chance(0.06)
    parts = [adjective, "" if later else of, word]
    if adjective and of and not later and voice.chance(0.3):
        parts = [of, "and", adjective, word] if voice.chance(0.4) else [of, adjective, word]
    phrase = " ".join(filter(None, parts))
    if many:
        return plural(phrase)
    uncounted = word.split()[-1] in UNCOUNTED and " of " not in word
    if not bare and not voice.chance(0.12):
        if is_plural(word):
            phrase = f"a pair of {phrase}" if voice.chance(0.2) else phrase
        elif uncounted:
            phrase = f"some {phrase}" if voice.chance(0.3) else phrase
        elif voice.chance(0.08):
            phrase = f"{voice.pick(('its', 'his', 'her', 'the'))} {phrase}"
        else:
            phrase = with_article(phrase)
    if later:
        are = is_plural(word) or uncounted
        phrase += f" {voice.pick(('that', 'which'))} {'are' if are and word != 'honey' else 'is'} {of}"
    return phrase


def noun(said: Said, voice: Voice, *, article: str | None = None, style: str = "", many: bool = False) -> str:
    """ "a happy brown bear"; takes coat, and now and then face, pose or pattern, out of `said`.

    article: as it is to be said, "" for none, None for any that fits.
    """
    adjectives = [voice.pick(ADJECTIVES)] if voice.chance(0.34) else []
    if adjectives and voice.chance(0.15) and (more := voice.pick(MORE_ADJECTIVES)) not in adjectives[0]:
        adjectives.append(more)
    species = voice.word("species", said["species"])
    if species.startswith(("baby ", "little ")) and voice.chance(0.7):
        adjectives = []
    coat = voice.word("coat", said.pop("coat")) if "coat" in said else ""
    tail = ""
    if coat and coat != "rainbow" and article != "" and not many and voice.chance(0.08):
        coat, tail = "", voice.pick((" that is {}", " with {} fur", " who is {}")).format(coat)
    for slot, often in (("face", 0.45), ("pose", 0.12), ("pattern", 0.7)):
        if slot in said and voice.chance(often):
            word = voice.word(slot, said[slot])
            as_adjective = kind(word) == "adjective" and slot != "pose"
            if as_adjective or (kind(word) == "ing" and " " not in word):
                adjectives.insert(int(voice.random.random() * (len(adjectives) + 1)), word)
                del said[slot]
    words = [*adjectives, coat] if voice.chance(0.85) else [coat, *adjectives]
    phrase = " ".join(filter(None, (*words, style, plural(species) if many else species)))
    if article is None and voice.chance(0.88):
        return (
            f"{voice.pick(('my', 'the', 'one', 'this', 'your', 'our'))} {phrase}{tail}"
            if voice.chance(0.12)
            else with_article(phrase) + tail
        )
    if article == "a":
        return with_article(phrase) + tail
    return f"{article} {phrase}{tail}" if article else phrase + tail


def kind(word: str) -> str:
    """What part of speech a word for pose, face or pattern is, to put it into a sentence."""
    first = word.split()[0]
    if first in ("with", "in"):
        return "with"
    if word in VERBS:
        return "base"
    if word in ("eyes closed", "closed eyes"):
        return "eyes"
    if word in ("arms up", "hands up"):
        return "up"
    if first.endswith("ing"):
        return "ing"
    return "verb" if first.endswith("s") else "adjective"


def looking(said: Said, slot: str, voice: Voice, *, apart: bool = False) -> str:
    """A clause for pose, face or pattern: "waving", "who waves", "that looks sleepy", "with spots".

    apart: in the form that can only be of the animal right before it: "that is waving", not "waving".
    """
    word = voice.word(slot, said[slot])
    match kind(word):
        case "with":
            forms: tuple[str, ...] = ("{}",)
        case "eyes":
            forms = ("with its {}", "with {}", "that has its {}" if word == "eyes closed" else "that has {}")
        case "up":
            forms = ("with its {}", "with {}", "with both {}")
        case "ing":
            forms = ("that is {}", "who is {}") if apart else ("{}", "{}", "{}", "that is {}", "who is {}")
        case "base":
            forms = ("that can {}", "who likes to {}", "that wants to {}")
        case "verb":
            forms = ("that {}", "who {}")
        case _ if slot == "face":
            forms = ("that is {}", "looking {}", "that looks {}", "who looks {}")
        case _:
            forms = ("that is {}", "who is {}")
    return voice.pick(forms).format(word)


def clauses(said: Said, voice: Voice, *, apart: bool = False) -> list[str]:
    """All that follows the noun; apart: as in `looking`, where two animals could be meant."""
    things = [slot for slot in THINGS if has(said, slot)]
    found = []
    if len(things) > 1 and voice.chance(0.5):
        worn = [slot for slot in things if slot != "held"]
        verbs: tuple[str, ...] = (
            "wearing",
            "wearing",
            "in",
            "with",
            "dressed in",
            "who wears",
            "that is wearing",
        )
        if said.get("headwear") in WORN_ON:
            verbs = ("wearing", "wearing", "with", "who wears", "that is wearing")
        if "held" in things:
            verbs = ("with", "with", "that has") if len(worn) == 1 or voice.chance(0.4) else verbs
            worn = worn if len(worn) == 2 and verbs[0] != "with" else things
        if said.get("held") == "bouquet":  # "with a hat and flowers" leaves open where the flowers are
            worn = [slot for slot in worn if slot != "held"]
        phrases = [thing(said, slot, voice) for slot in voice.shuffled(worn)]
        joint = voice.pick((" and ", " and ", ", ", " with ", " & "))
        found.append(f"{voice.pick(verbs)} {', '.join(phrases[:-2] + [joint.join(phrases[-2:])])}")
        things = [slot for slot in things if slot not in worn]
    found += [_having(said, slot, voice) for slot in voice.shuffled(things)]
    found += [voice.pick(NO[slot]) for slot in THINGS if said.get(slot) == NONE]
    return found + [
        looking(said, slot, voice, apart=apart) for slot in ("pattern", "pose", "face") if slot in said
    ]


def _having(said: Said, slot: str, voice: Voice) -> str:
    """ "wearing a red hat", "with a flower on its head", "flying a kite"."""
    phrase = thing(said, slot, voice)
    if slot == "garment":
        return voice.pick(WORN).format(phrase)
    if slot == "headwear":
        return voice.pick(WORN_ON.get(said[slot], WORN_ON[slot])).format(phrase)
    form = voice.pick(HOLDING[said[slot]] if voice.chance(0.25) else HELD)
    if phrase.endswith(NOT_JUST_WITH) and "hand" not in form and "paw" not in form:
        form = "holding {}"
    return form.format(phrase)


def predicates(said: Said, voice: Voice, its: str = "its") -> list[str]:
    """What a sentence says after "it": "is white", "wears a red hat", "is holding a balloon", "looks happy"."""
    found = []
    if "coat" in said:
        word = voice.word("coat", said["coat"])
        found.append("is rainbow-colored" if word == "rainbow" else f"is {word}")
    if "pattern" in said:
        word = voice.word("pattern", said["pattern"])
        found.append(f"has {word.removeprefix('with ')}" if kind(word) == "with" else f"is {word}")
    for slot in THINGS:
        if said.get(slot) == NONE:
            found.append(voice.pick(HAS_NO[slot]).replace("its", its))
        elif slot in said:
            found.append(_has_thing(said, slot, voice, its))
    for slot in ("pose", "face"):
        if slot in said:
            word = voice.word(slot, said[slot])
            form = {"with": "is", "eyes": f"has {its}", "up": f"has {its}", "verb": "", "base": "likes to"}
            verb = form.get(kind(word), voice.pick(("is", "is", "looks")) if slot == "face" else "is")
            verb = "is" if kind(word) == "ing" else verb
            found.append(f"{verb} {word}".strip())
    return found


def _has_thing(said: Said, slot: str, voice: Voice, its: str) -> str:
    apart = f"{slot}_color" in said and voice.chance(0.15)
    phrase = thing(said, slot, voice, color=not apart)
    if slot == "held":
        verbs: tuple[str, ...] = (
            "holds {}",
            "is holding {}",
            "is holding {}",
            f"has {{}} in {its} hand",
            "carries {}",
        )
    elif said[slot] == "flower":
        verbs = (f"has {{}} on {its} head", "wears {}", "is wearing {}")
    else:
        verbs = ("wears {}", "is wearing {}", "has {}", "has {} on")
    sentence = voice.pick(verbs).format(phrase)
    if apart:
        color = voice.word(f"{slot}_color", said[f"{slot}_color"])
        word = phrase.split(" of ")[-1] if phrase.startswith("a pair of ") else phrase
        for article in ("a ", "an ", "some ", "the ", "its ", "his ", "her "):
            word = word.removeprefix(article)
        are = "are" if is_plural(word) or word.endswith("flowers") else "is"
        sentence += f", {voice.pick(('the', its))} {word} {are} {color}"
    return sentence
