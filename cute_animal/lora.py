"""LoRA files: looked at before they are loaded, and counted after.

diffusers takes a file of which not one key fits, or one full of NaN, with at most a warning; the pictures are
blurred or black then. Here such a file is refused before anything is drawn, with a sentence for grown-ups.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cute_animal.adapters import Worn
from cute_animal.errors import NotSetUp, is_out_of_memory
from cute_animal.wording import Language, say

if TYPE_CHECKING:
    from torch import Tensor

log = logging.getLogger(__name__)

ADAPTER: Final = "style"
# peft's, kohya's and diffusers' older names of the two factors: (rank, in) and (out, rank).
_DOWN = re.compile(r"(\.|^)(lora_A|lora_down|lora\.down)(\.default)?\.weight$")
_UP = re.compile(r"(\.|^)(lora_B|lora_up|lora\.up)(\.default)?\.weight$")


@dataclass(frozen=True)
class LoraFile:
    """What a look into a LoRA file found. layers: how many pairs of factors it has."""

    path: Path
    layers: int
    ranks: frozenset[int]


def check_lora(path: Path, *, rank: int | None = None, language: Language = "en") -> LoraFile:
    """Read a LoRA file and refuse a wrong one.

    Raises NotSetUp if it is no safetensors file, holds no pairs of factors, numbers that are not
    finite, factors that do not belong together, or another rank than `rank`.
    """
    import torch
    from safetensors import SafetensorError, safe_open

    def refused(reason: str, detail: str = "") -> NotSetUp:
        sentence = say("lora-wrong", language, file=path.name, reason=reason)
        return NotSetUp(sentence, detail=detail or reason)

    if path.suffix != ".safetensors":
        raise refused("only .safetensors files are taken: a pickle could run code")
    pairs: dict[str, dict[str, tuple[int, ...]]] = {}
    try:
        with safe_open(path, framework="pt") as file:
            for key in file.keys():  # noqa: SIM118  # not a dict
                tensor: Tensor = file.get_tensor(key)
                if tensor.is_floating_point() and not torch.isfinite(tensor.float()).all():
                    raise refused(f"{key} has numbers that are not finite")
                for which, pattern in (("down", _DOWN), ("up", _UP)):
                    if pattern.search(key):
                        pairs.setdefault(pattern.sub("", key), {})[which] = tuple(tensor.shape)
    except (SafetensorError, OSError) as error:
        raise refused("it cannot be read", str(error)) from error
    if not pairs:
        raise refused("there are no LoRA weights in it")
    ranks = set()
    for layer, shapes in pairs.items():
        if len(shapes) != 2 or shapes["down"][0] != shapes["up"][1]:
            raise refused(f"the two factors of {layer} do not belong together: {shapes}")
        ranks.add(shapes["down"][0])
    if rank is not None and ranks != {rank}:
        raise refused(f"its rank is {sorted(ranks)}, not {rank}")
    return LoraFile(path, len(pairs), frozenset(ranks))


def load_lora(
    pipe: Any, file: LoraFile, denoiser: str, *, scale: float = 1.0, language: Language = "en"
) -> None:
    """Load a checked LoRA into a pipeline and merge it into the weights. Must come before any offloading.

    Merged, it costs nothing per step, and offloading need not know of it. Raises NotSetUp if the
    class takes none, or if not every layer of the file has found its place, and the device's own error
    where it runs out of memory: the pipeline is of no use then.
    """

    loaded = _load(pipe, file, denoiser, ADAPTER, language)
    pipe.fuse_lora(components=[denoiser], lora_scale=scale, safe_fusing=True)
    pipe.unload_lora_weights()
    log.info("merged %s: %d layers of rank %s", file.path.name, loaded, sorted(file.ranks))


def _load(pipe: Any, file: LoraFile, denoiser: str, adapter: str, language: Language) -> int:
    """Load a checked LoRA beside the weights; returns its layers. On a refusal none stays loaded."""

    def refused(reason: str) -> NotSetUp:
        sentence = say("lora-wrong", language, file=file.path.name, reason=reason)
        return NotSetUp(sentence, detail=reason)

    if not hasattr(pipe, "load_lora_weights"):
        raise refused(f"{type(pipe).__name__} takes no LoRA")
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Already found a `peft_config`")  # a second one is meant
            pipe.load_lora_weights(
                str(file.path.parent), weight_name=file.path.name, adapter_name=adapter, use_safetensors=True
            )
    except Exception as error:  # each of its readers of other formats raises its own
        if is_out_of_memory(error):
            raise
        pipe.unload_lora_weights()  # it may have wrapped the layers before it failed
        raise refused(" ".join(str(error).split("\n")[:2])) from error
    loaded = loaded_layers(getattr(pipe, denoiser), adapter)
    # A file's fused q, k, v become three layers: more is right, fewer is not.
    if loaded < file.layers:
        pipe.unload_lora_weights()
        raise refused(f"{file.layers - loaded} of its {file.layers} layers fit nowhere in this model")
    return loaded


def wear(pipe: Any, worn: Sequence[Worn], denoiser: str, *, language: Language = "en") -> None:
    """Have a pipeline draw with exactly these adapters, beside its weights, which stay as they are.

    Not for a pipeline that is offloaded: there they are merged (load_lora). Without any, no layer is wrapped
    any more, and the pixels are those of the bare model. Raises NotSetUp as load_lora does, with none worn.
    """
    model = getattr(pipe, denoiser)
    names = [worn_name(one) for one in worn]
    there = _names_on(model)
    if there and not there & set(names):
        pipe.unload_lora_weights()
        there = set()
    try:
        for name in there - set(names):
            pipe.delete_adapters(name)
        for one, name in zip(worn, names, strict=True):
            if name not in there:
                file = check_lora(one.weights, rank=one.rank, language=language)
                _load(pipe, file, denoiser, name, language)
        if worn:
            pipe.set_adapters(names, [one.strength for one in worn])
    except Exception:  # half of them would be a picture that nobody asked for
        if _names_on(model):
            pipe.unload_lora_weights()
        raise


def _names_on(model: Any) -> set[str]:
    return set(getattr(model, "peft_config", None) or ())


def worn_name(worn: Worn) -> str:
    """What peft calls an adapter: another file of the same name is another adapter."""
    return f"{worn.name}-{worn.digest[:12]}"


def loaded_layers(model: Any, adapter: str = ADAPTER) -> int:
    """How many layers of a model carry the adapter's two factors."""
    from peft.tuners.tuners_utils import BaseTunerLayer

    return sum(
        adapter in getattr(module, "lora_A", {})
        for module in model.modules()
        if isinstance(module, BaseTunerLayer)
    )
