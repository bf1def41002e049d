"""What the starter cannot draw: no animal of ours, things that it never learnt, too many animals."""

from __future__ import annotations

import numpy as np
import pytest

from cute_animal import plain_words
from cute_animal.starter.layout import sample_layout
from cute_animal.understanding import understand
from cute_animal.vocabulary import TABLES

LAYOUT = sample_layout(np.random.default_rng(0))


def test_what_is_known_is_in_no_list_of_what_is_not() -> None:
    english = {word.casefold() for table in TABLES.values() for term in table.values() for word in term.en}
    chinese = {word for table in TABLES.values() for term in table.values() for word in term.zh}
    for en, zh in plain_words.ANIMALS:
        assert not english & set(en.split("|")) and not chinese & set(zh.split("|"))
    assert not english & set(plain_words.THINGS_EN) and not chinese & plain_words.THINGS_ZH
    assert not english & set(plain_words.OTHER_COLORS_EN) and not chinese & set(plain_words.OTHER_COLORS_ZH)


NO_ANIMAL_OF_OURS = [
    "鸡蛋", "海狮", "海象", "北极熊", "壁虎", "鸭嘴兽", "一只海狮戴帽子", "骑着自行车的鳄鱼", "海马", "牛蛙",
    "小牛仔", "热狗", "骆驼穿毛衣", "一条美人鱼", "机器人", "奥特曼", "马路", "龙虾", "拿着红气球",
    "一辆汽车", "睡袋", "象棋", "龙猫", "烟花", "蝴蝶结", "荷花", "地球",
    "a crocodile on a bicycle", "hot dog", "a camel with a scarf", "a red panda", "a red panda bear",
    "a polar bear", "guinea pig", "a spaceship", "a sleeping bag", "sdkfjh", "seahorse", "a red balloon",
    "a table and a chair", "two camels", "a snowman", "a girl", "", "what is the time?", "under a rainbow",
    "a sea lion", "a clownfish", "a tiger shark", "a turtle dove", "眼镜猴", "带鱼", "狮子狗",
]  # fmt: skip


@pytest.mark.parametrize("wish", NO_ANIMAL_OF_OURS)
def test_what_is_no_animal_of_ours_is_never_drawn(wish: str) -> None:
    understood = understand(wish)
    assert not understood.can_draw
    assert understood.species_named == ()
    with pytest.raises(ValueError, match="known animal"):
        understood.scene(LAYOUT)


