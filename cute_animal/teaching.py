"""The command that teaches: `python -m cute_animal train-lora`. Its options only.

Knows nothing about how anything is taught: torch is loaded when it is asked for.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cute_animal.config import load_settings
from cute_animal.presets import STARTER


def train_lora_command(
    data: Annotated[Path, typer.Option(help="A folder of pictures with captions.")],
    name: Annotated[str, typer.Option(help="What the result is called; it goes to adapters/NAME.")],
    trigger: Annotated[
        list[str] | None,
        typer.Option(help='The new word, "porcelain|青花瓷": English, Chinese or both. NAME without it.'),
    ] = None,
    preset: Annotated[str, typer.Option(help="Which model learns it; see `presets`.")] = STARTER.name,
    kind: Annotated[str, typer.Option(help="What the word is: a species or a style.")] = "species",
    steps: Annotated[int | None, typer.Option(help="Training steps.")] = None,
    rank: Annotated[int | None, typer.Option(help="Of the LoRA.")] = None,
    alpha: Annotated[int | None, typer.Option(help="It is scaled by alpha / rank.")] = None,
    batch: Annotated[int | None, typer.Option(help="Pictures of one pass.")] = None,
    accumulate: Annotated[int | None, typer.Option(help="Passes of one step.")] = None,
    learning_rate: Annotated[float | None, typer.Option(help="The preset's without it.")] = None,
    seed: Annotated[int | None, typer.Option(help="Same seed and pictures, same result.")] = None,
    checkpointing: Annotated[
        bool, typer.Option("--checkpointing", help="Compute activations twice: less memory, slower.")
    ] = False,
    mixed_precision: Annotated[str | None, typer.Option(help="no, bf16 or fp16.")] = None,
    full: Annotated[bool, typer.Option("--full", help="Train all weights instead of a LoRA.")] = False,
    samples_every: Annotated[int | None, typer.Option(help="Draw samples every so often.", min=1)] = None,
    tracker: Annotated[str | None, typer.Option(help="tensorboard or trackio, if it is installed.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Begin without asking.")] = False,
) -> None:
    """Teach a model a new animal or style from a folder of pictures; run again, it goes on."""
    from cute_animal.lora_training import command

    words = tuple(trigger) if trigger else (name.replace("-", " ").replace("_", " "),)
    command.run(
        command.Asked(data, name, words, preset, kind, mixed_precision, samples_every, tracker, yes),
        load_settings(),
        max_train_steps=steps,
        rank=rank,
        alpha=alpha,
        batch_size=batch,
        gradient_accumulation_steps=accumulate,
        learning_rate=learning_rate,
        seed=seed,
        gradient_checkpointing=checkpointing,
        full=full,
    )
