"""Chinese captions of two animals: who has what has to be clear from the words, and the first is the left one."""

from __future__ import annotations

from cute_animal.starter.phrases_zh_animal import (
    clauses,
    face_word,
    measure,
    modifiers,
    noun,
    pose_word,
    thing,
    two,
)
from cute_animal.starter.phrases_zh_around import (
    around_clauses,
    background,
    front,
    setting_words,
    style_before,
    style_end,
    style_lead,
    style_word,
    where,
)
from cute_animal.starter.phrases_zh_words import ASKS, NO, TWO_LEADS
from cute_animal.starter.voice import Said, Told, Voice, take_shared
from cute_animal.vocabulary import NONE, THINGS

AND = ("和", "和", "和", "和", "跟", "与", "，还有", "、", "，旁边是", "旁边有")
ONE_OTHER = (
    ("一只", "另一只"), ("一只", "另一只"), ("其中一只", "另一只"), ("第一只", "第二只"), ("左边的", "右边的"), ("左边那只", "右边那只"),
    ("一个", "另一个"),
)  # fmt: skip


def write_pair(told: Told, voice: Voice) -> str:
    """Say what is told of two animals, in any of the ways in which people say it. Uses `told` up."""
    around = told.around
    if voice.chance(0.1):
        return _list(told, voice)
    opening = style_lead(around, voice) or (voice.pick(TWO_LEADS) if voice.chance(0.3) else "")
    if "style" in around and voice.chance(0.45):
        opening = f"{style_word(around, voice)}{voice.pick(('：', '，', '，'))}{opening}"
    setting = front(around, voice, 0.4) if not opening else ""
    twins = told.animals[0]["species"] == told.animals[1]["species"]
    if twins and voice.chance(0.75):
        text = _twins(told, voice)
    elif max(map(_number_of_modifiers, told.animals)) <= 3 and voice.chance(0.75):
        text = _two_nouns(told, voice) if voice.chance(0.75) else _left_right(told, voice)
    else:
        text = _then_each(told, voice)
    if "style" in around:
        text += "，" + style_end(around, voice)
    asks = opening in ASKS and voice.chance(0.6)
    return setting + opening + text + ("吗？" if asks else "")


def _number_of_modifiers(said: Said) -> int:
    """How many times _whole says 的: more than three are hard to follow."""
    return sum(slot in said for slot in (*THINGS, "pattern", "pose", "face"))


def _whole(said: Said, voice: Voice) -> str:
    """一只戴着蓝帽子的小白兔"""
    name = noun(said, voice)
    count = voice.pick(("一", "一", "一", "一", "1")) + measure(said, voice)
    before = [phrase + "的" for phrase in modifiers(said, voice)]
    at = len(before) if voice.chance(0.15) else 0
    return "".join((*before[:at], count, *before[at:], name))


def _settings(around: Said, voice: Voice, *, late: bool = False) -> str:
    """，在草地上，天上有彩虹: the place, the time and the weather of both, taken out of `around`.

    late: after a sentence on the second animal alone, so that it has to be said that both are there.
    """
    found = []
    if around.get("place") == "studio":
        del around["place"]
        found.append(background(voice))
    elif "place" in around:
        forms = ("它们在", "它们都在", "它们一起在") if late else ("在", "在", "一起在", "它们在")
        found.append(voice.pick(forms) + where(around, voice))
    found += around_clauses(around, voice)
    return "".join("，" + clause for clause in found)


def _two_nouns(told: Told, voice: Voice) -> str:
    """一只戴蓝帽子的白兔和一只拿着红气球的棕熊"""
    first, second = told.animals
    shared = take_shared(first, second) if voice.chance(0.35) else {}
    styled = style_before(told.around, voice) if "style" in told.around and voice.chance(0.3) else ""
    styled += "" if styled.endswith("的") or not styled else "风格的"
    text = styled + _whole(first, voice) + voice.pick(AND) + _whole(second, voice)
    return text + _both(shared, voice) + _settings(told.around, voice)


