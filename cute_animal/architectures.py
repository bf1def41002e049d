"""The presets' architectures without their weights: to count, to plan, to measure before a download.

Configs of the models, as their own pages and repositories give them, stand in data/architectures. Built on
the meta device they weigh nothing; built with random numbers they compute and stream like the real ones, and
draw noise. Tokenizers stand in too: one token per byte.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

from cute_animal.memory import ModelSizes
from cute_animal.presets import DType, Preset
from cute_animal.sizes import sizes_of

if TYPE_CHECKING:
    import torch
    from torch import nn

FOLDER: Final = Path(__file__).parent / "data" / "architectures"
CHAT_TEMPLATE: Final = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n"
    "{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
MARKS: Final = ("im_start", "im_end", "vision_start", "vision_end", "image_pad", "video_pad")
WEIGHT_STD: Final = 0.02
NOISE_NUMBERS: Final = 4_999_999  # a prime: no row of a matrix is as another


def architecture(preset: Preset) -> dict[str, Any]:
    """Return component name -> class and config. Raises KeyError for one that is not kept."""
    file = FOLDER / f"{_family(preset)}.json"
    if not file.is_file():
        raise KeyError(f"the architecture of {preset.name} is not known before it is here")
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return content


def has_architecture(preset: Preset) -> bool:
    return (FOLDER / f"{_family(preset)}.json").is_file()


@functools.cache
def sizes_before_download(preset: Preset, dtype_name: DType | None = None) -> ModelSizes:
    """What a plan has to know, of a preset that need not be here. Takes seconds.

    dtype_name: in which its weights will be kept; None for the family's best.
    """
    import torch

    dtype = getattr(torch, dtype_name or preset.dtypes[0])
    parts = {
        name: _empty(entry, dtype)
        for name, entry in architecture(preset).items()
        if name.startswith("text_encoder") or name in (preset.denoiser, "vae")
    }
    stand_in = SimpleNamespace(components=parts, **parts)
    return sizes_of(stand_in, preset)


def build_random(preset: Preset, dtype: torch.dtype, *, seed: int = 0) -> Any:
    """Build a preset's pipeline at full size with random weights, on the CPU."""
    import torch

    parts: dict[str, Any] = {}
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        for name, entry in architecture(preset).items():
            cls = _class(entry["class"])
            if "Tokenizer" in entry["class"]:
                parts[name] = byte_tokenizer(entry["class"])
            elif "Scheduler" in entry["class"]:
                parts[name] = cls(**entry["config"])
            else:
                parts[name] = _filled(_empty(entry, dtype, with_tables=True))
    return assemble(preset, parts)


def assemble(preset: Preset, parts: Mapping[str, Any]) -> Any:
    """Return a preset's pipeline of these components, without those that it does not need."""
    import diffusers

    given = {**dict.fromkeys(preset.not_needed), **parts}
    if "safety_checker" in preset.not_needed:
        given["requires_safety_checker"] = False
    return getattr(diffusers, preset.pipeline)(**given)


def _family(preset: Preset) -> str:
    return preset.name.removesuffix("-8")  # other steps, another LoRA, the same network


def _class(name: str) -> Any:
    import diffusers
    import transformers

    return getattr(diffusers, name, None) or getattr(transformers, name)


def _empty(entry: dict[str, Any], dtype: torch.dtype, *, with_tables: bool = False) -> nn.Module:
    """A component whose parameters are on the meta device: shapes without numbers.

    with_tables: what its constructor computes (rotary frequencies, positions) is really there. Slower:
    each parameter exists for a moment.
    """
    import torch
    from accelerate import init_empty_weights
    from transformers import PreTrainedModel

    cls = _class(entry["class"])
    usual = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        with init_empty_weights(include_buffers=False) if with_tables else torch.device("meta"):
            if issubclass(cls, PreTrainedModel):
                model: Any = cls(cls.config_class(**entry["config"]))
                model.tie_weights()
            else:
                model = cls.from_config(entry["config"])
    finally:
        torch.set_default_dtype(usual)
    empty: nn.Module = model.eval()
    return empty


def _filled(model: nn.Module) -> nn.Module:
    """Give the parameters of an empty model memory and small random numbers, norms one.

    A hundred thousand million numbers would take minutes to draw: they repeat after NOISE_NUMBERS.
    """
    import torch

    noise = torch.randn(NOISE_NUMBERS) * WEIGHT_STD
    for module in model.modules():
        for name, empty in tuple(module.named_parameters(recurse=False)):
            parameter = torch.nn.Parameter(torch.empty_like(empty, device="cpu"), requires_grad=False)
            if empty.ndim == 1 and name == "weight":  # of a norm
                parameter.fill_(1.0)
            else:
                for piece in parameter.view(-1).split(NOISE_NUMBERS):
                    piece.copy_(noise[: len(piece)])
            setattr(module, name, parameter)
    tie: Any = getattr(model, "tie_weights", None)  # transformers' models have it
    if tie is not None:
        tie()
    return model


def byte_tokenizer(name: str, *, pad_token: str = "<|endoftext|>") -> Any:
    """A tokenizer of that class with one token per byte (CLIP: a second one for a byte that ends a word)."""
    from tokenizers import pre_tokenizers
    from transformers import CLIPTokenizer, Qwen2Tokenizer

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    if name == "CLIPTokenizer":
        letters += [*(f"{letter}</w>" for letter in letters), "<|startoftext|>"]
    vocab = {piece: index for index, piece in enumerate([*letters, "<|endoftext|>"])}
    if name == "CLIPTokenizer":
        return CLIPTokenizer(vocab=vocab, merges=[], pad_token=pad_token, model_max_length=77)
    return Qwen2Tokenizer(
        vocab=vocab,
        merges=[],
        eos_token="<|im_end|>",
        extra_special_tokens=[f"<|{mark}|>" for mark in MARKS],
        chat_template=CHAT_TEMPLATE,
        model_max_length=4096,
    )
