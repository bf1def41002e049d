"""The models that the program can draw with: one frozen Preset each, values and not code.

A preset ties together what belongs together: weights and their revision, LoRA, steps, the schedulers that its
pipeline can take, the arguments of a call, precision, licence, sizes. Knows nothing about loading or memory.
Ids, revisions, schedulers and licences come from the models' own pages and repositories (README, "Models").
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

from cute_animal.errors import BadRequest
from cute_animal.wording import Language, say

MAX_STEPS: Final = 50  # more than any model here gains from

DType = Literal["bfloat16", "float16", "float32"]

# What every picture of a general model is asked to look like; the starter's style is in its weights.
STYLE: Final[Mapping[Language, str]] = MappingProxyType(
    {
        "en": "{wish}. Cute kawaii cartoon animal for small children, picture book illustration, soft rounded"
        " shapes, big friendly eyes, clean outlines, bright pastel colours, plain cheerful background",
        "zh": "{wish}。适合小朋友的可爱卡通小动物，绘本插画，圆润柔软的造型，大大的友好眼睛，干净的线条，"
        "明亮柔和的色彩，简单欢快的背景",
    }
)
NEGATIVE: Final = (
    "scary, creepy, realistic photo, people, human, nsfw, violence, blood, weapon, text, watermark, logo,"
    " extra limbs, deformed, blurry, low quality"
)


@dataclass(frozen=True)
class SchedulerChoice:
    """A scheduler class of diffusers. changes: to the config saved with the model; if fresh, all of it."""

    scheduler: str
    changes: Mapping[str, Any] = field(default_factory=dict, hash=False)
    fresh: bool = False


@dataclass(frozen=True)
class Lora:
    """Weights that change a denoiser, in one safetensors file. rank: as its card says; another is refused."""

    repo: str
    revision: str
    file: str
    rank: int
    download_bytes: int


@dataclass(frozen=True)
class LoraTraining:
    """How a LoRA of a preset is trained when nobody says otherwise. alpha: rank is scaled by alpha / rank.

    targets: ends of the names of layers, or one regular expression for whole names, as peft takes both.
    """

    rank: int
    alpha: int
    targets: tuple[str, ...] | str
    learning_rate: float = 1e-4
    max_train_steps: int = 2000
    batch_size: int = 1


@dataclass(frozen=True)
class Preset:
    """What has to be known of a model before it is loaded."""

    name: str
    weights: str  # a folder inside this package, any folder, or a hub id
    num_inference_steps: int  # when the caller does not say
    licence: str
    pipeline: str = (
        "CuteAnimalPipeline"  # the class, of diffusers unless it is ours; "" reads model_index.json
    )
    knows_only_vocabulary: bool = False  # a wish outside of vocabulary.py is answered in words, not drawn
    languages: tuple[Language, ...] = ("zh", "en")  # that its text encoder reads
    revision: str | None = None  # a commit: what was checked is what is loaded
    variant: str | None = None  # of the weights' files, such as fp16
    not_needed: tuple[str, ...] = ()  # components that are not fetched and not loaded
    lora: Lora | None = None
    training: LoraTraining | None = None  # None: no LoRA of it is trained here
    denoiser: str = "transformer"  # which component it is; "" looks
    call: Mapping[str, Any] = field(default_factory=dict, hash=False)  # guidance, as the pipeline names it
    negative_prompt: str | None = None
    schedulers: Mapping[str, SchedulerChoice] = field(default_factory=dict, hash=False)
    scheduler: str | None = None  # key of schedulers; None: the one saved with the weights
    fewest_steps: int = 1
    most_steps: int = MAX_STEPS
    most_batch: int = 1  # pictures that its pipeline is known to denoise at once
    dtypes: tuple[DType, ...] = ("bfloat16", "float32")  # that its family is known to stand, best first
    non_commercial: bool = False  # never a default then
    download_bytes: int = 0
    height: int = 512  # px
    width: int = 512  # px
    ran: str = "not run here"  # what has been drawn with the real weights, and where


# Attention, named as in diffusers' own training scripts for these families.
ATTENTION_LORA: Final = LoraTraining(rank=64, alpha=128, targets=("to_q", "to_k", "to_v", "to_out.0"))
# Its pictures come from the sketch for the most part: attention alone teaches it nothing new. By names, for
# any number of blocks. Not what reads the wish (`said`), and no planes or tints: all
# animals share them.
STARTER_LORA: Final = LoraTraining(
    rank=16,
    alpha=16,
    targets=(
        r"transformer_blocks\.\d+\.(attn[12]\.(to_[qkv]|to_out\.0)|ff\.net\.(0\.proj|2))"
        r"|adaln_single\.pool\.[02]|smooth_(in|out)"
        r"|sketch\.(codes\.condense\.\w+|(\w+\.)*(modulate\.[02]|first|second|conv[12])|refine\.\d+\.modulate"
        r"|merge\w*|features|draft)"
    ),
    learning_rate=2e-3,
    max_train_steps=800,
    batch_size=8,
)

FLOW_EULER: Final = SchedulerChoice("FlowMatchEulerDiscreteScheduler")
# Both pipelines pass `sigmas`, which DPMSolverMultistep does not take; UniPC, with the same order, does.
FLOW_UNIPC: Final = SchedulerChoice(
    "UniPCMultistepScheduler",
    MappingProxyType({"prediction_type": "flow_prediction", "use_flow_sigmas": True, "flow_shift": 3.0}),
    fresh=True,
)
EPSILON: Final[Mapping[str, SchedulerChoice]] = MappingProxyType(
    {
        "dpmsolver++": SchedulerChoice("DPMSolverMultistepScheduler", MappingProxyType({"solver_order": 2})),
        "dpmsolver++karras": SchedulerChoice(
            "DPMSolverMultistepScheduler", MappingProxyType({"solver_order": 2, "use_karras_sigmas": True})
        ),
        "unipc": SchedulerChoice("UniPCMultistepScheduler"),
        "euler": SchedulerChoice("EulerDiscreteScheduler"),
        "ddim": SchedulerChoice("DDIMScheduler"),
    }
)
# The Lightning LoRAs were distilled at a constant shift of 3: sigma = 3 s / (1 + 2 s). Changed from the
# model's own config, its shift_terminal would stay, and the last step would be wrong.
LIGHTNING: Final = SchedulerChoice(
    "FlowMatchEulerDiscreteScheduler",
    MappingProxyType(
        {
            "base_image_seq_len": 256,
            "max_image_seq_len": 8192,
            "base_shift": math.log(3),
            "max_shift": math.log(3),
            "shift": 1.0,
            "shift_terminal": None,
            "time_shift_type": "exponential",
            "use_dynamic_shifting": True,
            "num_train_timesteps": 1000,
        }
    ),
    fresh=True,
)

STARTER: Final = Preset(
    name="starter",
    weights="starter/weights",
    num_inference_steps=1,  # words and layout determine its pictures: more steps draw no better ones
    knows_only_vocabulary=True,
    licence="Apache-2.0",
    most_batch=8,
    training=STARTER_LORA,
    ran="everything, on CPUs",
)
QWEN_IMAGE: Final = Preset(
    name="qwen-image",
    weights="Qwen/Qwen-Image-2512",
    revision="25468b98e3276ca6700de15c6628e51b7de54a26",
    pipeline="QwenImagePipeline",
    most_batch=8,  # 3.14 times the pictures of one at a time on an H200; 16: 3.21 (sglang, issue 22183)
    num_inference_steps=4,
    fewest_steps=2,  # one step divides zero by zero
    most_steps=8,
    licence="Apache-2.0",
    lora=Lora(
        repo="lightx2v/Qwen-Image-2512-Lightning",
        revision="a52649c9d0f6e1a248bff13f0df33bb8a2abdb52",
        file="Qwen-Image-2512-Lightning-4steps-V1.0-bf16.safetensors",
        rank=64,
        download_bytes=849_608_296,
    ),
    training=ATTENTION_LORA,
    # Guidance is distilled into the LoRA; the pipeline's own default of 4 would be a second pass.
    call=MappingProxyType({"true_cfg_scale": 1.0}),
    schedulers=MappingProxyType({"lightning": LIGHTNING}),
    scheduler="lightning",
    download_bytes=57_704_595_735,
)

_PRESETS: Final = (
    STARTER,
    Preset(
        name="dreamlite",
        weights="carlofkl/DreamLite-mobile",
        revision="6695c3f4be230f0493fa5dbf78be3bc4d3bb2ab4",  # on its branch "diffusers"
        pipeline="DreamLiteMobilePipeline",
        not_needed=("processor",),  # for pictures to edit; it would need torchvision
        num_inference_steps=4,
        most_steps=8,
        licence="CC-BY-NC-4.0 (non-commercial)",
        non_commercial=True,
        denoiser="unet",
        schedulers=MappingProxyType({"flow-euler": FLOW_EULER}),
        download_bytes=5_071_894_300,
    ),
    Preset(
        name="z-image-turbo",
        weights="Tongyi-MAI/Z-Image-Turbo",
        revision="f332072aa78be7aecdf3ee76d5c247082da564a6",
        pipeline="ZImagePipeline",
        most_batch=8,
        num_inference_steps=8,  # the card's 9 are of an older diffusers, which added one that did nothing
        most_steps=16,
        licence="Apache-2.0",
        # Its attention layers, not those of the layers that refine words and noise before they meet.
        training=replace(ATTENTION_LORA, targets=r"layers\.\d+\.attention\.(to_[qkv]|to_out\.0)"),
        call=MappingProxyType({"guidance_scale": 0.0}),
        schedulers=MappingProxyType({"flow-euler": FLOW_EULER, "flow-unipc": FLOW_UNIPC}),
        download_bytes=32_840_000_000,  # its transformer is kept in float32
    ),
    QWEN_IMAGE,
    replace(
        QWEN_IMAGE,
        name="qwen-image-8",
        num_inference_steps=8,
        lora=replace(
            QWEN_IMAGE.lora,  # type: ignore[type-var]  # replace() takes it for what might be None
            file="Qwen-Image-2512-Lightning-8steps-V1.0-bf16.safetensors",
        ),
    ),
    Preset(
        name="sd15",
        weights="stable-diffusion-v1-5/stable-diffusion-v1-5",
        revision="451f4fe16113bff5a5d2269ed5ad43b0592e9a14",
        variant="fp16",
        # Its checker knows nakedness and not blood, and blacks pictures out without a word. A check of our
        # own for general models is to come; until then none of them is a default.
        not_needed=("safety_checker", "feature_extractor"),
        pipeline="StableDiffusionPipeline",
        most_batch=8,
        num_inference_steps=15,
        languages=("en",),
        licence="CreativeML OpenRAIL-M (with use restrictions)",
        training=ATTENTION_LORA,
        denoiser="unet",
        call=MappingProxyType({"guidance_scale": 7.5}),
        negative_prompt=NEGATIVE,
        schedulers=EPSILON,
        scheduler="dpmsolver++",
        dtypes=("float16", "bfloat16", "float32"),
        download_bytes=2_132_600_000,
    ),
    Preset(
        name="sdxl-turbo",
        weights="stabilityai/sdxl-turbo",
        revision="71153311d3dbb46851df1931d3ca6e939de83304",
        variant="fp16",
        pipeline="StableDiffusionXLPipeline",
        most_batch=8,
        num_inference_steps=4,
        most_steps=8,
        languages=("en",),
        licence="Stability AI Community License (commercial use restricted)",
        training=ATTENTION_LORA,
        non_commercial=True,
        denoiser="unet",
        call=MappingProxyType({"guidance_scale": 0.0}),
        schedulers=MappingProxyType(
            {
                "euler-ancestral": SchedulerChoice("EulerAncestralDiscreteScheduler"),
                # It was distilled at the last of each stretch of timesteps.
                "euler": SchedulerChoice(
                    "EulerDiscreteScheduler", MappingProxyType({"timestep_spacing": "trailing"})
                ),
            }
        ),
        dtypes=("float16", "bfloat16", "float32"),
        download_bytes=6_940_000_000,
    ),
)
PRESETS: Mapping[str, Preset] = MappingProxyType({preset.name: preset for preset in _PRESETS})
DEFAULT_PRESET: Final = STARTER.name


def get_preset(name: str | None = None, *, language: Language = "en", anything: bool = False) -> Preset:
    """Return the preset of that name, or the default one. Raises BadRequest with the list of names.

    anything: also a folder with a model_index.json, or a hub id "owner/name", drawn with the pipeline that it
    names. For names from whoever runs the program, never for a visitor's: loading one fetches it.
    """
    chosen = DEFAULT_PRESET if name is None else name
    if (preset := PRESETS.get(chosen)) is not None:
        return preset
    if anything and (is_hub_id(chosen) or (Path(chosen).expanduser() / "model_index.json").is_file()):
        if _holds_a_starter(Path(chosen).expanduser()):
            return replace(PRESETS[DEFAULT_PRESET], name=chosen, weights=chosen, ran="not run here")
        return Preset(
            name=chosen,
            weights=chosen,
            pipeline="",
            denoiser="",
            num_inference_steps=20,
            licence="unknown: its card says",
        )
    known = say("list-separator", language).join(PRESETS)
    raise BadRequest(say("preset-unknown", language, name=chosen[:40], names=known))


def _holds_a_starter(folder: Path) -> bool:
    """Is it the built-in model, trained further? Then all that is special about it holds."""
    index = folder / "model_index.json"
    return index.is_file() and f'"{STARTER.pipeline}"' in index.read_text(encoding="utf-8")


def is_hub_id(name: str) -> bool:
    """Does it look like "owner/name"? Nobody is asked."""
    owner, slash, model = name.partition("/")
    parts_are_plain = all(part and not set(part) - _ID_LETTERS for part in (owner, model))
    return bool(slash) and parts_are_plain and not name.startswith(".") and len(name) <= 96


_ID_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
