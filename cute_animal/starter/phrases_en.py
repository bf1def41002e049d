"""English captions: clauses for every slot and the ways in which people string them together.

Owns the grammar only. The words come from the vocabulary, which slots are told comes from the caller.
"""

from __future__ import annotations

from collections.abc import Mapping

from cute_animal.starter.voice import Voice
from cute_animal.vocabulary import NONE

LEADS = (
    "draw ", "draw me ", "please draw ", "please draw me ", "i want ", "i would like ", "i'd like ", "can you draw ",
    "could you draw ", "can i have ", "can i see ", "make ", "make me ", "paint ", "show me ", "a picture of ",
    "a drawing of ", "i want to see ", "i wish for ", "give me ", "let's draw ", "there is ", "once upon a time there was ", "this is ", "imagine ",
)  # fmt: skip
ASKS = ("can ", "could ")  # leads that end in a question mark
ADJECTIVES = (
    "cute", "little", "small", "tiny", "adorable", "lovely", "sweet", "fluffy", "chubby", "pretty", "nice", "friendly",
    "funny", "cuddly", "soft", "big", "super cute", "baby", "very cute", "really cute", "very small", "good", "kind", "dear",
)  # fmt: skip
THING_ADJECTIVES = (
    "cosy",
    "pretty",
    "nice",
    "new",
    "little",
    "big",
    "warm",
    "beautiful",
    "cute",
    "soft",
    "lovely",
    "cool",
)
BEFORE = (
    "hello, ", "hi, ", "hi! ", "please, ", "um, ", "ok, ", "mom says ", "for my little sister: ", "for grandma: ",
    "today ", "my friend lily wants ", "my name is tom. ", "wow, ", "it's monday. ",
    "for emma's birthday: ", "for school: ", "hey, ",
)  # fmt: skip
AFTER = (
    " please", ", please", " thank you", ", thank you", " thanks!", " for my brother", " for mia", " for my mom",
    " for my birthday", " called max", " named coco", ", i love it", " very much", ", it is so cute", " pls", " :)", "!",
    " for me", " just like yesterday", " for may 5th", ", its name is nini", " haha", " ok?",
)  # fmt: skip
PLURAL = (
    "overalls", "dungarees", "shorts", "trousers", "pants", "glasses", "headphones", "earmuffs", "earphones",
    "spectacles", "eyeglasses", "sunglasses", "clothes",
)  # fmt: skip
VERBS = ("sit", "stand", "wave", "jump", "hop", "say hello", "say hi", "smile", "laugh", "sleep")
WORN: tuple[str, ...] = (
    "wearing {}",
    "wearing {}",
    "with {}",
    "in {}",
    "that wears {}",
    "who is wearing {}",
    "with {} on",
    "that has {}",
)
NO_GARMENT = (
    "without clothes",
    "with no clothes",
    "no clothes",
    "without any clothes",
    "not wearing any clothes",
)
NO_HEADWEAR = (
    "without a hat",
    "with no hat",
    "no hat",
    "not wearing a hat",
    "without any hat",
    "without hat",
)

