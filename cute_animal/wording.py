"""Every sentence that a person reads, Chinese and English side by side.

Keys are looked up with `say(key, language, **values)`. Knows nothing about when a sentence is said.
Each part of the program appends its own table below and joins it into SENTENCES at the end.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from cute_animal.wording_doors import DOORS
from cute_animal.wording_models import MODELS
from cute_animal.wording_page import PAGE
from cute_animal.wording_parents import PARENTS
from cute_animal.wording_training import TRAINING

Language = Literal["zh", "en"]

_IDEOGRAPH = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")


def language_of(text: str) -> Language:
    """Return the language to answer in: Chinese as soon as there is one ideograph, else English."""
    return "zh" if _IDEOGRAPH.search(text) else "en"


def accepted_language(wanted: str) -> Language:
    """Return the first language of an Accept-Language header, or of a tag, that we speak; else English."""
    for part in wanted.lower().split(","):
        if part.strip().startswith("zh"):
            return "zh"
        if part.strip().startswith("en"):
            return "en"
    return "en"


def say(key: str, language: Language, **values: object) -> str:
    """Return the sentence of that key with its values filled in. Raises KeyError for an unknown key."""
    return SENTENCES[key][language].format(**values)


def ideas(language: Language, *, count: int = 3, start: int = 0) -> tuple[str, ...]:
    """Return example wishes that the built-in model can draw, beginning anywhere in the list."""
    wishes = IDEAS[language]
    return tuple(wishes[(start + i) % len(wishes)] for i in range(min(count, len(wishes))))


IDEAS: Mapping[Language, tuple[str, ...]] = MappingProxyType(
    {
        "zh": (
            "一只穿红色背带裤的小兔子",
            "戴黄色帽子的小熊在草地上挥手",
            "粉色的小猪戴着皇冠站在城堡前",
            "戴蓝色围巾的小企鹅在雪地里",
            "穿紫色裙子的小猫坐在房间里",
            "戴眼镜的小猫头鹰在夜晚的森林里",
            "穿绿色毛衣的小狗在海边跳起来",
            "一只戴蓝帽子的小白兔和一只拿着红气球的小熊",
            "水彩风格的小恐龙在彩虹下跳舞",
            "两只小企鹅在下雪天打着雨伞",
        ),
        "en": (
            "a little rabbit in red overalls",
            "a bear with a yellow hat waving in the meadow",
            "a pink pig with a crown at the castle",
            "a penguin with a blue scarf in the snow",
            "a cat in a purple dress sitting in a room",
            "an owl with glasses in the forest at night",
            "a dog in a green sweater jumping at the beach",
            "a white rabbit in a blue hat and a brown bear with a red balloon",
            "a watercolour dinosaur dancing under a rainbow",
            "two penguins with umbrellas in the snow",
        ),
    }
)

# errors.py: one sentence per support code, said when nobody has a better one
_ERRORS: dict[str, dict[Language, str]] = {
    "something-went-wrong": {
        "zh": "哎呀，画笔打了个小盹，请再试一次吧。",
        "en": "Oops, the paintbrush dozed off. Please try once more.",
    },
    "unsafe-prompt": {
        "zh": "这个我不画哦，我们换一个可爱的小动物，画点别的吧！",
        "en": "That is not something I draw. Let's draw something else: a cute little animal!",
    },
    "unsafe-image": {
        "zh": "这张画没有画好，我们换一个小动物再画一次吧！",
        "en": "This picture did not turn out well. Let's try again with another little animal!",
    },
    "model-unavailable": {
        "zh": "画画的小帮手还没有准备好，请大人来看一看。",
        "en": "The little painter is not ready yet. Please ask a grown-up to have a look.",
    },
    "not-set-up": {
        "zh": "画画的小帮手还差一点准备，请大人看看日志。",
        "en": "The little painter is not set up yet. Please ask a grown-up to look at the log.",
    },
    "check-unavailable": {
        "zh": "看愿望的小帮手现在不在，所以我先不画。请大人来看一看。",
        "en": "The helper who looks at wishes is away, so I don't draw just now. Please ask a grown-up"
        " to have a look.",
    },
    "out-of-memory": {
        "zh": "画纸太大，桌子放不下了，请过一会儿再试试。",
        "en": "The paper is too big for the table right now. Please try again in a little while.",
    },
    "queue-full": {
        "zh": "排队画画的小朋友太多啦，请过一会儿再来。",
        "en": "Many children are waiting for a picture. Please come back in a little while.",
    },
    "too-slow": {
        "zh": "这张画等得太久啦，请过一会儿再试一次。",
        "en": "This picture took too long. Please try once more in a little while.",
    },
    "cancelled": {
        "zh": "好的，停下来了。想画的时候再叫我！",
        "en": "All right, I stopped. Call me when you want to draw again!",
    },
    "bad-request": {
        "zh": "这个我没看懂，请再说一遍吧。",
        "en": "I did not understand that. Please tell me once more.",
    },
    "cannot-draw": {
        "zh": "这个我还不会画，试试别的小动物吧！",
        "en": "I cannot draw that yet. Let's try another little animal!",
    },
}

# config.py: read by the grown-up who started the program
_SETTINGS: dict[str, dict[Language, str]] = {
    "bad-setting": {
        "zh": "有一个 CUTE_ANIMAL_ 设置看不懂。",
        "en": "One of the CUTE_ANIMAL_ settings cannot be understood.",
    },
    "setting-unknown": {
        "zh": "不认识设置 {name}。{hint}",
        "en": "There is no setting {name}. {hint}",
    },
    "rules-file-broken": {
        "zh": "家长页面保存的规则文件打不开，或者内容不对：{path}。为了安全，先不画画。",
        "en": "The rules file of the page for parents cannot be read or makes no sense: {path}. To be safe,"
        " nothing is drawn.",
    },
    "setting-did-you-mean": {"zh": "是不是想写 {name}？", "en": "Did you mean {name}?"},
    "setting-known-ones": {"zh": "可用的有：{names}。", "en": "These exist: {names}."},
    "setting-malformed": {
        "zh": "设置 {name} 的值看不懂：{reason}。",
        "en": "The value of {name} cannot be used: {reason}.",
    },
}

# safety/
_SAFETY: dict[str, dict[Language, str]] = {
    "wish-empty": {
        "zh": "先告诉我你想画什么小动物吧！",
        "en": "Tell me first which little animal you would like!",
    },
    "wish-not-text": {"zh": "愿望要用文字写出来哦。", "en": "Please write the wish in words."},
    "wish-too-long": {
        "zh": "这个愿望好长呀，我记不住。用几句短短的话告诉我吧（最多 {limit} 个字）。",
        "en": "That is a very long wish and I cannot remember it all. Please tell me in a few short words"
        " (at most {limit} characters).",
    },
    "softened-friendly": {
        "zh": "我把它画得温柔又友好啦。",
        "en": "I drew it gentle and friendly.",
    },
    "softened-own-animal": {
        "zh": "那是别人的卡通朋友，我画一只我们自己的小动物送给你。",
        "en": "That is somebody else's cartoon friend, so here is a little animal of our own for you.",
    },
}

# label.py
_LABEL: dict[str, dict[Language, str]] = {
    "cannot-write": {
        "zh": "没办法把画存到那里：{path}。请换一个文件夹。",
        "en": "The picture cannot be saved there: {path}. Please choose another folder.",
    },
    "cannot-read-picture": {
        "zh": "这个文件打不开，或者不是一张图片：{path}。",
        "en": "This file cannot be opened, or it is not a picture: {path}.",
    },
}

# prompt.py, presets.py, pipeline.py
_ROAD: dict[str, dict[Language, str]] = {
    "list-separator": {"zh": "、", "en": ", "},
    "seed-out-of-range": {
        "zh": "种子要是 0 到 {limit} 之间的整数。",
        "en": "The seed must be a whole number from 0 to {limit}.",
    },
    "steps-out-of-range": {
        "zh": "步数要是 {least} 到 {limit} 之间的整数。",
        "en": "The number of steps must be a whole number from {least} to {limit}.",
    },
    "preset-unknown": {
        "zh": "没有叫“{name}”的画法。可以选的有：{names}。",
        "en": 'There is no preset "{name}". These exist: {names}.',
    },
    "no-animal-found": {
        "zh": "我没有找到我会画的小动物。",
        "en": "I could not find an animal that I know.",
    },
    "choose-two-animals": {
        "zh": "我一次最多画两只小动物，请挑两只告诉我吧。",
        "en": "I can draw at most two animals at a time. Please choose two of them.",
    },
    "at-most-two": {
        "zh": "我的画纸上最多站得下两只小动物，所以我画了两只。",
        "en": "My paper has room for two animals at most, so here are two of them.",
    },
    "cannot-draw-yet": {"zh": "我还不会画：{things}。", "en": "I cannot draw this yet: {things}."},
    "how-about": {"zh": "要不要画{names}？", "en": "How about {names}?"},
    "or-separator": {"zh": "或者", "en": " or "},
    "what-i-understood": {"zh": "我看懂了：{chips}。", "en": "I understood: {chips}."},
    "animals-i-know": {
        "zh": "我会画的小动物有{names}，还有很多呢。",
        "en": "Some of the animals I know are: {names}, and many more.",
    },
    "gentle-unchecked": {
        "zh": "这个画法还没有人检查它的画，所以我只画我听懂的部分。",
        "en": "Nothing checks this model's pictures here yet, so I drew only what I understood.",
    },
    "preset-not-open": {
        "zh": "这里没有打开“{name}”这个画法。可以用的有：{names}。",
        "en": 'The preset "{name}" is not open here. Open are: {names}.',
    },
    "preset-reads-english": {
        "zh": "现在这个画法只懂英语，我从愿望里没有找到认识的小动物。",
        "en": "The model that is set here reads English only, and I found no animal in the wish that I can"
        " translate.",
    },
}

# chips.py
_CHIPS: dict[str, dict[Language, str]] = {
    "chip-no-garment": {"zh": "没有衣服", "en": "no clothes"},
    "chip-no-headwear": {"zh": "没有帽子", "en": "no hat"},
    "chip-no-held": {"zh": "手里没有东西", "en": "empty hands"},
    "chip-two": {"zh": "两只{chip}", "en": "{chip} ×2"},
    "chip-one": {"zh": "{noun}", "en": "{noun}"},
    "chip-left": {"zh": "左边的{noun}", "en": "left {noun}"},
    "chip-right": {"zh": "右边的{noun}", "en": "right {noun}"},
    "chip-whose": {"zh": "{whose}：{chip}", "en": "{whose}: {chip}"},
}

SENTENCES: Mapping[str, Mapping[Language, str]] = MappingProxyType(
    {
        **_ERRORS,
        **_SETTINGS,
        **_SAFETY,
        **_LABEL,
        **_ROAD,
        **MODELS,
        **DOORS,
        **TRAINING,
        **_CHIPS,
        **PARENTS,
        **PAGE,
    }
)
