"""What a wish asks for: which slots of the vocabulary it says, how many animals, and what cannot be drawn.

The words are read by reading.py; here is what the rest of the program asks of them: what to show as chips,
what to name as missing, and what retelling.py tells the built-in model. Knows no model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from cute_animal.kin import Stranger
from cute_animal.reading import Reading
from cute_animal.triggers import Trigger, says, stand_in
from cute_animal.vocabulary import (
    MOST_ANIMALS,
    NATURAL_CLOTH_COLOR,
    NATURAL_COAT,
    NONE,
    SECOND,
    THINGS,
    UNSAID,
    Animal,
    Scene,
)
from cute_animal.wording import Language, language_of

if TYPE_CHECKING:
    from cute_animal.starter.layout import Layout


@dataclass(frozen=True)
class Understood:
    """slots: per slot of the vocabulary a key, UNSAID, or NONE. unknown: as the child wrote it.

    species_named: each species once. count: how many animals were wished for, which may be more than we draw.
    own: (table, key) -> the trigger of an adapter that this value only stands for.
    strangers: those animals among the unknown that we have kin for.
    """

    slots: Mapping[str, str]
    species_named: tuple[str, ...]
    unknown: tuple[str, ...]
    count: int
    language: Language
    strangers: tuple[Stranger, ...] = ()
    own: Mapping[tuple[str, str], Trigger] = field(default_factory=dict)

    @property
    def can_draw(self) -> bool:
        """Are there one or two animals that we know? What else is unknown is left out, and said so."""
        return 1 <= len(self.species_named) <= MOST_ANIMALS

    @property
    def prefixes(self) -> tuple[str, ...]:
        """What stands before the slots of each animal of the picture."""
        return tuple(prefix for prefix in ("", SECOND) if self.slots[f"{prefix}species"] != UNSAID)

    def scene(self, layout: Layout) -> Scene:
        """Fill in what the wish leaves unsaid. Raises ValueError if no known animal is named, or too many."""
        if not self.can_draw:
            raise ValueError(f"no scene without one or two known animals: {self.species_named}")
        said = {slot: None if value in (UNSAID, NONE) else value for slot, value in self.slots.items()}
        return Scene(
            animals=tuple(_animal(said, index, layout) for index in range(len(self.prefixes))),
            place=said["place"] or "studio",
            time=said["time"] or "day",
            weather=said["weather"] or "clear",
            style=said["style"] or "sticker",
        )


def _animal(slots: Mapping[str, str | None], index: int, layout: Layout) -> Animal:
    """The first (0) or the second (1) animal with its defaults."""
    prefix = SECOND if index else ""
    species = slots[f"{prefix}species"]
    assert species is not None
    coat = slots[f"{prefix}coat"] or NATURAL_COAT[species]
    pose = slots[f"{prefix}pose"] or "standing"
    things: dict[str, str | None] = {}
    for thing in THINGS:
        had = things[thing] = slots[f"{prefix}{thing}"]
        natural = None if had is None else NATURAL_CLOTH_COLOR.get(had, layout.color_of(index, thing))
        things[f"{thing}_color"] = slots[f"{prefix}{thing}_color"] or natural
    return Animal(
        species=species,
        coat=coat,
        pattern="plain" if coat == "rainbow" else slots[f"{prefix}pattern"] or "plain",
        pose=pose,
        face=slots[f"{prefix}face"] or ("sleepy" if pose == "sleeping" else "smiling"),
        **things,
    )


def understand(text: str, triggers: Sequence[Trigger] = ()) -> Understood:
    """Read a wish in Chinese, English or both. triggers: words of adapters that are known besides."""
    reading = Reading(text)
    own: Mapping[tuple[str, str], Trigger] = {}
    unknown, strangers = reading.unknown(), reading.strangers()  # as they stand in the wish itself
    said = [trigger for trigger in triggers if says(text, trigger)]
    if said:
        put = stand_in(text, said, (*reading.species, reading.slots["style"]))
        reading, own = Reading(put.text), put.own
        unknown = tuple(put.back(words) for words in reading.unknown())
    return Understood(
        slots=MappingProxyType(reading.slots),
        species_named=reading.species,
        unknown=unknown,
        count=reading.count,
        language=language_of(text),
        strangers=strangers,
        own=MappingProxyType(dict(own)),
    )
