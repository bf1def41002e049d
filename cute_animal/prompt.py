"""From a safe prompt to a GenerationRequest: everything that is needed to draw the same picture again.

Checks the numbers that callers hand in, and answers in words what the preset's model cannot draw.
Knows nothing about pipelines; the words of a wish are read by understanding.py.
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cute_animal.adapters import Worn, triggers_of
from cute_animal.article import with_article
from cute_animal.chips import chips
from cute_animal.config import Mode
from cute_animal.errors import BadRequest, CannotDraw
from cute_animal.kin import kin_of_all, wishes_instead
from cute_animal.presets import STYLE, Preset
from cute_animal.retelling import retell
from cute_animal.safety import SafePrompt
from cute_animal.triggers import Trigger
from cute_animal.understanding import Understood, understand
from cute_animal.vocabulary import MOST_ANIMALS, SPECIES
from cute_animal.wording import Language, ideas, language_of, say

MAX_SEED = 2**31 - 1
NAMED = 10  # animals that a child is told of
IDEAS_SHOWN = 3

# Doors hand numbers over as they come: a page sends 7.0, the command line "7", JSON 7.
Number = int | float | str


@dataclass(frozen=True)
class GenerationRequest:
    """Same request and same runtime: same pixels."""

    prompt: str  # what the model is told
    seed: int
    num_inference_steps: int
    preset: str
    scheduler: str | None
    language: Language
    height: int = 512  # px
    width: int = 512  # px
    wish: str = ""  # the checked words that the prompt was made of
    notes: tuple[str, ...] = ()  # sentences for the child: what was softened, what cannot be drawn yet
    adapters: tuple[Worn, ...] = ()
    understood: tuple[str, ...] = ()  # short words for the page: "rabbit", "red overalls"


def build_request(
    safe: SafePrompt,
    *,
    seed: Number | None = None,
    num_inference_steps: Number | None = None,
    preset: Preset,
    scheduler: str | None = None,
    mode: Mode = "open",
    adapters: Sequence[Worn] = (),
    known: Sequence[Trigger] = (),
) -> GenerationRequest:
    """Return the request for a checked wish; without a seed, a random one.

    mode: "gentle" tells a general model no more than what was understood, as the built-in one always is.
    adapters: what it is drawn with; their trigger words are known words then. known: more of them, while an
    adapter is being trained.
    Raises BadRequest for numbers out of range and CannotDraw for what the preset's model does not know.
    """
    if not isinstance(safe, SafePrompt):
        raise TypeError("build_request takes a SafePrompt: only a checked wish reaches a model")
    language = safe.original_language
    if seed is None:
        checked_seed = secrets.randbelow(MAX_SEED + 1)
    else:
        checked_seed = _whole(seed, 0, MAX_SEED, "seed-out-of-range", language)
    if num_inference_steps is None:
        steps = preset.num_inference_steps
    else:
        steps = _whole(
            num_inference_steps, preset.fewest_steps, preset.most_steps, "steps-out-of-range", language
        )
    triggers = (*triggers_of(adapters), *known)
    if preset.knows_only_vocabulary or mode == "gentle":
        prompt, notes, words = _read(safe, language, triggers)
        if not preset.knows_only_vocabulary:
            prompt = STYLE["en"].format(wish=f"A cute animal: {prompt}")
    else:
        prompt, notes, words = _styled(safe, preset, language, triggers)
    return GenerationRequest(
        prompt=prompt,
        wish=safe.text,
        seed=checked_seed,
        num_inference_steps=steps,
        preset=preset.name,
        scheduler=_scheduler(scheduler, preset, language),
        language=language,
        height=preset.height,
        width=preset.width,
        adapters=tuple(adapters),
        notes=notes,
        understood=words,
    )


def _scheduler(name: str | None, preset: Preset, language: Language) -> str | None:
    """Return the scheduler to draw with, the preset's own without a name. Raises BadRequest."""
    if name is None:
        return preset.scheduler
    if name not in preset.schedulers:
        names = say("list-separator", language).join(preset.schedulers)
        raise BadRequest(say("scheduler-unknown", language, preset=preset.name, name=name[:40], names=names))
    return name


