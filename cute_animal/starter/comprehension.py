"""How many of a hundred wishes beyond the starter's world are answered honestly.

python -m cute_animal.starter.comprehension

Asks the road that the page takes, up to the model: the check of the words, then the request. An answer is
honest if it draws the animals that are known and names what it cannot draw, or says that it knows none and
offers wishes. Draws nothing and loads no torch.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from cute_animal.errors import CannotDraw, CuteAnimalError
from cute_animal.presets import get_preset
from cute_animal.prompt import build_request
from cute_animal.safety import check_prompt
from cute_animal.starter.outside_wishes import OUTSIDE, OUTSIDE_EN, OUTSIDE_ZH, OutsideWish
from cute_animal.understanding import understand
from cute_animal.wording import SENTENCES, language_of, say

STARTER = get_preset("starter")


@dataclass(frozen=True)
class Answer:
    """What the page would say to a wish. drawn: the species of the picture, empty for none."""

    drawn: tuple[str, ...]
    chips: tuple[str, ...]
    missing: tuple[str, ...]  # named as what cannot be drawn
    sentences: str
    offers_wishes: bool = False

    def __str__(self) -> str:
        drawn = f"draws {', '.join(self.chips)}" if self.drawn else "draws nothing"
        return f"{drawn}; says: {self.sentences or 'nothing'}"


def answer_to(wish: str) -> Answer:
    """Take a wish down the road, as far as the model."""
    try:
        safe = check_prompt(wish)
        request = build_request(safe, seed=0, preset=STARTER)
    except CannotDraw as refusal:
        sentences = str(refusal)
        return Answer((), (), _named(safe.text, sentences), sentences, bool(refusal.ideas))
    except CuteAnimalError as refusal:
        return Answer((), (), (), str(refusal))
    sentences = " ".join(request.notes)
    drawn = understand(safe.text).species_named
    return Answer(drawn, request.understood, _named(safe.text, sentences), sentences)


def _named(text: str, sentences: str) -> tuple[str, ...]:
    """What the reading did not know, if the answer says so."""
    unknown = understand(text).unknown
    language = language_of(text)
    said = say("cannot-draw-yet", language, things=say("list-separator", language).join(unknown))
    return unknown if said in sentences else ()


def is_honest(row: OutsideWish, answer: Answer) -> bool:
    """Does the answer draw what is known and say what is not?"""
    if row.too_many:
        at_most_two = ("choose-two-animals", "at-most-two")
        drawn = set(answer.drawn) <= set(row.animals)
        return drawn and any(_says(answer, key) for key in at_most_two)
    if not row.animals:
        says_so = _says(answer, "no-animal-found") or bool(answer.missing)
        return not answer.drawn and answer.offers_wishes and says_so
    named = all(any(word in phrase for phrase in answer.missing) for word in row.missing)
    return named and set(answer.drawn) == set(row.animals)


def _says(answer: Answer, key: str) -> bool:
    return any(sentence in answer.sentences for sentence in SENTENCES[key].values())


def main(argv: Sequence[str] | None = None) -> int:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args(argv)
    write = sys.stdout.write
    answers = {row: answer_to(row.wish) for row in OUTSIDE}
    honest = {row for row, answer in answers.items() if is_honest(row, answer)}
    counts = {
        name: (len(honest.intersection(rows)), len(rows))
        for name, rows in (("all", OUTSIDE), ("zh", OUTSIDE_ZH), ("en", OUTSIDE_EN))
    }
    for name, (count, total) in counts.items():
        write(f"{name:4} {count:3} of {total:3} wishes answered honestly ({count / total:.0%})\n")
    failures = {row.wish: str(answer) for row, answer in answers.items() if row not in honest}
    for wish, answer in failures.items():
        write(f"\n{wish}\n    {answer}\n")
    shares = {name: count / total for name, (count, total) in counts.items()}
    write(json.dumps({"honest": shares, "wishes": len(OUTSIDE), "failures": list(failures)}) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
