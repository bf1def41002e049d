"""Draw the same wishes with the same seeds to sheets: `python -m cute_animal.starter.grids --out drawings`.

For looking at what a training has changed. One sheet each: Chinese wishes, English wishes, both (the README's
contact sheet), two animals, four styles, sixteen seeds of one wish. Every picture comes out of the network.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import torch
from PIL import Image

from cute_animal.presets import STARTER
from cute_animal.starter.evaluate import contact_sheet, draw_texts, load_pipeline
from cute_animal.starter.train import WEIGHTS
from cute_animal.starter.training.precision import fastest_dtype

ZH = (
    "一只穿红色背带裤的小兔子", "戴帽子的小熊", "戴黄色蝴蝶结的小老虎在海边", "一只困困的熊猫在家里",
    "粉色的小猪穿着蓝色雨衣在雪地里跳", "拿着蜂蜜罐的棕熊去野餐", "紫色的大象戴着绿色耳机", "会跳舞的小恐龙",
    "水下的小章鱼拿着红色气球", "橙色的小猫戴着眼镜", "彩虹色的独角兽在云上", "睡着的小狐狸在森林里，晚上",
    "穿宇航服的小猴子在太空", "小羊在农场，下雨了，打着蓝色的伞", "没有帽子的小企鹅在雪地里",
    "开心的小长颈鹿在教室里看书",
)  # fmt: skip
EN = (
    "a bear with a hat", "a rabbit in red dungarees", "a lion with a crown at the castle", "a sleepy koala",
    "a penguin with a yellow scarf in space at night", "a fox in a green dress waving in the forest",
    "a dragon holding an ice cream on the beach", "an owl reading a book in the classroom",
    "a pink hippo in a tutu dancing", "a turtle under water with a blue balloon",
    "a hedgehog with a party hat in the rain", "a squirrel with a kite on the playground",
    "a spotted dog at sunset on the farm", "a bee with a flower in the meadow",
    "a surprised frog with a gift", "a raccoon in pyjamas with a mug of cocoa",
)  # fmt: skip
PAIRS = (
    "the white rabbit in a blue hat and the brown bear with a red balloon", "一只小猫和一只小狗在野餐",
    "a fox in a red scarf and an owl with glasses in the forest", "两只小企鹅在雪地里拥抱",
    "a green dragon and a purple unicorn at the castle", "戴红帽子的小猪和戴蓝帽子的小羊",
    "a lion holding a book and a mouse holding a star", "小象和小猴子在游乐场，彩虹",
)  # fmt: skip
STYLED = ("a cat with a yellow hat in the meadow", "穿蓝色毛衣的小熊在雪地里")
STYLES = (
    ("", ""),
    (", soft plush", "，毛绒玩具风格"),
    (", crayon drawing", "，蜡笔画"),
    (", watercolour", "，水彩画"),
)
SIXTEEN = "戴红帽子的小狐狸在森林里"


def sheets() -> Mapping[str, Sequence[tuple[str, int]]]:
    """Per sheet the wishes and their seeds."""
    numbered = {
        name: [(wish, first + i) for i, wish in enumerate(wishes)]
        for name, wishes, first in (("zh", ZH, 100), ("en", EN, 200), ("pairs", PAIRS, 300))
    }
    styles = [(wish + ending[k], 400 + k) for k, wish in enumerate(STYLED) for ending in STYLES]
    return MappingProxyType(
        {
            **numbered,
            "contact_sheet": [*numbered["zh"], *numbered["en"]],
            "styles": styles,
            "seeds": [(SIXTEEN, seed) for seed in range(16)],
        }
    )


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--steps", type=int, default=STARTER.num_inference_steps)
    parser.add_argument("--out", type=Path, default=Path("drawings"))
    parser.add_argument("--side", type=int, default=256, help="of each picture, px")
    parser.add_argument("--only", nargs="*", choices=list(sheets()), default=list(sheets()))
    args = parser.parse_args(argv)
    args.out.mkdir(parents=True, exist_ok=True)
    pipe = load_pipeline(args.weights, fastest_dtype(torch.device("cpu")))
    for name in args.only:
        pictures: list[Image.Image] = list(draw_texts(pipe, sheets()[name], args.steps))
        path = args.out / f"{name}.png"
        contact_sheet(pictures, 8 if len(pictures) > 16 else 4, args.side).save(path)
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
