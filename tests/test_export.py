"""Exported graphs: they are what torch is, the road is the same on them, what is too far off is refused."""

from __future__ import annotations

import dataclasses
import importlib.util
import itertools
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from cute_animal import export as exporting
from cute_animal import pipeline, presets, runtime, studio
from cute_animal.__main__ import main
from cute_animal.config import BadSetting, Settings, Tuning, load_settings
from cute_animal.engine import Engine
from cute_animal.errors import BadRequest, NotSetUp
from cute_animal.export import Checked, TooFarOff, check, export, table, write_graphs
from cute_animal.hub import find_files
from cute_animal.label import Drawing, read_label
from cute_animal.presets import PRESETS, STARTER
from cute_animal.race import run_race
from cute_animal.runtime import Manifest, find_manifest, open_graphs
from cute_animal.starter.noise import starting_point
from cute_animal.starter.parts import PARTS
from cute_animal.starter.standins import assemble, facts_of
from cute_animal.starter.tiny import build_tiny
from cute_animal.tuning import check_tuning

pytest.importorskip("onnx")
onnxruntime = pytest.importorskip("onnxruntime")
NO_OPENVINO = importlib.util.find_spec("openvino") is None


@pytest.fixture(scope="module")
def tiny() -> Any:
    pipe = build_tiny()
    pipe.set_progress_bar_config(disable=True)
    return pipe


@pytest.fixture(scope="module")
def tiny_weights(tiny: Any, tmp_path_factory: Any) -> Path:
    folder = tmp_path_factory.mktemp("tiny")
    tiny.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def tiny_graphs(tiny: Any, tmp_path_factory: Any) -> Path:
    """The tiny starter's .onnx files: written once, not to be changed."""
    folder = tmp_path_factory.mktemp("tiny-graphs")
    write_graphs(tiny, folder, "onnx")
    return folder


