"""The page: layout, wiring, and the doors in front of studio.draw. No model code, no policy.

Importing it loads no weights and reads no environment; `python app.py` starts the page, and `app:app` is an
ASGI application with the page mounted, for uvicorn and gunicorn.
"""

from __future__ import annotations

import importlib.util

if importlib.util.find_spec("spaces"):  # only on a ZeroGPU Space, and there before anything touches CUDA
    import spaces
else:
    spaces = None

import re
import secrets
import sys
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI
from gradio.components.api_component import Api

from cute_animal import studio
from cute_animal.adapters import MOST_STRENGTH, NONE_CHOSEN
from cute_animal.errors import BadRequest, Cancelled, CuteAnimalError
from cute_animal.label import Drawing
from cute_animal.page import cards, progress, shelf, tools
from cute_animal.page.desk import Desk, Easel
from cute_animal.page.look import I18N, SHOW_FRAME
from cute_animal.page.serving import settings, state
from cute_animal.page.site import Site
from cute_animal.presets import get_preset
from cute_animal.prompt import MAX_SEED
from cute_animal.wording import IDEAS, Language, accepted_language, say

EXAMPLES: dict[Language, tuple[str, ...]] = {
    "zh": (*IDEAS["zh"][:3], *IDEAS["en"][1:4]),
    "en": (*IDEAS["en"][1:4], *IDEAS["zh"][:3]),
}

# Handlers

desk = Desk()


def _draw(
    *wish_and_numbers: Any, session: str | None = None, adapters: list[str] | None = None
) -> Iterator[studio.Progress | Drawing]:
    """Walk the one road. A function of its own, so that a ZeroGPU Space can give it the card."""
    out = shelf.new_folder(_shelf())
    yield from studio.draw(
        *wish_and_numbers, settings=settings(), out=out, session=session, adapters=adapters
    )


def _shelf() -> Path:
    """Return a folder in gradio's own, whose files it hands out: no other one is open to the web."""
    return Path(picture.GRADIO_CACHE) / "cute-animal"


if spaces is not None:
    _draw = spaces.GPU(_draw)


def on_draw(
    wish: str,
    seed: float | None,
    randomize: bool,
    num_inference_steps: float | None,
    browser_number: object,
    request: gr.Request,
    chosen: list[str] | None = None,
    strength: float | None = None,
) -> Iterator[dict[Any, Any]]:
    """Yield what changes on the page: the frame while drawing, then the picture or a kind card.

    Closing it leaves the drawing on the desk: the page may come back for it.
    """
    session, number = request.session_hash or "", _known(browser_number)
    adapters = _asked_adapters(chosen, strength)
    walk = partial(_draw, wish, None if randomize else seed, num_inference_steps, adapters=adapters)
    easel = desk.begin(wish, partial(walk, session=number or session), session=session, browser=number)
    if easel is None:  # Enter pressed twice: one picture at a time
        yield {stage: gr.skip()}
        return
    yield _begin(wish, easel.language)
    yield from _shown(easel)


def _asked_adapters(chosen: list[str] | None, strength: float | None) -> list[str] | None:
    """Return "name:strength" for each; one that has its strength already keeps it. None: nobody chose."""
    if not chosen:
        return None
    shared = "" if strength is None else f":{strength:g}"
    return [one if ":" in one or one == NONE_CHOSEN else f"{one}{shared}" for one in chosen]


def on_adapters() -> tuple[Any, Any]:
    """Offer the adapters of the model that draws here; without any, neither box is shown."""
    preset = get_preset(settings().preset, anything=True)
    names = [adapter.name for adapter in studio.wearable(preset, settings())]
    return gr.update(choices=names, visible=bool(names)), gr.update(visible=bool(names))


def _known(browser_number: object) -> str:
    """Return a number that this page gave out, "" for anything else that a client may send."""
    is_ours = isinstance(browser_number, str) and re.fullmatch("[0-9a-f]{32}", browser_number)
    return str(browser_number) if is_ours else ""


def on_arrive(browser_number: object, request: gr.Request) -> Iterator[dict[Any, Any]]:
    """Give a new browser its number; show one that was here before the drawing that it has left.

    The examples in the browser's language come first. Gradio translates words on the page alone: a button's
    value would be sent as it is, untranslated.
    """
    number = _known(browser_number) or secrets.token_hex(16)
    wishes = EXAMPLES[accepted_language(dict(request.headers).get("accept-language", ""))]
    yield {
        browser: number,
        **{button: gr.update(value=wish) for button, wish in zip(examples, wishes, strict=True)},
    }
    easel = desk.come_back(session=request.session_hash or "", browser=number)
    if easel is None:
        return
    if not easel.is_over:
        yield _begin(easel.wish, easel.language)
    yield from _shown(easel)


def _shown(easel: Easel) -> Iterator[dict[Any, Any]]:
    try:
        for update in progress.paced(easel.watch()):
            if isinstance(update, Drawing):
                end = _finished(easel.wish, update)
            else:
                yield {stage: gr.update(value=progress.card(update, easel.language), visible=True)}
    except CuteAnimalError as error:
        end = _refused(error, easel.language)
    yield end  # it is over on the desk: a press on Draw may follow at once


