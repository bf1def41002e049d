"""From sizes and a budget to a plan: never above the budget, and more of anything never makes it slower."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cute_animal.memory import (
    EXPOSED,
    GIB,
    LOADING_BYTES,
    OVERHEAD_BYTES,
    UNPINNED,
    Budget,
    ModelSizes,
    Part,
    ladder,
    plan_memory,
    rung_below,
)

MIB = 2**20
FLOPS_PER_S = 12e12  # what a card of a few hundred euros reaches
LINK = 12e9
DESKTOP_BYTES = int(0.7 * GIB)  # what a desktop takes of a card

# 512 x 512 px. Counted from the models' configs; activations as offload.py estimates them.
Z_IMAGE = ModelSizes(
    encoder=Part(8_050_000_000, 150 * MIB, flops=4.1e12, largest_layer_bytes=778_000_000),
    denoiser=Part(
        12_310_000_000,
        212_000_000,
        flops=14.2e12,
        runs=8,
        blocks=30,
        blocks_bytes=10_855_000_000,
        other_blocks_bytes=1_451_000_000,
        largest_layer_bytes=79_000_000,
    ),
    decoder=Part(170_000_000, 671_000_000, flops=0.7e12),
)
FP8 = replace(  # half of the denoiser's bytes, which come whole from their files
    Z_IMAGE,
    denoiser=replace(
        Z_IMAGE.denoiser,
        weights_bytes=6_155_000_000,
        blocks_bytes=5_427_000_000,
        other_blocks_bytes=725_000_000,
        largest_layer_bytes=40_000_000,
    ),
    by_way_of_ram_bytes=12_310_000_000,
)
QWEN_IMAGE = ModelSizes(
    encoder=Part(16_580_000_000, 150 * MIB, flops=8.5e12, largest_layer_bytes=1_090_000_000),
    denoiser=Part(
        40_860_000_000,
        170_000_000,
        flops=47e12,
        runs=4,
        blocks=60,
        blocks_bytes=40_780_000_000,
        largest_layer_bytes=113_000_000,
    ),
    decoder=Part(250_000_000, 503_000_000, flops=1.0e12),
)
UNET = replace(  # no list of equal blocks
    Z_IMAGE, denoiser=Part(5_100_000_000, 300_000_000, flops=3e12, runs=4, largest_layer_bytes=26_000_000)
)
SHOWN = 1 + EXPOSED
# Numbers that can be added up by hand.
SMALL = ModelSizes(
    encoder=Part(100, 1, flops=10, largest_layer_bytes=10),
    denoiser=Part(200, 5, flops=80, runs=2, blocks=8, blocks_bytes=160, other_blocks_bytes=20),
    decoder=Part(30, 10, flops=10),
)


def card(gib: float, ram_gib: float = 64, *, link: float = LINK) -> Budget:
    """A free card in a computer with a system and a desktop."""
    return Budget(int(gib * GIB) - DESKTOP_BYTES, int((ram_gib - 6) * GIB), link, FLOPS_PER_S)


sizes_in_bytes = st.integers(0, 50 * GIB)
speeds = st.floats(1e6, 1e15)
factors = st.floats(1, 100)


@st.composite
def encoders(draw: st.DrawFn) -> Part:
    weights = draw(sizes_in_bytes)
    largest = draw(st.integers(0, weights))
    return Part(weights, draw(sizes_in_bytes), draw(speeds), largest_layer_bytes=largest)


@st.composite
def denoisers(draw: st.DrawFn) -> Part:
    blocks = draw(st.one_of(st.just(0), st.integers(2, 60)))
    in_blocks = draw(sizes_in_bytes) if blocks else 0
    in_others = draw(sizes_in_bytes) if blocks else 0
    weights = in_blocks + in_others + draw(sizes_in_bytes)
    return Part(
        weights,
        draw(sizes_in_bytes),
        draw(speeds),
        runs=draw(st.integers(1, 50)),
        blocks=blocks,
        blocks_bytes=in_blocks,
        other_blocks_bytes=in_others,
        largest_layer_bytes=draw(st.integers(0, weights)),
    )


models = st.builds(
    ModelSizes,
    encoder=encoders(),
    denoiser=denoisers(),
    decoder=st.builds(Part, sizes_in_bytes, sizes_in_bytes, speeds),
)
budgets = st.builds(Budget, st.integers(0, 200 * GIB), st.integers(0, 200 * GIB), speeds, speeds)


@settings(deadline=None)
@given(models, budgets, st.booleans())
def test_a_plan_never_needs_more_than_there_is(sizes, budget, streams):
    plan = plan_memory(sizes, budget, streams=streams)
    if plan is not None:
        assert plan.peak_bytes <= budget.device_bytes
        assert plan.ram_bytes <= budget.ram_bytes


@settings(deadline=None)
@given(models, budgets, st.booleans(), factors)
@pytest.mark.parametrize("what", ["device_bytes", "ram_bytes", "link_bytes_per_s", "flops_per_s"])
def test_more_of_anything_never_makes_a_plan_slower(what, sizes, budget, streams, factor):
    plan = plan_memory(sizes, budget, streams=streams)
    more = type(getattr(budget, what))(getattr(budget, what) * factor)
    with_more = plan_memory(sizes, replace(budget, **{what: more}), streams=streams)
    if plan is not None:
        assert with_more is not None and with_more.seconds <= plan.seconds


@settings(deadline=None)
@given(models, budgets, st.booleans())
def test_each_rung_of_the_ladder_needs_less_and_takes_longer(sizes, budget, streams):
    rungs = ladder(sizes, budget, streams=streams)
    peaks, seconds = [rung.peak_bytes for rung in rungs], [rung.seconds for rung in rungs]
    assert peaks == sorted(set(peaks), reverse=True)
    assert seconds == sorted(set(seconds))


@settings(deadline=None)
@given(models, budgets, st.booleans())
def test_the_plan_is_the_first_rung_that_fits(sizes, budget, streams):
    rungs = ladder(sizes, budget, streams=streams)
    fitting = [rung for rung in rungs if rung.peak_bytes <= budget.device_bytes]
    assert plan_memory(sizes, budget, streams=streams) == next(iter(fitting), None)


@settings(deadline=None)
@given(models, budgets, st.booleans())
def test_a_plan_that_ran_out_of_memory_has_a_way_down_to_the_lowest_rung(sizes, budget, streams):
    rungs = ladder(sizes, budget, streams=streams)
    plan = rungs[0] if rungs else None
    while plan is not None:
        below = rung_below(rungs, plan)
        if below is None:
            assert plan == rungs[-1]
        elif below != rungs[-1]:
            assert below.peak_bytes <= 0.85 * plan.peak_bytes
            before = rungs[rungs.index(below) - 1]  # no faster one would have saved as much
            assert before.peak_bytes > 0.85 * plan.peak_bytes
        else:
            assert below.peak_bytes < plan.peak_bytes
        plan = below


@settings(deadline=None)
@given(models, budgets)
def test_without_streams_only_whole_components_are_moved(sizes, budget):
    assert {rung.offload for rung in ladder(sizes, budget, streams=False)} <= {"none", "model"}


@pytest.mark.parametrize(
    "ram_bytes, offloads",
    [
        pytest.param(LOADING_BYTES - 1, set(), id="nothing can be loaded"),
        pytest.param(LOADING_BYTES, {"none"}, id="straight to the card"),
        pytest.param(8_050_000_000 + LOADING_BYTES, {"none", "encoder"}, id="the text encoder stays in RAM"),
        pytest.param(Z_IMAGE.weights_bytes, {"none", "encoder", "group"}, id="all weights"),
    ],
)
def test_ram_holds_only_what_does_not_stay_on_the_card(ram_bytes, offloads):
    """A card of 24 GiB in a computer with 16 GiB of RAM was told that nothing fits."""
    rungs = ladder(Z_IMAGE, replace(card(24), ram_bytes=ram_bytes))
    assert {rung.offload for rung in rungs} == offloads
    assert all(rung.ram_bytes <= ram_bytes for rung in rungs)


@pytest.mark.parametrize(
    "ram_bytes, offloads",
    [
        pytest.param(12_310_000_000 - 1, set(), id="the denoiser is whole before it is smaller"),
        pytest.param(12_310_000_000, {"none"}, id="the denoiser alone"),
        pytest.param(8_050_000_000 + 12_310_000_000 - 1, {"none"}, id="not beside the text encoder"),
        pytest.param(8_050_000_000 + 12_310_000_000, {"none", "encoder"}, id="beside the text encoder"),
        pytest.param(Z_IMAGE.weights_bytes - 1, {"none", "encoder"}, id="not all"),
        pytest.param(Z_IMAGE.weights_bytes, {"none", "encoder", "group"}, id="all weights"),
    ],
)
def test_weights_that_are_changed_in_ram_must_fit_there_first(ram_bytes, offloads):
    rungs = ladder(FP8, replace(card(24), ram_bytes=ram_bytes))
    assert {rung.offload for rung in rungs} == offloads


def test_a_device_that_shares_the_ram_loads_weights_there_before_they_are_smaller():
    enough = replace(card(80), ram_bytes=Z_IMAGE.weights_bytes)
    assert ladder(FP8, enough, streams=False)
    assert not ladder(FP8, replace(enough, ram_bytes=enough.ram_bytes - 1), streams=False)


def test_a_device_that_shares_the_ram_loads_all_of_it_there_first():
    enough = replace(card(80), ram_bytes=Z_IMAGE.weights_bytes)
    assert ladder(Z_IMAGE, enough, streams=False)
    assert not ladder(Z_IMAGE, replace(enough, ram_bytes=enough.ram_bytes - 1), streams=False)


def test_a_model_without_a_list_of_blocks_is_streamed_layer_by_layer():
    lowest = ladder(UNET, card(4))[-1]
    assert lowest.offload == "group" and lowest.resident_blocks == 0
    assert lowest.peak_gib < 2.7
    assert plan_memory(UNET, card(4)) is not None


@pytest.mark.parametrize(
    "streams, offload, peak, seconds",
    [
        pytest.param(True, "none", 330 + 10, 10 + 160 + 10, id="all weights, and the largest activation"),
        pytest.param(
            True, "encoder", 230 + 2 * 10 + 1, 100 * SHOWN + 160 + 10, id="without the text encoder"
        ),
        pytest.param(
            False, "model", 200 + 5, 10 + 160 + 10 + 2 * UNPINNED * 330, id="the largest component, all moved"
        ),
    ],
)
def test_whole_components_are_counted_as_they_lie_on_the_device(streams, offload, peak, seconds):
    rungs = ladder(SMALL, Budget(0, 10**9, 1.0, 1.0), streams=streams)
    rung = next(rung for rung in rungs if rung.offload == offload)
    assert (rung.peak_bytes - OVERHEAD_BYTES, rung.seconds) == (peak, pytest.approx(seconds))


def test_a_lora_is_counted_beside_a_denoiser_that_is_loaded_to_the_device_and_in_ram_otherwise():
    """It is merged there before anything is drawn: no activations lie beside it."""
    plain, styled = (
        {rung.offload: rung for rung in ladder(sizes, Budget(0, 10**12, 1.0, 1.0))}
        for sizes in (SMALL, replace(SMALL, lora_bytes=1000))
    )
    assert styled["none"].peak_bytes - OVERHEAD_BYTES == 330 + 1000
    assert styled["encoder"].peak_bytes - OVERHEAD_BYTES == 230 + 1000
    assert styled["group"].peak_bytes == plain["group"].peak_bytes
    assert styled["group"].ram_bytes == plain["group"].ram_bytes + 1000 == 330 + 1000


@pytest.mark.parametrize(
    "changes, peak",
    [
        # The decoder's 30 always stay.
        pytest.param({}, 30 + 20 + 2 * 20 + 5, id="denoising: the loose layers and two blocks on their way"),
        pytest.param(
            {"encoder": replace(SMALL.encoder, largest_layer_bytes=60)},
            30 + 2 * 60 + 1,
            id="encoding: the layer that computes and the one that arrives",
        ),
        pytest.param(
            {"decoder": replace(SMALL.decoder, activation_bytes=1000)},
            30 + 300,
            id="decoding: a tile, and no block of the denoiser",
        ),
        pytest.param(
            {"denoiser": Part(200, 5, flops=80, runs=2, largest_layer_bytes=7)},
            30 + 2 * 10 + 1,
            id="a denoiser without blocks: two layers, so that the encoder needs more",
        ),
    ],
)
def test_the_lowest_rung_counts_what_lies_on_the_device_at_its_fullest_moment(changes, peak):
    lowest = ladder(replace(SMALL, **changes), Budget(0, 10**9, 1.0, 1.0))[-1]
    assert lowest.offload == "group" and lowest.resident_blocks == 0
    assert lowest.peak_bytes - OVERHEAD_BYTES == peak


def test_the_seconds_of_a_streamed_picture_are_those_of_its_slower_half():
    """Copying and computing overlap, but for the loose layers: those are moved in and out for each step."""
    slow_link = ladder(SMALL, Budget(0, 10**9, link_bytes_per_s=1.0, flops_per_s=1e9))[-1]
    loose_s = 2 * UNPINNED * 20
    assert slow_link.seconds == pytest.approx(100 * SHOWN + 2 * (180 * SHOWN + loose_s))
    slow_card = ladder(SMALL, Budget(0, 10**9, link_bytes_per_s=1e9, flops_per_s=1.0))[-1]
    assert slow_card.seconds == pytest.approx(10 + 2 * 80 + 10, rel=1e-3)


@pytest.mark.parametrize("ram_gib", [32, 64])
@pytest.mark.parametrize(
    "card_gib, offload",
    [(4, "group"), (8, "group"), (12, "group"), (16, "encoder"), (24, "none"), (80, "none")],
)
def test_z_image_draws_on_every_card(card_gib, ram_gib, offload):
    budget = card(card_gib, ram_gib)
    plan = plan_memory(Z_IMAGE, budget)
    assert plan is not None and plan.offload == offload
    assert plan.peak_bytes <= budget.device_bytes


def test_a_larger_card_keeps_more_blocks():
    cards = [card(gib, link=3e9) for gib in (4, 6, 8, 10, 12)]
    kept = [plan_memory(Z_IMAGE, budget).resident_blocks for budget in cards]
    assert kept == sorted(set(kept)) and kept[0] < 6 and 20 < kept[-1] < 30


def test_as_many_blocks_stay_as_fit_even_where_copying_is_fast():
    """They were all streamed then, for an overlap that is never as perfect as on paper."""
    fast, faster = (plan_memory(Z_IMAGE, card(12, link=link)) for link in (LINK, 50e9))
    assert fast.offload == faster.offload == "group"
    assert faster.resident_blocks == fast.resident_blocks > 20
    assert fast.seconds > faster.seconds


def test_nothing_that_is_streamed_is_as_fast_as_what_is_resident():
    budget = replace(card(80), link_bytes_per_s=1e15)
    assert [rung.offload for rung in ladder(Z_IMAGE, budget)].index("none") == 0
    assert ladder(Z_IMAGE, budget)[1].seconds > ladder(Z_IMAGE, budget)[0].seconds


def test_the_lowest_rung_of_z_image_fits_a_card_of_4_gib_with_a_desktop_on_it():
    assert ladder(Z_IMAGE, card(4, 32))[-1].peak_gib <= 3.3


def test_qwen_image_draws_within_8_gib():
    plan = plan_memory(QWEN_IMAGE, card(8))
    assert plan is not None and plan.offload == "group" and plan.peak_gib <= 8
    assert ladder(QWEN_IMAGE, card(8))[-1].peak_gib <= 4


def test_qwen_image_is_not_planned_into_32_gib_of_ram_that_cannot_hold_it():
    assert plan_memory(QWEN_IMAGE, card(8, 32)) is None
    assert plan_memory(QWEN_IMAGE, card(24, 32)) is None
    assert plan_memory(QWEN_IMAGE, card(80, 32)).offload == "none"  # never lies in RAM


def test_tiles_are_the_last_thing_asked_of_a_card_that_can_do_without():
    assert not plan_memory(Z_IMAGE, card(80)).vae_tiling
    decoder = replace(Z_IMAGE.decoder, activation_bytes=9 * GIB)  # as for a picture of 2048 px
    large = replace(Z_IMAGE, decoder=decoder)
    assert plan_memory(large, card(8)).vae_tiling
    assert not plan_memory(large, card(80)).vae_tiling


@pytest.mark.parametrize("card_gib", [4, 12, 16, 24])
def test_a_plan_tells_what_it_is_in_words(card_gib):
    plan = plan_memory(Z_IMAGE, card(card_gib))
    words = {"none": "everything resident", "encoder": "text encoder streamed", "group": "streamed"}
    assert words[plan.offload] in str(plan)
    assert ("tiles" in str(plan)) == plan.vae_tiling
