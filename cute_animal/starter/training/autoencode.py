"""Stage "autoencoder": encoder and decoder on crops of drawn pictures; later, the decoder alone.

The loss is for flat art (no pretrained network): L1 at three scales, L1 of the differences between neighbours
(punishes lost edges and mottled areas alike), an extra weight on edges for thin lines, and squared error.
"""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from cute_animal.starter.autoencoder import StarterAutoencoder
from cute_animal.starter.training.dataset import AUTOENCODER, TEST, rendered
from cute_animal.starter.training.precision import autocast, memory_format
from cute_animal.starter.training.schedule import Stage, newest

logger = logging.getLogger(__name__)

LEARNING_RATE = 1.5e-3
CROP_PX, LATE_CROP_PX = 160, 256  # the last part sees larger crops, so that borders are a small share
BATCH, LATE_BATCH = 32, 14
PICTURES = 4000
TEST_PICTURES = 64


def crops(pictures: np.ndarray, count: int, side: int, rng: np.random.Generator) -> Tensor:
    """Cut `count` crops, (count, 3, side, side) float32 [-1, 1].

    Of two places mostly the busier one: a flat area teaches nothing.
    """
    chosen = np.empty((count, side, side, 3), np.uint8)
    for i in range(count):
        picture = pictures[rng.integers(len(pictures))]
        candidates = []
        for _ in range(2 if rng.random() < 0.7 else 1):
            y, x = rng.integers(0, (pictures.shape[1] - side) // 8 + 1, 2) * 8
            crop = picture[y : y + side, x : x + side]
            busy = float(np.abs(np.diff(crop[::4, ::4].astype(np.int16), axis=0)).mean())
            candidates.append((busy, crop))
        chosen[i] = max(candidates, key=lambda candidate: candidate[0])[1]
    return to_tensor(chosen)


def to_tensor(pictures: np.ndarray) -> Tensor:
    """uint8 NHWC [0, 255] -> float32 NCHW [-1, 1], channels last in memory."""
    return (torch.tensor(pictures).float() / 127.5 - 1).permute(0, 3, 1, 2)


def picture_loss(made: Tensor, target: Tensor) -> Tensor:
    """made, target: (B, 3, H, W) float32."""
    error = made - target
    size = error.abs()
    loss = size.mean() + 2 * error.square().mean()
    gradient_y, gradient_x = target.diff(dim=2), target.diff(dim=3)
    loss = loss + error.diff(dim=2).abs().mean() + error.diff(dim=3).abs().mean()
    edges = F.pad(gradient_y.abs(), (0, 0, 0, 1)) + F.pad(gradient_x.abs(), (0, 1))
    edges = F.avg_pool2d(edges.amax(1, keepdim=True), 3, 1, 1)  # thin lines count about five times
    loss = loss + 0.5 * (size * (20 * edges).clamp(max=4)).mean()
    half = F.avg_pool2d(error, 2)
    return loss + 0.5 * half.abs().mean() + 0.25 * F.avg_pool2d(half, 2).abs().mean()


def train_autoencoder(state: Path, start: Path, budget_s: float, device: torch.device) -> StarterAutoencoder:
    """Train encoder and decoder for `budget_s` seconds over all restarts, 0 to take them as they are.

    Returns the averaged model. A retrained encoder has other latents: the denoiser must be trained after it.
    """
    model: StarterAutoencoder = StarterAutoencoder()
    trained = newest("vae", state, start)
    if trained:
        model = StarterAutoencoder.from_pretrained(trained, low_cpu_mem_usage=False).float()
    model = model.to(device, memory_format=memory_format(device))
    if budget_s == 0 and trained:
        model.eval()
        return model
    plain_latents(model)
    optimizer = torch.optim.AdamW(
        model.parameters(), LEARNING_RATE, betas=(0.9, 0.95), weight_decay=0.01, fused=True
    )
    stage = Stage(state / "autoencoder.pt", budget_s, model, optimizer)
    if not stage.done():
        (state / "latents.f16").unlink(missing_ok=True)  # they were made by the encoder as it was
        pictures = rendered(state / "autoencoder.u8", AUTOENCODER, PICTURES)
        rng = np.random.default_rng(stage.step)
        while not stage.done():
            late = stage.progress() > 0.75
            side, batch = (LATE_CROP_PX, LATE_BATCH) if late else (CROP_PX, BATCH)
            stage.set_learning_rate(warm_up_steps=100, hold=0.3)
            target = crops(pictures, batch, side, rng).to(device, memory_format=memory_format(device))
            with autocast(device):
                latents = model.encoder(target)
                made = model.decoder(disturbed(latents, most=0.15 if stage.progress() < 0.8 else 0.05))
            loss = picture_loss(made.float(), target) + 1e-3 * latents.float().square().mean()
            stage.descend(loss)
            stage.finish_step(half_life=0.03)
            if stage.step % 100 == 0:
                logger.info("autoencoder step %d (%.0f s): loss %.4f", stage.step, stage.spent_s, loss.item())
            if stage.step % 1000 == 0:
                logger.info("autoencoder: PSNR %.2f dB", test_psnr(stage.average, state, device))
    logger.info(
        "autoencoder: PSNR %.2f dB after %d steps", test_psnr(stage.average, state, device), stage.step
    )
    measured = with_statistics(
        stage.average, rendered(state / "autoencoder.u8", AUTOENCODER, PICTURES), device
    )
    measured.save_pretrained(state / "vae")
    return measured


def plain_latents(model: StarterAutoencoder) -> None:
    """Take the normalisation out: training works on raw latents."""
    model.mean.zero_()
    model.std.fill_(1.0)


def disturbed(latents: Tensor, *, most: float) -> Tensor:
    """Mix a share of 0..most noise into raw latents (B, C, h, w), as the denoiser will (arXiv 2507.15856)."""
    mean, std = latents.mean((0, 2, 3), keepdim=True).detach(), latents.std((0, 2, 3), keepdim=True).detach()
    share = most * torch.rand(latents.shape[0], 1, 1, 1, device=latents.device)
    return mean + (1 - share) * (latents - mean) + share * std * torch.randn_like(latents)


@torch.inference_mode()
def test_psnr(model: StarterAutoencoder, state: Path, device: torch.device) -> float:
    """Mean PSNR in dB over whole pictures that no stage has seen."""
    pictures = rendered(state / "test.u8", TEST, TEST_PICTURES)
    return float(
        np.mean([psnr(model, to_tensor(pictures[i : i + 1]).to(device)) for i in range(len(pictures))])
    )


@torch.inference_mode()
def psnr(model: StarterAutoencoder, picture: Tensor) -> float:
    """PSNR in dB of one reconstructed picture (1, 3, H, W) in [-1, 1]."""
    with autocast(picture.device):
        made = model.decode(model.encode(picture))
    return float(-10 * torch.log10(((made.float().clamp(-1, 1) - picture) / 2).square().mean()))


@torch.no_grad()  # not inference_mode: the result may be trained further
def with_statistics(
    model: StarterAutoencoder, pictures: np.ndarray, device: torch.device
) -> StarterAutoencoder:
    """Return the same weights with the latents' mean, deviation and preview colours in the config."""
    plain_latents(model)
    sample = pictures[:: max(1, len(pictures) // 400)]
    latents, colors = [], []
    for i in range(0, len(sample), 8):
        picture = to_tensor(np.asarray(sample[i : i + 8])).to(device)
        with autocast(device):
            latents.append(model.encode(picture).float().cpu())
        colors.append(F.avg_pool2d(picture, 32).cpu())
    raw = torch.cat(latents)
    mean, std = raw.mean((0, 2, 3)), raw.std((0, 2, 3))
    flat = ((raw - mean.view(1, -1, 1, 1)) / std.view(1, -1, 1, 1)).permute(0, 2, 3, 1).flatten(0, 2)
    design = torch.cat([flat, torch.ones(len(flat), 1)], dim=1)
    factors = torch.linalg.lstsq(design, torch.cat(colors).permute(0, 2, 3, 1).flatten(0, 2)).solution
    config = {key: value for key, value in model.config.items() if not key.startswith("_")}
    config |= {
        "latents_mean": mean.tolist(),
        "latents_std": std.tolist(),
        "latent_rgb_factors": factors.tolist(),
    }
    measured: StarterAutoencoder = StarterAutoencoder(**config).to(device, memory_format=torch.channels_last)
    measured.load_state_dict(model.state_dict())
    measured.eval()
    return measured
