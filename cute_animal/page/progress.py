"""Progress on its way to a client: how often, and in which words."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing

import gradio as gr

from cute_animal import studio
from cute_animal.errors import CuteAnimalError
from cute_animal.journal import log_refusal, log_unexpected
from cute_animal.label import Drawing
from cute_animal.page import cards
from cute_animal.page.serving import is_awake
from cute_animal.wording import Language, say

PACE_S = 0.08  # between two updates to a client: as many as an eye can follow


def paced(updates: Iterator[studio.Progress | Drawing]) -> Iterator[studio.Progress | Drawing]:
    """Yield the drawing, and of the updates before it as many as a client can use. Closing it cancels."""
    last_s = 0.0
    with closing(updates):  # type: ignore[type-var]
        for update in updates:
            if isinstance(update, Drawing) or time.monotonic() - last_s >= PACE_S:
                last_s = time.monotonic()
                yield update


def answers(updates: Iterator[studio.Progress | Drawing]) -> Iterator[tuple[str | None, int | None]]:
    """Yield what an API client gets: (None, None) while drawing, at last the file and its seed.

    Closing it cancels the drawing. Raises gr.Error with a kind sentence when there is no picture.
    """
    try:
        for update in paced(updates):
            # An update per step is where a client's cancel takes hold; only the last one carries the picture.
            yield (str(update.path), update.request.seed) if isinstance(update, Drawing) else (None, None)
    except CuteAnimalError as error:
        log_refusal(error)
        raise gr.Error(str(error), title=error.code, print_exception=False) from error
    except Exception as error:
        log_unexpected(error)
        kind = CuteAnimalError()
        raise gr.Error(str(kind), title=kind.code, print_exception=False) from None


def first_card(language: Language) -> str:
    """Return the frame before the first update."""
    return cards.progress_card(say("now-check" if is_awake() else "now-waking", language), 0.0)


def card(update: studio.Progress, language: Language) -> str:
    """Return the frame for an update, as HTML."""
    share = cards.progress_share(update.stage, update.step, update.total)
    if update.stage == "queued":
        waiting = update.position or 0
        sentence = say("now-queued", language, count=waiting) if waiting else say("now-next", language)
        if not is_awake():
            sentence = say("now-waking", language)
    elif update.stage == "denoise":
        sentence = say("now-denoise", language, step=update.step, total=update.total)
    else:
        sentence = say(f"now-{update.stage}", language)
    return cards.progress_card(sentence, share, update.preview)
