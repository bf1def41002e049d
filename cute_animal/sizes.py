"""What a plan has to know of a model, counted from the names and shapes of its weights.

The weights may lie in memory, on the meta device, or still in their files, of which only the headers are
read: so a plan can stand before anything is loaded. Weights are counted, activations estimated, generously.
Knows pipelines by what their components are (text encoders, a denoiser, a vae), not by class.
"""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cute_animal.memory import ModelSizes, Part

if TYPE_CHECKING:
    from torch import nn

    from cute_animal.config import Storage
    from cute_animal.presets import DType, Preset

ENCODER_TOKENS: Final = 512
DENOISER_TEXT_TOKENS: Final = 128
ENCODER_ACTIVATION_BYTES: Final = 150 * 2**20
# Estimates: how many tensors as large as a block's input are alive at once, and likewise in a decoder.
LIVE_IN_BLOCK: Final = 24
LIVE_IN_DECODER: Final = 5
NUMBER_BYTES: Final[Mapping[str, int]] = {"bfloat16": 2, "float16": 2, "float32": 4}
EQUAL: Final = 1.2  # blocks of a list may differ by so much

# Computed once per picture and not per token: what a step, a size or a guidance is turned into.
_ONCE = re.compile(r"time_|_mod\.|modulation|t_embedder|add_embedding|guidance")
# The words' half of a network with two streams.
_WORDS = re.compile(r"txt_|add_[qkv]_proj|to_add_out|context_refiner|cap_embedder|attn2\.to_[kv]\.")
_QUERY = re.compile(r"(to_q|add_q_proj)\.weight$")
_LEVEL = re.compile(r"(down|up)_blocks\.(\d+)\.")


@dataclass(frozen=True)
class Weight:
    """One tensor. itemsize: bytes per number."""

    shape: tuple[int, ...]
    itemsize: int

    @property
    def count(self) -> int:
        return math.prod(self.shape)

    @property
    def nbytes(self) -> int:
        return self.count * self.itemsize


Weights = Mapping[str, Weight]  # by the name that it has in its model


def sizes_of(pipe: Any, preset: Preset, denoiser: str | None = None) -> ModelSizes:
    """Count a pipeline, for one picture of the preset's size and steps. Weights may be on any device.

    denoiser: which component it is, where the preset does not know.
    """
    from torch import nn

    parts = {name: _in_model(part) for name, part in pipe.components.items() if isinstance(part, nn.Module)}
    return _sizes(parts, denoiser or preset.denoiser, pipe.vae.config, preset)


def sizes_in_files(
    folder: Path, preset: Preset, dtype: DType, *, storage: Storage | None = None
) -> ModelSizes:
    """Count a model by the headers of its files, as it will be in `dtype`. Takes milliseconds.

    storage: as tuning.py has it. Raises OSError or ValueError for files that cannot be read.
    """
    from cute_animal.hub import weight_files

    itemsize = NUMBER_BYTES[dtype]
    parts = {
        part.name: _in_files(files, itemsize)
        for part in sorted(folder.iterdir())
        if part.name not in preset.not_needed and (files := weight_files(part, preset.variant))
    }
    vae = json.loads((folder / "vae" / "config.json").read_text(encoding="utf-8"))
    if dtype == "float16" and vae.get("force_upcast", False):  # loading.py: it is kept in float32 then
        parts["vae"] = _in_files(weight_files(folder / "vae", preset.variant), NUMBER_BYTES["float32"])
    denoiser = preset.denoiser or ("unet" if "unet" in parts else "transformer")
    if storage is None:
        return _sizes(parts, denoiser, vae, preset)
    whole_bytes = _bytes_of(parts[denoiser])
    parts[denoiser] = _in_fp8(parts[denoiser])
    return replace(_sizes(parts, denoiser, vae, preset), by_way_of_ram_bytes=whole_bytes)


def lists_of(names: Iterable[str]) -> dict[str, set[str]]:
    """Return the lists of blocks at the top of a model, by their names' first two words: layers.0.norm..."""
    lists: dict[str, set[str]] = defaultdict(set)
    for name in names:
        first, _, rest = name.partition(".")
        index = rest.partition(".")[0]
        if index.isdigit():
            lists[first].add(index)
    return lists


def _in_model(model: nn.Module) -> Weights:
    named = [*model.named_parameters(), *model.named_buffers()]  # tied ones are told once
    return {name: Weight(tuple(tensor.shape), tensor.element_size()) for name, tensor in named}


def _in_files(files: list[Path], itemsize: int) -> Weights:
    from safetensors import safe_open

    weights = {}
    for file in files:
        with safe_open(file, framework="pt") as opened:  # reads the header only
            for name in opened.keys():  # noqa: SIM118  # not a dict
                weights[name] = Weight(tuple(opened.get_slice(name).get_shape()), itemsize)
    return weights


def _in_fp8(weights: Weights) -> Weights:
    """As tuning.tune_weights will leave them."""
    from cute_animal.tuning import KEPT_PRECISE

    return {
        name: weight if any(part in name for part in KEPT_PRECISE) else Weight(weight.shape, 1)
        for name, weight in weights.items()
    }


