"""Stage "decoder": the decoder alone, on the latents that it will really meet.

The encoder and the denoiser stay as they are, so this may be run at any time. A part of the latents is made
by the denoiser: a true latent, noised, and walked back in a few steps; the target is the drawn picture, which
words and layout determine. So the decoder learns to clean up after the denoiser.
"""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from cute_animal.starter.autoencoder import StarterAutoencoder
from cute_animal.starter.denoiser import StarterTransformer2DModel
from cute_animal.starter.noise import TIMESTEPS, add_noise
from cute_animal.starter.training.autoencode import picture_loss, to_tensor
from cute_animal.starter.training.conditions import Conditions
from cute_animal.starter.training.dataset import DENOISER, rendered
from cute_animal.starter.training.precision import autocast, memory_format
from cute_animal.starter.training.schedule import Stage

logger = logging.getLogger(__name__)

LEARNING_RATE = 5e-4
PICTURES = 4000  # the first of the denoiser's
BATCH = 6  # whole pictures
LEAST_NOISE = 0.3
STEPS_BACK = (1, 1, 2, 4)


@torch.no_grad()
def denoiser_made(
    clean: Tensor, states: Tensor, layout: Tensor, transformer: StarterTransformer2DModel
) -> Tensor:
    """Noise latents (B, C, h, w), mostly to noise alone, and walk back with the denoiser (Euler).

    Words and layout determine the picture, so even a lost latent has one target.
    """
    sigma = (LEAST_NOISE + 3 * (1 - LEAST_NOISE) * torch.rand(1, device=clean.device)).clamp(max=1.0)
    latents = add_noise(clean, torch.randn_like(clean), sigma.expand(len(clean)))
    sketched = transformer.sketch(states, layout)
    steps = STEPS_BACK[int(torch.randint(len(STEPS_BACK), ()))]
    for step in range(steps):
        here, there = sigma * (1 - step / steps), sigma * (1 - (step + 1) / steps)
        (predicted,) = transformer(
            latents, states, here.expand(len(clean)) * TIMESTEPS, layout, sketched=sketched
        )
        latents = latents + (there - here) * predicted.float()
    return latents


def refine_decoder(
    state: Path,
    budget_s: float,
    device: torch.device,
    vae: StarterAutoencoder,
    latents: np.ndarray,
    known: Conditions,
    transformer: StarterTransformer2DModel,
) -> StarterAutoencoder:
    """Train the decoder for `budget_s` seconds over all restarts; return the autoencoder with its average."""
    vae.to(memory_format=memory_format(device)).train()
    optimizer = torch.optim.AdamW(
        vae.decoder.parameters(), LEARNING_RATE, betas=(0.9, 0.95), weight_decay=0.0, fused=True
    )
    stage = Stage(state / "decoder.pt", budget_s, vae.decoder, optimizer)
    if not stage.done():
        count = min(PICTURES, len(latents))
        pictures = rendered(state / "decoder.u8", DENOISER, count)
        rng = np.random.default_rng(stage.step)
        while not stage.done():
            stage.set_learning_rate(warm_up_steps=50, hold=0.3)
            chosen = np.sort(rng.integers(count, size=BATCH))
            met = torch.from_numpy(latents[chosen].astype(np.float32)).to(device)
            with autocast(device):
                if stage.step % 4:  # three steps of four on the denoiser's latents
                    states, layout = known.states[chosen].float().to(device), known.layout[chosen].to(device)
                    met = denoiser_made(met, states, layout, transformer)
                made = vae.decode(met.contiguous(memory_format=memory_format(device)))
            target = to_tensor(pictures[chosen]).to(device, memory_format=memory_format(device))
            loss = picture_loss(made.float(), target)
            stage.descend(loss)
            stage.finish_step(half_life=0.04)
            if stage.step % 100 == 0:
                logger.info("decoder step %d (%.0f s): loss %.4f", stage.step, stage.spent_s, loss.item())
    vae.decoder.load_state_dict(stage.average.state_dict())
    vae.eval()
    vae.save_pretrained(state / "vae")  # or a later stage would start from the decoder as it was before
    return vae
