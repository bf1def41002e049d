"""What grown-ups read who teach a model something new (lora_training/); wording.py joins it."""

from __future__ import annotations

from typing import Final, Literal

Language = Literal["zh", "en"]

TRAINING: Final[dict[str, dict[Language, str]]] = {
    "bad-training-data": {
        "zh": "这些图片还不能用来训练。",
        "en": "These pictures cannot be learnt from yet.",
    },
    "data-problems": {
        "zh": "训练还没有开始，什么也没有改动。要先解决 {count} 个问题：",
        "en": "Nothing was trained and nothing has changed. Problems to be solved first: {count}",
    },
    "data-more": {"zh": "……还有 {count} 个。", "en": "... and {count} more."},
    "data-no-folder": {"zh": "没有这个文件夹：{folder}。", "en": "There is no such folder: {folder}."},
    "data-no-pictures": {
        "zh": "{folder} 里没有图片（{kinds}）。",
        "en": "There are no pictures ({kinds}) in {folder}.",
    },
    "data-too-many": {"zh": "图片超过 {limit} 张。", "en": "There are more than {limit} pictures."},
    "data-broken": {
        "zh": "{file}：图片打不开，或者不完整（{reason}）。",
        "en": "{file}: the picture cannot be opened or is cut off ({reason}).",
    },
    "data-small": {
        "zh": "{file}：太小了，只有 {width}×{height}，短边至少要 {least} 像素。",
        "en": "{file}: too small, {width}x{height}; the shorter side needs {least} px.",
    },
    "data-long": {
        "zh": "{file}：太长了，{width}×{height}，长边最多是短边的 {ratio} 倍。",
        "en": "{file}: too long, {width}x{height}; the longer side may be {ratio} times the shorter one.",
    },
    "data-no-caption": {
        "zh": "{file}：没有说明文字。",
        "en": "{file}: there is no caption.",
    },
    "data-bad-caption": {
        "zh": "{file}：说明文字不能用：{reason}",
        "en": "{file}: the caption cannot be used: {reason}",
    },
    "data-unsafe": {
        "zh": "里面有不适合小朋友的内容。",
        "en": "it says something that is not for children.",
    },
    "data-row-broken": {"zh": "{where}：这一行看不懂。", "en": "{where}: this line cannot be understood."},
    "data-row-without-file": {
        "zh": "{where}：文件夹里没有 {file}。",
        "en": "{where}: there is no {file} in the folder.",
    },
    "data-row-twice": {
        "zh": "{where}：{file} 写了两次。",
        "en": "{where}: {file} stands there twice.",
    },
    "data-trigger-unused": {
        "zh": "没有一条说明文字里有“{word}”。",
        "en": 'No caption says "{word}".',
    },
    "train-name": {
        "zh": "名字只能用小写字母、数字、- 和 _，最多 40 个：{name}。",
        "en": "A name is made of small letters, digits, - and _, at most 40: {name}.",
    },
    "train-exists": {
        "zh": "{folder} 已经训练好了。换一个名字，或者先把它删掉。",
        "en": "{folder} is trained already. Choose another name, or delete it first.",
    },
    "train-other-recipe": {
        "zh": "{folder} 里有另一种设置训练到一半的结果：{what} 不一样。"
        "用原来的设置接着训练，或者先把它删掉。",
        "en": "{folder} holds a training with other settings, which stopped half-way: {what} differ."
        " Go on with the same ones, or delete it first.",
    },
    "train-not-here": {
        "zh": "这里还不能训练 {preset}。可以训练的有：{names}。",
        "en": "{preset} cannot be trained here. These can: {names}.",
    },
    "train-trigger": {
        "zh": "触发词“{word}”用不了：{reason}",
        "en": 'The trigger word "{word}" cannot be used: {reason}',
    },
    "train-trigger-known": {
        "zh": "这个词本来就认识，请用 --trigger 换一个。",
        "en": "it is a known word already. Choose another one with --trigger.",
    },
    "train-trigger-needed": {
        "zh": "至少要有一个触发词，中文、英文或者两个都写。",
        "en": "at least one is needed, in Chinese, in English, or both.",
    },
    "train-number": {
        "zh": "{name} 要在 {least} 到 {limit} 之间。",
        "en": "{name} must be between {least} and {limit}.",
    },
    "train-precision": {
        "zh": "这台设备上不能用 {precision}。",
        "en": "{precision} cannot be used on this device.",
    },
    "train-no-tracker": {
        "zh": "要用 {name} 记录，请先安装：pip install {name}",
        "en": "To log with {name}, install it first: pip install {name}",
    },
    "train-choice": {
        "zh": "{name} 只能是：{names}。",
        "en": "{name} is one of: {names}.",
    },
    "train-forecast": {
        "zh": "{pictures} 张图片，训练 {numbers} 个数，在 {device} 上还有 {steps} 步，"
        "每步 {step_s:.2f} 秒：大约 {minutes:.1f} 分钟，内存 {memory}。",
        "en": "{pictures} pictures, {numbers} numbers to train; on {device} {steps} steps are left,"
        " {step_s:.2f} s each: about {minutes:.1f} minutes, {memory} of memory.",
    },
    "train-done": {
        "zh": '学会了：{folder}。试一试：python -m cute_animal draw "{wish}" --lora {name}',
        "en": 'Learnt: {folder}. Try it: python -m cute_animal draw "{wish}" --lora {name}',
    },
    "train-done-full": {
        "zh": '训练好了：{folder}。试一试：python -m cute_animal draw "{wish}" --preset {folder}',
        "en": 'Trained: {folder}. Try it: python -m cute_animal draw "{wish}" --preset {folder}',
    },
    "train-spoilt": {
        "zh": "第 {step} 步的损失不再是有限的数，训练停下来了。请把学习率调小一点再试。",
        "en": "At step {step} the loss was no finite number any more, so training stopped. Try a smaller"
        " learning rate.",
    },
}
