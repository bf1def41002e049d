"""More names that children and grown-ups give to animals of the vocabulary: doggo, horsey, 汪星人, 咩咩羊.

Read like the vocabulary's own, answered and retold with its first word, so that no model has to learn them.
Data only.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# species: English = Chinese, names with "|" between them. None is a name of another animal.
NICKNAMES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = MappingProxyType(
    {
        species.strip(): (
            tuple(name for name in english.strip().split("|") if name),
            tuple(name for name in chinese.strip().split("|") if name),
        )
        for species, _, names in (
            row.partition(":")
            for row in """
    bear: grizzly bear|grizzly|teddybear = 熊崽|小熊崽|熊大大
    rabbit: bun bun|bunbun = 兔崽崽|白兔子|兔子宝宝
    cat: kittycat|tabby|tabby cat|tomcat|kittie = 喵星人|小喵|喵咪|小喵咪|猫仔|猫儿子
    dog: doggo|pupper|pooch|hound|puppydog|bow wow = 汪星人|狗仔|修狗|小修狗|小狗子|狗崽
    fox: foxy|foxie = 狐狐|小狐狐|狐狸仔
    pig: hog|piggy wiggy|little piggy = 猪仔|猪崽|小猪崽|小猪子
    mouse: mousie|mousy = 鼠鼠|小鼠鼠|老鼠宝宝
    elephant: = 象象|小象象
    lion: lioness = 狮狮|狮宝宝
    tiger: tigress = 虎虎|小虎虎|虎仔|小脑斧
    chick: chicky|baby chicken = 鸡崽|小鸡娃|鸡娃
    duck: quack quack|duckies = 鸭崽|小鸭鸭|嘎嘎鸭
    frog: froggie = 蛙蛙|小蛙蛙|呱呱
    cow: moo cow|moocow|moo moo = 牛牛|小牛牛|哞哞牛|牛犊|小牛犊
    sheep: baa lamb|lambie|lamby|sheepie|baa baa = 咩咩羊|羊咩咩|小咩咩|咩咩
    monkey: monkey baby = 猴猴|小猴猴|猴儿|猴仔
    deer: bambi deer|doe = 鹿鹿|小鹿鹿
    hedgehog: hedgie|hedge hog = 刺刺猬
    horse: horsey|horsie|horsy|mare = 马马|小马马|马驹子
    unicorn: = 独角马|小独角马
    giraffe: = 长脖子鹿
    hamster: hammy = 鼠仓仓
    kangaroo: roo|baby roo = 袋鼠妈妈
    parrot: parakeet|budgie|macaw|cockatoo|polly parrot = 金刚鹦鹉|虎皮鹦鹉|玄凤鹦鹉
    whale: blue whale|humpback whale = 蓝鲸|座头鲸|抹香鲸
    octopus: octopi = 小八爪鱼
    crab: = 大闸蟹
    turtle: terrapin = 小龟|龟龟|小龟龟
    fish: fishie|koi|koi fish|carp|tropical fish = 锦鲤|鲤鱼|小鲤鱼|热带鱼|鱼鱼|小鱼鱼
    bee: bumble bee|honey bee|bumbly bee = 蜂宝宝|小蜂蜂
    ladybug: lady bug|lady bird = 花大姐
    dinosaur: tyrannosaurus rex|tyrannosaurus = 暴龙|小暴龙
    dragon: = 龙龙|小龙龙
""".strip().splitlines()
        )
        for english, _, chinese in (names.partition("="),)
    }
)
