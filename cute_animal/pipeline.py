"""The loaded models: get_pipeline() with its module-level cache, and generate().

Torch and diffusers are imported on first use: a page answers its port before they are there. Knows nothing
about queues, safety of words, or files for people.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image

from cute_animal import hub
from cute_animal.adapters import Worn
from cute_animal.config import PLAIN, Tuning
from cute_animal.diffusion import denoiser_of
from cute_animal.errors import (
    BadRequest,
    CuteAnimalError,
    ModelUnavailable,
    NotSetUp,
    OutOfMemory,
    UnsafeImage,
    is_out_of_memory,
)
from cute_animal.loading import Loaded, choose_dtype, empty_device, load, place
from cute_animal.lora import wear
from cute_animal.machine import probe_machine, with_free_memory
from cute_animal.memory import MemoryPlan
from cute_animal.painting import AllLeft, Audience, OnStep, paint
from cute_animal.presets import DEFAULT_PRESET, DType, Preset, get_preset
from cute_animal.prompt import GenerationRequest, build_request
from cute_animal.safety import Classifier, check_prompt
from cute_animal.wording import Language, ideas, say

log = logging.getLogger(__name__)

_loaded: dict[Preset, Loaded] = {}
_made: dict[Preset, Callable[[DType], Any]] = {}  # what stands in the place of files
_failures: dict[Preset, str] = {}  # sentences: an error would keep the weights of its frames in memory
# Held to load, to draw and to unload. A scheduler keeps its step count, so two draws at once would mix.
_models = threading.RLock()


@dataclass(frozen=True)
class Generated:
    """A picture straight from the model, not yet checked, and the seconds that each stage took.

    batch: how many were drawn at the same time, this one among them, in those seconds.
    """

    picture: Image.Image
    timings_s: Mapping[str, float]
    batch: int = 1


def get_pipeline(
    preset_name: str | None = None, *, may_download: bool | None = False, language: Language = "en"
) -> Any:
    """Return the preset's diffusers pipeline, loaded by the first call; after a failure the next tries again.

    may_download: as hub.fetch_files has it. Raises ModelUnavailable if its files are missing or broken,
    OutOfMemory if it does not fit.
    """
    return _get(get_preset(preset_name, language=language, anything=True), may_download, language).pipe


def adopt(preset: Preset, make: Callable[[DType], Any], *, tuning: Tuning = PLAIN) -> Loaded:
    """Draw this preset with what `make` makes in place of its files, such as a pipeline of random weights.

    It is called again whenever the files would be read again: one rung lower, or in another type.
    """
    with _models:
        _unload_others()
        _made[preset] = make
        return _get(preset, False, "en", tuning)


def forget(preset: Preset) -> None:
    """Unload a preset, and what was adopted in its place."""
    with _models:
        _made.pop(preset, None)
        if (loaded := _loaded.get(preset)) is not None:
            _unload(loaded)


def loaded(preset_name: str | None = None) -> Loaded:
    """Return what is known of a preset that is loaded already. Raises KeyError if it is not."""
    return _loaded[get_preset(preset_name, anything=True)]


def loading_state(preset_name: str | None = None, *, language: Language = "en") -> str:
    """Return "loading" (or nobody asked for it yet), "ready", or "failed: " and what was answered then."""
    preset = get_preset(preset_name, language=language, anything=True)
    if preset in _loaded:
        return "ready"
    return f"failed: {_failures[preset]}" if preset in _failures else "loading"


def fetching(preset_name: str | None = None) -> tuple[int, int] | None:
    """Return (bytes that are here, bytes of all) of a preset that is fetched from the hub, else None."""
    preset = get_preset(preset_name, anything=True)
    if preset.download_bytes == 0 or preset in _loaded or hub.find_files(preset) is not None:
        return None
    return min(hub.fetched_bytes(preset), preset.download_bytes), preset.download_bytes


def image_classifiers(preset_name: str | None = None) -> tuple[Classifier, ...]:
    """Return what check_image should ask about this preset's pictures."""
    return ()


