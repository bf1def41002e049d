"""The sketch: what it knows of words and layout, and how it lays out what it has learnt."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from made_up_states import any_wishes, saying, states_saying

from cute_animal.starter.colors import COLOR_SLOTS, colors_of
from cute_animal.starter.field import TINTED, Field, Found, PaintedField
from cute_animal.starter.layout import COLORS_AT, PARTS, layout_numbers, sample_layout
from cute_animal.starter.looks import DETAILS, LOOKS
from cute_animal.starter.placing import Placed
from cute_animal.starter.sketch import TINT, Sketch
from cute_animal.starter.training.places import tabulated
from cute_animal.vocabulary import ANIMAL_SLOTS, SCENE_SLOTS, SECOND, SLOT_CLASSES, SLOTS

STATE_SIZE = 64
TABLES = tabulated()
SMALL = {"plane_side": 6, "plane_channels": 2, "part_side": 5, "part_channels": 2}
PLACES = {part: torch.tensor([place]) for part, place in zip(PARTS, (
    (0.0, -0.1, 0.0, 0.1), (0.0, -0.6, 0.1, 0.0), (0.0, -0.8, 0.0, -0.1), (-0.3, -0.3, 0.0, 0.0),
    (0.0, -0.55, 0.1, 0.0),
), strict=True)}  # fmt: skip


def layouts(count: int) -> torch.Tensor:
    numbers = [layout_numbers(sample_layout(np.random.default_rng(seed))) for seed in range(count)]
    return torch.from_numpy(np.stack(numbers))


def wishes(paired: list[int]) -> torch.Tensor:
    """(B, S) class numbers of wishes that say anything, of one animal or of two."""
    said = any_wishes(len(paired))
    second = [SLOTS.index(SECOND + slot) for slot in ANIMAL_SLOTS]
    said[:, second] = said[:, second].clamp(min=1) * torch.tensor(paired).view(-1, 1)
    said[:, : len(ANIMAL_SLOTS)] = said[:, : len(ANIMAL_SLOTS)].clamp(min=1)
    return said


def made_up_states(paired: list[int]) -> torch.Tensor:
    """States of such wishes, (B, S, C)."""
    return states_saying(wishes(paired), STATE_SIZE)


def taught_to_read(sketch: Sketch) -> Sketch:
    """Let a sketch read made-up states, as its training does."""
    said = torch.cat([wishes([0, 1] * 1000), any_wishes(1000)])
    sketch.said.fit(states_saying(said, STATE_SIZE), said)
    return sketch


@pytest.fixture
def sketch() -> Sketch:
    """A small sketch that has learnt to read, and knows where animals are."""
    torch.manual_seed(0)
    made = taught_to_read(Sketch(STATE_SIZE, 8, **SMALL, width=16, scene_width=12).eval())
    for weight in made.parameters():
        if not weight.any():  # what is zero at the start of a training
            torch.nn.init.normal_(weight, std=0.1)
    made.placing.load_state_dict(TABLES)
    return made


def features_of(sketch: Sketch, states: torch.Tensor, layout: torch.Tensor | None = None) -> torch.Tensor:
    with torch.inference_mode():
        found: torch.Tensor = sketch(states, layouts(len(states)) if layout is None else layout).features
    return found


def differs(one: torch.Tensor, other: torch.Tensor, atol: float = 1e-4) -> list[bool]:
    """Per picture."""
    return ((one - other).flatten(1).abs().amax(1) > atol).tolist()


@pytest.mark.parametrize("slot", SLOTS)
def test_a_slot_reaches_the_sketch_and_the_seconds_only_where_there_are_two(
    sketch: Sketch, slot: str
) -> None:
    said = wishes([0, 1])
    other = said.clone()
    index, classes = SLOTS.index(slot), len(SLOT_CLASSES[slot])
    other[:, index] = 1 + said[:, index] % (classes - 1)  # another one that is no "unsaid"
    if slot == f"{SECOND}species":
        other[0] = said[0]
    noise = torch.randn(2, len(SLOTS), STATE_SIZE) * 0.02
    before, after = (states_saying(one, STATE_SIZE, noise=0.0) + noise for one in (said, other))
    assert differs(features_of(sketch, before), features_of(sketch, after), 1e-5) == [
        not slot.startswith(SECOND),
        True,
    ]


def test_the_second_species_alone_tells_one_animal_from_two(sketch: Sketch) -> None:
    said = wishes([0, 1])
    species = SLOTS.index(f"{SECOND}species")
    states = states_saying(said, STATE_SIZE)
    for which, other in ((0, 5), (1, 0)):
        changed = said.clone()
        changed[which, species] = other
        moved = states.clone()
        moved[:, species] = states_saying(changed, STATE_SIZE)[:, species]
        assert differs(features_of(sketch, states), features_of(sketch, moved))[which]
    # All else of a second animal that is not there may be anything.
    moved = states.clone()
    for slot in ANIMAL_SLOTS[1:]:
        moved[:, SLOTS.index(SECOND + slot)] = states.flip(0)[:, SLOTS.index(SECOND + slot)]
    assert differs(features_of(sketch, states), features_of(sketch, moved)) == [False, True]


def test_who_is_the_first_and_who_the_second_matters(sketch: Sketch) -> None:
    states = made_up_states([1])
    assert differs(features_of(sketch, states), features_of(sketch, swapped(states))) == [True]


def swapped(states: torch.Tensor) -> torch.Tensor:
    """With the first animal's states in the second one's place."""
    second = [SECOND + slot for slot in ANIMAL_SLOTS]
    numbers = [SLOTS.index(slot) for slot in (*second, *ANIMAL_SLOTS, *SCENE_SLOTS)]
    return states[:, numbers]


def test_what_is_learnt_of_one_animal_is_known_of_the_other(sketch: Sketch) -> None:
    """With equal codes, only the frames make the two differ: all weights after the codes are shared."""
    for slot in ANIMAL_SLOTS:
        sketch.codes.condense[SECOND + slot].load_state_dict(sketch.codes.condense[slot].state_dict())
    states = made_up_states([1])
    frame, limits = torch.tensor([[0.5, 0.9, 0.5, 0.0, 0.0]]), torch.tensor([[0.0, 1.0]])
    found = []
    for given, prefix in ((states, ""), (swapped(states), SECOND)):
        with torch.inference_mode():
            said, numbers = sketch.said(given), layouts(1)
            placed = sketch.placing(said, numbers, prefix, frame, limits)
            tints = {owner: torch.ones(1, TINT) for owner in COLOR_SLOTS}
            found.append(sketch._found(sketch.codes(given), prefix, placed, tints))
    for one, other in zip(*found, strict=True):
        assert all(torch.allclose(a, b, atol=1e-5) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("table", TABLES)
def test_a_sketch_lays_its_planes_out_by_every_table(sketch: Sketch, table: str) -> None:
    said = saying(species="fox", pose="waving", headwear="wizard_hat", held="kite")
    states = states_saying(said, STATE_SIZE)
    before = features_of(sketch, states)
    with torch.no_grad():
        getattr(sketch.placing, table).add_(9000)
    assert differs(before, features_of(sketch, states)) == [True]


def test_the_layout_moves_and_colours_the_sketch(sketch: Sketch) -> None:
    said = torch.cat([saying(species="fox", headwear="hat", second_species="cat", second_held="ball")] * 2)
    states, layout = states_saying(said, STATE_SIZE, noise=0.0), layouts(2)
    colors = layout.clone()
    colors[:, COLORS_AT:] = layout.flip(0)[:, COLORS_AT:]
    places = layout.clone()
    places[:, :COLORS_AT] = layout.flip(0)[:, :COLORS_AT]
    before = features_of(sketch, states, layout)
    for other in (colors, places):
        assert differs(before, features_of(sketch, states, other)) == [True, True]
    named = said.clone()
    for slot in ("headwear_color", f"{SECOND}held_color"):
        named[:, SLOTS.index(slot)] = 1
    states = states_saying(named, STATE_SIZE, noise=0.0)
    assert torch.equal(features_of(sketch, states, layout), features_of(sketch, states, colors)), "said"


def test_every_part_has_planes_of_its_own(sketch: Sketch) -> None:
    assert tuple(LOOKS) == PARTS == tuple(sketch.parts)
    states = made_up_states([1, 1])
    before = features_of(sketch, states)
    for part in PARTS:
        kept = sketch.parts[part].planes.detach().clone()
        with torch.no_grad():
            sketch.parts[part].planes.add_(1.0)
        assert differs(before, features_of(sketch, states)) == [True, True]
        with torch.no_grad():
            sketch.parts[part].planes.copy_(kept)
        assert torch.equal(before, features_of(sketch, states))


def test_every_detail_has_planes_of_its_own(sketch: Sketch) -> None:
    states = made_up_states([1, 1])
    before = features_of(sketch, states)
    for planes in sketch.details.planes.values():
        kept = planes.planes.detach().clone()
        with torch.no_grad():
            planes.planes.add_(1.0)
        assert differs(before, features_of(sketch, states)) == [True, True]
        with torch.no_grad():
            planes.planes.copy_(kept)
    assert tuple(sketch.details.planes) == tuple(DETAILS)


def test_leaving_out_second_animals_that_are_not_there_changes_nothing(sketch: Sketch) -> None:
    states = made_up_states([1, 0, 1])
    whole = features_of(sketch, states)
    assert torch.allclose(features_of(sketch.train(), states), whole, atol=1e-5)
    alone = made_up_states([0, 0])
    trained = features_of(sketch, alone)
    assert torch.allclose(features_of(sketch.eval(), alone), trained, atol=1e-5), "none in a batch"


def test_what_is_held_in_the_other_hand_is_laid_out_as_its_mirror_image(sketch: Sketch) -> None:
    """It grows away from the animal (drawing/figure.py), so its planes are looked up mirrored."""
    states = made_up_states([0])
    found = []
    for side in (-1, 1):
        places = {**PLACES, "hand": torch.tensor([[side * 0.3, -0.3, 0.0, 0.0]])}
        colors = colors_of(sketch.said(states), layouts(1), "")
        hand = found_by(sketch, states, places, colors)["hand"]
        found.append(torch.cat([hand.features, hand.maps], dim=1))
    left, right = found
    assert torch.allclose(left, right.flip(3), atol=1e-5) and not torch.allclose(left, right, atol=1e-2)


def found_by(
    sketch: Sketch, states: torch.Tensor, places: dict[str, torch.Tensor], colors: dict[str, torch.Tensor]
) -> dict[str, Found]:
    """Per part, and for the "whole" animal, what every place of a single animal's picture finds of it."""
    frame = torch.tensor([[0.5, 0.9, 0.7, 0.0, 0.0]])
    with torch.inference_mode():
        found = sketch._found(
            sketch.codes(states),
            "",
            Placed(frame, places, torch.tensor([0.13])),
            {owner: sketch.tints[owner](color) for owner, color in colors.items()},
        )
    return dict(zip(("whole", *LOOKS), found, strict=True))