OUTSIDE = [
    ("骑自行车的小熊", "骑自行车"),
    ("拿着红色气球和香蕉的小熊", "香蕉"),
    ("一只小狗在吃骨头", "吃骨头"),
    ("小鸡吃面包", "吃面包"),
    ("小猫吃鱼", "吃鱼"),
    ("拿着皇冠的小猫", "拿着皇冠"),
    ("穿白色裙子的小兔子", "白色裙子"),
    ("穿条纹衣服的小猫", "条纹衣服"),
    ("小兔子穿蓝色的", "蓝色"),
    ("蓝眼睛的白猫", "蓝眼睛"),
    ("小猫穿着靴子", "靴子"),
    ("小熊不笑", "不笑"),
    ("在月亮上的兔子", "月亮上"),
    ("兔耳朵的小猫", "兔耳朵"),
    ("小鹿和它的朋友们", "朋友们"),
    ("穿裙子围围巾的小猫", "围巾"),
    ("戴紅色領帶的貓", "紅色領帶"),
    ("小狗追蝴蝶", "追"),
    ("a bear riding a bicycle", "riding a bicycle"),
    ("a rabbit holding a red flag", "holding a red flag"),
    ("a rabbit picking flowers", "picking"),
    ("a bee on a flower", "flower"),
    ("a bear in a white dress", "white dress"),
    ("a sheep in striped pajamas", "striped pajamas"),
    ("a white rabbit with black spots", "black spots"),
    ("a pink unicorn with rainbow hair", "rainbow hair"),
    ("a bear in blue", "blue"),
    ("a cat with blue eyes", "blue eyes"),
    ("a cat eating an orange", "eating an orange"),
    ("a bear holding a teddy bear", "holding a teddy bear"),
    ("a penguin with a bow tie", "bow tie"),
    ("a cat with bunny ears", "bunny ears"),
    ("a lion and a crocodile", "crocodile"),
    ("a dog with a hot dog", "hot dog"),
    ("a bear on the moon", "on the moon"),
    ("a cat and dog holding hands", "holding hands"),
    ("a cat with a balloon and a book", "book"),
    ("小熊在图书馆", "图书馆"),
    ("穿高跟鞋的小猫", "高跟鞋"),
    ("戴厨师帽的小猪", "厨师帽"),
    ("系着蝴蝶领结的企鹅", "蝴蝶领结"),
    ("黑白的小兔子", "黑白"),
    ("两只小狗抱在一起", "抱在一起"),
    ("小猫坐在大象背上", "在大象背上"),
    ("小狗抱着小猫", "抱着小猫"),
    ("冰淇淋做的小企鹅", "冰淇淋做"),
    ("长翅膀的小猪", "翅膀"),
    ("三个头的小龙", "三个头"),
    ("小熊和爸爸", "爸爸"),
    ("小猫在院子里", "院子里"),
    ("a bear in a cowboy hat", "cowboy hat"),
    ("a dog in a lion costume", "lion costume"),
    ("a cat on top of an elephant", "on top of an elephant"),
    ("a kangaroo carrying a koala", "carrying a koala"),
    ("two bears hugging each other", "hugging each other"),
    ("a flying parrot", "flying"),
    ("a bear made of flowers", "made of flowers"),
    ("a pony with wings", "wings"),
    ("a bear and my little sister", "sister"),
    ("my grandpa with a kitten", "grandpa"),
    ("a 3D hamster", "3D"),
    ("a photo of a cat", "photo"),
]


@pytest.mark.parametrize(("wish", "unknown"), OUTSIDE, ids=[wish for wish, _ in OUTSIDE])
def test_what_cannot_be_drawn_is_named_as_the_child_wrote_it(wish: str, unknown: str) -> None:
    understood = understand(wish)
    assert understood.can_draw
    assert understood.unknown == (unknown,)


@pytest.mark.parametrize(
    ("wish", "count", "species"),
    [
        ("小猫和小狗", 2, ("cat", "dog")),
        ("a cat and a dog", 2, ("cat", "dog")),
        ("两只兔子", 2, ("rabbit",)),
        ("三只穿红裙子的小猪", 3, ("pig",)),
        ("一群企鹅", 3, ("penguin",)),
        ("three little pigs", 3, ("pig",)),
        ("a cat, a dog and a bear", 3, ("cat", "dog", "bear")),
        ("一只熊和三只小鸡", 4, ("bear", "chick")),
        ("bunnies", 2, ("rabbit",)),
        ("two brown mice", 2, ("mouse",)),
        ("a pair of fish", 2, ("fish",)),
        ("a rabbit and another rabbit", 2, ("rabbit",)),
        ("两只耳朵长长的兔子", 1, ("rabbit",)),
        ("给我五岁的女儿画一只小猫", 1, ("cat",)),
        ("一只戴着两朵花的小熊", 1, ("bear",)),
        ("a bear with two hats", 1, ("bear",)),
        ("a rabbit. The rabbit wears a hat", 1, ("rabbit",)),
        ("一只小猫，小猫戴着红帽子", 1, ("cat",)),
        ("I want a cat. A black cat.", 1, ("cat",)),
    ],
)
def test_animals_are_counted(wish: str, count: int, species: tuple[str, ...]) -> None:
    understood = understand(wish)
    assert (understood.count, understood.species_named) == (count, species)
    assert understood.can_draw == (len(species) <= 2)
    if understood.can_draw:
        assert len(understood.scene(LAYOUT).animals) == min(count, 2)