def _sizes(parts: Mapping[str, Weights], denoiser: str, vae_config: Any, preset: Preset) -> ModelSizes:
    encoders = [part for name, part in parts.items() if name.startswith("text_encoder")]
    model, decoder = parts[denoiser], parts["vae"]
    cells = (preset.height // 8) * (preset.width // 8)
    passes = 2 if preset.negative_prompt is not None else 1  # guidance: with the wish and without, at once
    tokens = passes * (cells // 4 + DENOISER_TEXT_TOKENS)
    widest = max((min(weight.shape) for weight in model.values() if len(weight.shape) == 2), default=1)
    lists = lists_of(model)
    blocks = _equal_blocks(model, lists)
    in_blocks = _bytes_of(model, f"{blocks}.") if blocks else 0
    in_lists = sum(_bytes_of(model, f"{name}.") for name in lists)
    # At full size the decoder holds as many channels as its second narrowest stage.
    widest_decoded = tuple(vae_config.get("block_out_channels") or (96, 96))[:2][-1]
    computed_bytes = max(2, max(weight.itemsize for weight in model.values()))  # fp8 is for storage only
    return ModelSizes(
        encoder=Part(
            weights_bytes=sum(map(_bytes_of, encoders)),
            activation_bytes=ENCODER_ACTIVATION_BYTES,
            flops=2.0 * sum(map(_count, encoders)) * ENCODER_TOKENS,
            largest_layer_bytes=max(map(_largest_layer, encoders), default=0),
        ),
        denoiser=Part(
            weights_bytes=_bytes_of(model),
            activation_bytes=LIVE_IN_BLOCK * tokens * widest * computed_bytes,
            flops=passes * _denoiser_flops(model, cells),
            runs=preset.num_inference_steps,
            blocks=len(lists[blocks]) if blocks else 0,
            blocks_bytes=in_blocks,
            other_blocks_bytes=in_lists - in_blocks if blocks else 0,
            largest_layer_bytes=_largest_layer(model),
        ),
        decoder=Part(
            weights_bytes=_bytes_of(decoder),
            activation_bytes=LIVE_IN_DECODER
            * preset.height
            * preset.width
            * widest_decoded
            * max(weight.itemsize for weight in decoder.values()),
            flops=_decoder_flops(decoder, cells),
        ),
    )


def _equal_blocks(model: Weights, lists: Mapping[str, set[str]]) -> str | None:
    """Return the longest list's name, None where it has one block only or uneven ones (a UNet's)."""
    longest = max(lists, key=lambda name: len(lists[name]), default=None)
    if longest is None or len(lists[longest]) < 2:
        return None
    sizes = [_bytes_of(model, f"{longest}.{index}.") for index in lists[longest]]
    return longest if max(sizes) <= EQUAL * min(sizes) else None


def _denoiser_flops(model: Weights, cells: int) -> float:
    """Multiplications and additions of one run for one picture: 2 per weight and token, and attention's.

    A UNet's stage i sees a quarter of the cells of stage i - 1; a transformer's tokens hold 2 x 2 cells.
    """
    levels = 1 + max((int(match[2]) for name in model if (match := _LEVEL.match(name))), default=-1)
    flops = 0.0
    for name, weight in model.items():
        if len(weight.shape) < 2 or _ONCE.search(name):
            continue
        if levels:
            own = cells / 4 ** _unet_level(name, levels)
            keys = DENOISER_TEXT_TOKENS if "attn2" in name else own
        else:
            own = float(cells // 4)
            keys = own + DENOISER_TEXT_TOKENS
            if name.startswith("layers."):  # one stream for words and picture
                own = keys
        if _WORDS.search(name):
            own = DENOISER_TEXT_TOKENS
        flops += 2.0 * weight.count * own
        if _QUERY.search(name):  # q k and its product with v, over all heads
            flops += 4.0 * own * keys * weight.shape[0]
    return flops


def _unet_level(name: str, levels: int) -> int:
    """0 at full size. mid_block is as small as the last stage; what is beside the stages is at full size."""
    if name.startswith("mid_block"):
        return levels - 1
    match = _LEVEL.match(name)
    if match is None:
        return 0
    level = int(match[2]) if match[1] == "down" else levels - 1 - int(match[2])
    return level + ("downsamplers" in name) - ("upsamplers" in name)


def _decoder_flops(vae: Weights, cells: int) -> float:
    """Stage i of a decoder gives 4^i times as many cells as latents have."""
    flops = 0.0
    for name, weight in vae.items():
        if len(weight.shape) < 4 or not name.startswith("decoder.") or "time_conv" in name:
            continue
        match = re.match(r"decoder\.up_blocks\.(\d+)\.", name)
        if match is not None:
            level = int(match[1]) + ("upsampler" in name)
        else:  # conv_out, or the layers of a tiny decoder, most of them at half size
            level = 3 if "conv_out" in name else 2 if "layers" in name else 0
        flops += 2.0 * weight.count * cells * 4**level
    return flops


def _bytes_of(weights: Weights, prefix: str = "") -> int:
    return sum(weight.nbytes for name, weight in weights.items() if name.startswith(prefix))


def _count(weights: Weights) -> int:
    return sum(weight.count for weight in weights.values())


def _largest_layer(weights: Weights) -> int:
    """The largest module that has weights of its own, without its children's."""
    layers: dict[str, int] = defaultdict(int)
    for name, weight in weights.items():
        layers[name.rpartition(".")[0]] += weight.nbytes
    return max(layers.values(), default=0)
