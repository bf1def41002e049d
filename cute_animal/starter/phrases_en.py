"""English captions of one animal, and the choice between one and two.

Owns the grammar only. The words come from the vocabulary, which slots are told comes from the caller.
"""

from __future__ import annotations

from cute_animal.starter.phrases_en_animal import clauses, noun, predicates, thing
from cute_animal.starter.phrases_en_around import (
    setting_sentences,
    setting_words,
    settings,
    style_adjective,
    style_end,
    style_of,
    style_sentence,
    style_word,
)
from cute_animal.starter.phrases_en_pair import write_pair
from cute_animal.starter.phrases_en_words import ASKS, LEADS, NO, SHORT_LEADS
from cute_animal.starter.voice import Told, Voice
from cute_animal.vocabulary import NONE, THINGS


def write_en(told: Told, voice: Voice) -> str:
    """Say what is told, in any of the ways in which people say it. Uses `told` up."""
    if len(told.animals) == 2:
        return write_pair(told, voice)
    return voice.random.choices((_one_sentence, _sentences, _list), (0.72, 0.15, 0.13))[0](told, voice)


def _one_sentence(told: Told, voice: Voice) -> str:
    said, around = told.animals[0], told.around
    before = style_of(around, voice)
    lead = voice.pick(SHORT_LEADS if before else LEADS) if voice.chance(0.35) else ""
    text = noun(said, voice, style=style_adjective(around, voice))
    around_it = settings(around, voice)
    if "style" in around and voice.chance(0.3):
        lead = f"{style_word(around, voice)}{voice.pick((': ', ', '))}{lead}"
    if around_it and not before and not lead and voice.chance(0.2):
        before, around_it = " ".join(around_it) + voice.pick((", ", " ", ", there is ")), []
        before = before.removeprefix("and ")
    after = [*clauses(said, voice), *around_it]
    if voice.chance(0.3):
        after = [*voice.shuffled(after[:-1]), *after[-1:]] if len(after) > 1 else after
    if "style" in around:
        after.append(style_end(around, voice))
    for index, clause in enumerate(after):
        joint = voice.random.choices((" ", ", ", " and "), (0.72, 0.2, 0.08 if index else 0.0))[0]
        text += (" " if clause.startswith("and ") else joint) + clause
    return lead + before + text + ("?" if lead.startswith(ASKS) and voice.chance(0.5) else "")


def _sentences(told: Told, voice: Voice) -> str:
    said, around = told.animals[0], told.around
    it = voice.pick(("it", "it", "it", "he", "she"))
    its = {"it": "its", "he": "his", "she": "her"}[it]
    lead = voice.pick(LEADS) if voice.chance(0.3) else ""
    first = lead + noun(said, voice, style=style_adjective(around, voice))
    told_of_it = predicates(said, voice, its)
    if len(told_of_it) > 1 and voice.chance(0.4):
        told_of_it = [" and ".join(told_of_it[:2]), *told_of_it[2:]]
    sentences = [f"{it} {predicate}" for predicate in told_of_it] + setting_sentences(around, voice, it)
    if voice.chance(0.3):
        sentences = voice.shuffled(sentences)
    if "style" in around:
        first = f"{style_word(around, voice)}: {first}" if voice.chance(0.4) else first
    if "style" in around:
        sentences.append(style_sentence(around, voice))
    return ". ".join([first, *sentences]) + voice.pick((".", ".", "", "!"))


def _list(told: Told, voice: Voice) -> str:
    said, around = told.animals[0], told.around
    items = [noun(said, voice, article="" if voice.chance(0.7) else None)]
    for slot in THINGS:
        if said.get(slot) == NONE:
            items.append(voice.pick(NO[slot]))
        elif slot in said:
            items.append(thing(said, slot, voice, bare=voice.chance(0.75)))
    items += setting_words(around, voice)
    items += [voice.word(slot, said[slot]) for slot in ("pattern", "pose", "face") if slot in said]
    if "style" in around:
        items.insert(0 if voice.chance(0.4) else len(items), style_word(around, voice))
    if voice.chance(0.35):
        items = voice.shuffled(items)
    return voice.pick((", ", ", ", ", ", ",", " ", " / ", "; ", " + ")).join(items)
