"""Unmasking unsafe English words: leet, stretched or spaced letters, joined, reversed or misspelt words.

Only a word that no dictionary has is suspected, so ordinary words never are. Which words are unsafe, and
which are ordinary, is for english.py to say.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

from cute_animal.safety import english

_LEET = {
    "0": "o", "1": "il", "2": "z", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g",
    "@": "a", "$": "s", "!": "i", "|": "il", "+": "t", "(": "c", "&": "a", "#": "h",
    "€": "e", "£": "l", "¥": "y",
}  # fmt: skip
_CHUNK = re.compile(r"[a-z0-9@$!|+€£¥(&#*._\-/\\~^'`,:;=]+")


def find(text: str) -> str | None:
    """Return the category of an unsafe word in disguise, or None. text: the plain form."""
    tokens = english.tokens_of(text)
    free = english.uncovered(tokens)
    suspects = [t for t, is_free in zip(tokens, free, strict=True) if is_free and not english.is_known(t)]
    suspects += _spelled_out(tokens)
    for token in dict.fromkeys(suspects):
        if category := _unmask(token):
            return category
    for chunk in _CHUNK.findall(text):
        if category := _unmask_chunk(chunk):
            return category
    for (first, is_first_free), (second, is_second_free) in itertools.pairwise(
        zip(tokens, free, strict=True)
    ):
        both = first + second
        if len(both) > 3 and is_first_free and is_second_free and not _are_words(first, second):
            category = english.unsafe_forms().get(both)
            if category is not None and both not in (first, second):
                return category
    return None


def _are_words(*tokens: str) -> bool:
    return all(len(token) > 1 and english.is_known(token) for token in tokens)


def _spelled_out(tokens: Sequence[str]) -> list[str]:
    """Join runs of single letters: "k i l l"."""
    found = []
    for is_letter, run in itertools.groupby(tokens, key=lambda token: len(token) == 1):
        letters = list(run)
        if is_letter and len(letters) > 2:
            found.append("".join(letters))
            found.append("".join(letters[1:]))  # "a g u n": the article is a letter, too
    return found


def _unmask_chunk(chunk: str) -> str | None:
    """Judge a run without white space that has signs or digits among its letters: b.l.o.o.d, k!ll."""
    core = chunk.strip("._-/\\~^'`,:;=*&#(+|")
    if core.isalpha() or len(core) < 3:
        return None
    pieces = english.tokens_of(core)
    if len(pieces) > 1 and all(len(p) > 2 and english.is_known(p) for p in pieces):
        return None
    if "*" in core or "#" in core or "_" in core or "-" in core or "." in core:
        pattern = re.sub(r"[*#_\-.]", "[a-z]", re.sub(r"[^a-z*#_\-.]", "", core))
        if 2 < len(core) < 16 and sum(c.isalpha() for c in core) > 1 and "[a-z][a-z][a-z]" not in pattern:
            matcher = re.compile(pattern)
            hit = next((c for w, c in _by_length().get(len(core), ()) if matcher.fullmatch(w)), None)
            if hit is not None and not all(english.is_known(p) and len(p) > 2 for p in pieces):
                return hit
    letters = re.sub(r"[^a-z]", "", core)
    if (
        letters
        and not all(english.is_known(p) and len(p) > 1 for p in pieces)
        and (found := _unmask(letters))
    ):
        return found
    for decoded in {*_unleet(core.rstrip("!|+")), *_unleet(core)}:
        if decoded != letters and len(decoded) > 2 and (found := _exact(decoded)):
            return found
    return None


def _unmask(token: str) -> str | None:
    """Judge a word that is in no dictionary."""
    if found := _exact(token):
        return found
    for decoded in _unleet(token):
        if found := _exact(decoded):
            return found
    if len(token) > 2 and (found := english.unsafe_forms().get(token[::-1])):
        return found
    if token.endswith("z") and (found := _exact(token[:-1] + "s")):  # gunz
        return found
    is_stretched = re.search(r"(.)\1\1", token) is not None  # plsss is no misspelling
    return _misspelt(token) if len(token) > 3 and not is_stretched else None


def _exact(token: str) -> str | None:
    """Look the word up, also with stretched letters shortened: guuun, killll, boooobs."""
    forms = english.unsafe_forms()
    if token in forms:
        return forms[token]
    once = re.sub(r"(.)\1+", r"\1", token)
    twice = re.sub(r"(.)\1{2,}", r"\1\1", token)
    if re.search(r"(.)\1\1", token) or not english.is_known(token):
        for word in (twice, once):
            if word != token and word in forms and len(word) > 2:
                return forms[word]
        if re.search(r"(.)\1\1", token):
            return _squeezed().get(once)
    return None


def _unleet(token: str) -> list[str]:
    if token.isalpha() or token.isdigit():
        return []
    choices = [_LEET.get(c, c if c.isalpha() else "") or [""] for c in token]
    return ["".join(letters) for letters in itertools.islice(itertools.product(*choices), 16)]


def _misspelt(token: str) -> str | None:
    """One letter wrong, missing, doubled or swapped; unless it may as well be a harmless word misspelt."""
    if not token.isalpha():
        return None
    near = next((_deletions()[d] for d in {token, *_without_one(token)} if d in _deletions()), None)
    if near is None:
        return None
    word, category = near
    if word[0] != token[0] or len(word) < 5 or abs(len(word) - len(token)) > 1:
        return None
    return None if _is_near_known(token) else category


def _without_one(word: str) -> Iterator[str]:
    return (word[:i] + word[i + 1 :] for i in range(len(word)))


def _is_near_known(token: str) -> bool:
    letters = "abcdefghijklmnopqrstuvwxyz"
    known, forms = english.known_words(), english.unsafe_forms()
    for i in range(len(token) + 1):
        head, tail = token[:i], token[i:]
        tries = [head + letter + tail for letter in letters]
        if tail:
            tries += [head + letter + tail[1:] for letter in letters] + [head + tail[1:]]
        if len(tail) > 1:
            tries.append(head + tail[1] + tail[0] + tail[2:])
        if any(word in known and word not in forms for word in tries):
            return True
    return False


# Tables, made at first use


@functools.cache
def _squeezed() -> Mapping[str, str]:
    return {
        re.sub(r"(.)\1+", r"\1", form): category
        for form, category in english.unsafe_forms().items()
        if len(form) > 3
    }


@functools.cache
def _by_length() -> Mapping[int, list[tuple[str, str]]]:
    table: dict[int, list[tuple[str, str]]] = {}
    for form, category in english.unsafe_forms().items():
        table.setdefault(len(form), []).append((form, category))
    return table


@functools.cache
def _deletions() -> Mapping[str, tuple[str, str]]:
    """Unsafe words of five letters and more, and what is left of them without any one letter."""
    table: dict[str, tuple[str, str]] = {}
    for form, category in english.unsafe_forms().items():
        if len(form) > 4 and form.isalpha():
            for key in (form, *_without_one(form)):
                table.setdefault(key, (form, category))
    return table
