"""From a preset's files to a pipeline that stands where the memory plan wants it.

Owns the order of things: precision, a plan by the files' headers, weights, the check that none is missing,
LoRA merged, and only then offloading. Knows nothing about requests, queues or the cache of loaded models.
"""

from __future__ import annotations

import gc
import logging
import math
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cute_animal.adapters import Worn
from cute_animal.config import PLAIN, Tuning
from cute_animal.diffusion import LatentColors, PromptMemory, denoiser_of
from cute_animal.errors import OutOfMemory, is_out_of_memory
from cute_animal.hub import Files, components_of, weight_files
from cute_animal.lora import check_lora, load_lora
from cute_animal.machine import Machine
from cute_animal.memory import GIB, MemoryPlan, ModelSizes, ladder, plan_memory, rung_below
from cute_animal.offload import apply_plan, resident_parts
from cute_animal.presets import DType, Preset
from cute_animal.runtime import find_manifest, open_graphs
from cute_animal.sizes import sizes_in_files, sizes_of
from cute_animal.tuning import check_tuning, tune_speed, tune_weights
from cute_animal.wording import Language, say

if TYPE_CHECKING:
    import torch

log = logging.getLogger(__name__)


@dataclass
class Loaded:
    """A pipeline ready to draw. plan: None where there is nothing to plan, on a CPU."""

    preset: Preset
    pipe: Any
    device: torch.device
    dtype: DType
    tuning: Tuning = PLAIN
    plan: MemoryPlan | None = None
    adapters: tuple[Worn, ...] = ()  # it draws with these
    rungs: tuple[MemoryPlan, ...] = ()
    saved_scheduler: Any = None  # as it came with the weights
    prompts: PromptMemory | None = None
    colors: LatentColors | None = None  # once a picture has been decoded
    peaks_gib: Mapping[str, float | None] = field(default_factory=dict)  # of the last picture, per stage
    batch: int = 1  # pictures that fit at once; made smaller by what does not

    def lower_rung(self) -> MemoryPlan | None:
        """Return the next plan that needs noticeably less of the device, None on the last one."""
        return None if self.plan is None else rung_below(self.rungs, self.plan)


def load(
    preset: Preset,
    files: Files,
    machine: Machine,
    *,
    plan: MemoryPlan | None = None,
    dtype: DType | None = None,
    tuning: Tuning = PLAIN,
    adapters: tuple[Worn, ...] = (),
    language: Language = "en",
) -> Loaded:
    """Load a preset's files. plan: a lower rung than the machine's memory would give. dtype: likewise.

    A device that runs out of memory meanwhile gets the model one rung lower.
    Raises ModelUnavailable for broken files and a wrong LoRA, OutOfMemory if no plan fits.
    """
    hide_bars()
    start_s = time.perf_counter()
    chosen: DType = choose_dtype(preset, machine) if dtype is None else dtype
    check_tuning(tuning, preset, machine.device, chosen, language)
    if tuning.runtime != "torch":
        return _load_exported(preset, files, machine, tuning, language)
    read_ahead(files.folder, preset, machine.ram_bytes)
    rungs: tuple[MemoryPlan, ...] = ()
    if machine.device != "cpu":
        sizes = sizes_in_files(files.folder, preset, chosen, storage=tuning.storage)
        if files.lora is not None:
            sizes = replace(sizes, lora_bytes=files.lora.stat().st_size)
        rungs, plan = choose_plan(sizes, preset, machine, plan, language)
    loaded = lower = None
    try:
        pipe = _whole(preset, files, machine, chosen, plan, tuning, language)
        loaded = place(
            preset,
            pipe,
            machine,
            chosen,
            rungs=rungs,
            plan=plan,
            tuning=tuning,
            adapters=adapters,
            language=language,
        )
    except Exception as error:
        if not is_out_of_memory(error):
            raise
        lower = None if plan is None else rung_below(rungs, plan)
        if lower is None:
            raise OutOfMemory(say(OutOfMemory.code, language), detail=_told(error)) from None
        log.warning("%s: %s; is loaded again", preset.name, _told(error))
    if loaded is None:  # its error is forgotten here, with all that it kept on the device
        pipe = None
        empty_device()
        return load(
            preset,
            files,
            machine,
            plan=lower,
            dtype=chosen,
            tuning=tuning,
            adapters=adapters,
            language=language,
        )
    log.info("loaded %s in %.1f s", preset.name, time.perf_counter() - start_s)
    return loaded


def hide_bars() -> None:
    """Have diffusers and transformers load in silence: what is going on is told by this program."""
    import diffusers
    import transformers

    for library in (diffusers, transformers):
        bars: Any = library.utils.logging
        bars.disable_progress_bar()


