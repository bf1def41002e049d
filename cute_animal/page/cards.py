"""The little cards of the page as HTML: where the work stands, a kind refusal, what was understood.

Every word from outside is escaped here. Knows nothing about gradio and decides nothing: it is handed what to
say.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from html import escape
from pathlib import Path

from PIL import Image

from cute_animal.wording import Language, say

HERE = Path(__file__).parent
STYLE_SHEET = HERE / "style.css"
MASCOT = HERE / "mascot.svg"

# Where the bar stands when a stage begins; denoising walks from its own value to that of decode.
STAGE_SHARES = {
    "queued": 0.02,
    "check": 0.04,
    "encode": 0.08,
    "denoise": 0.12,
    "decode": 0.90,
    "inspect": 0.94,
    "save": 0.97,
}


def header(title: str, subtitle: str) -> tuple[str, str]:
    """Return the page's two head lines. They come translated by the browser, one key to a piece of HTML."""
    return f'<h1 class="title">{_mascot()}<span>{title}</span></h1>', f'<p class="subtitle">{subtitle}</p>'


def parents_link(title: str) -> str:
    """Return the link to the page for parents (parents.py)."""
    return f'<p class="made-by"><a href="./parents">{title}</a></p>'


def waiting_card(sentence: str) -> str:
    """Return what stands in the frame before the first picture."""
    return f'<div class="stage idle">{_mascot()}<p>{sentence}</p></div>'


def progress_card(sentence: str, share: float, preview: Image.Image | None = None) -> str:
    """Return the frame while drawing. share: 0 to 1; preview: at most 64 px, goes inline and is no file."""
    percent = round(100 * min(max(share, 0.0), 1.0))
    inside = _mascot() if preview is None else f'<img class="preview" alt="" src="{_inline(preview)}">'
    return (
        f'<div class="stage drawing{"" if preview is None else " with-preview"}">{inside}'
        f'<div class="progress"><p role="status">{escape(sentence)}</p>'
        f'<div class="bar" role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-valuenow="{percent}"'
        f' aria-label="{escape(sentence)}"><span style="width:{percent}%"></span></div></div></div>'
    )


def progress_share(stage: str, step: int | None, total: int | None) -> float:
    """Return how full the bar is, 0 to 1."""
    begin = STAGE_SHARES.get(stage, 0.0)
    if stage != "denoise" or step is None or not total:
        return begin
    return begin + (STAGE_SHARES["decode"] - begin) * min(step, total) / (total + 1)


def kind_card(sentence: str, code: str | None, language: Language) -> str:
    """Return the frame when there is no picture: one warm sentence, for grown-ups a support code."""
    small = "" if code is None else f'<p class="code">{escape(say("now-code", language, code=code))}</p>'
    words = "".join(f"<p>{escape(line)}</p>" for line in sentence.splitlines() if line.strip())
    return f'<div class="stage kind" role="alert">{_mascot()}<div class="says">{words}</div>{small}</div>'


def caption(understood: Iterable[str], notes: Iterable[str], seed: int, language: Language) -> str:
    """Return the lines below a picture: what was understood, friendly notes, the seed that was used."""
    chips = "".join(f'<li class="chip">{escape(word)}</li>' for word in understood)
    lines = "".join(f'<p class="note">{escape(note)}</p>' for note in notes)
    heard = f'<span class="heard">{escape(say("now-understood", language))}</span>' if chips else ""
    number = f'<p class="seed">{escape(say("now-seed", language, seed=seed))}</p>'
    return f'<div class="caption">{heard}<ul class="chips">{chips}</ul>{lines}{number}</div>'


def _mascot() -> str:
    return MASCOT.read_text(encoding="utf-8")


def _inline(preview: Image.Image) -> str:
    """Return the preview as a data URI (about 1 kB)."""
    buffer = io.BytesIO()
    preview.convert("RGB").save(buffer, "JPEG", quality=70)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
