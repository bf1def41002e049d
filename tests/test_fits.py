"""How animals fit into their pictures: what is taught of it, from what, and that it is learnt."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from test_training import numbers_with

from cute_animal.starter.drawing.cast import CAST
from cute_animal.starter.drawing.fitting import fit
from cute_animal.starter.drawing.parts import places_of
from cute_animal.starter.drawing.stances import STANCES
from cute_animal.starter.layout import FRAMES, SHRINK
from cute_animal.starter.maps import fitted
from cute_animal.starter.sketch import FIT_SIZE
from cute_animal.starter.text_encoder import slot_targets
from cute_animal.starter.tiny import build_tiny
from cute_animal.starter.training import conditions, dataset, text
from cute_animal.starter.training import fits as fits_stage
from cute_animal.starter.training.schedule import Stage
from cute_animal.vocabulary import SECOND, SLOTS, UNSAID


def test_the_fits_that_are_taught_are_those_of_the_drawing():
    numbers = [*numbers_with(1, 20), *numbers_with(2, 20)]
    fits = conditions.fits_of(numbers)
    assert fits.shape == (40, 2, FIT_SIZE)
    assert fits[:20, 1].isnan().all() and not fits[:20, 0].isnan().any()
    assert not fits[20:].isnan().any()
    shrunk = 0
    for number, told in zip(numbers, fits, strict=True):
        scene, layout = dataset.example(number)
        frames = layout.frames[:1] if len(scene.animals) == 1 else layout.frames[1:]
        for animal, frame, of_animal in zip(scene.animals, frames, told, strict=False):
            spot = fit(animal, frame, layout)
            numbered = torch.tensor([[float(getattr(frame, name)) for name in FRAMES[0]]])
            found = dict(zip(FRAMES[0], fitted(numbered, of_animal[None])[0].tolist(), strict=True))
            assert found["scale"] == pytest.approx(100 * spot.unit, abs=1e-5)
            assert found["center_x"] == pytest.approx(spot.center_x, abs=1e-5)
            places = [
                [place.x / 100, place.y / 100, math.log(place.size), place.angle]
                for place in places_of(animal, layout).values()
            ]
            assert of_animal[3:].view(-1, 4).tolist() == pytest.approx(np.array(places), abs=1e-5)
            assert of_animal[1] == pytest.approx(spot.shrunk * math.log(SHRINK))
            usual = CAST[animal.species].size * STANCES[animal.pose].size
            assert of_animal[0].exp() == pytest.approx(usual, abs=1e-5)
            shrunk += spot.shrunk
    assert shrunk, "or this tests nothing"


def test_an_animal_that_is_not_there_has_no_part_in_the_fit_loss():
    told = torch.zeros(2, 2, 2)
    told[0, 1] = torch.nan
    predicted = (told.nan_to_num() + torch.tensor([0.02, 0.04])).requires_grad_()
    loss = fits_stage.fit_loss(predicted, told)
    assert loss.item() == pytest.approx((1 + 4) / 2)
    loss.backward()
    assert torch.isfinite(predicted.grad).all() and not predicted.grad[0, 1].any()
    assert fits_stage.fit_loss(torch.zeros(2, 2, 2), told) == 0


def test_states_come_back_in_the_order_of_their_examples(monkeypatch):
    """They are read sorted by length."""
    monkeypatch.setattr(conditions, "CAPTIONS", 7)
    monkeypatch.setattr(conditions, "TEXT_BATCH", 3)

    def encode(model: object, tokenizer: object, texts: list[str]) -> torch.Tensor:
        return torch.tensor([[float(len(one))] for one in texts])[:, :, None].expand(-1, len(SLOTS), 4)

    monkeypatch.setattr(conditions, "encode_wishes", encode)
    numbers = range(dataset.DENOISER, dataset.DENOISER + 16)
    reader = SimpleNamespace(device=torch.device("cpu"))
    found = conditions.conditions_of(numbers, None, reader, np.random.default_rng(3))
    rng = np.random.default_rng(3)
    captions = [one for at in (0, 7, 14) for one in text.captions_of(numbers[at : at + 7], rng)]
    assert found.states[:, 0, 0].float().tolist() == [float(len(caption.text)) for caption in captions]
    assert found.paired().tolist() == [caption.slots[f"{SECOND}species"] != UNSAID for caption in captions]


def test_examples_without_pictures_borrow_states_that_say_the_same(known):
    first = dataset.DENOISER + 1000
    more = fits_stage.more_fits(known, first, 80, np.random.default_rng(5))
    captions = text.captions_of(range(first, first + 80), np.random.default_rng(5))
    said = slot_targets([caption.slots for caption in captions])
    borrowed = known.said[more.rows, torch.arange(len(SLOTS))]
    heard = torch.tensor([[value in known.said[:, k] for k, value in enumerate(row)] for row in said])
    assert heard.float().mean() > 0.5, "or this tests nothing"
    assert torch.equal(borrowed[heard], said[heard])
    assert torch.equal(more.layout, conditions.layouts_of(range(first, first + 80)))
    assert torch.equal(more.fits.isnan(), conditions.fits_of(range(first, first + 80)).isnan())


def test_the_fitting_is_taught_every_animal_that_is_there(known):
    sketch = build_tiny().transformer.sketch
    sketch.fit_paired(known.states.float(), known.paired())
    more = fits_stage.more_fits(known, dataset.DENOISER + 1000, 20, np.random.default_rng(0))
    given, told = fits_stage.fitting_examples(sketch, known, more, torch.device("cpu"))
    there = ~torch.cat([known.fits, more.fits])[..., 0].isnan()
    assert torch.equal(told, torch.cat([known.fits, more.fits])[there])
    with torch.inference_mode():
        worked_out = sketch.fits(known.states.float(), known.layout)[there[: len(known.fits)]]
        assert torch.allclose(sketch.fitting(given[: len(worked_out)]), worked_out, atol=1e-6)


class ManySteps(Stage):
    def done(self):
        return self.step >= 300


def test_the_stage_brings_what_is_worked_out_nearer_and_touches_nothing_else(tmp_path, monkeypatch, known):
    for name, value in (("MORE_FITS", 100), ("BATCH", 64), ("Stage", ManySteps)):
        monkeypatch.setattr(fits_stage, name, value)
    denoiser = build_tiny().transformer
    denoiser.sketch.fit_paired(known.states.float(), known.paired())
    before = {name: weight.clone() for name, weight in denoiser.state_dict().items()}

    def misfit(model):
        with torch.inference_mode():
            return fits_stage.fit_loss(model.sketch.fits(known.states.float(), known.layout), known.fits)

    start = misfit(denoiser)
    trained = fits_stage.train_fits(tmp_path, 1e6, torch.device("cpu"), denoiser, known)
    assert misfit(trained) < 0.5 * start
    moved = {name for name, weight in trained.state_dict().items() if not torch.equal(weight, before[name])}
    assert moved and all(name.startswith("sketch.fitting.") for name in moved)
    again = type(trained).from_pretrained(tmp_path / "transformer")
    assert misfit(again) == pytest.approx(misfit(trained).item(), rel=1e-4)
