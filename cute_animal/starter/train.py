"""Train the starter: `python -m cute_animal.starter.train --minutes 150 --device cpu`.

Stages, in order: text, autoencoder, sketch, denoiser, decoder, judges. Each spends its share of the
minutes, keeps its state in the state folder and goes on from there when the command is run again; without a
state folder it goes on from the weights that are there. A stage that is not named is taken as it is. The
result is a folder that `CuteAnimalPipeline.from_pretrained` loads, with the judges beside it.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from cute_animal.starter.judge import JUDGES
from cute_animal.starter.pipeline import CuteAnimalPipeline, build_scheduler
from cute_animal.starter.training.autoencode import train_autoencoder
from cute_animal.starter.training.conditions import conditions_of
from cute_animal.starter.training.dataset import DENOISER, drop_outdated
from cute_animal.starter.training.denoise import encoded, train_denoiser
from cute_animal.starter.training.judging import train_judge
from cute_animal.starter.training.refine import refine_decoder
from cute_animal.starter.training.sketching import train_sketch
from cute_animal.starter.training.text import train_text_encoder

WEIGHTS = Path(__file__).parent / "weights"
SHARES = {
    "text": 0.08,
    "autoencoder": 0.17,
    "sketch": 0.2,
    "denoiser": 0.35,
    "decoder": 0.08,
    "judge": 0.07,
    "second_judge": 0.05,
}
SHARD = "9MB"  # a Space takes files under 10 MB by plain git


def forget_folders(weights: Path) -> None:
    """Take out of the configs where on this machine a component was loaded from."""
    for path in weights.glob("*/config.json"):
        config = json.loads(path.read_text())
        if config.pop("_name_or_path", None) is not None:
            path.write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--minutes", type=float, default=150, help="training time of all stages together, rendering apart"
    )
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument(
        "--state", type=Path, default=Path(".state"), help="folder for what is needed to go on"
    )
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="folder for the result")
    parser.add_argument(
        "--pictures", type=int, default=30_000, help="drawn pictures that the denoiser learns from"
    )
    parser.add_argument(
        "--compile", action="store_true", help="torch.compile sketch and denoiser; needs a C++ compiler"
    )
    parser.add_argument("--stages", nargs="*", choices=list(SHARES), default=list(SHARES))
    args = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    args.state.mkdir(parents=True, exist_ok=True)
    drop_outdated(args.state)
    device = torch.device(args.device)
    budget_s = {stage: share * args.minutes * 60 * (stage in args.stages) for stage, share in SHARES.items()}

    if set(args.stages) - set(JUDGES):
        tokenizer, text_encoder = train_text_encoder(args.state, args.weights, budget_s["text"], device)
        vae = train_autoencoder(args.state, args.weights, budget_s["autoencoder"], device)
    if set(args.stages) & {"sketch", "denoiser", "decoder"}:
        latents = encoded(args.state, vae, args.pictures, device)
        # One caption a picture, read once: the text encoder stands still, and says much the same of another.
        numbers = range(DENOISER, DENOISER + len(latents))
        known = conditions_of(numbers, tokenizer, text_encoder, np.random.default_rng(0))
        if "sketch" in args.stages:
            train_sketch(
                args.state,
                args.weights,
                budget_s["sketch"],
                device,
                latents,
                known,
                vae,
                compiled=args.compile,
            )
        transformer = train_denoiser(
            args.state,
            args.weights,
            budget_s["denoiser"],
            device,
            latents,
            known,
            vae,
            compiled=args.compile,
        )
        if "decoder" in args.stages:
            vae = refine_decoder(args.state, budget_s["decoder"], device, vae, latents, known, transformer)
        pipeline = CuteAnimalPipeline(tokenizer, text_encoder, transformer, vae, build_scheduler())
        pipeline.to("cpu", torch.bfloat16).save_pretrained(args.weights, max_shard_size=SHARD)
        forget_folders(args.weights)
    for name in JUDGES:
        if name in args.stages:
            judge = train_judge(name, args.state, args.weights, budget_s[name], device)
            # float16: batch statistics need more digits than bf16 has.
            judge.to("cpu", torch.float16).save_pretrained(args.weights / name, max_shard_size=SHARD)
            forget_folders(args.weights)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
