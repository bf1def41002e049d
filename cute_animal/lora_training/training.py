"""A whole training, from a folder of pictures to an adapter in the adapters folder.

Owns the order of things: everything is checked before anything is loaded, time and memory are told before the
first step, and the folder becomes an adapter with its very last file. A training that was stopped goes on
when it is started again with the same recipe, pictures and words.
"""

from __future__ import annotations

import copy
import importlib.util
import json
import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

import torch
from torch import nn

from cute_animal import hub
from cute_animal.adapters import (
    CONFIG,
    SAMPLES,
    Adapter,
    is_adapter_name,
    write_config,
)
from cute_animal.config import Settings
from cute_animal.diffusion import denoiser_of
from cute_animal.errors import BadRequest, CuteAnimalError, UnsafeImage
from cute_animal.loading import from_files, hide_bars
from cute_animal.lora_training.family import Family, family_for
from cute_animal.lora_training.folder import check_folder
from cute_animal.lora_training.lessons import LESSONS, digest_of_data, make_lessons
from cute_animal.lora_training.recipe import Recipe, differences
from cute_animal.lora_training.result import add_adapter, write_lora
from cute_animal.lora_training.samples import draw_samples
from cute_animal.lora_training.starter_family import StarterFamily, place_triggers
from cute_animal.lora_training.trainer import Objective, OnTrained, Trainer
from cute_animal.machine import probe_machine
from cute_animal.presets import Preset, get_preset
from cute_animal.safety import check_prompt
from cute_animal.triggers import Trigger
from cute_animal.understanding import understand
from cute_animal.wording import Language, say

log = logging.getLogger(__name__)

RECIPE: Final = "recipe.json"
FULL: Final = "model"  # of a full fine-tuning: a folder that CUTE_ANIMAL_PRESET takes
SAVES: Final = 20  # of a training, at most
BYTES_PER_TRAINED: Final = 12  # a gradient and AdamW's two averages, float32

Tracker = Literal["tensorboard", "trackio"]


@dataclass(frozen=True)
class Forecast:
    """What a training will take, told before its first step. step_s: measured, on one batch."""

    pictures: int
    trained_numbers: int
    steps_left: int
    step_s: float
    peak_gib: float | None  # of the card, or of this process; None where the system does not tell
    device: str

    @property
    def minutes(self) -> float:
        return self.steps_left * self.step_s / 60


@dataclass(frozen=True)
class Wanted:
    """What is to be trained, before it has been checked."""

    data: Path
    name: str
    triggers: tuple[Trigger, ...]
    recipe: Recipe
    samples_every: int | None = None
    tracker: Tracker | None = None


