"""The real diffusers pipeline classes around random two-layer weights, made offline; a draw takes no time.

Sizes shrink; what a caller has to know stays as in the real models: classes, latent channels, 8 px per
latent cell, scaling factors, schedulers. So latents for 512 x 512 px have the shape the real model wants.
Knows nothing about the program's own pipeline and presets.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import diffusers
import torch
import transformers
from diffusers import DiffusionPipeline
from peft import LoraConfig, get_peft_model_state_dict
from transformers import CLIPTokenizer, Qwen2Tokenizer

from cute_animal.architectures import byte_tokenizer

Pipe = TypeVar("Pipe", bound=DiffusionPipeline)
AnyTokenizer = TypeVar("AnyTokenizer", Qwen2Tokenizer, CLIPTokenizer)

SEED = 0
WIDTH = 32  # channels of everything that has no reason for another number
HEAD_DIM = 16
NOISE = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "steps_offset": 1}


def seeded(build: Callable[[], Pipe]) -> Callable[[], Pipe]:
    """Build with the same weights every time, ready to draw, and leave the caller's random numbers alone."""

    @functools.wraps(build)
    def build_seeded() -> Pipe:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(SEED)
            pipe = build()
        for component in pipe.components.values():
            if isinstance(component, torch.nn.Module):
                component.eval()  # as from_pretrained leaves them
        pipe.set_progress_bar_config(disable=True)
        return pipe

    return build_seeded


def checked(tokenizer: AnyTokenizer) -> AnyTokenizer:
    """Refuse a tokenizer that swallows words: transformers 5 ignores arguments that it no longer has."""
    for word in ("小熊", "bear"):
        length = len(tokenizer(word, add_special_tokens=False).input_ids)
        assert length == len(word.encode()), f"{word} encodes to {length} tokens"
    return tokenizer


def qwen_tokenizer() -> Qwen2Tokenizer:
    """The template that Qwen-Image drops 34 tokens of has 149 here: the rest stays."""
    return checked(byte_tokenizer("Qwen2Tokenizer"))


def clip_tokenizer(pad_token: str = "<|endoftext|>") -> CLIPTokenizer:
    return checked(byte_tokenizer("CLIPTokenizer", pad_token=pad_token))


def text_sizes(tokenizer: Qwen2Tokenizer | CLIPTokenizer) -> dict[str, Any]:
    """What the configurations of all text encoders share."""
    return {
        "vocab_size": len(tokenizer),
        "hidden_size": WIDTH,
        "intermediate_size": 2 * WIDTH,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "pad_token_id": tokenizer.pad_token_id,
        "bos_token_id": tokenizer.bos_token_id,
        "eos_token_id": tokenizer.eos_token_id,  # where CLIP reads its pooled vector
    }


def qwen_vl_config(tokenizer: Qwen2Tokenizer, text: dict[str, Any], vision: dict[str, Any]) -> dict[str, Any]:
    """What Qwen2.5-VL and Qwen3-VL share."""
    rope = {"rope_type": "default", "rope_theta": 1_000_000.0, "mrope_section": [2, 3, 3]}  # half of HEAD_DIM
    sizes = {"depth": 2, "hidden_size": WIDTH, "intermediate_size": 2 * WIDTH, "num_heads": 2}
    return {
        "text_config": {**text_sizes(tokenizer), "num_key_value_heads": 1, "rope_parameters": rope, **text},
        "vision_config": {**sizes, "out_hidden_size": WIDTH, **vision},
        "vision_start_token_id": tokenizer.convert_tokens_to_ids("<|vision_start|>"),
        "vision_end_token_id": tokenizer.convert_tokens_to_ids("<|vision_end|>"),
        "image_token_id": tokenizer.convert_tokens_to_ids("<|image_pad|>"),
        "video_token_id": tokenizer.convert_tokens_to_ids("<|video_pad|>"),
    }


