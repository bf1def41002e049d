"""Draw with any text-to-image pipeline of diffusers: words to latents to a picture, step by step.

Written for what the pipelines have in common, so that a preset is values only. Two things are taken out of
their hands: the prompt's embeddings are kept (a repeated wish does not run the text encoder), and decoding is
a step of its own, so that a picture can be looked at as numbers before anybody sees it.

Shapes: C latent channels, h w latent cells, H W picture in px.
"""

from __future__ import annotations

import contextlib
import hashlib
import inspect
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import cachetools
import numpy as np
from PIL import Image, ImageFilter

if TYPE_CHECKING:
    import torch

    from cute_animal.presets import Preset
    from cute_animal.prompt import GenerationRequest

OnStep = Callable[[int, int, Image.Image | None], None]

KEPT_PROMPTS: Final = 64
KEPT_S: Final = 600.0
SCARCE_BYTES: Final = 2 * 2**30
PREVIEW_PX: Final = 64
SEEN_PX: Final = 16  # of it: nobody has checked what it shows
FLAT: Final = 2e-3  # standard deviation of a picture in [-1, 1]; one grey level is 8e-3


class PromptMemory:
    """Keeps the embeddings of a pipeline's last wishes: the same words are encoded once.

    Stands in for `encode_prompt`, which every text-to-image pipeline calls for all that it reads. seconds:
    spent in the text encoder since it was last set to 0. peak_gib: of the device, when it last ran.
    """

    def __init__(self, pipe: Any) -> None:
        self._encode = pipe.encode_prompt
        self._kept: cachetools.TTLCache[bytes, Any] = cachetools.TTLCache(KEPT_PROMPTS, KEPT_S)
        self.seconds = 0.0
        self.peak_gib: float | None = None
        pipe.encode_prompt = self

    def forget(self) -> None:
        """Encode anew what comes next, for measuring."""
        self._kept.clear()

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        # Plain words, flags, a device: their text tells them apart. It is taken before the call, since
        # Z-Image writes its template into the list of prompts that it was given.
        words = repr((arguments, sorted(named.items())))
        key = hashlib.sha256(words.encode(errors="surrogatepass")).digest()  # a wish itself is not kept
        if key not in self._kept:
            start_s = time.perf_counter()
            self._kept[key] = self._encode(*arguments, **named)
            wait_for_device()
            self.peak_gib = device_peak_gib()
            release_cached()
            self.seconds += time.perf_counter() - start_s
        return self._kept[key]


def wait_for_device() -> None:
    """A card works behind the program's back: its clock is read when it is done."""
    import torch

    if torch.cuda.is_available():
        torch.cuda.synchronize()


def device_peak_gib() -> float | None:
    """Return the most that torch has held of a card since it was last asked; None without one."""
    import torch

    if not torch.cuda.is_available():
        return None
    peak = torch.cuda.max_memory_reserved() / 2**30
    torch.cuda.reset_peak_memory_stats()
    return peak


def denoiser_of(pipe: Any, preset: Preset) -> str:
    """Return which component takes the noise away: as the preset says, or by its usual name."""
    return preset.denoiser or ("unet" if "unet" in pipe.components else "transformer")


def release_cached() -> None:
    """On a card that is nearly full, give back what a stage leaves in torch's pools.

    Each stream has a pool of its own: without this the card must hold the sum of all stages, not the largest.
    """
    import torch

    if torch.cuda.is_available() and torch.cuda.mem_get_info()[0] < SCARCE_BYTES:
        torch.cuda.empty_cache()


