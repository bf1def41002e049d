"""The command line: `python -m cute_animal draw|label|pin|presets|doctor|engine|export|workflow`, and more.

What measures is in measuring.py, what teaches in teaching.py.

Wording and exit codes only: 0 done, 1 no label found, 2 a sentence says why not, 130 stopped. Knows nothing
about how any of it is done.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cute_animal import doctor, engine_server, hub, studio
from cute_animal.choice import with_preset
from cute_animal.config import Runtime, Settings, load_settings
from cute_animal.engines import get_engine
from cute_animal.errors import BadRequest, CannotDraw, CuteAnimalError, UnsafePrompt
from cute_animal.export import export, table
from cute_animal.label import Drawing, read_label
from cute_animal.machine import probe_machine
from cute_animal.measuring import bench_command, goals_command
from cute_animal.memory import GIB
from cute_animal.pin import LONGEST, SHORTEST, hash_pin
from cute_animal.presets import PRESETS, QWEN_IMAGE, STARTER, get_preset
from cute_animal.prompt import build_request
from cute_animal.runtime import default_folder
from cute_animal.safety import check_prompt
from cute_animal.teaching import train_lora_command
from cute_animal.wording import language_of, say
from cute_animal.workflow import build_workflow, write_workflow

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
    lora: Annotated[
        list[str] | None,
        typer.Option(help='An adapter and its strength, "name:0.8"; again for another; "none" for none.'),
    ] = None,
    timings: Annotated[bool, typer.Option("--timings", help="Also print the seconds of each stage.")] = False,
) -> None:
    """Draw one picture and print where it is."""
    if out is not None and (out.suffix.lower() != ".png" or out.is_dir()):
        raise BadRequest(say("out-is-not-png", language_of(wish), path=out))
    settings = load_settings()
    if preset is not None:  # whoever has a command line is no visitor: any preset, folder or hub id
        settings = settings.model_copy(update={"preset": preset})
    settings = with_preset(settings)
    language = language_of(wish)
    chosen = get_preset(settings.preset, language=language, anything=True)
    if settings.remote is None and settings.comfyui is None:
        hub.fetch_files(chosen, may_download=settings.download, language=language)
    # Nobody waits behind it, and a first model loads for long.
    settings = _drawing_here(settings.model_copy(update={"deadline_s": None}))
    drawing = _draw_with_bar(wish, seed, steps, None, settings, out, lora)
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


@cli.command("pin")
def pin_command() -> None:
    """Ask for the PIN of grown-ups and print what to set as CUTE_ANIMAL_PIN."""
    pin = typer.prompt("PIN", hide_input=True, confirmation_prompt=True)
    try:
        typer.echo(hash_pin(pin))
    except ValueError as error:
        sentences = (say("pin-is-none", lang, least=SHORTEST, most=LONGEST) for lang in ("zh", "en"))
        raise BadRequest("\n".join(sentences)) from error


@cli.command("presets")
def presets_command() -> None:
    """List the models to draw with."""
    typer.echo(f"{'preset':14} {'steps':>5}  {'download':>9}  licence; what was run")
    for preset in PRESETS.values():
        download = preset.download_bytes + (preset.lora.download_bytes if preset.lora else 0)
        size = f"{download / GIB:.1f} GiB" if download else "built in"
        typer.echo(
            f"{preset.name:14} {preset.num_inference_steps:5}  {size:>9}  {preset.licence}; {preset.ran}"
        )


@cli.command("doctor")
def doctor_command(
    card_gib: Annotated[
        float | None, typer.Option(help="As if this computer had an NVIDIA card of that size.", min=1)
    ] = None,
    ram_gib: Annotated[float | None, typer.Option(help="As if so much RAM were free.", min=1)] = None,
    ladder: Annotated[str | None, typer.Option(help="A preset whose whole ladder is printed.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One line for programs.")] = False,
) -> None:
    """Say what this computer is, what fits on it, what would draw and why."""
    machine = probe_machine()
    if card_gib is not None:
        machine = doctor.simulated(machine, card_gib)
    if ram_gib is not None:
        machine = replace(machine, ram_bytes=int(ram_gib * GIB), ram_total_bytes=int(ram_gib * GIB))
    settings = load_settings()
    chosen = None if settings.preset is None else get_preset(settings.preset, anything=True)
    if ladder is not None and (chosen is None or ladder != chosen.name):
        get_preset(ladder)
    if as_json:
        typer.echo(json.dumps(doctor.as_json(machine, chosen, storage=settings.storage)))
        return
    for line in doctor.report(machine, chosen=chosen, storage=settings.storage, rungs_of=ladder):
        typer.echo(line)


cli.command("bench")(bench_command)
cli.command("goals")(goals_command)
cli.command("train-lora")(train_lora_command)


@cli.command("engine")
def engine_command(
    socket: Annotated[
        Path | None, typer.Option(help="Where to listen; CUTE_ANIMAL_ENGINE without it.")
    ] = None,
) -> None:
    """Draw for several other processes, which have CUTE_ANIMAL_ENGINE set to this socket."""
    settings = with_preset(load_settings().model_copy(update={"engine": None}))
    path = load_settings().engine if socket is None else socket
    if path is None:
        raise BadRequest("\n".join(say("engine-needs-a-socket", language) for language in ("zh", "en")))
    raise typer.Exit(engine_server.run(settings, path))


class Format(StrEnum):
    """What the graphs are for."""

    onnx = "onnx"
    openvino = "openvino"


@cli.command("export")
def export_command(
    preset: Annotated[str, typer.Option(help="Which model; see `presets`.")] = STARTER.name,
    format: Annotated[Format, typer.Option(help="Which runtime's graphs.")] = Format.onnx,
    int8: Annotated[bool, typer.Option("--int8", help="Weights in a quarter of the room.")] = False,
    out: Annotated[Path | None, typer.Option(help="The folder; exported/NAME without.")] = None,
    wishes: Annotated[int, typer.Option(help="Held-out wishes to draw and read for the check.", min=0)] = 8,
) -> None:
    """Write the model as graphs for ONNX Runtime or OpenVINO, checked against torch."""
    runtime: Runtime = format.value
    chosen = get_preset(preset)
    folder = default_folder(chosen, runtime, int8=int8) if out is None else out
    made = export(chosen, runtime, folder, int8=int8, wishes=wishes, tell=_tell)
    for line in table(made):
        typer.echo(line)
    facts = {"folder": str(made.folder), "size_bytes": made.size_bytes, **made.manifest.checked}
    typer.echo(json.dumps(facts))


def _tell(line: str) -> None:
    typer.echo(line, err=True)


@cli.command("workflow")
def workflow_command(
    wish: Annotated[str, typer.Argument(help="What to draw, in Chinese or English.")],
    preset: Annotated[str, typer.Option(help="Which model; see `presets`.")] = QWEN_IMAGE.name,
    seed: Annotated[str | None, typer.Option(help="Same seed, same picture; random without.")] = None,
    steps: Annotated[str | None, typer.Option(help="Denoising steps, 1 to 50.")] = None,
    scheduler: Annotated[str | None, typer.Option(help="One of the preset's; its own without.")] = None,
    out: Annotated[Path, typer.Option(help="The .json file to write.")] = Path("workflow.json"),
    server: Annotated[
        str | None, typer.Option(help="A running ComfyUI, http://HOST:8188: draws it there.")
    ] = None,
) -> None:
    """Write the wish as a ComfyUI workflow: for its editor, and beside it for its API."""
    language = language_of(wish)
    chosen = get_preset(preset, language=language)
    if server is not None:
        if not server.startswith(("http://", "https://")):
            raise BadRequest(say("server-is-no-address", language, server=server))
        changes = {"comfyui": server, "preset": chosen.name, "scheduler": scheduler, "deadline_s": None}
        settings = with_preset(_drawing_here(load_settings().model_copy(update=changes)))
        drawing = _draw_with_bar(wish, seed, steps, None, settings, None)
        for note in drawing.request.notes:
            typer.echo(note, err=True)
        typer.echo(drawing.path)
        return
    request = build_request(
        check_prompt(wish), seed=seed, num_inference_steps=steps, preset=chosen, scheduler=scheduler
    )
    for path in write_workflow(build_workflow(request, chosen), out, language):
        typer.echo(path)
    for note in request.notes:
        typer.echo(note, err=True)


def _drawing_here(settings: Settings) -> Settings:
    """Pictures go into a folder where one works, unless another one is set."""
    if "output_dir" in settings.model_fields_set:
        return settings
    return settings.model_copy(update={"output_dir": DEFAULT_FOLDER})


def _draw_with_bar(
    wish: str,
    seed: str | None,
    steps: str | None,
    preset: str | None,
    settings: Settings,
    out: Path | None,
    adapters: Sequence[str] | None = None,
) -> Drawing:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description:8}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    updates = studio.draw(wish, seed, steps, preset, settings=settings, out=out, adapters=adapters)
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
