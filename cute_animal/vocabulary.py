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
    ("horse", "horse|pony|foal|little horse|baby horse", "小马|马|马儿|小马驹|马宝宝|马驹"),
    ("zebra", "zebra|baby zebra|little zebra", "斑马|小斑马|斑马宝宝"),
    ("unicorn", "unicorn|baby unicorn|little unicorn", "独角兽|小独角兽|独角兽宝宝"),
    ("giraffe", "giraffe|baby giraffe|little giraffe", "长颈鹿|小长颈鹿|长颈鹿宝宝"),
    ("hippo", "hippo|hippopotamus|baby hippo", "河马|小河马|河马宝宝"),
    ("rhino", "rhino|rhinoceros|baby rhino", "犀牛|小犀牛|犀牛宝宝"),
    ("raccoon", "raccoon|racoon|baby raccoon", "浣熊|小浣熊|浣熊宝宝"),
    ("squirrel", "squirrel|baby squirrel|little squirrel", "松鼠|小松鼠|松鼠宝宝"),
    ("hamster", "hamster|baby hamster|little hamster", "仓鼠|小仓鼠|仓鼠宝宝"),
    ("kangaroo", "kangaroo|joey|baby kangaroo", "袋鼠|小袋鼠|袋鼠宝宝"),
    ("sloth", "sloth|baby sloth|little sloth", "树懒|小树懒|树懒宝宝"),
    ("bat", "bat|baby bat|little bat", "蝙蝠|小蝙蝠|蝙蝠宝宝"),
    ("parrot", "parrot|baby parrot|little parrot", "鹦鹉|小鹦鹉|鹦鹉宝宝"),
    ("flamingo", "flamingo|baby flamingo", "火烈鸟|小火烈鸟|红鹤"),
    ("peacock", "peacock|baby peacock", "孔雀|小孔雀|孔雀宝宝"),
    ("whale", "whale|baby whale|little whale", "鲸鱼|小鲸鱼|鲸|大鲸鱼|鲸鱼宝宝"),
    ("octopus", "octopus|baby octopus", "章鱼|小章鱼|八爪鱼|章鱼宝宝"),
    ("crab", "crab|baby crab|little crab", "螃蟹|小螃蟹|蟹|螃蟹宝宝"),
    ("turtle", "turtle|tortoise|baby turtle|sea turtle", "乌龟|小乌龟|海龟|龟|小海龟|乌龟宝宝"),
    ("seal", "seal|seal pup|baby seal", "海豹|小海豹|海豹宝宝"),
    ("fish", "fish|goldfish|little fish|fishy", "小鱼|鱼|金鱼|鱼儿|小金鱼|鱼宝宝"),
    ("bee", "bee|bumblebee|honeybee|little bee", "蜜蜂|小蜜蜂|蜜蜂宝宝"),
    ("butterfly", "butterfly|little butterfly", "蝴蝶|小蝴蝶|蝴蝶宝宝"),
    ("ladybug", "ladybug|ladybird|little ladybug", "瓢虫|小瓢虫|七星瓢虫|瓢虫宝宝"),
    ("snail", "snail|baby snail|little snail", "蜗牛|小蜗牛|蜗牛宝宝"),
    ("dinosaur", "dinosaur|dino|baby dinosaur|t-rex", "恐龙|小恐龙|恐龙宝宝|霸王龙|小霸王龙"),
    ("triceratops", "triceratops|baby triceratops", "三角龙|小三角龙|三角龙宝宝"),
    ("dragon", "dragon|baby dragon|little dragon", "小龙|龙|飞龙|龙宝宝|小飞龙"),
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
    ("red", "red|scarlet", "红色|红|大红色|鲜红色"),
    ("turquoise", "turquoise|teal|mint", "青色|薄荷绿|青绿色|湖蓝色"),
    ("rainbow", "rainbow|rainbow-colored|colorful", "彩虹色|彩色|七彩|五颜六色|五彩"),
)

