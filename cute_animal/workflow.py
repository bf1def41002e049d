"""ComfyUI workflows of our presets, in its API format and in the graph format that its editor opens.

Everything in them comes from the request and the Preset: LoRA, steps, sampler, shift, guidance, size, seed,
the style sentences. Only the names of files are ComfyUI's own, which keeps models in other pieces than
diffusers does. Knows nothing about servers and pictures (comfyui.py does).
"""

from __future__ import annotations

import functools
import json
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from cute_animal.architectures import architecture
from cute_animal.errors import BadRequest
from cute_animal.presets import PRESETS, Preset, SchedulerChoice
from cute_animal.prompt import GenerationRequest
from cute_animal.wording import Language, say

NODES_FILE: Final = Path(__file__).with_name("data") / "comfyui-nodes.toml"
WIDGETS: Final = ("INT", "FLOAT", "STRING", "COMBO")  # types of inputs that are typed in, not linked
GRAPH_VERSION: Final = 0.4
COLUMN_PX, ROW_PX, NODE_PX, WIDGET_PX = 360, 40, 300, 24


@dataclass(frozen=True)
class Files:
    """A model as ComfyUI keeps it: one checkpoint, or a file per part. title: of its workflows."""

    title: str
    checkpoint: str = ""
    denoiser: str = ""
    text_encoder: str = ""
    text_encoder_type: str = ""
    vae: str = ""


# By the weights that a preset names: one that moves on has no workflow until its new files stand here.
# Names as in ComfyUI's own templates (comfyui-workflow-templates-json 0.1.123: image_qwen_Image_2512,
# image_z_image_turbo) and its repackaging. Qwen-Image in bfloat16: its LoRA draws a grid over fp8
# (tuning.py).
FILES: Final[Mapping[str, Files]] = MappingProxyType(
    {
        "Qwen/Qwen-Image-2512": Files(
            title="Qwen_Image_Cute_Animal_For_Kids",
            denoiser="qwen_image_2512_bf16.safetensors",
            text_encoder="qwen_2.5_vl_7b_fp8_scaled.safetensors",
            text_encoder_type="qwen_image",
            vae="qwen_image_vae.safetensors",
        ),
        "Tongyi-MAI/Z-Image-Turbo": Files(
            title="Z_Image_Turbo_Cute_Animal_For_Kids",
            denoiser="z_image_turbo_bf16.safetensors",
            text_encoder="qwen_3_4b.safetensors",
            text_encoder_type="lumina2",
            vae="ae.safetensors",
        ),
        "stable-diffusion-v1-5/stable-diffusion-v1-5": Files(
            title="SD15_Cute_Animal_For_Kids",
            checkpoint="v1-5-pruned-emaonly-fp16.safetensors",
        ),
    }
)
# (sampler, scheduler) of ComfyUI that walk the same sigmas as a scheduler of diffusers; tests compare them.
# ddim is not here: ComfyUI takes other timesteps where the number of steps does not divide 1000.
SAMPLERS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "lightning": ("euler", "simple"),
        "flow-euler": ("euler", "simple"),
        "flow-unipc": ("uni_pc_bh2", "simple"),
        "dpmsolver++": ("dpmpp_2m", "sgm_uniform"),
        "dpmsolver++karras": ("dpmpp_2m", "karras"),
        "unipc": ("uni_pc_bh2", "sgm_uniform"),
        "euler": ("euler", "normal"),
    }
)

Link = tuple[str, int]
"""(a node's id, which of its outputs)."""


@dataclass(frozen=True)
class Node:
    """A node of ComfyUI. inputs: by name; a Link, or the value itself."""

    kind: str
    inputs: Mapping[str, Any]


