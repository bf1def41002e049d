"""Reading the word lists of data/: sections, alternatives, co-occurrences. Loaded at first use, then kept.

Knows the files' little syntax and nothing about how words are matched.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from importlib import resources
from types import MappingProxyType
from typing import NamedTuple


class Pair(NamedTuple):
    """Two groups of words that are unsafe only together."""

    category: str
    one: tuple[str, ...]
    other: tuple[str, ...]


class BlockList(NamedTuple):
    """Terms with their category, and the pairs."""

    terms: Mapping[str, str]
    pairs: tuple[Pair, ...]


def lines(name: str) -> Iterator[str]:
    """Yield the lines of a data file that are neither empty nor comment."""
    text = resources.files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("# "):
            yield line.strip()


def sections(name: str, separator: str | None = "|") -> Iterator[tuple[str, str]]:
    """Yield (section, term) for every term; `separator` None means any white space."""
    section = ""
    for line in lines(name):
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
        else:
            yield from ((section, term.strip()) for term in line.split(separator) if term.strip())


@functools.cache
def block_list(name: str, separator: str | None = "|") -> BlockList:
    """Load a block list. The first category that names a term keeps it."""
    terms: dict[str, str] = {}
    pairs = []
    section = ""
    for line in lines(name):
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
        elif " & " in line:
            one, other = line.split(" & ")
            pairs.append(Pair(section, tuple(one.split("/")), tuple(other.split("/"))))
        else:
            for term in line.split(separator):
                if term.strip():
                    terms.setdefault(term.strip(), section)
    return BlockList(MappingProxyType(terms), tuple(pairs))


@functools.cache
def word_set(name: str, section: str | None = None, separator: str | None = "|") -> frozenset[str]:
    """Load the terms of a file, or of one of its sections."""
    return frozenset(term for found, term in sections(name, separator) if section in (None, found))
