"""How many at once, and at what price: `python -m cute_animal bench --serve`, in parts that run alone.

Each part sets something against a goal or against what a simpler program would do on the same machine, the
arms in turn. The first two draw in this process, the others start real servers (served.py). Knows nothing of
how a line, a door or a model works.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import functools
import statistics
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from cute_animal import crowd, pipeline, served, studio
from cute_animal.config import Settings, load_settings
from cute_animal.engine import Engine
from cute_animal.errors import BadRequest
from cute_animal.label import Drawing, write_drawing
from cute_animal.presets import get_preset
from cute_animal.prompt import GenerationRequest, build_request
from cute_animal.safety import check_image, check_prompt

SHORT, LONG = 4, 30  # steps
LOAD: Final = 0.8


@dataclass(frozen=True)
class Line:
    """One measured ratio or number. goal: as the text says; reached: None where it cannot be told."""

    part: str
    what: str
    value: float
    unit: str
    goal: str
    reached: bool | None
    details: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        mark = {True: "reached", False: "MISSED", None: "-"}[self.reached]
        return f"{self.part:9} {self.what:46} {self.value:9.3f} {self.unit:10} {self.goal:14} {mark}"


def measure(only: str | None = None, *, pictures: int | None = None) -> Iterator[Line]:
    """Yield the lines of all parts, or of one. pictures: per arm, instead of each part's own number.

    Raises BadRequest for a part that does not exist.
    """
    if only is not None and only not in PARTS:
        raise BadRequest(f"--only takes one of: {', '.join(PARTS)}")
    for name, part in PARTS.items():
        if only in (None, name):
            yield from part(pictures)


# In this process: the road, and what a loop of its own would do


def users(pictures: int | None) -> Iterator[Line]:
    """3, 8 and 32 users of the engine against the bare loop of check, model, check and file."""
    count, rounds = pictures or 16, 3
    with _folder() as settings:
        pipeline.warm_up(settings.preset)
        seeds = iter(range(10**6))
        arms: dict[str, Callable[[], None]] = {"bare loop": lambda: _bare(settings, seeds, count)}
        for number in (3, 8, 32):
            arms[f"{number} users"] = functools.partial(_crowded, settings, seeds, count, number)
        seconds: dict[str, list[float]] = {name: [] for name in arms}
        for _ in range(rounds):
            for name, arm in arms.items():
                start_s = time.perf_counter()
                arm()
                seconds[name].append(time.perf_counter() - start_s)
    bare_s = statistics.median(seconds["bare loop"])
    for name in list(arms)[1:]:
        ratio = bare_s / statistics.median(seconds[name])
        details = {"pictures_per_s": count / statistics.median(seconds[name]), "bare": count / bare_s}
        yield Line(
            "users", f"{name}, throughput of the bare loop", ratio, "x", ">= 0.95", ratio >= 0.95, details
        )


def _bare(settings: Settings, seeds: Iterator[int], count: int) -> None:
    """What one would write who draws alone: everything in turn, no line, nothing at the same time."""
    for _ in range(count):
        seed = next(seeds)
        request = _request(crowd.WISHES[seed % len(crowd.WISHES)], seed)
        generated = pipeline.generate(request, on_step=lambda *_: None)
        safe = check_image(generated.picture, language=request.language)
        write_drawing(safe, request, settings.output_dir, timings_s=generated.timings_s)


def _crowded(settings: Settings, seeds: Iterator[int], count: int, number: int) -> None:
    chosen = [next(seeds) for _ in range(count)]
    with ThreadPoolExecutor(number) as threads:
        for drawing in threads.map(functools.partial(_drawn, settings), chosen):
            assert isinstance(drawing, Drawing)


def _drawn(settings: Settings, seed: int) -> studio.Progress | Drawing:
    *_, last = studio.draw(
        crowd.WISHES[seed % len(crowd.WISHES)], seed, settings=settings, session=f"user {seed}"
    )
    return last


def mixed(pictures: int | None) -> Iterator[Line]:
    """Jobs of 4 and 30 steps that come at random at 80 % load: our line against first come, first served."""
    count = pictures or 40
    steps = [SHORT if number % 2 else LONG for number in range(count)]
    pipeline.warm_up()
    service_s = {number: _service_s(number) for number in (SHORT, LONG)}
    per_s = LOAD / statistics.mean(service_s.values())
    gaps = crowd.poisson_gaps(count, per_s=per_s, seed=1)
    fair = _open_line(Engine(pipeline.generate, queue_size=count), gaps, steps, 0)
    first_come = Engine(pipeline.generate, queue_size=count, cost=lambda request: 1.0)
    plain = _open_line(first_come, gaps, steps, count)
    short = _p95(fair, SHORT) / _p95(plain, SHORT)
    long = _mean(fair, LONG) / _mean(plain, LONG)
    rate = plain.seconds / fair.seconds
    details = {"arrivals_per_s": per_s, "service_s": service_s, "jobs": count}
    yield Line("mixed", "p95 of short jobs against first come", short, "x", "<= 0.3", short <= 0.3, details)
    yield Line("mixed", "mean of long jobs against first come", long, "x", "<= 1.2", long <= 1.2)
    yield Line("mixed", "throughput against first come", rate, "x", ">= 0.95", rate >= 0.95)


@dataclass(frozen=True)
class _Passed:
    """waits_s: (steps, seconds from arrival to picture) of each job."""

    waits_s: Sequence[tuple[int, float]]
    seconds: float


def _open_line(engine: Engine, gaps: Sequence[float], steps: Sequence[int], seed: int) -> _Passed:
    def wait(job: Any, came_s: float) -> float:
        job.result()
        return time.perf_counter() - came_s

    start_s = time.perf_counter()
    with ThreadPoolExecutor(len(steps)) as threads:
        waits = []
        for number, (gap_s, count) in enumerate(zip(gaps, steps, strict=True)):
            time.sleep(gap_s)
            job = engine.submit(_request(crowd.WISHES[number % len(crowd.WISHES)], seed + number, count))
            waits.append(threads.submit(wait, job, time.perf_counter()))
        waits_s = [(count, waited.result()) for count, waited in zip(steps, waits, strict=True)]
    seconds = time.perf_counter() - start_s
    engine.close()
    return _Passed(waits_s, seconds)


def _service_s(steps: int) -> float:
    requests = [_request(crowd.WISHES[number], 10**7 + number, steps) for number in range(3)]
    seconds = []
    for request in requests:
        start_s = time.perf_counter()
        pipeline.generate(request, on_step=lambda *_: None)
        seconds.append(time.perf_counter() - start_s)
    return statistics.median(seconds)


def _p95(passed: _Passed, steps: int) -> float:
    found = crowd.percentile([wait for count, wait in passed.waits_s if count == steps], 0.95)
    assert found is not None
    return found


def _mean(passed: _Passed, steps: int) -> float:
    return statistics.mean(wait for count, wait in passed.waits_s if count == steps)


# With real servers


def api(pictures: int | None) -> Iterator[Line]:
    """8 users through the API of the launched page."""
    with served.page() as server:
        asyncio.run(crowd.closed(server.url, users=8, pictures=8, seed=10**6))
        met = asyncio.run(crowd.closed(server.url, users=8, pictures=pictures or 96))
    rate = met.pictures_per_s
    yield Line("api", "8 users", rate, "pictures/s", ">= 4", rate >= 4, dataclasses.asdict(met))


def burst(pictures: int | None) -> Iterator[Line]:
    """200 clients at once: nobody lost, nobody mixed up, and who is refused knows it at once."""
    with served.page() as server:
        asyncio.run(crowd.closed(server.url, users=2, pictures=2, seed=10**6))
        met = asyncio.run(crowd.burst(server.url, clients=pictures or 200))
        is_alive = server.process.poll() is None
    bad = met.failed + met.mixed_up + (not is_alive)
    details = dataclasses.asdict(met)
    yield Line("burst", f"{met.asked} at once: lost, mixed up, crashed", bad, "", "0", bad == 0, details)
    if met.slowest_refusal_s is not None:
        late_ms = 1000 * met.slowest_refusal_s
        yield Line("burst", f"slowest of {met.refused} refusals", late_ms, "ms", "<= 200", late_ms <= 200)


def growth(pictures: int | None) -> Iterator[Line]:
    """RSS of the page after many pictures, against what it was after the first fifty."""
    import psutil

    count = pictures or 1000
    with served.page() as server:
        asyncio.run(crowd.closed(server.url, users=8, pictures=min(50, count), seed=10**6))
        process = psutil.Process(server.process.pid)
        before = process.memory_info().rss
        met = asyncio.run(crowd.closed(server.url, users=8, pictures=count))
        grown_mb = (process.memory_info().rss - before) / 1e6
    details = {"before_mb": before / 1e6, **dataclasses.asdict(met)}
    what = f"growth of RSS over {met.pictures} pictures"
    yield Line("growth", what, grown_mb, "MB", "<= 100", grown_mb <= 100, details)


# Prints its address, then serves: a page as one would write it, around the same pipeline.
STOCK: Final = """
import sys, gradio as gr
from cute_animal.starter.pipeline import CuteAnimalPipeline
import time, torch
pipe = CuteAnimalPipeline.from_pretrained(sys.argv[1], dtype=getattr(torch, sys.argv[2]))
pipe.set_progress_bar_config(disable=True)
def draw(wish, seed):
    start_s = time.perf_counter()
    picture = pipe(wish, generator=torch.Generator().manual_seed(int(seed))).images[0]
    return picture, time.perf_counter() - start_s