def train(
    wanted: Wanted,
    settings: Settings,
    *,
    on_forecast: Callable[[Forecast], None],
    on_trained: OnTrained,
    make_pipe: Callable[[], Any] | None = None,
    language: Language = "en",
) -> Path:
    """Train, and return the folder of the result: an adapter's, or of a whole model.

    make_pipe: what stands in the place of the preset's files. on_forecast and on_trained may raise to stop.
    Raises BadRequest (BadTrainingData for the pictures) before anything has changed.
    """
    recipe = wanted.recipe
    preset = get_preset(recipe.preset, language=language)
    _check_wanted(wanted, language)
    examples = check_folder(wanted.data, preset, wanted.triggers, language=language)
    folder = settings.adapters / wanted.name
    words = [asdict(trigger) for trigger in wanted.triggers]
    told = {**recipe.as_json(), "data": digest_of_data(examples), "triggers": words}
    _check_folder_of_result(folder, told, language)

    hide_bars()
    if make_pipe is None:
        files = hub.fetch_files(preset, may_download=settings.download, language=language)
        pipe = from_files(preset, files.folder, _weights_dtype(recipe))
    else:
        pipe = make_pipe()
    pipe.set_progress_bar_config(disable=True)
    accelerator = _accelerator(recipe, folder, wanted.tracker)
    device: torch.device = accelerator.device
    part = denoiser_of(pipe, preset)
    denoiser = getattr(pipe, part)
    for name, component in pipe.components.items():
        if isinstance(component, nn.Module):
            component.requires_grad_(False)
            if name != part:
                component.to(device)  # the denoiser waits: a card need not hold all of them at once
    if preset.knows_only_vocabulary:
        pipe.to(device)
    family = family_for(pipe, preset, language=language)
    triggers = place_triggers(family, wanted.triggers)

    folder.mkdir(parents=True, exist_ok=True)
    (folder / RECIPE).write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    lessons = make_lessons(family, preset, examples, triggers, folder / LESSONS, str(told["data"]))
    _rest(pipe, part, device, family)
    denoiser.to(device)
    if recipe.full:
        if isinstance(family, StarterFamily):
            family.keep(copy.deepcopy(denoiser))
        denoiser.requires_grad_(True)
    else:
        add_adapter(denoiser, recipe)
    if recipe.gradient_checkpointing:
        denoiser.enable_gradient_checkpointing()
    trainer = Trainer(Objective(family, denoiser), lessons, recipe, accelerator, folder)
    trainer.go_on()
    on_forecast(_forecast(trainer, len(examples)))

    def after_step(step: int, loss: float) -> None:
        if wanted.tracker is not None:
            accelerator.log({"loss": loss}, step=step)
        if wanted.samples_every and step % wanted.samples_every == 0 and accelerator.is_main_process:
            _draw(pipe, part, preset, triggers, device, folder / "samples" / f"step-{step:06d}.png")
        on_trained(step, loss)

    save_every = max(1, recipe.max_train_steps // SAVES)
    trainer.run(after_step, save_every=save_every, language=language)
    accelerator.end_training()
    if not accelerator.is_main_process:
        return folder
    _draw(pipe, part, preset, triggers, device, folder / SAMPLES)
    if recipe.full:
        pipe.to("cpu", torch.bfloat16).save_pretrained(folder / FULL, max_shard_size="9MB")
        result = folder / FULL
    else:
        digest = write_lora(pipe, denoiser, part, recipe, triggers, folder)
        write_config(
            Adapter(wanted.name, preset.name, recipe.rank, triggers, digest, folder),
            {"recipe": recipe.as_json(), "pictures": len(examples)},
        )
        result = folder
    for name in (trainer.path.name, LESSONS):
        (folder / name).unlink(missing_ok=True)
    return result


def _check_wanted(wanted: Wanted, language: Language) -> None:
    """Raise BadRequest for a name, a trigger or a tracker that will not do."""
    if not is_adapter_name(wanted.name):
        raise BadRequest(say("train-name", language, name=wanted.name[:60]))
    if not wanted.triggers:
        reason = say("train-trigger-needed", language)
        raise BadRequest(say("train-trigger", language, word="", reason=reason))
    for trigger in wanted.triggers:
        words = [word for word in (trigger.en, trigger.zh) if word.strip()]
        if not words:
            reason = say("train-trigger-needed", language)
            raise BadRequest(say("train-trigger", language, word="", reason=reason))
        for word in words:
            try:
                text = check_prompt(word).text
            except CuteAnimalError as error:
                raise BadRequest(say("train-trigger", language, word=word, reason=str(error))) from error
            if not understand(text).unknown:
                reason = say("train-trigger-known", language)
                raise BadRequest(say("train-trigger", language, word=word, reason=reason))
    if wanted.tracker is not None and importlib.util.find_spec(wanted.tracker) is None:
        raise BadRequest(say("train-no-tracker", language, name=wanted.tracker))
    if wanted.recipe.mixed_precision == "fp16" and probe_machine().device != "cuda":
        raise BadRequest(say("train-precision", language, precision="fp16"))


def _check_folder_of_result(folder: Path, told: dict[str, Any], language: Language) -> None:
    """Raise BadRequest if there is a finished adapter, or a training of another recipe."""
    if (folder / CONFIG).exists() or (folder / FULL).exists():
        raise BadRequest(say("train-exists", language, folder=folder))
    if not (folder / RECIPE).is_file():
        return
    before = json.loads((folder / RECIPE).read_text(encoding="utf-8"))
    if different := differences(before, told):
        what = say("list-separator", language).join(different)
        raise BadRequest(say("train-other-recipe", language, folder=folder, what=what))


def _weights_dtype(recipe: Recipe) -> torch.dtype:
    """Frozen weights are kept in the type that is computed in; those that are trained, in float32."""
    if recipe.full or probe_machine().device == "cpu":
        return torch.float32
    return {"bf16": torch.bfloat16, "fp16": torch.float16, "no": torch.float32}[recipe.mixed_precision]


def _accelerator(recipe: Recipe, folder: Path, tracker: Tracker | None) -> Any:
    from accelerate import Accelerator

    accelerator = Accelerator(
        mixed_precision=recipe.mixed_precision,
        gradient_accumulation_steps=recipe.gradient_accumulation_steps,
        log_with=tracker,
        project_dir=folder,
    )
    if tracker is not None:
        accelerator.init_trackers("train-lora")
    return accelerator


def _rest(pipe: Any, part: str, device: torch.device, family: Family) -> None:
    """Take off a card what a training needs no more: words and pictures are encoded."""
    if device.type == "cpu" or isinstance(family, StarterFamily):
        return
    for name, component in pipe.components.items():
        if isinstance(component, nn.Module) and name != part:
            component.to("cpu")
    torch.cuda.empty_cache()


def _draw(
    pipe: Any, part: str, preset: Preset, triggers: Sequence[Trigger], device: torch.device, path: Path
) -> None:
    """Draw the sample grid with all components on the device, and put them back."""
    places = {
        name: component.device
        for name, component in pipe.components.items()
        if isinstance(component, nn.Module)
    }
    denoiser = getattr(pipe, part)
    denoiser.eval()
    for name in places:
        getattr(pipe, name).to(device)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        draw_samples(pipe, preset, triggers, device, path)
    except UnsafeImage as error:  # what has been learnt so far is worth more than a picture of it
        log.warning("no samples: %s", error.detail)
    for name, place in places.items():
        getattr(pipe, name).to(place)
    denoiser.train()


def _forecast(trainer: Trainer, pictures: int) -> Forecast:
    step_s = trainer.try_out()
    numbers = sum(weight.numel() for weight in trainer.trained.values())
    if trainer.device.type == "cuda":
        peak: int | None = torch.cuda.max_memory_reserved()
    else:
        peak = _peak_rss_bytes()
    return Forecast(
        pictures=pictures,
        trained_numbers=numbers,
        steps_left=trainer.recipe.max_train_steps - trainer.step,
        step_s=step_s,
        peak_gib=None if peak is None else (peak + BYTES_PER_TRAINED * numbers) / 2**30,
        device=str(trainer.device),
    )


def _peak_rss_bytes() -> int | None:
    try:
        import resource  # Unix only
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024  # bytes there, KiB elsewhere
