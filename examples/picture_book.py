"""Draw a list of wishes into a folder, with a page to print: a picture book from one text file.

    python -m examples.picture_book examples/wishes.txt book

Run it from the project's folder. It takes the same road as everything else (checks, label); the model is
loaded once.
"""

from __future__ import annotations

import argparse
import html
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from cute_animal import studio
from cute_animal.errors import CuteAnimalError
from cute_animal.label import Drawing

PAGE = """<!doctype html>
<meta charset="utf-8">
<title>Cute Animal for Kids</title>
<style>
  body {{ font: 20px sans-serif; display: grid; grid-template-columns: 1fr 1fr; gap: 1em; margin: 1em }}
  figure {{ margin: 0; break-inside: avoid; text-align: center }}
  img {{ width: 100%; border-radius: 1em }}
</style>
{figures}
"""
FIGURE = '<figure><img src="{file}" alt="{wish}"><figcaption>{wish}</figcaption></figure>'


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Draw every line of a text file.")
    parser.add_argument("wishes", type=Path, help="a text file, one wish a line")
    parser.add_argument("folder", type=Path, help="where the pictures and index.html go")
    parser.add_argument(
        "--seed", type=int, default=0, help="of the first picture; the next one has the next seed"
    )
    args = parser.parse_args(argv)

    lines = [line.strip() for line in args.wishes.read_text(encoding="utf-8").splitlines()]
    wishes = [line for line in lines if line and not line.startswith("#")]
    args.folder.mkdir(parents=True, exist_ok=True)
    figures = []
    for number, wish in enumerate(wishes):
        try:
            *_, drawing = studio.draw(wish, seed=args.seed + number)
        except CuteAnimalError as error:
            print(f"{wish}: {error}", file=sys.stderr)
            continue
        assert isinstance(drawing, Drawing)
        file = f"{number + 1:03d}.png"
        shutil.copyfile(drawing.path, args.folder / file)
        figures.append(FIGURE.format(file=file, wish=html.escape(wish)))
        print(file, wish, sep="\t")
    (args.folder / "index.html").write_text(PAGE.format(figures="\n".join(figures)), encoding="utf-8")
    return 0 if len(figures) == len(wishes) else 2


if __name__ == "__main__":
    sys.exit(main())
