"""What a family of models is trained on: its own latents, its own words, its own loss.

One class per family, all with the same three methods; which one a pipeline needs is told by its class and its
scheduler. Knows nothing about files, optimizers or how long a training takes.

Shapes: B pictures of H x W px, C latent channels, h w latent cells.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from cute_animal.diffusion import denoiser_of
from cute_animal.errors import BadRequest
from cute_animal.lora_training.folder import Example
from cute_animal.presets import PRESETS, Preset
from cute_animal.wording import Language, say

Words = Mapping[str, Tensor]
"""What a denoiser is told of one picture, without a batch dimension; by names that only its family knows."""


class Family(Protocol):
    """How one family learns. denoiser: in all calls the module that is trained, with its adapter on."""

    def latents_of(self, pictures: Tensor) -> Tensor:
        """(B, 3, H, W) in [-1, 1] -> what the denoiser learns to draw, float32."""
        ...

    def words_of(self, prompt: str, example: Example, latents: Tensor) -> Words:
        """What the denoiser is told of one picture. latents: its own, (C, h, w)."""
        ...

    def loss(
        self, denoiser: nn.Module, latents: Tensor, words: Sequence[Words], rng: torch.Generator
    ) -> Tensor:
        """The mean loss of a batch. rng: on the CPU; all that is random comes from it."""
        ...


def family_for(pipe: Any, preset: Preset, *, language: Language = "en") -> Family:
    """Return the family of a pipeline. Raises BadRequest where nothing is known of how it was trained."""
    if preset.knows_only_vocabulary:
        from cute_animal.lora_training.starter_family import StarterFamily

        return StarterFamily(pipe)
    families: dict[str, Callable[[Any, str], Family]] = {
        "StableDiffusionPipeline": NoiseFamily,
        "StableDiffusionXLPipeline": NoiseFamily,
        "ZImagePipeline": ZImageFamily,
        "QwenImagePipeline": QwenImageFamily,
    }
    if (make := families.get(type(pipe).__name__)) is None:
        names = say("list-separator", language).join(name for name, one in PRESETS.items() if one.training)
        raise BadRequest(say("train-not-here", language, preset=preset.name, names=names))
    return make(pipe, denoiser_of(pipe, preset))


class _Diffusers:
    """What pipelines of diffusers have in common: an autoencoder whose latents are shifted and scaled."""

    def __init__(self, pipe: Any, denoiser: str) -> None:
        self.pipe, self.denoiser = pipe, denoiser

    @torch.no_grad()
    def latents_of(self, pictures: Tensor) -> Tensor:
        """The way back of diffusion.decode: (B, C, h, w). The most likely latents, not sampled ones."""
        vae = self.pipe.vae
        config = vae.config
        pictures = pictures.to(vae.device, vae.dtype)
        is_video = "temperal_downsample" in config
        encoded = vae.encode(pictures.unsqueeze(2) if is_video else pictures).latent_dist.mode()
        grid: Tensor = (encoded[:, :, 0] if is_video else encoded).float()
        mean, std = getattr(config, "latents_mean", None), getattr(config, "latents_std", None)
        if mean is not None and std is not None:
            shape = (1, -1, 1, 1)
            spread = torch.tensor(std).view(shape).to(grid) / (getattr(config, "scaling_factor", None) or 1.0)
            return (grid - torch.tensor(mean).view(shape).to(grid)) / spread
        scaled: Tensor = (grid - (getattr(config, "shift_factor", None) or 0.0)) * config.scaling_factor
        return scaled


class NoiseFamily(_Diffusers):
    """Stable Diffusion and SDXL: a UNet that finds noise (epsilon), v, or the picture (arXiv 2006.11239)."""

    def __init__(self, pipe: Any, denoiser: str) -> None:
        from diffusers import DDPMScheduler

        super().__init__(pipe, denoiser)
        self.scheduler = DDPMScheduler.from_config(pipe.scheduler.config)
        self.is_xl = "text_encoder_2" in pipe.components

    @torch.no_grad()
    def words_of(self, prompt: str, example: Example, latents: Tensor) -> Words:
        if not self.is_xl:
            embeds = self.pipe.encode_prompt(prompt, self.pipe._execution_device, 1, False)[0]
            return {"embeds": embeds[0]}
        embeds, _, pooled, _ = self.pipe.encode_prompt(prompt, do_classifier_free_guidance=False)
        side = self.pipe.vae_scale_factor
        height, width = latents.shape[-2] * side, latents.shape[-1] * side
        # As the picture was, where it was cut, as it is: SDXL's micro-conditioning (arXiv 2307.01952, 2.2).
        sizes = torch.tensor([height, width, 0, 0, height, width], dtype=torch.float32)
        return {"embeds": embeds[0], "pooled": pooled[0], "sizes": sizes}

    def loss(
        self, denoiser: nn.Module, latents: Tensor, words: Sequence[Words], rng: torch.Generator
    ) -> Tensor:
        noise = torch.randn(latents.shape, generator=rng).to(latents)
        count = self.scheduler.config.num_train_timesteps
        timesteps = torch.randint(count, (len(latents),), generator=rng).to(latents.device)
        noisy = self.scheduler.add_noise(latents, noise, timesteps)
        more: dict[str, Any] = {}
        if self.is_xl:
            more["added_cond_kwargs"] = {
                "text_embeds": _stacked(words, "pooled", latents),
                "time_ids": _stacked(words, "sizes", latents),
            }
        (predicted,) = denoiser(
            noisy,
            timesteps,
            encoder_hidden_states=_stacked(words, "embeds", latents),
            return_dict=False,
            **more,
        )
        return F.mse_loss(predicted.float(), self.target(latents, noise, timesteps))

    def target(self, latents: Tensor, noise: Tensor, timesteps: Tensor) -> Tensor:
        """What the UNet is asked for, by its scheduler's prediction_type."""
        kind = self.scheduler.config.prediction_type
        if kind == "v_prediction":
            velocity: Tensor = self.scheduler.get_velocity(latents, noise, timesteps)
            return velocity
        return latents if kind == "sample" else noise


