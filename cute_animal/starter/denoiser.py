"""The denoiser: a small PixArt transformer that also sees the layout of the picture.

Stock diffusers blocks (arXiv 2310.00426). Two additions. The layout enters as maps, so that every cell knows
where it lies in the animal's own frame, whatever the animal's place, size and tilt; and the pooled condition
(what the words say + the layout) is added to the time embedding. Knows nothing about schedules or files.

Shapes: B batch, C latent channels, h w latent cells, S slot tokens, N layout numbers, M layout maps.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from diffusers.configuration_utils import register_to_config
from diffusers.loaders import PeftAdapterMixin

# from_pretrained of a pipeline looks for the name ModelMixin in the module of each component of its own.
from diffusers.models.modeling_utils import ModelMixin  # noqa: F401
from diffusers.models.normalization import AdaLayerNormSingle
from diffusers.models.transformers.pixart_transformer_2d import PixArtTransformer2DModel
from torch import Tensor, nn
from torch.nn import functional as F

from cute_animal.starter.layout import DECORATIONS, FRAME, LAYOUT_SIZE

# Half-waves per animal height. The finest wave is 22 px long, shorter than a cell: where in its cell an
# outline runs is then a slow function of the maps (arXiv 2006.10739).
FREQUENCIES = (1, 2, 4, 8, 16, 32)
LAYOUT_MAPS = 2 + 4 * len(FREQUENCIES) + 4 + 4 * DECORATIONS + 2


def layout_maps(layout: Tensor, height: int = 16, width: int = 16) -> Tensor:
    """Spell the layout out cell by cell: (B, N) numbers -> (B, M, h, w), each about [-1, 1].

    The order of the numbers is that of `layout.layout_numbers`.
    """
    y = (torch.arange(height, device=layout.device, dtype=layout.dtype) + 0.5) / height
    x = (torch.arange(width, device=layout.device, dtype=layout.dtype) + 0.5) / width
    y, x = y.view(1, -1, 1), x.view(1, 1, -1)

    def number(index: int) -> Tensor:
        return layout[:, index].view(-1, 1, 1)

    def spread(value: Tensor) -> Tensor:
        return value.expand(layout.shape[0], height, width)

    center_x, ground_y, scale, angle, mirrored, horizon_y, light_x, light_y = (
        middle + reach * number(index) for index, (middle, reach) in enumerate(FRAME.values())
    )
    side = 1 - 2 * mirrored
    dx, dy = (x - center_x) / scale, (y - ground_y) / scale
    u = (dx * torch.cos(angle) + dy * torch.sin(angle)) * side  # across the animal, its own right positive
    v = dy * torch.cos(angle) - dx * torch.sin(angle)  # up its axis: 0 at the feet, -1 at the top of the head
    maps = [u, v]
    for frequency in FREQUENCIES:
        for coordinate in (u, v):
            maps += [torch.sin(math.pi * frequency * coordinate), torch.cos(math.pi * frequency * coordinate)]
    lx, ly = x - light_x, y - light_y
    near_light = torch.exp(-(lx**2 + ly**2) / (2 * 0.06**2))
    maps += [near_light, torch.exp(-(lx**2 + ly**2) / (2 * 0.15**2)), (4 * lx).tanh(), (4 * ly).tanh()]
    for index in range(DECORATIONS):
        at_x, at_y, size = (number(16 + 3 * index + k) for k in range(3))
        maps += [torch.exp(-((x - at_x) ** 2) / (2 * 0.05**2)), (8 * (x - at_x)).tanh(), at_y, size]
    maps += [(y - horizon_y) * 2, (10 * (y - horizon_y)).tanh()]
    return torch.stack([spread(m) for m in maps], dim=1)


class PooledAdaLayerNormSingle(nn.Module):
    """adaLN-single whose embedding is time + pooled condition. Same call as diffusers' AdaLayerNormSingle."""

    def __init__(self, time_embedding: nn.Module, linear: nn.Module, pooled_size: int, width: int) -> None:
        super().__init__()
        self.emb = time_embedding
        self.pool = nn.Sequential(nn.Linear(pooled_size, width), nn.SiLU(), nn.Linear(width, width))
        self.linear = linear

    def forward(
        self,
        timestep: Tensor,
        added_cond_kwargs: dict[str, Tensor],
        batch_size: int | None = None,
        hidden_dtype: torch.dtype | None = None,
    ) -> tuple[Tensor, Tensor]:
        """timestep: (B,). added_cond_kwargs["pooled"]: (B, pooled_size). Returns (B, 6 width), (B, width)."""
        embedded = self.emb(
            timestep, resolution=None, aspect_ratio=None, batch_size=batch_size, hidden_dtype=hidden_dtype
        )
        embedded = embedded + self.pool(added_cond_kwargs["pooled"].to(hidden_dtype))
        return self.linear(F.silu(embedded)), embedded


