"""What a training leaves: a LoRA file in diffusers' format, which says in its head what it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor, nn

from cute_animal.adapters import WEIGHTS
from cute_animal.lora_training.recipe import Recipe
from cute_animal.triggers import Trigger

LEARNING: Final = "learning"  # peft's name of the adapter while it is trained


def add_adapter(denoiser: Any, recipe: Recipe) -> None:
    """Put a LoRA beside a denoiser's layers, and freeze all else; its own weights are float32."""
    from diffusers.training_utils import cast_training_params
    from peft import LoraConfig

    denoiser.requires_grad_(False)
    targets = recipe.targets if isinstance(recipe.targets, str) else list(recipe.targets)
    with torch.random.fork_rng():
        torch.manual_seed(recipe.seed)
        denoiser.add_adapter(
            LoraConfig(r=recipe.rank, lora_alpha=recipe.alpha, target_modules=targets), adapter_name=LEARNING
        )
    cast_training_params(denoiser, dtype=torch.float32)


def write_lora(
    pipe: Any,
    denoiser: nn.Module,
    part: str,
    recipe: Recipe,
    triggers: Sequence[Trigger],
    folder: Path,
) -> str:
    """Write the adapter as pipe.load_lora_weights reads it. Returns the digest of the file.

    part: "unet" or "transformer". Beside diffusers' own metadata, from which the LoRA is built again, stand
    rank, targets, base preset and trigger words. Small numbers are kept in float16: half of the size.
    """
    from diffusers.utils import convert_state_dict_to_diffusers
    from peft import get_peft_model_state_dict
    from safetensors.torch import load_file, save_file

    layers: dict[str, Tensor] = get_peft_model_state_dict(denoiser, adapter_name=LEARNING)
    config: Any = denoiser.peft_config
    told = {
        name: sorted(value) if isinstance(value, set) else value
        for name, value in config[LEARNING].to_dict().items()
        if value is not None
    }
    if part == "unet":
        layers = convert_state_dict_to_diffusers(layers)
    half = {name: tensor.detach().cpu().half().contiguous() for name, tensor in layers.items()}
    save = pipe.save_lora_weights
    save(folder, **{f"{part}_lora_layers": half, f"{part}_lora_adapter_metadata": told}, weight_name=WEIGHTS)
    path = folder / WEIGHTS
    ours = {
        "rank": str(recipe.rank),
        "alpha": str(recipe.alpha),
        "target_modules": json.dumps(recipe.as_json()["targets"]),
        "base_preset": recipe.preset,
        "trigger_words": json.dumps([asdict(trigger) for trigger in triggers], ensure_ascii=False),
    }
    # save_lora_weights takes no metadata but its own.
    save_file(load_file(path), path, metadata={**read_metadata(path), **ours})
    return digest_of(path)


def read_metadata(path: Path) -> dict[str, str]:
    """Return what a safetensors file says of itself."""
    from safetensors import safe_open

    with safe_open(path, framework="pt") as file:
        return dict(file.metadata() or {})


def digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