class _Flow(_Diffusers):
    """Rectified flow (arXiv 2209.03003): x = (1 - sigma) picture + sigma noise; asked for noise - picture."""

    def sigmas(self, count: int, rng: torch.Generator) -> Tensor:
        """(count,) in (0, 1): logit-normal, shifted as the scheduler shifts its steps (arXiv 2403.03206)."""
        sigmas = torch.sigmoid(torch.randn(count, generator=rng))
        shift = float(self.pipe.scheduler.config.get("shift") or 1.0)
        return shift * sigmas / (1 + (shift - 1) * sigmas)

    def noised(self, latents: Tensor, rng: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
        """Return (noisy latents, what is asked for, sigmas (B,))."""
        noise = torch.randn(latents.shape, generator=rng).to(latents)
        sigmas = self.sigmas(len(latents), rng).to(latents.device)
        at = sigmas.view(-1, *[1] * (latents.ndim - 1))
        return (1 - at) * latents + at * noise, noise - latents, sigmas


class ZImageFamily(_Flow):
    """Z-Image: its time runs from 0, noise, to 1, and it answers with picture - noise."""

    @torch.no_grad()
    def words_of(self, prompt: str, example: Example, latents: Tensor) -> Words:
        (embeds,), _ = self.pipe.encode_prompt([prompt], do_classifier_free_guidance=False)
        return {"embeds": embeds}

    def loss(
        self, denoiser: nn.Module, latents: Tensor, words: Sequence[Words], rng: torch.Generator
    ) -> Tensor:
        noisy, target, sigmas = self.noised(latents, rng)
        dtype = _dtype_of(denoiser)
        answers = denoiser(
            list(noisy.to(dtype).unsqueeze(2).unbind(0)),  # one frame each: (C, 1, h, w)
            1 - sigmas,
            [one["embeds"].to(latents.device, dtype) for one in words],
            return_dict=False,
        )[0]
        predicted = -torch.stack([answer.float() for answer in answers]).squeeze(2)
        return F.mse_loss(predicted, target)


class QwenImageFamily(_Flow):
    """Qwen-Image: 2 x 2 cells are a token; its time is sigma."""

    @torch.no_grad()
    def words_of(self, prompt: str, example: Example, latents: Tensor) -> Words:
        embeds, _ = self.pipe.encode_prompt([prompt])  # alone, nothing of it is padding
        return {"embeds": embeds[0]}

    def loss(
        self, denoiser: nn.Module, latents: Tensor, words: Sequence[Words], rng: torch.Generator
    ) -> Tensor:
        noisy, target, sigmas = self.noised(latents, rng)
        dtype, (height, width) = _dtype_of(denoiser), latents.shape[-2:]
        lengths = [len(one["embeds"]) for one in words]
        embeds = nn.utils.rnn.pad_sequence([one["embeds"] for one in words], batch_first=True)
        mask = torch.arange(max(lengths)).expand(len(words), -1) < torch.tensor(lengths).view(-1, 1)
        (predicted,) = denoiser(
            hidden_states=self._packed(noisy).to(dtype),
            timestep=sigmas.to(dtype),
            encoder_hidden_states=embeds.to(latents.device, dtype),
            encoder_hidden_states_mask=None if bool(mask.all()) else mask.to(latents.device),
            img_shapes=[[(1, height // 2, width // 2)]] * len(latents),
            return_dict=False,
        )
        return F.mse_loss(predicted.float(), self._packed(target))

    def _packed(self, grid: Tensor) -> Tensor:
        packed: Tensor = self.pipe._pack_latents(grid, *grid.shape)
        return packed


def _stacked(words: Sequence[Words], name: str, like: Tensor) -> Tensor:
    return torch.stack([one[name] for one in words]).to(like)


def _dtype_of(module: nn.Module) -> torch.dtype:
    """The type of most of its weights: an adapter's own may be finer."""
    return next(weight.dtype for name, weight in module.named_parameters() if "lora_" not in name)
