"""Chinese captions: modifiers, clauses and sentences for every slot, with the right verb for each thing.

Owns the grammar only. The words come from the vocabulary, which slots are told comes from the caller.
"""

from __future__ import annotations

from collections.abc import Mapping

from cute_animal.starter.voice import Voice, is_latin, mark, unmarked
from cute_animal.vocabulary import NONE

LEADS = (
    "画", "画一画", "请画", "请画一个", "帮我画", "给我画", "我想要", "我要", "我想画", "想要", "我想看", "请帮我画", "来",
    "能不能画", "可以画", "能画", "我要画", "请给我画", "生成", "做", "我喜欢", "有", "这是", "给宝宝画", "帮忙画",
)  # fmt: skip
ASKS = ("能不能画", "可以画", "能画")  # leads that end with 吗
BEFORE = (
    "你好，", "今天", "妈妈说", "哇，", "嗯，", "请问", "老师，", "我叫小明，", "我的生日，", "星期一，", "从前", "周末",
    "妹妹想要", "哈喽，", "拜托，", "爸爸，", "给妹妹的：",
)  # fmt: skip
AFTER = (
    "，谢谢", "谢谢", "哦", "呀", "吧", "啊", "好吗", "，好不好", "！", "，谢谢你", "，超级可爱", "，要可爱一点", "，送给妈妈", "，它叫小明",
    "，我五岁了", "，给朵朵", "啦", "～", "，拜托", "，越可爱越好", "呢", "，非常可爱", "，好不好呀", "，名字叫豆豆",
)  # fmt: skip
ADJECTIVES = (
    "可爱的", "小小的", "超级可爱的", "胖乎乎的", "毛茸茸的", "漂亮的", "乖乖的", "萌萌的", "好看的", "聪明的", "胖胖的", "很可爱的",
    "圆圆的", "可爱", "非常可爱的", "特别可爱的", "温柔的", "调皮的", "大大的", "软软的", "呆萌的",
)  # fmt: skip
THING_ADJECTIVES = ("漂亮的", "新", "小", "大", "可爱的", "暖和的", "好看的", "厚厚的")
COUNTS = ("一只", "一只", "一只", "一只", "一个", "一头", "只", "这只", "1只")
MEASURES: Mapping[str, str] = {
    "overalls": "条", "dress": "条", "sweater": "件", "scarf": "条", "raincoat": "件", "cape": "件", "shorts": "条",
    "hat": "顶", "bow": "个", "flower": "朵", "crown": "顶", "glasses": "副", "party_hat": "顶", "headphones": "副",
}  # fmt: skip
VERBS: Mapping[str, tuple[str, ...]] = {
    "scarf": ("围", "围", "系", "戴"), "cape": ("披", "披", "穿"), "garment": ("穿", "穿", "穿", "身穿"),
    "bow": ("戴", "系", "扎"), "flower": ("戴", "头戴", "头上戴", "头上有", "头上别"),
    "headwear": ("戴", "戴", "戴", "戴", "头戴", "头上戴"), "glasses": ("戴",),
}  # fmt: skip
NO_GARMENT = ("没穿衣服", "不穿衣服", "没有穿衣服", "没有衣服")
NO_HEADWEAR = ("没戴帽子", "没有帽子", "不戴帽子", "没有戴帽子", "不要帽子")
# 小白兔: the short colour and the bare animal
CORES: Mapping[str, str] = {
    "bear": "熊", "rabbit": "兔", "cat": "猫", "dog": "狗", "pig": "猪", "mouse": "鼠", "elephant": "象", "lion": "狮",
    "tiger": "虎", "chick": "鸡", "duck": "鸭", "cow": "牛", "sheep": "羊", "monkey": "猴", "deer": "鹿", "panda": "熊猫",
    "fox": "狐狸", "frog": "青蛙", "penguin": "企鹅", "owl": "猫头鹰", "koala": "考拉", "hedgehog": "刺猬",
}  # fmt: skip
ON = (
    "草地",
    "草坪",
    "草原",
    "沙滩",
    "海滩",
    "雪地",
    "雪原",
    "云朵",
    "云",
    "白云",
    "蓝天",
    "云端",
    "云彩",
    "田野",
)
HERE = (
    "家里",
    "屋里",
    "云上",
    "树林里",
    "海边",
    "大海边",
    "冰天雪地",
    "雪地里",
)  # these words say where by themselves
TIME_ENDS: Mapping[str, str] = {
    "月光": "下", "阳光": "下", "黑夜": "里", "太阳": "下", "月亮": "下", "夜空": "下", "星空": "下", "夜": "里", "晴朗": "的天气里",
}  # fmt: skip
SPEECH = (
    "微笑",
    "大笑",
    "哈哈大笑",
    "睡觉",
    "打瞌睡",
    "挥手",
    "招手",
    "打招呼",
    "跳跃",
    "蹦蹦跳跳",
    "蹦跳",
    "打盹",
    "犯困",
    "挥挥手",
    "招招手",
)


