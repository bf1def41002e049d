"""The goals on a card, measured arm by arm on a CPU with tiny weights: what only a card tells is not told."""

from __future__ import annotations

import dataclasses
import functools
import inspect
import json
from pathlib import Path

import pytest
import tiny_models
import torch
import transformers
from diffusers import SchedulerMixin

from cute_animal import architectures, goals
from cute_animal.__main__ import main
from cute_animal.arms import CannotMeasure, Source
from cute_animal.machine import Machine, probe_machine
from cute_animal.measuring import goals_command
from cute_animal.memory import MemoryPlan
from cute_animal.offload import apply_plan
from cute_animal.presets import PRESETS, Preset

CPU = torch.device("cpu")


@functools.cache
def tiny_architecture(name: str) -> dict:
    """Classes and configs of a tiny pipeline, as data/architectures keeps the real ones."""
    entries = {}
    for part, component in tiny_models.BUILDERS[name]().components.items():
        if isinstance(component, torch.nn.Module | SchedulerMixin):
            is_text = isinstance(component, transformers.PreTrainedModel)
            config = component.config.to_dict() if is_text else dict(component.config)
            config = {key: value for key, value in config.items() if not key.startswith("_")}
            entries[part] = {"class": type(component).__name__, "config": config}
        elif component is not None:
            entries[part] = {"class": type(component).__name__}
    return entries


@pytest.fixture
def presets(tmp_path, monkeypatch) -> dict[str, Preset]:
    """The presets with tiny architectures in the place of the kept ones."""
    small = {}
    for name in ("z-image-turbo", "sd15", "sdxl-turbo", "qwen-image"):
        content = json.dumps(tiny_architecture(name), default=str)
        (tmp_path / f"{name}.json").write_text(content)
        size = {"height": 64, "width": 64, "num_inference_steps": 2}
        small[name] = dataclasses.replace(PRESETS[name], dtypes=("float32",), **size)
    monkeypatch.setattr(architectures, "FOLDER", tmp_path)
    return small


@pytest.fixture
def machine() -> Machine:
    return dataclasses.replace(probe_machine(), device="cpu", link_bytes_per_s=1e9, ram_bytes=2**36)


@pytest.mark.parametrize("name", ["z-image-turbo", "sd15"])
def test_every_arm_draws_the_same_with_the_same_weights(presets, machine, name):
    """Arms share their weights: what one moves about must not reach the next one."""
    source = Source(presets[name], machine)
    plans = [MemoryPlan(offload, False, 0, 0, 0, 0.0) for offload in ("none", "group", "none")]
    drawn = [
        source.draw(lambda pipe, plan=plan: apply_plan(pipe, plan, presets[name].denoiser, CPU), rounds=1)
        for plan in plans
    ]
    for one in drawn:
        assert torch.allclose(one.latents, drawn[0].latents, atol=1e-4)
        assert one.step_s > 0 and one.decode_s > 0 and one.peak_gib is None
        assert one.picture_s(8) == pytest.approx(one.encode_s + 8 * one.step_s + one.decode_s)


ONLY_ON_A_CARD = ("GiB", "GB", "peak", "sequential")


@pytest.mark.parametrize("what, count", [*zip(goals.MEASURES, (6, 4, 1, 1), strict=True)])
def test_lines_are_measured_and_what_only_a_card_tells_is_not(presets, machine, monkeypatch, what, count):
    monkeypatch.setattr(goals, "tune_speed", lambda *_: None)  # compiling takes minutes on a CPU
    monkeypatch.setattr(goals, "MEASURES", {what: goals.MEASURES[what]})
    lines = list(goals.measure(machine, minutes=60, presets=presets))
    assert len(lines) == count
    for line in lines:
        if any(word in line.what for word in ONLY_ON_A_CARD):
            assert (line.measured, line.ok) == (None, None) and "card" in line.note, line
        else:
            assert line.measured > 0 and line.ok is not None, line
        if "compiled" in line.what:
            assert "0.0e+00" in line.note  # both arms drew with the same weights


def test_without_time_or_ram_nothing_is_measured_and_the_reason_is_told(presets, machine):
    lines = list(goals.measure(machine, minutes=0, presets=presets))
    assert len(lines) == len(goals.MEASURES)
    assert all((line.measured, line.note) == (None, "no time left") for line in lines)
    poor = dataclasses.replace(machine, ram_bytes=0)
    with pytest.raises(CannotMeasure, match="GiB of free RAM"):
        Source(presets["sd15"], poor)
    assert all("free RAM" in line.note for line in goals.measure(poor, minutes=60, presets=presets))
    assert goals.summary(lines) == f"0 reached, 0 missed, {len(lines)} not measured"


@pytest.mark.parametrize("measured, verdict", [(3.2, "reached"), (3.31, "missed"), (None, "not measured")])
def test_a_line_says_what_it_came_to(measured, verdict):
    assert verdict in str(goals._at_most("peak", 3.3, measured))


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_readme_promises_the_minutes_that_the_command_has(readme):
    text = (Path(__file__).parent.parent / readme).read_text(encoding="utf-8")
    default = inspect.signature(goals_command).parameters["minutes"].default
    assert f"`--minutes {default:g}`" in text


def test_without_a_card_the_command_is_a_sentence(capsys, monkeypatch):
    if torch.cuda.is_available():
        pytest.skip("there is a card")
    assert main(["goals"]) == 2
    assert "NVIDIA" in capsys.readouterr().err