def _both(shared: Said, voice: Voice) -> str:
    """，都戴着红帽子: what both have and do."""
    they = voice.pick(("，都", "，它们都", "，两个都", "，两只都"))
    return "".join(
        (they if index == 0 else "，都") + clause for index, clause in enumerate(clauses(shared, voice))
    )


def _then_each(told: Told, voice: Voice) -> str:
    """小猫和小狗，小猫穿着红裙子，小狗拿着气球"""
    first, second = told.animals
    shared = take_shared(first, second) if voice.chance(0.3) else {}
    names = [voice.word("species", said["species"]) for said in told.animals]
    if first["species"] == second["species"]:
        text = two(first, voice) + names[0]
        subjects = voice.pick_pair(ONE_OTHER)
    else:
        counts = [voice.pick(("一", "一", "1")) + measure(said, voice) for said in told.animals]
        counted = voice.chance(0.5)
        joint = voice.pick(("和", "和", "和", "跟", "、", "与"))
        text = joint.join(count * counted + name for count, name in zip(counts, names, strict=True))
        subjects = (names[0], names[1])
    text += _both(shared, voice)
    if voice.chance(0.6):
        return text + _settings(told.around, voice) + _each(told, voice, subjects)
    return text + _each(told, voice, subjects) + _settings(told.around, voice, late=True)


def _each(told: Told, voice: Voice, subjects: tuple[str, str]) -> str:
    """，一只是白色的，另一只拿着气球: what is still to be said of each."""
    parts = []
    for said, subject in zip(told.animals, subjects, strict=True):
        found = clauses(said, voice)
        if found:
            parts.append(subject + "，".join(found))
    if not parts:
        return ""
    mark, joint = voice.pick_pair((("，", "，"), ("，", "；"), ("。", "。"), ("：", "，"), ("，", "，")))
    return mark + joint.join(parts)


def _left_right(told: Told, voice: Voice) -> str:
    """左边是一只穿红裙子的小猫，右边是一只小狗"""
    left, right = (_whole(said, voice) for said in told.animals)
    form = voice.pick(
        (
            "左边是{}，右边是{}",
            "左边有{}，右边有{}",
            "左边{}，右边{}",
            "{}在左边，{}在右边",
            "前面先画{}，再画{}",
        )
    )
    return form.format(left, right) + _settings(told.around, voice)


def _twins(told: Told, voice: Voice) -> str:
    """两只戴帽子的小兔子; 两只小猫，一只戴着红围巾，另一只是黑色的"""
    first, second = told.animals
    shared = take_shared(first, second) | {"species": first["species"]}
    name = noun(shared, voice)
    count = two(shared, voice)
    if voice.chance(0.6):
        text = count + "".join(phrase + "的" for phrase in modifiers(shared, voice)) + name
    else:
        text = count + name + _both(shared, voice)
    subjects = voice.pick_pair(ONE_OTHER if len(first) > 1 else ONE_OTHER[3:6])
    if voice.chance(0.6):
        return text + _settings(told.around, voice) + _each(told, voice, subjects)
    return text + _each(told, voice, subjects) + _settings(told.around, voice, late=True)


def _list(told: Told, voice: Voice) -> str:
    """白狗 红帽子 + 黑猫 蓝围巾，森林: what follows an animal is the animal's."""
    items = []
    for said in told.animals:
        words = [noun(said, voice, plain=True)]
        for slot in THINGS:
            if said.get(slot) == NONE:
                words.append(voice.pick(NO[slot]))
            elif slot in said:
                words.append(thing(said, slot, voice, bare=True))
        words += [voice.word("pattern", said["pattern"])] if "pattern" in said else []
        words += [pose_word(said["pose"], voice)] if "pose" in said else []
        words += [face_word(said["face"], voice)] if "face" in said else []
        items.append(voice.pick((" ", "、", " ")).join(words))
    text = voice.pick(("+", "，", "；", "和", "/")).join(items)
    text = "，".join([text, *setting_words(told.around, voice)])
    if "style" not in told.around:
        return text
    style = style_word(told.around, voice)
    return f"{style}：{text}" if voice.chance(0.5) else f"{text}，{style}"