def clip_config(tokenizer: CLIPTokenizer, **changes: Any) -> transformers.CLIPTextConfig:
    return transformers.CLIPTextConfig(**text_sizes(tokenizer), projection_dim=WIDTH, **changes)


def autoencoder_kl(**changes: Any) -> diffusers.AutoencoderKL:
    """Four levels as in the real ones, so 8 px per latent cell. Tiles are 32 px: tiling shows at 64 px."""
    return diffusers.AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(8, 8, 16, 16),
        norm_num_groups=4,
        sample_size=32,
        **changes,
    )


def stable_diffusion_unet(**changes: Any) -> diffusers.UNet2DConditionModel:
    return diffusers.UNet2DConditionModel(
        sample_size=8,  # 64 px when the caller does not say
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        block_out_channels=(8, 16),
        layers_per_block=1,
        norm_num_groups=4,
        attention_head_dim=2,
        **changes,
    )


@seeded
def build_z_image() -> diffusers.ZImagePipeline:
    tokenizer = qwen_tokenizer()
    text_config = transformers.Qwen3Config(**text_sizes(tokenizer), num_key_value_heads=1, head_dim=HEAD_DIM)
    return diffusers.ZImagePipeline(
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(shift=3.0),
        vae=autoencoder_kl(
            latent_channels=16,
            scaling_factor=0.3611,
            shift_factor=0.1159,
            use_quant_conv=False,
            use_post_quant_conv=False,
        ),
        text_encoder=transformers.Qwen3Model(text_config),
        tokenizer=tokenizer,
        transformer=diffusers.ZImageTransformer2DModel(
            dim=2 * HEAD_DIM,
            n_layers=2,
            n_refiner_layers=1,
            n_heads=2,
            n_kv_heads=2,
            cap_feat_dim=WIDTH,
            axes_dims=[4, 6, 6],  # HEAD_DIM
            axes_lens=[1024, 128, 128],
        ),
    )


@seeded
def build_qwen_image() -> diffusers.QwenImagePipeline:
    tokenizer = qwen_tokenizer()
    config = qwen_vl_config(tokenizer, text={}, vision={"fullatt_block_indexes": [1]})
    return diffusers.QwenImagePipeline(
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(
            use_dynamic_shifting=True, max_shift=0.9, max_image_seq_len=8192, shift_terminal=0.02
        ),
        vae=diffusers.AutoencoderKLQwenImage(base_dim=8, num_res_blocks=1),
        text_encoder=transformers.Qwen2_5_VLForConditionalGeneration(transformers.Qwen2_5_VLConfig(**config)),
        tokenizer=tokenizer,
        transformer=diffusers.QwenImageTransformer2DModel(
            num_layers=2,
            attention_head_dim=HEAD_DIM,
            num_attention_heads=2,
            joint_attention_dim=WIDTH,
            axes_dims_rope=(4, 6, 6),  # HEAD_DIM
        ),
    )


@seeded
def build_dreamlite() -> diffusers.DreamLiteMobilePipeline:
    """Draws, does not edit: Qwen3VLProcessor needs torchvision, so its image half stands in for it."""
    tokenizer, eights = qwen_tokenizer(), (8,) * 4
    config = qwen_vl_config(tokenizer, text={"head_dim": HEAD_DIM}, vision={"deepstack_visual_indexes": [0]})
    return diffusers.DreamLiteMobilePipeline(
        text_encoder=transformers.Qwen3VLForConditionalGeneration(transformers.Qwen3VLConfig(**config)),
        tokenizer=tokenizer,
        processor=transformers.Qwen2VLImageProcessorPil(),
        vae=diffusers.AutoencoderTiny(encoder_block_out_channels=eights, decoder_block_out_channels=eights),
        unet=diffusers.DreamLiteUNetModel(
            block_out_channels=(8, 16, 32),
            layers_per_block=1,
            norm_num_groups=4,
            attention_head_dim=2,  # diffusers takes this for the number of heads
            cross_attention_dim=WIDTH,
            encoder_hid_dim=WIDTH,
            encoder_hid_dim_type="text_proj_rms",
            addition_embed_type="time",
            addition_time_embed_dim=8,
            projection_class_embeddings_input_dim=2 * 8,  # width and height
        ),
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
    )


