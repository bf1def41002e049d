"""ComfyUI workflows: against its published node definitions, and against what our own schedulers walk."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import diffusers
import numpy as np
import pytest

from cute_animal.__main__ import main
from cute_animal.architectures import architecture
from cute_animal.errors import BadRequest
from cute_animal.presets import NEGATIVE, PRESETS, STYLE, Preset
from cute_animal.prompt import GenerationRequest, build_request
from cute_animal.safety import check_prompt
from cute_animal.wording import IDEAS
from cute_animal.workflow import (
    FILES,
    SAMPLERS,
    WIDGETS,
    Workflow,
    as_text,
    build_workflow,
    has_workflow,
    png_texts,
    shift_of,
    signatures,
    write_workflow,
)

EXAMPLES = Path(__file__).parents[1] / "examples" / "comfyui"
WITH_WORKFLOW = [name for name, preset in PRESETS.items() if has_workflow(preset)]
EVERY_WAY = [
    (name, scheduler)
    for name in WITH_WORKFLOW
    for scheduler in PRESETS[name].schedulers
    if scheduler in SAMPLERS
]


def request_for(name: str, wish: str = IDEAS["zh"][0], **changes: Any) -> GenerationRequest:
    request = build_request(check_prompt(wish), seed=7, preset=PRESETS[name])
    return dataclasses.replace(request, **changes)


def workflow_of(name: str, **changes: Any) -> Workflow:
    return build_workflow(request_for(name, **changes), PRESETS[name])


def only(api: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """The inputs of the one node of a kind."""
    (inputs,) = (node["inputs"] for node in api.values() if node["class_type"] == kind)
    return inputs  # type: ignore[no-any-return]


def check_value(about: Mapping[str, Any], value: Any) -> None:
    """A value that is typed in, against what the node says of it."""
    kind = about["type"]
    assert kind in WIDGETS, f"{kind} comes by a link"
    if kind == "COMBO":
        assert isinstance(value, str) and value
        assert "folder" in about or value in about["options"], value
        assert "folder" not in about or value.endswith(".safetensors"), value
    elif kind == "STRING":
        assert isinstance(value, str)
    else:
        assert isinstance(value, int if kind == "INT" else int | float) and not isinstance(value, bool)
        assert about["min"] <= value <= about["max"] and value % about.get("step", value or 1) == 0


@pytest.mark.parametrize("name, scheduler", EVERY_WAY)
def test_api_format_is_what_the_nodes_take(name: str, scheduler: str) -> None:
    api = workflow_of(name, scheduler=scheduler).as_api()
    for node in api.values():
        signature = signatures()[node["class_type"]]
        needed = {key for key, about in signature["inputs"].items() if not about.get("optional")}
        assert needed <= set(node["inputs"]) <= set(signature["inputs"])
        for key, value in node["inputs"].items():
            about = signature["inputs"][key]
            if isinstance(value, list):
                source, output = value
                assert signatures()[api[source]["class_type"]]["outputs"][output] == about["type"]
            else:
                check_value(about, value)
    assert [node["class_type"] for node in api.values()].count("SaveImage") == 1


@pytest.mark.parametrize("name, scheduler", EVERY_WAY)
def test_graph_format_holds_the_same_nodes_links_and_values(name: str, scheduler: str) -> None:
    workflow = workflow_of(name, scheduler=scheduler)
    graph, api = workflow.as_graph(), workflow.as_api()
    nodes = {node["id"]: node for node in graph["nodes"]}
    assert {str(key): node["type"] for key, node in nodes.items()} == {
        key: node["class_type"] for key, node in api.items()
    }
    linked: dict[tuple[int, str], list[Any]] = {}
    for number, source, output, target, slot, kind in graph["links"]:
        assert number in nodes[source]["outputs"][output]["links"]
        assert nodes[source]["outputs"][output]["type"] == kind
        entry = nodes[target]["inputs"][slot]
        assert entry["link"] == number and entry["type"] == kind
        linked[target, entry["name"]] = [str(source), output]
    for key, node in nodes.items():
        typed = iter(node["widgets_values"])
        back: dict[str, Any] = {}
        for name_, about in signatures()[node["type"]]["inputs"].items():
            back[name_] = next(typed) if about["type"] in WIDGETS else linked[key, name_]
            if about.get("control"):
                assert next(typed) == "fixed"
        assert back == api[str(key)]["inputs"] and next(typed, None) is None
    assert graph["last_link_id"] == len(graph["links"]) and graph["last_node_id"] == max(nodes)


@pytest.mark.parametrize("name", WITH_WORKFLOW)
def test_nodes_do_not_lie_on_each_other(name: str) -> None:
    nodes = workflow_of(name).as_graph()["nodes"]
    boxes = [(*node["pos"], *node["size"]) for node in nodes]
    for i, (x, y, wide, high) in enumerate(boxes):
        for other_x, other_y, other_wide, other_high in boxes[:i]:
            apart_x = x >= other_x + other_wide or other_x >= x + wide
            assert apart_x or y >= other_y + other_high or other_y >= y + high


def test_qwen_image_carries_the_preset() -> None:
    preset = PRESETS["qwen-image"]
    api = workflow_of("qwen-image").as_api()
    sampler = only(api, "KSampler")
    assert (sampler["steps"], sampler["cfg"], sampler["seed"]) == (preset.num_inference_steps, 1.0, 7)
    assert preset.lora is not None and only(api, "LoraLoaderModelOnly")["lora_name"] == preset.lora.file
    assert only(api, "CLIPTextEncode")["text"] == STYLE["zh"].format(wish=IDEAS["zh"][0])
    paper = only(api, "EmptySD3LatentImage")
    assert (paper["width"], paper["height"]) == (preset.width, preset.height)
    assert only(api, "ModelSamplingAuraFlow")["shift"] == 3.0
    assert only(api, "SaveImage")["filename_prefix"] == "Qwen_Image_Cute_Animal_For_Kids"


def test_qwen_image_8_differs_in_lora_and_steps() -> None:
    eight = workflow_of("qwen-image-8").as_api()
    assert only(eight, "KSampler")["steps"] == 8
    assert "8steps" in only(eight, "LoraLoaderModelOnly")["lora_name"]


def test_sd15_has_guidance_and_says_what_it_must_not_draw() -> None:
    api = workflow_of("sd15").as_api()
    texts = [node["inputs"]["text"] for node in api.values() if node["class_type"] == "CLIPTextEncode"]
    sampler = only(api, "KSampler")
    assert api[sampler["negative"][0]]["inputs"]["text"] == NEGATIVE in texts
    assert sampler["cfg"] == PRESETS["sd15"].call["guidance_scale"]
    assert "rabbit" in api[sampler["positive"][0]]["inputs"]["text"]  # it reads English only


def test_a_changed_preset_changes_the_workflow() -> None:
    changed = dataclasses.replace(
        PRESETS["z-image-turbo"], width=768, height=1024, call={"guidance_scale": 3.0}
    )
    request = build_request(check_prompt("a bear"), seed=1, num_inference_steps=12, preset=changed)
    api = build_workflow(request, changed).as_api()
    assert only(api, "EmptySD3LatentImage") == {"width": 768, "height": 1024, "batch_size": 1}
    assert (only(api, "KSampler")["cfg"], only(api, "KSampler")["steps"]) == (3.0, 12)


def comfyui_sigmas(scheduler: str, shift: float | None, steps: int) -> np.ndarray:
    """What ComfyUI walks: its schedulers' formulas, over a flow's or Stable Diffusion's noise levels."""
    if shift is not None:
        t = np.arange(1, 1001) / 1000
        table = shift * t / (1 + (shift - 1) * t)
    else:
        betas = np.linspace(0.00085**0.5, 0.012**0.5, 1000) ** 2
        kept = np.cumprod(1 - betas)
        table = np.sqrt((1 - kept) / kept)
    if scheduler == "simple":
        picked = [table[-(1 + int(step * 1000 / steps))] for step in range(steps)]
    elif scheduler == "karras":
        ramp = np.linspace(0, 1, steps)
        picked = (table[-1] ** (1 / 7) + ramp * (table[0] ** (1 / 7) - table[-1] ** (1 / 7))) ** 7
    else:
        timesteps = (
            np.linspace(999, 0, steps + 1)[:-1] if scheduler == "sgm_uniform" else np.linspace(999, 0, steps)
        )
        picked = np.exp(np.interp(timesteps, np.arange(1000), np.log(table)))
    return np.array([*picked, 0.0])


