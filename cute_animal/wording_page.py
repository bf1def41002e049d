"""The sentences of the page, Chinese and English side by side; wording.py joins them.

Keys with "page-" are translated in the browser, by its language; those with "now-" are said while drawing, in
the language of the wish.
"""

from __future__ import annotations

from typing import Final, Literal

Language = Literal["zh", "en"]

PAGE: Final[dict[str, dict[Language, str]]] = {
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
        "en": "Animals and styles that were taught here. With none chosen, a wish that names one gets it.",
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
