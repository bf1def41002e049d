"""Every sentence stands there in both languages and with the same blanks."""

from __future__ import annotations

import re
import string

import pytest

from cute_animal.wording import IDEAS, SENTENCES, ideas, language_of, say


def _blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("key", SENTENCES)
def test_sentence_is_told_in_both_languages_with_the_same_blanks(key):
    both = SENTENCES[key]
    assert set(both) == {"zh", "en"} and all(both.values())
    assert _blanks(both["zh"]) == _blanks(both["en"])
    assert not re.search("[\u4e00-\u9fff]", both["en"].replace("中文", ""))


def test_unknown_key_is_an_error():
    with pytest.raises(KeyError):
        say("no-such-sentence", "en")


def test_blanks_are_filled_in():
    assert "400" in say("wish-too-long", "zh", limit=400)


@pytest.mark.parametrize(
    "text, language",
    [("小熊", "zh"), ("a bear", "en"), ("", "en"), ("draw 熊 please", "zh"), ("ねこ", "en"), ("㐀", "zh")],
)
def test_one_ideograph_makes_it_chinese(text, language):
    assert language_of(text) == language


@pytest.mark.parametrize("language", ["zh", "en"])
def test_ideas_go_round_the_list(language):
    assert ideas(language) == IDEAS[language][:3]
    assert ideas(language, start=len(IDEAS[language]) - 1)[1] == IDEAS[language][0]
    assert len(set(ideas(language, count=99))) == len(IDEAS[language])
    assert all(language_of(idea) == language for idea in IDEAS[language])
