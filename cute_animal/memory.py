"""Where a model's weights lie while it draws: from sizes and a budget to a plan. Pure arithmetic.

Three ways to need less memory on the device, each slower than the one before: stream the text encoder through
(it runs once a picture), keep only some of the denoiser's blocks and stream the others past while it
computes, decode the picture in tiles. Knows nothing about torch, files or how a plan is carried out
(offload.py). All sizes in bytes, all times in seconds of one picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

GIB: Final = 2**30

# Beside weights and activations: the device's context, the allocator's rounding, the libraries' workspaces.
OVERHEAD_BYTES: Final = int(0.45 * GIB)
IN_FLIGHT_BLOCKS: Final = 2  # the one that computes and the one that arrives
# A whole component is moved from and to RAM that is not pinned, and copied back although it did not change.
UNPINNED: Final = 3.0  # so many times as long as a pinned copy; an estimate
# Of the time that copying takes beside computing, what shows nevertheless: nothing computes while the first
# block of a step arrives. An estimate; it makes every block that can stay worth its place.
EXPOSED: Final = 0.05
TILED_COMPUTE: Final = 1.4  # tiles overlap by a quarter: (1 / 0.75)^2 of the area, less at the borders
TILED_ACTIVATION: Final = 0.3  # of the whole picture's: tiles of half its side
# In RAM while weights go from their files straight to the device, tensor by tensor.
LOADING_BYTES: Final = GIB

Offload = Literal["none", "encoder", "model", "group"]


@dataclass(frozen=True)
class Part:
    """One component of a pipeline, or the text encoders together. activation_bytes: beside its weights."""

    weights_bytes: int
    activation_bytes: int
    flops: float  # of one run
    runs: int = 1  # per picture
    blocks: int = 0  # equal ones that can be streamed one by one
    blocks_bytes: int = 0  # of all blocks together
    other_blocks_bytes: int = 0  # of further lists: streamed too, and never resident
    largest_layer_bytes: int = 0  # what is on the device at least while it is streamed layer by layer

    @property
    def block_bytes(self) -> float:
        return self.blocks_bytes / self.blocks if self.blocks else 0.0


@dataclass(frozen=True)
class ModelSizes:
    """What a plan has to know of a model."""

    encoder: Part
    denoiser: Part
    decoder: Part
    by_way_of_ram_bytes: int = 0  # weights that are changed in RAM before they go to the device
    lora_bytes: int = 0  # beside the denoiser, wherever that is loaded to, until it is merged

    @property
    def weights_bytes(self) -> int:
        return sum(part.weights_bytes for part in (self.encoder, self.denoiser, self.decoder))

    @property
    def loading_bytes(self) -> int:
        """Of all weights while they are loaded: before any is made smaller, and a LoRA is merged."""
        shrunk_bytes = max(0, self.by_way_of_ram_bytes - self.denoiser.weights_bytes)
        return self.weights_bytes + shrunk_bytes + self.lora_bytes


@dataclass(frozen=True)
class Budget:
    """What a machine has to give. device_bytes and ram_bytes: what is free now."""

    device_bytes: int
    ram_bytes: int
    link_bytes_per_s: float  # from RAM to the device
    flops_per_s: float  # what the device reaches in practice, not on paper


@dataclass(frozen=True)
class MemoryPlan:
    """Where the weights lie. resident_blocks: of the denoiser, with offload "group"."""

    offload: Offload
    vae_tiling: bool
    resident_blocks: int
    peak_bytes: int  # on the device, predicted
    ram_bytes: int  # beside the device, predicted
    seconds: float  # of one picture with a new wish, predicted
    picture_bytes: int = (
        0  # on the device, of each more picture that is denoised at the same time; 0: unknown
    )

    @property
    def peak_gib(self) -> float:
        return self.peak_bytes / GIB

    def pictures_within(self, device_bytes: int, most: int) -> int:
        """Return how many pictures may be denoised at once: at least 1, at most `most`.

        They are decoded one after the other, so only the denoiser's activations grow with them.
        """
        if self.picture_bytes <= 0:
            return 1
        return max(1, min(most, 1 + (device_bytes - self.peak_bytes) // self.picture_bytes))

    def __str__(self) -> str:
        words = {
            "none": "everything resident",
            "encoder": "text encoder streamed",
            "model": "one component at a time",
            "group": f"text encoder and denoiser streamed, {self.resident_blocks} of its blocks resident",
        }[self.offload]
        return f"{words}{', decoded in tiles' if self.vae_tiling else ''}"


def plan_memory(sizes: ModelSizes, budget: Budget, *, streams: bool = True) -> MemoryPlan | None:
    """Return the fastest plan that fits, None if none does. More of anything never makes it slower.

    streams: the device can copy while it computes; without, whole components are moved.
    """
    fitting = [
        plan
        for plan in _plans(sizes, budget, streams)
        if plan.peak_bytes <= budget.device_bytes and plan.ram_bytes <= budget.ram_bytes
    ]
    return min(fitting, key=lambda plan: (plan.seconds, plan.peak_bytes), default=None)


def ladder(sizes: ModelSizes, budget: Budget, *, streams: bool = True) -> tuple[MemoryPlan, ...]:
    """Return the plans worth having, fastest first: each next one needs less of the device.

    Whatever device_bytes the budget has; its RAM counts.
    """
    rungs: list[MemoryPlan] = []
    plans = [plan for plan in _plans(sizes, budget, streams) if plan.ram_bytes <= budget.ram_bytes]
    for plan in sorted(plans, key=lambda plan: (plan.seconds, plan.peak_bytes)):
        if not rungs or plan.peak_bytes < rungs[-1].peak_bytes:
            rungs.append(plan)
    return tuple(rungs)


def rung_below(rungs: tuple[MemoryPlan, ...], plan: MemoryPlan, *, saving: float = 0.15) -> MemoryPlan | None:
    """Return the fastest rung that needs `saving` less than `plan`, or the lowest; None below that."""
    lower = [rung for rung in rungs if rung.peak_bytes < plan.peak_bytes]
    enough = [rung for rung in lower if rung.peak_bytes <= (1 - saving) * plan.peak_bytes]
    return next(iter(enough), lower[-1] if lower else None)


def _plans(sizes: ModelSizes, budget: Budget, streams: bool) -> Iterator[MemoryPlan]:
    encoder, denoiser, decoder = sizes.encoder, sizes.denoiser, sizes.decoder

    def compute_s(part: Part) -> float:
        return part.runs * part.flops / budget.flops_per_s

    def copy_s(size_bytes: float) -> float:
        return size_bytes / budget.link_bytes_per_s

    def beside_s(copied_s: float, computed_s: float) -> float:
        return max(copied_s, computed_s) + EXPOSED * copied_s

    def there_and_back_s(size_bytes: float) -> float:
        return 2 * UNPINNED * copy_s(size_bytes)

    # What stays on a device of its own goes there straight from its files; all else lies in RAM.
    passing_bytes = max(LOADING_BYTES, sizes.by_way_of_ram_bytes) if streams else sizes.loading_bytes
    in_ram_bytes: dict[Offload, int] = {
        "none": passing_bytes,
        "encoder": encoder.weights_bytes + passing_bytes,
    }

    for tiled in (False, True):
        decode_s = compute_s(decoder) * (TILED_COMPUTE if tiled else 1.0)
        decode_bytes = decoder.activation_bytes * (TILED_ACTIVATION if tiled else 1.0)

        def plan(
            offload: Offload,
            peak_bytes: float,
            seconds: float,
            blocks: int = 0,
            tiled: bool = tiled,
        ) -> MemoryPlan:
            ram_bytes = min(sizes.loading_bytes, in_ram_bytes.get(offload, sizes.loading_bytes))
            peak = int(peak_bytes) + OVERHEAD_BYTES
            more = int(denoiser.activation_bytes)
            return MemoryPlan(offload, tiled, blocks, peak, ram_bytes, seconds, more)

        yield plan(
            "none",
            sizes.weights_bytes
            + max(sizes.lora_bytes, encoder.activation_bytes, denoiser.activation_bytes, decode_bytes),
            compute_s(encoder) + compute_s(denoiser) + decode_s,
        )
        yield plan(
            "model",
            max(
                encoder.weights_bytes + encoder.activation_bytes,
                denoiser.weights_bytes + denoiser.activation_bytes,
                decoder.weights_bytes + decode_bytes,
            ),
            compute_s(encoder) + compute_s(denoiser) + decode_s + there_and_back_s(sizes.weights_bytes),
        )
        if not streams:
            continue
        # Two layers on the way as well: the one that computes and the one that arrives.
        encoding_bytes = IN_FLIGHT_BLOCKS * encoder.largest_layer_bytes + encoder.activation_bytes
        encode_s = beside_s(copy_s(encoder.weights_bytes), compute_s(encoder))
        yield plan(
            "encoder",
            denoiser.weights_bytes
            + decoder.weights_bytes
            + max(sizes.lora_bytes, encoding_bytes, denoiser.activation_bytes, decode_bytes),
            encode_s + compute_s(denoiser) + decode_s,
        )
        # A model without a list of equal blocks is streamed layer by layer, all of it.
        block_bytes = denoiser.block_bytes if denoiser.blocks else denoiser.largest_layer_bytes
        in_lists = denoiser.blocks_bytes + denoiser.other_blocks_bytes
        streamable = in_lists if denoiser.blocks else denoiser.weights_bytes
        loose_bytes = denoiser.weights_bytes - streamable
        for resident in range(max(1, denoiser.blocks)):
            kept_bytes = resident * denoiser.block_bytes
            step_s = beside_s(copy_s(streamable - kept_bytes), compute_s(denoiser) / denoiser.runs)
            yield plan(
                "group",
                kept_bytes
                + decoder.weights_bytes
                + max(
                    encoding_bytes,
                    loose_bytes + IN_FLIGHT_BLOCKS * block_bytes + denoiser.activation_bytes,
                    decode_bytes,
                ),
                encode_s + denoiser.runs * (step_s + there_and_back_s(loose_bytes)) + decode_s,
                resident,
            )