@dataclass(frozen=True)
class Workflow:
    """Nodes by id, in the order in which they run."""

    title: str
    nodes: Mapping[str, Node]

    def as_api(self) -> dict[str, Any]:
        """Return what ComfyUI's /prompt takes as "prompt"."""
        return {
            key: {
                "class_type": node.kind,
                "inputs": {
                    name: list(value) if isinstance(value, tuple) else value
                    for name, value in node.inputs.items()
                },
            }
            for key, node in self.nodes.items()
        }

    def as_graph(self) -> dict[str, Any]:
        """Return what ComfyUI's editor opens and saves."""
        links: list[list[Any]] = []
        nodes: list[dict[str, Any]] = []
        places = _places(self.nodes)
        for order, (key, node) in enumerate(self.nodes.items()):
            kinds = signatures()[node.kind]["inputs"]
            inputs: list[dict[str, Any]] = []
            for name, value in node.inputs.items():
                if isinstance(value, tuple):
                    slot, kind = len(inputs), kinds[name]["type"]
                    links.append([len(links) + 1, int(value[0]), value[1], int(key), slot, kind])
                    inputs.append({"name": name, "type": kind, "link": len(links)})
            widgets = _widgets(node)
            nodes.append(
                {
                    "id": int(key),
                    "type": node.kind,
                    "pos": list(places[key]),
                    "size": [NODE_PX, _height_px(node)],
                    "flags": {},
                    "order": order,
                    "mode": 0,
                    "inputs": inputs,
                    "outputs": _outputs(node.kind),
                    "properties": {"Node name for S&R": node.kind},
                    "widgets_values": widgets,
                }
            )
        for number, source, output, *_ in links:
            node_from = next(node for node in nodes if node["id"] == source)
            node_from["outputs"][output]["links"].append(number)
        return {
            "last_node_id": max(map(int, self.nodes)),
            "last_link_id": len(links),
            "nodes": nodes,
            "links": links,
            "groups": [],
            "config": {},
            "extra": {"title": self.title},
            "version": GRAPH_VERSION,
        }


def has_workflow(preset: Preset) -> bool:
    """Is it a model that ComfyUI runs, with names of its files that are known here?"""
    return preset.weights in FILES


def build_workflow(request: GenerationRequest, preset: Preset) -> Workflow:
    """Return the workflow that draws the request. Raises BadRequest for a preset or scheduler without one."""
    language = request.language
    if not has_workflow(preset):
        names = say("list-separator", language).join(
            name for name, known in PRESETS.items() if has_workflow(known)
        )
        raise BadRequest(say("no-workflow", language, name=preset.name, names=names))
    files = FILES[preset.weights]
    name, choice = _scheduler(request, preset, language)
    sampler, scheduler = SAMPLERS[name]
    shift = shift_of(preset, choice)
    nodes: dict[str, Node] = {}

    def add(kind: str, **inputs: Any) -> str:
        key = str(len(nodes) + 1)
        order = signatures()[kind]["inputs"]
        nodes[key] = Node(kind, {name: inputs[name] for name in order if name in inputs})
        return key

    if files.checkpoint:
        loader = add("CheckpointLoaderSimple", ckpt_name=files.checkpoint)
        model, clip, vae = (loader, 0), (loader, 1), (loader, 2)
    else:
        model = (add("UNETLoader", unet_name=files.denoiser, weight_dtype="default"), 0)
        encoder = add(
            "CLIPLoader", clip_name=files.text_encoder, type=files.text_encoder_type, device="default"
        )
        clip = (encoder, 0)
        vae = (add("VAELoader", vae_name=files.vae), 0)
    if preset.lora is not None:
        model = (add("LoraLoaderModelOnly", model=model, lora_name=preset.lora.file, strength_model=1.0), 0)
    if shift is not None:
        model = (add("ModelSamplingAuraFlow", model=model, shift=shift), 0)
    positive = (add("CLIPTextEncode", clip=clip, text=request.prompt), 0)
    if preset.negative_prompt is None:  # without guidance nobody reads it
        negative = (add("ConditioningZeroOut", conditioning=positive), 0)
    else:
        negative = (add("CLIPTextEncode", clip=clip, text=preset.negative_prompt), 0)
    paper = add(
        "EmptyLatentImage" if files.checkpoint else "EmptySD3LatentImage",  # 4 channels, or 16
        width=request.width,
        height=request.height,
        batch_size=1,
    )
    latents = add(
        "KSampler",
        model=model,
        positive=positive,
        negative=negative,
        latent_image=(paper, 0),
        seed=request.seed,
        steps=request.num_inference_steps,
        cfg=_cfg(preset),
        sampler_name=sampler,
        scheduler=scheduler,
        denoise=1.0,
    )
    picture = add("VAEDecode", samples=(latents, 0), vae=vae)
    add("SaveImage", images=(picture, 0), filename_prefix=files.title)
    return Workflow(files.title, MappingProxyType(nodes))


def shift_of(preset: Preset, choice: SchedulerChoice) -> float | None:
    """Return the s of a flow's sigma = s t / (1 + (s - 1) t), None for a model that is no flow.

    Taken from the scheduler's config: the one saved with the weights (data/architectures), changed as the
    preset changes it. A shift that grows with the picture is worked out only where it does not grow.
    """
    saved = {} if choice.fresh else architecture(preset)["scheduler"]["config"]
    config = {**saved, **choice.changes}
    if config.get("use_flow_sigmas"):
        return float(config["flow_shift"])
    if "Flow" not in choice.scheduler:
        return None
    if not config.get("use_dynamic_shifting"):
        return float(config["shift"])
    if config["base_shift"] != config["max_shift"]:
        raise ValueError(f"{preset.name}: its shift depends on the size of the picture")
    return round(math.exp(config["base_shift"]), 6)


