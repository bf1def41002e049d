"""The benchmark measures the road that everybody takes, beside what a user of diffusers would write."""

from __future__ import annotations

import json

from cute_animal.__main__ import main


def bench(capsys, *more: str) -> tuple[str, dict]:
    assert main(["bench", "--pictures", "2", *more]) == 0
    table, _, last = capsys.readouterr().out.strip().rpartition("\n")
    return table, json.loads(last)


def test_bench_prints_a_table_and_one_json_line_of_real_seconds(capsys):
    table, result = bench(capsys, "--steps", "1")
    assert result["preset"] == "starter"
    assert result["pictures"] == 2 and result["num_inference_steps"] == 1
    assert {"check", "encode", "denoise", "decode", "inspect", "save"} <= set(result["stages_s"])
    assert result["door_to_door_s"] >= result["stages_s"]["denoise"] > 0
    assert "denoise" in table and "all" in table


def test_every_arm_is_measured_and_set_against_plain_diffusers(capsys):
    table, result = bench(capsys, "--steps", "1")
    assert list(result["arms_s"]) == [
        "plain diffusers",
        "ours",
        "same wish, another seed",
        "the very same again",
    ]
    assert all(seconds > 0 for seconds in result["arms_s"].values())
    assert result["ratios"]["plain diffusers"] == 1.0
    assert all(arm in table for arm in result["arms_s"])


def test_the_arithmetic_is_counted_and_grows_with_the_steps(capsys):
    one, four = (bench(capsys, "--steps", steps)[1]["floor_s"] for steps in ("1", "4"))
    assert 0 < one < four


def test_bench_refuses_no_pictures(capsys):
    assert main(["bench", "--pictures", "0"]) == 2


def test_a_budget_without_a_card_is_a_sentence(capsys, monkeypatch):
    import torch

    if torch.cuda.is_available():
        monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert main(["bench", "--budget-gib", "4"]) == 2
    assert "card" in capsys.readouterr().err


def test_random_weights_of_the_built_in_model_are_a_sentence(capsys):
    """It ended in a KeyError: of the built-in model no architecture is kept, its weights are here."""
    assert main(["bench", "--random-weights"]) == 2
    assert "starter" in capsys.readouterr().err