def _whole(value: Number, low: int, high: int, key: str, language: Language) -> int:
    """Return the value as an int within low..high. Booleans, NaN and halves are no whole numbers."""
    try:
        number = float(value)  # exact up to 2**53, far above any limit here
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if isinstance(value, bool) or not number.is_integer() or not low <= number <= high:
        raise BadRequest(say(key, language, least=low, limit=high), detail=f"got a {type(value).__name__}")
    return int(number)


def _styled(
    safe: SafePrompt, preset: Preset, language: Language, triggers: Sequence[Trigger]
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return (prompt, notes, words understood) for a general model: the wish in our style.

    A model that reads English only gets of a Chinese wish what we understand of it, and the child is told the
    rest. Raises CannotDraw if that is nothing.
    """
    understood = understand(safe.text, triggers)
    words = tuple(chips(understood, language))
    spoken = language_of(safe.text)
    if spoken in preset.languages:
        return STYLE[spoken].format(wish=safe.text.rstrip(" .。!！")), safe.softened, words
    if not understood.species_named:
        parts = [
            say("preset-reads-english", language),
            *_sentence("animals-i-know", language, names=_animals(language)),
        ]
        raise CannotDraw(_joined(parts, language), ideas(language, start=len(safe.text)))
    wish = ", ".join(dict.fromkeys(chips(understood, "en"))).replace("×2", "(two of them)")
    missing = _sentence("cannot-draw-yet", language, things=understood.unknown)
    return STYLE["en"].format(wish=f"A cute animal: {wish}"), (*safe.softened, *missing), words


def _read(
    safe: SafePrompt, language: Language, triggers: Sequence[Trigger]
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return (prompt, notes, words understood): what was understood of the wish, retold in words of our own.

    Raises CannotDraw: what was understood, what there is to wish for.
    """
    understood = understand(safe.text, triggers)
    words = tuple(chips(understood, language))
    missing = _sentence("cannot-draw-yet", language, things=understood.unknown)
    if understood.can_draw:
        fewer = [say("at-most-two", language)] if understood.count > MOST_ANIMALS else []
        return retell(understood), (*safe.softened, *fewer, *missing), words
    if understood.species_named:
        parts = [say("choose-two-animals", language), *missing]
    else:
        parts = [
            *(_instead(understood, missing, language) or (say("no-animal-found", language), *missing)),
            *_sentence("what-i-understood", language, chips=words),
        ]
    parts += _sentence("animals-i-know", language, names=_animals(language, triggers))
    # Which ideas depends on the wish, so that a second try sees others.
    offered = (*_wishes_instead(safe.text, understood, triggers), *ideas(language, start=len(safe.text)))
    raise CannotDraw(_joined(parts, language), offered[:IDEAS_SHOWN])


def _instead(understood: Understood, missing: list[str], language: Language) -> tuple[str, ...]:
    """Return "I cannot draw this yet: wolf." and "How about a dog or a fox?", nothing without a stranger."""
    terms = [SPECIES[species] for species in kin_of_all(understood.strangers)]
    if not terms:
        return ()
    names = [term.zh[0] if language == "zh" else with_article(term.en[0]) for term in terms]
    return (*missing, say("how-about", language, names=say("or-separator", language).join(names)))


def _wishes_instead(wish: str, understood: Understood, triggers: Sequence[Trigger]) -> list[str]:
    """Return the child's own wish with an animal that can be drawn, as far as the rest can be drawn, too."""
    if understood.species_named:
        return []
    found = []
    for instead in wishes_instead(wish, understood.strangers, understood.language):
        read = understand(instead, triggers)
        if read.can_draw and not read.unknown:
            found.append(instead)
    return list(dict.fromkeys(found))


def _sentence(key: str, language: Language, **words: Iterable[str]) -> list[str]:
    """Return the sentence with its list of words, or nothing for an empty list."""
    separator = say("list-separator", language)
    return [
        say(key, language, **{name: separator.join(dict.fromkeys(found))})
        for name, found in words.items()
        if tuple(found)
    ]


def _joined(parts: list[str], language: Language) -> str:
    return ("" if language == "zh" else " ").join(parts)


def _animals(language: Language, triggers: Sequence[Trigger] = ()) -> tuple[str, ...]:
    """What was taught and the best known: fifty are more than a child reads, and more than the card holds."""
    taught = [trigger.term for trigger in triggers if trigger.kind == "species"]
    terms = (*taught, *list(SPECIES.values())[:NAMED])
    return tuple((term.zh if language == "zh" else term.en)[0] for term in terms)
