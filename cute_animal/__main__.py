"""The command line: `python -m cute_animal draw|label|presets|bench`.

Wording and exit codes only: 0 done, 1 no label found, 2 a sentence says why not, 130 stopped. Knows nothing
about how any of it is done.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cute_animal import studio
from cute_animal.bench import run_bench
from cute_animal.config import Settings, load_settings
from cute_animal.engine import get_engine
from cute_animal.errors import BadRequest, CannotDraw, CuteAnimalError, UnsafePrompt
from cute_animal.label import Drawing, read_label
from cute_animal.presets import PRESETS
from cute_animal.wording import language_of, say

DEFAULT_FOLDER = Path("drawings")
GRACE_S = 5.0  # how long a stopped job gets to end its step before the program leaves anyway

cli = typer.Typer(
    help="Cute animal pictures for kids, from a wish in Chinese or English.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@cli.command("draw")
def draw_command(
    wish: Annotated[str, typer.Argument(help="What to draw, in Chinese or English.")],
    # Numbers come as text: "nan" and "1e9" then get the same answer here as at every other door.
    seed: Annotated[str | None, typer.Option(help="Same seed, same picture; random without.")] = None,
    steps: Annotated[str | None, typer.Option(help="Denoising steps, 1 to 50.")] = None,
    preset: Annotated[str | None, typer.Option(help="Which model draws; see `presets`.")] = None,
    out: Annotated[Path | None, typer.Option(help="The .png file to write.")] = None,
    timings: Annotated[bool, typer.Option("--timings", help="Also print the seconds of each stage.")] = False,
) -> None:
    """Draw one picture and print where it is."""
    if out is not None and (out.suffix.lower() != ".png" or out.is_dir()):
        raise BadRequest(say("out-is-not-png", language_of(wish), path=out))
    settings = load_settings()
    if "output_dir" not in settings.model_fields_set:
        settings = settings.model_copy(update={"output_dir": DEFAULT_FOLDER})
    drawing = _draw_with_bar(wish, seed, steps, preset, settings, out)
    for note in drawing.request.notes:
        typer.echo(note, err=True)
    typer.echo(drawing.path)
    if timings:
        _print_timings(drawing)


@cli.command("label")
def label_command(
    file: Annotated[Path, typer.Argument(help="A picture file.")],
) -> None:
    """Print what a picture's AI label says."""
    label = read_label(file)
    if not label.is_ai_generated:
        for language in ("zh", "en"):
            typer.echo(say("no-label-found", language, path=file.name), err=True)
        raise typer.Exit(1)
    content = {
        "is_ai_generated": label.is_ai_generated,
        "produce_id": label.produce_id,
        "fields": dict(label.fields),
        "source_type": label.source_type,
        "recipe": None if label.recipe is None else dict(label.recipe),
    }
    typer.echo(json.dumps(content, ensure_ascii=False, indent=2))


@cli.command("presets")
def presets_command() -> None:
    """List the models to draw with."""
    for preset in PRESETS.values():
        size = f"{preset.width}x{preset.height}"
        typer.echo(f"{preset.name:16} {preset.num_inference_steps:3} steps  {size:9}  {preset.licence}")


@cli.command("bench")
def bench_command(
    pictures: Annotated[int, typer.Option(help="How many to draw and take medians of.", min=1)] = 12,
    steps: Annotated[int | None, typer.Option(help="Denoising steps, 1 to 50.")] = None,
) -> None:
    """Measure how long a picture takes, warm, stage by stage."""
    result = run_bench(pictures, steps, load_settings())
    typer.echo("stage        median_s")
    for stage, seconds in {**result.stages_s, "all": result.door_to_door_s}.items():
        typer.echo(f"{stage:10} {seconds:10.3f}")
    typer.echo(json.dumps(asdict(result)))


def _draw_with_bar(
    wish: str, seed: str | None, steps: str | None, preset: str | None, settings: Settings, out: Path | None
) -> Drawing:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description:8}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    updates = studio.draw(wish, seed, steps, preset, settings=settings, out=out)
    try:
        with (
            contextlib.closing(updates),
            Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar,
        ):
            task = bar.add_task("check", total=None)
            for update in updates:
                if isinstance(update, Drawing):
                    return update
                bar.update(task, description=update.stage, completed=update.step or 0, total=update.total)
    except KeyboardInterrupt:
        get_engine(settings).close(GRACE_S)  # leaving in the middle of a step can crash torch's threads
        raise
    raise AssertionError("the road ends with a Drawing or an error")


def _print_timings(drawing: Drawing) -> None:
    typer.echo("stage        seconds")
    for stage, seconds in drawing.timings_s.items():
        typer.echo(f"{stage:10} {seconds:9.3f}")
    request = drawing.request
    facts: Mapping[str, object] = {
        "preset": request.preset,
        "seed": request.seed,
        "num_inference_steps": request.num_inference_steps,
        "produce_id": drawing.produce_id,
        "timings_s": {stage: round(seconds, 4) for stage, seconds in drawing.timings_s.items()},
    }
    typer.echo(json.dumps(facts))


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code."""
    _speak_utf8()
    try:
        typer.main.get_command(cli).main(args=argv, prog_name="cute_animal")
    except CuteAnimalError as error:
        typer.echo(str(error), err=True)
        if isinstance(error, UnsafePrompt | CannotDraw) and error.ideas:
            typer.echo(say("try-these-wishes", language_of(str(error))), err=True)
            for idea in error.ideas:
                typer.echo(f"  {idea}", err=True)
        return 2
    except SystemExit as stop:  # the way in which typer ends, with 130 for Ctrl-C and 2 for a usage error
        return stop.code if isinstance(stop.code, int) else 0
    return 0


def _speak_utf8() -> None:
    """A console with another code page must not turn an answer into a UnicodeEncodeError."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