PLACES: Mapping[str, tuple[str, ...]] = {
    "plain background": ("on a {}", "with a {}", "{}", "in front of a {}"),
    "simple background": ("on a {}", "with a {}", "{}", "in front of a {}"),
    "meadow": ("in the {}", "on the {}", "in a {}", "on a {}"),
    "grass": ("in the {}", "on the {}"),
    "field": ("in the {}", "in a {}", "on a {}"),
    "lawn": ("on the {}", "on a {}"),
    "woods": ("in the {}", "deep in the {}"),
    "beach": ("on the {}", "at the {}", "on a {}"),
    "seaside": ("at the {}", "by the {}"),
    "sea": ("by the {}", "at the {}", "near the {}"),
    "seashore": ("on the {}", "by the {}"),
    "snow": ("in the {}", "on the {}"),
    "snowy field": ("in a {}", "on a {}", "in the {}"),
    "snowy": ("on the {} hill", "in the {} hills"),
    "trees": ("among the {}", "under the {}", "in the {}"),
    "ocean": ("by the {}", "near the {}"),
    "grassland": ("on the {}",),
    "winter": ("in {}", "in the {}"),
    "home": ("at {}",),
    "clouds": ("in the {}", "on the {}", "above the {}"),
    "cloud": ("on a {}", "on the {}"),
    "sky": ("in the {}", "up in the {}"),
    "space": ("in {}",),
    "outer space": ("in {}",),
    "universe": ("in the {}",),
    "castle": ("in a {}", "in the {}", "at the {}", "in front of a {}", "near a {}"),
    "palace": ("in a {}", "in the {}", "at the {}", "in front of a {}"),
}
ANY_PLACE = ("in the {}", "in a {}", "in its {}", "in the big {}")
TIMES: Mapping[str, tuple[str, ...]] = {
    "day": ("during the {}", "by {}", "in the {}"),
    "daytime": ("in the {}", "during the {}"),
    "sunny day": ("on a {}", "on a beautiful {}"),
    "sunshine": ("in the {}", "in bright {}"),
    "night": ("at {}", "by {}", "in the {}", "late at {}"),
    "nighttime": ("at {}", "in the {}"),
    "afternoon": ("in the {}",),
    "noon": ("at {}",),
    "sunny": ("when it is {}", "on a {} summer day", "and it is {}"),
    "midnight": ("at {}",),
    "moon": ("under the {}", "by the light of the {}"),
    "stars": ("under the {}", "below the {}"),
    "moonlight": ("in the {}", "by {}", "in {}"),
    "starry night": ("on a {}", "in the {}", "under a {}"),
}
ANY_TIME = ("in the {}",)


def write_en(told: Mapping[str, str], voice: Voice) -> str:
    """Say what is told, in any of the ways in which people say it."""
    return voice.random.choices((_one_sentence, _sentences, _list), (0.72, 0.15, 0.13))[0](dict(told), voice)


def with_article(noun: str, voice: Voice) -> str:
    return ("an " if noun[0] in "aeiou" and not noun.startswith("uni") else "a ") + noun


def thing(told: Mapping[str, str], slot: str, voice: Voice, *, bare: bool = False, color: bool = True) -> str:
    """ "a red hat", "a pair of red shorts", "a hat that is red"; bare: "red hat"."""
    word = voice.word(slot, told[slot])
    said = voice.word(f"{slot}_color", told[f"{slot}_color"]) if color and f"{slot}_color" in told else ""
    adjective = voice.pick(THING_ADJECTIVES) if voice.chance(0.12) else ""
    later = said and not bare and voice.chance(0.06)
    parts = [adjective, "" if later else said, word]
    if adjective and said and not later and voice.chance(0.3):
        parts = [said, "and", adjective, word] if voice.chance(0.4) else [said, adjective, word]
    phrase = " ".join(filter(None, parts))
    if not bare and not voice.chance(0.12):
        if word.split()[-1] in PLURAL:
            phrase = f"a pair of {phrase}" if voice.chance(0.2) else phrase
        else:
            phrase = (
                f"{voice.pick(('its', 'his', 'her', 'the'))} {phrase}"
                if voice.chance(0.08)
                else with_article(phrase, voice)
            )
    if later:
        verb = "are" if word.split()[-1] in PLURAL else "is"
        phrase += f" {voice.pick(('that', 'which'))} {verb} {said}"
    return phrase


