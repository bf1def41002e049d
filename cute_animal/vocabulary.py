"""What the starter model knows: its attributes, their values, and the Chinese and English words for each.

Captions for training, the reading of wishes and the judge's classes all come from these tables, so that
a new word is learnt, understood and measured by adding it here once. No torch, no drawing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType

UNSAID = "unsaid"  # the wish says nothing about this slot
NONE = "none"  # the wish says that there is none: "no hat", 没有帽子


@dataclass(frozen=True)
class Term:
    """One value of one attribute. The first word of each language is the one we answer with."""

    key: str
    en: tuple[str, ...]
    zh: tuple[str, ...]


def _terms(*rows: tuple[str, str, str]) -> Mapping[str, Term]:
    """(key, "word|word" in English, "词|词" in Chinese), in the order of the judge's classes."""
    return MappingProxyType(
        {key: Term(key, tuple(en.split("|")), tuple(zh.split("|"))) for key, en, zh in rows}
    )


SPECIES = _terms(
    ("bear", "bear|teddy bear|teddy|bear cub", "小熊|熊|熊熊|小熊熊|熊宝宝|泰迪熊|狗熊|熊仔"),
    ("panda", "panda|panda bear|panda cub|baby panda", "熊猫|大熊猫|小熊猫|熊猫宝宝|大熊猫宝宝"),
    ("rabbit", "rabbit|bunny|bunny rabbit|hare|baby bunny", "小兔子|兔子|小兔|兔兔|小兔兔|兔宝宝|兔|兔仔"),
    ("cat", "cat|kitten|kitty|pussycat|kitty cat", "小猫|猫|猫咪|小猫咪|猫猫|喵喵|猫宝宝|小猫猫|猫儿"),
    ("dog", "dog|puppy|doggy|doggie|pup|puppy dog", "小狗|狗|狗狗|小狗狗|汪汪|狗宝宝|狗子"),
    ("fox", "fox|fox cub|little fox", "小狐狸|狐狸|狐狸宝宝|小狐"),
    ("pig", "pig|piglet|piggy|piggie", "小猪|猪|猪猪|小猪猪|猪宝宝|小猪仔"),
    ("mouse", "mouse|mousey|little mouse", "小老鼠|老鼠|小鼠|鼠宝宝|鼠"),
    ("elephant", "elephant|baby elephant", "小象|大象|象|小象宝宝|象宝宝"),
    ("lion", "lion|lion cub", "小狮子|狮子|狮子宝宝|狮|大狮子"),
    ("tiger", "tiger|tiger cub", "小老虎|老虎|虎宝宝|小虎|虎|大老虎|老虎宝宝"),
    ("koala", "koala|koala bear", "考拉|树袋熊|小考拉"),
    ("penguin", "penguin|baby penguin", "企鹅|小企鹅|企鹅宝宝"),
    ("chick", "chick|baby chick|chicken|chickie", "小鸡|鸡宝宝|小鸡仔|鸡|小鸡崽|鸡仔"),
    ("duck", "duck|duckling|ducky|duckie|baby duck", "小鸭子|鸭子|小鸭|鸭鸭|鸭宝宝|鸭|鸭仔|大鸭子"),
    ("owl", "owl|owlet|baby owl", "猫头鹰|小猫头鹰|猫头鹰宝宝"),
    ("frog", "frog|froggy|little frog", "青蛙|小青蛙|蛙宝宝|青蛙宝宝|小蛙"),
    ("cow", "cow|calf|baby cow", "小牛|奶牛|牛|小奶牛|牛宝宝|奶牛宝宝"),
    ("sheep", "sheep|lamb|little lamb", "小羊|绵羊|羊|小绵羊|羊宝宝|羊羊|小羊羔|羊羔"),
    ("monkey", "monkey|little monkey", "小猴子|猴子|小猴|猴宝宝|猴"),
    ("deer", "deer|fawn|baby deer", "小鹿|鹿|梅花鹿|鹿宝宝|小鹿宝宝"),
    ("hedgehog", "hedgehog|baby hedgehog|hoglet", "小刺猬|刺猬|刺猬宝宝"),
)

