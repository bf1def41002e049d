"""Chinese captions of one animal, and the choice between one and two.

Owns the grammar only. The words come from the vocabulary, which slots are told comes from the caller.
"""

from __future__ import annotations

from cute_animal.starter.phrases_zh_animal import (
    absent,
    color_word,
    face_clause,
    face_word,
    noun,
    one,
    pattern_modifier,
    pose_clause,
    pose_word,
    putting_on,
    thing,
    wearing,
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
from cute_animal.starter.phrases_zh_pair import write_pair
from cute_animal.starter.phrases_zh_words import ASKS, LEADS, NO
from cute_animal.starter.voice import Said, Told, Voice, is_latin, unmarked
from cute_animal.vocabulary import NONE, THINGS


def write_zh(told: Told, voice: Voice) -> str:
    """Say what is told, in any of the ways in which people say it. Uses `told` up."""
    if len(told.animals) == 2:
        text = write_pair(told, voice)
    else:
        text = voice.random.choices((_one_sentence, _sentences, _list), (0.74, 0.14, 0.12))[0](told, voice)
    return unmarked(text, voice) if voice.mixed else text


def _one_sentence(told: Told, voice: Voice) -> str:
    said, around = told.animals[0], told.around
    opening = style_lead(around, voice) or (voice.pick(LEADS) if voice.chance(0.35) else "")
    styled = style_before(around, voice) if "style" in around and voice.chance(0.5) else ""
    name = noun(said, voice)
    if styled and not styled.endswith("的"):  # 毛绒小熊, but 毛绒风格的可爱的小熊
        name, styled = (name, styled + "风格的") if "的" in name else (styled + name, "")
    setting = front(around, voice, 0.45) if not opening.startswith(("用", "请用", "帮我用")) else ""
    before, after = _divided(said, voice)
    after += _pose_and_place(said, around, voice, before) + around_clauses(around, voice)
    before = voice.shuffled(before) if voice.chance(0.7) else before
    if len(before) > 2:  # more than three times 的 is hard to say
        at = 3 if voice.chance(0.2) else 2
        before, after = before[:at], before[at:] + after
    after = voice.shuffled(after) if voice.chance(0.4) else after
    if styled and voice.chance(0.3):
        setting, styled = (
            styled.rstrip("的") + "，" + setting if styled.endswith("风格的") else setting,
            ("" if styled.endswith("风格的") else styled),
        )
    if "style" in around:
        after.append(style_end(around, voice))
    count = one(said, voice) if voice.chance(0.7) and not opening.endswith("一个") else ""
    parts = [phrase + "的" for phrase in before]
    parts.insert(0 if voice.chance(0.6) else len(parts), styled)
    at = int(voice.random.random() * (len(parts) + 1)) if voice.chance(0.3) else 0
    text = "".join((*parts[:at], count, *parts[at:], name))
    joint = voice.pick(("，", "，", "，", "", "、", ","))
    text += "".join(
        (joint if joint else "，" if index else "") + clause for index, clause in enumerate(after)
    )
    asks = opening in ASKS and voice.chance(0.6)
    if opening and setting.endswith("有"):
        setting = setting[:-1] + "的"
    first = opening and (setting.endswith("的") or voice.chance(0.15))
    return (opening + setting if first else setting + opening) + text + ("吗？" if asks else "")


def _divided(said: Said, voice: Voice) -> tuple[list[str], list[str]]:
    """What an animal has and how it looks: before its noun (each with 的), and after it."""
    before: list[str] = []
    after: list[str] = []
    as_modifier = voice.chance(0.6)
    late: list[str] = []
    for slot in THINGS:
        if f"{slot}_color" in said and voice.chance(0.04):
            color = color_word(f"{slot}_color", said, voice)
            late.append(f"{voice.word(slot, said[slot])}是{color}的")
            after.append(putting_on(said, slot, voice, color=False))
            del said[f"{slot}_color"], said[slot]
    for phrase in wearing(said, voice, voice.pick(("着", "着", "", "了"))):
        (before if as_modifier else after).append(phrase)
        as_modifier = as_modifier if voice.chance(0.7) else not as_modifier
    after += absent(said, voice)
    if "pattern" in said:
        (before if voice.chance(0.65) else after).append(pattern_modifier(said, voice))
    if "face" in said and voice.chance(0.5):
        word = face_word(said["face"], voice)
        before.append("带着笑脸" if word == "笑脸" else word)
    elif "face" in said:
        after.append(face_clause(said["face"], voice))
    return before, after + late


def _pose_and_place(said: Said, around: Said, voice: Voice, before: list[str] | None = None) -> list[str]:
    """站在草地上, 在草地上挥手, 坐着: as clauses, or one of them added to what is said before the noun."""
    pose = said.pop("pose", None)
    if pose is not None and before is not None and voice.chance(0.25):
        before.append(pose_clause(pose, voice))
        pose = None
    if around.get("place") == "studio":
        del around["place"]
        return [*([pose_clause(pose, voice)] if pose else []), background(voice)]
    if "place" not in around:
        return [pose_clause(pose, voice)] if pose else []
    spot = where(around, voice)
    if pose is None:
        if before is not None and voice.chance(0.3):
            before.append(voice.pick(("", "在", "在")) + spot)
            return []
        return [f"在{spot}"]
    word = pose_word(pose, voice).removeprefix("在")
    if pose in ("standing", "sitting") and not is_latin(word) and voice.chance(0.6):
        return [f"{word[0]}在{spot}"]
    return [voice.pick(("在", "在", "正在")) + spot + word]


def _sentences(told: Told, voice: Voice) -> str:
    said, around = told.animals[0], told.around
    it = voice.pick(("它", "它", "它", "他", "她", "小家伙"))
    lead = voice.pick(LEADS) if voice.chance(0.3) else ""
    styled = style_before(around, voice) if "style" in around and voice.chance(0.6) else ""
    count = one(said, voice) if voice.chance(0.7) and not lead.endswith("一个") else ""
    name = noun(said, voice)
    if styled and not styled.endswith("的") and "的" in name:
        styled += "风格的"
    first = lead + count + styled + name
    sentences = [it + phrase for phrase in absent(said, voice)]
    for slot in THINGS:
        if said.get(slot, NONE) != NONE:
            apart = f"{slot}_color" in said and voice.chance(0.3)
            sentences.append(
                it + putting_on(said, slot, voice, voice.pick(("着", "着", "了")), color=not apart)
            )
            if apart:
                color = color_word(f"{slot}_color", said, voice)
                sentences[-1] += f"{voice.pick(('，', '。'))}{voice.word(slot, said[slot])}是{color}的"
    if "pattern" in said:
        form = "是{}的" if said["pattern"] == "plain" else "{}"
        sentences.append(it + form.format(pattern_modifier(said, voice)))
    sentences += [it + clause for clause in _pose_and_place(said, around, voice)]
    if "face" in said:
        sentences.append(it + face_clause(said["face"], voice))
    sentences += around_clauses(around, voice)
    if voice.chance(0.3):
        sentences = voice.shuffled(sentences)
    if "style" in around:
        sentences.append(style_end(around, voice))
    return voice.pick(("。", "。", "，", "！")).join([first, *sentences]) + voice.pick(("。", "", "！", "."))


def _list(told: Told, voice: Voice) -> str:
    said, around = told.animals[0], told.around
    items = [noun(said, voice, plain=voice.chance(0.6))]
    for slot in THINGS:
        if said.get(slot) == NONE:
            items.append(voice.pick(NO[slot]))
        elif slot in said:
            items.append(thing(said, slot, voice, bare=True))
    items += setting_words(around, voice)
    items += [voice.word("pattern", said["pattern"])] if "pattern" in said else []
    items += [pose_word(said["pose"], voice)] if "pose" in said else []
    items += [face_word(said["face"], voice)] if "face" in said else []
    if "style" in around:
        items.insert(0 if voice.chance(0.4) else len(items), style_word(around, voice))
    if voice.chance(0.35):
        items = voice.shuffled(items)
    return voice.pick(("，", "，", "、", " ", ",", "/", "；", "+", "。")).join(items)
