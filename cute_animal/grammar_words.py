"""The words that tell what belongs to what in a wish: verbs of having, refusals, counts, "the other one".

Data only, a table per language: kind of token -> its words, phrases separated by "|" or words by spaces.
What they mean together is for sentence.py and pairs.py.
"""

from __future__ import annotations

# "that" leads a clause, "wear" leads a thing, "hold" one in the hands, "empty" says that nothing is held,
# "pronoun" is the animal again; "first", "second", "both" and "they" say which of two animals is meant.
GRAMMAR_EN: dict[str, str] = {
    "not": "no not without don't doesn't isn't aren't didn't won't never nor neither nothing cannot can't hasn't haven't",
    "be": "is are was were be being it's he's she's that's they're there's",
    "that": "that which who whose",
    "wear": "wear wears wearing wore worn in with has have had having put puts putting dressed",
    "hold": "hold holds holding held carry carries carrying bring brings bringing grab grabs grabbing hug hugs hugging cuddle "
    "cuddles cuddling eat eats eating ate lick licks licking drink drinks drinking read reads reading fly flies flying play plays "
    "playing squeeze squeezing",
    "prep": "on under by at of from near beside behind above over inside among around through between",
    "and": "and & or nor plus",
    "pronoun": "it he she his its her them him hers itself",
    "article": "a an the my our your this",
    "many": "many several some few group family lots bunch herd flock",
    "fur": "fur furred hair wool feathers skin body",
    "part": "eye eyes ear ears tail tails nose noses face cheek cheeks paw paws belly tummy leg legs feet foot hand hands head wing wings mane beak horn horns shell teeth tooth tongue arm arms",
    "both": "both each",
    "they": "they their",
}
# Phrases, which win over their words.
PHRASES_EN: dict[str, str] = {
    "first": "the first one|first one|the first|the left one|left one|the one on the left|one of them|one of the two|the left|the former",
    "second": "the second one|second one|the second|the right one|right one|the one on the right|the other one|other one|the other|the latter",
    "empty": "empty hands|empty paws|empty handed|nothing in its hands|nothing in his hands|nothing in her hands|nothing in their hands"
    "|nothing in its paws|nothing in the hands|holding nothing|holds nothing|hold nothing|not holding anything|carrying nothing",
    "both": "both of them|they both|they are both|each of them",
    "filler": "good morning|good night|good evening|good afternoon|have a nice day|one day|every day|happy birthday|of course|thank you"
    "|not only|why not|don't forget|on top|like to|likes to|likes|looks like|in front of|can not wait|once upon a time|on the left side"
    "|on the right side|on the left|on the right|next to|together with|all around|on the other side|the other day|as a gift|as a present"
    "|big bad|for school|for my school|for kindergarten|my friend|best friends|good friends|best friend|birthday gift for|a lot of love|i don't know|i can't wait|can't wait|for a present|holding on to|at the same time|made up"
    "|sketch a|sketch an|sketch me|playing together|each other|one another|a little bit|in the middle|in the background|as well|in the air|on the ground|on the floor",
    "number2": "a pair of|pair of|a couple of|couple of|a couple|a pair",
    "fur": "with fur|furry body",
    "hold": "waving a|holding up|hanging on to",
    "prep": "on top of",
}
GRAMMAR_ZH: dict[str, str] = {
    "prep": "在 正在",
    "not": "没 没有 不 不要 不想 无 别 不是 不能 不会 没在 不用 不带 没带 没戴 没穿 不戴 不穿",
    "be": "是 为",
    "wear": "穿 穿着 穿上 穿了 身穿 身着 戴 戴着 戴上 戴了 头戴 佩戴 带 带着 系 系着 系了 围 围着 围了 披 披着 披了 扎 扎着 扎了 别 别着 打扮 身披 "
    "有 头上有 头上戴 头上戴着 头上戴了 头上别 头上别着 头上别了 别了 配 配上 身上穿 身上穿着 都有",
    "hold": "拿 拿着 拿了 拿上 抱 抱着 抱了 举 举着 举了 举起 捧 捧着 捧了 牵 牵着 牵了 提 提着 握 握着 端 端着 撑 撑着 打 打着 放 放着 吃 吃着 喝 喝着 "
    "手拿 手拿着 手捧 手捧着 手持 手里拿 手里拿着 手里牵 手里牵着 手里捧 手里捧着 手里提 手里提着 手里有 手里举着 手上拿着 手中拿着 手上有 拎 拎着 抓 抓着 "
    "读 读着 玩 玩着 玩耍 踢 踢着 拍 拍着 舔 舔着 怀里抱着 抱住",
    "empty": "什么都没有 什么都没拿 什么也没有 什么也没拿 没拿东西 没有拿东西 没有东西 没东西 空手 空着手 空着双手 两手空空",
    "and": "和 跟 与 及 或 或者 还有 以及 又 还 加 加上",
    "pronoun": "它 他 她 它的 他的 她的 小家伙",
    "many": "几只 很多 许多 一群 一些 好多 好几只 一堆 多只 一家 众多 成群 几个",
    "fur": "毛 毛发 皮毛 毛色 身体 身子 皮肤 羽毛 绒毛",
    "part": "眼睛 眼 耳朵 尾巴 鼻子 脸 脸蛋 脸颊 爪子 肚子 肚皮 腿 手 脚 头 翅膀 嘴 嘴巴 头发 角 牙齿 舌头",
    "first": "第一只 第一个 其中一只 其中一个 左边的 左边那只 左边这只 左边那个 左面的 前面那只",
    "second": "另一只 另一个 另外一只 另外一个 第二只 第二个 右边的 右边那只 右边这只 右边那个 右面的 后面那只 另只",
    "both": "都 全都 每只 每个 两只都 两个都 它们都 他们都 俩都",
    "they": "它们 他们 她们",
}
AGAIN = ("another", "other", "second", "另", "另一只", "另一个")  # before an animal: one more of them
MEASURES_ZH = "个 只 头 条 件 顶 副 朵 位 匹 双 张 幅 对 群 些 名 本 把 束 根 支 份 罐 套 枝 串 颗 杯 块 片"
NUMBERS = {
    "en": "one two three four five six seven eight nine ten eleven twelve".split(),
    "zh": "一 二 三 四 五 六 七 八 九 十".split(),
}
PLURALS = {
    "mice": "mouse",
    "geese": "goose",
    "calves": "calf",
    "wolves": "wolf",
    "scarves": "scarf",
    "oxen": "ox",
    "feet": "foot",
}