def generate(
    request: GenerationRequest, *, on_step: OnStep, threads: int | None = None, tuning: Tuning = PLAIN
) -> Generated:
    """Draw the request's picture.

    threads: CPU threads for torch; None leaves it to torch. tuning: for a preset that is loaded by this. A
    device that runs out of memory gets the model one rung lower and draws again; a spoilt picture is drawn
    again once in float32.
    Raises ModelUnavailable, OutOfMemory on the last rung, UnsafeImage for a picture that stays spoilt, and
    whatever on_step raises.
    """
    (outcome,) = generate_together([request], on_steps=[on_step], threads=threads, tuning=tuning)
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def generate_together(
    requests: Sequence[GenerationRequest],
    *,
    on_steps: Sequence[OnStep],
    threads: int | None = None,
    tuning: Tuning = PLAIN,
) -> list[Generated | Exception]:
    """Draw requests that fit together (`fits`), as generate does: of each its picture, or what ended it.

    Who leaves, raising in on_step, and who is spoilt takes nobody along. A device that runs out of memory
    gets half of them at a time, and only one alone takes the model a rung lower. Raises what ends them all.
    """
    start_s = time.perf_counter()
    language = requests[0].language
    preset = get_preset(requests[0].preset, language=language, anything=True)
    outcomes: dict[int, Generated | Exception] = {}
    with _models:
        try:
            loaded = _wearing(_get(preset, False, language, tuning), requests[0].adapters, language)
        except NotSetUp as error:  # told to grown-ups at the start; a child can do nothing about it
            sentence = say(ModelUnavailable.code, language)
            raise ModelUnavailable(sentence, detail=str(error)) from error
        load_s = time.perf_counter() - start_s
        if threads is not None:
            import torch

            torch.set_num_threads(threads)
        parts = [list(range(len(requests)))]
        while parts:
            part = parts.pop(0)
            timings_s = {"load": load_s}
            audience = Audience([on_steps[number] for number in part])
            plan, dtype = loaded.plan, loaded.dtype
            pictures: list[Image.Image | None] = []
            short_of_memory = ""
            try:
                pictures = paint(loaded, [requests[number] for number in part], audience, timings_s)
            except AllLeft:
                pictures = [None] * len(part)
            except Exception as error:
                if not is_out_of_memory(error):
                    raise
                short_of_memory = f"{type(error).__name__}: {error}"
            # No longer in the handler: its error would keep the failed picture's tensors on the device.
            for place, reason_to_leave in audience.left.items():
                outcomes[part[place]] = reason_to_leave
            for place, picture in enumerate(pictures):
                if picture is not None:
                    outcomes.setdefault(part[place], Generated(picture, timings_s, len(part)))
            part = [number for number in part if number not in outcomes]
            if not part:
                continue
            if short_of_memory and len(part) > 1:
                half = (len(part) + 1) // 2
                loaded.batch = min(loaded.batch, half)
                log.warning("%s: %s; goes on with %d at once", preset.name, short_of_memory, half)
                parts[:0] = [part[:half], part[half:]]
                empty_device()
                continue
            if short_of_memory:
                plan = loaded.lower_rung()
                if plan is None:
                    sentence = say(OutOfMemory.code, requests[part[0]].language)
                    outcomes[part[0]] = OutOfMemory(sentence, detail=short_of_memory)
                    continue
            elif dtype == "float32":
                for number in part:
                    sentence = say(UnsafeImage.code, requests[number].language)
                    outcomes[number] = UnsafeImage(sentence, detail="non-finite or flat")
                continue
            else:
                plan, dtype = None, "float32"  # twice the size: another plan
            reason = short_of_memory or "a spoilt picture"
            log.warning("%s: %s; goes on as %s: %s", preset.name, reason, dtype, plan or "planned anew")
            start_s = time.perf_counter()
            loaded = _reload(loaded, plan, dtype, language)
            load_s += time.perf_counter() - start_s
            parts.insert(0, part)
    return [outcomes[number] for number in range(len(requests))]


def fits(one: GenerationRequest, other: GenerationRequest) -> bool:
    """May these two be drawn together? Of one preset, size, scheduler and steps, with the same adapters."""
    return _shape(one) == _shape(other)


def _shape(request: GenerationRequest) -> tuple[object, ...]:
    size = request.height, request.width
    return request.preset, size, request.scheduler, request.num_inference_steps, request.adapters


def most_at_once(preset_name: str | None = None) -> int:
    """Return how many pictures of a preset fit at once by its plan: 1 on a CPU, and before it is loaded."""
    name = DEFAULT_PRESET if preset_name is None else preset_name
    return next((loaded.batch for preset, loaded in list(_loaded.items()) if preset.name == name), 1)