def our_sigmas(preset: Preset, name: str, steps: int) -> np.ndarray:
    """What diffusers walks, as the preset's pipeline asks for it."""
    choice, saved = preset.schedulers[name], architecture(preset)["scheduler"]["config"]
    config = choice.changes if choice.fresh else {**saved, **choice.changes}
    scheduler = getattr(diffusers, choice.scheduler).from_config(dict(config))
    if "Flow" in choice.scheduler or config.get("use_flow_sigmas"):
        more = {"mu": config["base_shift"]} if config.get("use_dynamic_shifting") else {}
        scheduler.set_timesteps(sigmas=np.linspace(1.0, 1 / steps, steps), **more)
    else:
        scheduler.set_timesteps(steps)
    return np.asarray(scheduler.sigmas)


@pytest.mark.parametrize("name, scheduler", EVERY_WAY)
def test_comfyui_walks_the_same_sigmas(name: str, scheduler: str) -> None:
    preset = PRESETS[name]
    steps = preset.num_inference_steps
    shift = shift_of(preset, preset.schedulers[scheduler])
    theirs = comfyui_sigmas(SAMPLERS[scheduler][1], shift, steps)
    # diffusers rounds timesteps to whole ones where ComfyUI interpolates.
    np.testing.assert_allclose(our_sigmas(preset, scheduler, steps), theirs, rtol=6e-3, atol=2e-3)