def png_texts(request: GenerationRequest, preset: Preset) -> dict[str, str]:
    """Return the text chunks by which ComfyUI opens a PNG as a workflow; none if there is no such workflow.

    They hold the wish: only for files whose recipe a grown-up wants kept.
    """
    if not has_workflow(preset) or _counterpart(request, preset) is None:
        return {}
    workflow = build_workflow(request, preset)
    # ASCII JSON: a plain PNG text chunk is Latin-1.
    return {"prompt": json.dumps(workflow.as_api()), "workflow": json.dumps(workflow.as_graph())}


def write_workflow(workflow: Workflow, path: Path, language: Language = "en") -> tuple[Path, Path]:
    """Write the graph to path and the API format beside it, as NAME_api.json. Returns both paths.

    Raises BadRequest if path is no .json or cannot be written.
    """
    beside = path.with_name(f"{path.stem}_api.json")
    if path.suffix.lower() != ".json" or path.is_dir():
        raise BadRequest(say("workflow-is-not-json", language, path=path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for file, content in ((path, workflow.as_graph()), (beside, workflow.as_api())):
            file.write_text(as_text(content), encoding="utf-8")
    except OSError as error:
        raise BadRequest(say("cannot-write", language, path=path), detail=str(error)) from error
    return path, beside


def as_text(content: Mapping[str, Any]) -> str:
    """JSON as it stands in a file."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


@functools.cache
def signatures() -> Mapping[str, Any]:
    """Return the nodes that we use: "inputs" (name -> type and range, in order) and "outputs" (types)."""
    content: dict[str, Any] = tomllib.loads(NODES_FILE.read_text(encoding="utf-8"))
    return MappingProxyType(content)


def _scheduler(request: GenerationRequest, preset: Preset, language: Language) -> tuple[str, SchedulerChoice]:
    name = _counterpart(request, preset)
    if name is None:
        names = say("list-separator", language).join(name for name in preset.schedulers if name in SAMPLERS)
        raise BadRequest(
            say("scheduler-not-in-comfyui", language, name=request.scheduler or "-", names=names)
        )
    return name, preset.schedulers[name]


def _counterpart(request: GenerationRequest, preset: Preset) -> str | None:
    """The scheduler's name in the preset, None if ComfyUI has nothing like it. Its own one is the first."""
    name = next(iter(preset.schedulers), None) if request.scheduler is None else request.scheduler
    return name if name in SAMPLERS and name in preset.schedulers else None


def _cfg(preset: Preset) -> float:
    """ComfyUI's guidance: 1 is none, which diffusers also says with less."""
    return max(1.0, float(preset.call.get("true_cfg_scale", preset.call.get("guidance_scale", 1.0))))


def _widgets(node: Node) -> list[Any]:
    """The values that are typed in, in the node's order."""
    values: list[Any] = []
    for name, about in signatures()[node.kind]["inputs"].items():
        if about["type"] in WIDGETS and name in node.inputs:
            values.append(node.inputs[name])
            if about.get("control"):
                values.append("fixed")
    return values


def _outputs(kind: str) -> list[dict[str, Any]]:
    types = signatures()[kind]["outputs"]
    return [{"name": name, "type": name, "links": [], "slot_index": slot} for slot, name in enumerate(types)]


def _height_px(node: Node) -> int:
    rows = max(len(node.inputs), len(signatures()[node.kind]["outputs"]))
    return WIDGET_PX * (rows + 1) + (4 * WIDGET_PX if node.kind == "CLIPTextEncode" else 0)


def _places(nodes: Mapping[str, Node]) -> dict[str, tuple[int, int]]:
    """Where each node stands in the editor: right of all that it needs, below its neighbours."""
    column: dict[str, int] = {}
    for key, node in nodes.items():
        needs = [column[value[0]] for value in node.inputs.values() if isinstance(value, tuple)]
        column[key] = 1 + max(needs, default=-1)
    next_y = dict.fromkeys(column.values(), 0)
    places = {}
    for key, node in nodes.items():
        places[key] = (COLUMN_PX * column[key], next_y[column[key]])
        next_y[column[key]] += _height_px(node) + ROW_PX
    return places