PATTERN = _terms(
    ("plain", "plain", "纯色"),
    ("spots", "spotted|with spots|spotty|dotted|polka-dotted", "斑点|带斑点|有斑点|波点|圆点"),
    ("stripes", "striped|with stripes|stripy", "条纹|带条纹|有条纹|花条纹"),
    ("patches", "patched|with patches|patchy", "花斑|带花斑|有花斑|大花斑"),
)

NATURAL_COAT: Mapping[str, str] = MappingProxyType(
    {
        "bear": "brown", "panda": "white", "rabbit": "white", "cat": "orange", "dog": "brown", "fox": "orange",
        "pig": "pink", "mouse": "gray", "elephant": "gray", "lion": "yellow", "tiger": "orange", "koala": "gray",
        "penguin": "black", "chick": "yellow", "duck": "white", "owl": "brown", "frog": "green", "cow": "white",
        "sheep": "white", "monkey": "brown", "deer": "brown", "hedgehog": "brown",
        "horse": "brown", "zebra": "white", "unicorn": "white", "giraffe": "yellow", "hippo": "purple", "rhino": "gray",
        "raccoon": "gray", "squirrel": "orange", "hamster": "orange", "kangaroo": "brown", "sloth": "brown",
        "bat": "purple", "parrot": "red", "flamingo": "pink", "peacock": "turquoise", "whale": "blue",
        "octopus": "pink", "crab": "red", "turtle": "green", "seal": "gray", "fish": "orange", "bee": "yellow",
        "butterfly": "purple", "ladybug": "red", "snail": "yellow", "dinosaur": "green", "triceratops": "turquoise",
        "dragon": "red",
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
    ("apron", "apron|pinafore", "围裙|小围裙|围兜"),
    ("vest", "vest|waistcoat", "马甲|背心|小马甲|小背心|坎肩"),
    ("pajamas", "pajamas|pyjamas|onesie|nightgown", "睡衣|小睡衣|连体衣|连体睡衣"),
    ("tutu", "tutu|ballet skirt|ballet dress", "芭蕾裙|芭蕾舞裙|蓬蓬裙|纱裙|舞蹈裙"),
    ("spacesuit", "spacesuit|space suit|astronaut suit", "宇航服|太空服|航天服"),
)

HEADWEAR = _terms(
    ("hat", "hat|beanie|woolly hat|knitted hat", "帽子|毛线帽|小帽子|帽|帽帽|小帽"),
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
    ("cap", "cap|baseball cap", "鸭舌帽|棒球帽|小棒球帽|小鸭舌帽"),
    ("straw_hat", "straw hat|sun hat|sunhat", "草帽|小草帽|太阳帽|遮阳帽"),
    ("santa_hat", "santa hat|christmas hat|santa's hat", "圣诞帽|圣诞帽子|圣诞老人帽"),
    ("wizard_hat", "wizard hat|magic hat|magician's hat", "魔法帽|巫师帽|魔法师帽|魔术帽"),
    ("helmet", "helmet|bike helmet|hard hat|safety helmet", "头盔|安全帽|小头盔"),
)

HELD = _terms(
    ("balloon", "balloon|party balloon", "气球|小气球"),
    ("ice_cream", "ice cream|ice cream cone|ice-cream", "冰淇淋|冰激凌|雪糕|甜筒"),
    ("honey", "honey jar|honey pot|jar of honey|pot of honey|honey", "蜂蜜罐|蜂蜜|蜂蜜罐子|一罐蜂蜜"),
    ("book", "book|picture book|storybook", "书|图画书|故事书|小书|绘本"),
    ("kite", "kite", "风筝|小风筝"),
    ("bouquet", "bouquet|bunch of flowers|flowers", "花束|鲜花|一束花|一把花"),
    ("umbrella", "umbrella|parasol", "雨伞|伞|小雨伞|小伞"),
    ("lollipop", "lollipop|candy|lolly", "棒棒糖|糖果|糖"),
    ("wand", "magic wand|wand|star wand", "魔法棒|魔杖|仙女棒|魔术棒"),
    ("gift", "gift|present|gift box", "礼物|礼盒|礼物盒|小礼物"),
    ("ball", "ball|football|bouncy ball", "球|皮球|小球|足球|小皮球"),
    ("cup", "cup|mug|cup of tea|cup of milk", "杯子|茶杯|小杯子|马克杯"),
)

# Things that nobody paints in a random colour: a crown is golden unless the wish says otherwise.
NATURAL_CLOTH_COLOR: Mapping[str, str] = MappingProxyType(
    {"crown": "yellow", "raincoat": "yellow", "honey": "yellow", "straw_hat": "yellow", "santa_hat": "red"}
)

PLACE = _terms(
    ("studio", "plain background|simple background", "纯色背景|简单的背景"),
    ("meadow", "meadow|grass|field|park|garden|lawn|grassland", "草地|草原|公园|花园|草坪|田野|草丛|花丛"),
    ("forest", "forest|woods|wood|jungle|trees", "森林|树林|丛林|树林里|小树林|大森林"),
    ("beach", "beach|seaside|sea|seashore|ocean", "海边|沙滩|海滩|大海边|大海"),
    ("snow", "snow|snowy field|winter|snowy", "雪地|雪|冰天雪地|雪原|雪地里|冬天"),
    ("room", "room|bedroom|house|home|living room", "房间|家里|屋子|卧室|屋里|客厅|家"),
    ("sky", "clouds|cloud|sky", "云朵|云|天空|云上|白云|蓝天|云端|云彩"),
    ("space", "space|outer space|universe|galaxy", "太空|宇宙|外太空|银河"),
    ("castle", "castle|palace", "城堡|宫殿|王宫"),
    ("underwater", "under water|underwater|under the sea|sea bottom", "海底|水下|水里|海里|海底世界"),
    ("classroom", "classroom|school|kindergarten", "教室|学校|课堂|幼儿园|教室里"),
    ("picnic", "picnic|picnic blanket", "野餐|野餐垫|野餐布"),
    ("playground", "playground|slide", "游乐场|操场|滑梯|游乐园"),
    ("farm", "farm|barn|farmyard", "农场|谷仓|农家|农场里"),
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
    ("sunset", "sunset|dusk|sundown|twilight", "傍晚|日落|黄昏|夕阳|夕阳下|落日"),
)

WEATHER = _terms(
    ("clear", "clear|fine weather|clear weather", "晴|好天气|天气晴朗"),
    ("rain", "rain|rainy|raining|rainy day", "下雨|雨天|雨中|雨里|下着雨"),
    ("snowfall", "snowfall|snowing|snowflakes|snowy day", "下雪天|下雪|飘雪|雪花|下着雪|飘着雪"),
    ("rainbow", "rainbow|a rainbow in the sky", "彩虹|有彩虹|一道彩虹"),
)

STYLE = _terms(
    ("sticker", "sticker|cartoon|flat sticker", "贴纸|卡通|贴纸风格|贴画"),
    ("plush", "plush|plush toy|soft toy|stuffed toy", "毛绒|毛绒玩具|毛绒风格|玩偶|布偶"),
    ("crayon", "crayon|crayon drawing|wax crayon", "蜡笔|蜡笔画|蜡笔风格"),
    ("watercolour", "watercolour|watercolor|watercolor painting", "水彩|水彩画|水彩风格"),
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
    ("dancing", "dancing|dances|dance|twirling", "跳舞|跳着舞|起舞|在跳舞|跳芭蕾"),
    ("running", "running|runs|run|jogging|racing", "跑步|奔跑|跑|跑着|跑来跑去|赛跑"),
    ("sleeping", "sleeping|asleep|napping|lying down|sleeps", "睡觉|睡着|睡|睡着了|趴着|躺着"),
    ("hugging", "hugging a heart|hugging a pillow|cuddling a heart", "抱着爱心|抱着抱枕|抱抱枕|抱爱心"),
    ("cheering", "cheering|arms up|hands up|cheers|cheer", "欢呼|举起双手|举着双手|举手"),
    ("thinking", "thinking|thinks|wondering|daydreaming", "思考|想事情|在思考|发呆"),
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
        "sleepy|dozing|tired|eyes closed|drowsy|closed eyes|yawning",
        "困|闭着眼睛|困困|打瞌睡|困了|犯困|打盹|闭眼|闭上眼睛|困倦",
    ),
    ("surprised", "surprised|amazed|astonished|shocked|wide-eyed", "惊讶|吃惊|惊奇|惊呆|惊喜"),
    ("sad", "sad|unhappy|crying|upset|in tears", "难过|伤心|哭|不开心|不高兴|哭泣"),
)


