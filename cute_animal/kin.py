"""Kin: of an animal that cannot be drawn, those that can and are most like it: a dog or a fox for a wolf.

Alike to a child's eye, not to a zoologist's: a snake is offered a dragon. Knows every animal of
plain_words.ANIMALS; the sentences are in wording.py.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cute_animal.article import with_article
from cute_animal.plain_words import ANIMALS
from cute_animal.vocabulary import SPECIES
from cute_animal.wording import Language

# Two of the vocabulary's species, the likest first: the first English names of who is like them.
_KIN = """
    dog fox: wolf; coyote; hyena; jackal
    dog bear: corgi; husky; poodle; dalmatian; pekinese; golden retriever; labrador; bulldog
    dragon turtle: snake; cobra
    dragon dinosaur: lizard; gecko; chameleon; iguana; komodo dragon; crocodile; pterodactyl; qilin
    dinosaur triceratops: stegosaurus; brontosaurus; brachiosaurus
    frog turtle: toad; tadpole; salamander; axolotl
    whale seal: dolphin; killer whale; narwhal
    whale fish: shark; tiger shark; whale shark; ray; mermaid
    seal whale: sea lion; walrus; manatee; elephant seal
    seal raccoon: otter
    fish whale: clownfish; pufferfish; swordfish; catfish; cat fish; salmon; sardine; hairtail; lionfish
    fish dragon: flounder; eel
    fish dragon: seahorse; sea dragon
    octopus fish: squid; jellyfish
    crab octopus: lobster; shrimp; starfish; scorpion
    crab snail: clam; oyster; coral
    hedgehog crab: sea urchin
    snail butterfly: slug; worm; caterpillar; centipede
    butterfly bee: moth; dragonfly; dragon fly; firefly
    bee butterfly: wasp; hornet; mosquito; housefly; horsefly; cicada
    ladybug bee: ant; beetle; cockroach; bug
    ladybug crab: spider
    frog ladybug: cricket; grasshopper
    horse zebra: donkey; mule
    horse giraffe: camel
    sheep giraffe: llama; alpaca
    sheep deer: goat
    deer giraffe: antelope; moose; reindeer
    deer mouse: mouse deer
    cow hippo: bison; yak; bull; wildebeest
    pig hedgehog: boar
    hedgehog squirrel: porcupine
    hedgehog turtle: armadillo; pangolin
    raccoon panda: red panda; badger; skunk
    bear panda: polar bear
    squirrel fox: weasel; meerkat; mongoose
    squirrel hamster: beaver; chipmunk; groundhog; prairie dog
    hamster mouse: guinea pig; chinchilla; gerbil
    hamster hippo: capybara
    mouse hamster: rat
    mouse hedgehog: mole
    sloth bear: anteater
    kangaroo rabbit: wallaby; quokka
    koala bear: wombat
    duck seal: platypus
    tiger lion: leopard; cheetah; jaguar; panther; snow leopard; clouded leopard
    cat lion: lynx; cougar
    monkey koala: gorilla; chimpanzee; orangutan; baboon; lemur; tarsier; ape
    bear monkey: yeti
    parrot chick: bird; pigeon; sparrow; robin; swallow; canary; hummingbird; puffin
    parrot owl: crow; magpie; toucan; woodpecker
    owl parrot: eagle; hawk; vulture
    duck flamingo: swan; goose; pelican
    duck penguin: seagull
    flamingo duck: stork; ostrich
    peacock chick: turkey; phoenix
    chick duck: rooster; hen; guinea fowl
    unicorn horse: pegasus
    elephant rhino: mammoth
    bat fox: flying fox
    turtle dinosaur: snapping turtle
"""


@dataclass(frozen=True)
class Stranger:
    """An animal that cannot be drawn, by its name in plain_words.ANIMALS, from start to end of a wish."""

    name: str
    start: int
    end: int
    is_plural: bool


def kin_of(name: str) -> tuple[str, ...]:
    """Return two species, the likest first, for a name of an animal in either language; () if it is none."""
    return _kin().get(name, ())


def kin_of_all(strangers: Iterable[Stranger]) -> tuple[str, ...]:
    """Return two species for one animal, the likest one of each for more."""
    names = list(dict.fromkeys(stranger.name for stranger in strangers))
    most = 2 if len(names) == 1 else 1
    return tuple(dict.fromkeys(species for name in names for species in kin_of(name)[:most]))


def wishes_instead(wish: str, strangers: Iterable[Stranger], language: Language) -> Iterator[str]:
    """Yield the wish with kin in place of each stranger: "a dog in a hat", then "a fox in a hat".

    None for animals in the plural, whose kin would need one, too.
    """
    found = sorted(strangers, key=lambda stranger: stranger.start, reverse=True)
    if any(stranger.is_plural for stranger in found):
        return
    for place in (0, 1):
        text = wish
        for stranger in found:
            term = SPECIES[kin_of(stranger.name)[place]]
            before, after = text[: stranger.start], text[stranger.end :]
            text = _put(before, (term.zh if language == "zh" else term.en)[0]) + after
        yield text


def _put(before: str, name: str) -> str:
    """Set a name behind what stands before it, with the article that it needs: "an ostrich", "a flamingo"."""
    article = re.search(r"\b(a)n? +$", before, re.IGNORECASE)
    if article is None:
        return before + name
    return before[: article.start()] + article[1] + with_article(name)[1:]


@functools.cache
def _kin() -> Mapping[str, tuple[str, ...]]:
    first = {
        name.strip(): tuple(species.split())
        for species, _, names in (row.partition(":") for row in _KIN.strip().splitlines())
        for name in names.split(";")
    }
    return {
        name: first[english.split("|")[0]]
        for english, chinese in ANIMALS
        for name in (*english.split("|"), *chinese.split("|"))
    }
