"""The page's pieces without a browser: what importing does, what stands in front, what the cards say."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from cute_animal.page import cards, shelf
from cute_animal.page.guard import HEADERS, Guard, is_local_name
from cute_animal.wording import SENTENCES
from cute_animal.wording_page import PAGE

ROOT = Path(__file__).parent.parent


def run_python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_importing_the_page_loads_no_torch_and_reads_no_setting() -> None:
    code = "import sys, app; print(sorted({'torch', 'diffusers', 'transformers'} & set(sys.modules)))"
    done = run_python(code, CUTE_ANIMAL_NO_SUCH_SETTING="1")
    assert done.stdout.strip().endswith("[]"), done.stdout + done.stderr


@pytest.mark.slow
def test_the_asgi_application_serves_page_and_health_without_waiting_for_the_model() -> None:
    code = """
import threading, time, urllib.request, uvicorn
server = uvicorn.Server(uvicorn.Config("app:app", port=0, log_level="error"))
threading.Thread(target=server.run, daemon=True).start()
while not server.started: time.sleep(0.05)
port = server.servers[0].sockets[0].getsockname()[1]
for path in ("healthz", ""):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=30) as answer:
        print(answer.status, answer.headers["x-content-type-options"], b"gradio" in answer.read())
server.should_exit = True
"""
    done = run_python(code)
    assert done.stdout.split() == ["200", "nosniff", "False", "200", "nosniff", "True"], done.stderr


async def _echo(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())), headers={"referrer-policy": "origin"})


async def _stream(_: Request) -> Response:
    async def parts() -> AsyncIterator[str]:
        for part in ("one ", "two"):
            yield part

    return StreamingResponse(parts())


def guarded(**options: Any) -> TestClient:
    inner = Starlette(routes=[Route("/", _echo, methods=["POST"]), Route("/stream", _stream)])
    return TestClient(Guard(inner, **options))


def chunks(count: int) -> Iterator[bytes]:
    for _ in range(count):
        yield b"x" * 1024


def test_a_body_over_the_limit_is_refused_also_when_its_length_is_not_announced() -> None:
    client = guarded(max_body_bytes=4096)
    assert client.post("/", content=b"x" * 4096).text == "4096"
    assert client.post("/", content=b"x" * 4097).status_code == 413
    assert client.post("/", content=chunks(4)).text == "4096"
    assert client.post("/", content=chunks(5)).status_code == 413
    assert client.post("/", content=b"x", headers={"content-length": "-1"}).status_code == 413


def test_every_answer_carries_the_headers_and_keeps_its_own() -> None:
    client = guarded(max_body_bytes=10)
    for answer in (
        client.post("/", content=b"x"),
        client.post("/", content=b"x" * 99),
        client.get("/stream"),
    ):
        assert set(HEADERS) <= set(answer.headers)
    assert client.post("/", content=b"x").headers["referrer-policy"] == "origin"
    assert client.get("/stream").text == "one two"


@pytest.mark.parametrize(
    ("host", "is_local"),
    [
        ("127.0.0.1:7860", True),
        ("127.0.0.1", True),
        ("localhost:80", True),
        ("[::1]:7860", True),
        ("page.localhost", True),
        ("192.168.1.4:7860", False),
        ("localhost.example", False),
        ("127.0.0.1.example:7860", False),
        ("", False),
    ],
)
def test_only_local_names_reach_a_local_page(host: str, is_local: bool) -> None:
    assert is_local_name(host) is is_local
    answer = guarded(only_local=True).get("/stream", headers={"host": host})
    assert answer.status_code == (200 if is_local else 421)


def test_a_foreign_name_opens_no_websocket_either() -> None:
    async def inner(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("hello")
        await websocket.close()

    client = TestClient(Guard(Starlette(routes=[WebSocketRoute("/", inner)]), only_local=True))
    with client.websocket_connect("/", headers={"host": "127.0.0.1:7860"}) as websocket:
        assert websocket.receive_text() == "hello"
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/", headers={"host": "evil.example"}):
        pass


def test_cards_escape_what_a_child_or_a_model_wrote() -> None:
    nasty = "<script>alert(1)</script>"
    html = [
        cards.kind_card(nasty, nasty, "en"),
        cards.caption([nasty], [nasty], 7, "en"),
        cards.progress_card(nasty, 0.5),
    ]
    assert all("<script" not in each and "&lt;script" in each for each in html)


def test_the_bar_only_ever_moves_forward() -> None:
    road = [("queued", None), ("check", None), ("encode", 0), *(("denoise", n) for n in range(1, 9))]
    road += [("decode", 8), ("inspect", None), ("save", None)]
    shares = [cards.progress_share(stage, step, 8) for stage, step in road]
    assert shares == sorted(shares)
    assert len(set(shares)) == len(shares)
    assert shares[0] > 0 and shares[-1] < 1


def test_a_preview_travels_inside_the_page_and_is_no_file() -> None:
    card = cards.progress_card("drawing", 0.5, Image.new("RGB", (64, 64), "pink"))
    (source,) = re.findall(r'<img[^>]* src="([^"]*)"', card)
    assert source.startswith("data:image/jpeg;base64,")
    assert len(source) < 4000


def test_every_sentence_of_the_page_is_used_and_every_used_one_exists() -> None:
    files = (ROOT / "app.py", *(ROOT / "cute_animal/page").glob("*.py"))
    code = "".join(path.read_text("utf-8") for path in files)
    stages = {f"now-{stage}" for stage in cards.STAGE_SHARES} & set(PAGE)
    used = set(re.findall(r"""["']((?:page|now|wish|port)-[a-z-]+)["']""", code)) | stages
    assert used <= set(SENTENCES)
    assert set(PAGE) <= used


def test_the_shelf_is_swept_of_old_pictures_only(tmp_path: Path) -> None:
    old, new = shelf.new_folder(tmp_path), shelf.new_folder(tmp_path)
    for folder in (old, new):
        folder.mkdir()
        (folder / "picture.png").write_bytes(b"png")
    an_hour_ago_s = time.time() - 3600
    os.utime(old, (an_hour_ago_s, an_hour_ago_s))
    assert shelf.sweep(tmp_path, keep_s=1800) == 1
    assert not old.exists()
    assert (new / "picture.png").exists()
    assert shelf.sweep(tmp_path / "never-made", keep_s=0) == 0


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"CUTE_ANIMAL_PROT": "7860"}, "CUTE_ANIMAL_PORT"),
        ({"CUTE_ANIMAL_PORT": "taken"}, "CUTE_ANIMAL_PORT"),
        ({"CUTE_ANIMAL_PRESET": "sd15"}, "sd15"),
        ({"CUTE_ANIMAL_PRESET": "nosuch"}, "nosuch"),
    ],
    ids=["misspelt", "taken", "preset-not-here", "no-such-preset"],
)
def test_a_start_that_cannot_work_ends_with_a_sentence(environment: dict[str, str], named: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        values = {name: value.replace("taken", port) for name, value in environment.items()}
        done = run_python("import app, sys; sys.exit(app.main())", **values)
    assert done.returncode == 2
    assert named in done.stderr
    assert "Traceback" not in done.stderr


PATIENCE_S = 60.0