class StarterTransformer2DModel(PixArtTransformer2DModel, PeftAdapterMixin):
    """PixArt transformer with layout maps, a pooled condition and LoRA support."""

    @register_to_config
    def __init__(
        self,
        num_attention_heads: int = 6,
        attention_head_dim: int = 64,
        in_channels: int = 32 + LAYOUT_MAPS,
        out_channels: int = 32,
        num_layers: int = 6,
        dropout: float = 0.0,
        norm_num_groups: int = 32,
        cross_attention_dim: int = 384,
        attention_bias: bool = True,
        sample_size: int = 16,
        patch_size: int = 2,
        activation_fn: str = "gelu-approximate",
        num_embeds_ada_norm: int = 1000,
        upcast_attention: bool = False,
        norm_type: str = "ada_norm_single",
        norm_elementwise_affine: bool = False,
        norm_eps: float = 1e-6,
        interpolation_scale: int = 1,
        use_additional_conditions: bool = False,
        caption_channels: int = 256,
        attention_type: str = "default",
        num_slots: int = 10,
    ) -> None:
        """The parent's arguments with our sizes; num_slots: S, tokens that the text encoder gives a wish."""
        super().__init__(
            num_attention_heads=num_attention_heads,
            attention_head_dim=attention_head_dim,
            in_channels=in_channels,
            out_channels=out_channels,
            num_layers=num_layers,
            dropout=dropout,
            norm_num_groups=norm_num_groups,
            cross_attention_dim=cross_attention_dim,
            attention_bias=attention_bias,
            sample_size=sample_size,
            patch_size=patch_size,
            activation_fn=activation_fn,
            num_embeds_ada_norm=num_embeds_ada_norm,
            upcast_attention=upcast_attention,
            norm_type=norm_type,
            norm_elementwise_affine=norm_elementwise_affine,
            norm_eps=norm_eps,
            interpolation_scale=interpolation_scale,
            use_additional_conditions=use_additional_conditions,
            caption_channels=caption_channels,
            attention_type=attention_type,
        )
        width = num_attention_heads * attention_head_dim
        stock: AdaLayerNormSingle = self.adaln_single
        self.adaln_single: nn.Module = PooledAdaLayerNormSingle(
            stock.emb, stock.linear, num_slots * caption_channels + LAYOUT_SIZE, width
        )
        # A 3x3 look across the borders of the 2x2 patches, zero at the start.
        self.smooth_in = nn.Conv2d(out_channels, 2 * out_channels, 3, padding=1)
        self.smooth_out = nn.Conv2d(2 * out_channels, out_channels, 3, padding=1)
        nn.init.zeros_(self.smooth_out.weight)
        assert self.smooth_out.bias is not None
        nn.init.zeros_(self.smooth_out.bias)
        nn.init.zeros_(self.proj_out.weight)
        nn.init.zeros_(self.proj_out.bias)

    def forward(
        self,
        hidden_states: Tensor,
        encoder_hidden_states: Tensor,
        timestep: Tensor,
        layout: Tensor,
        attention_kwargs: dict[str, Any] | None = None,
        return_dict: bool = False,
    ) -> tuple[Tensor]:
        """Predict the velocity.

        hidden_states: (B, C, h, w) noisy latents. encoder_hidden_states: (B, S, caption_channels).
        timestep: (B,) in [0, 1000]. layout: (B, N). Returns a tuple with (B, C, h, w).
        """
        maps = layout_maps(layout.float(), *hidden_states.shape[-2:]).to(hidden_states.dtype)  # (B, M, h, w)
        pooled = torch.cat([encoder_hidden_states.flatten(1), layout.to(encoder_hidden_states.dtype)], dim=1)
        (sample,) = super().forward(
            torch.cat([hidden_states, maps], dim=1),
            encoder_hidden_states=encoder_hidden_states,
            timestep=timestep,
            added_cond_kwargs={"pooled": pooled},
            cross_attention_kwargs=attention_kwargs,
            return_dict=False,
        )
        return (sample + self.smooth_out(F.silu(self.smooth_in(sample))),)
