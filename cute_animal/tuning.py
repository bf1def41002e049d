"""What a grown-up may set to draw faster or smaller: attention backend, storage of weights, compilation.

Each is a setting, off by default, and guarded: what cannot work here is a sentence before anything is drawn,
never a crash in the middle of a picture. The eager model in its own precision always works.
"""

from __future__ import annotations

import importlib.util
from typing import Any, Final

from cute_animal.config import Tuning
from cute_animal.errors import NotSetUp
from cute_animal.machine import Device
from cute_animal.presets import Preset
from cute_animal.wording import Language, say

PACKAGE: Final = {"xformers": "xformers", "flash": "flash_attn", "sage": "sageattention"}
# Names of layers that keep their precision in fp8: what a wish and a step are turned into, and norms.
KEPT_PRECISE: Final = ("norm", "embed", "_mod", "time_text_embed", "pos_embed", "proj_out")


def check_tuning(tuning: Tuning, preset: Preset, device: Device, language: Language = "en") -> None:
    """Raise NotSetUp if something of it cannot work with this preset on this device."""

    def refused(what: str, reason: str) -> NotSetUp:
        return NotSetUp(say("tuning-impossible", language, what=what, reason=reason), detail=reason)

    if tuning.attention is not None and tuning.attention != "native":
        what = f"CUTE_ANIMAL_ATTENTION={tuning.attention}"
        package = PACKAGE[tuning.attention]
        if device != "cuda":
            raise refused(what, "it needs an NVIDIA card")
        if importlib.util.find_spec(package) is None:
            raise refused(what, f"pip install {package.replace('_', '-')}")
        if preset.denoiser == "unet" and tuning.attention != "xformers":
            raise refused(what, f"the network of {preset.name} takes native or xformers")
    if tuning.storage is not None:
        what = f"CUTE_ANIMAL_STORAGE={tuning.storage}"
        if preset.knows_only_vocabulary:
            raise refused(what, f"{preset.name} is small already")
        if tuning.storage == "fp8" and preset.lora is not None:
            # LightX2V-Qwen-Image-Lightning, issues 32 and 54: a grid over the picture.
            raise refused(what, f"the LoRA of {preset.name} was not made for it and draws a grid")


def tune_weights(pipe: Any, tuning: Tuning, denoiser: str, dtype: Any) -> None:
    """Store the denoiser's weights in fp8, if that is set: after a LoRA is merged, before any offloading."""
    if tuning.storage == "fp8":
        import torch

        model = getattr(pipe, denoiser)
        own = tuple(getattr(model, "_skip_layerwise_casting_patterns", None) or ())
        model.enable_layerwise_casting(
            storage_dtype=torch.float8_e4m3fn,
            compute_dtype=dtype,
            skip_modules_pattern=(*own, *KEPT_PRECISE),
        )


def tune_speed(pipe: Any, tuning: Tuning, denoiser: str) -> None:
    """Choose the attention and compile the denoiser's repeated blocks, if that is set."""
    model = getattr(pipe, denoiser)
    if tuning.attention is not None:
        if denoiser == "unet":
            if tuning.attention == "xformers":
                pipe.enable_xformers_memory_efficient_attention()
        else:
            model.set_attention_backend(tuning.attention)
    if tuning.compiled:
        import torch

        torch._dynamo.config.suppress_errors = True  # what cannot be compiled here runs as it is
        if getattr(model, "_repeated_blocks", None):
            model.compile_repeated_blocks()
        else:
            model.compile()