def starting_noise(pipe: Any, denoiser: str, seed: int, height: int, width: int) -> torch.Tensor:
    """Return the noise of a seed in the shape that the pipeline wants.

    The numbers are Philox's, as the starter's: the same on every device and runtime. (1, C, h, w) float32,
    or (1, h w / 4, 4 C) for the classes that pack 2 x 2 cells into a token.
    """
    import torch

    packs = hasattr(pipe, "_pack_latents")
    channels = getattr(pipe, denoiser).config.in_channels // (4 if packs else 1)
    cells = (height // pipe.vae_scale_factor, width // pipe.vae_scale_factor)
    rng = np.random.Generator(np.random.Philox(key=seed))
    noise = torch.from_numpy(rng.standard_normal((1, channels, *cells), dtype=np.float32))
    if packs:
        noise = pipe._pack_latents(noise, 1, channels, *cells)
    return noise


def denoise(
    pipe: Any, preset: Preset, requests: Sequence[GenerationRequest], on_latents: OnLatents
) -> torch.Tensor:
    """Walk from noise to latents, as the pipeline hands them out. on_latents may raise to stop.

    requests: of one preset, size, scheduler and number of steps. Each has noise and a generator of its own.
    """
    import torch

    request, *mates = requests
    accepted = inspect.signature(type(pipe).__call__).parameters
    steps = request.num_inference_steps
    arguments: dict[str, Any] = {
        "prompt": request.prompt,
        "num_inference_steps": steps,
        "height": request.height,
        "width": request.width,
        "output_type": "latent",
        # Ancestral schedulers ask for more on the way. A CPU's generator gives the same on every device.
        "generator": torch.Generator("cpu").manual_seed(request.seed),
        **preset.call,
    }
    if preset.negative_prompt is not None:
        arguments["negative_prompt"] = preset.negative_prompt
    if mates:
        arguments["prompt"] = [one.prompt for one in requests]
        arguments["generator"] = [torch.Generator("cpu").manual_seed(one.seed) for one in requests]
        if preset.negative_prompt is not None:
            arguments["negative_prompt"] = [preset.negative_prompt] * len(requests)
    if "sigmas" in accepted and pipe.scheduler.config.get("use_flow_sigmas"):
        # UniPC along a flow. Z-Image's own sigmas are a list, which it cannot take.
        arguments["sigmas"] = np.linspace(1.0, 1 / steps, steps)
    denoiser = denoiser_of(pipe, preset)
    noise = torch.cat(
        [starting_noise(pipe, denoiser, one.seed, request.height, request.width) for one in requests]
    )
    if preset.pipeline != "ZImagePipeline":  # which walks in float32, and insists on it
        noise = noise.to(getattr(pipe, denoiser).dtype)
    with contextlib.ExitStack() as undo:
        if "latents" in accepted:
            arguments["latents"] = noise
        else:
            pipe.prepare_latents = lambda *_, **__: noise.to(pipe._execution_device)
            undo.callback(delattr, pipe, "prepare_latents")
        if "callback_on_step_end" in accepted:
            arguments["callback_on_step_end"] = _after_step(on_latents)
        else:
            pipe.progress_bar = lambda *_, **__: _Bar(on_latents)
            undo.callback(delattr, pipe, "progress_bar")
        try:
            latents: Any = pipe(**arguments).images
        except BaseException:  # somebody pressed Stop, for one
            pipe.maybe_free_model_hooks()  # else what is on the device stays there, beside the next encoder
            raise
    walked: torch.Tensor = torch.stack(list(latents)) if isinstance(latents, list) else latents
    return walked


OnLatents = Callable[[int, "torch.Tensor | None"], None]
"""on_latents(step, latents): after each step, from 1; no latents from a class that does not show them."""


def _after_step(on_latents: OnLatents) -> Callable[..., dict[str, Any]]:
    def after_step(pipe: Any, step: int, timestep: Any, tensors: dict[str, Any]) -> dict[str, Any]:
        on_latents(step + 1, tensors["latents"])
        return {}

    return after_step


class _Bar:
    """In the place of a progress bar: how a class without a callback tells of its steps."""

    def __init__(self, on_latents: OnLatents) -> None:
        self.on_latents, self.step = on_latents, 0

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def update(self, count: int = 1) -> None:
        self.step += count
        self.on_latents(self.step, None)


def as_grid(pipe: Any, latents: torch.Tensor, height: int, width: int) -> torch.Tensor:
    """Latents as the pipeline hands them out -> (B, C, h, w), still normalised."""
    if hasattr(pipe, "_unpack_latents") and latents.ndim == 3:
        latents = pipe._unpack_latents(latents, height, width, pipe.vae_scale_factor)
    grid: torch.Tensor = latents[:, :, 0] if latents.ndim == 5 else latents  # one frame of a video's decoder
    return grid


def decode(pipe: Any, grid: torch.Tensor) -> torch.Tensor:
    """(1, C, h, w) normalised latents -> (1, 3, H, W) float32 in about [-1, 1], not clamped."""
    import torch

    release_cached()
    config = pipe.vae.config
    mean, std = getattr(config, "latents_mean", None), getattr(config, "latents_std", None)
    grid = grid.to(pipe.vae.dtype)
    if mean is not None and std is not None:
        shape = (1, -1, 1, 1)
        scale = torch.tensor(std).view(shape).to(grid) / (getattr(config, "scaling_factor", None) or 1.0)
        grid = grid * scale + torch.tensor(mean).view(shape).to(grid)
    else:
        grid = grid / config.scaling_factor + (getattr(config, "shift_factor", None) or 0.0)
    is_video = "temperal_downsample" in config  # its decoder takes and gives a dimension of frames
    with torch.no_grad():
        pictures = pipe.vae.decode(grid.unsqueeze(2) if is_video else grid, return_dict=False)[0].float()
    pipe.maybe_free_model_hooks()
    first: torch.Tensor = pictures[:, :, 0] if is_video else pictures
    return first


def is_spoilt(pictures: torch.Tensor) -> bool:
    """Are there numbers that are not finite, or nothing but one colour?"""
    import torch

    return bool(not torch.isfinite(pictures).all() or pictures.std() < FLAT)


def to_picture(pictures: torch.Tensor) -> Image.Image:
    """(1, 3, H, W) in [-1, 1] -> a PIL image."""
    import torch

    pixels = ((pictures[0].clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8)
    return Image.fromarray(pixels.permute(1, 2, 0).cpu().numpy())


class LatentColors:
    """What colour a latent cell will have: linear in its channels, fitted to the first picture decoded.

    Good enough to see a picture come up, for any autoencoder, without a table or a second decoder.
    """

    def __init__(self, grid: torch.Tensor, pictures: torch.Tensor) -> None:
        """grid: (1, C, h, w). pictures: (1, 3, H, W), what it was decoded to."""
        import torch
        from torch.nn import functional as F

        cells = grid[0].float().cpu().flatten(1).T  # (h w, C)
        design = torch.cat([cells, torch.ones(len(cells), 1)], dim=1)
        colors = F.interpolate(pictures.float().cpu(), grid.shape[-2:], mode="area")[0].flatten(1).T
        # A little ridge: one picture does not tell all channels apart.
        ridge = 1e-2 * len(cells) * torch.eye(design.shape[1])
        self.factors = torch.linalg.solve(design.T @ design + ridge, design.T @ colors)  # (C + 1, 3)

    def preview(self, grid: torch.Tensor) -> Image.Image:
        """(1, C, h, w) -> a small, blurred picture."""
        cells = grid[0].float().cpu()
        colors = cells.permute(1, 2, 0) @ self.factors[:-1] + self.factors[-1]
        small = to_picture(colors.permute(2, 0, 1)[None])
        small.thumbnail((SEEN_PX, SEEN_PX))
        size = (PREVIEW_PX * small.width // SEEN_PX, PREVIEW_PX * small.height // SEEN_PX)
        return small.resize(size, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(2))


def scheduler_for(preset: Preset, name: str | None, saved: Any) -> Any:
    """Build the preset's scheduler of that name from the one saved with the weights, or return that one."""
    import diffusers

    if name is None:
        return saved
    choice = preset.schedulers[name]
    cls = getattr(diffusers, choice.scheduler)
    return cls(**choice.changes) if choice.fresh else cls.from_config(saved.config, **choice.changes)
