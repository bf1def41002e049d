"""The doctor tells of this machine and of simulated cards; nothing is loaded and nothing is fetched."""

from __future__ import annotations

import dataclasses
import json

import pytest

from cute_animal import doctor
from cute_animal.__main__ import main
from cute_animal.architectures import has_architecture, sizes_before_download
from cute_animal.machine import Machine, probe_machine
from cute_animal.memory import GIB
from cute_animal.presets import DEFAULT_PRESET, PRESETS
from cute_animal.sizes import sizes_in_files

NEEDS_TORCHVISION = "ignore:.*torchvision.*"


@pytest.fixture(scope="module")
def machine() -> Machine:
    """This one, with a usual amount of RAM, whatever the tests run on."""
    return dataclasses.replace(probe_machine(), ram_total_bytes=64 * GIB, ram_bytes=60 * GIB)


def finding(machine: Machine, name: str) -> doctor.Finding:
    return doctor.examine_preset(PRESETS[name], machine)


def test_the_probe_finds_a_machine_that_can_be_true():
    found = probe_machine()
    assert 1 <= found.cores <= 1024
    assert 0 < found.ram_bytes <= found.ram_total_bytes
    assert found.flops_per_s > 1e8
    assert found.installed["torch"] and found.installed["diffusers"]


def test_without_a_card_the_built_in_model_draws_and_the_reason_is_told(machine):
    here = dataclasses.replace(machine, device="cpu")
    name, why = doctor.choose(here, doctor.examine(here))
    assert name == DEFAULT_PRESET and "card" in why
    assert finding(here, "starter").is_here


@pytest.mark.parametrize(
    "card_gib, offload", [(4, "group"), (8, "group"), (12, "group"), (24, "none"), (80, "none")]
)
def test_z_image_draws_on_every_card_within_what_is_free(machine, card_gib, offload):
    with_card = doctor.simulated(machine, card_gib)
    found = finding(with_card, "z-image-turbo")
    assert found.fits and found.plan.offload == offload
    assert found.plan.peak_bytes <= with_card.device_bytes < card_gib * GIB


def test_a_larger_card_is_never_slower_of_the_same_kind(machine):
    card = doctor.simulated(machine, 12)
    seconds = []
    for gib in (3, 4, 6, 8, 12, 16, 24, 48, 80):
        with_card = dataclasses.replace(card, device_bytes=gib * GIB)
        seconds.append(finding(with_card, "z-image-turbo").plan.seconds)
    assert seconds == sorted(seconds, reverse=True)
    assert seconds[-1] < seconds[0]


def test_a_card_of_24_gib_needs_no_ram_for_what_stays_on_it(machine):
    """Of 16 GiB of RAM, 13 are free; the weights are 19 GiB. It said that nothing fits."""
    little_ram = dataclasses.replace(doctor.simulated(machine, 24), ram_bytes=13 * GIB)
    found = finding(little_ram, "z-image-turbo")
    assert found.fits and found.plan.offload == "none"


def test_an_old_card_gets_twice_the_bytes_of_what_it_cannot_draw_in_half(machine):
    """It was counted in bfloat16, which it would have to emulate."""
    card = doctor.simulated(machine, 24)
    old = dataclasses.replace(card, has_bf16=False)
    peaks = [finding(one, "z-image-turbo").rungs[0].peak_bytes for one in (card, old)]
    assert 1.9 < peaks[1] / peaks[0] < 2.1
    assert finding(old, "sd15").plan == finding(card, "sd15").plan  # stands float16


def test_a_folder_that_is_set_is_told_by_the_headers_of_its_files(capsys, monkeypatch, tiny_folder):
    folder = str(tiny_folder("sd15"))
    monkeypatch.setenv("CUTE_ANIMAL_PRESET", folder)
    assert main(["doctor", "--card-gib", "4", "--ladder", folder]) == 0
    told = capsys.readouterr().out
    assert f"is set to draw: {folder} (fits: everything resident" in told
    assert f"the ladder of {folder}" in told


@pytest.mark.parametrize("arguments", [[], ["--json"]])
def test_weights_that_are_set_to_be_stored_in_fp8_are_counted_so(capsys, monkeypatch, tiny_folder, arguments):
    counted = []

    def watched(*given, storage=None):
        counted.append(storage)
        return sizes_in_files(*given, storage=storage)

    monkeypatch.setattr(doctor, "sizes_in_files", watched)
    monkeypatch.setenv("CUTE_ANIMAL_PRESET", str(tiny_folder("z-image-turbo")))
    monkeypatch.setenv("CUTE_ANIMAL_STORAGE", "fp8")
    assert main(["doctor", "--card-gib", "4", *arguments]) == 0
    assert counted == ["fp8"]


def test_a_preset_that_is_set_and_not_here_is_told_with_the_line_that_fetches_it(capsys, monkeypatch):
    monkeypatch.setenv("CUTE_ANIMAL_PRESET", "sd15")
    assert main(["doctor", "--card-gib", "8"]) == 0
    told = capsys.readouterr().out
    assert "is set to draw: sd15 (fits: everything resident" in told and "would draw" not in told
    assert "CUTE_ANIMAL_PRESET=sd15 make run" in told


def test_a_model_that_fits_neither_card_nor_ram_says_what_it_needs(machine):
    small = dataclasses.replace(doctor.simulated(machine, 8), ram_bytes=16 * GIB)
    found = finding(small, "qwen-image")
    assert not found.fits and "GiB" in found.why


@pytest.mark.parametrize(
    "name, encoder, denoiser",
    [
        # Parameters as the models' own files come to, in billions.
        ("z-image-turbo", 4.022, 6.155),
        ("qwen-image", 8.292, 20.430),
        ("sd15", 0.123, 0.860),
        ("sdxl-turbo", 0.818, 2.567),
        ("dreamlite", 2.128, 0.39),
    ],
)
@pytest.mark.filterwarnings(NEEDS_TORCHVISION)
def test_architectures_have_as_many_parameters_as_the_models(name, encoder, denoiser):
    sizes = sizes_before_download(PRESETS[name])
    assert sizes.encoder.weights_bytes / 2e9 == pytest.approx(encoder, rel=0.02)
    assert sizes.denoiser.weights_bytes / 2e9 == pytest.approx(denoiser, rel=0.02)


def test_every_preset_but_the_built_in_one_has_its_architecture_here():
    assert {name for name, preset in PRESETS.items() if not has_architecture(preset)} == {"starter"}


def test_the_report_names_machine_presets_choice_and_ladder(capsys):
    assert main(["doctor", "--card-gib", "4", "--ram-gib", "64", "--ladder", "z-image-turbo"]) == 0
    told = capsys.readouterr().out
    assert "simulated: 4 GiB" in told
    assert all(name in told for name in PRESETS)
    assert "would draw: starter" in told and "CUTE_ANIMAL_PRESET=z-image-turbo" in told
    assert "the ladder of z-image-turbo" in told and "everything resident" in told


def test_the_report_for_programs_is_one_json_line(capsys):
    assert main(["doctor", "--json", "--card-gib", "12", "--ram-gib", "64"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["chosen"] == "starter" and "z-image-turbo" in told["why"]
    assert told["presets"]["z-image-turbo"]["peak_gib"] <= told["device_gib"]


def test_a_ladder_of_an_unknown_preset_is_a_sentence(capsys):
    assert main(["doctor", "--ladder", "nosuch"]) == 2
    assert "nosuch" in capsys.readouterr().err
