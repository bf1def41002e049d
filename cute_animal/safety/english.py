"""Finding unsafe English (and other Latin-letter) words in the plain form of a wish.

Known words are matched whole, by their inflected forms; phrases by stems; only a word that no dictionary has is
suspected of a disguise: leet, stretched or spaced letters, joined, reversed or misspelt words.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

from cute_animal import plain_words, vocabulary
from cute_animal.safety import wordlists

_TOKEN = re.compile(r"[a-z0-9]+")
_LEET = {
    "0": "o", "1": "il", "2": "z", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g",
    "@": "a", "$": "s", "!": "i", "|": "il", "+": "t", "€": "e", "£": "l", "¥": "y", "(": "c", "&": "a", "#": "h",
}  # fmt: skip
_CHUNK = re.compile(r"[a-z0-9@$!|+€£¥(&#*._\-/\\~^'`,:;=]+")
_LONGEST_PHRASE = 7
_SHORT_WORDS = frozenset(
    "a an as at be by do go he i in is it me my no of on or so to up us we with the and for her his its".split()
)
_SKIPPED = frozenset(
    "a an the this that these those my your his her its their our some any one two three another poor little small"
    " tiny baby cute helpless innocent old young sick stray sweet fluffy crying sad".split()
)
_PASSIVE = frozenset("being is are was were gets get getting got been be".split())
_PEOPLE = frozenset(
    "child children kid kids boy boys girl girls baby babies man men woman women person people human humans friend"
    " friends classmate teacher mother mom father dad brother sister him them me someone somebody pet pets animal"
    " animals creature creatures toddler student puppy kitten".split()
)


def find(text: str) -> str | None:
    """Return the category of the first unsafe word or phrase, or None. text: the plain form."""
    tokens = _TOKEN.findall(text)
    free = _uncovered(tokens)
    return (
        _find_words(tokens, free)
        or _find_phrases(tokens, free)
        or _find_pairs(text, tokens)
        or _find_harm(tokens)
        or _find_disguised(text, tokens, free)
    )


def is_known(token: str) -> bool:
    """Is it an ordinary word, or something that a wish may hold without being a word?"""
    return token in _known() or token.isdigit() or len(token) == 1 or _NUMBERED.fullmatch(token) is not None


_NUMBERED = re.compile(r"\d+(?:st|nd|rd|th|d|k|s|am|pm|px|cm|m|x|yo)")


def _uncovered(tokens: Sequence[str]) -> list[bool]:
    """Say for each token whether no harmless phrase covers it."""
    free = [True] * len(tokens)
    stems = [stem(token) for token in tokens]
    harmless = _harmless()
    for start in range(len(tokens)):
        for end in range(min(len(tokens), start + _LONGEST_PHRASE), start, -1):
            if tuple(stems[start:end]) in harmless:
                free[start:end] = [False] * (end - start)
                break
    return free


def _find_words(tokens: Sequence[str], free: Sequence[bool]) -> str | None:
    forms = _forms()
    return next((forms[t] for t, is_free in zip(tokens, free, strict=True) if is_free and t in forms), None)


def _find_phrases(tokens: Sequence[str], free: Sequence[bool]) -> str | None:
    stems = [stem(token) for token in tokens]
    phrases, starts = _phrases()
    for start, first in enumerate(stems):
        if first not in starts:
            continue
        for end in range(start + 2, min(len(stems), start + _LONGEST_PHRASE) + 1):
            category = phrases.get(tuple(stems[start:end]))
            if category is not None and any(free[start:end]):
                return category
    return None


def _find_pairs(text: str, tokens: Sequence[str]) -> str | None:
    for name in ("block_en.txt", "block_zh.txt"):
        for category, one, other in wordlists.block_list(name, _SEPARATOR[name]).pairs:
            if any(_holds(text, tokens, word) for word in one) and any(
                _holds(text, tokens, w) for w in other
            ):
                return category
    return None


_SEPARATOR = {"block_en.txt": "|", "block_zh.txt": None}


def _holds(text: str, tokens: Sequence[str], word: str) -> bool:
    if not word.isascii():
        return word in text
    return f" {word} " in f" {' '.join(tokens)} "


def _find_harm(tokens: Sequence[str]) -> str | None:
    """Find a living thing that is hurt: "kick the little dog", "a dog being kicked"."""
    verbs = {start: end for start, end in _verb_spans(tokens, "done to")}
    for _, end in verbs.items():
        index = end
        while index < len(tokens) and tokens[index] in _SKIPPED:
            index += 1
        if index == len(tokens) and index > end:
            index -= 1  # "a baby" at the end is a baby, "a baby carrot" is none
        if index < len(tokens) and tokens[index] in _living() and not _is_thing_after(tokens, index):
            return "cruelty"
    for start, end in _verb_spans(tokens, "suffered"):
        if (
            start > 0
            and tokens[start - 1] in ("being", "gets", "getting", "got", "get")
            or (start > 1 and tokens[start - 1] in _PASSIVE and "by" in tokens[end : end + 2])
        ):
            return "cruelty"
    return None


def _is_thing_after(tokens: Sequence[str], index: int) -> bool:
    """ "eating duck soup", "hit the bear drum": the animal only names a thing."""
    return index + 1 < len(tokens) and tokens[index + 1] in _EDIBLE


# Animals that others eat, and people cook, in any picture book.
_MEALS = frozenset("fish shrimp prawn crab lobster worm bug insect fly ant chicken turkey salmon tuna squid oyster clam".split())
_EDIBLE = frozenset(
    "food soup treat treats biscuit biscuits cookie cookies cake pie shaped toy plush balloon drum costume crackers"
    " cupcake bread pastry cracker gummies candy snack snacks sandwich kibble ball piñata pinata".split()
)


def _verb_spans(tokens: Sequence[str], section: str) -> Iterator[tuple[int, int]]:
    verbs, forms = _harm(section)
    stems = [stem(token) for token in tokens]
    for start, token in enumerate(tokens):
        if token in forms:
            yield start, start + 1
        for length in (2, 3):
            if tuple(stems[start : start + length]) in verbs:
                yield start, start + length


# Disguises


def _find_disguised(text: str, tokens: Sequence[str], free: Sequence[bool]) -> str | None:
    suspects = [t for t, is_free in zip(tokens, free, strict=True) if is_free and not is_known(t)]
    suspects += _spelled_out(tokens)
    for token in dict.fromkeys(suspects):
        if category := _unmask(token):
            return category
    for chunk in _CHUNK.findall(text):
        if category := _unmask_chunk(chunk):
            return category
    for first, second in itertools.pairwise(tokens):
        both = first + second
        if len(both) > 3 and not (is_known(first) and is_known(second) and len(first) > 1 < len(second)):
            category = _forms().get(both)
            if category is not None and both not in (first, second):
                return category
    return None


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
    """Judge one run without white space that has signs or digits among its letters: b.l.o.o.d, k!ll, w*apon."""
    core = chunk.strip("._-/\\~^'`,:;=*&#(+|")
    if core.isalpha() or len(core) < 3:
        return None
    pieces = _TOKEN.findall(core)
    if len(pieces) > 1 and all(len(p) > 2 and is_known(p) for p in pieces):
        return None
    if "*" in core or "#" in core or "_" in core or "-" in core or "." in core:
        pattern = re.sub(r"[*#_\-.]", "[a-z]", re.sub(r"[^a-z*#_\-.]", "", core))
        if 2 < len(core) < 16 and sum(c.isalpha() for c in core) > 1 and "[a-z][a-z][a-z]" not in pattern:
            matcher = re.compile(pattern)
            hit = next((c for w, c in _by_length().get(len(core), ()) if matcher.fullmatch(w)), None)
            if hit is not None and not all(is_known(p) and len(p) > 2 for p in pieces):
                return hit
    letters = re.sub(r"[^a-z]", "", core)
    if letters and not all(is_known(p) and len(p) > 1 for p in pieces) and (found := _unmask(letters)):
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
    if len(token) > 2 and (found := _forms().get(token[::-1])):
        return found
    if len(token) > 5 and (found := _joined(token)):
        return found
    return _misspelt(token) if len(token) > 3 else None


def _exact(token: str) -> str | None:
    """Look the word up, also with stretched letters shortened: guuun, killll, boooobs."""
    forms = _forms()
    if token in forms:
        return forms[token]
    once = re.sub(r"(.)\1+", r"\1", token)
    twice = re.sub(r"(.)\1{2,}", r"\1\1", token)
    if re.search(r"(.)\1\1", token) or not is_known(token):
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


def _joined(token: str) -> str | None:
    """Cut a run of letters into the fewest known words, and judge those like a text of their own."""
    token = token[:60]
    known, forms = _known(), _forms()
    best: list[list[str] | None] = [[]] + [None] * len(token)
    for end in range(1, len(token) + 1):
        for start in range(max(0, end - 14), end):
            word, before, current = token[start:end], best[start], best[end]
            if before is None or not (word in _SHORT_WORDS or (len(word) > 2 and (word in known or word in forms))):
                continue
            if current is None or len(before) + 1 < len(current):
                best[end] = [*before, word]
    pieces = best[-1]
    if not pieces:
        return None
    free = _uncovered(pieces)
    return _find_words(pieces, free) or _find_phrases(pieces, free) or _find_harm(pieces)


def _misspelt(token: str) -> str | None:
    """One letter wrong, missing, doubled or swapped; but not if it may as well be a harmless word misspelt."""
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
    known, forms = _known(), _forms()
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


def stem(word: str) -> str:
    """Cut the ending off, roughly; both sides of a phrase are cut alike."""
    for ending, instead in (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) > 2 and not word.endswith("ss"):
            word = word[: -len(ending)] + instead
            break
    if word.endswith("e") and len(word) > 3:
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiou" else word


def _inflections(word: str) -> Iterator[str]:
    yield from (word, word + "s")
    if len(word) < 3:
        return
    if word.endswith("e"):
        yield from (word + "d", word[:-1] + "ing")
    elif word.endswith("y") and word[-2] not in "aeiou":
        yield from (word[:-1] + "ies", word[:-1] + "ied", word + "ing")
    else:
        yield from (word + "ed", word + "ing")
        if word.endswith(("s", "x", "z", "ch", "sh")):
            yield word + "es"
        if re.fullmatch(r".*[^aeiou][aeiou][bdgklmnprt]", word):
            yield from (word + word[-1] + "ed", word + word[-1] + "ing")


@functools.cache
def _forms() -> Mapping[str, str]:
    """Every written form of every unsafe word, with its category. Forms that are harmless words are left out."""
    terms = wordlists.block_list("block_en.txt").terms
    common = wordlists.word_set("common_en.txt", separator=None)
    forms: dict[str, str] = {}
    for term, category in terms.items():
        if term.startswith("="):
            forms[term[1:]] = category
        elif " " not in term:
            forms.setdefault(term, category)
            for form in _inflections(term):
                if form not in common or form.startswith(term[:-1]):
                    forms.setdefault(form, category)
    for term, category in wordlists.block_list("block_other.txt").terms.items():
        if term.isascii() and " " not in term:
            forms.setdefault(term, category)
    for form in _NOT_FORMS:
        forms.pop(form, None)
    return forms


# Inflections by rule that are other words.
_NOT_FORMS = frozenset(
    "butts rums gins ginned ales pubs assed guns' warred warring warding maces sabers axes' grave".split()
)


@functools.cache
def _squeezed() -> Mapping[str, str]:
    return {re.sub(r"(.)\1+", r"\1", form): category for form, category in _forms().items() if len(form) > 3}


@functools.cache
def _by_length() -> Mapping[int, list[tuple[str, str]]]:
    table: dict[int, list[tuple[str, str]]] = {}
    for form, category in _forms().items():
        table.setdefault(len(form), []).append((form, category))
    return table


@functools.cache
def _deletions() -> Mapping[str, tuple[str, str]]:
    """Unsafe words of five letters and more, and what is left of them without any one letter."""
    table: dict[str, tuple[str, str]] = {}
    for form, category in _forms().items():
        if len(form) > 4 and form.isalpha():
            for key in (form, *_without_one(form)):
                table.setdefault(key, (form, category))
    return table


@functools.cache
def _phrases() -> tuple[Mapping[tuple[str, ...], str], frozenset[str]]:
    terms: dict[str, str] = {}
    for name in ("block_en.txt", "block_other.txt"):
        terms.update({term: cat for term, cat in wordlists.block_list(name).terms.items() if " " in term})
    table = {
        tuple(map(stem, _TOKEN.findall(term))): category for term, category in terms.items() if term.isascii()
    }
    return table, frozenset(key[0] for key in table)


@functools.cache
def _harmless() -> frozenset[tuple[str, ...]]:
    animals = {name.strip() for english, _ in plain_words.ANIMALS for name in english.split("|")}
    phrases = wordlists.word_set("allow_en.txt") | animals
    return frozenset(tuple(map(stem, _TOKEN.findall(phrase))) for phrase in phrases)


@functools.cache
def _harm(section: str) -> tuple[frozenset[tuple[str, ...]], frozenset[str]]:
    verbs = wordlists.word_set("harm_en.txt", section)
    long = frozenset(tuple(map(stem, verb.split())) for verb in verbs if " " in verb)
    single = {verb for verb in verbs if " " not in verb}
    if section == "done to":
        single = {form for verb in single for form in _inflections(verb)}
    return long, frozenset(single)


@functools.cache
def _living() -> frozenset[str]:
    words = {name for term in vocabulary.SPECIES.values() for name in term.en}
    words |= {name.strip() for english, _ in plain_words.ANIMALS for name in english.split("|")}
    single = {word for word in words if " " not in word} - _MEALS
    return frozenset(form for word in single | _PEOPLE for form in (word, word + "s"))


@functools.cache
def _known() -> frozenset[str]:
    """Words that are no disguise: the dictionary, and what this program's own tables name."""
    words = set(wordlists.word_set("common_en.txt", separator=None)) | set(plain_words.FILLERS_EN) | _living()
    for table in vocabulary.TABLES.values():
        words.update(word for term in table.values() for name in term.en for word in _TOKEN.findall(name))
    for phrase in (
        *plain_words.THINGS_EN,
        *wordlists.word_set("allow_en.txt"),
        *wordlists.word_set("soften_en.txt"),
    ):
        words.update(_TOKEN.findall(phrase))
    return frozenset(words | _CHILD_TALK)


_CHILD_TALK = frozenset(
    "yay yum yummy wanna gonna gimme plz pls thx lol omg ur im dont cant isnt doesnt wont didnt thats its heres theres"
    " kawaii chibi anime pixar manga unicorns dino dinos trex rex hoglet kitty panda pandas capybara capybaras axolotl"
    " axolotls quokka emoji selfie hoodie tutu onesie boba ramen sushi pizza lego scooter skateboard trampoline".split()
)
