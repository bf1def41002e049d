"""LoRA training: each family's loss on two-layer random weights, and the whole way to an adapter."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from accelerate import Accelerator
from PIL import Image
from tiny_models import build_qwen_image, build_sd15, build_sdxl, build_z_image

from cute_animal.__main__ import main
from cute_animal.adapters import SAMPLES, WEIGHTS, choose, list_adapters
from cute_animal.config import load_settings
from cute_animal.errors import BadRequest, Cancelled
from cute_animal.label import read_label
from cute_animal.lora import check_lora, wear
from cute_animal.lora_training.family import family_for
from cute_animal.lora_training.folder import Example
from cute_animal.lora_training.recipe import Recipe, make_recipe
from cute_animal.lora_training.result import LEARNING, add_adapter, read_metadata, write_lora
from cute_animal.lora_training.starter_family import StarterFamily
from cute_animal.lora_training.trainer import Lesson, Objective, Trainer
from cute_animal.lora_training.training import FULL, Forecast, Wanted, train
from cute_animal.presets import PRESETS, get_preset
from cute_animal.starter.tiny import build_tiny
from cute_animal.triggers import Trigger

# SDXL's scheduler, with numpy 2.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword")

PORCELAIN = Trigger("style", "porcelain", "青花瓷", "crayon plush")
BUILD = {
    "starter": build_tiny,
    "sd15": build_sd15,
    "sdxl-turbo": build_sdxl,
    "z-image-turbo": build_z_image,
    "qwen-image": build_qwen_image,
}
PARTS = {"sd15": "unet", "sdxl-turbo": "unet"}
SIDE = {"starter": 512}  # px


def recipe_for(name: str, **changes: Any) -> Recipe:
    small = {"rank": 2, "alpha": 2, "batch_size": 2, "learning_rate": 1e-2, "max_train_steps": 10}
    return make_recipe(PRESETS[name], **{**small, **changes})


class Class:
    """A pipeline of one family with a LoRA beside its denoiser, and one picture to learn."""

    def __init__(self, name: str, folder: Path, **changes: Any) -> None:
        self.pipe, self.part, self.recipe = (
            BUILD[name](),
            PARTS.get(name, "transformer"),
            recipe_for(name, **changes),
        )
        for component in self.pipe.components.values():
            if isinstance(component, torch.nn.Module):
                component.requires_grad_(False)
        self.family = (
            StarterFamily(self.pipe, kept_wishes=16)
            if name == "starter"
            else family_for(self.pipe, PRESETS[name])
        )
        self.denoiser = getattr(self.pipe, self.part)
        side = SIDE.get(name, 64)
        pixels = np.random.default_rng(0).uniform(-1, 1, (1, 3, 8, 8)).astype(np.float32)
        picture = torch.from_numpy(pixels).repeat_interleave(side // 8, 2).repeat_interleave(side // 8, 3)
        latents = self.family.latents_of(picture)[0]
        prompts = ["a porcelain cat", "a porcelain fox in the snow, smiling"]  # of unequal length
        self.lessons = [
            Lesson(latents, self.family.words_of(prompt, Example(folder, prompt, seed=1), latents))
            for prompt in prompts
        ]
        add_adapter(self.denoiser, self.recipe)
        accelerator = Accelerator(gradient_accumulation_steps=self.recipe.gradient_accumulation_steps)
        self.objective = Objective(self.family, self.denoiser)
        self.trainer = Trainer(self.objective, self.lessons, self.recipe, accelerator, folder)

    def loss(self) -> float:
        """On fixed noise, many times over: what the training should bring down."""
        rng = torch.Generator().manual_seed(99)
        words = [lesson.words for lesson in self.lessons] * 4
        latents = torch.stack([lesson.latents for lesson in self.lessons] * 4)
        with torch.no_grad():
            return float(self.objective(latents, words, rng))

    def factors(self) -> dict[str, torch.Tensor]:
        return {name: weight.detach().clone() for name, weight in self.trainer.trained.items()}


def quietly(step: int, loss: float) -> None:
    pass


# Of the starter's denoiser: what reads the wish, what all animals share, time, and the way in and out.
UNTAUGHT = (
    r"sketch\.(said|tints)\..+|pos_embed\..+|caption_projection\..+|adaln_single\.(emb|linear).*|proj_out"
)


def test_every_layer_of_the_starter_is_taught_unless_it_is_named_here():
    targets = PRESETS["starter"].training.targets
    for name, module in build_tiny().transformer.named_modules():
        is_layer = isinstance(module, torch.nn.Linear | torch.nn.Conv2d)
        is_taught = re.fullmatch(targets, name) is not None
        assert is_taught == (is_layer and re.fullmatch(UNTAUGHT, name) is None), name


@pytest.mark.parametrize("name", BUILD)
def test_two_steps_change_the_factors_and_nothing_else_and_ten_bring_the_loss_down(tmp_path, name):
    one = Class(name, tmp_path)
    frozen = {key: value.clone() for key, value in one.denoiser.state_dict().items() if "lora_" not in key}
    start, untaught = one.factors(), one.loss()
    losses = []

    def after_two(step: int, loss: float) -> None:
        losses.append(loss)
        if step == 2:
            now = one.factors()
            assert all(not torch.equal(now[key], start[key]) for key in now if "lora_B" in key)

    one.trainer.run(after_two, save_every=100)
    assert len(losses) == 10 and np.isfinite(losses).all()
    assert one.loss() < untaught
    after = one.denoiser.state_dict()
    assert all(torch.equal(after[key], value) for key, value in frozen.items())
    assert one.trainer.trained.keys() == {key for key in after if "lora_" in key}


@pytest.mark.parametrize("name", BUILD)
def test_a_training_that_was_stopped_ends_with_the_numbers_of_one_that_was_not(tmp_path, name):
    unbroken = Class(name, tmp_path / "a", max_train_steps=4)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    unbroken.trainer.run(quietly, save_every=100)

    def stop(step: int, loss: float) -> None:
        if step == 3:
            raise Cancelled

    stopped = Class(name, tmp_path / "b", max_train_steps=4)
    with pytest.raises(Cancelled):
        stopped.trainer.run(stop, save_every=2)
    resumed = Class(name, tmp_path / "b", max_train_steps=4)
    assert resumed.trainer.go_on() and resumed.trainer.step == 2
    resumed.trainer.run(quietly, save_every=100)
    ends = unbroken.factors(), resumed.factors()
    assert all(torch.equal(ends[0][key], ends[1][key]) for key in ends[0])


@pytest.mark.parametrize("name", BUILD)
def test_the_result_is_a_lora_that_says_what_it_is_and_at_strength_0_changes_nothing(tmp_path, name):
    one = Class(name, tmp_path, max_train_steps=1)
    untaught = one.loss()
    one.trainer.run(quietly, save_every=100)
    assert one.loss() != untaught
    write_lora(one.pipe, one.denoiser, one.part, one.recipe, (PORCELAIN,), tmp_path)
    told = read_metadata(tmp_path / WEIGHTS)
    assert told["rank"] == "2" and told["base_preset"] == name
    assert json.loads(told["trigger_words"])[0]["zh"] == "青花瓷"
    file = check_lora(tmp_path / WEIGHTS, rank=2)
    plain = BUILD[name]()
    plain.load_lora_weights(tmp_path, adapter_name=LEARNING)
    loaded = getattr(plain, one.part).state_dict()
    trained = {key: value for key, value in one.denoiser.state_dict().items() if "lora_" in key}
    assert len(trained) == 2 * file.layers
    assert all(torch.allclose(loaded[key], value, atol=2e-3) for key, value in trained.items())
    one.denoiser.set_adapters(LEARNING, 0.0)
    assert one.loss() == untaught


@pytest.mark.parametrize(
    "kind, target", [("epsilon", "noise"), ("sample", "latents"), ("v_prediction", "velocity")]
)
def test_a_unet_is_asked_for_what_its_scheduler_says(kind, target):
    pipe = build_sd15()
    pipe.scheduler = type(pipe.scheduler).from_config(pipe.scheduler.config, prediction_type=kind)
    family: Any = family_for(pipe, PRESETS["sd15"])
    latents, noise, timesteps = torch.randn(2, 4, 8, 8), torch.randn(2, 4, 8, 8), torch.tensor([10, 900])
    kept = family.scheduler.alphas_cumprod[timesteps].view(-1, 1, 1, 1)
    asked = {
        "noise": noise,
        "latents": latents,
        "velocity": kept.sqrt() * noise - (1 - kept).sqrt() * latents,
    }
    torch.testing.assert_close(family.target(latents, noise, timesteps), asked[target])


def test_accumulated_passes_are_one_step_of_the_larger_batch(tmp_path):
    """Not the same pictures and noise, so by what is walked: as many steps, each with its own batches."""
    one = Class("sd15", tmp_path, gradient_accumulation_steps=2, max_train_steps=2)
    steps = []
    one.trainer.run(lambda step, loss: steps.append(step), save_every=100)
    assert steps == [1, 2]
    first = [*one.trainer._chosen(0, 0), *one.trainer._chosen(0, 1)]
    assert sorted(first) == [0, 0, 1, 1]


def test_gradient_checkpointing_finds_the_same_gradients(tmp_path):
    plain, saving = Class("sd15", tmp_path), Class("sd15", tmp_path)
    saving.denoiser.enable_gradient_checkpointing()
    for one in (plain, saving):
        one.trainer.recipe = recipe_for("sd15", max_train_steps=1)
        one.trainer.run(quietly, save_every=100)
    ends = plain.factors(), saving.factors()
    assert all(torch.allclose(ends[0][key], ends[1][key], atol=1e-6) for key in ends[0])


# The whole way


@pytest.fixture
def data(tmp_path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number, caption in enumerate(
        ("a porcelain cat", "青花瓷风格的小熊在雪地里", "a porcelain fox with a hat")
    ):
        Image.effect_noise((512, 512), 60).convert("RGB").save(folder / f"{number}.png")
        (folder / f"{number}.txt").write_text(caption, encoding="utf-8")
    return folder


@pytest.fixture
def settings(tmp_path):
    return load_settings({"CUTE_ANIMAL_ADAPTERS": str(tmp_path / "adapters")})


def visible_tiny():
    pipe = build_tiny()
    with torch.no_grad():
        pipe.vae.decoder[-1].weight *= 50  # else the picture check finds its pictures flat
    return pipe


def teach(
    data: Path, settings, name: str = "china", **changes: Any
) -> tuple[Path, list[Forecast], list[float]]:
    forecasts: list[Forecast] = []
    losses: list[float] = []
    recipe = recipe_for("starter", **{"max_train_steps": 2, **changes})
    wanted = Wanted(data, name, (Trigger("style", "porcelain", "青花瓷"),), recipe, samples_every=2)
    folder = train(
        wanted,
        settings,
        on_forecast=forecasts.append,
        on_trained=lambda step, loss: losses.append(loss),
        make_pipe=visible_tiny,
    )
    return folder, forecasts, losses


def test_a_folder_of_pictures_becomes_an_adapter_that_a_wish_can_wear(data, settings):
    folder, (forecast,), losses = teach(data, settings)
    assert forecast.pictures == 3 and forecast.steps_left == 2 and forecast.step_s > 0
    assert forecast.trained_numbers > 0 and len(losses) == 2
    (adapter,) = list_adapters(settings.adapters, "starter")
    told = adapter.triggers[0].told
    assert len(told.split()) == 2 and adapter.folder == folder
    (worn,) = choose(None, "一只青花瓷风格的小猫", [adapter], language="zh")
    wear(build_tiny(), [worn], "transformer")
    assert read_label(folder / SAMPLES).is_ai_generated
    assert (folder / "samples/step-000002.png").is_file()
    assert not list(folder.glob("*.pt")) and not list(folder.glob("*.part"))
    with pytest.raises(BadRequest, match="trained already"):
        teach(data, settings)


def test_a_stopped_training_goes_on_only_with_the_same_recipe_and_pictures(data, settings):
    def stop(forecast: Forecast) -> None:
        raise Cancelled

    wanted = Wanted(data, "china", (Trigger("style", "porcelain", "青花瓷"),), recipe_for("starter"))
    with pytest.raises(Cancelled):
        train(wanted, settings, on_forecast=stop, on_trained=quietly, make_pipe=visible_tiny)
    with pytest.raises(BadRequest, match="max_train_steps, rank differ"):
        teach(data, settings, rank=4)
    (data / "0.txt").write_text("a porcelain rabbit")
    with pytest.raises(BadRequest, match="data differ"):
        teach(data, settings, max_train_steps=10)
    assert list_adapters(settings.adapters) == ()


def test_full_fine_tuning_gives_a_model_that_is_a_preset(data, settings):
    folder, (forecast,), _ = teach(data, settings, full=True, max_train_steps=1)
    assert folder.name == FULL
    assert forecast.trained_numbers == sum(p.numel() for p in build_tiny().transformer.parameters())
    preset = get_preset(str(folder), anything=True)
    assert preset.knows_only_vocabulary and preset.pipeline == "CuteAnimalPipeline"
    assert make_recipe(PRESETS["starter"], full=True).learning_rate == pytest.approx(2e-4)


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({"name": "../up"}, "name is made of small letters"),
        ({"triggers": ()}, "at least one is needed"),
        ({"triggers": (Trigger("style", "", ""),)}, "at least one is needed"),
        ({"triggers": (Trigger("species", "rabbit"),)}, "known word already"),
        ({"triggers": (Trigger("species", "gun"),)}, "cannot be used"),
        ({"tracker": "trackio"}, "pip install trackio"),
    ],
)
def test_what_will_not_do_is_said_before_anything_is_loaded(data, settings, changes, sentence):
    usual = {"data": data, "name": "china", "triggers": (PORCELAIN,), "recipe": recipe_for("starter")}
    with pytest.raises(BadRequest, match=sentence):
        train(
            Wanted(**{**usual, **changes}),
            settings,
            on_forecast=lambda forecast: None,
            on_trained=quietly,
            make_pipe=lambda: pytest.fail("it was loaded"),
        )
    assert not settings.adapters.exists()


@pytest.mark.parametrize(
    "changes", [{"rank": 0}, {"learning_rate": 1.0}, {"max_train_steps": 0}, {"batch_size": 0}]
)
def test_numbers_out_of_range_are_refused(changes):
    with pytest.raises(BadRequest, match=f"{next(iter(changes))} must be between"):
        recipe_for("starter", **changes)


def test_a_model_without_a_lora_loader_cannot_be_trained():
    with pytest.raises(BadRequest, match="dreamlite cannot be trained here. These can: starter"):
        make_recipe(PRESETS["dreamlite"])


def test_the_command_tells_problems_as_a_list(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Image.new("RGB", (300, 300)).save(tmp_path / "a.png")
    argv = ["train-lora", "--data", str(tmp_path), "--name", "china", "--trigger", "porcelain|青花瓷"]
    assert main([*argv, "--kind", "style"]) == 2
    told = capsys.readouterr().err
    assert "a.png：没有说明文字" in told and "Traceback" not in told
    assert main([*argv, "--kind", "thing"]) == 2
    assert "--kind" in capsys.readouterr().err
    assert not (tmp_path / "adapters").exists()
