"""The loaded models: get_pipeline() with its module-level cache, and generate().

The only module besides starter/ that knows torch and diffusers, and it imports them on first use: a page
answers its port before they are there. Knows nothing about queues, safety of words, or files for people.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PIL import Image

from cute_animal.errors import ModelUnavailable, OutOfMemory, UnsafeImage
from cute_animal.presets import Preset, get_preset
from cute_animal.prompt import GenerationRequest, build_request
from cute_animal.safety import Classifier, check_prompt
from cute_animal.wording import Language, ideas, say

if TYPE_CHECKING:
    import torch

    from cute_animal.starter.pipeline import CuteAnimalPipeline

log = logging.getLogger(__name__)

OnStep = Callable[[int, int, Image.Image | None], None]
"""on_step(step, total, preview): step 0 before the first one. May raise Cancelled to stop."""

OFFLOAD_HEADROOM: Final = 1.5  # of the weights' bytes: what activations and the allocator take beside them

_pipelines: dict[Preset, CuteAnimalPipeline] = {}
_failures: dict[Preset, str] = {}
_loading = threading.Lock()
_drawing = threading.Lock()  # a scheduler keeps its step count, so two draws at once would mix


@dataclass(frozen=True)
class Generated:
    """A picture straight from the model, not yet checked, and the seconds that each stage took."""

    picture: Image.Image
    timings_s: Mapping[str, float]


def get_pipeline(preset_name: str | None = None, *, language: Language = "en") -> CuteAnimalPipeline:
    """Return the preset's pipeline, loaded by the first call. After a failure the next call tries again.

    Raises ModelUnavailable if its files are missing or broken, OutOfMemory if it does not fit.
    """
    preset = get_preset(preset_name, language=language)
    with _loading:  # two first calls at once would load the model twice
        if preset not in _pipelines:
            try:
                _pipelines[preset] = _load(preset)
            except Exception as error:
                if _is_out_of_memory(error):
                    raise OutOfMemory(say(OutOfMemory.code, language), detail=str(error)) from error
                log.error("cannot load %s: %s", preset.name, error, exc_info=True)
                message = say("weights-broken", language)
                _failures[preset] = message
                raise ModelUnavailable(message, detail=f"{type(error).__name__}: {error}") from error
            _failures.pop(preset, None)
        return _pipelines[preset]


def loading_state(preset_name: str | None = None, *, language: Language = "en") -> str:
    """Return "loading" (or nobody asked for it yet), "ready", or "failed: " and a sentence."""
    preset = get_preset(preset_name, language=language)
    if preset in _pipelines:
        return "ready"
    return f"failed: {say('weights-broken', language)}" if preset in _failures else "loading"


def image_classifiers(preset_name: str | None = None) -> tuple[Classifier, ...]:
    """Return what check_image should ask about this preset's pictures."""
    return ()


def generate(request: GenerationRequest, *, on_step: OnStep, threads: int | None = None) -> Generated:
    """Draw the request's picture.

    threads: CPU threads for torch; None leaves it to torch.
    Raises ModelUnavailable, OutOfMemory, UnsafeImage for non-finite numbers, and whatever on_step raises.
    """
    start_s = time.perf_counter()
    pipe = get_pipeline(request.preset, language=request.language)
    load_s = time.perf_counter() - start_s
    if threads is not None:
        import torch

        torch.set_num_threads(threads)
    with _drawing:
        try:
            generated = _draw_starter(pipe, request, on_step)
        except Exception as error:
            if _is_out_of_memory(error):
                raise OutOfMemory(say(OutOfMemory.code, request.language), detail=str(error)) from error
            raise
    return Generated(generated.picture, {"load": load_s, **generated.timings_s})


def warm_up(preset_name: str | None = None, *, threads: int | None = None) -> None:
    """Load the preset and draw one step, thrown away: the first child waits no longer than the second."""
    safe = check_prompt(ideas("en", count=1)[0])
    request = build_request(safe, seed=0, num_inference_steps=1, preset=get_preset(preset_name))
    generate(request, on_step=lambda step, total, preview: None, threads=threads)


