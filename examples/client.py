"""Draw from another program: the page's own endpoint, called with gradio_client.

    python examples/client.py "a white rabbit in red overalls" --seed 7 --out rabbit.png

Needs the page running (`make run`) and `pip install gradio_client`; nothing of this project is imported.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence

from gradio_client import Client
from gradio_client.exceptions import AppError


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Ask a running page for one picture.")
    parser.add_argument("wish", help="what to draw, in English or Chinese")
    parser.add_argument("--seed", type=int, help="same wish and seed, same picture; none: a new one")
    parser.add_argument("--steps", type=int, help="how often the model goes over the picture")
    parser.add_argument("--out", default="drawing.png")
    parser.add_argument("--url", default="http://127.0.0.1:7860", help="address of the page")
    args = parser.parse_args(argv)

    client = Client(args.url, verbose=False)
    try:
        file, seed = client.predict(
            prompt=args.wish, seed=args.seed, num_inference_steps=args.steps, api_name="/draw"
        )
    except AppError as error:  # a refusal, or a wish that it cannot draw: a sentence for people
        print(error, file=sys.stderr)
        return 2
    shutil.copyfile(file, args.out)  # the file as it came: opening and saving it would lose the AI label
    print(f"{args.out}, seed {seed:.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
