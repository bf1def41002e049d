"""`python -m cute_animal train-lora`: what was asked for, the forecast, a bar with the loss. Wording only."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from cute_animal.config import Settings
from cute_animal.errors import BadRequest, Cancelled
from cute_animal.hub import ask_on_terminal
from cute_animal.lora_training.recipe import make_recipe
from cute_animal.lora_training.samples import sample_wishes
from cute_animal.lora_training.training import Forecast, Tracker, Wanted, train
from cute_animal.machine import probe_machine
from cute_animal.presets import get_preset
from cute_animal.triggers import Kind, Trigger
from cute_animal.wording import Language, language_of, say


@dataclass(frozen=True)
class Asked:
    """The options of the command that are no numbers of a recipe, as they were typed."""

    data: Path
    name: str
    triggers: tuple[str, ...]
    preset: str
    kind: str
    mixed_precision: str | None
    samples_every: int | None
    tracker: str | None
    yes: bool


def run(asked: Asked, settings: Settings, **numbers: Any) -> None:
    """Train, with what is going on told on stderr and the result's folder on stdout. Raises BadRequest."""
    language = language_of("".join(asked.triggers))
    kind = _one_of("--kind", asked.kind, ("species", "style"), language)
    tracker = asked.tracker and _one_of("--tracker", asked.tracker, ("tensorboard", "trackio"), language)
    precision = asked.mixed_precision and _one_of(
        "--mixed-precision", asked.mixed_precision, ("no", "bf16", "fp16"), language
    )
    if precision is None and probe_machine().device == "cuda" and probe_machine().has_bf16:
        precision = "bf16"
    recipe = make_recipe(
        get_preset(asked.preset, language=language), language=language, mixed_precision=precision, **numbers
    )
    triggers = tuple(_trigger(words, cast(Kind, kind)) for words in asked.triggers)
    wanted = Wanted(
        asked.data, asked.name, triggers, recipe, asked.samples_every, cast(Tracker | None, tracker)
    )
    console = Console(stderr=True)
    columns = (TextColumn("{task.description:12}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=recipe.max_train_steps)

        def on_forecast(forecast: Forecast) -> None:
            bar.stop()
            console.print(_told(forecast, language), soft_wrap=True)
            if not asked.yes and sys.stdin.isatty() and not ask_on_terminal("OK?"):
                raise Cancelled(say(Cancelled.code, language))
            bar.start()

        def on_trained(step: int, loss: float) -> None:
            bar.update(task, completed=step, description=f"loss {loss:.4f}")
            if not console.is_terminal and step % max(1, recipe.max_train_steps // 20) == 0:
                console.print(f"step {step}/{recipe.max_train_steps} loss {loss:.4f}")

        folder = train(wanted, settings, on_forecast=on_forecast, on_trained=on_trained, language=language)
    key = "train-done-full" if recipe.full else "train-done"
    wish = sample_wishes(triggers)[0]
    console.print(say(key, language, folder=folder, wish=wish, name=asked.name), soft_wrap=True)
    sys.stdout.write(f"{folder}\n")


def _told(forecast: Forecast, language: Language) -> str:
    memory = "-" if forecast.peak_gib is None else f"{forecast.peak_gib:.1f} GiB"
    return say(
        "train-forecast",
        language,
        pictures=forecast.pictures,
        numbers=f"{forecast.trained_numbers:,}",
        device=forecast.device,
        steps=forecast.steps_left,
        step_s=forecast.step_s,
        minutes=forecast.minutes,
        memory=memory,
    )


def _trigger(words: str, kind: Kind) -> Trigger:
    """ "porcelain|青花瓷": which is which is seen by their letters."""
    parts = [part.strip() for part in words.split("|") if part.strip()]
    en = next((part for part in parts if part.isascii()), "")
    zh = next((part for part in parts if not part.isascii()), "")
    return Trigger(kind, en.lower(), zh)


def _one_of(name: str, value: str, names: tuple[str, ...], language: Language) -> str:
    if value not in names:
        raise BadRequest(say("train-choice", language, name=name, names=", ".join(names)))
    return value
