"""Measure the starter: `python -m cute_animal.starter.evaluate`.

Draws wishes for combinations that were kept out of training, lets the judge read the pictures, and prints the
share that shows what the wish asked, per attribute; beside it the judge's own accuracy on drawn
pictures and the autoencoder's PSNR on them. Writes a contact sheet. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from cute_animal.starter.captions import write_caption
from cute_animal.starter.judge import Judge, load_judge, read_pictures, shown
from cute_animal.starter.noise import starting_point
from cute_animal.starter.pipeline import CuteAnimalPipeline
from cute_animal.starter.train import WEIGHTS
from cute_animal.starter.training.autoencode import psnr, to_tensor
from cute_animal.starter.training.dataset import HELD_OUT, TEST, example, render
from cute_animal.vocabulary import NONE, Scene

BATCH = 4
# The rows of the table: an attribute counts as right when all of its slots are.
ROWS: Mapping[str, tuple[str, ...]] = {
    "species": ("species",),
    "coat colour": ("coat",),
    "garment and its colour": ("garment", "garment_color"),
    "headwear and its colour": ("headwear", "headwear_color"),
    "place": ("place",),
    "time": ("time",),
    "pose": ("pose",),
    "face": ("face",),
}


@dataclass(frozen=True)
class Wish:
    """A held-out wish: its words, what a picture of it shows, and the seed to draw it with."""

    text: str
    scene: Scene
    seed: int


def held_out_wishes(count: int) -> list[Wish]:
    """Wishes for held-out combinations, Chinese and English in turn."""
    wishes = []
    for i in range(count):
        number = HELD_OUT + (1 << 38) + i
        scene, _ = example(number)
        layout, _ = starting_point(i)
        caption = write_caption(scene, layout, np.random.default_rng(number), "zh" if i % 2 == 0 else "en")
        wishes.append(Wish(caption.text, scene, i))
    return wishes


def load_pipeline(folder: Path, dtype: torch.dtype) -> CuteAnimalPipeline:
    pipe: CuteAnimalPipeline = CuteAnimalPipeline.from_pretrained(folder, dtype=dtype, use_safetensors=True)
    pipe.set_progress_bar_config(disable=True)
    return pipe


def draw(pipe: CuteAnimalPipeline, wishes: Sequence[Wish], num_inference_steps: int) -> list[Image.Image]:
    """One picture per wish, in batches."""
    pictures: list[Image.Image] = []
    for i in range(0, len(wishes), BATCH):
        batch = wishes[i : i + BATCH]
        starts = [starting_point(wish.seed) for wish in batch]
        out = pipe(
            [wish.text for wish in batch],
            num_inference_steps=num_inference_steps,
            latents=torch.from_numpy(np.stack([noise for _, noise in starts])),
            layouts=[layout for layout, _ in starts],
        )
        assert isinstance(out.images, list)
        pictures += out.images
    return pictures


def shares(judge: Judge, scenes: Sequence[Scene], pictures: Sequence[Image.Image]) -> dict[str, float]:
    """Share of pictures, per row of the table, that the judge reads as their scene.

    A thing's row counts scenes that have the thing; whether a bare head stays bare is in "nothing added".
    """
    right: dict[str, list[bool]] = {row: [] for row in (*ROWS, "nothing added")}
    for i in range(0, len(pictures), 32):
        for scene, seen in zip(
            scenes[i : i + 32], read_pictures(judge, list(pictures[i : i + 32])), strict=True
        ):
            wanted = shown(scene)
            for row, slots in ROWS.items():
                if wanted[slots[0]] != NONE:
                    right[row].append(all(seen[slot] == wanted[slot] for slot in slots))
            bare = [slot for slot in ("garment", "headwear") if wanted[slot] == NONE]
            if bare:
                right["nothing added"].append(all(seen[slot] == NONE for slot in bare))
    return {row: float(np.mean(hits)) for row, hits in right.items()}


def drawn_examples(first: int, count: int) -> tuple[list[Scene], list[Image.Image]]:
    """Scenes of examples and the pictures that the drawing code makes of them."""
    scenes = [example(number)[0] for number in range(first, first + count)]
    return scenes, [Image.fromarray(array) for array in render(first, count)]


def contact_sheet(pictures: Sequence[Image.Image], columns: int, side: int = 256) -> Image.Image:
    """Pictures in rows, each `side` px."""
    rows = -(-len(pictures) // columns)
    sheet = Image.new("RGB", (columns * side, rows * side), "white")
    for i, picture in enumerate(pictures):
        small = picture.resize((side, side), Image.Resampling.LANCZOS)
        sheet.paste(small, (i % columns * side, i // columns * side))
    return sheet


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--wishes", type=int, default=400)
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--dtype", choices=("bfloat16", "float32"), default="bfloat16")
    parser.add_argument("--sheet", type=Path, default=Path("contact_sheet.png"))
    args = parser.parse_args(argv)

    judge = load_judge(args.weights / "judge")
    pipe = load_pipeline(args.weights, getattr(torch, args.dtype))
    drawn_scenes, drawn = drawn_examples(HELD_OUT + (1 << 37), args.wishes)
    own = shares(judge, drawn_scenes, drawn)

    wishes = held_out_wishes(args.wishes)
    started = time.perf_counter()
    pictures = draw(pipe, wishes, args.steps)
    each_s = (time.perf_counter() - started) / len(pictures)
    fidelity = shares(judge, [wish.scene for wish in wishes], pictures)
    by_language = {
        language: shares(judge, [wish.scene for wish in wishes[start::2]], pictures[start::2])
        for language, start in (("zh", 0), ("en", 1))
    }
    reference = [picture for _, picture in zip(range(64), drawn_examples(TEST, 64)[1], strict=True)]
    vae = pipe.vae.float()
    decibel = float(np.mean([psnr(vae, to_tensor(np.asarray(picture)[None])) for picture in reference]))
    contact_sheet(pictures[:48], 8).save(args.sheet)

    say = sys.stdout.write
    say(f"{args.wishes} held-out wishes, half Chinese, {args.steps} steps, {args.dtype}, ")
    say(f"{each_s:.2f} s a picture\n\n")
    say(f"| {'attribute':24} | generated | zh     | en     | judge on drawn |\n")
    say(f"|{'-' * 26}|-----------|--------|--------|----------------|\n")
    for row, share in fidelity.items():
        languages = f"{by_language['zh'][row]:6.1%} | {by_language['en'][row]:6.1%}"
        say(f"| {row:24} | {share:9.1%} | {languages} | {own[row]:14.1%} |\n")
    say(f"\nautoencoder on {len(reference)} drawn pictures: {decibel:.2f} dB PSNR\n")
    say(f"contact sheet: {args.sheet}\n")
    say(json.dumps({"fidelity": fidelity, "judge": own, "psnr_db": decibel, "seconds_each": each_s}) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