THINGS = ("garment", "headwear", "held")


@dataclass(frozen=True)
class Animal:
    """One animal of a picture, one key per attribute. Colours are None exactly where there is no thing."""

    species: str
    coat: str
    pattern: str = "plain"
    garment: str | None = None
    garment_color: str | None = None
    headwear: str | None = None
    headwear_color: str | None = None
    held: str | None = None
    held_color: str | None = None
    pose: str = "standing"
    face: str = "smiling"

    def __post_init__(self) -> None:
        _check(self)
        for thing in THINGS:
            if (getattr(self, thing) is None) != (getattr(self, f"{thing}_color") is None):
                raise ValueError(f"{thing} and {thing}_color go together")


@dataclass(frozen=True)
class Scene:
    """Everything that a picture shows: one animal, or two from left to right, and what is around them."""

    animals: tuple[Animal, ...]
    place: str = "studio"
    time: str = "day"
    weather: str = "clear"
    style: str = "sticker"

    def __post_init__(self) -> None:
        _check(self)
        if not 1 <= len(self.animals) <= MOST_ANIMALS:
            raise ValueError(f"{len(self.animals)} animals")


def _check(part: Animal | Scene) -> None:
    for field in fields(part):
        value = getattr(part, field.name)
        if field.name in TABLES and value is not None and value not in TABLES[field.name]:
            raise ValueError(f"{field.name}={value!r} is not in the vocabulary")


