"""Where the sketch puts animals and their parts: exactly where the drawing does."""

from __future__ import annotations

import copy
import math

import pytest
import torch
from torch.nn import functional as F

from cute_animal.starter.drawing.fitting import fit
from cute_animal.starter.drawing.parts import eye_gap, places_of
from cute_animal.starter.layout import MARGIN, OVERLAP, PARTS, SHRINK, STEP_ASIDE
from cute_animal.starter.maps import animal_frame
from cute_animal.starter.placing import TABLES, UNIT, Placed, Placing, limits_of, make_room
from cute_animal.starter.training import dataset
from cute_animal.starter.training.conditions import layouts_of
from cute_animal.starter.training.places import tabulated
from cute_animal.vocabulary import ANIMAL_SLOTS, NONE, SECOND, SLOT_CLASSES, SLOTS, UNSAID, Scene

EXAMPLES = range(dataset.DENOISER, dataset.DENOISER + 400)


@pytest.fixture(scope="module")
def placing() -> Placing:
    made = Placing()
    made.load_state_dict(tabulated())
    return made


def all_said(scene: Scene) -> torch.Tensor:
    """(S,) class numbers of a wish that says everything that an example's animals are, wear, hold and do."""
    said = torch.zeros(len(SLOTS), dtype=torch.int64)
    for prefix, animal in zip(("", SECOND), scene.animals, strict=False):
        for slot in ANIMAL_SLOTS:
            classes, value = SLOT_CLASSES[slot], getattr(animal, slot)
            said[SLOTS.index(prefix + slot)] = classes.index(value or (NONE if NONE in classes else UNSAID))
    return said


def placed_by(placing: Placing, said: torch.Tensor, layout: torch.Tensor, which: int) -> Placed:
    """said: (B, S) class numbers."""
    read = {slot: F.one_hot(said[:, k], len(SLOT_CLASSES[slot])).float() for k, slot in enumerate(SLOTS)}
    paired = (said[:, SLOTS.index(f"{SECOND}species")] != 0).float()
    frame = animal_frame(layout, paired, which)
    return placing(read, layout, ("", SECOND)[which], frame, limits_of(paired, which))


def test_every_animal_and_its_parts_are_placed_as_the_drawing_places_them(placing: Placing) -> None:
    layout = layouts_of(EXAMPLES)
    said = torch.stack([all_said(dataset.example(number)[0]) for number in EXAMPLES])
    both = [placed_by(placing, said, layout, which) for which in (0, 1)]
    shrunk = stepped = 0
    for index, number in enumerate(EXAMPLES):
        scene, numbers = dataset.example(number)
        frames = numbers.frames[:1] if len(scene.animals) == 1 else numbers.frames[1:]
        for placed, animal, frame in zip(both, scene.animals, frames, strict=False):
            spot = fit(animal, frame, numbers)
            center, ground, scale, tilt, mirrored = placed.frame[index].tolist()
            assert (center, scale) == pytest.approx((spot.center_x, 100 * spot.unit), abs=3e-4)
            assert (ground, tilt, mirrored) == pytest.approx(
                (frame.ground_y, 0, float(frame.mirrored)), abs=1e-6
            )
            assert tuple(placed.parts) == PARTS
            for part, place in places_of(animal, numbers).items():
                there = (place.x / 100, place.y / 100, math.log(place.size), place.angle)
                assert placed.parts[part][index].tolist() == pytest.approx(there, abs=1e-4)
            assert placed.eye_gap[index] == pytest.approx(eye_gap(animal, numbers) / 100, abs=1e-4)
            shrunk += spot.shrunk > 0
            stepped += spot.center_x != frame.center_x
    assert shrunk > 50 and stepped > 50, "or this tests nothing"


def test_who_is_said_to_do_and_wear_nothing_stands_bare(placing: Placing) -> None:
    said = torch.zeros(2, len(SLOTS), dtype=torch.int64)
    for slot, value in (("species", "fox"), ("pose", "standing"), ("headwear", NONE), ("held", NONE)):
        said[1, SLOTS.index(slot)] = SLOT_CLASSES[slot].index(value)
    said[0, 0] = said[1, 0]
    placed = placed_by(placing, said, layouts_of(EXAMPLES[:1]).expand(2, -1), 0)
    for numbers in (placed.frame, *placed.parts.values()):
        assert torch.equal(numbers[0], numbers[1])


