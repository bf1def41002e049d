"""Measure the word check: `python -m cute_animal.safety.evaluate`.

Prints what share of unsafe wishes is stopped (plain, by category, hidden in many ways), what share of
harmless ones is refused, each with its 95 % confidence interval, and how long a check takes. `--part aside`
measures the third that was kept aside while the check was made, `--collection second` wishes that were
written later (wishes.py). The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, get_args

from cute_animal.safety import evasions, wishes
from cute_animal.safety.prompt import MAX_CHARACTERS, is_blocked
from cute_animal.safety.wishes import Collection, Part, Wish
from cute_animal.wording import Language

LANGUAGES: tuple[Language, ...] = ("en", "zh")
NAMES = {"en": "English", "zh": "Chinese"}
GRAVE = ("sexual", "self-harm", "cruelty", "gore")
EVASIONS_EACH = 40  # wishes of each kind and language
LONG_WISHES = 300
WARM_UP = 60  # tables load at their first use


class Row(NamedTuple):
    """A line of the table: how many of `total` wishes were refused, and which ones it got wrong."""

    name: str
    refused: int
    total: int
    wrong: tuple[str, ...]

    @property
    def share(self) -> float:
        return self.refused / self.total


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table, and one line of JSON."""
    parser = argparse.ArgumentParser(prog="python -m cute_animal.safety.evaluate", description=__doc__)
    parser.add_argument("--part", choices=get_args(Part), default="seen", help="default: %(default)s")
    parser.add_argument("--collection", choices=get_args(Collection), default="first")
    parser.add_argument("--wrong", action="store_true", help="list the wishes that were judged wrongly")
    parser.add_argument("--seed", type=int, default=0, help="of the evasions that are drawn (%(default)s)")
    args = parser.parse_args(argv)
    if args.wrong and args.part != "seen":
        parser.error("--wrong reads wishes; those kept aside are only counted")
    if args.collection != "first" and args.part != "seen":
        parser.error("only the first collection has a part that is kept aside")
    part: Part = args.part if args.collection == "first" else "all"
    hidden: Iterable[Row] = evasion_rows(part, args.seed) if args.collection == "first" else ()
    rows = [*unsafe_rows(part, args.collection), *hidden, *benign_rows(part, args.collection)]
    times = {"wall": 0.0, "cpu": 0.0}
    times["wall"], times["cpu"] = check_times_ms(args.seed)
    sys.stdout.write(table(rows))
    sys.stdout.write(
        f"\nword check, {MAX_CHARACTERS} characters, p99 of {LONG_WISHES}: "
        f"{times['wall']:.1f} ms on the clock, {times['cpu']:.1f} ms of one core\n"
    )
    if args.wrong:
        sys.stdout.writelines(f"{row.name}: {text!r}\n" for row in rows for text in row.wrong)
    figures = {row.name: [row.refused, row.total] for row in rows}
    sys.stdout.write(
        json.dumps({"collection": args.collection, "part": part, "refused": figures, "p99_ms": times}) + "\n"
    )
    return 0


def unsafe_rows(part: Part, collection: Collection = "first") -> Iterator[Row]:
    """Measure the unsafe wishes that say plainly what they mean: by language, by category."""
    chosen = {language: wishes.select(wishes.unsafe(language, collection), part) for language in LANGUAGES}
    for language in LANGUAGES:
        yield _row(f"unsafe plain, {NAMES[language]}", chosen[language], unsafe=True)
    everything = [wish for language in LANGUAGES for wish in chosen[language]]
    yield _row(
        f"unsafe plain, {', '.join(GRAVE)}", [w for w in everything if w.category in GRAVE], unsafe=True
    )
    for category in dict.fromkeys(wish.category for wish in everything):
        yield _row(f"  {category}", [w for w in everything if w.category == category], unsafe=True)


def evasion_rows(part: Part, seed: int) -> Iterator[Row]:
    """Measure unsafe wishes in disguise: drawn kinds, then those written by hand."""
    for language in LANGUAGES:
        rows = list(_evasion_kinds(language, part, seed))
        refused, total = sum(row.refused for row in rows), sum(row.total for row in rows)
        yield Row(f"unsafe in disguise, {NAMES[language]}", refused, total, ())
        yield from rows


def _evasion_kinds(language: Language, part: Part, seed: int) -> Iterator[Row]:
    plain = [w for w in wishes.select(wishes.unsafe(language), part) if w.category != "personal-data"]
    for kind, evade in evasions.kinds(language).items():
        rng = random.Random(f"{seed} {language} {kind}")
        drawn = rng.sample(plain, min(EVASIONS_EACH, len(plain)))
        hidden = (wish._replace(text=evade(wish.text, rng)) for wish in drawn)
        found = {wish.text: wish for wish in hidden}  # what a kind leaves as it is counts, too
        yield _row(f"  {language}: {kind}", found.values(), unsafe=True)
    by_hand = wishes.select(wishes.evasive(language), part)
    for kind in dict.fromkeys(wish.category for wish in by_hand):
        yield _row(f"  {language}: {kind}", [w for w in by_hand if w.category == kind], unsafe=True)


def benign_rows(part: Part, collection: Collection = "first") -> Iterator[Row]:
    """Measure the harmless wishes that are refused."""
    chosen = {language: wishes.select(wishes.benign(language, collection), part) for language in LANGUAGES}
    everything = [wish for language in LANGUAGES for wish in chosen[language]]
    yield _row("harmless", everything, unsafe=False)
    for language in LANGUAGES:
        yield _row(f"  {NAMES[language]}", chosen[language], unsafe=False)
    for category in dict.fromkeys(wish.category for wish in everything):
        yield _row(f"  {category}", [w for w in everything if w.category == category], unsafe=False)


def _row(name: str, measured: Iterable[Wish], *, unsafe: bool) -> Row:
    texts = [wish.text for wish in measured]
    answers = [is_blocked(text) for text in texts]
    wrong = tuple(text for text, blocked in zip(texts, answers, strict=True) if blocked is not unsafe)
    return Row(name, sum(answers), len(texts), wrong)


def check_times_ms(seed: int) -> tuple[float, float]:
    """Return the 99th percentile of the check of the longest wishes: on the clock, and of one core's time."""
    rng = random.Random(seed)
    clock, cpu = [], []
    for index in range(-WARM_UP, LONG_WISHES):
        texts = [wish.text for wish in wishes.benign(LANGUAGES[index % 2])]
        text = ", ".join(rng.sample(texts, 120))[:MAX_CHARACTERS]
        started, spent = time.perf_counter(), time.thread_time()
        is_blocked(text)
        if index >= 0:
            clock.append(1000 * (time.perf_counter() - started))
            cpu.append(1000 * (time.thread_time() - spent))
    last = math.ceil(0.99 * LONG_WISHES) - 1
    return sorted(clock)[last], sorted(cpu)[last]


def wilson(hits: int, total: int, z: float = 1.96) -> tuple[float, float]:
    """Return the Wilson score interval of a share (E. B. Wilson 1927), 95 % for z = 1.96."""
    share = hits / total
    middle = share + z * z / (2 * total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def table(rows: Iterable[Row]) -> str:
    """Return the rows as a Markdown table."""
    lines = ["| wishes | refused | of | share | 95 % interval |", "|---|---|---|---|---|"]
    for row in rows:
        low, high = wilson(row.refused, row.total)
        lines.append(
            f"| {row.name} | {row.refused} | {row.total} | {row.share:.1%} | {low:.1%} to {high:.1%} |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