def warm_up(
    preset_name: str | None = None,
    *,
    threads: int | None = None,
    tuning: Tuning = PLAIN,
    may_download: bool | None = False,
) -> None:
    """Load the preset and draw as few steps as it can, thrown away: the first child waits no longer then."""
    preset = get_preset(preset_name, anything=True)
    _get(preset, may_download, "en", tuning)
    safe = check_prompt(ideas("en", count=1)[0])
    request = build_request(safe, seed=0, num_inference_steps=preset.fewest_steps, preset=preset)
    generate(request, on_step=lambda step, total, preview: None, threads=threads, tuning=tuning)


def _get(preset: Preset, may_download: bool | None, language: Language, tuning: Tuning = PLAIN) -> Loaded:
    if (loaded := _loaded.get(preset)) is not None:
        return loaded
    with _models:  # two first calls at once would load the model twice
        if preset not in _loaded:
            _loaded[preset] = _load(preset, may_download, language, tuning)
        return _loaded[preset]


def _wearing(loaded: Loaded, adapters: tuple[Worn, ...], language: Language) -> Loaded:
    """Return the model with these adapters on, and no others."""
    if loaded.adapters == adapters:
        return loaded
    if loaded.tuning.storage is not None or loaded.tuning.runtime != "torch":
        raise BadRequest(say("adapter-wants-precision", language))
    resident = loaded.plan is None or loaded.plan.offload == "none"
    if not resident or _are_merged(loaded):
        return _reload(loaded, loaded.plan, loaded.dtype, language, adapters=adapters)
    denoiser = denoiser_of(loaded.pipe, loaded.preset)
    loaded.adapters = ()  # if one is refused, none is worn
    wear(loaded.pipe, adapters, denoiser, language=language)
    loaded.adapters = adapters
    return loaded


def _are_merged(loaded: Loaded) -> bool:
    """Are its adapters part of its weights, after it was loaded anew with them?"""
    model = getattr(loaded.pipe, denoiser_of(loaded.pipe, loaded.preset))
    return bool(loaded.adapters) and not getattr(model, "peft_config", None)


def _reload(
    loaded: Loaded,
    plan: MemoryPlan | None,
    dtype: DType,
    language: Language,
    *,
    adapters: tuple[Worn, ...] | None = None,
) -> Loaded:
    """Load a preset anew, lower or in another type: hooks and casts are not undone piece by piece.

    adapters: are merged into it; None: those that it had.
    What spoilt a picture may be how the model was made faster or smaller: in another type it is plain.
    """
    tuning = loaded.tuning if dtype == loaded.dtype else PLAIN
    _unload(loaded)
    kept = loaded.adapters if adapters is None else adapters
    _loaded[loaded.preset] = _load(
        loaded.preset, False, language, tuning, plan=plan, dtype=dtype, adapters=kept
    )
    return _loaded[loaded.preset]


def _load(
    preset: Preset,
    may_download: bool | None,
    language: Language,
    tuning: Tuning,
    *,
    plan: MemoryPlan | None = None,
    dtype: DType | None = None,
    adapters: tuple[Worn, ...] = (),
) -> Loaded:
    how: dict[str, Any] = {"plan": plan, "tuning": tuning, "adapters": adapters, "language": language}
    try:
        if (make := _made.get(preset)) is not None:
            machine = with_free_memory(probe_machine())
            chosen: DType = choose_dtype(preset, machine) if dtype is None else dtype
            loaded = place(preset, make(chosen), machine, chosen, **how)
        else:
            files = hub.fetch_files(preset, may_download=may_download, language=language)
            _unload_others()
            machine = with_free_memory(probe_machine())
            loaded = load(preset, files, machine, dtype=dtype, **how)
    except CuteAnimalError as error:
        log.error("cannot load %s: %s", preset.name, error.detail or error)
        _failures[preset] = str(error)
        raise
    except Exception as error:
        log.error("cannot load %s: %s", preset.name, error, exc_info=True)
        detail = f"{type(error).__name__}: {error}"
        failure: CuteAnimalError = ModelUnavailable(say("weights-broken", language), detail=detail)
        if is_out_of_memory(error):
            failure = OutOfMemory(say(OutOfMemory.code, language), detail=detail)
        _failures[preset] = str(failure)
        raise failure from error
    _failures.pop(preset, None)
    return loaded


def _unload_others() -> None:
    """A card holds one model: what was planned for the next one must be free. RAM has room for several."""
    if probe_machine().device != "cpu":
        for loaded in tuple(_loaded.values()):
            _unload(loaded)


def _unload(loaded: Loaded) -> None:
    _loaded.pop(loaded.preset, None)
    loaded.pipe = loaded.prompts = None  # whoever still holds it does not hold the weights
    empty_device()