page = gr.Interface(draw, ["text", "number"], ["image", "number"], api_name="draw")
page.launch(server_port=int(sys.argv[3]), quiet=True, prevent_thread_lock=False)
"""


def overhead(pictures: int | None) -> Iterator[Line]:
    """From the request to the bytes, minus the model: ours with checks and label, a stock page without."""
    from gradio_client import Client

    from cute_animal.loading import choose_dtype
    from cute_animal.machine import probe_machine

    preset, count = get_preset(), pictures or 24
    weights = Path(__file__).parent / preset.weights
    dtype, port = choose_dtype(preset, probe_machine()), served.free_port()
    stock = [sys.executable, "-c", STOCK, str(weights), dtype, str(port)]
    with (
        served.page() as ours,
        served.server(stock, f"http://127.0.0.1:{port}/", "") as theirs,
        TemporaryDirectory() as to,
    ):
        clients = {
            name: Client(url, verbose=False, download_files=to, analytics_enabled=False)
            for name, url in (("ours", ours.url), ("stock", theirs.url))
        }
        beside_s: dict[str, list[float]] = {"ours": [], "stock": []}
        for number in range(-2, count):
            wish = crowd.WISHES[number % len(crowd.WISHES)]
            before_s, start_s = _model_s(ours.url), time.perf_counter()
            clients["ours"].predict(wish, number + 10, api_name="/draw")
            ours_s = time.perf_counter() - start_s - (_model_s(ours.url) - before_s)
            start_s = time.perf_counter()
            _, model_s = clients["stock"].predict(wish, number + 10, api_name="/draw")
            theirs_s = time.perf_counter() - start_s - model_s
            if number >= 0:
                beside_s["ours"].append(ours_s)
                beside_s["stock"].append(theirs_s)
    medians = {name: statistics.median(values) for name, values in beside_s.items()}
    ratio = medians["ours"] / medians["stock"]
    what = "beside the model, against gr.Interface"
    yield Line("overhead", what, ratio, "x", "<= 1.0", ratio <= 1.0, {"seconds": medians})


def memory(pictures: int | None) -> Iterator[Line]:
    """Four workers in front of one engine, against four with a model each: memory, and lost jobs."""
    count = pictures or 32
    with TemporaryDirectory(prefix="ca-") as folder:  # short: a socket's name has at most 107 bytes
        out = {"CUTE_ANIMAL_OUTPUT_DIR": f"{folder}/out"}
        shared = {**out, "CUTE_ANIMAL_ENGINE": f"{folder}/engine"}
        with (
            served.process([sys.executable, "-m", "cute_animal", "engine"], shared) as engine,
            served.workers(shared) as web,
        ):
            met = asyncio.run(crowd.closed(web.url, users=8, pictures=count))
            shared_mb = served.pss_mb(engine.pid) + served.pss_mb(web.process.pid)
        with served.workers(out) as web:
            served.wake_all(web, count)
            each_mb = served.pss_mb(web.process.pid)
    ratio, lost = shared_mb / each_mb, met.failed + met.refused + met.mixed_up
    details = {"one_engine_mb": shared_mb, "a_model_each_mb": each_mb}
    what = f"{served.WORKERS} workers and one engine, memory of a model each"
    yield Line("memory", what, ratio, "x", "<= 0.5", ratio <= 0.5, details)
    yield Line("memory", f"of {met.asked}: lost", lost, "", "0", lost == 0, dataclasses.asdict(met))


PARTS: Final[Mapping[str, Callable[[int | None], Iterator[Line]]]] = {
    "users": users,
    "mixed": mixed,
    "api": api,
    "burst": burst,
    "overhead": overhead,
    "memory": memory,
    "growth": growth,
}


def _model_s(url: str) -> float:
    """Return the seconds that the model has taken in all, as /metrics tells."""
    with urllib.request.urlopen(f"{url}metrics", timeout=served.START_S) as answer:
        lines = answer.read().decode().splitlines()
    stages = [
        f'cute_animal_stage_seconds_sum{{stage="{stage}"}}' for stage in ("encode", "denoise", "decode")
    ]
    return sum(float(line.split()[1]) for line in lines if line.startswith(tuple(stages)))


@contextlib.contextmanager
def _folder() -> Iterator[Settings]:
    with TemporaryDirectory() as folder:
        changes = {"output_dir": Path(folder), "deadline_s": None, "queue_size": 1000}
        yield load_settings({}).model_copy(update=changes)


def _request(wish: str, seed: int, steps: int | None = None) -> GenerationRequest:
    return build_request(check_prompt(wish), seed=seed, num_inference_steps=steps, preset=get_preset())
