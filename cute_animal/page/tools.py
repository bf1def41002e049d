"""The page's one tool for MCP clients, by setting: gradio's own server, told what to offer and how to answer.

Left alone, gradio would write each picture anew for its answer, and its AI label would be lost. Knows nothing
about drawing: the tool is the page's public call.
"""

from __future__ import annotations

import base64
import importlib.util
from pathlib import Path
from typing import Any, Final

import gradio as gr
from gradio import processing_utils

from cute_animal.errors import NotSetUp
from cute_animal.wording import say

ENDPOINT: Final = "/draw"
TOOL: Final = "draw_cute_animal"
DESCRIPTION: Final = "\n".join(say("tool-draw", language) for language in ("en", "zh"))


def check_mcp() -> None:
    """Raise NotSetUp if the package that gradio needs for it is not there."""
    if importlib.util.find_spec("mcp") is None:
        raise NotSetUp("\n".join(say("mcp-not-there", language) for language in ("zh", "en")))


def offer_tool(demo: gr.Blocks) -> None:
    """Offer the public call and nothing else. To be called once the page is launched or mounted."""
    server: Any = demo.mcp_server_obj
    if server is None:
        raise NotSetUp("\n".join(say("mcp-not-there", language) for language in ("zh", "en")))
    server.tool_to_endpoint = {server.tool_prefix + TOOL: ENDPOINT}
    server.postprocess_output_data = _answer


def _answer(data: Any, root_url: str) -> list[Any]:
    """The call's (file, seed) -> the labelled file as it is, its address for some minutes, and the seed."""
    from mcp import types

    file, seed = data[0] if len(data) == 1 else data  # as one value where nobody watches the progress
    file = processing_utils.add_root_url(file, root_url, None)
    picture = base64.b64encode(Path(file["path"]).read_bytes()).decode("ascii")
    return [
        types.ImageContent(type="image", data=picture, mimeType="image/png"),
        types.TextContent(type="text", text=f"seed {seed:.0f}\n{file['url']}"),
    ]
