"""The autoencoder: 512x512 pictures to 16x16x32 latents and back (32x in space, 96x in numbers).

Made for flat, clean colour shapes on a CPU: almost all arithmetic happens at 64x64 and below, and the full
size is touched by two thin convolutions only. No normalisation layers, so a crop and a whole picture are the
same function. Knows nothing about words, noise or files.

Shapes: B batch, C channels, H W picture in px (multiples of 32), h w latent cells (H/32, W/32).
"""

from __future__ import annotations

import torch
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from torch import Tensor, nn
from torch.nn import functional as F

COMPRESSION = 32  # picture px per latent cell


class ResidualBlock(nn.Module):
    """x + conv(silu(conv(silu(x)))), the identity at the start."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.zeros_(self.conv2.weight)
        assert self.conv2.bias is not None
        nn.init.zeros_(self.conv2.bias)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = x + self.conv2(F.silu(self.conv1(F.silu(x))))
        return out


class Down(nn.Module):
    """Halve h and w: a strided convolution beside a parameter-free shortcut (DC-AE, arXiv 2410.10733)."""

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, 3, stride=2, padding=1)
        self.groups = 4 * in_channels // out_channels  # channels averaged into one

    def forward(self, x: Tensor) -> Tensor:
        shortcut = F.pixel_unshuffle(x, 2).unflatten(1, (-1, self.groups)).mean(2)  # (B, out, h/2, w/2)
        out: Tensor = self.conv(x) + shortcut
        return out


class Up(nn.Module):
    """Double h and w: convolution, pixel shuffle; the four sub-pixels start equal (arXiv 1707.02937)."""

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(in_channels, 4 * out_channels, 3, padding=1)
        with torch.no_grad():
            self.conv.weight.copy_(self.conv.weight[::4].repeat_interleave(4, 0))
            assert self.conv.bias is not None
            self.conv.bias.copy_(self.conv.bias[::4].repeat_interleave(4, 0))

    def forward(self, x: Tensor) -> Tensor:
        return F.pixel_shuffle(self.conv(x), 2)


class StarterAutoencoder(ModelMixin, ConfigMixin):
    """Encoder and decoder, and the statistics that make latents zero-mean, unit-variance per channel."""

    @register_to_config
    def __init__(
        self,
        latent_channels: int = 32,
        encoder_channels: tuple[int, int, int] = (64, 128, 256),
        decoder_channels: tuple[int, int, int, int, int] = (256, 160, 96, 64, 24),
        decoder_blocks: tuple[int, int, int, int] = (2, 2, 2, 1),
        head_channels: int = 8,
        latents_mean: tuple[float, ...] | None = None,
        latents_std: tuple[float, ...] | None = None,
        latent_rgb_factors: tuple[tuple[float, ...], ...] | None = None,
    ) -> None:
        """encoder_channels: at 64, 32, 16 cells. decoder_channels: at 16, 32, 64, 128, 256.

        latents_mean, latents_std: per channel, of the raw encoder output over drawn pictures.
        latent_rgb_factors: (C+1, 3), least squares from normalised latents (and 1) to mean RGB of a cell.
        """
        super().__init__()
        fine, middle, coarse = encoder_channels
        self.encoder = nn.Sequential(
            nn.PixelUnshuffle(8),  # (B, 192, 64, 64) for 512 px
            nn.Conv2d(192, fine, 3, padding=1),
            ResidualBlock(fine),
            Down(fine, middle),
            ResidualBlock(middle),
            Down(middle, coarse),
            ResidualBlock(coarse),
            nn.Conv2d(coarse, latent_channels, 3, padding=1),
        )
        stages: list[nn.Module] = [nn.Conv2d(latent_channels, decoder_channels[0], 3, padding=1)]
        for i, blocks in enumerate(decoder_blocks):
            stages += [ResidualBlock(decoder_channels[i]) for _ in range(blocks)]
            stages.append(Up(decoder_channels[i], decoder_channels[i + 1]))
        stages += [nn.SiLU(), Up(decoder_channels[-1], head_channels), nn.SiLU()]
        stages.append(nn.Conv2d(head_channels, 3, 3, padding=1))
        self.decoder = nn.Sequential(*stages)
        mean = torch.zeros(latent_channels) if latents_mean is None else torch.tensor(latents_mean)
        std = torch.ones(latent_channels) if latents_std is None else torch.tensor(latents_std)
        self.register_buffer("mean", mean.view(1, -1, 1, 1), persistent=False)
        self.register_buffer("std", std.view(1, -1, 1, 1), persistent=False)

    def encode(self, pictures: Tensor) -> Tensor:
        """(B, 3, H, W) in [-1, 1] -> normalised latents (B, C, h, w)."""
        latents: Tensor = (self.encoder(pictures) - self.mean) / self.std
        return latents

    def decode(self, latents: Tensor) -> Tensor:
        """Normalised latents (B, C, h, w) -> pictures (B, 3, H, W), about [-1, 1], not clamped."""
        pictures: Tensor = self.decoder(latents * self.std + self.mean)
        return pictures

    def preview(self, latents: Tensor) -> Tensor:
        """Normalised latents (B, C, h, w) -> (B, 3, h, w) in [-1, 1]: the mean colour of each cell."""
        factors = torch.tensor(self.config.latent_rgb_factors, dtype=torch.float32, device=latents.device)
        colors = torch.einsum("bchw,cr->brhw", latents.float(), factors[:-1]) + factors[-1].view(1, 3, 1, 1)
        return colors.clamp(-1, 1)