def write_zh(told: Mapping[str, str], voice: Voice) -> str:
    """Say what is told, in any of the ways in which people say it."""
    text = voice.random.choices((_one_sentence, _sentences, _list), (0.74, 0.14, 0.12))[0](dict(told), voice)
    return unmarked(text, voice) if voice.mixed else text


def colored(color: str, noun: str, voice: Voice) -> str:
    """红裙子, 红色裙子, 红色的裙子"""
    if color.endswith("色") or is_latin(color):
        return color + voice.pick(("的", "的", "")) + noun
    return color + noun if noun[0] not in "小大新" and "的" not in noun else f"{color}色的{noun}"


def thing(told: Mapping[str, str], slot: str, voice: Voice, *, bare: bool = False, color: bool = True) -> str:
    """一顶红色的帽子; bare: 红帽子."""
    key = told[slot]
    noun = voice.word(slot, key)
    if voice.chance(0.1):
        noun = voice.pick(THING_ADJECTIVES) + noun
    if color and f"{slot}_color" in told:
        noun = colored(voice.word(f"{slot}_color", told[f"{slot}_color"]), noun, voice)
    if bare or not voice.chance(0.25):
        return noun
    return voice.pick(("一{}", "一{}", "{}", "一个")).format(MEASURES[key]) + noun


def putting_on(
    told: Mapping[str, str], slot: str, voice: Voice, aspect: str | None = None, color: bool = True
) -> str:
    """穿着红色的裙子"""
    key = told[slot]
    verb = voice.pick(VERBS.get(key, VERBS[slot]))
    if voice.mixed and voice.chance(0.3):
        return mark(voice.pick(("wearing", "with"))) + thing(told, slot, voice, color=color)
    if aspect is None:
        aspect = voice.pick(("着", "着", "", "了"))
    return verb + ("" if verb == "头上有" else aspect) + thing(told, slot, voice, color=color)


def animal(told: dict[str, str], voice: Voice, *, plain: bool = False) -> str:
    """可爱的白色小兔子; takes coat out of `told`."""
    species = voice.word("species", told["species"])
    adjective = voice.pick(ADJECTIVES) if not plain and voice.chance(0.35) else ""
    if "coat" not in told:
        return adjective + species
    coat = voice.word("coat", told.pop("coat"))
    if not is_latin(coat) and not coat.endswith("色") and voice.chance(0.7):
        noun = voice.pick(("", "小", "小", "大")) + coat + CORES[told["species"]]
        return adjective + noun
    if not coat.endswith("色") and not is_latin(coat):
        noun = coat + voice.pick(("的", "")) + species if len(coat) > 1 else coat + "色的" + species
    else:
        noun = coat + voice.pick(("的", "的", "")) + species
    if adjective.endswith("的") and voice.chance(0.2) and noun.startswith(coat + "的"):
        return f"{coat}的{adjective}{species}"
    return adjective + noun


def where(told: Mapping[str, str], voice: Voice) -> str:
    """草地上, 城堡里; the plain background is said in its own way."""
    word = voice.word("place", told["place"])
    if told["place"] == "studio":
        return voice.pick(("{}前", "{}里")).format(word)
    if word in HERE:
        return word
    if word in ("下雪", "大海"):
        return word + ("的地方" if word == "下雪" else "边")
    ends = (
        ("上", "上", "里")
        if word in ON
        else ("中", "里")
        if word in ("天空", "宇宙")
        else ("里", "里", "中", "里面")
    )
    if told["place"] == "castle":
        ends = ("里", "前", "门口", "中")
    return word + voice.pick(ends)


