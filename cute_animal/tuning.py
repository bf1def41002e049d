"""What a grown-up may set to draw faster or smaller: attention backend, storage of weights, compilation.

Each is a setting, off by default, and guarded: what cannot work here is a sentence before anything is drawn,
never a crash in the middle of a picture. The eager model in its own precision always works.
"""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any, Final

from cute_animal.config import Tuning
from cute_animal.errors import NotSetUp
from cute_animal.machine import Device
from cute_animal.presets import DType, Preset
from cute_animal.wording import Language, say

if TYPE_CHECKING:
    import torch

PACKAGE: Final = {"xformers": "xformers", "flash": "flash_attn", "sage": "sageattention"}
# Names of layers that keep their precision in fp8: what a wish and a step are turned into, and norms.
KEPT_PRECISE: Final = ("norm", "embed", "_mod", "time_text_embed", "pos_embed", "proj_out")


HALF_ONLY: Final = ("flash", "sage")  # their kernels know no float32
TRIAL_SHAPE: Final = (1, 128, 2, 128)  # of attention: pictures, tokens, heads, channels of a head


def check_tuning(
    tuning: Tuning,
    preset: Preset,
    device: Device,
    dtype: DType = "bfloat16",
    language: Language = "en",
) -> None:
    """Raise NotSetUp if something of it cannot work with this preset in this type on this device."""

    def refused(what: str, reason: str) -> NotSetUp:
        return _refused(what, reason, language)

    if tuning.runtime != "torch":
        what = f"CUTE_ANIMAL_RUNTIME={tuning.runtime}"
        if not preset.knows_only_vocabulary:
            raise refused(what, f"{preset.name} is drawn by torch only")
        if tuning.attention is not None or tuning.storage is not None or tuning.compiled:
            raise refused(what, "attention, storage and compilation are torch's")
    if tuning.attention is not None and tuning.attention != "native":
        what = f"CUTE_ANIMAL_ATTENTION={tuning.attention}"
        package = PACKAGE[tuning.attention]
        if device != "cuda":
            raise refused(what, "it needs an NVIDIA card")
        if importlib.util.find_spec(package) is None:
            raise refused(what, f"pip install {package.replace('_', '-')}")
        if preset.denoiser == "unet" and tuning.attention != "xformers":
            raise refused(what, f"the network of {preset.name} takes native or xformers")
        if dtype == "float32" and tuning.attention in HALF_ONLY:
            raise refused(what, f"{preset.name} computes in float32 here, which it does not know")
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


def tune_speed(
    pipe: Any, tuning: Tuning, denoiser: str, device: torch.device, language: Language = "en"
) -> None:
    """Choose the attention and compile the denoiser's repeated blocks, if that is set.

    Raises NotSetUp for an attention that is installed and does not run, such as kernels of another torch.
    """
    model = getattr(pipe, denoiser)
    if tuning.attention is not None:
        try:
            _set_attention(pipe, tuning.attention, denoiser, device)
        except Exception as error:  # each package fails in its own way
            reason = " ".join(str(error).split("\n")[:2]) or type(error).__name__
            raise _refused(f"CUTE_ANIMAL_ATTENTION={tuning.attention}", reason, language) from error
    if tuning.compiled:
        import torch

        torch._dynamo.config.suppress_errors = True  # what cannot be compiled here runs as it is
        if getattr(model, "_repeated_blocks", None):
            model.compile_repeated_blocks()
        else:
            model.compile()


def _set_attention(pipe: Any, name: str, denoiser: str, device: torch.device) -> None:
    """Set it and run it once: a package that can be found may yet hold nothing that runs here."""
    import torch
    from diffusers.models.attention_dispatch import AttentionBackendName, dispatch_attention_fn

    model = getattr(pipe, denoiser)
    if denoiser == "unet":
        if name == "xformers":
            pipe.enable_xformers_memory_efficient_attention()  # tries itself out
        return
    model.set_attention_backend(name)
    trial = torch.ones(TRIAL_SHAPE, dtype=model.dtype, device=device)
    dispatch_attention_fn(trial, trial, trial, backend=AttentionBackendName(name)).sum().item()


def _refused(what: str, reason: str, language: Language) -> NotSetUp:
    return NotSetUp(say("tuning-impossible", language, what=what, reason=reason), detail=reason)
