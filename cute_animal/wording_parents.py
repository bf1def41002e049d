"""The sentences of the page for parents, Chinese and English side by side; wording.py joins them."""

from __future__ import annotations

from typing import Final, Literal

PARENTS: Final[dict[str, dict[Literal["zh", "en"], str]]] = {
    "parents-title": {"zh": "给家长和老师", "en": "For parents and teachers"},
    "parents-back": {"zh": "回去画画", "en": "Back to drawing"},
    "parents-other": {"zh": "English", "en": "中文"},
    "parents-lead": {
        "zh": "孩子说一个愿望，这台电脑画一只小动物。下面是它检查什么、查得怎么样、留下什么和不留下什么。",
        "en": "A child makes a wish, and this computer draws an animal. Here is what it checks, how"
        " well it does so, what it keeps and what it does not.",
    },
    "parents-checked": {"zh": "检查什么", "en": "What is checked"},
    "parents-checked-words": {
        "zh": "先检查愿望，再画画，中英文都查，换了写法也查：裸露和性、暴力、血腥、武器、自我伤害、虐待"
        "动物、恐怖、烟酒和毒品、仇恨、脏话、危险动作、犯罪、真人、个人信息。",
        "en": "Wishes, before anything is drawn, in both languages and also in disguise: nudity and"
        " sex, violence, gore, weapons, self-harm, cruelty to animals, horror, drugs, alcohol and"
        " tobacco, hate, insults, dangerous acts, crime, real persons, personal data.",
    },
    "parents-checked-gently": {
        "zh": "不合适的愿望得到一句温和的话和三个点子，不重复原话。只是有点吓人的愿望会画得温柔，并且告"
        "诉孩子。",
        "en": "A wish that is refused gets one warm sentence and three ideas; its words are not"
        " repeated. A wish that is only a little frightening is drawn gently, and the child is"
        " told.",
    },
    "parents-checked-pictures": {
        "zh": "每张画都检查是不是完整的画。自带的模型只学过我们自己画的动物、衣服和地方，没有见过照片、"
        "人和武器。",
        "en": "Every picture is checked for being a whole picture. The built-in model has only been"
        " taught animals, clothes and places that our own program drew; it has never seen a"
        " photo, a person or a weapon.",
    },
    "parents-checked-general": {
        "zh": "现在用的是通用模型“{name}”，没有人检查它的画，所以它只收到听懂的部分（温和模式）。",
        "en": "A general model, {name}, is set here. Nothing checks its pictures, so it is told only"
        " what was understood (gentle mode).",
    },
    "parents-checked-risk": {
        "zh": "现在用的是通用模型“{name}”，没有人检查它的画，而设置里有大人写明了愿意承担风险。请陪在孩"
        "子身边。",
        "en": "A general model, {name}, is set here. Nothing checks its pictures, and a grown-up has"
        " taken that risk in the settings. Stay with your child.",
    },
    "parents-measured": {"zh": "查得怎么样", "en": "How well"},
    "parents-measured-how": {
        "zh": "用我们自己新写的愿望测量，每组只看一次，看之前没有为它改过任何东西。没有哪种检查是完美的"
        "，请不要走远；自带的模型没学过这些东西，漏过去的愿望它也画不出来。",
        "en": "Measured with new wishes of our own, each group once, before anything was changed for"
        " it. No check is perfect, so stay nearby; the built-in model was never taught such"
        " things and cannot draw them when a wish slips through.",
    },
    "parents-row": {"zh": "愿望", "en": "Wishes"},
    "parents-share": {"zh": "拦下的比例", "en": "Refused"},
    "parents-interval": {"zh": "95% 区间", "en": "95 % interval"},
    "parents-unsafe-en": {"zh": "不合适，英文", "en": "unsafe, in English"},
    "parents-unsafe-zh": {"zh": "不合适，中文", "en": "unsafe, in Chinese"},
    "parents-grave": {
        "zh": "其中：性、自我伤害、虐待动物、血腥",
        "en": "of these: sexual, self-harm, cruelty, gore",
    },
    "parents-harmless-traps": {
        "zh": "没有问题、但看起来像的，被错拦",
        "en": "harmless look-alikes, refused by mistake",
    },
    "parents-hard-en": {
        "zh": "很难的：用平常的词说出来的坏事，英文",
        "en": "hard ones: harm told in everyday words, in English",
    },
    "parents-hard-zh": {
        "zh": "很难的：用平常的词说出来的坏事，中文",
        "en": "hard ones: harm told in everyday words, in Chinese",
    },
    "parents-hard-traps": {
        "zh": "没有问题、但看起来像很难的，被错拦",
        "en": "harmless look-alikes of the hard ones, refused by mistake",
    },
    "parents-stored": {"zh": "留下什么，不留下什么", "en": "What is stored, and what is not"},
    "parents-stored-wishes": {
        "zh": "愿望不写进日志，也不写进硬盘。为了刷新后还能看到自己的画，愿望和画最多在内存里留到画完后"
        "两分钟；被拦下的愿望马上忘掉，日志里只有原因的种类。",
        "en": "Wishes go into no log and onto no disk. So that a reloaded page finds its drawing again,"
        " wish and drawing stay in memory until two minutes after its end; a refused wish is"
        " forgotten at once, and the log gets the kind of reason only.",
    },
    "parents-stored-pictures": {
        "zh": "网页的画在硬盘上保留 {minutes} 分钟，然后删除；程序结束时全部删除。没有通过检查的画从不"
        "写进硬盘。",
        "en": "Pictures of the page stay on disk for {minutes} minutes and are deleted then; all of"
        " them when the program ends. A picture that did not pass its check is never on disk.",
    },
    "parents-stored-recipe": {
        "zh": "设置里打开了“保留配方”：愿望和种子会写进每个文件。",
        "en": "The settings have the recipe kept: wish and seed stand in every file.",
    },
    "parents-stored-no-recipe": {
        "zh": "文件里没有愿望。每个文件都有看得见的“AI生成”和文件内部的标识，网页上没有开关能去掉。",
        "en": "No file holds the wish. Every file carries a visible mark that a machine drew it, and a"
        " label inside; no switch on the page leaves them out.",
    },
    "parents-stored-web": {
        "zh": "没有账号，没有统计；网页不向别的网站要任何东西。浏览器里只存一个随机数，另外，输入密码后"
        "有一个十分钟的 Cookie。",
        "en": "No account, no analytics; the page asks no other host for anything. The browser keeps"
        " one random number and, after a right PIN, a cookie for ten minutes.",
    },
    "parents-settings": {"zh": "设置", "en": "Settings"},
    "parents-mode": {"zh": "画法", "en": "Mode"},
    "parents-mode-open": {
        "zh": "开放：检查过的话放进我们的画风句子里，交给模型",
        "en": "Open: checked words go to the model, inside our style sentences",
    },
    "parents-mode-gentle": {
        "zh": "温和：只把听懂的部分放进固定的句子里，原话从不交给模型；适合最小的孩子",
        "en": "Gentle: only what was understood goes into a fixed sentence, raw words never reach the"
        " model; for the youngest",
    },
    "parents-mode-same": {
        "zh": "自带的模型总是只收到听懂的部分。",
        "en": "The built-in model is always told only what was understood.",
    },
    "parents-block": {"zh": "另外不画的词（用逗号隔开）", "en": "Also refuse these words (commas between)"},
    "parents-allow": {"zh": "允许的词（用逗号隔开）", "en": "Allow these words (commas between)"},
    "parents-allow-limits": {
        "zh": "只能放行武器、恐怖、危险动作、犯罪、脏话、真人和不认识的词；性、暴力、血腥、自我伤害、虐"
        "待、烟酒毒品、仇恨和个人信息永远不放行。",
        "en": "They lift weapons, horror, dangerous acts, crime, insults, real persons and unknown"
        " words only; never sex, violence, gore, self-harm, cruelty, drugs, alcohol, tobacco,"
        " hate or personal data.",
    },
    "parents-save": {"zh": "保存", "en": "Save"},
    "parents-close": {"zh": "锁上", "en": "Lock"},
    "parents-saved": {
        "zh": "已保存，从下一个愿望开始有效。",
        "en": "Saved. It holds from the next wish on.",
    },
    "parents-kept-in-file": {"zh": "改动会留在规则文件里。", "en": "Changes are kept in the rules file."},
    "parents-kept-in-memory": {
        "zh": "改动只到程序结束为止。想一直有效，请设置 CUTE_ANIMAL_RULES_FILE。",
        "en": "Changes last until the program ends. CUTE_ANIMAL_RULES_FILE keeps them.",
    },
    "parents-pin": {"zh": "家长密码", "en": "Parents' PIN"},
    "parents-open": {"zh": "打开设置", "en": "Open the settings"},
    "parents-no-pin": {
        "zh": "没有设置家长密码（CUTE_ANIMAL_PIN），所以这里只能看，不能改。",
        "en": "No PIN is set (CUTE_ANIMAL_PIN), so they can be seen here but not changed.",
    },
    "parents-wrong-pin": {
        "zh": "密码不对，请再试一次。",
        "en": "That is not the PIN. Please try once more.",
    },
    "parents-wait": {
        "zh": "试错太多次了，请 {seconds} 秒以后再试。",
        "en": "Too many wrong tries. Please wait {seconds} seconds.",
    },
    "parents-bad-words": {
        "zh": "这些词用不了：最多 {most} 个，每个 2 到 {longest} 个字。",
        "en": "These words cannot be used: at most {most} of them, each of 2 to {longest} characters.",
    },
    "parents-not-kept": {
        "zh": "规则文件写不进去，什么也没有改。",
        "en": "The rules file cannot be written; nothing was changed.",
    },
    "parents-own-words-set": {
        "zh": "自己的词：不画 {block} 个，放行 {allow} 个。",
        "en": "Own words: {block} refused, {allow} allowed.",
    },
}
