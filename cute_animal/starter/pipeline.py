"""CuteAnimalPipeline: the starter as a diffusers pipeline, from wishes to pictures.

Works as any diffusers pipeline does: from_pretrained, save_pretrained, scheduler swap, LoRA, model offload,
step callbacks, batches. Beyond that it takes a layout per picture (where, how big), sampled when not given.

Shapes: B pictures, (B, 32, 16, 16) latents, 512x512 px.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from diffusers import DiffusionPipeline, FlowMatchEulerDiscreteScheduler
from diffusers.loaders import SanaLoraLoaderMixin
from diffusers.utils import BaseOutput
from PIL import Image, ImageFilter
from torch import Tensor
from transformers import PreTrainedTokenizerFast, Qwen3Model

from cute_animal.starter.autoencoder import StarterAutoencoder
from cute_animal.starter.denoiser import StarterTransformer2DModel
from cute_animal.starter.layout import Layout, layout_numbers, sample_layout
from cute_animal.starter.noise import LATENT_SHAPE, SHIFT
from cute_animal.starter.text_encoder import encode_wishes

PREVIEW_PX = 64

StepCallback = Callable[["CuteAnimalPipeline", int, int, dict[str, Tensor]], dict[str, Tensor]]


@dataclass
class CuteAnimalPipelineOutput(BaseOutput):
    """images: B PIL images, or (B, 3, 512, 512) float32 in [-1, 1], or latents, as `output_type` asked."""

    images: list[Image.Image] | Tensor


class CuteAnimalPipeline(DiffusionPipeline, SanaLoraLoaderMixin):
    """Wishes in Chinese or English to 512x512 pictures of cute animals."""

    model_cpu_offload_seq = "text_encoder->transformer->vae"
    _callback_tensor_inputs = ("latents", "pred_original_sample")

    def __init__(
        self,
        tokenizer: PreTrainedTokenizerFast,
        text_encoder: Qwen3Model,
        transformer: StarterTransformer2DModel,
        vae: StarterAutoencoder,
        scheduler: FlowMatchEulerDiscreteScheduler,
    ) -> None:
        super().__init__()
        self.register_modules(
            tokenizer=tokenizer,
            text_encoder=text_encoder,
            transformer=transformer,
            vae=vae,
            scheduler=scheduler,
        )
        self.stage_seconds: dict[str, float] = {}  # of the last call: encode, denoise, decode

    @torch.inference_mode()
    def __call__(
        self,
        prompt: str | Sequence[str],
        *,
        num_inference_steps: int = 1,
        latents: Tensor | None = None,
        layouts: Sequence[Layout] | None = None,
        generator: torch.Generator | None = None,
        output_type: str = "pil",
        attention_kwargs: dict[str, Any] | None = None,
        callback_on_step_end: StepCallback | None = None,
        callback_on_step_end_tensor_inputs: Sequence[str] = ("latents",),
    ) -> CuteAnimalPipelineOutput:
        """Draw one picture per prompt.

        latents: initial noise (B, 32, 16, 16), standard normal; drawn with `generator` when None.
        layouts: B layouts; sampled when None, with a seed that `generator` gives.
        output_type: "pil", "pt" or "latent".
        callback_on_step_end(pipe, step, timestep, tensors) may raise to stop; "pred_original_sample" is the
        picture as the network sees it at that step, as latents.
        """
        unknown = set(callback_on_step_end_tensor_inputs) - set(self._callback_tensor_inputs)
        if unknown:
            raise ValueError(
                f"callback_on_step_end_tensor_inputs: {sorted(unknown)} not in {self._callback_tensor_inputs}"
            )
        prompts = [prompt] if isinstance(prompt, str) else list(prompt)
        device, dtype = self._execution_device, self.transformer.dtype
        clock = time.perf_counter
        started = clock()

        # Words and pixels one by one: in a batch their sums are taken in another order, and a picture would
        # depend on its mates.
        prompt_embeds = torch.cat([self.encode_prompt([one]) for one in prompts])  # (B, S, C)
        if latents is None:
            latents = torch.randn((len(prompts), *LATENT_SHAPE), generator=generator)
        if layouts is None:
            rng = np.random.default_rng(int(torch.randint(2**62, (1,), generator=generator)))
            layouts = [sample_layout(rng) for _ in prompts]
        if len(layouts) != len(prompts) or latents.shape[0] != len(prompts):
            raise ValueError(
                f"{len(prompts)} prompts, {latents.shape[0]} latents, {len(layouts)} layouts: unequal"
            )
        layout = torch.from_numpy(np.stack([layout_numbers(one) for one in layouts])).to(device)  # (B, N)
        encoded = clock()

        # The path is walked in float32: bf16 steps would add up their rounding.
        latents = latents.to(device, torch.float32)
        self.scheduler.set_timesteps(num_inference_steps, device=device)
        with self.progress_bar(total=num_inference_steps) as progress:
            for step, timestep in enumerate(self.scheduler.timesteps):
                (noise_pred,) = self.transformer(
                    latents.to(dtype),
                    encoder_hidden_states=prompt_embeds,
                    timestep=timestep.expand(len(prompts)),
                    layout=layout,
                    attention_kwargs=attention_kwargs,
                )
                noise_pred = noise_pred.float()
                tensors = {"pred_original_sample": latents - timestep / 1000 * noise_pred}
                latents = self.scheduler.step(noise_pred, timestep, latents, return_dict=False)[0]
                progress.update()
                if callback_on_step_end is not None:
                    tensors["latents"] = latents
                    wanted = {name: tensors[name] for name in callback_on_step_end_tensor_inputs}
                    latents = (callback_on_step_end(self, step, timestep, wanted) or {}).get(
                        "latents", latents
                    )
        denoised = clock()

        images: list[Image.Image] | Tensor = latents
        if output_type != "latent":
            parts = latents.to(self.vae.dtype).split(1)
            decoded = torch.cat([self.vae.decode(one) for one in parts]).float().clamp(-1, 1)  # (B, 3, H, W)
            images = decoded if output_type == "pt" else to_pictures(decoded)
        self.maybe_free_model_hooks()
        self.stage_seconds = {
            "encode": encoded - started,
            "denoise": denoised - encoded,
            "decode": clock() - denoised,
        }
        return CuteAnimalPipelineOutput(images=images)

    @torch.inference_mode()
    def encode_prompt(self, prompt: Sequence[str]) -> Tensor:
        """What the denoiser reads of B prompts: (B, S, C), in its own type."""
        states: Tensor = encode_wishes(self.text_encoder, self.tokenizer, prompt)
        return states.to(self.transformer.dtype)

    def preview(self, latents: Tensor) -> list[Image.Image]:
        """Latents (B, 32, 16, 16) -> B blurred 64x64 pictures: harmless by make, whatever they show."""
        small = to_pictures(self.vae.preview(latents))  # 16 x 16 px each
        return [
            picture.resize((PREVIEW_PX, PREVIEW_PX), Image.Resampling.BICUBIC).filter(
                ImageFilter.GaussianBlur(2)
            )
            for picture in small
        ]


def to_pictures(tensor: Tensor) -> list[Image.Image]:
    """(B, 3, H, W) float in [-1, 1] -> B RGB pictures. Raises ValueError for non-finite values."""
    if not bool(torch.isfinite(tensor).all()):
        raise ValueError("the decoded picture has non-finite values")
    array = ((tensor + 1) * 127.5).round().to(torch.uint8).permute(0, 2, 3, 1).cpu().numpy()  # uint8 NHWC
    return [Image.fromarray(one) for one in array]


def build_scheduler() -> FlowMatchEulerDiscreteScheduler:
    """Flow Euler with the shift that sampling was tuned with (README, "The starter")."""
    return FlowMatchEulerDiscreteScheduler(num_train_timesteps=1000, shift=SHIFT)
