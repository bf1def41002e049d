"""The commands that measure: `python -m cute_animal bench|goals`. Printing only: a table, then JSON.

Knows nothing about how anything is measured.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from cute_animal import bench_serve, goals
from cute_animal.bench import beside_old_system, run_bench
from cute_animal.config import load_settings
from cute_animal.errors import BadRequest
from cute_animal.machine import probe_machine
from cute_animal.race import BASE, Race, run_race
from cute_animal.wording import say

PICTURES = 12  # of a bench, where nothing else is said


def bench_command(
    pictures: Annotated[
        int | None,
        typer.Option(help="How many to draw and take medians of; 12, or as each part has it.", min=1),
    ] = None,
    steps: Annotated[int | None, typer.Option(help="Denoising steps, 1 to 50.")] = None,
    preset: Annotated[str | None, typer.Option(help="Which model; see `presets`.")] = None,
    random_weights: Annotated[
        bool, typer.Option("--random-weights", help="Full size, random numbers: no download, no pictures.")
    ] = False,
    budget_gib: Annotated[float | None, typer.Option(help="As if the card had no more.", min=0.5)] = None,
    serve: Annotated[
        bool, typer.Option("--serve", help="Many at once instead: users, servers, memory.")
    ] = False,
    only: Annotated[
        str | None, typer.Option(help=f"With --serve, one part: {', '.join(bench_serve.PARTS)}.")
    ] = None,
    runtimes: Annotated[
        bool, typer.Option("--runtimes", help="Instead: torch and all that was exported, in turn.")
    ] = False,
) -> None:
    """Measure how long a picture takes, stage by stage, beside plain diffusers; or, many at once."""
    if serve:
        _bench_serve(only, pictures)
        return
    settings = load_settings()
    if runtimes:
        _print_race(run_race(preset, PICTURES if pictures is None else pictures, steps))
        return
    if preset is not None:
        settings = settings.model_copy(update={"preset": preset})
    result = run_bench(
        PICTURES if pictures is None else pictures,
        steps,
        settings,
        random_weights=random_weights,
        budget_gib=budget_gib,
    )
    typer.echo(f"{result.preset} on {result.device}, {result.dtype}, {result.plan}")
    if result.predicted_s is not None:
        typer.echo(f"predicted: {result.predicted_gib:.2f} GiB, {result.predicted_s:.2f} s")
    typer.echo("stage        median_s  peak_gib")
    for stage, seconds in {**result.stages_s, "all": result.door_to_door_s}.items():
        peak = result.peak_device_gib if stage == "all" else result.peaks_gib.get(stage)
        typer.echo(f"{stage:10} {seconds:10.3f} {'-' if peak is None else format(peak, '.2f'):>9}")
    typer.echo(f"{'cold start':10} {result.load_s:10.3f}  load and one picture of the fewest steps")
    if result.floor_s is not None:
        typer.echo(f"{'arithmetic':10} {result.floor_s:10.3f}")
    typer.echo("")
    typer.echo(f"{'a picture':25} {'median_s':>9} {'of plain':>9}")
    for arm, seconds in result.arms_s.items():
        ratio = f"{result.ratios[arm]:.2f}x" if arm in result.ratios else "-"
        typer.echo(f"{arm:25} {seconds:9.3f} {ratio:>9}")
    typer.echo("")
    typer.echo(f"{'':15} {'old workflow':>12} {'promised':>9} {'here':>9}")
    for what, (was, promised, here) in beside_old_system(result).items():
        typer.echo(f"{what:15} {was:12g} {promised:9g} {'-' if here is None else format(here, '.2f'):>9}")
    typer.echo(json.dumps(asdict(result)))


def _bench_serve(only: str | None, pictures: int | None) -> None:
    lines = []
    for line in bench_serve.measure(only, pictures=pictures):
        lines.append(line)
        typer.echo(str(line))
    typer.echo(json.dumps([asdict(line) for line in lines]))


def _print_race(race: Race) -> None:
    for name, why in race.left_out.items():
        typer.echo(f"{name}: {why}", err=True)
    typer.echo(f"{'a picture by':16}{'median_s':>9}{'of ' + BASE:>18}{'of ' + race.best_torch:>20}")
    for arm, seconds in race.seconds.items():
        ratios = f"{race.ratio(arm):17.2f}x{race.ratio(arm, race.best_torch):19.2f}x"
        typer.echo(f"{arm:16}{seconds:9.3f}{ratios}")
    typer.echo(json.dumps(asdict(race)))


def goals_command(
    minutes: Annotated[float, typer.Option(help="No line is begun after so many.", min=0)] = 7.0,
) -> None:
    """Measure what was promised of large models on a card, at full size with random weights."""
    machine = probe_machine()
    if machine.device != "cuda":
        raise BadRequest("\n".join(say("goals-need-a-card", language) for language in ("zh", "en")))
    typer.echo(f"on {machine.device_name}, {machine.link_bytes_per_s / 1e9:.1f} GB/s from RAM")
    lines = []
    for line in goals.measure(machine, minutes=minutes):
        lines.append(line)
        typer.echo(str(line))
    typer.echo(goals.summary(lines))
    typer.echo(json.dumps({"device": machine.device_name, "lines": [asdict(line) for line in lines]}))
