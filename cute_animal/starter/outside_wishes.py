"""A hundred kind wishes beyond what the starter model knows, and what an honest answer owes each of them.

Data only; comprehension.py asks the program. The list was written before the program's answers were looked
at: rows are not mended to fit it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OutsideWish:
    """animals: the species that are known, none where no animal of the wish is.

    missing: words of the wish that an answer must name where an animal is drawn all the same.
    too_many: more animals than a picture holds, which the answer must say.
    """

    wish: str
    animals: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    too_many: bool = False


def _rows(*rows: tuple[str, str, str]) -> tuple[OutsideWish, ...]:
    """(wish, "species species", "word|word" that must be named)."""
    return tuple(
        OutsideWish(wish, tuple(animals.split()), tuple(missing.split("|")))
        for wish, animals, missing in rows
    )


def _no_animal(*wishes: str) -> tuple[OutsideWish, ...]:
    return tuple(map(OutsideWish, wishes))


OUTSIDE_ZH: tuple[OutsideWish, ...] = (
    *_no_animal(
        "一只穿山甲",
        "戴红帽子的海马",
        "一只粉色的水母在海底",
        "穿毛衣的羊驼",
        "一只戴眼镜的黑猩猩",
        "天鹅公主在湖面上跳舞",
        "北极熊宝宝在雪地里",
        "我的奶奶",
        "一辆红色的小汽车",
        "大蛋糕上有草莓",
    ),
    *_rows(
        # other animals
        ("小刺猬和鳄鱼", "hedgehog", "鳄鱼"),
        ("小猫和蜥蜴一起看书", "cat", "蜥蜴"),
        # worn and held
        ("穿高跟鞋的小猫", "cat", "高跟鞋"),
        ("戴手套的小熊", "bear", "手套"),
        ("小狗穿着汉服", "dog", "汉服"),
        ("系着蝴蝶领结的企鹅", "penguin", "领结"),
        ("戴口罩的小兔子", "rabbit", "口罩"),
        ("戴厨师帽的小猪", "pig", "厨师帽"),
        ("背着书包去上学的小狐狸", "fox", "书包"),
        ("抱着西瓜的小老虎", "tiger", "西瓜"),
        ("小松鼠捧着一颗松果", "squirrel", "松果"),
        # doing and feeling
        ("会弹钢琴的小猫", "cat", "弹钢琴"),
        ("在游泳的小狗", "dog", "游泳"),
        ("骑着滑板车的长颈鹿", "giraffe", "滑板车"),
        ("小猴子在荡秋千", "monkey", "荡秋千"),
        ("小兔子在刷牙", "rabbit", "刷牙"),
        ("小老鼠正在做蛋糕", "mouse", "蛋糕"),
        ("生气的小狮子", "lion", "生气"),
        ("倒立的小猴子", "monkey", "倒立"),
        # places
        ("小熊在图书馆看书", "bear", "图书馆"),
        ("站在桥上的小鹿", "deer", "桥"),
        ("一只小猪在沙漠里", "pig", "沙漠"),
        ("小企鹅在火车上", "penguin", "火车"),
        ("小猫趴在屋顶上睡觉", "cat", "屋顶"),
        ("小狗在医院里", "dog", "医院"),
        # styles
        ("油画风格的小狮子", "lion", "油画"),
        ("小猫的照片", "cat", "照片"),
        ("水墨画的熊猫", "panda", "水墨"),
        ("像素风的小恐龙", "dinosaur", "像素"),
        ("素描小马", "horse", "素描"),
        # people
        ("小熊和爸爸", "bear", "爸爸"),
        ("一个穿红裙子的小女孩抱着小猫", "cat", "小女孩"),
        ("兔子医生给小猫看病", "rabbit cat", "医生|看病"),
        # colours
        ("黑白的小兔子", "rabbit", "黑白"),
        ("银色的独角兽", "unicorn", "银色"),
        # relations
        ("小猫坐在大象背上", "cat elephant", "背上"),
        ("小狗背着小猫", "dog cat", "背着"),
        ("两只小狗抱在一起", "dog", "抱在一起"),
    ),
    OutsideWish("小猫、小狗和小兔子", ("cat", "dog", "rabbit"), too_many=True),
    OutsideWish("五只小鸭子", ("duck",), too_many=True),
)

OUTSIDE_EN: tuple[OutsideWish, ...] = (
    *_no_animal(
        "a pangolin",
        "a seahorse in a blue hat",
        "an alpaca wearing a scarf",
        "a little otter floating on its back",
        "a stick insect with glasses",
        "a baby narwhal under the sea",
        "a sea lion playing with a ball",
        "my grandma",
        "a red car",
        "a big birthday cake with candles",
    ),
    *_rows(
        # other animals
        ("a hedgehog and an ostrich", "hedgehog", "ostrich"),
        ("a cat and a chameleon at the beach", "cat", "chameleon"),
        # worn and held
        ("a dog in rain boots", "dog", "rain boots"),
        ("a rabbit with mittens", "rabbit", "mittens"),
        ("a mouse wearing a kimono", "mouse", "kimono"),
        ("a fox in a tuxedo", "fox", "tuxedo"),
        ("a bear wearing a cowboy hat", "bear", "cowboy"),
        ("a kitten with a pirate hat", "cat", "pirate"),
        ("a panda with a guitar", "panda", "guitar"),
        ("a squirrel holding an acorn", "squirrel", "acorn"),
        ("a monkey eating a banana", "monkey", "banana"),
        # doing and feeling
        ("a puppy swimming in the sea", "dog", "swimming"),
        ("a giraffe riding a bicycle", "giraffe", "bicycle"),
        ("a hippo playing the piano", "hippo", "piano"),
        ("a raccoon cooking soup", "raccoon", "cooking"),
        ("an angry lion", "lion", "angry"),
        ("a koala climbing a tree", "koala", "climbing"),
        ("a rabbit brushing its teeth", "rabbit", "brushing"),
        ("a flamingo doing yoga", "flamingo", "yoga"),
        # places
        ("an owl in the library", "owl", "library"),
        ("a turtle on a train", "turtle", "train"),
        ("a pig in the desert", "pig", "desert"),
        ("a fox at the supermarket", "fox", "supermarket"),
        ("a mouse on a boat", "mouse", "boat"),
        ("a bear in the kitchen", "bear", "kitchen"),
        # styles
        ("an oil painting of a lion", "lion", "oil"),
        ("a photo of a cat", "cat", "photo"),
        ("a pixel art dinosaur", "dinosaur", "pixel"),
        ("a realistic tiger", "tiger", "realistic"),
        ("a 3D hamster", "hamster", "3D"),
        ("a pencil sketch of a horse", "horse", "pencil"),
        # people
        ("a bear and my little sister", "bear", "sister"),
        ("a boy with his dog", "dog", "boy"),
        # colours
        ("a silver unicorn", "unicorn", "silver"),
        ("a kitten with one blue eye and one green eye", "cat", "blue eye|green eye"),
        # relations
        ("a cat sitting on top of an elephant", "cat elephant", "on top"),
        ("a mouse riding on a turtle", "mouse turtle", "riding"),
        ("a dog bigger than a house", "dog", "bigger"),
    ),
    OutsideWish("a cat, a dog and a rabbit", ("cat", "dog", "rabbit"), too_many=True),
    OutsideWish("five little ducks", ("duck",), too_many=True),
)

OUTSIDE: tuple[OutsideWish, ...] = (*OUTSIDE_ZH, *OUTSIDE_EN)
