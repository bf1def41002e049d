"""Finding what is done to bodies and lives, whatever the words: by what kind of word follows what kind.

Taking a part of a body off, hitting with a tool, locking in, wanting to be dead, jumping from where one
dies, touching where one does not touch. The kinds stand in data/deeds_en.txt and data/deeds_zh.txt; a rule
is a row of kinds. Knows no single deed by its name.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from cute_animal.safety import chinese, english, wordlists
from cute_animal.safety.normalise import HAN

# Rows of kinds. <kind> is one word of it, <kind?> one or none, <kind*> up to four (in Chinese six signs);
# other words stand as they are. A kind in a third column stops the rule wherever it stands in the wish.
_ENGLISH: Final = (
    ("gore", "<take> <small*> <living?> <small*> <part> <away>", "sweets"),
    ("gore", "<take> <away> <small*> <part>", "sweets"),
    ("gore", "<part> <was?> <taken> <away>", "sweets craft"),
    ("gore", "<living> <was?> <taken> <pieces>", "sweets craft"),
    ("gore", "without <small*> <vital>", ""),
    ("gore", "<vital> <was?> <leave> <away>", ""),
    ("cruelty", "<take> <small*> <living> <pieces>", "sweets craft"),
    ("cruelty", "<confine> <inside> <small*> <confined>", "rescue"),
    ("cruelty", "<confine> <small*> <living> <inside> <small*> <machine>", "rescue"),
    ("cruelty", "<confine> <any*> <airless>", "rescue"),
    ("cruelty", "<caught> in <small*> <trap>", "rescue"),
    ("cruelty", "<strike> with <small*> <any?> <lash>", "struck things"),
    ("cruelty", "<strike> <small*> <living> with <small*> <any?> <lash>", "struck things"),
    ("cruelty", "<throw> <small*> <vessel> <small*> <living> <against> <small*> <hard>", "games"),
    ("cruelty", "<pour> <any*> <caustic> <any?> <onto> <small*> <living>", "games"),
    ("cruelty", "<confine> <any?> to <perish>", "rescue"),
    ("cruelty", "<part> <was?> <bound>", "ribbons"),
    ("gore", "<chopped> <up?> <small*> <living>", "sweets craft"),
    ("violence", "<knock> <small*> <any?> <small*> <tooth> out", ""),
    ("violence", "<sink> <small*> <living> <under water>", "games"),
    ("danger", "<take> <small*> <line> of <small*> <carrier>", ""),
    ("sexual", "<dance> <any*> pole <any*> <underwear>", ""),
    ("cruelty", "<throw> <small*> <living> <any?> <against> <small*> <hard>", "games"),
    ("cruelty", "<fix> <small*> <living> <onto>", "games"),
    ("cruelty", "<living> <was?> <pressed> <between> <small*> <press>", ""),
    ("cruelty", "<tie> <small*> <living> <small*> <part>", "ribbons"),
    ("cruelty", "<until> <small*> <any?> <suffer>", "laughter"),
    ("cruelty", "<drag> <small*> <living> <any*> <behind>", "games"),
    ("cruelty", "<fight> <any*> <bet>", ""),
    ("cruelty", "<bet> <any*> <fight>", ""),
    ("cruelty", "<burn> <small*> <living> <any*> <lens>", ""),
    ("violence", "<grip> <small*> <living?> <small*> <throat>", ""),
    ("violence", "<break> <small*> <living> <small*> <part>", "sweets"),
    ("violence", "<throw> <small*> <missile> at <small*> <living>", "games"),
    ("cruelty", "<tie> <small*> <load> to <small*> <living>", ""),
    ("weapon", "<how> armed <living>", ""),
    ("danger", "<swallow> <small*> <amount*> <poison>", ""),
    ("danger", "<reach> <any?> <any?> <inside?> <small*> <current>", "craftsman"),
    ("danger", "<lean> <over> <small*> <edge>", "safe fall"),
    ("danger", "<enter> <inside> <small*> <any?> <machine>", "fire engines"),
    ("danger", "bag <over> <small*> <any?> <vital>", ""),
    ("danger", "<steer> <any?> <any?> <blind>", "toys"),
    ("danger", "<play> with <small*> <danger>", "fire engines"),
    ("danger", "<ignite> <small*> <load>", ""),
    ("self-harm", "<jump> <from> <small*> <height>", "safe fall"),
    ("self-harm", "<wish> <to> <small*> <be gone>", ""),
    ("self-harm", "<negation> <any?> <wish> to <small*> <be here>", ""),
    ("self-harm", "life <was?> <pointless>", ""),
    ("self-harm", "never <been?> born", ""),
    ("self-harm", "<refuse> <food> <any*> <thin>", ""),
    ("self-harm", "<knock> <one's> <own?> head <against>", "games"),
    ("self-harm", "<cut> <one's> <own?> <limb>", ""),
    ("self-harm", "<cut> <one's> own <any>", "paper"),
    ("self-harm", "<rest> <on> <small*> <any?> <rails>", "toys"),
    ("sexual", "<touch> <small*> <adult?> <small*> <intimate>", ""),
    ("sexual", "<mount> <small*> <mate>", ""),
    ("sexual", "<sheer> <garment>", ""),
)
_CHINESE: Final = (
    ("gore", "<take><off><whose*><part>", "sweets craft"),
    ("gore", "<part><passive?><hard?><take><off>", "sweets craft"),
    ("gore", "被<hard?><take>成<pieces>的?<living>", "sweets craft"),
    ("gore", "<part>里?<pierced><lash>", "sweets craft"),
    ("cruelty", "<at><any?><living><any3><pour><any?><caustic>", "games"),
    ("cruelty", "<part>被<any3><bound>", "grooming"),
    ("violence", "把<any?><living><sink>", "games"),
    ("danger", "<take><off><any*><line>", ""),
    ("self-harm", "把自己<burn oneself>", ""),
    ("cruelty", "把<any?><living><any?><take>成<pieces>", "sweets craft"),
    ("cruelty", "把<living><hide><hard?><take><off>", "craft"),
    ("cruelty", "<take><off><hard?><living><的?><hide>", "craft"),
    ("cruelty", "<confine><inside><any*><confined>", "rescue"),
    ("cruelty", "<no><air><的?><vessel>", ""),
    ("cruelty", "<with><lash><any*><strike><held?><any?><living>", "struck things"),
    ("cruelty", "<with><lash><any*><living><any*><strike>", "struck things"),
    ("cruelty", "<with><any?><cart><any?><drag><done?><any?><living>", ""),
    ("cruelty", "把<any?><living><any3><kick>", "grooming"),
    ("cruelty", "把<any?><living>的<any?><any?><part><kick>", "grooming"),
    ("cruelty", "<living><的?><any*><tie><any?><load>", ""),
    ("cruelty", "<wear><to><suffer>", ""),
    ("cruelty", "<bet><any*><fight>", ""),
    ("cruelty", "<fight><any*><bet>", ""),
    ("violence", "<grip><whose*><throat>", ""),
    ("violence", "<to?><breathless>", "laughter"),
    ("self-harm", "<negation><again?><wish><again?><be here>", ""),
    ("self-harm", "<intent><go?><be gone>", "very"),
    ("self-harm", "<dead><better>", ""),
    ("self-harm", "<life><no><meaning>", ""),
    ("self-harm", "<no>有?出生|没生下来", ""),
    ("self-harm", "<refuse><food><any*><thin>", ""),
    ("self-harm", "<cut><done?>自己的?<limb>", ""),
    ("self-harm", "<from><height><place?><any*><jump>", "safe fall"),
    ("self-harm", "<rest><on><rails>", "toys"),
    ("danger", "<swallow><any?><poison>", "refusing"),
    ("danger", "<reach><any*><current>", "craftsman"),
    ("danger", "<lean><any?><edge>", "safe fall"),
    ("danger", "<enter><inside><any3><machine>", "rescue fire engines"),
    ("danger", "<bag><any?><over><any*>(?:头|脸)", ""),
    ("danger", "<blind><any?><steer>", "toys"),
    ("sexual", "<touch><adult><的?><intimate>", ""),
    ("sexual", "<show><bare>", ""),
    ("sexual", "<sheer><any?><garment>", ""),
)


class Rule(NamedTuple):
    """category: of what it finds. unless: what else in the wish makes it harmless, or None.

    needs: first words, of each of which the wish has to have one: asked first, a tenth of the time.
    """

    category: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    needs: tuple[frozenset[str], ...] = ()


def find(text: str) -> str | None:
    """Return the category of a deed, or None. text: the plain form."""
    tokens = english.tokens_of(text)
    there = set(tokens)
    rules = [rule for rule in _english() if not any(there.isdisjoint(words) for words in rule.needs)]
    return _first(rules, f" {' '.join(tokens)} ") or (None if text.isascii() else _first(_chinese(), text))


def _first(rules: Iterable[Rule], text: str) -> str | None:
    for rule in rules:
        if rule.pattern.search(text) and not (rule.unless is not None and rule.unless.search(text)):
            return rule.category
    return None


@functools.cache
def _english() -> tuple[Rule, ...]:
    kinds = _kinds("deeds_en.txt", "|")
    kinds["living"] = sorted(english.living() | set(kinds.pop("creature")))
    words = {kind: f"(?:{_any_of(found)})" for kind, found in kinds.items()} | {"any": "[a-z0-9]+"}
    counts = {"": "{} ", "?": "(?:{} )?", "*": "(?:{} ){{0,4}}?"}

    def row(text: str) -> str:
        parts = re.findall(r"<([^<>?*]+)([?*]?)>|([a-z]+)", text)
        return "".join(counts[many].format(words[kind]) if kind else f"{word} " for kind, many, word in parts)

    return tuple(
        Rule(
            category,
            re.compile(f"(?<= ){row(text)}"),
            re.compile("|".join(f" {words[kind]}(?= )" for kind in _named(unless, kinds)))
            if unless
            else None,
            tuple(
                frozenset(word.split()[0] for word in kinds[kind])
                for kind in re.findall(r"<([^<>?*]+)>", text)
                if kind != "any"
            ),
        )
        for category, text, unless in _ENGLISH
    )


@functools.cache
def _chinese() -> tuple[Rule, ...]:
    kinds = _kinds("deeds_zh.txt", None)
    kinds["living"] = sorted(chinese.living() | set(kinds.pop("creature")))
    kinds["的"] = ["的"]
    words = {kind: f"(?:{_any_of(found)})" for kind, found in kinds.items()}
    words["any"] = words["whose"] = f"[{HAN}]"
    words["any3"] = f"[{HAN}]{{0,3}}?"
    counts = {"": "{}", "?": "{}?", "*": "{}{{0,6}}?"}

    def row(text: str) -> str:
        return re.sub(r"<([^<>?*]+)([?*]?)>", lambda m: counts[m[2]].format(words[m[1]]), text)

    return tuple(
        Rule(
            category,
            re.compile(row(text)),
            re.compile("|".join(words[kind] for kind in _named(unless, kinds))) if unless else None,
        )
        for category, text, unless in _CHINESE
    )


def _kinds(name: str, separator: str | None) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {}
    for kind, word in wordlists.sections(name, separator):
        kinds.setdefault(kind, []).append(word)
    return kinds


def _named(names: str, kinds: Mapping[str, object]) -> list[str]:
    """Return the kinds that a third column names; a name may be of two words."""
    return [kind for kind in kinds if re.search(rf"\b{kind}\b", names)]


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True)).replace(r"\ ", " ")
