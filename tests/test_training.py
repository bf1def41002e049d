"""Training: examples, losses, resuming, and the whole command once, with everything small."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from cute_animal.starter import train
from cute_animal.starter.autoencoder import StarterAutoencoder
from cute_animal.starter.captions import is_held_out
from cute_animal.starter.denoiser import StarterTransformer2DModel
from cute_animal.starter.judge import COUNT, VIEW_CLASSES, load_judge
from cute_animal.starter.noise import LATENT_SHAPE, add_noise
from cute_animal.starter.pipeline import CuteAnimalPipeline
from cute_animal.starter.said import Said
from cute_animal.starter.scenes import shown
from cute_animal.starter.tiny import build_tiny
from cute_animal.starter.training import (
    autoencode,
    conditions,
    dataset,
    denoise,
    judging,
    refine,
    sketching,
    text,
)
from cute_animal.starter.training.metric import pixel_metric
from cute_animal.starter.training.places import tabulated
from cute_animal.starter.training.schedule import Stage
from cute_animal.vocabulary import ANIMAL_SLOTS, SCENE_SLOTS, SECOND


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


def numbers_with(animals: int, count: int, first: int = dataset.DENOISER) -> list[int]:
    """The first examples that show so many animals."""
    numbers = (
        number for number in itertools.count(first) if len(dataset.example(number)[0].animals) == animals
    )
    return list(itertools.islice(numbers, count))


def test_a_view_is_asked_for_what_it_shows_and_for_nothing_else():
    (alone,), (two,) = numbers_with(1, 1, dataset.JUDGE), numbers_with(2, 1, dataset.JUDGE)
    targets = judging.view_targets([alone, two])
    assert set(targets) == set(VIEW_CLASSES)
    wanted = [shown(dataset.example(number)[0]) for number in (alone, two)]

    def read(slot: str, view: int, index: int) -> str | None:
        number = int(targets[slot][view, index])
        return None if number == judging.IGNORED else VIEW_CLASSES[slot][number]

    def expected(slot: str) -> list[list[str | None]]:
        if slot == COUNT:
            return [["one", "two"], [None, None], [None, None]]
        if slot in SCENE_SLOTS:
            return [[wanted[0][slot], wanted[1][slot]], [None, None], [None, None]]
        return [[wanted[0][slot], None], [None, wanted[1][slot]], [None, wanted[1][SECOND + slot]]]

    assert {*ANIMAL_SLOTS, *SCENE_SLOTS, COUNT} == set(targets)
    for slot in targets:
        assert [[read(slot, view, i) for i in range(2)] for view in range(3)] == expected(slot), slot


def test_batches_hold_captions_of_about_the_same_length_and_come_in_any_order(monkeypatch):
    monkeypatch.setattr(text, "BATCH", 6)
    batches = text.batches_by_length(np.random.default_rng(0))
    assert [len(batch) for batch in batches] == [6] * text.POOL
    lengths = [[len(caption.text.encode()) for caption in batch] for batch in batches]
    for shorter, longer in itertools.pairwise(sorted(lengths)):
        assert max(shorter) <= min(longer)
    assert lengths != sorted(lengths)
    assert len({caption.text for batch in batches for caption in batch}) > 5 * text.POOL


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


@pytest.fixture
def stages(monkeypatch):
    """Let every stage end after three steps; returns the stages in the order in which they are made."""
    made = []

    class ThreeSteps(Stage):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            made.append(self)

        def done(self):
            return self.step >= 3

    for module in (sketching, denoise, refine):
        monkeypatch.setattr(module, "Stage", ThreeSteps)
    return made


def made_up_latents():
    """Of the pictures of `known`."""
    return np.random.default_rng(0).standard_normal((60, *LATENT_SHAPE)).astype(np.float16)


@pytest.fixture
def train_stage(tmp_path, monkeypatch, stages, known):
    """Run one of the last three stages of a tiny starter for three steps, on made-up latents."""
    for module, name, value in [
        (sketching, "BATCH", 10), (denoise, "BATCH", 10), (refine, "BATCH", 2),
        (sketching, "METRIC_PICTURES", 2), (denoise, "METRIC_PICTURES", 2),
    ]:  # fmt: skip
        monkeypatch.setattr(module, name, value)
    monkeypatch.setattr(
        refine, "rendered", lambda path, first, count: np.zeros((count, 512, 512, 3), np.uint8)
    )
    latents = made_up_latents()
    tiny, cpu, start = build_tiny(), torch.device("cpu"), tmp_path / "start"
    tiny.transformer.save_pretrained(start / "transformer")

    def run(stage):
        if stage == "sketch":
            sketching.train_sketch(tmp_path, start, 1.0, cpu, latents, known, tiny.vae)
        elif stage == "denoiser":
            denoise.train_denoiser(tmp_path, start, 1.0, cpu, latents, known, tiny.vae)
        else:
            refine.refine_decoder(tmp_path, 1.0, cpu, tiny.vae, latents, known, tiny.transformer)

    return run


@pytest.mark.parametrize("stage", ["sketch", "denoiser"])
def test_a_sketch_in_training_is_given_what_is_known_exactly(train_stage, known, tmp_path, stage):
    """How to read what is said, and where animals are: as it is trained with them, so they are kept."""
    train_stage(stage)
    sketch = StarterTransformer2DModel.from_pretrained(tmp_path / "transformer").sketch
    reader = Said(known.states.shape[2])
    reader.fit(known.states.float(), known.said)
    for name, weight in reader.state_dict().items():
        assert torch.allclose(sketch.said.state_dict()[name], weight, atol=1e-5)
    tables = tabulated()
    assert all(torch.equal(sketch.placing.state_dict()[name], table) for name, table in tables.items())


@pytest.fixture
def from_noise(train_stage, monkeypatch):
    """Per step of the denoiser: numbers of the pictures that start from noise alone, and of the others."""
    steps = []

    def remembered(latents, noise, sigmas):
        numbers = torch.cdist(latents.flatten(1), whole.flatten(1)).argmin(1)
        steps.append((numbers[sigmas == 1].tolist(), numbers[sigmas < 1].tolist()))
        return add_noise(latents, noise, sigmas)

    whole = torch.from_numpy(made_up_latents().astype(np.float32))
    monkeypatch.setattr(denoise, "add_noise", remembered)
    train_stage("denoiser")
    return steps


def test_two_fifths_of_a_batch_start_from_noise_alone(from_noise):
    """As every drawing does: there the network has nothing but the words to go by."""
    assert [(len(alone), len(others)) for alone, others in from_noise] == [(4, 6)] * 3


def test_any_picture_may_start_from_noise_alone(from_noise):
    assert any(max(alone) > min(others) for alone, others in from_noise)


@pytest.mark.parametrize("muon, names", [(False, ["AdamW"]), (True, ["AdamW", "Muon"])])
def test_every_weight_has_one_optimizer_and_muon_only_matrices(muon, names):
    model = build_tiny().transformer
    optimizers = denoise.build_optimizers(model, muon=muon)
    assert [type(optimizer).__name__ for optimizer in optimizers] == names
    held = [
        [weight for group in optimizer.param_groups for weight in group["params"]] for optimizer in optimizers
    ]
    assert sorted(map(id, itertools.chain(*held))) == sorted(map(id, model.parameters()))
    assert all(weight.ndim == 2 for weight in itertools.chain(*held[1:]))


def test_muon_takes_no_part_on_a_cpu(train_stage, stages):
    """Its products would be a third of a step."""
    train_stage("denoiser")
    assert [type(optimizer).__name__ for optimizer in stages[0].optimizers] == ["AdamW"]


class TrueDenoiser:
    """Predicts the true velocity, and remembers at which noise it was asked."""

    def __init__(self, clean):
        self.clean, self.timesteps, self.sketches = clean, [], []

    def sketch(self, states, layout):
        self.sketches.append((states, layout))
        return self.sketches[-1]

    def __call__(self, latents, states, timestep, layout, sketched):
        assert sketched is self.sketches[-1]
        assert states is sketched[0] and layout is sketched[1]
        self.timesteps.append(timestep)
        return ((latents - self.clean) / (timestep / 1000).view(-1, 1, 1, 1),)


def test_latents_for_the_decoder_are_walked_back_to_the_picture_in_few_steps():
    torch.manual_seed(0)
    clean, given = torch.randn(2, *LATENT_SHAPE), [object(), object()]
    firsts, counts = [], []
    for _ in range(200):
        denoiser = TrueDenoiser(clean)
        made = refine.denoiser_made(clean, *given, denoiser)
        assert torch.allclose(made, clean, atol=1e-4), "with the true velocity, the path leads to the picture"
        assert denoiser.sketches == [tuple(given)], "one sketch for all steps"
        steps = torch.stack(denoiser.timesteps)
        assert torch.equal(steps[:, 0], steps[:, 1])
        assert torch.allclose(steps[:, 0] / steps[0, 0], 1 - torch.arange(len(steps)) / len(steps))
        firsts.append(steps[0, 0].item())
        counts.append(len(steps))
    assert set(counts) == {1, 2, 4}
    assert counts.count(1) == pytest.approx(100, abs=25), "every other time in one step"
    assert min(firsts) >= 300 and max(firsts) == 1000
    assert firsts.count(1000) == pytest.approx(200 * 2 / 3, abs=25), "mostly from noise alone"


@pytest.mark.slow
def test_the_whole_training_makes_weights_that_load_and_goes_on_from_them(tmp_path, monkeypatch):
    for module, name, value in [
        (autoencode, "PICTURES", 6), (autoencode, "BATCH", 2), (autoencode, "LATE_BATCH", 2),
        (autoencode, "TEST_PICTURES", 1), (denoise, "BATCH", 2), (denoise, "METRIC_PICTURES", 2),
        (sketching, "METRIC_PICTURES", 2), (sketching, "BATCH", 2),
        (refine, "PICTURES", 4), (refine, "BATCH", 1),
        (judging, "PICTURES", {"a.u8": (dataset.JUDGE, 4), "b.u8": (dataset.HELD_OUT, 2)}),
        (judging, "TEST_PICTURES", 4), (judging, "BATCH", 4),
        (text, "BATCH", 4), (text, "POOL", 2), (text, "TOKENIZER_CAPTIONS", 50),
    ]:  # fmt: skip
        monkeypatch.setattr(module, name, value)
    read = []

    def remembered(numbers, *others):
        read.append(numbers)
        return conditions.conditions_of(numbers, *others)

    monkeypatch.setattr(train, "conditions_of", remembered)
    state, weights = tmp_path / "state", tmp_path / "weights"
    arguments = ["--minutes", "0.02", "--device", "cpu", "--pictures", "6", "--weights", str(weights)]
    assert train.main([*arguments, "--state", str(state)]) == 0
    assert read == [range(dataset.DENOISER, dataset.DENOISER + 6)], "once for four stages"
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