@pytest.fixture
def tiny_preset(tiny_weights: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    preset = dataclasses.replace(STARTER, weights=str(tiny_weights))
    monkeypatch.setattr(presets, "PRESETS", {**PRESETS, "starter": preset})
    return preset


def opened(folder: Path, runtime_name: Any = "onnx") -> dict[str, Any]:
    return open_graphs(folder, Manifest("starter", runtime_name, False, "", tuple(PARTS)), threads=2)


def size_of(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())


def pictures(pipe: Any, *wishes: str, seeds: tuple[int, ...], steps: int = 2) -> torch.Tensor:
    starts = [starting_point(seed) for seed in seeds]
    return pipe(
        list(wishes),
        num_inference_steps=steps,
        latents=torch.from_numpy(np.stack([noise for _, noise in starts])),
        layouts=[layout for layout, _ in starts],
        output_type="pt",
    ).images


def test_every_part_is_what_torch_is(tiny: Any, tiny_graphs: Path, tiny_weights: Path) -> None:
    graphs = opened(tiny_graphs)
    checked = check(tiny, assemble(tiny_weights, graphs, facts_of(tiny)), graphs, wishes=0)
    assert len(checked.differences) == 6
    assert all(one.max <= 1e-3 * max(1.0, one.most) for one in checked.differences)
    assert checked.max_levels <= 1 and checked.too_far(int8=False) == ""


def test_batches_and_lengths_are_free(tiny: Any, tiny_graphs: Path, tiny_weights: Path) -> None:
    pipe = assemble(tiny_weights, opened(tiny_graphs), facts_of(tiny))
    pipe.set_progress_bar_config(disable=True)
    wishes, seeds = ("a bear", "穿红色背带裤的小兔子和一只戴帽子的小熊", "a rabbit"), (7, 9, 11)
    together = pictures(pipe, *wishes, seeds=seeds)
    for index, (wish, seed) in enumerate(zip(wishes, seeds, strict=True)):
        alone = pictures(pipe, wish, seeds=(seed,))
        assert (alone[0] - together[index]).abs().max() <= 2 / 255
        assert (alone - pictures(tiny, wish, seeds=(seed,))).abs().max() <= 2 / 255


def test_the_sketch_is_made_once_per_picture_not_per_step(
    tiny: Any, tiny_graphs: Path, tiny_weights: Path
) -> None:
    graphs = opened(tiny_graphs)
    calls: list[str] = []

    def counted(name: str) -> Any:
        def run(inputs: Any) -> Any:
            calls.append(name)
            return graphs[name](inputs)

        return run

    pipe = assemble(tiny_weights, {name: counted(name) for name in graphs}, facts_of(tiny))
    pipe.set_progress_bar_config(disable=True)
    pictures(pipe, "a bear", seeds=(7,), steps=3)
    assert sorted(calls) == ["decoder", *["denoiser"] * 3, "sketch", "text_encoder"]
    pictures(pipe, "a bear", seeds=(7,), steps=1)
    assert calls.count("sketch") == 2


def test_the_command_exports_int8_which_is_smaller_and_draws_nearly_the_same(
    tiny: Any, tiny_weights: Path, tiny_preset: Any, tmp_path: Path, tiny_graphs: Path, capsys: Any
) -> None:
    out = tmp_path / "out"
    assert main(["export", "--out", str(out), "--int8", "--wishes", "0"]) == 0
    *lines, last = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("part") and json.loads(last)["folder"] == str(out)
    graphs_bytes = size_of(out) - (out / runtime.MANIFEST).stat().st_size
    # Tiny has a sketch as wide as the real one, whose linear layers are kept exact.
    assert json.loads(last)["size_bytes"] == graphs_bytes < 0.7 * size_of(tiny_graphs)
    pipe = assemble(tiny_weights, opened(out), facts_of(tiny))
    pipe.set_progress_bar_config(disable=True)
    off = pictures(pipe, "a bear", seeds=(7,)) - pictures(tiny, "a bear", seeds=(7,))
    assert 0 < off.abs().mean() < 0.05


@pytest.mark.skipif(NO_OPENVINO, reason="needs openvino: pip install '.[openvino]'")
def test_openvino_draws_the_same(tiny: Any, tiny_weights: Path, tmp_path: Path, tiny_graphs: Path) -> None:
    import openvino

    for file in tiny_graphs.glob("*.onnx"):
        openvino.save_model(openvino.convert_model(str(file)), tmp_path / f"{file.stem}.xml", False)
    graphs = opened(tmp_path, "openvino")
    checked = check(tiny, assemble(tiny_weights, graphs, facts_of(tiny)), graphs, wishes=0)
    assert checked.too_far(int8=False) == "" and "OpenVINO" in graphs["decoder"].why


def test_onnx_runtime_says_which_provider_it_got_and_why(tiny_graphs: Path) -> None:
    why = opened(tiny_graphs)["decoder"].why
    tried = {"TensorRT": "TensorrtExecutionProvider", "CUDA": "CUDAExecutionProvider"}
    missing = [name for name, full in tried.items() if full not in onnxruntime.get_available_providers()]
    assert why.startswith("ONNX Runtime on ") and all(
        f"{name} is not in this build" in why for name in missing
    )
    if len(missing) == 2:
        assert why.startswith("ONNX Runtime on CPU; TensorRT")


def test_tensorrt_keeps_its_engines_and_timings(tmp_path: Path) -> None:
    from cute_animal.runtime_onnx import provider_options

    options = provider_options("TensorrtExecutionProvider", tmp_path)
    assert options["trt_engine_cache_enable"] and options["trt_timing_cache_enable"]
    assert options["trt_engine_cache_path"] == options["trt_timing_cache_path"] == str(tmp_path)
    assert provider_options("CPUExecutionProvider", tmp_path) == {}


def test_packed_weights_are_off_by_half_a_level_at_most() -> None:
    from cute_animal.int8 import pack

    weight = np.random.default_rng(0).standard_normal((5, 7, 3)).astype(np.float32)
    weight[2] = 0
    packed, scale = pack(weight, 0)
    assert packed.dtype == np.int8 and scale.shape == (5,)
    back = packed * scale[:, None, None]
    assert (np.abs(back - weight) <= scale[:, None, None] / 2 + 1e-7).all()


# What is refused


def measured(**changes: Any) -> Checked:
    values = {
        "differences": (), "max_levels": 1.0, "mean_levels": 0.01, "wishes": 8,
        "shown_by_torch": 0.9, "shown_by_graphs": 0.9,
    }  # fmt: skip
    return Checked(**{**values, **changes})


@pytest.mark.parametrize(
    "changes, int8, reason",
    [
        pytest.param({}, False, "", id="near"),
        pytest.param({"max_levels": 3.0}, False, "max 3.00", id="an-outline-is-off"),
        pytest.param({"max_levels": 90.0}, True, "", id="int8-moves-an-outline"),
        pytest.param({"mean_levels": 0.06}, False, "mean", id="a-little-everywhere"),
        pytest.param({"mean_levels": 2.1}, True, "mean", id="int8-everywhere"),
        pytest.param({"mean_levels": float("nan")}, True, "mean", id="not-a-number"),
        pytest.param({"shown_by_graphs": 0.88}, True, "fidelity", id="shows-less"),
        pytest.param({"shown_by_graphs": 0.895}, True, "", id="within-a-point"),
        pytest.param({"shown_by_torch": None, "shown_by_graphs": None}, False, "", id="not-read"),
    ],
)
def test_what_is_too_far_off(changes: dict[str, Any], int8: bool, reason: str) -> None:
    found = measured(**changes).too_far(int8=int8)
    assert found == reason or (reason and reason in found)


def test_an_export_beyond_the_tolerance_leaves_nothing_and_the_old_one_alone(
    tiny_preset: Any, tiny_graphs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made_before(pipe: Any, folder: Path, *_: Any, **__: Any) -> tuple[str, ...]:
        shutil.copytree(tiny_graphs, folder, dirs_exist_ok=True)
        return tuple(PARTS)

    monkeypatch.setattr(exporting, "write_graphs", made_before)  # the real ones; to make them takes seconds
    out = tmp_path / "exports" / "mine"
    out.mkdir(parents=True)
    (out / "old").write_text("one")
    monkeypatch.setattr(exporting, "MEAN_LEVELS", -1.0)
    with pytest.raises(TooFarOff, match="mean"):
        export(tiny_preset, "onnx", out, wishes=0)
    assert [file.name for file in out.iterdir()] == ["old"] and list(out.parent.iterdir()) == [out]


@pytest.mark.parametrize("name", ["qwen-image", "sd15"])
def test_large_presets_are_answered_with_what_can_be_exported(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="starter"):
        export(PRESETS[name], "onnx", tmp_path / "out")
    with pytest.raises(NotSetUp, match="torch only"):
        check_tuning(Tuning(runtime="onnx"), PRESETS[name], "cpu")
    with pytest.raises(BadRequest, match="starter"):
        run_race(name, 1)


def test_torchs_own_tuning_and_another_runtime_are_not_mixed() -> None:
    with pytest.raises(NotSetUp, match="torch's"):
        check_tuning(Tuning(compiled=True, runtime="onnx"), STARTER, "cpu")
    with pytest.raises(BadSetting, match="CUTE_ANIMAL_RUNTIME"):
        load_settings({"CUTE_ANIMAL_RUNTIME": "tensorrt"})
    settings = load_settings({"CUTE_ANIMAL_RUNTIME": "onnx", "CUTE_ANIMAL_EXPORTED": "here"})
    assert settings.tuning == Tuning(runtime="onnx", exported=Path("here"))


# A whole export of the shipped starter, and the road on it


@pytest.fixture(scope="module")
def starter_export(tmp_path_factory: Any) -> Any:
    return export(STARTER, "onnx", tmp_path_factory.mktemp("exports") / "starter", wishes=0)


def test_the_table_says_what_was_measured_and_how_large_it_is(starter_export: Any) -> None:
    lines = "\n".join(table(starter_export))
    assert all(word in lines for word in ("text_encoder", "velocity", "fidelity: not read", " MB in "))
    content = json.loads((starter_export.folder / runtime.MANIFEST).read_text())
    assert content["checked"]["max_levels"] == starter_export.checked.max_levels <= exporting.MAX_LEVELS


@pytest.fixture
def on_graphs(starter_export: Any, tmp_path: Path) -> Iterator[Settings]:
    """Settings to draw by ONNX Runtime, with no model loaded before or after."""
    pipeline.forget(STARTER)
    yield Settings(runtime="onnx", exported=starter_export.folder, output_dir=tmp_path / "pictures")
    pipeline.forget(STARTER)


@pytest.fixture
def engine(on_graphs: Settings) -> Iterator[Engine]:
    import functools

    made = Engine(functools.partial(pipeline.generate, tuning=on_graphs.tuning))
    yield made
    made.close(60)


def draw(settings: Settings, engine: Engine, seed: int = 7, steps: int = 3) -> list[Any]:
    return list(studio.draw("一只戴蓝帽子的小白兔", seed, steps, settings=settings, engine=engine))


def test_the_road_is_the_same_on_graphs(on_graphs: Settings, engine: Engine) -> None:
    *updates, first = draw(on_graphs, engine)
    assert isinstance(first, Drawing) and read_label(first.path).is_ai_generated
    steps = [one.step for one in updates if one.stage in ("denoise", "decode") and one.step]
    assert steps and steps == sorted(steps) and steps[-1] == 3
    previews = [one.preview for one in updates if one.preview is not None]
    assert previews and all(max(preview.size) <= 64 for preview in previews)
    *_, other = draw(on_graphs, engine, seed=8)
    by_graphs = [np.asarray(Image.open(one.path), np.float32) for one in (first, other)]
    assert np.abs(by_graphs[0] - by_graphs[1]).max() > 50

    pipeline.forget(STARTER)
    request = first.request
    with pipeline._models:
        pipeline.adopt(STARTER, lambda dtype: torch_pipeline())
    drawn = pipeline.generate(request, on_step=lambda step, total, preview: None).picture
    ours = np.asarray(drawn, np.float32)[:400]  # above the mark
    assert np.abs(ours - by_graphs[0][:400]).max() <= exporting.MAX_LEVELS


def torch_pipeline() -> Any:
    from cute_animal.starter.evaluate import load_pipeline

    files = find_files(STARTER)
    assert files is not None
    return load_pipeline(files.folder, torch.float32)


def test_closing_stops_graphs_within_one_step(on_graphs: Settings, engine: Engine) -> None:
    updates = studio.draw("a bear", 7, 40, settings=on_graphs, engine=engine)
    seen = list(itertools.takewhile(lambda one: not getattr(one, "step", None), updates))
    assert seen
    updates.close()
    *_, drawing = draw(on_graphs, engine, steps=1)
    assert isinstance(drawing, Drawing) and len(list(on_graphs.output_dir.iterdir())) == 1


# Folders that cannot be drawn with


@pytest.mark.parametrize(
    "change, part",
    [
        pytest.param({"weights": "0"}, "other weights", id="trained-anew"),
        pytest.param({"preset": "sd15"}, "another one", id="another-preset"),
        pytest.param({"runtime": "openvino"}, "broken", id="another-format"),
        pytest.param({"nonsense": 1}, "broken", id="no-manifest-of-ours"),
        pytest.param(None, "export --preset starter --format onnx", id="nothing-there"),
    ],
)
def test_a_folder_that_does_not_fit_is_answered_with_what_to_do(
    starter_export: Any, tmp_path: Path, change: dict[str, Any] | None, part: str
) -> None:
    files = find_files(STARTER)
    assert files is not None
    find_manifest(STARTER, "onnx", files.folder, starter_export.folder)
    folder = tmp_path / "copy"
    if change is not None:
        shutil.copytree(starter_export.folder, folder)
        manifest = folder / runtime.MANIFEST
        manifest.write_text(json.dumps({**json.loads(manifest.read_text()), **change}))
    with pytest.raises(NotSetUp, match=part):
        find_manifest(STARTER, "onnx", files.folder, folder)


def test_a_missing_library_is_answered_with_its_extra(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(runtime, "PACKAGE", {"onnx": "no_such_package_here"})
    with pytest.raises(NotSetUp, match=r"\.\[onnx\]"):
        export(STARTER, "onnx", tmp_path / "out")
