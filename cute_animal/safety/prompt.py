"""The check of a wish: limits, normal forms, unsafe words, softening. The only maker of a SafePrompt.

The person reads one warm sentence and three ideas; the category goes to the log, the wish never does.
Knows nothing about models or pictures.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cute_animal.errors import BadRequest, CheckUnavailable, UnsafePrompt
from cute_animal.safety import (
    chinese,
    deeds,
    dictation,
    disguise,
    english,
    normalise,
    respelling,
    salad,
    sounds,
)
from cute_animal.safety.own_words import NO_WORDS, OwnWords
from cute_animal.safety.soften import soften
from cute_animal.wording import Language, ideas, language_of, say

WishJudge = Callable[[str], str | None]  # None if the words are fine, else a category for the log

MAX_CHARACTERS: Final = 400
IDEAS_SHOWN: Final = 3
MOST_IDEAS: Final = 10  # to choose those three from

# Harmless, but each check looks closely: a character alone, pinyin, misspelt words, tools at work, names.
_TOUCHING_ALL_TABLES: Final = (
    "可怕的小猫 zuo 羔,烟斗形状的云,小熊拿刀切蛋糕,成龙的小蛇,小八爪鱼",
    "a scary bear named Brandy, cuttting a cake with a knife and hitting the bear drum, Tim cooks",
    "a r*bbit from dongfang",
    "xiao tuzi chi luobo",
)

log = logging.getLogger(__name__)
_made_here: Final = object()
# Between Chinese characters a break is a gap like others, which chinese.py closes.
_LINE_BREAK: Final = re.compile(
    rf"(?<![{normalise.HAN} \t])[ \t]*[\r\n\v\f\u2028\u2029]+[ \t]*(?![{normalise.HAN}])"
)


@dataclass(frozen=True, init=False)
class SafePrompt:
    """The child's words after `check_prompt`: clean, gentle, still theirs."""

    text: str
    original_language: Language
    softened: tuple[str, ...]  # friendly lines about what was changed

    def __init__(
        self, text: str, original_language: Language, softened: tuple[str, ...] = (), *, token: object = None
    ) -> None:
        if token is not _made_here:
            raise TypeError("only check_prompt makes a SafePrompt")
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "original_language", original_language)
        object.__setattr__(self, "softened", softened)


def check_prompt(
    wish: str,
    *,
    language: Language | None = None,
    own_words: OwnWords = NO_WORDS,
    judge: WishJudge | None = None,
) -> SafePrompt:
    """Return the wish as a SafePrompt, softened where that is enough.

    language: what to answer in; the wish's own if None. own_words: what grown-ups block and allow themselves.
    judge: asked last, about the words that would be drawn.
    Raises UnsafePrompt, CheckUnavailable for a judge that fails, or BadRequest for a wish that is empty, too
    long or no text.
    """
    if not isinstance(wish, str):
        raise BadRequest(say("wish-not-text", language or "en"), detail=f"wish is a {type(wish).__name__}")
    if len(wish) > MAX_CHARACTERS:
        answer_in = language or language_of(wish[:MAX_CHARACTERS])
        raise BadRequest(
            say("wish-too-long", answer_in, limit=MAX_CHARACTERS), detail=f"{len(wish)} characters"
        )
    text = normalise.clean(wish)
    answer_in = language or language_of(text)
    if not text:
        raise BadRequest(say("wish-empty", answer_in))
    gentle = soften(normalise.drawable(text))
    category = own_words.judge(wish, find_category)
    if category is None and judge is not None and gentle.text:
        category = _ask(judge, gentle.text, answer_in)
    if category is not None:
        log.info("wish refused: %s", category)
        offered = own_words.without_blocked(ideas(answer_in, count=MOST_IDEAS, start=len(text)))[:IDEAS_SHOWN]
        raise UnsafePrompt(category, say(UnsafePrompt.code, answer_in), offered)
    if not gentle.text:
        raise BadRequest(say("wish-empty", answer_in))
    notes = tuple(say(key, answer_in) for key in gentle.notes)
    return SafePrompt(gentle.text, answer_in, notes, token=_made_here)


def _ask(judge: WishJudge, text: str, language: Language) -> str | None:
    """Ask the judge; one that fails, or answers anything but None or a category, lets nothing pass."""
    try:
        answer = judge(text)
    except Exception as error:  # its message may hold the wish
        log.error("the judge of wishes failed: %s", type(error).__name__)
        detail = type(error).__name__
        raise CheckUnavailable(say(CheckUnavailable.code, language), detail=detail) from None
    if answer is None or (isinstance(answer, str) and answer):
        return answer
    raise CheckUnavailable(say(CheckUnavailable.code, language), detail="no answer")


def find_category(wish: str) -> str | None:
    """Return what is unsafe about a wish, by the program's own rules, or None."""
    text = normalise.clean(wish)
    gentle = soften(normalise.drawable(text))
    category = _find_unsafe(text, gentle.text) or ("horror" if gentle.is_too_frightening else None)
    if category is None and _LINE_BREAK.search(wish.strip()):  # a word may be cut in two by it
        category = _find_unsafe(normalise.clean(_LINE_BREAK.sub("", wish)), "")
    return category


def warm_up() -> None:
    """Load the tables of the check, a second of one core's work, so that no child waits for it."""
    for wish in _TOUCHING_ALL_TABLES:
        check_prompt(wish)


def is_blocked(wish: str) -> bool:
    """Tell, for measuring, whether a wish is refused as unsafe, as no language, or as too long.

    False for what is drawn as it is or softened, and for an empty wish.
    """
    try:
        check_prompt(wish)
    except UnsafePrompt:
        return True
    except BadRequest:
        return isinstance(wish, str) and len(wish) > MAX_CHARACTERS
    return False


def _find_unsafe(text: str, gentle: str) -> str | None:
    """Judge the whole wish, markup included, with softened words replaced; and what will be drawn."""
    whole = normalise.plain(soften(text).text)
    drawn = normalise.plain(gentle)
    checks = (
        english.find,
        chinese.find,
        deeds.find,
        salad.find,
        disguise.find,
        respelling.find,
        sounds.find,
        dictation.find,
    )  # the plainest reading first
    return next(
        (found for form in dict.fromkeys((whole, drawn)) for check in checks if (found := check(form))), None
    )
