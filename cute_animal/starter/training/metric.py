"""How much of an error in a latent is seen in the picture: a metric over the latent's channels."""

from __future__ import annotations

import torch
from torch import Tensor

from cute_animal.starter.autoencoder import StarterAutoencoder

PROBES = 4  # random directions in pixel space per picture


def pixel_metric(vae: StarterAutoencoder, latents: Tensor) -> Tensor:
    """Return R (C, C) such that |R error|^2 weighs an error in C channels half by what is seen of it.

    The other half weighs all channels alike, so that none is forgotten. What is seen is J^T J, J the Jacobian
    of the decoder, averaged over the cells of `latents` (B, C, h, w) and estimated with random pixel
    directions (Hutchinson); its trace is set to C, so that losses keep their size.
    """
    channels = latents.shape[1]
    seen = torch.zeros(channels, channels, device=latents.device)
    generator = torch.Generator(latents.device).manual_seed(0)  # the same loss after a restart
    for latent in latents:
        latent = latent[None].requires_grad_(True)
        picture = vae.decode(latent)
        for probe in range(PROBES):
            direction = torch.randn(picture.shape, generator=generator, device=picture.device)
            (pulled,) = torch.autograd.grad(picture, latent, direction, retain_graph=probe < PROBES - 1)
            cells = pulled.permute(0, 2, 3, 1).flatten(0, 2)
            seen += cells.T @ cells
    metric = (seen * channels / seen.trace() + torch.eye(channels, device=seen.device)) / 2
    values, vectors = torch.linalg.eigh(metric)
    root: Tensor = (vectors * values.sqrt()) @ vectors.T
    return root
