"""What a wish asks for, row by row; and that nothing outside the starter's world passes silently."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cute_animal.starter.layout import sample_layout
from cute_animal.understanding import chips, understand
from cute_animal.vocabulary import NONE, SLOTS, SPECIES, TABLES, UNSAID

LAYOUT = sample_layout(np.random.default_rng(0))


def said(wish: str) -> dict[str, str]:
    return {slot: value for slot, value in understand(wish).slots.items() if value != UNSAID}


READ = [
    ("一只穿红色背带裤的小兔子", "rabbit garment=overalls garment_color=red"),
    ("戴帽子的小熊", "bear headwear=hat"),
    ("小兔兔", "rabbit"),
    ("小白兔", "rabbit coat=white"),
    ("大白兔", "rabbit coat=white"),
    ("棕熊", "bear coat=brown"),
    ("橘猫", "cat coat=orange"),
    ("一只蓝色的小象", "elephant coat=blue"),
    ("一只小象，身体是蓝色的", "elephant coat=blue"),
    ("天蓝色的裙子小猫", "cat garment=dress garment_color=blue"),
    ("帽子是蓝色的，小熊是棕色的", "bear coat=brown headwear=hat headwear_color=blue"),
    ("小熊，帽子是蓝色的，裙子是红色的",
     "bear headwear=hat headwear_color=blue garment=dress garment_color=red"),
    ("蓝色的穿红裙子的小兔子", "rabbit coat=blue garment=dress garment_color=red"),
    ("它是紫色的小猫", "cat coat=purple"),
    ("猫头鹰", "owl"),
    ("熊猫", "panda"),
    ("黑白相间的奶牛", "cow coat=white"),
    ("花园里的小猫", "cat place=meadow"),
    ("小花猫", "cat"),
    ("花猫戴花", "cat headwear=flower"),
    ("头上有一朵红花的小象", "elephant headwear=flower headwear_color=red"),
    ("白云上的小羊", "sheep place=sky"),
    ("黑夜里的小羊", "sheep time=night"),
    ("小猫坐在小花园里", "cat pose=sitting place=meadow"),
    ("一只没有帽子的小熊", "bear headwear=none"),
    ("不戴帽子不穿衣服的小狗", "dog headwear=none garment=none"),
    ("小熊没戴帽子，戴眼镜", "bear headwear=glasses"),
    ("我不要小熊，我要小猫", "cat"),
    ("我有一只小狗，它叫小熊", "dog"),
    ("能不能画一只睡觉的考拉", "koala face=sleepy"),
    ("生日快乐，画一只戴生日帽的小狗", "dog headwear=party_hat"),
    ("穿T恤的小狗", "dog garment=sweater"),
    ("鸭舌帽小鸭", "duck headwear=hat"),
    ("畫一隻戴紅色帽子的貓頭鷹在雲上", "owl headwear=hat headwear_color=red place=sky"),
    ("穿著揹帶褲的兔子", "rabbit garment=overalls"),
    ("ｂｅａｒ　ｗｉｔｈ　ａ　ＲＥＤ　ｈａｔ", "bear headwear=hat headwear_color=red"),
    ("一只wearing红色dress的bunny", "rabbit garment=dress garment_color=red"),
    ("a 小兔子 with red 帽子", "rabbit headwear=hat headwear_color=red"),
    ("a bear with a hat", "bear headwear=hat"),
    ("a brown bunny in red dungarees waving on the beach at night",
     "rabbit coat=brown garment=overalls garment_color=red pose=waving place=beach time=night"),
    ("a blue and cosy hat on a dog", "dog headwear=hat headwear_color=blue"),
    ("a dress that is red, worn by a cat", "cat garment=dress garment_color=red"),
    ("the cat's dress is red and her hat is blue",
     "cat garment=dress garment_color=red headwear=hat headwear_color=blue"),
    ("a bear. it is brown. it wears a red hat", "bear coat=brown headwear=hat headwear_color=red"),
    ("a pig in pants that are golden and a red hat",
     "pig garment=shorts garment_color=yellow headwear=hat headwear_color=red"),
    ("a bear with a brown coat", "bear coat=brown"),
    ("a bear in a blue coat", "bear garment=raincoat garment_color=blue"),
    ("a bear without a hat", "bear headwear=none"),
    ("a bear with no hat or glasses", "bear headwear=none"),
    ("no red hat for the bear, please", "bear headwear=none"),
    ("a dog, not a cat", "dog"),
    ("a teddy bear", "bear"),
    ("a snow-white kitten", "cat coat=white"),
    ("a black and white panda", "panda coat=white"),
    ("a party hat on a hedgehog", "hedgehog headwear=party_hat"),
    ("a bow on a mouse in the house", "mouse headwear=bow place=room"),
    ("an orange cat", "cat coat=orange"),
    ("a rabbit in a flower garden", "rabbit place=meadow"),
    ("a cat with a flower", "cat headwear=flower"),
    ("a fox with closed eyes", "fox face=sleepy"),
    ("a dog named Bear", "dog"),
    ("happy birthday! a dog", "dog"),
    ("good morning, draw a dog", "dog"),
    ("Elephant!!!", "elephant"),
]  # fmt: skip


@pytest.mark.parametrize(("wish", "expected"), READ, ids=[wish for wish, _ in READ])
def test_a_wish_is_read(wish: str, expected: str) -> None:
    species, *rest = expected.split()
    assert said(wish) == {"species": species, **dict(pair.split("=") for pair in rest)}
    understood = understand(wish)
    assert understood.can_draw and understood.unknown == () and understood.count == 1


NO_ANIMAL_OF_OURS = [
    "鸡蛋", "海狮", "海象", "河马", "犀牛", "斑马", "羊驼", "袋鼠", "松鼠", "蜗牛", "海豹",
    "北极熊", "浣熊", "壁虎", "鸭嘴兽", "一只海狮戴帽子", "骑着自行车的章鱼", "恐龙宝宝",
    "一匹小马", "小牛仔", "热狗", "独角兽", "长颈鹿穿毛衣", "一条美人鱼", "机器人", "奥特曼",
    "一辆汽车", "睡袋", "象棋", "龙猫", "烟花",
    "an octopus on a bicycle", "a sea lion", "hot dog", "a giraffe with a scarf", "a red panda",
    "a polar bear", "guinea pig", "a spaceship", "a sleeping bag", "sdkfjh",
    "a table and a chair", "two unicorns", "a snowman", "a girl", "", "what is the time?",
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
    ("拿着红色气球的小熊", "拿着红色气球"),
    ("捧着花的小熊", "捧着花"),
    ("一只小狗在吃骨头", "吃骨头"),
    ("小鸡吃面包", "吃面包"),
    ("穿白色裙子的小兔子", "白色裙子"),
    ("红色的小熊", "红色的小熊"),
    ("小兔子穿蓝色的", "蓝色"),
    ("蓝眼睛的白猫", "蓝眼睛"),
    ("小猫穿着靴子", "靴子"),
    ("小熊不开心", "不开心"),
    ("在月亮上的兔子", "月亮上"),
    ("兔耳朵的小猫", "兔耳朵"),
    ("小鹿和它的朋友们", "朋友们"),
    ("穿裙子围围巾的小猫", "围巾"),
    ("戴紅色領帶的貓", "紅色領帶"),
    ("a bear riding a bicycle", "riding a bicycle"),
    ("a sad bear", "sad"),
    ("a bear holding a flower", "holding a flower"),
    ("a rabbit picking Flowers", "picking Flowers"),
    ("a red rabbit", "red rabbit"),
    ("a bear in a white dress", "white dress"),
    ("a bear in blue", "blue"),
    ("a cat with blue eyes", "blue eyes"),
    ("a cat eating an orange", "eating an orange"),
    ("a penguin with a bow tie", "bow tie"),
    ("a cat with bunny ears", "bunny ears"),
    ("a lion and a dinosaur", "dinosaur"),
    ("a dog with a hot dog", "hot dog"),
    ("a bear on the moon", "on the moon"),
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
        ("bunnies", 2, ("rabbit",)),
        ("two brown mice", 2, ("mouse",)),
        ("a rabbit and another rabbit", 2, ("rabbit",)),
        ("两只耳朵长长的兔子", 1, ("rabbit",)),
        ("给我五岁的女儿画一只小猫", 1, ("cat",)),
        ("一只戴着两朵花的小熊", 1, ("bear",)),
        ("a bear with two hats", 1, ("bear",)),
        ("a rabbit. The rabbit wears a hat", 1, ("rabbit",)),
    ],
)
def test_animals_are_counted(wish: str, count: int, species: tuple[str, ...]) -> None:
    understood = understand(wish)
    assert (understood.count, understood.species_named) == (count, species)
    assert understood.can_draw == (len(species) == 1)


def test_what_is_unsaid_is_filled_in() -> None:
    scene = understand("一只戴皇冠穿毛衣的小猫").scene(LAYOUT)
    assert (scene.coat, scene.place, scene.time, scene.pose, scene.face) == (
        "orange",
        "studio",
        "day",
        "standing",
        "smiling",
    )
    assert scene.headwear_color == "yellow"  # crowns are golden by nature
    assert scene.garment_color == LAYOUT.garment_color
    bare = understand("a cat without a hat").scene(LAYOUT)
    assert bare.headwear is None and bare.headwear_color is None and bare.garment is None


def test_chips_tell_what_was_understood_in_the_language_asked_for() -> None:
    understood = understand("a brown bear in red dungarees without a hat at night in the woods")
    assert chips(understood, "en") == ["brown bear", "red overalls", "no hat", "forest", "night"]
    assert chips(understood, "zh") == ["棕色小熊", "红色背带裤", "没有帽子", "森林", "晚上"]
    assert chips(understand("a cat and a dog"), "en") == ["cat", "dog"]


@pytest.mark.parametrize("slot", [slot for slot in SLOTS if not slot.endswith("color")])
def test_every_word_of_the_vocabulary_is_read(slot: str) -> None:
    for term in TABLES[slot].values():
        for word in term.en + term.zh:
            wish = f"{word} fox" if word[0].isascii() else f"{word}的狐狸"
            if slot == "species":
                wish = word
            assert said(wish)[slot] == term.key, word


@pytest.mark.parametrize("slot", ["garment_color", "headwear_color"])
def test_every_colour_of_the_vocabulary_is_read(slot: str) -> None:
    for term in TABLES[slot].values():
        for word in term.en + term.zh:
            thing = {"garment_color": ("dress", "毛衣"), "headwear_color": ("bow", "皇冠")}[slot]
            wish = f"a {word} {thing[0]}" if word[0].isascii() else f"{word}{thing[1]}"
            assert said(wish)[slot] == term.key, word


WORDS = [
    "红色", "蓝", "帽子", "小熊", "没有", "是", "的", "两只", "叫", "花", "a", "red", "hat",
    "bear", "is", "that", "with", "no", "it's", "riding", "an", ",", "。", "and", "who", "not",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60) | st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
def test_any_text_is_read_without_failing(wish: str) -> None:
    understood = understand(wish)
    assert set(understood.slots) == set(SLOTS)
    assert understood.count >= 1
    assert all(species in SPECIES for species in understood.species_named)
    assert all(word in wish for word in understood.unknown)
    assert understood.slots["garment"] != NONE or understood.slots["garment_color"] == UNSAID
    if understood.can_draw:
        understood.scene(LAYOUT)


def test_reading_a_wish_loads_no_heavy_library() -> None:
    code = "import sys, cute_animal.understanding as u; u.understand('小熊'); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