@pytest.mark.parametrize(
    "owner, colored",
    [
        ("species", {"whole", "trunk", "head", "eyes"}),
        ("garment", {"trunk"}),
        ("headwear", {"hat"}),
        ("held", {"hand"}),
    ],
)
def test_a_colour_paints_the_parts_that_show_it_and_no_other(
    sketch: Sketch, owner: str, colored: set[str]
) -> None:
    states, places = made_up_states([0]), PLACES
    pale = {name: torch.zeros(1, count) for name, (_, count) in COLOR_SLOTS.items()}
    painted = pale | {owner: torch.eye(pale[owner].shape[1])[:1]}
    before, after = (found_by(sketch, states, places, colors) for colors in (pale, painted))
    assert {part for part in before if not torch.equal(before[part].tint, after[part].tint)} == colored


def test_a_field_paints_as_if_every_product_were_laid_out() -> None:
    torch.manual_seed(0)
    looks = ((6, 3, 2), (2, 0, 6), (4, 5, 3))
    painted = PaintedField(looks, 7, 8)
    found = [Found(torch.randn(2, c, 3, 3), torch.randn(2, m, 3, 3), torch.randn(2, t)) for c, m, t in looks]
    laid_out = [
        part
        for look in found
        for part in (
            look.features,
            look.maps,
            (look.features[:, :TINTED, None] * look.tint[:, None, :, None, None]).flatten(1, 2),
        )
    ]
    condition = torch.randn(2, 7)
    field = Field(len(painted.kernel[0]), 7, 8)
    field.load_state_dict(painted.state_dict(), strict=False)  # all but the first layer
    with torch.no_grad():
        field.first.weight.copy_(painted.kernel[:, :, None, None])
        field.first.bias.copy_(painted.bias)
    expected = field(torch.cat(laid_out, dim=1), condition)
    assert torch.allclose(painted(found, condition), expected, atol=1e-5)