def when(told: Mapping[str, str], voice: Voice) -> str:
    word = voice.word("time", told["time"])
    return word + TIME_ENDS.get(word, "")


def _pose_at(told: dict[str, str], voice: Voice) -> str:
    """站在草地上, 在草地上挥手, 坐着; takes place and pose out of `told`."""
    place = told.pop("place", None)
    key = told.pop("pose", None)
    if place == "studio":
        background = voice.pick(("{}", "背景是{}", "在{}前")).format(voice.word("place", place))
        return background if key is None else f"{_pose_word(key, voice)}，{background}"
    if place is None:
        word = _pose_word(key or "", voice)
        return voice.pick(("", "正在", "在")) + word if word in SPEECH else word
    spot = where({"place": place}, voice)
    if key is None:
        return voice.pick(("在", "在", "在", "", "来到", "正在")) + spot
    word = _pose_word(key, voice)
    if key in ("standing", "sitting") and not is_latin(word) and voice.chance(0.6):
        return f"{word[0]}在{spot}"
    return voice.pick(("在", "在", "正在")) + spot + word


def _pose_word(key: str, voice: Voice) -> str:
    word = voice.word("pose", key)
    return word + "着" if len(word) == 1 else word  # 跳 -> 跳着


def _face_word(key: str, voice: Voice) -> str:
    word = voice.word("face", key)
    if len(word) == 1 and not is_latin(word):
        return voice.pick(("困了", "困困", "困")) if word == "困" else word + "着"  # 笑着, 睡着
    return word


def _face_clause(key: str, voice: Voice) -> str:
    word = _face_word(key, voice)
    if word == "笑脸":
        return "带着笑脸"
    if word in SPEECH:
        return voice.pick(("正在{}", "在{}", "{}", "{}着" if word == "微笑" else "{}")).format(word)
    if word in ("开心", "高兴", "快乐", "困困"):
        return voice.pick(("很{}", "{}", "看起来很{}", "非常{}")).format(word)
    return word


def _one_sentence(told: dict[str, str], voice: Voice) -> str:
    before: list[str] = []  # modifiers, each ends with 的
    after: list[str] = []
    front = ""
    noun = animal(told, voice)
    worn = [slot for slot in ("garment", "headwear") if told.get(slot, NONE) != NONE]
    worn = voice.shuffled(worn) if voice.chance(0.3) else worn
    late_colors: list[str] = []
    together = len(worn) == 2 and voice.chance(0.5)
    as_modifier = voice.chance(0.6)
    phrases = []
    aspect = voice.pick(("着", "着", "", "", "了"))
    for slot in worn:
        late = f"{slot}_color" in told and voice.chance(0.04)
        phrases.append(putting_on(told, slot, voice, aspect, color=not late))
        if late:
            color = voice.word(f"{slot}_color", told[f"{slot}_color"])
            color = color if color.endswith("色") or is_latin(color) else color + "色"
            late_colors.append(f"{voice.word(slot, told[slot])}是{color}的")
    if together:
        phrases = [phrases[0] + voice.pick(("", "、", "，", "和", "，还", "又")) + phrases[1]]
    for phrase in phrases:
        (before if as_modifier else after).append(phrase)
        as_modifier = as_modifier if voice.chance(0.7) else not as_modifier
    nones = [voice.pick(NO_GARMENT)] if told.get("garment") == NONE else []
    nones += [voice.pick(NO_HEADWEAR)] if told.get("headwear") == NONE else []
    for phrase in nones:
        (before if voice.chance(0.4) and not phrase.startswith("不要") else after).append(phrase)
    if "time" in told and voice.chance(0.55):
        time = when(told, voice)
        front = voice.pick(("{}，", "{}", "在{}，", "{}的时候，")).format(time)
        del told["time"]
    if "place" in told and told["place"] != "studio" and voice.chance(0.15):
        spot = where(told, voice)
        front += voice.pick(("{}，", "在{}，", "{}有", "{}的", "在{}有", "{}")).format(spot)
        del told["place"]
    if "face" in told:
        if voice.chance(0.5):
            word = _face_word(told["face"], voice)
            before.append("带着笑脸" if word == "笑脸" else word)
        else:
            after.append(_face_clause(told["face"], voice))
    if "pose" in told and voice.chance(0.25):
        word = _pose_word(told.pop("pose"), voice)
        before.append(voice.pick(("", "", "正在", "在")) + word if word in SPEECH else word)
    if "place" in told or "pose" in told:
        if "pose" not in told and told["place"] != "studio" and voice.chance(0.3):
            before.append(voice.pick(("", "在", "在")) + where(told, voice))
            del told["place"]
        else:
            after.append(_pose_at(told, voice))
    if "time" in told:
        time = when(told, voice)
        forms = (
            ("在{}", "{}") if time.endswith(("下", "里")) else ("在{}", "{}", "现在是{}", "是{}", "背景是{}")
        )
        after.append(voice.pick(forms).format(time))
    before = voice.shuffled(before) if voice.chance(0.7) else before
    after = voice.shuffled(after) if voice.chance(0.4) else after
    count = voice.pick(COUNTS) if voice.chance(0.7) else ""
    modifiers = [phrase + "的" for phrase in before]
    at = int(voice.random.random() * (len(modifiers) + 1)) if voice.chance(0.3) else 0
    lead = voice.pick(LEADS) if voice.chance(0.35) else ""
    text = "".join((*modifiers[:at], count, *modifiers[at:], noun))
    joint = voice.pick(("，", "，", "，", "", "、", ","))
    clauses = "".join(
        (joint if joint else "，" if index else "") + clause
        for index, clause in enumerate([*after, *late_colors])
    )
    return (
        (front + lead if voice.chance(0.5) else lead + front)
        + text
        + clauses
        + ("吗？" if lead in ASKS and voice.chance(0.6) else "")
    )