@seeded
def build_sd15() -> diffusers.StableDiffusionPipeline:
    tokenizer = clip_tokenizer()
    return diffusers.StableDiffusionPipeline(
        vae=autoencoder_kl(),
        text_encoder=transformers.CLIPTextModel(clip_config(tokenizer)),
        tokenizer=tokenizer,
        unet=stable_diffusion_unet(cross_attention_dim=WIDTH),
        scheduler=diffusers.PNDMScheduler(skip_prk_steps=True, **NOISE),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )


@seeded
def build_sdxl() -> diffusers.StableDiffusionXLPipeline:
    tokenizer, tokenizer_2 = clip_tokenizer(), clip_tokenizer(pad_token="!")
    return diffusers.StableDiffusionXLPipeline(
        vae=autoencoder_kl(scaling_factor=0.13025),
        text_encoder=transformers.CLIPTextModel(clip_config(tokenizer)),
        text_encoder_2=transformers.CLIPTextModelWithProjection(clip_config(tokenizer_2, hidden_act="gelu")),
        tokenizer=tokenizer,
        tokenizer_2=tokenizer_2,
        unet=stable_diffusion_unet(
            cross_attention_dim=2 * WIDTH,  # both encoders, side by side
            use_linear_projection=True,
            addition_embed_type="text_time",
            addition_time_embed_dim=8,
            projection_class_embeddings_input_dim=WIDTH + 6 * 8,  # pooled text; two sizes and a corner
        ),
        scheduler=diffusers.EulerAncestralDiscreteScheduler(timestep_spacing="trailing", **NOISE),
        add_watermarker=False,
    )


BUILDERS: dict[str, Callable[[], DiffusionPipeline]] = {
    "z-image-turbo": build_z_image,
    "qwen-image": build_qwen_image,
    "dreamlite": build_dreamlite,
    "sd15": build_sd15,
    "sdxl-turbo": build_sdxl,
}


def save_tiny(name: str, folder: Path) -> Path:
    """Write that pipeline as a folder of safetensors, as it would lie there after a download.

    Loaded again it draws the same but for rounding (latents to 1e-6, then a pixel may differ by one level):
    weights read from a file start at another address, and the sums run in another order.
    """
    BUILDERS[name]().save_pretrained(folder)
    return folder


def write_lora(
    pipe: DiffusionPipeline, folder: Path, *, rank: int = 2, good: bool = True, nan: bool = False
) -> Path:
    """Write random LoRA weights for the denoiser, strong enough to be seen; `pipe` stays as it is.

    good=False names layers that the denoiser does not have; nan=True spoils one number. Raises TypeError
    for a class without a LoRA loader (DreamLite).
    """
    if not hasattr(pipe, "save_lora_weights"):
        raise TypeError(f"{type(pipe).__name__} loads no LoRA weights")
    name = "unet" if "unet" in pipe.components else "transformer"
    denoiser = copy.deepcopy(getattr(pipe, name))
    lora = LoraConfig(r=rank, lora_alpha=rank, target_modules=["to_q", "to_k", "to_v", "to_out.0"])
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(SEED)
        denoiser.add_adapter(lora, adapter_name="written")
        layers = {
            (key if good else key.replace("to_", "from_")): torch.randn(value.shape)
            for key, value in get_peft_model_state_dict(denoiser, adapter_name="written").items()
        }
    if nan:
        next(iter(layers.values()))[0, 0] = torch.nan
    pipe.save_lora_weights(folder, **{f"{name}_lora_layers": layers})
    return folder / "pytorch_lora_weights.safetensors"
