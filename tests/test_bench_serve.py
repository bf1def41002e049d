"""The crowd that measures: what it counts, by a small server that answers as the API does; and the parts."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import apart
import pytest
import uvicorn
from PIL import Image, PngImagePlugin
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cute_animal import crowd
from cute_animal.__main__ import main
from examples import load_test

PATIENCE_S = 60.0


def png(color: int, label: str = "") -> bytes:
    file, chunks = io.BytesIO(), PngImagePlugin.PngInfo()
    chunks.add_itxt("label", label)
    Image.new("RGB", (8, 8), (color, 0, 0)).save(file, "PNG", pnginfo=chunks)
    return file.getvalue()


class Server:
    """Answers wishes with one colour a seed; `seats` at the same time, the others are refused."""

    def __init__(self) -> None:
        self.seats, self.inside, self.most = 10**6, 0, 0
        self.broken: dict[int, Any] = {}  # seed -> what is answered instead
        self.steps: list[Any] = []
        app = Starlette(routes=[Route("/v1/images/generations", self.draw, methods=["POST"])])
        self.server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)
        self.url = f"http://127.0.0.1:{self.server.servers[0].sockets[0].getsockname()[1]}"

    async def draw(self, request: Request) -> Response:
        body = await request.json()
        seed = body["seed"]
        self.steps.append(body.get("steps"))
        if seed in self.broken:
            answer: Response = self.broken[seed]
            return answer
        if self.inside >= self.seats:
            return JSONResponse({}, 429, {"retry-after": "5"})
        self.inside += 1
        self.most = max(self.most, self.inside)
        await asyncio.sleep(0.02)
        self.inside -= 1
        return picture(seed, seed)


def picture(seed: int, color: int) -> JSONResponse:
    file = base64.b64encode(png(color, label=f"{time.time_ns()}")).decode()
    return JSONResponse({"data": [{"b64_json": file, "seed": seed}]})


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.server.should_exit = True
    server.thread.join(PATIENCE_S)


def test_users_ask_one_after_another_and_together_for_all_pictures(server: Server) -> None:
    met = apart.run(crowd.closed(server.url, users=3, pictures=12, steps=4))
    assert (met.asked, met.pictures, met.failed, met.mixed_up) == (12, 12, 0, 0)
    assert server.most <= 3 and server.steps == [4] * 12
    assert met.median_s is not None and met.p95_s is not None and met.p95_s >= met.median_s >= 0.02
    assert met.pictures_per_s == pytest.approx(12 / met.seconds)


def test_of_a_burst_the_refused_and_the_broken_are_told_apart(server: Server) -> None:
    server.seats = 5
    server.broken = {
        7: JSONResponse({}, 503),
        8: JSONResponse({}, 429),
    }  # a 429 has to say when to come again
    met = apart.run(crowd.burst(server.url, clients=30))
    assert met.pictures + met.refused == 28 and met.refused > 0 and met.failed == 2
    assert met.slowest_refusal_s is not None and met.details == ("HTTP 429", "HTTP 503")


def test_somebody_elses_picture_is_noticed_by_its_seed_and_by_its_pixels(server: Server) -> None:
    server.broken = {2: picture(seed=1, color=9), 4: picture(seed=4, color=3)}
    met = apart.run(crowd.closed(server.url, users=2, pictures=6))
    assert met.mixed_up == 2


def test_a_server_that_is_gone_is_a_failure_and_no_crash() -> None:
    met = apart.run(crowd.burst("http://127.0.0.1:9", clients=2))
    assert met.failed == 2 and met.details == ("ConnectError",)


def test_arrivals_at_random_are_the_same_for_the_same_seed_and_come_at_their_rate() -> None:
    gaps = crowd.poisson_gaps(2000, per_s=4.0, seed=1)
    assert gaps == crowd.poisson_gaps(2000, per_s=4.0, seed=1) != crowd.poisson_gaps(2000, per_s=4.0, seed=2)
    assert sum(gaps) / 2000 == pytest.approx(0.25, rel=0.1)


def test_the_label_is_no_part_of_a_pictures_pixels() -> None:
    assert png(1, "one") != png(1, "other")
    assert crowd.png_pixels(png(1, "one")) == crowd.png_pixels(png(1, "other")) != crowd.png_pixels(png(2))
    with pytest.raises(ValueError, match="not a PNG"):
        crowd.png_pixels(b"GIF89a")


def test_the_example_prints_a_table_and_a_line_of_json_and_tells_by_its_exit_code(
    server: Server, capsys: Any
) -> None:
    assert apart.call(lambda: load_test.main(["--url", server.url, "--users", "2", "--pictures", "4"])) == 0
    *table, last = capsys.readouterr().out.strip().splitlines()
    assert json.loads(last)["pictures"] == 4 and any(line.startswith("pictures_per_s") for line in table)
    server.broken = {0: JSONResponse({}, 500)}
    assert apart.call(lambda: load_test.main(["--url", server.url, "--burst", "3"])) == 1


def test_the_percentile_is_one_of_the_values() -> None:
    assert crowd.percentile([3.0, 1.0, 2.0], 0.95) == 3.0
    assert crowd.percentile(list(map(float, range(1, 101))), 0.95) == 95.0
    assert crowd.percentile([], 0.5) is None


def test_a_report_of_nothing_divides_by_no_zero() -> None:
    assert asdict(crowd.report([], 1.0))["median_s"] is None


def test_a_part_that_does_not_exist_is_answered_with_those_that_do(capsys: Any) -> None:
    assert main(["bench", "--serve", "--only", "nosuch"]) == 2
    assert "users, mixed, api, burst, overhead, memory, growth" in capsys.readouterr().err
