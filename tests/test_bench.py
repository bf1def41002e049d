"""The benchmark measures the road that everybody takes."""

from __future__ import annotations

import json

from cute_animal.__main__ import main


def test_bench_prints_a_table_and_one_json_line_of_real_seconds(capsys):
    assert main(["bench", "--pictures", "2", "--steps", "1"]) == 0
    table, _, last = capsys.readouterr().out.strip().rpartition("\n")
    result = json.loads(last)
    assert result["pictures"] == 2 and result["num_inference_steps"] == 1
    assert {"check", "encode", "denoise", "decode", "inspect", "save"} <= set(result["stages_s"])
    assert result["door_to_door_s"] >= result["stages_s"]["denoise"] > 0
    assert "denoise" in table and "all" in table


def test_bench_refuses_no_pictures(capsys):
    assert main(["bench", "--pictures", "0"]) == 2