def on_stop(request: gr.Request) -> Any:
    """Ask the drawing of this page to stop: within one step it does, and says so itself.

    Gradio's own `cancels` leaves the page deaf to Draw until its browser side has tidied up.
    """
    if easel := desk.find(request.session_hash or ""):
        easel.stop()
    return gr.update(interactive=False)


def on_wake() -> tuple[Any, Any]:
    """Return (banner, timer): a friendly line until the model is awake; one that failed may come back."""
    now = state()
    if now == "ready":
        return gr.update(visible=False), gr.Timer(active=False)
    key = "page-asleep" if now.startswith("failed") else "page-waking"
    return gr.update(value=_line("waking", key), visible=True), gr.Timer(active=True)


def on_api_draw(
    prompt: str = "",
    seed: float | None = None,
    num_inference_steps: float | None = None,
    preset: str | None = None,
    request: gr.Request | None = None,
) -> Iterator[tuple[str | None, int | None]]:
    """Draw a cute animal from a wish in Chinese or English: (labelled PNG file, the seed that was used).

    Without a seed, a random one. The same wish, seed, steps and preset give the same picture.
    """
    session = request.client.host if request is not None and request.client is not None else None
    yield from progress.answers(_draw(prompt, seed, num_inference_steps, preset, session=session))


def _begin(wish: str, language: Language) -> dict[Any, Any]:
    return {
        prompt: wish,
        stage: gr.update(value=progress.first_card(language), visible=True),
        picture: gr.update(value=None, visible=False),
        caption: gr.update(visible=False),
        after: gr.update(visible=False),
        idea_box: gr.update(visible=False),
        draw: gr.update(interactive=False),
        stop: gr.update(interactive=True),
    }


def _finished(wish: str, drawing: Drawing) -> dict[Any, Any]:
    request = drawing.request
    words = ("、" if request.language == "zh" else ", ").join(request.understood)
    below = cards.caption(request.understood, request.notes, request.seed, request.language)
    return {
        stage: gr.update(visible=False),
        picture: gr.update(
            value=str(drawing.path),
            visible=True,
            alt_text=say("now-picture-alt", request.language, words=words),
        ),
        caption: gr.update(value=below, visible=True),
        after: gr.update(visible=True),
        seed_box: request.seed,
        last_wish: wish,
        last_seed: request.seed,
        last_steps: request.num_inference_steps,
        last_adapters: [f"{worn.name}:{worn.strength:g}" for worn in request.adapters] or [NONE_CHOSEN],
        **_at_rest(),
    }


def _refused(error: CuteAnimalError, language: Language) -> dict[Any, Any]:
    """Show an error as a friendly card, with ideas where the error has some. The reason stays in the log."""
    offered = tuple(getattr(error, "ideas", ()))
    code = None if isinstance(error, BadRequest | Cancelled) or offered else error.code
    texts = (*offered, *[""] * len(ideas))
    return {
        stage: gr.update(value=cards.kind_card(str(error), code, language), visible=True),
        idea_box: gr.update(visible=bool(offered)),
        **{idea: gr.update(value=text, visible=bool(text)) for idea, text in zip(ideas, texts, strict=False)},
        **_at_rest(),
    }


def _at_rest() -> dict[Any, Any]:
    return {draw: gr.update(interactive=True), stop: gr.update(interactive=False)}


# The page


def _line(css_class: str, key: str) -> str:
    return f'<p class="{css_class}">{I18N(key)}</p>'


