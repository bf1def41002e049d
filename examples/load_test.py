"""Let a crowd of users ask a running page for pictures, and count what became of their wishes.

    .venv/bin/python -m examples.load_test --users 8 --pictures 64
    .venv/bin/python -m examples.load_test --burst 200

Needs a running page (`make run`) or `gunicorn ... cute_animal.web:app`. A table, then one line of JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

from cute_animal import crowd


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Ask for many pictures at once.")
    parser.add_argument("--url", default="http://127.0.0.1:7860", help="where it runs")
    parser.add_argument(
        "--users", type=int, default=8, help="who each ask for the next one when they have one"
    )
    parser.add_argument("--pictures", type=int, default=64, help="that they ask for in all")
    parser.add_argument("--burst", type=int, help="instead: so many clients at once, one picture each")
    parser.add_argument("--steps", type=int, help="how often the model goes over a picture")
    parser.add_argument("--seed", type=int, default=0, help="of the first picture; the next one has the next")
    args = parser.parse_args(argv)

    how = {"steps": args.steps, "seed": args.seed}
    if args.burst is None:
        met = asyncio.run(crowd.closed(args.url, users=args.users, pictures=args.pictures, **how))
    else:
        met = asyncio.run(crowd.burst(args.url, clients=args.burst, **how))
    for name, value in asdict(met).items():
        print(f"{name:18} {value if not isinstance(value, float) else format(value, '.3f')}")
    print(json.dumps(asdict(met)))
    return 0 if met.failed == met.mixed_up == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
