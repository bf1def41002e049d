"""Every file that any entrance hands out carries a whole label: a seeded round over formats and entrances.

`pytest tests/test_label_everywhere.py --labels 1000` looks at as many files as the issue of labels asks for.
"""

from __future__ import annotations

import base64
import json
import random
import urllib.request
from pathlib import Path

import pytest
from PIL import Image

from cute_animal import __main__ as command_line
from cute_animal import studio
from cute_animal.config import Settings
from cute_animal.label import AIGC_FIELDS, SOURCE_TYPE, read_label
from cute_animal.wording import IDEAS

WISHES = (*IDEAS["zh"][:4], *IDEAS["en"][:4])
PATIENCE_S = 120


class Entrances:
    """Each returns a file that a person would get, in one of its formats."""

    def __init__(self, app_url: str, folder: Path) -> None:
        self.app_url, self.folder = app_url, folder
        self.settings = Settings(output_dir=folder)
        self.count = 0

    def new(self, suffix: str) -> Path:
        self.count += 1
        return self.folder / f"file-{self.count}{suffix}"

    def python(self, wish: str, seed: int, suffix: str) -> Path:
        *_, drawing = studio.draw(wish, seed, settings=self.settings, out=self.new(suffix))
        return drawing.path

    def command(self, wish: str, seed: int, suffix: str) -> Path:
        path = self.new(".png")
        assert command_line.main(["draw", wish, "--seed", str(seed), "--out", str(path)]) == 0
        return path

    def v1(self, wish: str, seed: int, suffix: str) -> Path:
        (picture,) = self._asked(wish, seed, output_format={".jpg": "jpeg"}.get(suffix, suffix[1:]))
        path = self.new(suffix)
        path.write_bytes(base64.b64decode(picture["b64_json"]))
        return path

    def v1_address(self, wish: str, seed: int, suffix: str) -> Path:
        (picture,) = self._asked(wish, seed, response_format="url")
        path = self.new(".png")
        with urllib.request.urlopen(picture["url"], timeout=PATIENCE_S) as answer:
            path.write_bytes(answer.read())
        return path

    def page(self, wish: str, seed: int, suffix: str) -> Path:
        event = json.loads(self._post("gradio_api/call/draw", {"data": [wish, seed, None, None]}))
        address = f"{self.app_url}gradio_api/call/draw/{event['event_id']}"
        with urllib.request.urlopen(address, timeout=PATIENCE_S) as stream:
            last = stream.read().decode().strip().splitlines()[-1]
        path = self.new(".png")
        with urllib.request.urlopen(
            json.loads(last.partition(": ")[2])[0]["url"], timeout=PATIENCE_S
        ) as answer:
            path.write_bytes(answer.read())
        return path

    def _asked(self, wish: str, seed: int, **more: str) -> list[dict[str, str]]:
        body = {"prompt": wish, "seed": seed, **more}
        return list(json.loads(self._post("v1/images/generations", body))["data"])

    def _post(self, where: str, body: dict[str, object]) -> bytes:
        data = json.dumps(body).encode()
        request = urllib.request.Request(self.app_url + where, data, {"content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
            return bytes(answer.read())


def test_every_file_of_every_entrance_is_labelled_and_no_id_comes_twice(
    app_url: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    rng = random.Random(0)
    entrances = Entrances(app_url, tmp_path)
    doors = (entrances.python, entrances.v1, entrances.page, entrances.v1_address, entrances.command)
    formats = {".png": "PNG", ".jpg": "JPEG", ".webp": "WEBP"}
    seen: dict[str, str] = {}
    for number in range(pytestconfig.getoption("labels")):
        door, wish = doors[number % len(doors)], rng.choice(WISHES)
        path = door(wish, rng.randrange(4), rng.choice(tuple(formats)))
        label = read_label(path)
        assert label.is_ai_generated and label.source_type == SOURCE_TYPE, path
        assert tuple(label.fields) == AIGC_FIELDS, path
        assert label.produce_id and label.fields["ProduceID"] == label.produce_id
        assert label.produce_id not in seen, (path, seen[label.produce_id])
        seen[label.produce_id] = str(path)
        assert label.recipe is None and wish.encode() not in path.read_bytes()
        with Image.open(path) as picture:
            assert picture.format == formats[path.suffix]
    assert len(seen) == pytestconfig.getoption("labels") > len(doors)