COAT = _terms(
    ("white", "white|snow-white", "白色|白|雪白"),
    ("gray", "gray|grey", "灰色|灰|银灰色"),
    ("black", "black", "黑色|黑"),
    ("brown", "brown|chestnut", "棕色|棕|咖啡色|褐色|棕褐色"),
    ("orange", "orange", "橙色|橙|橘色|橘黄色|橘|橘红色"),
    ("yellow", "yellow|golden|gold", "黄色|黄|金色|金黄色"),
    ("pink", "pink|rosy", "粉色|粉红色|粉|粉红|粉粉"),
    ("blue", "blue|sky-blue", "蓝色|蓝|天蓝色|天蓝"),
    ("purple", "purple|violet", "紫色|紫"),
    ("green", "green", "绿色|绿"),
)

NATURAL_COAT: Mapping[str, str] = MappingProxyType(
    {
        "bear": "brown", "panda": "white", "rabbit": "white", "cat": "orange", "dog": "brown", "fox": "orange",
        "pig": "pink", "mouse": "gray", "elephant": "gray", "lion": "yellow", "tiger": "orange", "koala": "gray",
        "penguin": "black", "chick": "yellow", "duck": "white", "owl": "brown", "frog": "green", "cow": "white",
        "sheep": "white", "monkey": "brown", "deer": "brown", "hedgehog": "brown",
    }
)  # fmt: skip

CLOTH_COLOR = _terms(
    ("red", "red|scarlet", "红色|红|大红色|鲜红色"),
    ("orange", "orange", "橙色|橙|橘色|橘黄色|橘|橘红色"),
    ("yellow", "yellow|golden|gold", "黄色|黄|金色|金黄色"),
    ("green", "green", "绿色|绿|草绿色"),
    ("blue", "blue|sky-blue", "蓝色|蓝|天蓝色|天蓝"),
    ("purple", "purple|violet", "紫色|紫"),
    ("pink", "pink|rosy", "粉色|粉红色|粉|粉红|粉粉"),
)

GARMENT = _terms(
    ("overalls", "overalls|dungarees|dungaree|bib overalls", "背带裤|吊带裤|工装裤|背带|背带短裤"),
    ("dress", "dress|frock|skirt|gown", "裙子|连衣裙|小裙子|裙|公主裙|裙裙|长裙|短裙|小裙"),
    (
        "sweater",
        "sweater|jumper|pullover|t-shirt|shirt|hoodie|tshirt|cardigan|clothes",
        "毛衣|上衣|衣服|T恤|衬衫|卫衣|毛线衣|针织衫|小衣服|小毛衣",
    ),
    ("scarf", "scarf|neckerchief|shawl", "围巾|围脖|丝巾|小围巾"),
    ("raincoat", "raincoat|coat|jacket", "雨衣|外套|大衣|夹克|小雨衣|羽绒服|棉袄"),
    ("cape", "cape|cloak", "斗篷|披风|小披风|小斗篷"),
    ("shorts", "shorts|trousers|pants", "短裤|裤子|小裤子|长裤|小短裤"),
)

HEADWEAR = _terms(
    ("hat", "hat|beanie|woolly hat|knitted hat|cap", "帽子|毛线帽|小帽子|帽|鸭舌帽|帽帽|小帽"),
    ("bow", "bow|ribbon|hair bow", "蝴蝶结|发带|丝带|小蝴蝶结|缎带"),
    ("flower", "flower|blossom", "小花|花|花朵|花儿"),
    ("crown", "crown|tiara", "皇冠|王冠|小皇冠|小王冠"),
    ("glasses", "glasses|spectacles|eyeglasses|sunglasses", "眼镜|小眼镜|墨镜|太阳镜"),
    (
        "party_hat",
        "party hat|pointy hat|birthday hat|party cap|cone hat",
        "派对帽|生日帽|尖顶帽|尖帽子|派对帽子|生日帽子",
    ),
    ("headphones", "headphones|earmuffs|earphones|headset", "耳机|耳罩|头戴耳机|小耳机"),
)

# Things that nobody paints in a random colour: a crown is golden unless the wish says otherwise.
NATURAL_CLOTH_COLOR: Mapping[str, str] = MappingProxyType({"crown": "yellow", "raincoat": "yellow"})