def _draw_starter(pipe: CuteAnimalPipeline, request: GenerationRequest, on_step: OnStep) -> Generated:
    import torch

    from cute_animal.starter.noise import starting_point
    from cute_animal.starter.pipeline import to_pictures

    total = request.num_inference_steps

    def after_step(
        pipe: CuteAnimalPipeline, step: int, timestep: int, tensors: dict[str, torch.Tensor]
    ) -> dict[str, torch.Tensor]:
        seen = tensors["pred_original_sample"]
        if not torch.isfinite(seen).all():
            raise _non_finite(request)
        on_step(step + 1, total, pipe.preview(seen)[0])
        return {}

    on_step(0, total, None)
    layout, noise = starting_point(request.seed)
    images: Any = pipe(
        request.prompt,
        num_inference_steps=total,
        latents=torch.from_numpy(noise)[None],  # (1, 32, 16, 16)
        layouts=[layout],
        output_type="pt",
        callback_on_step_end=after_step,
        callback_on_step_end_tensor_inputs=["pred_original_sample"],
    ).images
    if not torch.isfinite(images).all():
        raise _non_finite(request)
    start_s = time.perf_counter()
    picture = to_pictures(images)[0]
    timings_s = dict(pipe.stage_seconds)
    timings_s["decode"] += time.perf_counter() - start_s
    return Generated(picture, timings_s)


def _is_out_of_memory(error: Exception) -> bool:
    """Devices say it by class; the CPU's allocator says it with a plain RuntimeError."""
    named = isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError"
    return named or (isinstance(error, RuntimeError) and "can't allocate memory" in str(error))


def _non_finite(request: GenerationRequest) -> UnsafeImage:
    return UnsafeImage(say(UnsafeImage.code, request.language), detail="non-finite")


def _load(preset: Preset) -> CuteAnimalPipeline:
    folder = Path(__file__).parent / preset.weights
    if not (folder / "model_index.json").is_file():
        raise FileNotFoundError(f"no model in {folder}")
    import diffusers
    import torch
    import transformers

    from cute_animal.starter.pipeline import CuteAnimalPipeline

    for library in (diffusers, transformers):
        bars: Any = library.utils.logging
        bars.disable_progress_bar()
    start_s = time.perf_counter()
    on_cuda = torch.cuda.is_available()
    dtype = torch.bfloat16 if on_cuda or _cpu_has_bf16() else torch.float32
    load: Any = CuteAnimalPipeline.from_pretrained  # diffusers carries no types
    pipe: CuteAnimalPipeline = load(folder, dtype=dtype, use_safetensors=True, local_files_only=True)
    _check_complete(pipe, folder)
    pipe.set_progress_bar_config(disable=True)
    if on_cuda:
        _to_cuda(pipe)
    log.info("loaded %s as %s in %.1f s", preset.name, dtype, time.perf_counter() - start_s)
    return pipe


def _check_complete(pipe: Any, folder: Path) -> None:
    """Raise if any weight is not in the files: diffusers would only log it and draw with random numbers."""
    import torch
    from safetensors import safe_open

    for name, part in pipe.components.items():
        if isinstance(part, torch.nn.Module):
            missing = set(part.state_dict())
            for file in (folder / name).glob("*.safetensors"):
                with safe_open(file, framework="pt") as weights:  # reads the header only
                    missing.difference_update(weights.keys())
            if missing:
                raise ValueError(f"{name}: {len(missing)} weights are missing, such as {min(missing)}")


def _cpu_has_bf16() -> bool:
    """Emulated bf16 is slower than float32, so only what the CPU itself can do counts."""
    import torch

    features: Mapping[str, Any] = torch.cpu.get_capabilities()
    return any(features.get(name, False) for name in ("avx512_bf16", "amx_bf16", "arm_bf16", "bf16"))


def _to_cuda(pipe: Any) -> None:
    import torch

    modules = [part for part in pipe.components.values() if isinstance(part, torch.nn.Module)]
    weights_bytes = sum(p.numel() * p.element_size() for module in modules for p in module.parameters())
    free_bytes, _ = torch.cuda.mem_get_info()
    if weights_bytes * OFFLOAD_HEADROOM < free_bytes:
        pipe.to("cuda")
    else:
        pipe.enable_model_cpu_offload()
