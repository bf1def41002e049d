"""The training pictures: example number -> scene, layout and picture, rendered once by worker processes.

An example is a function of its number alone, so only pictures and latents are kept on disk, never lists of
what they show. Knows nothing about networks.
"""

from __future__ import annotations

import hashlib
import itertools
import logging
import multiprocessing
import os
from collections import deque
from collections.abc import Iterator
from multiprocessing.pool import AsyncResult
from pathlib import Path

import numpy as np
from PIL import Image

from cute_animal.starter.captions import sample_scene
from cute_animal.starter.layout import Layout, sample_layout
from cute_animal.vocabulary import Scene

logger = logging.getLogger(__name__)

# Disjoint ranges of example numbers, so that no split ever sees another's pictures.
AUTOENCODER, DENOISER, JUDGE, TEST, HELD_OUT = (part << 40 for part in range(1, 6))

BLOCK = 256  # pictures: 200 MB at full size


def example(number: int) -> tuple[Scene, Layout]:
    """Return what example `number` shows. Only numbers in HELD_OUT show combinations kept out of training."""
    rng = np.random.Generator(np.random.Philox(key=number))
    layout = sample_layout(rng)
    return sample_scene(rng, layout, held_out=number >= HELD_OUT), layout


def _render(job: tuple[int, int]) -> np.ndarray:
    number, side = job
    # Imported here: spawned workers must not load more than the drawing needs.
    from cute_animal.starter.drawing import draw_scene

    picture = draw_scene(*example(number))
    if side != picture.width:
        picture = picture.resize(
            (side, side), Image.Resampling.BOX if picture.width % side == 0 else Image.Resampling.LANCZOS
        )
    return np.asarray(picture)


def render(first: int, count: int, *, side: int = 512, workers: int | None = None) -> Iterator[np.ndarray]:
    """Yield the pictures of examples first .. first + count - 1 in order, uint8 (side, side, 3)."""
    numbers = range(first, first + count)
    blocks = (numbers[i : i + BLOCK] for i in range(0, count, BLOCK))
    context = multiprocessing.get_context("spawn")
    with context.Pool(workers or os.cpu_count() or 1) as pool:

        def start(block: range) -> AsyncResult[list[np.ndarray]]:
            return pool.map_async(_render, [(number, side) for number in block], chunksize=16)

        # Two blocks on the way: the workers never wait, and never fill the memory of a slow reader.
        on_the_way = deque(start(block) for block in itertools.islice(blocks, 2))
        while on_the_way:
            pictures = on_the_way.popleft().get()
            on_the_way.extend(start(block) for block in itertools.islice(blocks, 1))
            yield from pictures


def rendered(path: Path, first: int, count: int, *, side: int = 512) -> np.ndarray:
    """Return a read-only memory map (count, side, side, 3) uint8 of examples, rendering what is missing."""
    shape = (count, side, side, 3)
    if not path.exists():
        part = path.with_suffix(".part")
        pictures = np.memmap(part, np.uint8, "w+", shape=shape)
        for i, picture in enumerate(render(first, count, side=side)):
            pictures[i] = picture
            if i % 1000 == 999:
                logger.info("rendered %d of %d pictures of %d px", i + 1, count, side)
        pictures.flush()
        part.rename(path)
    return np.memmap(path, np.uint8, "r", shape=shape)


def drop_outdated(state: Path) -> None:
    """Delete cached pictures and latents when drawing code or prior have changed since they were made."""
    from cute_animal.starter.drawing import draw_scene

    digest = hashlib.sha256()
    for number in range(DENOISER, DENOISER + 24):
        scene, layout = example(number)
        digest.update(repr((scene, layout)).encode() + draw_scene(scene, layout, size=128).tobytes())
    mark = state / "drawings.sha256"
    if not mark.exists() or mark.read_text() != digest.hexdigest():
        for cached in (*state.glob("*.u8"), *state.glob("latents.f16")):
            logger.info("%s shows what is not drawn any more: deleted", cached.name)
            cached.unlink()
        mark.write_text(digest.hexdigest())