with gr.Blocks(title="可爱小动物 · Cute Animal", analytics_enabled=False) as demo:
    for line in cards.header(str(I18N("page-title")), str(I18N("page-subtitle"))):
        gr.HTML(line)
    banner = gr.HTML(visible=False)
    waker = gr.Timer(1.0)

    with gr.Row(elem_id="desk", equal_height=False):  # style.css lays it out: one column on a phone, else two
        with gr.Column(elem_id="ask", min_width=0):
            prompt = gr.Textbox(
                label=I18N("page-wish"),
                placeholder=I18N("page-wish-hint"),
                lines=1,
                max_lines=4,
                elem_id="wish",
            )
            with gr.Row():
                draw = gr.Button(I18N("page-draw"), variant="primary", scale=3, min_width=140, elem_id="draw")
                stop = gr.Button(I18N("page-stop"), interactive=False, scale=1, min_width=110, elem_id="stop")

        with gr.Column(elem_id="show", min_width=0):
            stage = gr.HTML(cards.waiting_card(str(I18N("page-idle"))), elem_id="stage")
            picture = gr.Image(
                type="filepath",
                format="png",  # and a path is handed over: a picture would be re-encoded and lose its label
                label=I18N("page-picture"),
                interactive=False,
                visible=False,
                buttons=["download"],
                elem_id="picture",
            )
            caption = gr.HTML(visible=False)
            with gr.Column(visible=False) as idea_box:
                gr.HTML(_line("small-head", "page-ideas"))
                with gr.Row(elem_classes="wishes"):
                    ideas = [gr.Button(size="sm", visible=False) for _ in range(3)]
            with gr.Row(visible=False, elem_id="after") as after:
                again = gr.Button(I18N("page-again"), min_width=140, elem_id="again")
                another = gr.Button(I18N("page-another"), min_width=140, elem_id="another")

        with gr.Column(elem_id="more", min_width=0):
            gr.HTML(_line("small-head", "page-examples"))
            with gr.Row(elem_classes="wishes"):
                examples = [gr.Button(wish, size="sm") for wish in EXAMPLES["zh"]]
            with gr.Accordion(I18N("page-advanced"), open=False):
                steps = gr.Slider(
                    minimum=1,
                    maximum=get_preset().most_steps,
                    step=1,
                    value=get_preset().num_inference_steps,
                    label=I18N("page-steps"),
                    info=I18N("page-steps-hint"),
                )
                seed_box = gr.Number(
                    label=I18N("page-seed"), info=I18N("page-seed-hint"), maximum=MAX_SEED, precision=0
                )
                randomize = gr.Checkbox(value=True, label=I18N("page-randomize"))
                adapter_box = gr.Dropdown(
                    choices=[],
                    multiselect=True,
                    allow_custom_value=True,  # an unknown name gets our sentence, not gradio's
                    visible=False,
                    label=I18N("page-adapters"),
                    info=I18N("page-adapters-hint"),
                )
                strength = gr.Slider(
                    minimum=0,
                    maximum=MOST_STRENGTH,
                    step=0.05,
                    value=1.0,
                    visible=False,
                    label=I18N("page-strength"),
                )
    gr.HTML(_line("made-by", "page-made-by"))
    gr.HTML(cards.parents_link(str(I18N("page-parents"))))

    last_wish, last_seed, last_steps, last_adapters = gr.State(""), gr.State(), gr.State(), gr.State()
    same_seed, new_seed = gr.State(False), gr.State(True)
    browser = gr.BrowserState(storage_key="cute-animal")  # a random number: who comes back after a reload

    _changing = [prompt, stage, picture, caption, after, idea_box, *ideas, draw, stop, seed_box]
    _quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    _wiring: dict[str, Any] = {
        "fn": on_draw,
        "outputs": [*_changing, last_wish, last_seed, last_steps, last_adapters],
        "concurrency_id": "draw",  # everybody gets in: the engine keeps the order and tells the place in line
        "trigger_mode": "multiple",  # a press is never dropped by the browser: on_draw knows what to do
        **_quiet,
    }
    _numbers = [seed_box, randomize, steps, browser, adapter_box, strength]
    gr.on([draw.click, prompt.submit], inputs=[prompt, *_numbers], **_wiring)
    for _button in (*examples, *ideas):
        _button.click(inputs=[_button, *_numbers], **_wiring)
    again.click(inputs=[last_wish, last_seed, same_seed, last_steps, browser, last_adapters], **_wiring)
    another.click(inputs=[last_wish, last_seed, new_seed, last_steps, browser, last_adapters], **_wiring)
    # On a phone the tapped wish may be far below the frame.
    _tapped = [button.click for button in (*examples, *ideas, draw, again, another)]
    gr.on(_tapped, None, js=SHOW_FRAME, **_quiet)
    stop.click(on_stop, None, stop, queue=False, **_quiet)
    demo.load(
        on_arrive,
        browser,
        [browser, *examples, *_wiring["outputs"]],
        concurrency_id="draw",
        trigger_mode="once",
        **_quiet,
    )
    demo.load(on_adapters, None, [adapter_box, strength], queue=False, **_quiet)
    for _moment in (demo.load, waker.tick):
        _moment(on_wake, None, [banner, waker], queue=False, **_quiet)

    # The public call. Its inputs are plain values, so that a bad one is answered by our sentence.
    gr.Button(visible=False).click(
        on_api_draw,
        inputs=[
            Api("", {"type": "string"}, "prompt"),
            Api(None, {"type": "number"}, "seed"),
            Api(None, {"type": "number"}, "num_inference_steps"),
            Api(None, {"type": "string"}, "preset"),
        ],
        outputs=[
            gr.Image(type="filepath", format="png", label="file", visible=False),
            gr.Number(label="seed", precision=0, visible=False),
        ],
        api_name="draw",
        api_description=tools.DESCRIPTION,
        concurrency_id="draw",
        show_progress="hidden",
    )

# Starting

site = Site(demo, _shelf, desk.forget)
launch = site.launch


@cache
def asgi_app() -> FastAPI:
    """Return the page as an ASGI application, the same one at each call."""
    return site.asgi()


def __getattr__(name: str) -> Any:
    """Make `app` when a server asks for it: an import alone reads no environment."""
    if name == "app":
        return asgi_app()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def main() -> int:
    return site.run(zero_gpu=spaces is not None)


if __name__ == "__main__":
    sys.exit(main())
