"""The two example clients against the launched page, run as a reader would run them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from cute_animal.label import read_label
from examples import client

SCRIPT = Path(__file__).resolve().parents[2] / "examples/curl.sh"
WISH = "戴蓝色帽子的小熊"


def curl(*args: str) -> subprocess.CompletedProcess[str]:
    if shutil.which("curl") is None:
        pytest.skip("needs curl: sudo apt install curl")
    return subprocess.run(
        ["sh", SCRIPT, *args], capture_output=True, encoding="utf-8", timeout=120, check=False
    )


def test_both_example_clients_save_the_same_labelled_picture(app_url: str, tmp_path: Path, capsys):
    by_client, by_curl = tmp_path / "client.png", tmp_path / "curl.png"

    assert client.main([WISH, "--seed", "7", "--url", app_url, "--out", str(by_client)]) == 0
    done = curl(WISH, "7", str(by_curl), app_url.rstrip("/"))

    assert done.returncode == 0, done.stderr
    assert "seed 7" in capsys.readouterr().out
    assert read_label(by_client).is_ai_generated and read_label(by_curl).is_ai_generated
    with Image.open(by_client) as first, Image.open(by_curl) as second:
        assert first.tobytes() == second.tobytes()


def test_both_example_clients_end_in_a_sentence_when_the_wish_is_empty(app_url: str, tmp_path: Path, capsys):
    picture = tmp_path / "none.png"

    assert client.main([" ", "--url", app_url, "--out", str(picture)]) == 2
    assert capsys.readouterr().err.strip()
    done = curl(" ", "null", str(picture), app_url.rstrip("/"))
    assert done.returncode == 2 and "error" in done.stderr
    assert not picture.exists()


def test_curl_example_carries_quotes_and_backslashes_as_part_of_the_wish(app_url: str, tmp_path: Path):
    done = curl('a "little" \\ bear', "7", str(tmp_path / "bear.png"), app_url.rstrip("/"))
    assert done.returncode == 0, done.stderr
