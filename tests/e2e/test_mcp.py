"""The page's tool as an MCP client sees it: the real client package, over HTTP, and the real model."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apart
import pytest
from PIL import Image

from cute_animal.label import read_label
from cute_animal.wording import SENTENCES

mcp = pytest.importorskip("mcp", reason="needs the package mcp: pip install 'gradio[mcp]'")
from mcp.client.streamable_http import streamablehttp_client  # noqa: E402 (where the package is there)

ROOT = Path(__file__).resolve().parents[2]
BEAR, TOOL = "戴蓝色帽子的小熊", "draw_cute_animal"

# Prints its address and serves until its input ends.
PAGE = """
import sys, app
print(app.launch(server_port=None, quiet=True), flush=True)
sys.stdin.read()
app.demo.close(verbose=False)
"""

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the client package's own names


@pytest.fixture(scope="module")
def tool_url(tmp_path_factory: Any) -> Iterator[str]:
    """A page with the setting, in a process of its own."""
    environment = {"CUTE_ANIMAL_MCP": "true", "GRADIO_TEMP_DIR": str(tmp_path_factory.mktemp("mcp"))}
    page = subprocess.Popen(
        [sys.executable, "-c", PAGE],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert page.stdout is not None
    lines = iter(page.stdout.readline, "")
    url = next(line.strip() for line in lines if line.startswith("http"))
    yield f"{url}gradio_api/mcp/"
    page.communicate("")


def ask(url: str, what: Any) -> Any:
    """Open a session, as a client does, and return what comes of it."""

    async def session() -> Any:
        async with (
            streamablehttp_client(url) as (reads, writes, _),
            mcp.ClientSession(reads, writes) as client,
        ):
            await client.initialize()
            return await what(client)

    return apart.run(session())


def test_there_is_one_tool_and_it_says_in_both_languages_what_it_does(tool_url: str) -> None:
    (tool,) = ask(tool_url, lambda client: client.list_tools()).tools
    assert tool.name == TOOL
    for language in ("zh", "en"):
        assert SENTENCES["tool-draw"][language] in tool.description
    assert set(tool.inputSchema["properties"]) == {"prompt", "seed", "num_inference_steps", "preset"}
    assert not tool.inputSchema.get("required")


def test_the_tool_hands_out_the_labelled_file_watched_or_not(tool_url: str, tmp_path: Path) -> None:
    told: list[float] = []

    async def progress(done: float, total: float | None, message: str | None) -> None:
        told.append(done)

    arguments = {"prompt": BEAR, "seed": 7}
    pixels = []
    for more in ({}, {"progress_callback": progress}):
        answer = ask(tool_url, lambda client, more=more: client.call_tool(TOOL, arguments, **more))
        assert not answer.isError
        picture, text = answer.content
        assert picture.mimeType == "image/png" and text.text.startswith("seed 7\nhttp")
        file = tmp_path / "answer.png"
        file.write_bytes(base64.b64decode(picture.data))
        assert read_label(file).is_ai_generated
        with urllib.request.urlopen(text.text.split("\n")[1]) as same:
            assert same.read() == file.read_bytes()
        with Image.open(file) as drawn:
            pixels.append(drawn.tobytes())
    assert pixels[0] == pixels[1] and told


@pytest.mark.parametrize("wish, language", [("拿枪的小熊", "zh"), ("a bear with a gun", "en")])
def test_an_unsafe_wish_is_refused_kindly_and_without_the_reason(
    tool_url: str, wish: str, language: Any
) -> None:
    answer = ask(tool_url, lambda client: client.call_tool(TOOL, {"prompt": wish}))
    assert answer.isError
    assert SENTENCES["unsafe-prompt"][language] in answer.content[0].text
    assert "weapon" not in answer.content[0].text


def test_what_strangers_may_not_call_is_no_tool(tool_url: str) -> None:
    for name in ("on_draw", "on_api_draw", "on_stop", "draw"):
        answer = ask(tool_url, lambda client, name=name: client.call_tool(name, {}))
        assert answer.isError and "Unknown tool" in answer.content[0].text
