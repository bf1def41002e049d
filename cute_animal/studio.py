"""The one road from words to a labelled file: draw().

check_prompt -> build_request -> engine -> check_image -> write_drawing. Page, API, command line and batches
all come through here. Knows nothing about how they show it.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from PIL import Image

from cute_animal import house, metrics
from cute_animal.adapters import Adapter, choose, list_adapters
from cute_animal.config import TAKE_THE_RISK, Settings, load_settings
from cute_animal.engine import Update
from cute_animal.engines import AnyEngine, get_engine
from cute_animal.errors import BadRequest, UnsafeImage
from cute_animal.label import NO_TEXTS, Drawing, write_drawing
from cute_animal.pipeline import image_classifiers
from cute_animal.presets import DEFAULT_PRESET, PRESETS, Preset, get_preset
from cute_animal.prompt import MAX_SEED, GenerationRequest, Number, build_request
from cute_animal.safety import SafeImage, check_image, check_prompt
from cute_animal.wish_guard import guard_of
from cute_animal.wording import Language, say
from cute_animal.workflow import png_texts

Stage = Literal["check", "queued", "encode", "denoise", "decode", "inspect", "save"]

PREVIEW_PX: Final = 64


@dataclass(frozen=True)
class Progress:
    """Where a drawing stands, for showing.

    position: people in front, counted so that 0 is being drawn. step: 1..total.
    preview: unchecked, so at most 64 px and blurred by the pipeline; never to be written to a file.
    """

    stage: Stage
    position: int | None = None
    step: int | None = None
    total: int | None = None
    preview: Image.Image | None = None


def draw(
    prompt: str,
    seed: Number | None = None,
    num_inference_steps: Number | None = None,
    preset: str | None = None,
    *,
    settings: Settings | None = None,
    engine: AnyEngine | None = None,
    out: Path | None = None,
    session: str | None = None,
    adapters: str | Sequence[str] | None = None,
) -> Generator[Progress | Drawing, None, None]:
    """Turn a wish into a labelled file: yields Progress, and last the Drawing. Closing it cancels the job.

    seed: 0..2**31-1, None for a random one. num_inference_steps: 1..50, None for the preset's.
    out: the file to write; without it, a new one in the settings' output_dir.
    session: whoever asks: turns in the line go round over sessions.
    adapters: LoRAs of the settings' adapters folder, as adapters.choose takes them; None: those whose trigger
    words the wish says.
    Without settings they are read from the environment. Raises CuteAnimalError.
    """
    if settings is None:
        settings = load_settings()
    if engine is None:
        engine = get_engine(settings)
    with metrics.counted():
        yield Progress("check")
        start_s = time.perf_counter()
        rules = house.rules(settings)
        safe_prompt = check_prompt(prompt, own_words=rules.own_words, judge=guard_of(settings))
        chosen = _preset(preset, settings, safe_prompt.original_language)
        falls_back = rules.mode == "open" and draws_unchecked(chosen, settings)
        language = safe_prompt.original_language
        request = build_request(
            safe_prompt,
            seed=seed,
            num_inference_steps=num_inference_steps,
            preset=chosen,
            scheduler=settings.scheduler if chosen.name == settings.preset else None,
            mode="gentle" if falls_back else rules.mode,
            adapters=choose(adapters, safe_prompt.text, wearable(chosen, settings), language=language),
        )
        if falls_back:
            request = replace(request, notes=(*request.notes, say("gentle-unchecked", request.language)))
        timings_s = {"check": time.perf_counter() - start_s}

        try:
            safe_image = yield from _drawn_and_checked(request, engine, session, timings_s)
        except UnsafeImage:  # once more, with another seed, before anybody has to hear of it
            request = replace(request, seed=(request.seed + 1) % (MAX_SEED + 1))
            safe_image = yield from _drawn_and_checked(request, engine, session, timings_s, again=True)

        yield Progress("save")
        destination = settings.output_dir if out is None else out
        drawing = write_drawing(
            safe_image,
            request,
            destination,
            timings_s=timings_s,
            keep_recipe=settings.keep_recipe,
            # A workflow knows no adapters: it would draw another picture.
            texts=png_texts(request, chosen) if settings.keep_recipe and not request.adapters else NO_TEXTS,
        )
    metrics.count_picture(drawing.request.preset, drawing.timings_s)
    yield drawing


def _preset(asked: str | None, settings: Settings, language: Language) -> Preset:
    """Return the preset that a visitor asked for, if it is open, or the set one. Raises BadRequest."""
    if asked is None or asked == settings.preset:
        return get_preset(settings.preset, language=language, anything=True)
    preset = get_preset(asked, language=language)
    # Not the built-in one beside another: a card holds one model, and going to and fro costs everybody.
    opened = {settings.preset or DEFAULT_PRESET, *settings.opened}
    if preset.name not in opened:
        names = say("list-separator", language).join(name for name in PRESETS if name in opened)
        raise BadRequest(say("preset-not-open", language, name=preset.name, names=names))
    return preset


def draws_unchecked(preset: Preset, settings: Settings) -> bool:
    """Would nobody check what its pictures show? The built-in model knows nothing bad to draw."""
    checked = preset.knows_only_vocabulary or bool(image_classifiers(preset.name))
    return not checked and settings.unchecked_pictures != TAKE_THE_RISK


def wearable(preset: Preset, settings: Settings) -> tuple[Adapter, ...]:
    """Return the adapters that this preset can be drawn with here: not by exported graphs or smaller weights.

    Another machine has its own.
    """
    elsewhere = settings.remote is not None or settings.comfyui is not None
    if elsewhere or settings.runtime != "torch" or settings.storage is not None:
        return ()
    return list_adapters(settings.adapters, preset.name)


def _drawn_and_checked(
    request: GenerationRequest,
    engine: AnyEngine,
    session: str | None,
    timings_s: dict[str, float],
    *,
    again: bool = False,
) -> Generator[Progress, None, SafeImage]:
    job = engine.submit(request, session=session, first=again)
    try:
        for update in job.updates():
            yield _progress(update)
        generated = job.result()
    finally:
        job.cancel()
    metrics.count_batch(generated.batch)
    _add(timings_s, {"queued": job.queued_s, **generated.timings_s})
    yield Progress("inspect")
    start_s = time.perf_counter()
    try:
        classifiers = image_classifiers(request.preset)
        return check_image(generated.picture, classifiers=classifiers, language=request.language)
    finally:
        _add(timings_s, {"inspect": time.perf_counter() - start_s})


def _add(timings_s: dict[str, float], more: Mapping[str, float]) -> None:
    for stage, seconds in more.items():
        timings_s[stage] = timings_s.get(stage, 0.0) + seconds


def _progress(update: Update) -> Progress:
    if update.state == "waiting":
        return Progress("queued", update.position)
    stage: Stage = "encode" if not update.step else "decode" if update.step == update.total else "denoise"
    preview = _harmless(update.preview)
    return Progress(stage, update.position, update.step, update.total, preview)


def _harmless(preview: Image.Image | None) -> Image.Image | None:
    """Nobody has checked a preview, so no door gets to see more of it than this."""
    if preview is None or max(preview.size) <= PREVIEW_PX:
        return preview
    small = preview.copy()
    small.thumbnail((PREVIEW_PX, PREVIEW_PX))
    return small