def test_weights_in_bfloat16_place_nothing_elsewhere(placing: Placing) -> None:
    """A pixel is 0.002 of a picture; bfloat16 has steps of 0.004."""
    said, layout = all_said(dataset.example(EXAMPLES[0])[0])[None], layouts_of(EXAMPLES[:1])
    exact = placed_by(placing, said, layout, 0)
    rounded = placed_by(copy.deepcopy(placing).to(torch.bfloat16), said, layout, 0)
    assert torch.equal(exact.frame, rounded.frame)
    assert all(torch.equal(place, rounded.parts[part]) for part, place in exact.parts.items())


def test_even_the_widest_and_the_tallest_find_room_in_half_a_picture() -> None:
    """Else the largest size would be taken: the rule has an end (MOST_SHRUNK), the drawing's has none."""
    tables = {name: table.view(TABLES[name]).float() * UNIT for name, table in tabulated().items()}
    reaches = [tables[name].flatten(0, -2) for name in ("reach_wearing", "reach_holding")]
    left = min(float(reach[:, 0].min()) for reach in reaches)
    right, top = (max(float(reach[:, k].max()) for reach in reaches) for k in (1, 2))
    size = float(tables["usual"].max().exp())
    for which, center in ((0, 0.27), (1, 0.73)):
        frame = torch.tensor([[center, 0.895, 0.53, 0.0, 0.0]])
        limits = limits_of(torch.ones(1), which)
        found = make_room(frame, torch.tensor([size]), torch.tensor([[left, right, top]]), limits)[0]
        assert found[0] + found[2] * left >= limits[0, 0] - 1e-5
        assert found[0] + found[2] * right <= limits[0, 1] + 1e-5
        assert found[1] - found[2] * top >= MARGIN - 1e-5


def room(left: float, right: float, top: float, center: float = 0.5, **of: float) -> tuple[float, float]:
    """Where the middle of an animal of scale 0.5 comes to be, and how big it is."""
    frame = torch.tensor([[center, 0.9, 0.5, 0.0, of.get("mirrored", 0.0)]])
    limits = limits_of(torch.tensor([of.get("paired", 0.0)]), int(of.get("which", 0)))
    found = make_room(frame, torch.ones(1), torch.tensor([[left, right, top]]), limits)
    return found[0, 0].item(), found[0, 2].item()


def test_an_animal_that_has_room_stays_as_it_is() -> None:
    assert room(-0.4, 0.4, 1.0) == (0.5, 0.5)


def test_it_steps_aside_by_half_cells_before_it_shrinks() -> None:
    """Its own left is at 0.5 - 0.5 x 1.02 = -0.01: 0.032 short of the margin, more than one step."""
    middle, size = room(-1.02, 0.4, 1.0)
    assert middle == pytest.approx(0.5 + 2 * STEP_ASIDE) and size == 0.5
    middle, _ = room(-1.02, 0.4, 1.0, mirrored=1.0)
    assert middle == pytest.approx(0.5 - 2 * STEP_ASIDE)


def test_it_shrinks_by_tenths_where_it_is_too_tall_or_too_wide() -> None:
    tallest = (0.9 - MARGIN) / 0.5
    assert room(-0.3, 0.3, tallest * 1.05)[1] == pytest.approx(0.5 * SHRINK)
    assert room(-0.3, 0.3, tallest * 1.15)[1] == pytest.approx(0.5 * SHRINK**2)
    assert room(-1.05, 1.05, 1.0)[1] == pytest.approx(0.5 * SHRINK)


def test_one_of_a_pair_stays_in_its_half_but_for_an_overlap() -> None:
    inner = 0.5 + OVERLAP
    assert room(-0.3, 0.3, 1.0, center=0.27, paired=1.0) == pytest.approx((0.27, 0.5))
    middle, size = room(-0.2, 0.6, 1.0, center=0.27, paired=1.0)
    assert middle < 0.27 and middle + 0.6 * size <= inner + 1e-6
    middle, size = room(-0.6, 0.2, 1.0, center=0.73, paired=1.0, which=1)
    assert middle > 0.73 and middle - 0.6 * size >= 0.5 - OVERLAP - 1e-6
    assert room(-0.6, 0.2, 1.0, center=0.73, which=1)[0] == pytest.approx(0.73), "alone it need not"
