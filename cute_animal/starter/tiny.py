"""A CuteAnimalPipeline with two-layer random weights: the real classes, for tests, without files."""

from __future__ import annotations

import torch

from cute_animal.starter.autoencoder import StarterAutoencoder
from cute_animal.starter.denoiser import StarterTransformer2DModel
from cute_animal.starter.noise import LATENT_SHAPE
from cute_animal.starter.pipeline import CuteAnimalPipeline, build_scheduler
from cute_animal.starter.text_encoder import build_text_encoder
from cute_animal.starter.tokenizer import train_tokenizer

TINY_CAPTIONS = (
    "一只戴帽子的小熊",
    "a bear with a hat",
    "穿红色背带裤的小兔子",
    "a rabbit in red dungarees",
) * 5


def build_tiny(seed: int = 0) -> CuteAnimalPipeline:
    """Return a pipeline whose pictures are noise that depends on the words, the seed and the layout."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        tokenizer = train_tokenizer(TINY_CAPTIONS)
        transformer = StarterTransformer2DModel(
            num_attention_heads=2,
            attention_head_dim=8,
            num_layers=2,
            cross_attention_dim=16,
            caption_channels=32,
            plane_side=6,
            plane_channels=2,
            part_side=5,
            part_channels=2,
            sketch_blocks=1,
        )
        torch.nn.init.normal_(transformer.proj_out.weight, std=0.5)  # zero at the start of a training
        vae = StarterAutoencoder(
            encoder_channels=(8, 16, 32),
            decoder_channels=(16, 16, 8, 8, 8),
            decoder_blocks=(1, 1, 1, 1),
            latents_mean=[0.0] * LATENT_SHAPE[0],
            latents_std=[1.0] * LATENT_SHAPE[0],
            latent_rgb_factors=(0.1 * torch.randn(LATENT_SHAPE[0] + 1, 3)).tolist(),
        )
        text_encoder = build_text_encoder(len(tokenizer), hidden_size=32, num_layers=2)
    return CuteAnimalPipeline(
        tokenizer, text_encoder.eval(), transformer.eval(), vae.eval(), build_scheduler()
    )