def _sentences(told: dict[str, str], voice: Voice) -> str:
    it = voice.pick(("它", "它", "它", "他", "她", "小家伙"))
    lead = voice.pick(LEADS) if voice.chance(0.3) else ""
    first = lead + (voice.pick(COUNTS) if voice.chance(0.7) else "") + animal(told, voice)
    sentences = []
    for slot in ("garment", "headwear"):
        if told.get(slot) == NONE:
            sentences.append(it + voice.pick(NO_GARMENT if slot == "garment" else NO_HEADWEAR))
        elif slot in told:
            apart = f"{slot}_color" in told and voice.chance(0.3)
            sentences.append(it + putting_on(told, slot, voice, color=not apart))
            if apart:
                color = voice.word(f"{slot}_color", told[f"{slot}_color"])
                color = color if color.endswith("色") or is_latin(color) else color + "色"
                sentences[-1] += voice.pick(("，", "。")) + f"{voice.word(slot, told[slot])}是{color}的"
    if "place" in told or "pose" in told:
        sentences.append(it + _pose_at(told, voice))
    if "face" in told:
        sentences.append(it + _face_clause(told["face"], voice))
    if "time" in told:
        time = when(told, voice)
        forms = ("在{}", "它在{}") if time.endswith(("下", "里")) else ("现在是{}", "是{}", "{}")
        sentences.append(voice.pick(forms).format(time))
    if voice.chance(0.3):
        sentences = voice.shuffled(sentences)
    return voice.pick(("。", "。", "，", "！")).join([first, *sentences]) + voice.pick(("。", "", "！", "."))


def _list(told: dict[str, str], voice: Voice) -> str:
    items = [animal(told, voice, plain=voice.chance(0.6))]
    for slot in ("garment", "headwear"):
        if told.get(slot) == NONE:
            items.append(voice.pick(NO_GARMENT if slot == "garment" else NO_HEADWEAR))
        elif slot in told:
            items.append(thing(told, slot, voice, bare=True))
    items += [voice.word(slot, told[slot]) for slot in ("place", "time") if slot in told]
    items += [_pose_word(told["pose"], voice)] if "pose" in told else []
    items += [_face_word(told["face"], voice)] if "face" in told else []
    if voice.chance(0.35):
        items = voice.shuffled(items)
    return voice.pick(("，", "，", "、", " ", ",", "/", "；", "+", "。")).join(items)
