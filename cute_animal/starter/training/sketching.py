"""Stage "sketch": teach the denoiser's sketch to draft pictures, before any noise comes in.

Words and layout determine a picture, so its latents can be aimed at directly. A draft is blurred where the
sketch does not know better, but costs a quarter of a denoiser's step: most of what the denoiser would have to
learn at high noise is learnt here first. The text encoder reads one caption of each picture, once.
"""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import torch

from cute_animal.starter.autoencoder import StarterAutoencoder
from cute_animal.starter.denoiser import StarterTransformer2DModel
from cute_animal.starter.training.conditions import Conditions
from cute_animal.starter.training.metric import pixel_metric
from cute_animal.starter.training.places import tabulated
from cute_animal.starter.training.precision import autocast, memory_format
from cute_animal.starter.training.schedule import Stage, newest

logger = logging.getLogger(__name__)

LEARNING_RATE = 1.5e-3
BATCH = 32
METRIC_PICTURES = 12


def train_sketch(
    state: Path,
    start: Path,
    budget_s: float,
    device: torch.device,
    latents: np.ndarray,
    known: Conditions,
    vae: StarterAutoencoder,
    *,
    compiled: bool = False,
) -> None:
    """Train for `budget_s` seconds over all restarts; leave a denoiser with the new sketch in `state`.

    known: the conditions of the pictures that `latents` (N, 32, 16, 16) are of.
    """
    trained = newest("transformer", state, start)
    denoiser: StarterTransformer2DModel
    if trained:
        denoiser = StarterTransformer2DModel.from_pretrained(trained).float().to(device)
    else:
        denoiser = StarterTransformer2DModel(caption_channels=known.states.shape[2]).to(device)
    model = denoiser.sketch.train().to(memory_format=memory_format(device))  # type: ignore[call-overload]  # stubs lack it
    optimizer = torch.optim.AdamW(
        model.parameters(), LEARNING_RATE, betas=(0.9, 0.98), weight_decay=0.01, fused=True
    )
    stage = Stage(state / "sketch.pt", budget_s, model, optimizer)
    if stage.done():
        return
    rng = np.random.default_rng(stage.step)
    tables = tabulated()
    for kept in (model, stage.average):
        kept.said.fit(known.states.float().to(device), known.said.to(device))
        kept.placing.load_state_dict(tables)
    root = pixel_metric(
        vae.float(), torch.from_numpy(latents[:METRIC_PICTURES].astype(np.float32)).to(device)
    )
    forward = torch.compile(model) if compiled else model
    losses: list[float] = []
    while not stage.done():
        stage.set_learning_rate(warm_up_steps=100, hold=0.3)
        chosen = np.sort(rng.integers(len(latents), size=BATCH))
        clean = torch.from_numpy(latents[chosen].astype(np.float32)).to(device)
        states, layout = known.states[chosen].float().to(device), known.layout[chosen].to(device)
        with autocast(device):
            draft = forward(states, layout).draft
        loss = torch.einsum("dc,bchw->bdhw", root, draft.float() - clean).square().mean()
        stage.descend(loss)
        stage.finish_step(half_life=0.04)
        losses.append(loss.item())
        if stage.step % 200 == 0:
            recent = np.mean(losses[-200:])
            logger.info("sketch step %d (%.0f s): loss %.4f", stage.step, stage.spent_s, recent)
    denoiser.sketch.load_state_dict(stage.average.state_dict())
    denoiser.save_pretrained(state / "transformer")