def choose_plan(
    sizes: ModelSizes, preset: Preset, machine: Machine, plan: MemoryPlan | None, language: Language
) -> tuple[tuple[MemoryPlan, ...], MemoryPlan]:
    """Return (the ladder, the plan, or the fastest one that fits). Raises OutOfMemory if none does."""
    streams = machine.device == "cuda"
    rungs = ladder(sizes, machine.budget, streams=streams)
    if plan is None:
        plan = plan_memory(sizes, machine.budget, streams=streams)
    if plan is None:
        have = f"{machine.device_bytes / GIB:.1f} GiB"
        if rungs:
            need = f"{rungs[-1].peak_gib:.1f} GiB"
            sentence = say("does-not-fit", language, name=preset.name, need=need, have=have)
        else:
            need = f"{sizes.loading_bytes / GIB:.0f} GiB"
            free = f"{machine.ram_bytes / GIB:.1f} GiB"
            sentence = say("does-not-fit-ram", language, name=preset.name, need=need, have=free)
        raise OutOfMemory(sentence, detail=f"{preset.name}: needs {need}, has {have}")
    return rungs, plan


def place(
    preset: Preset,
    pipe: Any,
    machine: Machine,
    dtype: DType,
    *,
    rungs: tuple[MemoryPlan, ...] = (),
    plan: MemoryPlan | None = None,
    tuning: Tuning = PLAIN,
    adapters: tuple[Worn, ...] = (),
    language: Language = "en",
) -> Loaded:
    """Put a fresh pipeline where a plan wants it; without a plan it is counted, and the best one found.

    adapters: are merged into its weights first.
    Raises OutOfMemory if no plan fits, and the device's own error if one errs.
    """
    import torch

    device = torch.device(machine.device)
    denoiser = denoiser_of(pipe, preset)
    merge_adapters(pipe, preset, adapters, language)
    _keep_vae_in_range(pipe, dtype)
    _arrange_vae(pipe.vae)
    tune_weights(pipe, tuning, denoiser, getattr(torch, dtype))
    pipe.set_progress_bar_config(disable=True)
    if device.type == "cpu":
        plan = None
    else:
        if plan is None or not rungs:
            rungs, plan = choose_plan(sizes_of(pipe, preset, denoiser), preset, machine, plan, language)
        apply_plan(pipe, plan, denoiser, device)
    tune_speed(pipe, tuning, denoiser, device, language)
    log.info("%s in %s: %s", preset.name, dtype, plan or "on the CPU")
    loaded = Loaded(
        preset,
        pipe,
        device,
        dtype,
        tuning,
        plan,
        adapters,
        rungs,
        saved_scheduler=pipe.scheduler,
        prompts=PromptMemory(pipe),
    )
    if plan is not None:
        loaded.batch = plan.pictures_within(machine.budget.device_bytes, preset.most_batch)
    return loaded


def merge_adapters(pipe: Any, preset: Preset, adapters: Sequence[Worn], language: Language = "en") -> None:
    """Add adapters to the weights for good, before any offloading. Raises NotSetUp for a wrong file."""
    for worn in adapters:
        file = check_lora(worn.weights, rank=worn.rank, language=language)
        load_lora(pipe, file, denoiser_of(pipe, preset), scale=worn.strength, language=language)


def choose_dtype(preset: Preset, machine: Machine) -> DType:
    """Return the best type that both the model's family and the device stand.

    float16 only on a card: a CPU computes it slowly. bfloat16 only where it is not emulated.
    """
    able: dict[DType, bool] = {
        "bfloat16": machine.has_bf16,
        "float16": machine.device == "cuda",
        "float32": True,
    }
    return next(dtype for dtype in preset.dtypes if able[dtype])


def _load_exported(
    preset: Preset, files: Files, machine: Machine, tuning: Tuning, language: Language
) -> Loaded:
    """Load exported graphs. The pipeline stays on the CPU: a runtime with a card moves numbers itself."""
    from cute_animal.starter.standins import assemble

    start_s = time.perf_counter()
    folder, manifest = find_manifest(preset, tuning.runtime, files.folder, tuning.exported, language)
    graphs = open_graphs(folder, manifest)
    for why in dict.fromkeys(graph.why for graph in graphs.values()):
        log.info("%s: %s", preset.name, why)
    pipe = assemble(files.folder, graphs, manifest.facts)
    loaded = place(preset, pipe, replace(machine, device="cpu"), "float32", tuning=tuning, language=language)
    log.info("loaded %s from %s in %.1f s", preset.name, folder, time.perf_counter() - start_s)
    return loaded


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def empty_device() -> None:
    """Give back what nobody holds any more."""
    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
        torch.accelerator.empty_host_cache()  # what was pinned, which the next plan counts on