MOST_ANIMALS = 2
TABLES: Mapping[str, Mapping[str, Term]] = MappingProxyType(
    {
        "species": SPECIES,
        "coat": COAT,
        "pattern": PATTERN,
        "garment": GARMENT,
        "garment_color": CLOTH_COLOR,
        "headwear": HEADWEAR,
        "headwear_color": CLOTH_COLOR,
        "held": HELD,
        "held_color": CLOTH_COLOR,
        "pose": POSE,
        "face": FACE,
        "place": PLACE,
        "time": TIME,
        "weather": WEATHER,
        "style": STYLE,
    }
)
ANIMAL_SLOTS: tuple[str, ...] = tuple(field.name for field in fields(Animal))
SCENE_SLOTS: tuple[str, ...] = ("place", "time", "weather", "style")
SECOND = "second_"  # before the slots of the second animal

# What a wish can say, in the order of the text encoder's slot tokens.
SLOTS: tuple[str, ...] = (*ANIMAL_SLOTS, *(SECOND + slot for slot in ANIMAL_SLOTS), *SCENE_SLOTS)


def table_of(slot: str) -> Mapping[str, Term]:
    """The table of a slot, whichever animal's it is."""
    return TABLES[slot.removeprefix(SECOND)]


# What the text encoder is taught to read from a wish, per slot: first "not said", then "none", then the values.
SLOT_CLASSES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        slot: (UNSAID, *((NONE,) if slot.removeprefix(SECOND) in THINGS else ()), *table_of(slot))
        for slot in SLOTS
    }
)
