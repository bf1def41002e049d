"""Training: examples, losses, resuming, and the whole command once, with everything small."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn

from cute_animal.starter import train
from cute_animal.starter.autoencoder import StarterAutoencoder
from cute_animal.starter.captions import is_held_out
from cute_animal.starter.judge import load_judge
from cute_animal.starter.pipeline import CuteAnimalPipeline
from cute_animal.starter.training import autoencode, dataset, denoise, judging, refine, text
from cute_animal.starter.training.metric import pixel_metric
from cute_animal.starter.training.schedule import Stage, newest


def test_an_example_is_a_function_of_its_number():
    assert dataset.example(dataset.DENOISER + 3) == dataset.example(dataset.DENOISER + 3)
    assert dataset.example(dataset.DENOISER + 3) != dataset.example(dataset.DENOISER + 4)


@pytest.mark.parametrize("part", ["AUTOENCODER", "DENOISER", "JUDGE", "TEST"])
def test_held_out_combinations_are_never_trained_on(part):
    first = getattr(dataset, part)
    assert not any(is_held_out(dataset.example(first + i)[0]) for i in range(300))


def test_held_out_examples_all_show_a_held_out_combination():
    assert all(is_held_out(dataset.example(dataset.HELD_OUT + i)[0]) for i in range(300))


def test_rendered_pictures_are_those_of_their_numbers(tmp_path):
    pictures = dataset.rendered(tmp_path / "p.u8", dataset.DENOISER, 3, side=128)
    again = np.stack(list(dataset.render(dataset.DENOISER, 3, side=128, workers=1)))
    assert pictures.shape == (3, 128, 128, 3) and np.array_equal(pictures, again)


def test_the_picture_loss_is_zero_only_for_the_same_picture():
    target = torch.rand(2, 3, 32, 32) * 2 - 1
    assert autoencode.picture_loss(target, target) == 0
    assert autoencode.picture_loss(target + 0.1, target) > 0


def test_an_error_on_an_edge_costs_more_than_on_a_flat_area():
    target = -torch.ones(1, 3, 32, 32)
    target[..., 16:] = 1
    on_edge, on_flat = target.clone(), target.clone()
    on_edge[..., 15] += 0.5
    on_flat[..., 5] += 0.5
    assert autoencode.picture_loss(on_edge, target) > autoencode.picture_loss(on_flat, target)


def test_crops_come_from_the_pictures():
    pictures = np.arange(2 * 64 * 64 * 3, dtype=np.uint32).astype(np.uint8).reshape(2, 64, 64, 3)
    cut = autoencode.crops(pictures, 4, 32, np.random.default_rng(0))
    assert cut.shape == (4, 3, 32, 32) and cut.min() >= -1 and cut.max() <= 1


def test_disturbed_latents_keep_their_scale():
    latents = 3 + 2 * torch.randn(16, 4, 8, 8)
    assert torch.allclose(autoencode.disturbed(latents, most=0.0), latents, atol=1e-5)
    noisy = autoencode.disturbed(latents, most=0.5)
    assert not torch.equal(noisy, latents)
    assert noisy.mean() == pytest.approx(3, abs=0.3) and noisy.std() < 2.3


def test_the_metric_weighs_a_channel_half_by_what_is_seen_of_it():
    """A decoder that shows channel k with factor k: one weight from the factors squared, one for all."""
    factors = torch.tensor([0.0, 1.0, 2.0])
    decoder = SimpleNamespace(decode=lambda latents: latents * factors.view(1, 3, 1, 1))
    root = pixel_metric(decoder, torch.zeros(20, 3, 16, 16))
    seen = factors.square() * 3 / factors.square().sum()
    assert torch.allclose(root @ root, torch.diag((seen + 1) / 2), atol=0.05)


def test_cached_pictures_are_dropped_when_the_drawing_has_changed(tmp_path, monkeypatch):
    dataset.drop_outdated(tmp_path)
    cached = [tmp_path / "latents.f16", tmp_path / "judge.u8"]
    for file in cached:
        file.write_bytes(b"x")
    dataset.drop_outdated(tmp_path)
    assert all(file.exists() for file in cached)
    other = dataset.example
    monkeypatch.setattr(dataset, "example", lambda number: other(number + 1))
    dataset.drop_outdated(tmp_path)
    assert not any(file.exists() for file in cached)


def stage_of(path: Path, budget_s: float) -> Stage:
    torch.manual_seed(0)
    model = nn.Linear(2, 2)
    optimizers = (torch.optim.AdamW([model.weight], 1e-2), torch.optim.AdamW([model.bias], 1e-2))
    return Stage(path, budget_s, model, *optimizers)


def take_steps(stage: Stage, count: int) -> None:
    for _ in range(count):
        stage.set_learning_rate(warm_up_steps=2, hold=0.5)
        stage.descend(stage.model(torch.ones(1, 2)).square().sum())
        stage.finish_step(half_life=0.1)


def test_a_resumed_stage_goes_on_where_it_was(tmp_path):
    unbroken = stage_of(tmp_path / "a.pt", 1e6)
    take_steps(unbroken, 6)
    broken = stage_of(tmp_path / "b.pt", 1e6)
    take_steps(broken, 3)
    broken.save()
    resumed = stage_of(tmp_path / "b.pt", 1e6)
    assert resumed.step == 3 and resumed.spent_s > 0
    take_steps(resumed, 3)
    fresh = stage_of(tmp_path / "c.pt", 1e6).model
    for one, two, untrained in zip(
        unbroken.average.parameters(), resumed.average.parameters(), fresh.parameters(), strict=True
    ):
        assert torch.allclose(one, two, atol=1e-6)
        assert not torch.allclose(one, untrained, atol=1e-3)


def test_a_spent_budget_and_a_zero_budget_are_done(tmp_path):
    stage = stage_of(tmp_path / "a.pt", 1e-9)
    assert not stage.done()
    take_steps(stage, 1)
    assert stage.done()
    assert stage_of(tmp_path / "c.pt", 0).done()


def test_the_newest_component_is_the_trained_one_before_the_shipped_one(tmp_path):
    state, start = tmp_path / "state", tmp_path / "start"
    assert newest("vae", state, start) is None
    (start / "vae").mkdir(parents=True)
    assert newest("vae", state, start) == start / "vae"
    (state / "vae").mkdir(parents=True)
    assert newest("vae", state, start) == state / "vae"


@pytest.mark.slow
def test_the_whole_training_makes_weights_that_load_and_goes_on_from_them(tmp_path, monkeypatch):
    for module, name, value in [
        (autoencode, "PICTURES", 6), (autoencode, "BATCH", 2), (autoencode, "LATE_BATCH", 2),
        (autoencode, "TEST_PICTURES", 1), (denoise, "BATCH", 2),
        (refine, "PICTURES", 4), (refine, "BATCH", 1),
        (judging, "PICTURES", {"a.u8": (dataset.JUDGE, 4), "b.u8": (dataset.HELD_OUT, 2)}),
        (judging, "TEST_PICTURES", 4), (judging, "BATCH", 4),
        (text, "BATCH", 4), (text, "TOKENIZER_CAPTIONS", 50),
    ]:  # fmt: skip
        monkeypatch.setattr(module, name, value)
    state, weights = tmp_path / "state", tmp_path / "weights"
    arguments = ["--minutes", "0.02", "--device", "cpu", "--pictures", "6", "--weights", str(weights)]
    assert train.main([*arguments, "--state", str(state)]) == 0
    pipe = CuteAnimalPipeline.from_pretrained(weights, use_safetensors=True)
    assert pipe("一只小熊", num_inference_steps=1).images[0].size == (512, 512)
    load_judge(weights / "judge")
    kept = StarterAutoencoder.from_pretrained(state / "vae", low_cpu_mem_usage=False).decoder.state_dict()
    for name, shipped in pipe.vae.decoder.state_dict().items():
        assert torch.allclose(kept[name].bfloat16().float(), shipped.float()), (
            f"{name}: the refined decoder is lost"
        )

    assert train.main([*arguments, "--state", str(tmp_path / "fresh"), "--stages", "denoiser"]) == 0
    assert (weights / "transformer" / "config.json").exists()
    assert not (tmp_path / "fresh" / "text.pt").exists(), "stages that are not named are taken as they are"
