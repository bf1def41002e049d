"""One launched page in front of another: it draws nothing itself, and checks and labels everything."""

from __future__ import annotations

import base64
import io
import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
from gradio_client import Client
from openai import OpenAI
from PIL import Image

from cute_animal import studio
from cute_animal.config import Settings
from cute_animal.label import Drawing, read_label
from cute_animal.wording import SENTENCES

ROOT = Path(__file__).resolve().parents[2]
BEAR = "戴蓝色帽子的小熊"
PATIENCE_S = 120

# Prints its address, serves until its input ends, and tells then which large libraries it has loaded.
PAGE = """
import sys, app
print(app.launch(server_port=None, quiet=True), flush=True)
sys.stdin.read()
print(sorted({"torch", "diffusers", "transformers"} & set(sys.modules)), flush=True)
app.demo.close(verbose=False)
"""


@pytest.fixture(scope="module")
def front(app_url: str, tmp_path_factory: Any) -> Iterator[subprocess.Popen[str]]:
    """A second page, in a process of its own, that has the first one draw."""
    environment = {
        "CUTE_ANIMAL_REMOTE": f"{app_url}v1",
        "GRADIO_TEMP_DIR": str(tmp_path_factory.mktemp("front")),
    }
    page = subprocess.Popen(
        [sys.executable, "-c", PAGE],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield page
    page.kill()
    page.communicate()


@pytest.fixture(scope="module")
def front_url(front: subprocess.Popen[str]) -> str:
    assert front.stdout is not None
    return front.stdout.readline().strip()


def without_mark(picture: Image.Image) -> bytes:
    """The pixels above the mark, which the other machine has put there, too."""
    return picture.convert("RGB").crop((0, 0, 512, 440)).tobytes()


def test_the_page_in_front_is_ready_when_the_other_one_is(front_url: str) -> None:
    with urllib.request.urlopen(f"{front_url}readyz", timeout=PATIENCE_S) as answer:
        assert json.load(answer) == {"status": "ready"}


def test_it_draws_the_same_picture_and_labels_it_anew(front_url: str, tmp_path: Path) -> None:
    client = Client(front_url, verbose=False, download_files=str(tmp_path), analytics_enabled=False)
    file, seed = client.predict(BEAR, 7, 2, api_name="/draw")
    *_, own = studio.draw(BEAR, 7, 2, settings=Settings(output_dir=tmp_path / "own"))
    assert isinstance(own, Drawing) and seed == 7
    with Image.open(file) as there, Image.open(own.path) as here:
        assert without_mark(there) == without_mark(here)
    assert read_label(file).is_ai_generated
    assert read_label(file).produce_id in Path(file).name  # made here: the file is named after it


def test_its_own_door_streams_what_the_other_one_draws(front_url: str, slow_model: float) -> None:
    api = OpenAI(base_url=f"{front_url}v1", api_key="none", max_retries=0, timeout=PATIENCE_S)
    how: dict[str, Any] = {"prompt": BEAR, "extra_body": {"seed": 9, "steps": 8}}
    *previews, last = api.images.generate(stream=True, partial_images=3, **how)
    assert previews and last.type == "image_generation.completed"
    for preview in previews:
        with Image.open(io.BytesIO(base64.b64decode(preview.b64_json))) as small:
            assert max(small.size) <= studio.PREVIEW_PX


def test_an_unsafe_wish_does_not_reach_the_other_machine(front_url: str, app_url: str) -> None:
    def refused() -> str:
        with urllib.request.urlopen(f"{app_url}metrics", timeout=PATIENCE_S) as answer:
            lines = answer.read().decode().splitlines()
        return "\n".join(line for line in lines if line.startswith("cute_animal_refusals"))

    api = OpenAI(base_url=f"{front_url}v1", api_key="none", max_retries=0, timeout=PATIENCE_S)
    before = refused()
    with pytest.raises(openai.BadRequestError) as caught:
        api.images.generate(prompt="拿枪的小熊")
    assert caught.value.body["message"] == SENTENCES["unsafe-prompt"]["zh"]  # type: ignore[index]
    assert refused() == before


def test_in_the_end_it_has_loaded_no_torch(front: subprocess.Popen[str], front_url: str) -> None:
    said, _ = front.communicate("", timeout=PATIENCE_S)
    assert said.splitlines()[0] == "[]"
