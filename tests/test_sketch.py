"""The sketch: what it knows of words and layout, and how it lays out what it has learnt."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from cute_animal.starter.layout import COLORS_AT, PARTS, SHRINK, STEP_ASIDE, layout_numbers, sample_layout
from cute_animal.starter.sketch import FIT_SIZE, LOOKS, Sketch
from cute_animal.vocabulary import ANIMAL_SLOTS, SCENE_SLOTS, SECOND, SLOTS

STATE_SIZE = 32
SMALL = {"plane_side": 6, "plane_channels": 2, "part_side": 5, "part_channels": 2}
SHRUNK = 2 * math.log(SHRINK)
PLACES = (0.0, -0.1, 0.0, 0.1, 0.0, -0.6, 0.1, 0.0, 0.0, -0.8, 0.0, -0.1, -0.3, -0.3, 0.0, 0.0)
NAMES = [
    "usual size",
    "shrinking",
    "aside",
    *(f"{part}-{number}" for part in PARTS for number in ("x", "y", "size", "turn")),
]


def layouts(count: int) -> torch.Tensor:
    numbers = [layout_numbers(sample_layout(np.random.default_rng(seed))) for seed in range(count)]
    return torch.from_numpy(np.stack(numbers))


def made_up_states(paired: list[int]) -> torch.Tensor:
    """Random states, (B, S, C), whose first channel tells in every slot whether there are two animals."""
    states = torch.randn(len(paired), len(SLOTS), STATE_SIZE)
    states[:, :, 0] = 2 * torch.tensor(paired).float().view(-1, 1) - 1
    return states


@pytest.fixture
def sketch() -> Sketch:
    """A small sketch that has learnt how to tell two animals from one, and to fit them."""
    torch.manual_seed(0)
    made = Sketch(STATE_SIZE, 8, **SMALL, width=16, scene_width=12).eval()
    for weight in made.parameters():
        if not weight.any():  # what is zero at the start of a training
            torch.nn.init.normal_(weight, std=0.1)
    paired = [0, 1] * 100
    made.fit_paired(made_up_states(paired), torch.tensor(paired))
    return made


def features_of(
    sketch: Sketch,
    states: torch.Tensor,
    layout: torch.Tensor | None = None,
    fits: torch.Tensor | None = None,
) -> torch.Tensor:
    """fits: how the animals do fit, if the sketch is told."""
    with torch.inference_mode():
        found: torch.Tensor = sketch(
            states, layouts(len(states)) if layout is None else layout, fits
        ).features
    return found


def test_the_sketch_counts_the_animals_of_wishes_that_it_was_not_fitted_to(sketch: Sketch) -> None:
    paired = [1, 0, 0, 1, 1]
    assert sketch.are_two(made_up_states(paired)).tolist() == paired


def test_the_count_looks_at_the_second_species_alone(sketch: Sketch) -> None:
    states = made_up_states([0, 1])
    mixed = states.flip(0)
    mixed[:, SLOTS.index("second_species")] = states[:, SLOTS.index("second_species")]
    assert sketch.are_two(mixed).tolist() == [0, 1]


@pytest.mark.parametrize("slot", SLOTS)
def test_a_slot_reaches_the_sketch_and_the_seconds_only_where_there_are_two(
    sketch: Sketch, slot: str
) -> None:
    states = made_up_states([0, 1])
    other = states.clone()
    other[:, SLOTS.index(slot), 1:] += torch.randn(2, STATE_SIZE - 1)
    assert sketch.are_two(other).tolist() == [0, 1]
    apart = (features_of(sketch, states) - features_of(sketch, other)).flatten(1).abs().amax(1)
    assert apart[1] > 1e-5
    assert (apart[0] > 1e-5) == (not slot.startswith(SECOND))


def test_who_is_the_first_and_who_the_second_matters(sketch: Sketch) -> None:
    states = made_up_states([1])
    assert not torch.allclose(features_of(sketch, states), features_of(sketch, swapped(states)), atol=1e-4)


def swapped(states: torch.Tensor) -> torch.Tensor:
    """With the first animal's states in the second one's place."""
    second = [SECOND + slot for slot in ANIMAL_SLOTS]
    numbers = [SLOTS.index(slot) for slot in (*second, *ANIMAL_SLOTS, *SCENE_SLOTS)]
    return states[:, numbers]


def test_what_is_learnt_of_one_animal_is_known_of_the_other(sketch: Sketch) -> None:
    """With equal codes, only the frames make the two differ: all weights after the codes are shared."""
    for slot in ANIMAL_SLOTS:
        sketch.codes.condense[SECOND + slot].load_state_dict(sketch.codes.condense[slot].state_dict())
    states = made_up_states([1, 1])
    fits, crossed = (sketch.fits(given, layouts(2)) for given in (states, swapped(states)))
    assert not torch.allclose(fits[:, 0], fits[:, 1], atol=1e-4)
    assert torch.allclose(fits, crossed.flip(1), atol=1e-6)


def test_an_untrained_fit_is_what_the_layout_says_and_a_trained_one_moves_the_sketch(sketch: Sketch) -> None:
    states = made_up_states([0, 1])
    assert not Sketch(STATE_SIZE, 8, **SMALL).fits(states, layouts(2)).any()
    before = features_of(sketch, states)
    with torch.no_grad():
        sketch.fitting[-1].bias[2] += 0.1
    assert (before - features_of(sketch, states)).flatten(1).abs().amax(1).min() > 1e-4


def test_the_fit_knows_words_layout_and_the_count(sketch: Sketch) -> None:
    states, layout = made_up_states([1, 1]), layouts(2)
    fits = sketch.fits(states, layout)
    assert fits.shape == (2, 2, FIT_SIZE)
    assert not torch.allclose(fits, sketch.fits(states.flip(0), layout))
    assert not torch.allclose(fits, sketch.fits(states, layout.flip(0)))
    alone = states.clone()
    alone[:, SLOTS.index(f"{SECOND}species"), 0] = -1
    assert not torch.allclose(fits[:, 0], sketch.fits(alone, layout)[:, 0])


def works_out(sketch: Sketch, size: float, aside: float) -> torch.Tensor:
    """Make the sketch work out the same fit for all animals; returns it for two pictures."""
    fit = torch.tensor([size, SHRUNK, aside, *PLACES])
    with torch.no_grad():
        sketch.fitting[-1].weight.zero_()
        sketch.fitting[-1].bias.copy_(fit)
    return fit.expand(2, 2, FIT_SIZE).clone()


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("number", range(FIT_SIZE), ids=NAMES)
def test_a_sketch_that_is_told_how_animals_fit_lays_its_planes_out_by_that(
    sketch: Sketch, which: int, number: int
) -> None:
    states = made_up_states([1, 1])
    fits = works_out(sketch, -0.1, STEP_ASIDE)
    other = fits.clone()
    other[:, which, number] += 0.05
    before = features_of(sketch, states, fits=fits)
    assert torch.equal(before, features_of(sketch, states)), "told what it works out"
    assert not torch.allclose(before, features_of(sketch, states, fits=other), atol=1e-4)


def test_what_a_sketch_is_told_replaces_all_that_it_works_out(sketch: Sketch) -> None:
    states = made_up_states([0, 1])
    fits = works_out(sketch, 0.0, 0.0)
    fits[0, 0, 0], fits[0, 0, 2], fits[1, 1, 0], fits[1, 1, 2] = -0.1, 0.03, -0.2, 0.012
    before = features_of(sketch, states, fits=fits)
    works_out(sketch, 0.3, -0.2)
    assert torch.equal(before, features_of(sketch, states, fits=fits))


def test_where_a_fit_is_not_known_the_sketch_goes_by_what_it_worked_out(sketch: Sketch) -> None:
    """NaN is what training says of a second animal that is not there: it must not spoil the picture."""
    states = made_up_states([0, 1])
    fits = works_out(sketch, -0.1, 0.3 * STEP_ASIDE)
    for index in ((0, 1), (1, 0), (1, 1)):
        partly = fits.clone()
        partly[index] = torch.nan
        found = features_of(sketch, states, fits=partly)
        assert torch.isfinite(found).all()
        assert torch.equal(found, features_of(sketch, states, fits=fits))


def test_a_sketch_that_is_told_nothing_shrinks_animals_by_tenths(sketch: Sketch) -> None:
    states = made_up_states([1, 1])
    fits = works_out(sketch, -0.1, 0.0)
    with torch.no_grad():
        sketch.fitting[-1].bias[1] += 0.3 * math.log(SHRINK)
    assert torch.allclose(features_of(sketch, states), features_of(sketch, states, fits=fits), atol=1e-5)
    with torch.no_grad():
        sketch.fitting[-1].bias[1] += 0.3 * math.log(SHRINK)
    fits[..., 1] += math.log(SHRINK)
    assert torch.allclose(features_of(sketch, states), features_of(sketch, states, fits=fits), atol=1e-5)


@pytest.mark.parametrize("steps, rounded", [(0.3, 0), (0.7, 1), (-1.2, -1), (2.0, 2)])
def test_a_sketch_that_is_told_nothing_steps_aside_by_half_cells(
    sketch: Sketch, steps: float, rounded: int
) -> None:
    """As the drawn pictures do, so that a number that is nearly right is right."""
    states = made_up_states([1, 1])
    fits = works_out(sketch, -0.123, steps * STEP_ASIDE)
    fits[..., 2] = rounded * STEP_ASIDE
    assert torch.allclose(features_of(sketch, states), features_of(sketch, states, fits=fits), atol=1e-5)
    fits[..., 2] += 0.25 * STEP_ASIDE
    assert not torch.allclose(features_of(sketch, states), features_of(sketch, states, fits=fits), atol=1e-4)


def test_the_layout_moves_and_colours_the_sketch(sketch: Sketch) -> None:
    states, layout = made_up_states([1, 1]), layouts(2)
    colors = layout.clone()
    colors[:, COLORS_AT:] = layout.flip(0)[:, COLORS_AT:]
    places = layout.clone()
    places[:, :COLORS_AT] = layout.flip(0)[:, :COLORS_AT]
    before = features_of(sketch, states, layout)
    for other in (colors, places):
        assert not torch.allclose(before, features_of(sketch, states, other), atol=1e-4)


def test_every_part_has_its_own_planes_in_the_order_in_which_places_are_told(sketch: Sketch) -> None:
    assert tuple(LOOKS) == PARTS == tuple(sketch.parts)
    states = made_up_states([1, 1])
    for index, part in enumerate(PARTS):
        fits = works_out(sketch, 0.0, 0.0)
        before = features_of(sketch, states, fits=fits)
        kept = sketch.parts[part].planes.detach().clone()
        with torch.no_grad():
            sketch.parts[part].planes.add_(1.0)
        assert not torch.allclose(before, features_of(sketch, states, fits=fits), atol=1e-4)
        with torch.no_grad():
            sketch.parts[part].planes.copy_(kept)
        fits[:, :, 3 + 4 * index] += 0.2
        assert not torch.allclose(before, features_of(sketch, states, fits=fits), atol=1e-4)


def test_what_is_held_in_the_other_hand_is_laid_out_as_its_mirror_image(sketch: Sketch) -> None:
    """It grows away from the animal (drawing/figure.py), so its planes are looked up mirrored."""
    codes, frame = sketch.codes(made_up_states([0])), torch.tensor([[0.5, 0.9, 0.7, 0.0, 0.0]])
    found = []
    for side in (-1, 1):
        fits = torch.tensor([[0.0, 0.0, 0.0, *PLACES]])
        fits[:, 15:] = torch.tensor([side * 0.3, -0.3, 0.0, 0.0])
        with torch.inference_mode():
            found.append(sketch._found(codes, "", frame, fits))
    channels = found[0].shape[1] // (1 + len(PARTS))
    left, right = (one[:, -channels:] for one in found)
    assert torch.allclose(left, right.flip(3), atol=1e-5) and not torch.allclose(left, right, atol=1e-2)
