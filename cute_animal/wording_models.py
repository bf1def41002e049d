"""The sentences about models, their files, settings and room, Chinese and English; wording.py joins them."""

from __future__ import annotations

from typing import Final, Literal

Language = Literal["zh", "en"]

MODELS: Final[dict[str, dict[Language, str]]] = {
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
