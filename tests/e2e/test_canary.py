"""After runs at all doors a canary wish is on no disk, in no log and in no file that was handed out.

The program gets a process, a home and temporary folders of its own; all in them is searched afterwards.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 300
# Marks that no other text holds, in wishes that are drawn, softened, asked back and refused.
MARKS = ("quibblefen", "紫薇星座")
WISHES = (
    "a rabbit named Quibblefen with a blue hat",
    "一只叫紫薇星座的小兔子",
    "a fierce bear named Quibblefen",
    "凶猛的小熊叫紫薇星座",
    "a Quibblefen under the moon",
    "给紫薇星座",
    "a bear named Quibblefen with a gun",
    "拿枪的小熊叫紫薇星座",
)
PAGE = """
import logging, sys
logging.basicConfig(level=logging.DEBUG)
import app
from cute_animal.page.serving import wake_up
wake_up()
print(app.launch(server_port=None, quiet=True), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def program(home: Path) -> Iterator[subprocess.Popen[bytes]]:
    folders = {name: home / name for name in ("tmp", "gradio", "cache", "config", "data", "out")}
    for folder in folders.values():
        folder.mkdir(parents=True)
    environment = {
        "HOME": str(home),
        "TMPDIR": str(folders["tmp"]),
        "GRADIO_TEMP_DIR": str(folders["gradio"]),
        "XDG_CACHE_HOME": str(folders["cache"]),
        "XDG_CONFIG_HOME": str(folders["config"]),
        "XDG_DATA_HOME": str(folders["data"]),
        "CUTE_ANIMAL_OUTPUT_DIR": str(folders["out"]),
        "PYTHONPATH": str(ROOT),
    }
    log = (home / "log.txt").open("wb")
    running = subprocess.Popen(
        [sys.executable, "-c", PAGE],
        cwd=home,
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
    )
    yield running
    running.kill()
    running.communicate()
    log.close()


def post(url: str, body: dict[str, object]) -> bytes:
    data = json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"content-type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
            return bytes(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.read()


def test_a_wish_is_found_nowhere_after_many_runs(program: subprocess.Popen[bytes], home: Path) -> None:
    assert program.stdout is not None
    url = program.stdout.readline().decode().strip()
    assert url, (home / "log.txt").read_text("utf-8")[-2000:]
    handed_out = []
    for wish in WISHES:
        event = json.loads(post(f"{url}gradio_api/call/draw", {"data": [wish, None, None, None]}))
        with urllib.request.urlopen(
            f"{url}gradio_api/call/draw/{event['event_id']}", timeout=PATIENCE_S
        ) as stream:
            stream.read()
        for more in ({"output_format": "jpeg"}, {"response_format": "url"}, {"output_format": "webp"}):
            answer = json.loads(post(f"{url}v1/images/generations", {"prompt": wish, **more}))
            for picture in answer.get("data", ()):
                if "b64_json" in picture:
                    handed_out.append(base64.b64decode(picture["b64_json"]))
                else:
                    with urllib.request.urlopen(picture["url"], timeout=PATIENCE_S) as file:
                        handed_out.append(file.read())
    with urllib.request.urlopen(f"{url}metrics", timeout=PATIENCE_S) as answer:
        handed_out.append(answer.read())

    assert len(handed_out) == 3 * 4 + 1, "four of the wishes are drawn"
    files = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    assert any(path.suffix == ".png" for path in files)  # what is searched is what was written
    assert len(files[home / "log.txt"]) > 1000
    for mark in MARKS:
        forms = (
            mark.encode(),
            mark.encode("utf-16-le"),
            json.dumps(mark)[1:-1].encode(),
            urllib.parse.quote(mark).encode(),
            base64.b64encode(mark.encode())[:8],
        )
        for name, content in [*files.items(), *enumerate(handed_out)]:
            assert not any(form.lower() in content.lower() for form in forms), f"{mark} is in {name}"
