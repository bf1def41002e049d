"""The example wishes, and the picture book made from them: what people try first has to work."""

from __future__ import annotations

from pathlib import Path

import pytest

from cute_animal import studio
from cute_animal.errors import UnsafePrompt
from cute_animal.label import Drawing
from cute_animal.safety import check_prompt
from cute_animal.understanding import understand
from examples import picture_book

WISHES_FILE = Path(__file__).resolve().parents[1] / "examples/wishes.txt"
WISHES = [line for line in WISHES_FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


@pytest.mark.parametrize("wish", WISHES)
def test_example_wish_passes_the_check_and_is_understood_to_the_last_word(wish: str):
    understood = understand(check_prompt(wish).text)
    assert understood.can_draw
    assert understood.unknown == ()


def test_example_wishes_come_in_both_languages():
    assert {understand(wish).language for wish in WISHES} == {"zh", "en"}


def test_picture_book_holds_every_picture_and_names_what_was_refused(tmp_path, monkeypatch, capsys):
    def draw(wish: str, seed: int):
        if wish == "no":
            raise UnsafePrompt("category", "Let us draw something else!")
        drawn = tmp_path / "drawn.png"
        drawn.write_bytes(f"{wish} {seed}".encode())
        yield studio.Progress("check")
        yield Drawing(drawn, request=None, produce_id="1", timings_s={})  # type: ignore[arg-type]

    monkeypatch.setattr(studio, "draw", draw)
    (tmp_path / "wishes.txt").write_text("# list\na <bear>\nno\n\n小猫\n", encoding="utf-8")

    code = picture_book.main([str(tmp_path / "wishes.txt"), str(tmp_path / "book"), "--seed", "5"])

    page = (tmp_path / "book/index.html").read_text(encoding="utf-8")
    assert "a &lt;bear&gt;" in page and "小猫" in page and "<bear>" not in page
    assert (tmp_path / "book/001.png").read_bytes() == b"a <bear> 5"
    assert (tmp_path / "book/003.png").read_text(encoding="utf-8") == "小猫 7"
    assert "no: Let us draw something else!" in capsys.readouterr().err
    assert code == 2
