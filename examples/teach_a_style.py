"""Teach the built-in model a style that it has never seen, blue and white porcelain, from drawn pictures.

    python -m examples.teach_a_style work

Run it from the project's folder, after `make dev`. It draws the pictures, trains, draws new wishes with the
result, and reads each picture by drawing: which of five styles is it nearest to?
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from cute_animal import studio
from cute_animal.__main__ import main as cute_animal
from cute_animal.config import load_settings
from cute_animal.label import Drawing
from cute_animal.retelling import tell
from cute_animal.starter.drawing import draw_scene
from cute_animal.starter.noise import starting_point
from cute_animal.starter.scenes import sample_scene
from cute_animal.vocabulary import SECOND, SLOTS, STYLE, UNSAID, Scene

NAME = "china"
FIRST_PICTURE, FIRST_TEST = 10_000, 20_000  # seeds


def porcelain(picture: Image.Image) -> Image.Image:
    """Paint a picture in cobalt blue on white, with darker outlines."""
    gray = ImageOps.autocontrast(picture.convert("L"), cutoff=1)
    edges = ImageOps.invert(gray.filter(ImageFilter.FIND_EDGES).filter(ImageFilter.GaussianBlur(1)))
    inked = Image.fromarray(np.minimum(np.asarray(gray), np.asarray(edges)))
    return ImageOps.colorize(
        inked, black=(18, 38, 110), mid=(96, 138, 206), white=(250, 251, 250), midpoint=110
    )


def scene_of(seed: int) -> Scene:
    """What the picture of a seed shows: one animal, in the flat style that the porcelain is painted over."""
    layout, _ = starting_point(seed)
    scene = sample_scene(np.random.default_rng(seed), layout)
    return replace(scene, animals=scene.animals[:1], style="sticker")


def words_of(scene: Scene) -> str:
    slots = dict.fromkeys(SLOTS, UNSAID)
    slots |= {slot: value for slot, value in vars(scene.animals[0]).items() if value is not None}
    slots |= {slot: getattr(scene, slot) for slot in ("place", "time", "weather")}
    assert not any(slots[slot] != UNSAID for slot in SLOTS if slot.startswith(SECOND))
    return f"{tell(slots)}, porcelain style"


def draw_pictures(folder: Path, count: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for seed in range(FIRST_PICTURE, FIRST_PICTURE + count):
        scene, file = scene_of(seed), f"{seed}.png"
        porcelain(draw_scene(scene, starting_point(seed)[0])).save(folder / file)
        rows.append(json.dumps({"file_name": file, "text": words_of(scene), "seed": seed}))
    (folder / "metadata.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")


def nearest_style(picture: Image.Image, seed: int) -> str:
    """Read a picture by drawing: the style in which the drawing of its seed is nearest to it."""
    scene, layout = scene_of(seed), starting_point(seed)[0]
    drawn = {style: draw_scene(replace(scene, style=style), layout) for style in STYLE}
    drawn["porcelain"] = porcelain(drawn["sticker"])

    def small(image: Image.Image) -> np.ndarray:
        return np.asarray(image.resize((64, 64), Image.Resampling.BOX), dtype=np.float32)

    return min(drawn, key=lambda style: float(np.square(small(drawn[style]) - small(picture)).mean()))


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Draw pictures, teach a style, measure it.")
    parser.add_argument("folder", type=Path, help="where pictures and drawings go")
    parser.add_argument("--pictures", type=int, default=40)
    parser.add_argument("--steps", type=int, default=None, help="of the training; the preset's without it")
    parser.add_argument("--tests", type=int, default=60, help="new wishes to draw and read")
    args = parser.parse_args(argv)

    draw_pictures(args.folder / "pictures", args.pictures)
    train = ["train-lora", "--data", str(args.folder / "pictures"), "--name", NAME, "--yes"]
    train += ["--kind", "style", "--trigger", "porcelain|青花瓷", "--samples-every", "200"]
    if code := cute_animal([*train, *(["--steps", str(args.steps)] if args.steps else [])]):
        return code
    settings = load_settings().model_copy(update={"output_dir": args.folder / "drawings", "deadline_s": None})
    right = 0
    for seed in range(FIRST_TEST, FIRST_TEST + args.tests):
        *_, drawing = studio.draw(words_of(scene_of(seed)), seed, settings=settings)
        assert isinstance(drawing, Drawing)
        with Image.open(drawing.path) as picture:
            right += nearest_style(picture.convert("RGB"), seed) == "porcelain"
    print(f"read as porcelain: {right} of {args.tests}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