def test_a_shift_that_grows_with_the_picture_is_no_number() -> None:
    preset = PRESETS["dreamlite"]
    with pytest.raises(ValueError, match="size"):
        shift_of(preset, preset.schedulers["flow-euler"])
    assert math.isclose(
        shift_of(PRESETS["qwen-image"], PRESETS["qwen-image"].schedulers["lightning"]) or 0, 3
    )


@pytest.mark.parametrize("language, part", [("en", "no ComfyUI workflow"), ("zh", "没有 ComfyUI 工作流")])
@pytest.mark.parametrize("name", sorted(set(PRESETS) - set(WITH_WORKFLOW)))
def test_other_presets_are_answered_with_those_that_have_one(name: str, language: Any, part: str) -> None:
    with pytest.raises(BadRequest, match=part) as caught:
        workflow_of(name, language=language)
    assert all(known in str(caught.value) for known in WITH_WORKFLOW)


def test_a_scheduler_that_comfyui_does_not_have_is_refused_and_not_replaced() -> None:
    with pytest.raises(BadRequest, match="ddim") as caught:
        workflow_of("sd15", scheduler="ddim", language="en")
    assert "dpmsolver++" in str(caught.value)
    assert png_texts(request_for("sd15", scheduler="ddim"), PRESETS["sd15"]) == {}


def test_png_texts_are_plain_ascii_and_only_where_there_is_a_workflow() -> None:
    texts = png_texts(request_for("qwen-image"), PRESETS["qwen-image"])
    assert all(text.isascii() for text in texts.values())
    assert json.loads(texts["prompt"]) == workflow_of("qwen-image").as_api()
    assert json.loads(texts["workflow"]) == json.loads(json.dumps(workflow_of("qwen-image").as_graph()))
    assert png_texts(request_for("starter"), PRESETS["starter"]) == {}


@pytest.mark.parametrize("name", ["qwen-image", "z-image-turbo", "sd15"])
def test_examples_are_what_the_command_writes(name: str, tmp_path: Path, capsys: Any) -> None:
    title = FILES[PRESETS[name].weights].title
    out = tmp_path / f"{title}.json"
    assert main(["workflow", IDEAS["zh"][0], "--preset", name, "--seed", "7", "--out", str(out)]) == 0
    written = [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert written == [out, tmp_path / f"{title}_api.json"]
    for file in written:
        assert file.read_text("utf-8") == (EXAMPLES / file.name).read_text("utf-8")


def test_no_other_example_lies_about() -> None:
    titles = {files.title for files in FILES.values()}
    assert {file.name for file in EXAMPLES.iterdir()} == {
        f"{title}{end}" for title in titles for end in (".json", "_api.json")
    }


@pytest.mark.parametrize(
    "argv, part",
    [
        pytest.param(["workflow", ""], "", id="empty-wish"),
        pytest.param(["workflow", "a bear with a gun"], "", id="unsafe-wish"),
        pytest.param(["workflow", "a bear", "--preset", "starter"], "qwen-image", id="no-workflow"),
        pytest.param(["workflow", "a bear", "--preset", "nosuch"], "nosuch", id="no-preset"),
        pytest.param(["workflow", "a bear", "--steps", "9"], "from 2 to 8", id="steps"),
        pytest.param(["workflow", "小熊", "--out", "a.txt"], ".json", id="no-json"),
        pytest.param(["workflow", "a bear", "--scheduler", "ddim", "--preset", "sd15"], "ddim", id="ddim"),
    ],
)
def test_bad_input_is_answered_with_a_sentence(
    argv: list[str], part: str, tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(argv) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.strip() and part in err and not list(tmp_path.iterdir())


def test_a_folder_that_is_a_file_is_answered_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadRequest):
        write_workflow(workflow_of("sd15"), tmp_path / "file" / "workflow.json")
    assert as_text({"词": 1}) == '{\n  "词": 1\n}\n'
