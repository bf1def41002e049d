"""The denoiser: a small PixArt transformer that starts from a sketch of what the words ask for.

Stock diffusers blocks (arXiv 2310.00426). Three additions. Beside the noisy latents it sees the sketch
(sketch.py), which lays words and layout out over the picture and drafts its latents; it predicts what is
missing to the best guess that draft and noisy latents allow without it; and the pooled condition (what the
words say + the layout) is added to the time embedding. Knows nothing about schedules or files.

Shapes: B batch, C latent channels, h w latent cells, S slot tokens, N layout numbers.
"""

from __future__ import annotations

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

from cute_animal.starter.layout import LAYOUT_SIZE
from cute_animal.starter.noise import TIMESTEPS
from cute_animal.starter.sketch import Sketch, Sketched

SKETCH_CHANNELS = 96
DRAFT_ERROR = 0.5  # squared error of a draft, per number of a latent, that `best_guess` reckons with


def best_guess(noisy: Tensor, draft: Tensor, sigma: Tensor) -> Tensor:
    """The velocity (B, C, h, w) when the picture is draft + N(0, DRAFT_ERROR) and nothing else is known.

    With r = x0 - draft and d = noisy - (1 - sigma) draft = (1 - sigma) r + sigma noise, both Gaussian:
    E[noise - x0 | d] = (sigma - (1 - sigma) e) / ((1 - sigma)^2 e + sigma^2) d - draft, e the error.
    sigma: (B,) in [0, 1].
    """
    sigma = sigma.view(-1, 1, 1, 1)
    rest = 1 - sigma
    gain = (sigma - rest * DRAFT_ERROR) / (rest**2 * DRAFT_ERROR + sigma**2)
    return gain * (noisy - rest * draft) - draft


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
    """PixArt transformer with a sketch, a pooled condition and LoRA support."""

    @register_to_config
    def __init__(
        self,
        num_attention_heads: int = 6,
        attention_head_dim: int = 64,
        in_channels: int = 2 * 32 + SKETCH_CHANNELS,
        out_channels: int = 32,
        num_layers: int = 4,
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
        plane_side: int = 28,
        plane_channels: int = 12,
        part_side: int = 20,
        part_channels: int = 6,
        sketch_blocks: int = 3,
    ) -> None:
        """The parent's arguments with our sizes; the last five are the sketch's."""
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
        self._kept: tuple[Tensor, Tensor, Sketched] | None = None
        self.sketch = Sketch(
            caption_channels,
            in_channels - 2 * out_channels,
            latent_channels=out_channels,
            cells=sample_size,
            plane_side=plane_side,
            plane_channels=plane_channels,
            part_side=part_side,
            part_channels=part_channels,
            blocks=sketch_blocks,
        )
        stock: AdaLayerNormSingle = self.adaln_single
        self.adaln_single: nn.Module = PooledAdaLayerNormSingle(
            stock.emb, stock.linear, self.sketch.code_size + LAYOUT_SIZE, width
        )
        # A 3x3 look across the borders of the 2x2 patches, zero at the start.
        self.smooth_in = nn.Conv2d(out_channels, 2 * out_channels, 3, padding=1)
        self.smooth_out = nn.Conv2d(2 * out_channels, out_channels, 3, padding=1)
        nn.init.zeros_(self.smooth_out.weight)
        assert self.smooth_out.bias is not None
        nn.init.zeros_(self.smooth_out.bias)
        nn.init.zeros_(self.proj_out.weight)
        nn.init.zeros_(self.proj_out.bias)

    def _sketched(self, states: Tensor, layout: Tensor) -> Sketched:
        """The sketch, which does not change from step to step.

        Without gradients it is made once per picture: as long as states and layout are the very same tensors.
        """
        if torch.is_grad_enabled():
            made: Sketched = self.sketch(states, layout)
            return made
        if self._kept is None or self._kept[0] is not states or self._kept[1] is not layout:
            self._kept = (states, layout, self.sketch(states, layout))
        return self._kept[2]

    def forward(
        self,
        hidden_states: Tensor,
        encoder_hidden_states: Tensor,
        timestep: Tensor,
        layout: Tensor,
        attention_kwargs: dict[str, Any] | None = None,
        return_dict: bool = False,
        sketched: Sketched | None = None,
    ) -> tuple[Tensor]:
        """Predict the velocity.

        hidden_states: (B, C, h, w) noisy latents. encoder_hidden_states: (B, S, caption_channels).
        timestep: (B,) in [0, 1000]. layout: (B, N). sketched: made already.
        Returns a tuple with (B, C, h, w).
        """
        if sketched is None:
            sketched = self._sketched(encoder_hidden_states, layout)
        draft = sketched.draft.to(hidden_states.dtype)
        pooled = torch.cat([sketched.codes, layout.to(sketched.codes.dtype)], dim=1)
        (sample,) = super().forward(
            torch.cat([hidden_states, draft, sketched.features.to(hidden_states.dtype)], dim=1),
            encoder_hidden_states=encoder_hidden_states,
            timestep=timestep,
            added_cond_kwargs={"pooled": pooled},
            cross_attention_kwargs=attention_kwargs,
            return_dict=False,
        )
        found = sample + self.smooth_out(F.silu(self.smooth_in(sample)))
        guess = best_guess(hidden_states.float(), draft.float(), timestep.float() / TIMESTEPS)
        return (guess + found,)