def animal(told: dict[str, str], voice: Voice, *, bare: bool = False) -> str:
    """ "a happy brown bear"; takes coat, and now and then face or pose, out of `told`."""
    adjectives = [
        voice.pick(ADJECTIVES) for _ in range(voice.random.choices((0, 1, 2), (0.6, 0.32, 0.08))[0])
    ]
    coat = voice.word("coat", told["coat"]) if "coat" in told else ""
    tail = ""
    if coat and not bare and voice.chance(0.08):
        coat, tail = "", voice.pick((" that is {}", " with {} fur", " who is {}")).format(coat)
    told.pop("coat", None)
    for slot, often in (("face", 0.45), ("pose", 0.12)):
        if slot in told and voice.chance(often):
            word = voice.word(slot, told[slot])
            if (_kind(word) == "ing" and " " not in word) or (slot == "face" and _kind(word) == "adjective"):
                adjectives.insert(int(voice.random.random() * (len(adjectives) + 1)), word)
                del told[slot]
    species = voice.word("species", told["species"])
    words = [*adjectives, coat] if voice.chance(0.85) else [coat, *adjectives]
    noun = " ".join(filter(None, (*words, species)))
    if bare or voice.chance(0.1):
        return noun + tail
    if voice.chance(0.12):
        return f"{voice.pick(('my', 'the', 'one', 'this', 'your', 'our'))} {noun}{tail}"
    return with_article(noun, voice) + tail


def where(told: Mapping[str, str], voice: Voice) -> str:
    word = voice.word("place", told["place"])
    return voice.pick(PLACES.get(word, ANY_PLACE)).format(word)


def when(told: Mapping[str, str], voice: Voice) -> str:
    word = voice.word("time", told["time"])
    return voice.pick(TIMES.get(word, ANY_TIME)).format(word)


def _kind(word: str) -> str:
    first = word.split()[0]
    if first == "with":
        return "with"
    if word in VERBS:
        return "base"
    if word in ("eyes closed", "closed eyes"):
        return "eyes"
    if first.endswith("ing"):
        return "ing"
    return "verb" if first.endswith("s") else "adjective"


def doing(told: Mapping[str, str], slot: str, voice: Voice) -> str:
    """A clause for pose or face that follows the animal: "waving", "who waves", "that looks sleepy"."""
    word = voice.word(slot, told[slot])
    match _kind(word):
        case "with":
            return word
        case "eyes":
            return voice.pick(("with its {}", "with {}", "that has its {}", "{}")).format(word)
        case "ing":
            return voice.pick(("{}", "{}", "{}", "that is {}", "who is {}", "which is {}")).format(word)
        case "base":
            return voice.pick(("that can {}", "who likes to {}", "that wants to {}")).format(word)
        case "verb":
            return voice.pick(("that {}", "who {}", "{}")).format(word)
    looks = (
        ("that is {}", "who is {}", "{}")
        if slot == "pose"
        else ("that is {}", "looking {}", "that looks {}", "being {}")
    )
    return voice.pick(looks).format(word)


def _clothes(told: Mapping[str, str], voice: Voice) -> list[str]:
    """Clauses for garment and headwear, together or apart."""
    worn = [slot for slot in ("garment", "headwear") if told.get(slot, NONE) != NONE]
    clauses = []
    if len(worn) == 2 and voice.chance(0.5):
        phrases = [thing(told, slot, voice) for slot in voice.shuffled(worn)]
        joint = voice.pick((" and ", " and ", ", ", " with ", " & "))
        verb = voice.pick(
            ("wearing ", "wearing ", "in ", "with ", "dressed in ", "who wears ", "that is wearing ")
        )
        clauses.append(verb + joint.join(phrases))
    else:
        for slot in voice.shuffled(worn):
            phrase = thing(told, slot, voice)
            verbs = WORN
            if told[slot] in ("flower", "bow"):
                verbs = ("wearing {}", "with {}", "with {} on its head", "with {} in its hair", "that has {}")
            elif slot == "headwear" and voice.chance(0.3):
                verbs = (
                    ("with {} on its nose",)
                    if told[slot] == "glasses"
                    else ("with {} on its head", "that has {} on his head")
                )
            clauses.append(voice.pick(verbs).format(phrase))
    clauses += [voice.pick(NO_GARMENT)] if told.get("garment") == NONE else []
    clauses += [voice.pick(NO_HEADWEAR)] if told.get("headwear") == NONE else []
    return clauses