def _whole(
    preset: Preset,
    files: Files,
    machine: Machine,
    dtype: DType,
    plan: MemoryPlan | None,
    tuning: Tuning,
    language: Language,
) -> Any:
    """Load all weights, those that stay on the device straight to it, and merge the preset's LoRA."""
    import torch

    straight: frozenset[str] = frozenset()
    if plan is not None and machine.device == "cuda":
        straight = resident_parts(plan, components_of(files.folder))
        if tuning.storage is not None:  # is made smaller in RAM: as it comes it might not fit
            straight -= {preset.denoiser or "unet", preset.denoiser or "transformer"}
    device = torch.device(machine.device)
    pipe = from_files(preset, files.folder, getattr(torch, dtype), straight=straight, device=device)
    _check_complete(pipe, files.folder, preset)
    if preset.lora is not None and files.lora is not None:
        lora = check_lora(files.lora, rank=preset.lora.rank, language=language)
        load_lora(pipe, lora, denoiser_of(pipe, preset), language=language)
    return pipe


def read_ahead(folder: Path, preset: Preset, ram_bytes: int) -> None:
    """Ask the system to read all files at once, while the first ones are unpacked one by one.

    Not where they are larger than the free RAM: the last ones would push the first ones out.

    Three files of 0.5 GB on a cold, busy disk took 0.6 to 0.85 of the time with it (three pairs of runs).
    """
    files = [file for part in components_of(folder) for file in weight_files(folder / part, preset.variant)]
    if not hasattr(os, "posix_fadvise") or sum(file.stat().st_size for file in files) > ram_bytes:
        return
    for file in files:
        with file.open("rb") as opened:
            os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_WILLNEED)


def from_files(
    preset: Preset,
    folder: Path,
    dtype: torch.dtype,
    *,
    straight: frozenset[str] = frozenset(),
    device: torch.device | None = None,
) -> Any:
    """Load a preset's components as they are: no LoRA, no scheduler of ours, no plan.

    straight: components whose weights go from their files to `device`, by no way of RAM; the others lie on
    the CPU then.
    """
    import diffusers
    import transformers

    given: dict[str, Any] = dict.fromkeys(preset.not_needed)
    if "safety_checker" in preset.not_needed:
        given["requires_safety_checker"] = False
    libraries = {"diffusers": diffusers, "transformers": transformers}
    for name, (library, class_name) in components_of(folder).items():
        if name in straight and name not in given and weight_files(folder / name, preset.variant):
            if library not in libraries or class_name is None:  # a pipeline's own class: the slow way
                continue
            given[name] = getattr(libraries[library], class_name).from_pretrained(
                folder / name,
                dtype=dtype,
                variant=preset.variant,
                use_safetensors=True,
                local_files_only=True,
                device_map={"": device},
            )
    if preset.pipeline == "CuteAnimalPipeline":
        from cute_animal.starter.pipeline import CuteAnimalPipeline

        cls: Any = CuteAnimalPipeline
    else:
        cls = getattr(diffusers, preset.pipeline or "DiffusionPipeline")
    return cls.from_pretrained(
        folder, dtype=dtype, variant=preset.variant, use_safetensors=True, local_files_only=True, **given
    )


def _check_complete(pipe: Any, folder: Path, preset: Preset) -> None:
    """Raise if any weight is not in the files: diffusers would only log it and draw with random numbers."""
    import torch
    from safetensors import safe_open
    from transformers import PreTrainedModel

    for name, part in pipe.components.items():
        if not isinstance(part, torch.nn.Module):
            continue
        missing = set(part.state_dict())
        rename = getattr(part, "_fix_state_dict_keys_on_load", None)  # diffusers', of names in older files
        numbers = 0  # in the files
        for file in weight_files(folder / name, preset.variant):
            with safe_open(file, framework="pt") as weights:  # reads the header only
                names = dict.fromkeys(weights.keys())
                if rename is not None:
                    rename(names)
                missing.difference_update(names)
                shapes = (weights.get_slice(key).get_shape() for key in weights.keys())  # noqa: SIM118
                numbers += sum(map(math.prod, shapes))
        # transformers renames the weights of older checkpoints while it loads them, and ties some: what they
        # hold is counted.
        if isinstance(part, PreTrainedModel):
            if numbers < sum(parameter.numel() for parameter in part.parameters()):
                raise ValueError(f"{name}: the files hold {numbers} numbers only")
        elif missing:
            raise ValueError(f"{name}: {len(missing)} weights are missing, such as {min(missing)}")


def _arrange_vae(vae: Any) -> None:
    """Lay an autoencoder's convolutions out by pixel: decoding takes three quarters of the time on a CPU."""
    import torch

    if all(
        parameter.ndim <= 4 for parameter in vae.parameters()
    ):  # those made for videos have no such layout
        vae.to(memory_format=torch.channels_last)


def _keep_vae_in_range(pipe: Any, dtype: DType) -> None:
    """Decode in float32 where an autoencoder's config (or its default) says that float16 overflows."""
    import torch

    if dtype == "float16" and getattr(pipe.vae.config, "force_upcast", False):
        pipe.vae.to(torch.float32)