PLACE = _terms(
    ("studio", "plain background|simple background", "纯色背景|简单的背景"),
    ("meadow", "meadow|grass|field|park|garden|lawn|grassland", "草地|草原|公园|花园|草坪|田野|草丛|花丛"),
    ("forest", "forest|woods|wood|jungle|trees", "森林|树林|丛林|树林里|小树林|大森林"),
    ("beach", "beach|seaside|sea|seashore|ocean", "海边|沙滩|海滩|大海边|大海"),
    ("snow", "snow|snowy field|winter|snowy", "雪地|雪|冰天雪地|雪原|雪地里|冬天|下雪"),
    ("room", "room|bedroom|house|home|living room", "房间|家里|屋子|卧室|屋里|客厅|家"),
    ("sky", "clouds|cloud|sky", "云朵|云|天空|云上|白云|蓝天|云端|云彩"),
    ("space", "space|outer space|universe|galaxy", "太空|宇宙|外太空|银河"),
    ("castle", "castle|palace", "城堡|宫殿|王宫"),
)

TIME = _terms(
    (
        "day",
        "day|daytime|sunny day|sunshine|morning|afternoon|noon|sunny",
        "白天|晴天|阳光|早上|太阳下|下午|中午|太阳|晴朗",
    ),
    (
        "night",
        "night|nighttime|evening|moonlight|starry night|midnight|moon|stars",
        "晚上|夜晚|夜里|月光|星空下|夜空下|黑夜|夜空|星空|深夜|半夜|月亮|夜",
    ),
)

POSE = _terms(
    ("standing", "standing|stands|stand", "站着|站立|站"),
    ("sitting", "sitting|sits|seated|sit", "坐着|坐下|坐|坐下来"),
    (
        "waving",
        "waving|waves|saying hello|saying hi|wave|say hello|say hi",
        "挥手|招手|打招呼|挥着手|挥挥手|招招手",
    ),
    ("jumping", "jumping|jumps|leaping|hopping|jump|hop", "跳跃|跳起来|蹦蹦跳跳|跳|蹦跳|跳起|蹦"),
)

FACE = _terms(
    ("smiling", "smiling|smiles|with a smile|smiley|smile|grinning", "微笑|笑眯眯|笑|笑脸|微笑着"),
    (
        "laughing",
        "laughing|laughs|happy|joyful|cheerful|very happy|laugh|excited",
        "大笑|开心|高兴|哈哈大笑|快乐|笑嘻嘻|哈哈笑|大笑着|欢快",
    ),
    (
        "sleepy",
        "sleepy|sleeping|asleep|dozing|tired|eyes closed|sleep|napping|drowsy|closed eyes",
        "困|睡觉|闭着眼睛|睡着|困困|打瞌睡|睡|睡着了|困了|犯困|打盹|闭眼|闭上眼睛",
    ),
)


@dataclass(frozen=True)
class Scene:
    """Everything that a picture shows, one key per attribute. Colours are None exactly where there is no thing."""

    species: str
    coat: str
    garment: str | None = None
    garment_color: str | None = None
    headwear: str | None = None
    headwear_color: str | None = None
    place: str = "studio"
    time: str = "day"
    pose: str = "standing"
    face: str = "smiling"

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if value is not None and value not in TABLES[field.name]:
                raise ValueError(f"{field.name}={value!r} is not in the vocabulary")
        for thing in ("garment", "headwear"):
            if (getattr(self, thing) is None) != (getattr(self, f"{thing}_color") is None):
                raise ValueError(f"{thing} and {thing}_color go together")


TABLES: Mapping[str, Mapping[str, Term]] = MappingProxyType(
    {
        "species": SPECIES,
        "coat": COAT,
        "garment": GARMENT,
        "garment_color": CLOTH_COLOR,
        "headwear": HEADWEAR,
        "headwear_color": CLOTH_COLOR,
        "place": PLACE,
        "time": TIME,
        "pose": POSE,
        "face": FACE,
    }
)
SLOTS: tuple[str, ...] = tuple(TABLES)

# What the text encoder is taught to read from a wish, per slot: first "not said", then "none", then the values.
SLOT_CLASSES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        slot: (UNSAID, *((NONE,) if slot in ("garment", "headwear") else ()), *table)
        for slot, table in TABLES.items()
    }
)