def _one_sentence(told: dict[str, str], voice: Voice) -> str:
    noun = animal(told, voice)
    settings = [say(told, voice) for slot, say in (("place", where), ("time", when)) if slot in told]
    settings = voice.shuffled(settings) if voice.chance(0.25) else settings
    actions = [doing(told, slot, voice) for slot in ("pose", "face") if slot in told]
    clothes = _clothes(told, voice)
    front = ""
    if settings and voice.chance(0.15):
        front, settings = " ".join(settings) + voice.pick((", ", " ", ", there is ")), []
    clauses = [*clothes, *actions, *settings]
    if voice.chance(0.3):
        clauses = voice.shuffled(clauses)
    text = noun
    for index, clause in enumerate(clauses):
        joint = voice.random.choices((" ", ", ", " and "), (0.72, 0.2, 0.08 if index else 0.0))[0]
        text += joint + clause
    lead = voice.pick(LEADS) if voice.chance(0.35) and not front else ""
    return front + lead + text + ("?" if lead.startswith(ASKS) and voice.chance(0.5) else "")


def _sentences(told: dict[str, str], voice: Voice) -> str:
    it = voice.pick(("it", "it", "it", "he", "she"))
    its = {"it": "its", "he": "his", "she": "her"}[it]
    sentences = []
    first = (voice.pick(LEADS) if voice.chance(0.3) else "") + animal(told, voice)
    for slot in ("garment", "headwear"):
        if told.get(slot) == NONE:
            none = (
                ("{} wears no clothes", "{} has no clothes")
                if slot == "garment"
                else ("{} has no hat", "{} wears no hat")
            )
            sentences.append(voice.pick(none).format(it))
        elif slot in told:
            apart = f"{slot}_color" in told and voice.chance(0.25)
            phrase = thing(told, slot, voice, color=not apart)
            sentences.append(
                voice.pick(("{} wears {}", "{} is wearing {}", "{} has {}", "{} has {} on")).format(
                    it, phrase
                )
            )
            if apart:
                color = voice.word(f"{slot}_color", told[f"{slot}_color"])
                word = voice.word(slot, told[slot])
                verb = "are" if word.split()[-1] in PLURAL else "is"
                sentences[-1] += f"{voice.pick(('. ', ', '))}{voice.pick(('the', its))} {word} {verb} {color}"
    for slot in ("pose", "face"):
        if slot in told:
            word = voice.word(slot, told[slot])
            form = {
                "with": "{} is here {}",
                "eyes": "{} has " + its + " {}",
                "verb": "{} {}",
                "base": "{} likes to {}",
            }.get(_kind(word), "{} is {}")
            sentences.append(form.format(it, word))
    if "place" in told:
        spot = where(told, voice)
        sentences.append(spot if told["place"] == "studio" else f"{it} is {spot}")
    if "time" in told:
        word = voice.word("time", told["time"])
        it_is = word in (
            "day",
            "daytime",
            "night",
            "nighttime",
            "morning",
            "evening",
            "noon",
            "midnight",
            "sunny",
        )
        sentences.append(voice.pick(("it is {}", "it's {}")).format(word if it_is else when(told, voice)))
    if voice.chance(0.3):
        sentences = voice.shuffled(sentences)
    return ". ".join([first, *sentences]) + voice.pick((".", ".", "", "!"))


def _list(told: dict[str, str], voice: Voice) -> str:
    items = [animal(told, voice, bare=voice.chance(0.7))]
    for slot in ("garment", "headwear"):
        if told.get(slot) == NONE:
            items.append(voice.pick(NO_GARMENT if slot == "garment" else NO_HEADWEAR))
        elif slot in told:
            items.append(thing(told, slot, voice, bare=voice.chance(0.75)))
    items += [voice.word(slot, told[slot]) for slot in ("place", "time", "pose", "face") if slot in told]
    if voice.chance(0.35):
        items = voice.shuffled(items)
    return voice.pick((", ", ", ", ", ", ",", " ", " / ", "; ", " + ")).join(items)
