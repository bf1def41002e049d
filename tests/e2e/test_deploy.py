"""The nginx configuration of examples/deploy, run by a real nginx, with two small servers for the pages."""

from __future__ import annotations

import asyncio
import http.client
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60

nginx_program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
pytestmark = pytest.mark.skipif(nginx_program is None, reason="needs nginx, such as Debian's package nginx")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


class Page:
    """Stands for a page's process: tells which one it is, and streams."""

    def __init__(self) -> None:
        self.port = free_port()
        self.read = threading.Event()  # the stream's second part waits until its first was read

        async def who(request: Request) -> Response:
            await request.body()
            return PlainTextResponse(f"{self.port} {request.headers['host']}")

        async def events(_: Request) -> Response:
            async def parts() -> AsyncIterator[str]:
                yield "data: first\n\n"
                while not self.read.is_set():
                    await asyncio.sleep(0.02)
                yield "data: second\n\n"

            return StreamingResponse(parts(), media_type="text/event-stream")

        routes = [Route("/", who, methods=["GET", "POST"]), Route("/events", events), Route("/metrics", who)]
        app = Starlette(routes=routes)
        self.server = uvicorn.Server(uvicorn.Config(app, port=self.port, log_level="error"))
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)

    def close(self) -> None:
        self.read.set()
        self.server.should_exit = True
        self.thread.join(PATIENCE_S)


@pytest.fixture
def nginx(tmp_path: Path) -> Iterator[tuple[int, list[Page]]]:
    """A running nginx with our file; only its ports are others."""
    pages, port = [Page(), Page()], free_port()
    text = (ROOT / "examples/deploy/nginx.conf").read_text()
    changes = {"listen 8080": f"listen 127.0.0.1:{port}"}
    for original, page in zip(("127.0.0.1:7861;", "127.0.0.1:7862;"), pages, strict=True):
        changes[f"server {original}"] = f"server 127.0.0.1:{page.port};"
    for old, new in changes.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    (tmp_path / "nginx.conf").write_text(text)
    assert nginx_program is not None
    command = [nginx_program, "-p", str(tmp_path), "-c", "nginx.conf", "-e", "stderr", "-g", "daemon off;"]
    for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"):  # where a user may write
        text = re.sub(r"(access_log off;)", rf"\1\n    {kind}_temp_path {kind};", text, count=1)
    (tmp_path / "nginx.conf").write_text(text)
    process = subprocess.Popen(command)
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            assert process.poll() is None
            time.sleep(0.05)
    yield port, pages
    process.terminate()
    process.wait(PATIENCE_S)
    for page in pages:
        page.close()


def ask(port: int, visitor: int, path: str = "/", **how: Any) -> tuple[int, str]:
    """Ask as the visitor with that address: all of 127.0.0.0/8 is this computer."""
    connection = http.client.HTTPConnection(
        "127.0.0.1", port, timeout=PATIENCE_S, source_address=(f"127.0.0.{visitor}", 0)
    )
    try:
        connection.request("POST" if how else "GET", path, headers={"host": "pictures.example:8080"}, **how)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_a_visitor_stays_with_one_page_and_visitors_are_spread(nginx: tuple[int, list[Page]]) -> None:
    port, pages = nginx
    seen = {visitor: {ask(port, visitor)[1] for _ in range(5)} for visitor in range(2, 22)}
    assert all(len(answers) == 1 for answers in seen.values())
    named = {answer.split()[0] for answers in seen.values() for answer in answers}
    assert named == {str(page.port) for page in pages}
    assert all(answer.endswith(" pictures.example:8080") for answers in seen.values() for answer in answers)


def test_when_a_page_is_gone_its_visitors_are_served_by_the_other(nginx: tuple[int, list[Page]]) -> None:
    port, pages = nginx
    visitor = next(v for v in range(2, 60) if ask(port, v)[1].startswith(str(pages[0].port)))
    pages[0].close()
    assert ask(port, visitor)[1].startswith(str(pages[1].port))


def test_progress_is_not_held_back(nginx: tuple[int, list[Page]]) -> None:
    port, pages = nginx
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    connection.request("GET", "/events")
    answer = connection.getresponse()
    assert answer.readline() == b"data: first\n"
    for page in pages:
        page.read.set()
    assert answer.read() == b"\ndata: second\n\n"
    connection.close()


def test_large_bodies_and_strangers_at_the_metrics_are_turned_away(nginx: tuple[int, list[Page]]) -> None:
    port, _ = nginx
    assert ask(port, 2, body=b"x" * 65_000)[0] == 200
    assert ask(port, 2, body=b"x" * 70_000)[0] == 413
    assert ask(port, 2, "/metrics")[0] == 403
    status, answer = ask(port, 1, "/metrics")
    assert status == 200 and answer.endswith(" pictures.example:8080")
