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
    "may-i-download": {
        "zh": "{name} 的模型还不在这台电脑上。要下载 {size}（硬盘还有 {free}，许可：{licence}）。"
        "现在下载吗？",
        "en": "The model {name} is not on this computer yet. It is a download of {size} ({free} of disk are"
        " free, licence: {licence}). Download it now?",
    },
    "download-not-allowed": {
        "zh": "{name} 的模型还没有下载（{size}）。设置 CUTE_ANIMAL_DOWNLOAD=1 就会下载。",
        "en": "The model {name} is not downloaded yet ({size}). It is with CUTE_ANIMAL_DOWNLOAD=1.",
    },
    "disk-full": {
        "zh": "{name} 的模型有 {size}，但 {folder} 只剩 {free}。请腾出地方，或者用 HF_HOME 换一个文件夹。",
        "en": "The model {name} needs {size}, but only {free} are free in {folder}. Please make room, or"
        " choose another folder with HF_HOME.",
    },
    "hub-offline": {
        "zh": "{name} 的模型不在这台电脑上，而 HF_HUB_OFFLINE 不让下载。",
        "en": "The model {name} is not on this computer, and HF_HUB_OFFLINE forbids to download it.",
    },
    "hub-unreachable": {
        "zh": "{name} 的模型（{size}）下载不了：连不上模型网站。请检查网络，或者用 HF_ENDPOINT 换一个镜像；"
        "下次会接着下载。",
        "en": "The model {name} ({size}) cannot be downloaded: its site does not answer. Please check the"
        " network, or name a mirror with HF_ENDPOINT; the next try goes on where this one stopped.",
    },
    "lora-wrong": {
        "zh": "风格文件 {file} 不能用：{reason}。",
        "en": "The LoRA file {file} cannot be used: {reason}.",
    },
    "adapter-unknown": {
        "zh": "这里没有能用的小风格“{name}”。能用的有：{names}。",
        "en": 'There is no adapter "{name}" that this model can draw with here. There are: {names}.',
    },
    "adapter-strength": {
        "zh": "小风格的强度要在 0 到 {limit} 之间，写成：名字:0.8。",
        "en": "The strength of an adapter must be between 0 and {limit}, written name:0.8.",
    },
    "adapters-too-many": {
        "zh": "一张画最多同时用 {limit} 个小风格。",
        "en": "A picture takes at most {limit} adapters at once.",
    },
    "adapter-wants-precision": {
        "zh": "设置了 CUTE_ANIMAL_STORAGE 或 CUTE_ANIMAL_RUNTIME 时不能用小风格。",
        "en": "Adapters cannot be used together with CUTE_ANIMAL_STORAGE or CUTE_ANIMAL_RUNTIME.",
    },
    "tuning-impossible": {
        "zh": "设置 {what} 在这里用不了：{reason}。",
        "en": "The setting {what} cannot be used here: {reason}.",
    },
    "scheduler-unknown": {
        "zh": "画法 {preset} 没有叫“{name}”的调度器。可以选的有：{names}。",
        "en": 'The preset {preset} has no scheduler "{name}". These exist: {names}.',
    },
    "does-not-fit": {
        "zh": "{name} 在这台电脑上放不下：至少要 {need} 显存，现在有 {have}。请换一个小一点的画法。",
        "en": "{name} does not fit on this computer: it needs at least {need} on the device, {have} are free."
        " Please choose a smaller preset.",
    },
    "does-not-fit-ram": {
        "zh": "{name} 在这台电脑上放不下：至少要 {need} 内存，现在有 {have}。请换一个小一点的画法。",
        "en": "{name} does not fit on this computer: it needs about {need} of RAM, {have} are free."
        " Please choose a smaller preset.",
    },
    "goals-need-a-card": {
        "zh": "这里测的都是大模型在 NVIDIA 显卡上的目标；这台电脑没有可用的显卡，所以什么也没测。",
        "en": "These goals are about large models on an NVIDIA card. There is none here that torch can use,"
        " so nothing was measured.",
    },
    "weights-broken": {
        "zh": "画画用的模型文件不见了，或者坏了。请大人重新下载一次。",
        "en": "The model's files are missing or broken. Please ask a grown-up to download them again.",
    },
}

