"""What is wrong with a wish as a whole: it tells who or where somebody is, or it is no language at all.

Searching for tokens that open a back door ends in strings of non-words; a ratio of unknown words stops them
without knowing any. Knows nothing about unsafe words.
"""

from __future__ import annotations

import re

from cute_animal.safety import chinese, english, sounds, wordlists
from cute_animal.safety.normalise import HAN

_HAN = re.compile(f"[{HAN}]")
_DIGITS = str.maketrans("零〇幺一二三四五六七八九", "001123456789")
_PHONE = re.compile(r"(?<![\d.])\+?\d(?:[\s().\-]{0,2}\d){6,}")
_MAIL = re.compile(
    r"(?<![a-z0-9._%+\-])[a-z0-9._%+\-]+\s*(?:@|\(at\)|\[at\])\s*[a-z0-9\-]+(?:\.|\s*(?:\(dot\)|\[dot\])\s*)[a-z]{2,}"
)
_LINK = re.compile(r"https?\s*:\s*/|www\.[a-z0-9]")
_ADDRESS_EN = re.compile(
    r"\b\d+[a-z]?\s+(?:[a-z]+\s+){1,3}(?:street|st|road|rd|avenue|ave|lane|drive|boulevard|blvd|court|square|way)\b"
    r"|\b(?:apartment|apt|flat|room|suite)\s+(?:no\.?\s*)?\d+\b.*\b(?:street|road|avenue|building|block|tower)\b"
    r"|\b(?:i|we|she|he)\s+lives?\s+(?:at|on)\s+\d|\bmy (?:home |house )?address\b"
    r"|\bmy (?:phone|number|password)\b"
    r"|\bpassport number\b|\bsocial security\b|\bcredit card\b|\bphone number\b|\bmy full name is\b"
    r"|\bmy name is [a-z]+ [a-z]+ (?:and )?(?:i|my)\b.*\b(?:live|school|street|road|grade)\b"
)
_ADDRESS_ZH = re.compile(
    rf"(?<=[{HAN}])(?:路|街|大道|巷|弄|胡同)\s*\d+\s*[号弄]|\d+\s*(?:号楼|栋|幢|单元|号院)|小区\s*\d+|\d+\s*室(?!内|外)"
    rf"|(?:我家|家庭|我的|他的|她的|家里)的?(?:住址|地址|电话|手机号?|号码|密码)|家庭住址|身份证|银行卡|电话号码|手机号|微信号"
    rf"|(?:加我?的?|我的|的)\s*(?:微信|qq|扣扣)|我(?:家)?住在?[{HAN}]{{2,12}}(?:小区|街道|路|街|镇|村|花园|公寓|大厦|弄)(?!边|上)"
    rf"|我叫[{HAN}]{{2,4}}[,，。\s]*(?:住在|我家|在[{HAN}]{{2,10}}(?:小学|中学|幼儿园|学校))"
)

MIN_UNKNOWN = 3


def find(text: str) -> str | None:
    """Return "personal-data", "word-salad" or None. text: the plain form."""
    if _holds_personal_data(text):
        return "personal-data"
    return "word-salad" if _is_salad(text) and not sounds.is_pinyin(text) else None


def _holds_personal_data(text: str) -> bool:
    digits = re.sub(r"(?<=\d)[\s\-.]+(?=\d)", "", text.translate(_DIGITS))
    return any(p.search(text) for p in (_PHONE, _MAIL, _LINK, _ADDRESS_EN, _ADDRESS_ZH)) or bool(
        re.search(r"\d{7,}", digits)
    )


def _is_salad(text: str) -> bool:
    tokens = re.findall(r"[^\W_]+", text)
    latin = [token for token in tokens if token.isascii() and not token.isdigit() and len(token) > 1]
    unknown = [token for token in latin if not english.is_known(token) and not _is_stretched(token)]
    foreign = wordlists.word_set("grammar_en.txt", "other languages", None)
    if sum(token in foreign for token in latin) * 4 < len(latin):
        if len(unknown) >= MIN_UNKNOWN and len(unknown) * 2 >= len(latin):
            return True
        if len(unknown) >= 2 and len(unknown) == len(latin) and not _HAN.search(text):
            return all(_is_unpronounceable(token) for token in unknown)
        if any(len(token) > 24 for token in unknown):
            return True
    han = _HAN.findall(text)
    if len(han) < 6:
        return False
    joined = chinese.without_gaps(text)
    loose = [c for w in chinese.words(joined) if not w.is_known and _HAN.match(c := joined[w.start])]
    rare = sum(map(chinese.is_rare, loose))
    return rare * 3 >= len(han) or (len(loose) >= 12 and len(loose) * 20 >= len(han) * 19)


def _is_stretched(token: str) -> bool:
    """cuuuute, hahahaha, aaaaah: what a child writes with joy."""
    squeezed = re.sub(r"(.)\1+", r"\1", token)
    return len(squeezed) < 3 or re.search(r"(.)\1\1", token) is not None or len(set(token)) <= 3


def _is_unpronounceable(token: str) -> bool:
    return re.search(r"[bcdfghjklmnpqrstvwxz]{4,}", token) is not None or not re.search("[aeiouy]", token)
