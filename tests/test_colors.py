"""Which colour a coat and a thing really has: the said one, the natural one, or the layout's."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch
from made_up_states import any_wishes, saying, states_saying
from torch import nn

from cute_animal.starter.colors import COLOR_SLOTS, colors_of
from cute_animal.starter.layout import layout_numbers, sample_layout
from cute_animal.starter.said import READ, Said
from cute_animal.vocabulary import (
    CLOTH_COLOR,
    COAT,
    NATURAL_CLOTH_COLOR,
    NATURAL_COAT,
    SECOND,
    SLOT_CLASSES,
    SLOTS,
    TABLES,
    THINGS,
)

STATE_SIZE = 64
LAYOUTS = [sample_layout(np.random.default_rng(seed)) for seed in range(6)]


@pytest.fixture(scope="module")
def reader() -> Said:
    torch.manual_seed(0)
    made, said = Said(STATE_SIZE), any_wishes(3000)
    made.fit(states_saying(said, STATE_SIZE), said)
    return made


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_what_is_said_is_read_back_from_states_that_were_not_fitted(reader: Said, dtype: torch.dtype) -> None:
    torch.manual_seed(5)
    said = any_wishes(500)
    read = copy.deepcopy(reader).to(dtype)(states_saying(said, STATE_SIZE).to(dtype))
    assert set(read) == {prefix + slot for prefix in ("", SECOND) for slot in READ}
    for slot, found in read.items():
        assert found.dtype == dtype and torch.equal(found.sum(1), torch.ones(500, dtype=dtype))
        assert torch.equal(found.argmax(1), said[:, SLOTS.index(slot)])


def test_a_training_leaves_the_reader_as_it_is(reader: Said) -> None:
    model = nn.ModuleDict({"reader": copy.deepcopy(reader), "learns": nn.Linear(2, 1)})
    optimizer = torch.optim.AdamW(model.parameters(), 0.1, weight_decay=0.5)
    states = states_saying(any_wishes(4), STATE_SIZE).requires_grad_()
    (model["reader"](states)["species"].sum() + model["learns"](torch.ones(2)).sum()).backward()
    optimizer.step()
    for name, weight in reader.state_dict().items():
        assert torch.equal(model["reader"].state_dict()[name], weight)


def seen(reader: Said, prefix: str = "", seed: int = 0, **values: str) -> dict[str, str | None]:
    """Per owner the colour that the sketch is given for a wish that says these values."""
    layout = torch.from_numpy(layout_numbers(LAYOUTS[seed]))[None]
    found = colors_of(reader(states_saying(saying(**values), STATE_SIZE)), layout, prefix)
    named: dict[str, str | None] = {}
    for owner, (slot, count) in COLOR_SLOTS.items():
        row = found[owner][0]
        assert row.shape == (count,) and set(row.tolist()) <= {0.0, 1.0} and row.sum() <= 1
        named[owner] = tuple(TABLES[slot])[int(row.argmax())] if row.any() else None
    return named


@pytest.mark.parametrize("prefix", ["", SECOND])
@pytest.mark.parametrize("color", COAT)
def test_a_coat_has_the_colour_that_is_said(reader: Said, prefix: str, color: str) -> None:
    said = {f"{prefix}species": "fox", f"{prefix}coat": color}
    assert seen(reader, prefix, **said)["species"] == color


@pytest.mark.parametrize("species", NATURAL_COAT)
def test_a_coat_of_no_said_colour_has_its_kinds(reader: Said, species: str) -> None:
    assert seen(reader, species=species)["species"] == NATURAL_COAT[species]


@pytest.mark.parametrize("prefix", ["", SECOND])
@pytest.mark.parametrize("thing", THINGS)
def test_a_thing_has_the_colour_that_is_said_else_its_own_else_the_layouts(
    reader: Said, prefix: str, thing: str
) -> None:
    for value in SLOT_CLASSES[thing][2:]:
        owner = {f"{prefix}{thing}": value}
        for color in CLOTH_COLOR:
            assert seen(reader, prefix, **owner, **{f"{prefix}{thing}_color": color})[thing] == color
        for seed, layout in enumerate(LAYOUTS):
            given = layout.color_of(int(prefix == SECOND), thing)
            assert seen(reader, prefix, seed, **owner)[thing] == NATURAL_CLOTH_COLOR.get(value, given)


def test_what_is_not_there_has_no_colour(reader: Said) -> None:
    assert seen(reader) == dict.fromkeys(("species", *THINGS))
    assert seen(reader, species="fox", headwear="none", headwear_color="red")["headwear"] is None