# app.py and page/: what stands on the page. Keys with "page-" are translated in the browser, by its
# language; those with "now-" are said while drawing, in the language of the wish.
PAGE: Mapping[str, Mapping[Language, str]] = MappingProxyType(
    {
        "page-title": {"zh": "可爱小动物", "en": "Cute Animal"},
        "page-subtitle": {
            "zh": "说一个愿望，我画一只可爱的小动物送给你。",
            "en": "Make a wish, and I draw a cute little animal for you.",
        },
        "page-wish": {"zh": "你想画什么小动物？", "en": "What animal would you like?"},
        "page-wish-hint": {"zh": "一只穿红色背带裤的小兔子", "en": "a little rabbit in red overalls"},
        "page-draw": {"zh": "画出来", "en": "Draw"},
        "page-stop": {"zh": "停一停", "en": "Stop"},
        "page-examples": {"zh": "想不到？点一个试试：", "en": "No idea yet? Tap one of these:"},
        "page-ideas": {"zh": "点一个，我马上画：", "en": "Tap one and I draw it at once:"},
        "page-picture": {"zh": "你的小动物", "en": "Your animal"},
        "page-again": {"zh": "再画这一张", "en": "The same again"},
        "page-another": {"zh": "换一张看看", "en": "Another one"},
        "page-advanced": {"zh": "更多设置", "en": "Advanced"},
        "page-steps": {"zh": "画几步", "en": "Steps"},
        "page-steps-hint": {
            "zh": "自带的模型一步就够；多几步会慢一点，线条也不一样。",
            "en": "One is enough for the built-in model; more are slower and draw other lines.",
        },
        "page-adapters": {"zh": "小风格", "en": "Learnt tricks"},
        "page-adapters-hint": {
            "zh": "这里训练过的新动物和新画风。不选的话，愿望里说到它的名字就会用上。",
            "en": "Animals and styles that were taught here. With none chosen,"
            " a wish that names one gets it.",
        },
        "page-strength": {"zh": "强度", "en": "Strength"},
        "page-seed": {"zh": "种子", "en": "Seed"},
        "page-seed-hint": {
            "zh": "同样的愿望加上同样的种子，就是同一张画。",
            "en": "The same wish with the same seed is the same picture.",
        },
        "page-randomize": {"zh": "每次换一个新种子", "en": "A new seed every time"},
        "page-idle": {"zh": "你的画会出现在这里", "en": "Your picture will appear here"},
        "page-waking": {
            "zh": "我刚睡醒，正在找画笔……你可以先想好愿望，马上就能画。",
            "en": "I am waking up and looking for my brushes… Think of a wish meanwhile, it won't be long.",
        },
        "page-asleep": {
            "zh": "画画的小帮手没有起来，请大人来看一看。",
            "en": "The little painter did not get up. Please ask a grown-up to have a look.",
        },
        "page-parents": {"zh": "给家长和老师", "en": "For parents and teachers"},
        "page-made-by": {
            "zh": "画由 AI 生成，每一张都带着标识。我们不记录愿望，画过一会儿就会删掉。",
            "en": "Pictures are made by AI and every one is labelled. Wishes are not recorded; pictures"
            " are deleted after a while.",
        },
        "now-waking": {"zh": "我还在找画笔……", "en": "I am still looking for my brushes…"},
        "now-queued": {
            "zh": "前面还有 {count} 张画，很快就轮到你。",
            "en": "Pictures before yours: {count}. Soon it's your turn!",
        },
        "now-next": {"zh": "马上就轮到你啦！", "en": "You are next!"},
        "now-check": {"zh": "我在听你的愿望……", "en": "I am listening to your wish…"},
        "now-encode": {"zh": "我在想它的样子……", "en": "I am imagining it…"},
        "now-denoise": {"zh": "正在画：第 {step} 步，共 {total} 步", "en": "Drawing: step {step} of {total}"},
        "now-decode": {"zh": "正在上颜色……", "en": "Adding the colours…"},
        "now-inspect": {"zh": "再仔细看一看……", "en": "Having a careful look…"},
        "now-save": {"zh": "装进画框里……", "en": "Putting it into a frame…"},
        "now-understood": {"zh": "我看懂了", "en": "I understood"},
        "now-seed": {"zh": "种子 {seed}", "en": "Seed {seed}"},
        "now-picture-alt": {"zh": "AI 画的小动物：{words}", "en": "An animal drawn by AI: {words}"},
        "now-code": {"zh": "给大人看的代码：{code}", "en": "Code for grown-ups: {code}"},
        "port-taken": {
            "zh": "端口 {port} 打不开，可能已经有一个程序在用。设置 CUTE_ANIMAL_PORT 可以换一个。",
            "en": "Port {port} cannot be opened, maybe another program has it."
            " CUTE_ANIMAL_PORT sets another one.",
        },
    }
)

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
        **DOORS,
        **TRAINING,
        **_CHIPS,
        **PARENTS,
        **PAGE,
    }
)
