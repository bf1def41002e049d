"""Measure the starter: `python -m cute_animal.starter.evaluate`.

Draws wishes for combinations that were kept out of training, has the pictures read, and prints the share that
shows what the wish asked, per attribute. "nearest" reads by drawing (nearest.py), on the first --nearest of
the wishes. The judges, if they were trained, read all of them; beside it their own accuracy on drawn
pictures. Then the autoencoder's PSNR. `--all` adds what takes longer and needs a judge: few steps against
many, how far the pictures as a whole are from drawn ones, and how much sixteen seeds of one wish differ.
Writes a contact sheet. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from cute_animal.presets import STARTER
from cute_animal.retelling import retell
from cute_animal.starter.captions import write_caption
from cute_animal.starter.judge import JUDGES, Reader, load_judge, read_pictures
from cute_animal.starter.likeness import features_of, frechet_distance, spread
from cute_animal.starter.nearest import read_by_drawing
from cute_animal.starter.noise import starting_point
from cute_animal.starter.pipeline import CuteAnimalPipeline, to_pictures
from cute_animal.starter.scenes import shown
from cute_animal.starter.train import WEIGHTS
from cute_animal.starter.training.autoencode import psnr, to_tensor
from cute_animal.starter.training.dataset import DENOISER, HELD_OUT, TEST, example, render
from cute_animal.starter.training.precision import fastest_dtype
from cute_animal.understanding import understand
from cute_animal.vocabulary import ANIMAL_SLOTS, NONE, SCENE_SLOTS, SECOND, THINGS, Scene

BATCH = 4
# The rows of the table: an attribute counts as right when all of its slots are. Every animal counts.
ANIMAL_ROWS: Mapping[str, tuple[str, ...]] = {
    "species": ("species",),
    "coat colour": ("coat",),
    "coat pattern": ("pattern",),
    **{f"{thing} and its colour": (thing, f"{thing}_color") for thing in THINGS},
    "pose": ("pose",),
    "face": ("face",),
}
ADDED, BOTH = "nothing added", "two animals, all attributes"
FEW_STEPS, MANY_STEPS = 4, 20
SEEDS, SEED_WISHES = 16, 24


@dataclass(frozen=True)
class Wish:
    """A wish: its words, what a picture of it shows, and the seed to draw it with."""

    text: str
    scene: Scene
    seed: int


def wishes_for(numbers: Sequence[int]) -> list[Wish]:
    """Wishes for examples, Chinese and English in turn."""
    wishes = []
    for i, number in enumerate(numbers):
        scene, _ = example(number)
        layout, _ = starting_point(i)
        caption = write_caption(scene, layout, np.random.default_rng(number), "zh" if i % 2 == 0 else "en")
        wishes.append(Wish(caption.text, scene, i))
    return wishes


def held_out_wishes(count: int) -> list[Wish]:
    """Wishes for held-out combinations."""
    return wishes_for(range(HELD_OUT + (1 << 38), HELD_OUT + (1 << 38) + count))


def load_pipeline(folder: Path, dtype: torch.dtype) -> CuteAnimalPipeline:
    pipe: CuteAnimalPipeline = CuteAnimalPipeline.from_pretrained(folder, dtype=dtype, use_safetensors=True)
    pipe.set_progress_bar_config(disable=True)
    return pipe


def draw(pipe: CuteAnimalPipeline, wishes: Sequence[Wish], num_inference_steps: int) -> Iterator[Image.Image]:
    """One picture per wish, in batches."""
    yield from draw_texts(pipe, [(wish.text, wish.seed) for wish in wishes], num_inference_steps)


def draw_texts(
    pipe: CuteAnimalPipeline, texts: Sequence[tuple[str, int]], num_inference_steps: int
) -> Iterator[Image.Image]:
    """One picture per text and seed, in batches. The model is told what the program tells it of a text."""
    for i in range(0, len(texts), BATCH):
        batch = texts[i : i + BATCH]
        starts = [starting_point(seed) for _, seed in batch]
        out = pipe(
            [_told(text) for text, _ in batch],
            num_inference_steps=num_inference_steps,
            latents=torch.from_numpy(np.stack([noise for _, noise in starts])),
            layouts=[layout for layout, _ in starts],
        )
        assert isinstance(out.images, list)
        yield from out.images


def _told(text: str) -> str:
    """What the network is told of a wish; one that the program would not draw, in its own words."""
    understood = understand(text)
    return retell(understood) if understood.can_draw else text


def read_by(judge: Reader, pictures: Sequence[Image.Image]) -> list[dict[str, str]]:
    """What a judge sees on each picture, per slot of SLOTS."""
    return [seen for i in range(0, len(pictures), 32) for seen in read_pictures(judge, pictures[i : i + 32])]


def shares(scenes: Sequence[Scene], read: Sequence[Mapping[str, str]]) -> dict[str, float]:
    """Share of animals or pictures, per row of the table, that are read as their scene.

    A thing's row counts animals that have the thing; whether bare hands and heads stay bare is in "nothing
    added". "two animals" counts pictures with two, right when every slot of both is.
    """
    right: dict[str, list[bool]] = {row: [] for row in (*ANIMAL_ROWS, *SCENE_SLOTS, ADDED, BOTH)}
    for scene, seen in zip(scenes, read, strict=True):
        wanted = shown(scene)
        for prefix in ("", SECOND)[: len(scene.animals)]:
            for row, slots in ANIMAL_ROWS.items():
                if wanted[prefix + slots[0]] != NONE:
                    right[row].append(all(seen[prefix + slot] == wanted[prefix + slot] for slot in slots))
            bare = [prefix + thing for thing in THINGS if wanted[prefix + thing] == NONE]
            if bare:
                right[ADDED].append(all(seen[slot] == NONE for slot in bare))
        for slot in SCENE_SLOTS:
            right[slot].append(seen[slot] == wanted[slot])
        if len(scene.animals) == 2:
            both = [prefix + slot for prefix in ("", SECOND) for slot in ANIMAL_SLOTS]
            right[BOTH].append(all(seen[slot] == wanted[slot] for slot in both))
    return {row: float(np.mean(hits)) for row, hits in right.items() if hits}


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


def distances(pipe: CuteAnimalPipeline, judge: Reader, count: int, steps: int) -> dict[str, float]:
    """Fréchet distances of `count` pictures each to drawn pictures: generated, reconstructed, drawn ones."""
    numbers = range(DENOISER + (1 << 39), DENOISER + (1 << 39) + count)
    drawn = features_of(judge, map(Image.fromarray, render(numbers[0], count)))
    others = features_of(judge, map(Image.fromarray, render(numbers[-1] + 1, count)))
    generated = features_of(judge, draw(pipe, wishes_for(numbers), steps))
    vae = pipe.vae

    @torch.inference_mode()
    def rebuilt() -> Iterator[Image.Image]:
        for array in render(numbers[0], count):
            latents = vae.encode(to_tensor(array[None]).to(vae.dtype))
            yield to_pictures(vae.decode(latents).float().clamp(-1, 1))[0]

    return {
        "drawn": frechet_distance(drawn, others),
        "reconstructed": frechet_distance(features_of(judge, rebuilt()), others),
        "generated": frechet_distance(generated, others),
    }


def diversity(pipe: CuteAnimalPipeline, judge: Reader, steps: int) -> float:
    """How much sixteen seeds of one wish differ, against drawn pictures of the same scene and layouts."""
    from cute_animal.starter.drawing import draw_scene

    made, drawn = [], []
    for wish in held_out_wishes(SEED_WISHES):
        same = [Wish(wish.text, wish.scene, seed) for seed in range(SEEDS)]
        made.append(features_of(judge, draw(pipe, same, steps)))
        drawn.append(
            features_of(judge, (draw_scene(wish.scene, starting_point(seed)[0]) for seed in range(SEEDS)))
        )
    return spread(made) / spread(drawn)


Columns = dict[str, dict[str, float]]  # per column of the table the share per row


def nearest_columns(wishes: Sequence[Wish], pictures: Sequence[Image.Image]) -> Columns:
    """What the pictures of wishes, Chinese and English in turn, show when they are read by drawing."""
    scenes = [wish.scene for wish in wishes]
    read = read_by_drawing(pictures, scenes, [starting_point(wish.seed)[0] for wish in wishes])
    return {
        "nearest": shares(scenes, read),
        "nearest, zh": shares(scenes[::2], read[::2]),
        "nearest, en": shares(scenes[1::2], read[1::2]),
    }


def judged_columns(
    judges: Mapping[str, Reader], wishes: Sequence[Wish], pictures: Sequence[Image.Image]
) -> Columns:
    """What the judges see on the pictures of wishes, and on as many drawn pictures."""
    scenes = [wish.scene for wish in wishes]
    drawn_scenes, drawn = drawn_examples(HELD_OUT + (1 << 37), len(wishes))
    columns: Columns = {}
    for name, judge in judges.items():
        columns[name] = shares(scenes, read_by(judge, pictures))
        columns[f"{name}, drawn"] = shares(drawn_scenes, read_by(judge, drawn))
    return columns


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--wishes", type=int, default=1000)
    parser.add_argument("--steps", type=int, default=STARTER.num_inference_steps)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--dtype", choices=("bfloat16", "float32"), help="what is faster here, unless given")
    parser.add_argument("--sheet", type=Path, default=Path("contact_sheet.png"))
    parser.add_argument("--nearest", type=int, default=200, help="wishes that are read by drawing")
    parser.add_argument("--all", action="store_true", help="the measures that take longer, too")
    parser.add_argument("--pictures", type=int, default=5000, help="per set, for the Fréchet distance")
    args = parser.parse_args(argv)

    judges = {name: load_judge(args.weights / name) for name in JUDGES if (args.weights / name).exists()}
    if args.all and not judges:
        parser.error(f"no judge in {args.weights}: train one with `cute_animal.starter.train --stages judge`")
    dtype = getattr(torch, args.dtype) if args.dtype else fastest_dtype(torch.device("cpu"))
    pipe = load_pipeline(args.weights, dtype)
    wishes = held_out_wishes(args.wishes)
    started = time.perf_counter()
    pictures = list(draw(pipe, wishes, args.steps))
    each_s = (time.perf_counter() - started) / len(pictures)
    contact_sheet(pictures[:48], 8).save(args.sheet)
    columns = nearest_columns(wishes[: args.nearest], pictures[: args.nearest])
    columns |= judged_columns(judges, wishes, pictures)
    extra = {
        "psnr_db": float(
            np.mean([psnr(pipe.vae.float(), to_tensor(array[None])) for array in render(TEST, 64)])
        ),
    }
    pipe.vae.to(pipe.transformer.dtype)
    if args.all:
        name, judge = next(iter(judges.items()))  # the first one's figures count
        for steps in (FEW_STEPS, MANY_STEPS):
            made = list(draw(pipe, wishes, steps))
            columns[f"{name}, {steps} steps"] = shares([wish.scene for wish in wishes], read_by(judge, made))
        extra["diversity"] = diversity(pipe, judge, args.steps)
        frechet = distances(pipe, judge, args.pictures, args.steps)
        extra |= {f"frechet_{which}": value for which, value in frechet.items()}

    say = sys.stdout.write
    say(f"{args.wishes} held-out wishes, {args.nearest} of them read by drawing, half Chinese, ")
    say(f"{args.steps} steps, {dtype}, {each_s:.2f} s a picture\n\n")
    say(f"| {'attribute':28} |" + "".join(f" {name:11} |" for name in columns) + "\n")
    say(f"|{'-' * 30}|" + "".join(f"{'-' * max(13, len(name) + 2)}|" for name in columns) + "\n")
    for row in columns["nearest"]:
        cells = (
            f" {column.get(row, float('nan')):{max(11, len(name))}.1%} |" for name, column in columns.items()
        )
        say(f"| {row:28} |" + "".join(cells) + "\n")
    say("\n" + "\n".join(f"{name}: {value:.3f}" for name, value in extra.items()) + "\n")
    say(f"contact sheet: {args.sheet}\n")
    say(json.dumps({**columns, **extra, "seconds_each": each_s}) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
