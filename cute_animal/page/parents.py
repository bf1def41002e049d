"""The page for parents at /parents: what is checked, how well, what is stored, and the settings.

Plain HTML of ours in two languages, without a script. Behind a PIN, grown-ups change the rules of the house;
without one they see them only. Knows nothing about gradio.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from importlib import resources
from typing import Final
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from cute_animal import house, studio
from cute_animal.config import LONGEST_WORD, MOST_WORDS, Settings
from cute_animal.errors import BadKey, LimitReached
from cute_animal.page import cards
from cute_animal.pin import OPEN_S, Gate, read_pin
from cute_animal.presets import get_preset
from cute_animal.safety.evaluate import wilson
from cute_animal.wording import Language, accepted_language, say

COOKIE: Final = "cute-animal-parents"
STYLE_SHEET: Final = cards.HERE / "parents.css"
_TAGS: Final[Mapping[Language, str]] = {"zh": "zh-CN", "en": "en"}


def make_parents(settings: Settings) -> APIRouter:
    """Return the routes: GET and POST /parents. Raises ValueError for a PIN that is none."""
    gate = None if settings.pin is None else Gate(read_pin(settings.pin.get_secret_value()))
    router = APIRouter()

    @router.get("/parents", include_in_schema=False)
    def show(request: Request) -> Response:
        language = _language(request)
        is_open = gate is not None and gate.is_admitted(request.cookies.get(COOKIE, ""))
        return _answer(_page(settings, language, has_pin=gate is not None, is_open=is_open))

    @router.post("/parents", include_in_schema=False)
    async def change(request: Request) -> Response:
        form = _fields(await request.body())
        return await run_in_threadpool(_change, settings, gate, request, form)

    return router


def _change(settings: Settings, gate: Gate | None, request: Request, form: Mapping[str, str]) -> Response:
    """Do what the form asks: open with a PIN, save, lock."""
    language = _language(request)
    token = request.cookies.get(COOKIE, "")
    if gate is None:
        return _answer(_page(settings, language, has_pin=False), 403)
    if "pin" in form:
        try:
            token = gate.admit(form["pin"])
        except LimitReached as error:
            note = say("parents-wait", language, seconds=error.retry_after_s)
            wait = {"retry-after": str(error.retry_after_s)}
            return _answer(_page(settings, language, note=note), 429, wait)
        except BadKey:
            return _answer(_page(settings, language, note=say("parents-wrong-pin", language)), 403)
        answer = RedirectResponse(f"parents?lang={language}", 303)
        is_https = request.url.scheme == "https"
        answer.set_cookie(
            COOKIE, token, max_age=int(OPEN_S), httponly=True, samesite="strict", secure=is_https
        )
        return answer
    if not gate.is_admitted(token):
        return _answer(_page(settings, language), 403)
    if form.get("do") == "lock":
        gate.leave(token)
        gone = RedirectResponse(f"parents?lang={language}", 303)
        gone.delete_cookie(COOKIE)
        return gone
    try:
        house.change(settings, {name: form.get(name, "") for name in house.NAMES})
    except ValueError:
        note = say("parents-bad-words", language, most=MOST_WORDS, longest=LONGEST_WORD)
        return _answer(_page(settings, language, is_open=True, note=note), 400)
    except OSError:
        note = say("parents-not-kept", language)
        return _answer(_page(settings, language, is_open=True, note=note), 500)
    return _answer(_page(settings, language, is_open=True, note=say("parents-saved", language)))


def _answer(page: str, status: int = 200, headers: Mapping[str, str] | None = None) -> HTMLResponse:
    return HTMLResponse(page, status, {"cache-control": "no-store", **(headers or {})})


def _fields(body: bytes) -> Mapping[str, str]:
    """Return the first value of each field of a form; what is no form has none."""
    try:
        found = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=16)
    except ValueError:
        return {}
    return {name: values[0] for name, values in found.items()}


def _language(request: Request) -> Language:
    """What the address says, else what the browser does."""
    return accepted_language(request.query_params.get("lang") or request.headers.get("accept-language", ""))


def _page(
    settings: Settings, language: Language, *, has_pin: bool = True, is_open: bool = False, note: str = ""
) -> str:
    def tell(key: str, **values: object) -> str:
        return escape(say(f"parents-{key}", language, **values))

    other: Language = "en" if language == "zh" else "zh"
    parts = [
        f'<nav><a href="./">{tell("back")}</a>'
        f'<a href="?lang={other}" lang="{_TAGS[other]}">{tell("other")}</a></nav>',
        f"<h1>{tell('title')}</h1><p>{tell('lead')}</p>",
        f'<p class="saved" role="status">{escape(note)}</p>' if note else "",
        _list(
            tell("checked"), [tell("checked-words"), tell("checked-gently"), _pictures(settings, language)]
        ),
        f"<section><h2>{tell('measured')}</h2>{_table(language)}<p>{tell('measured-how')}</p></section>",
        _list(
            tell("stored"),
            [
                tell("stored-wishes"),
                tell("stored-pictures", minutes=settings.keep_minutes),
                tell("stored-recipe" if settings.keep_recipe else "stored-no-recipe"),
                tell("stored-web"),
            ],
        ),
        _settings(settings, language, has_pin=has_pin, is_open=is_open),
    ]
    style = STYLE_SHEET.read_text(encoding="utf-8")
    return (
        f'<!doctype html><html lang="{_TAGS[language]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{tell('title')}</title><style>{style}</style></head>"
        f"<body><main>{''.join(parts)}</main></body></html>"
    )


def _list(title: str, lines: list[str]) -> str:
    return f"<section><h2>{title}</h2><ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul></section>"


def _pictures(settings: Settings, language: Language) -> str:
    preset = get_preset(settings.preset, anything=True)
    key = "checked-pictures"
    if not preset.knows_only_vocabulary:
        key = "checked-general" if studio.draws_unchecked(preset, settings) else "checked-risk"
    return escape(say(f"parents-{key}", language, name=preset.name))


def _table(language: Language) -> str:
    """The measured shares, as `python -m cute_animal.safety.evaluate` printed them."""
    file = resources.files("cute_animal.safety").joinpath("data", "measured.json")
    rows = []
    for name, (refused, total) in json.loads(file.read_text(encoding="utf-8"))["refused"].items():
        low, high = wilson(refused, total)
        interval = f"{low:.1%} – {high:.1%}"
        rows.append(
            f"<tr><th scope=row>{escape(say(f'parents-{name}', language))}</th>"
            f"<td>{refused / total:.1%}</td><td>{interval}</td></tr>"
        )
    heads = (escape(say(f"parents-{key}", language)) for key in ("row", "share", "interval"))
    head = "".join(f"<th scope=col>{text}</th>" for text in heads)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _settings(settings: Settings, language: Language, *, has_pin: bool, is_open: bool) -> str:
    def tell(key: str, **values: object) -> str:
        return escape(say(f"parents-{key}", language, **values))

    rules = house.rules(settings)
    own = rules.own_words
    if not is_open:
        lines = [
            f"<p>{tell(f'mode-{rules.mode}')}</p><p>{tell('mode-same')}</p>",
            f"<p>{tell('own-words-set', block=len(own.block), allow=len(own.allow))}</p>",
        ]
        if has_pin:
            lines.append(
                f'<form method="post" action="?lang={language}"><label for="pin">{tell("pin")}</label>'
                '<input id="pin" name="pin" type="password" autocomplete="off" required>'
                f"<button>{tell('open')}</button></form>"
            )
        else:
            lines.append(f"<p>{tell('no-pin')}</p>")
        return f'<section id="settings"><h2>{tell("settings")}</h2>{"".join(lines)}</section>'
    choices = "".join(
        f'<label class="choice"><input type="radio" name="mode" value="{mode}"'
        f"{' checked' if rules.mode == mode else ''}>{tell(f'mode-{mode}')}</label>"
        for mode in ("open", "gentle")
    )
    kept = tell("kept-in-memory" if settings.rules_file is None else "kept-in-file")
    return (
        f'<section id="settings"><h2>{tell("settings")}</h2>'
        f'<form method="post" action="?lang={language}"><fieldset><legend>{tell("mode")}</legend>{choices}'
        f"<p>{tell('mode-same')}</p></fieldset>"
        f'<label for="block">{tell("block")}</label>'
        f'<textarea id="block" name="block_words" rows="2">{escape(", ".join(own.block))}</textarea>'
        f'<label for="allow">{tell("allow")}</label>'
        f'<textarea id="allow" name="allow_words" rows="2">{escape(", ".join(own.allow))}</textarea>'
        f"<p>{tell('allow-limits')}</p><p>{kept}</p>"
        f"<button>{tell('save')}</button>"
        f'<button name="do" value="lock" class="quiet">{tell("close")}</button></form></section>'
    )
