"""Stage "denoiser": encode the drawn pictures once, then learn to draw them from words and noise."""

from __future__ import annotations

import logging
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn.attention import SDPBackend, sdpa_kernel

from cute_animal.starter.autoencoder import StarterAutoencoder
from cute_animal.starter.denoiser import StarterTransformer2DModel
from cute_animal.starter.noise import LATENT_SHAPE, TIMESTEPS, add_noise, sample_sigmas, velocity
from cute_animal.starter.training.autoencode import to_tensor
from cute_animal.starter.training.conditions import Conditions
from cute_animal.starter.training.dataset import DENOISER, render
from cute_animal.starter.training.metric import pixel_metric
from cute_animal.starter.training.places import tabulated
from cute_animal.starter.training.precision import autocast
from cute_animal.starter.training.schedule import Stage, newest
from cute_animal.starter.training.sketching import METRIC_PICTURES

logger = logging.getLogger(__name__)

LEARNING_RATE = 1.2e-3
SKETCH_LEARNING_RATE = 4e-4  # it has been trained before
BATCH = 32
ENCODE_BATCH = 8
FROM_NOISE = 0.4  # of a batch: there is nothing but the words to go by, as in the first step of a drawing
DRAFT_SHARE = 0.25  # of the loss: what the sketch still learns directly


@torch.inference_mode()
def encoded(state: Path, vae: StarterAutoencoder, count: int, device: torch.device) -> np.ndarray:
    """Return (count, 32, 16, 16) float16 latents of DENOISER examples, making what is missing.

    Grows in place: a larger `count` later only adds.
    """
    path = state / "latents.f16"
    bytes_each = 2 * int(np.prod(LATENT_SHAPE))
    have = path.stat().st_size // bytes_each if path.exists() else 0
    if have < count:
        with path.open("ab") as file:
            file.truncate(have * bytes_each)
            batch: list[np.ndarray] = []
            for i, picture in enumerate(render(DENOISER + have, count - have), start=have + 1):
                batch.append(picture)
                if len(batch) == ENCODE_BATCH or i == count:
                    with autocast(device):
                        latents = vae.encode(to_tensor(np.stack(batch)).to(device))
                    file.write(latents.float().cpu().numpy().astype(np.float16).tobytes())
                    batch.clear()
                if i % 4000 == 0:
                    logger.info("encoded %d of %d pictures", i, count)
    return np.memmap(path, np.float16, "r", shape=(count, *LATENT_SHAPE))


def build_optimizers(model: StarterTransformer2DModel, *, muon: bool) -> list[torch.optim.Optimizer]:
    """AdamW, slower for the sketch; with muon, Muon for the matrices of the blocks.

    arXiv 2502.16982: Muon scaled so that AdamW's learning rate fits.
    """
    matrices = [
        weight
        for name, weight in model.transformer_blocks.named_parameters()
        if muon and weight.ndim == 2 and "scale_shift_table" not in name
    ]
    sketch = list(model.sketch.parameters())
    apart = {id(weight) for weight in (*matrices, *sketch)}
    others = [weight for weight in model.parameters() if id(weight) not in apart]
    groups: list[dict[str, Any]] = [{"params": others}, {"params": sketch, "lr": SKETCH_LEARNING_RATE}]
    optimizers: list[torch.optim.Optimizer] = [
        torch.optim.AdamW(groups, LEARNING_RATE, betas=(0.9, 0.99), weight_decay=0.01, fused=True)
    ]
    if muon:
        optimizers.append(
            torch.optim.Muon(matrices, LEARNING_RATE, weight_decay=0.01, adjust_lr_fn="match_rms_adamw")
        )
    return optimizers


def train_denoiser(
    state: Path,
    start: Path,
    budget_s: float,
    device: torch.device,
    latents: np.ndarray,
    known: Conditions,
    vae: StarterAutoencoder,
    *,
    compiled: bool = False,
) -> StarterTransformer2DModel:
    """Train for `budget_s` seconds over all restarts, 0 to take it as it is; return the averaged denoiser.

    Autoencoder and text encoder stay as they are. compiled: by torch.compile, which needs a C++ compiler.
    """
    trained = newest("transformer", state, start)
    model: StarterTransformer2DModel
    if trained:
        model = StarterTransformer2DModel.from_pretrained(trained).float().to(device)
    else:
        model = StarterTransformer2DModel(caption_channels=known.states.shape[2]).to(device)
    if budget_s == 0 and trained:
        model.eval()
        return model
    model.train()
    model.sketch.said.fit(known.states.float().to(device), known.said.to(device))
    model.sketch.placing.load_state_dict(tabulated())
    sample = torch.from_numpy(latents[:METRIC_PICTURES].astype(np.float32)).to(device)
    root = pixel_metric(vae.float(), sample)
    # The plain attention on a CPU: at 64 tokens the fused one's way back takes a third of a step.
    attention = partial(sdpa_kernel, SDPBackend.MATH) if device.type == "cpu" else nullcontext
    # Muon not on a CPU, where its products would be a third of a step.
    optimizers = build_optimizers(model, muon=device.type != "cpu")
    stage = Stage(state / "denoiser.pt", budget_s, model, *optimizers)
    forward = torch.compile(model) if compiled else model

    def weighed(error: Tensor) -> Tensor:
        return torch.einsum("dc,bchw->bdhw", root, error.float()).square().mean()

    rng = np.random.default_rng(stage.step)
    losses: list[tuple[float, float]] = []
    while not stage.done():
        stage.set_learning_rate(warm_up_steps=60, hold=0.4)
        chosen = np.sort(rng.integers(len(latents), size=BATCH))
        clean = torch.from_numpy(latents[chosen].astype(np.float32)).to(device)
        states, layout = known.states[chosen].float().to(device), known.layout[chosen].to(device)
        sigmas = sample_sigmas(BATCH)
        sigmas[torch.randperm(BATCH)[: round(FROM_NOISE * BATCH)]] = 1.0
        sigmas = sigmas.to(device)
        noise = torch.randn_like(clean)
        with autocast(device), attention():
            sketched = model.sketch(states, layout)
            (predicted,) = forward(
                add_noise(clean, noise, sigmas), states, sigmas * TIMESTEPS, layout, sketched=sketched
            )
        loss = weighed(predicted - velocity(clean, noise))
        draft_loss = weighed(sketched.draft - clean)
        stage.descend(loss + DRAFT_SHARE * draft_loss)
        stage.finish_step(half_life=0.04)
        losses.append((loss.item(), draft_loss.item()))
        if stage.step % 100 == 0:
            recent = np.mean(losses[-100:], axis=0)
            logger.info(
                "denoiser step %d (%.0f s): loss %.4f, draft %.4f", stage.step, stage.spent_s, *recent
            )
    stage.average.save_pretrained(state / "transformer")
    stage.average.eval()
    return stage.average
