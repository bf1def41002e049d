"""What this computer is, what fits on it, what would draw and why: `python -m cute_animal doctor`.

Returns lines; printing is the command line's. Nothing is loaded and nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from cute_animal import hub
from cute_animal.architectures import has_architecture, sizes_before_download
from cute_animal.loading import choose_dtype
from cute_animal.machine import EXTRAS, KEPT_FREE_BYTES, Machine, free_disk_bytes
from cute_animal.memory import GIB, MemoryPlan, ModelSizes, ladder, plan_memory
from cute_animal.presets import DEFAULT_PRESET, PRESETS, Preset
from cute_animal.sizes import sizes_in_files

if TYPE_CHECKING:
    from cute_animal.config import Storage

# Cards of these sizes as one may meet them: speed of the link and of a network in bf16, in bytes and flop per
# second. Assumed from data sheets (half of the tensor cores' peak), for `doctor --card-gib` only.
CARDS: Final[Mapping[int, tuple[str, float, float]]] = {
    4: ("an RTX 3050", 11e9, 7e12),
    8: ("an RTX 4060", 12e9, 30e12),
    12: ("an RTX 3060", 22e9, 25e12),
    24: ("an RTX 3090", 22e9, 35e12),
    80: ("an H100", 50e9, 400e12),
}
WITH_A_CARD: Final = ("z-image-turbo", "sd15")  # what we would set, best first
DESKTOP_BYTES: Final = int(0.35 * GIB)  # of a simulated card: what a desktop and the driver take


@dataclass(frozen=True)
class Finding:
    """A preset on a machine. plan: None if it does not fit, or where nothing is planned."""

    preset: Preset
    is_here: bool
    fits: bool
    plan: MemoryPlan | None
    rungs: tuple[MemoryPlan, ...]
    why: str


def simulated(machine: Machine, card_gib: float) -> Machine:
    """Return the machine as if it had an NVIDIA card of that size, of the kind that CARDS names."""
    size = min(CARDS, key=lambda gib: abs(gib - card_gib))
    name, link, flops = CARDS[size]
    return replace(
        machine,
        device="cuda",
        device_name=f"simulated: {card_gib:g} GiB, such as {name}",
        device_total_bytes=int(card_gib * GIB),
        device_bytes=int(card_gib * GIB) - DESKTOP_BYTES,
        link_bytes_per_s=link,
        flops_per_s=flops,
        has_bf16=True,
    )


def examine(
    machine: Machine, chosen: Preset | None = None, *, storage: Storage | None = None
) -> tuple[Finding, ...]:
    """Look at every preset that has a name, and at the one that is set: it may be a folder or a hub id.

    storage: what is set, as tuning.py has it.
    """
    presets = list(PRESETS.values())
    if chosen is not None and chosen.name not in PRESETS:
        presets.append(chosen)
    return tuple(examine_preset(preset, machine, storage=storage) for preset in presets)


def choose(machine: Machine, findings: tuple[Finding, ...]) -> tuple[str, str]:
    """Return (preset, why) that would draw on this machine when nobody sets one: always the built-in one.

    A general model's pictures have no check of what they show yet, so a grown-up has to want it.
    """
    fitting = {finding.preset.name for finding in findings if finding.fits}
    if machine.device == "cpu":
        return DEFAULT_PRESET, "no card that torch can use: the built-in model is made for that"
    best = [name for name in WITH_A_CARD if name in fitting]
    if not best:
        return DEFAULT_PRESET, "nothing larger fits"
    return DEFAULT_PRESET, f"this card could draw with {best[0]}: CUTE_ANIMAL_PRESET={best[0]}"


def report(
    machine: Machine,
    *,
    chosen: Preset | None = None,
    storage: Storage | None = None,
    rungs_of: str | None = None,
) -> Iterator[str]:
    """Yield the doctor's lines. chosen, storage: what is set. rungs_of: whose whole ladder is told."""
    yield from _about(machine)
    findings = examine(machine, chosen, storage=storage)
    disk = free_disk_bytes(hub.cache_folder())
    yield ""
    yield f"{'preset':14} {'here':4} {'download':>9} {'peak':>8} {'seconds':>8}  how"
    for finding in findings:
        yield _row(finding, disk)
    yield ""
    if chosen is None:
        name, why = choose(machine, findings)
        yield f"would draw: {name} ({why})"
    else:
        found = next(finding for finding in findings if finding.preset.name == chosen.name)
        yield f"is set to draw: {chosen.name} ({'fits' if found.fits else 'does not fit'}: {found.why})"
        if not found.is_here and found.fits:
            yield f"to fetch it, after a question: CUTE_ANIMAL_PRESET={chosen.name} make run"
    if rungs_of is not None:
        finding = next(finding for finding in findings if finding.preset.name == rungs_of)
        yield ""
        yield f"the ladder of {rungs_of}, from fast to small:"
        yield from (f"  {rung.peak_gib:6.2f} GiB {rung.seconds:8.1f} s  {rung}" for rung in finding.rungs)
    yield from _missing(machine)


def as_json(
    machine: Machine, chosen: Preset | None = None, *, storage: Storage | None = None
) -> dict[str, Any]:
    """The same for programs. set: the preset that is set, chosen: what would draw without."""
    findings = examine(machine, chosen, storage=storage)
    name, why = choose(machine, findings)
    return {
        "device": machine.device,
        "device_name": machine.device_name,
        "device_gib": round(machine.device_bytes / GIB, 2),
        "ram_gib": round(machine.ram_bytes / GIB, 2),
        "set": None if chosen is None else chosen.name,
        "chosen": name,
        "why": why,
        "presets": {
            finding.preset.name: {
                "here": finding.is_here,
                "fits": finding.fits,
                "offload": finding.plan.offload if finding.plan else None,
                "resident_blocks": finding.plan.resident_blocks if finding.plan else None,
                "peak_gib": round(finding.plan.peak_gib, 2) if finding.plan else None,
                "seconds": round(finding.plan.seconds, 2) if finding.plan else None,
            }
            for finding in findings
        },
    }


def examine_preset(preset: Preset, machine: Machine, *, storage: Storage | None = None) -> Finding:
    """Look at one preset. storage: what is set; one that is not here is counted without it."""
    files = hub.find_files(preset)
    is_here = files is not None
    if preset.knows_only_vocabulary:
        return Finding(preset, is_here, True, None, (), "built in: needs 1 GiB of RAM and no card")
    if files is None and not has_architecture(preset):
        return Finding(preset, is_here, False, None, (), "unknown before it is here")
    dtype = choose_dtype(preset, machine)
    if files is not None:
        sizes = sizes_in_files(files.folder, preset, dtype, storage=storage)
    else:
        sizes = sizes_before_download(preset, dtype)
    if preset.lora is not None:
        sizes = replace(sizes, lora_bytes=preset.lora.download_bytes)
    if machine.device == "cpu":
        return _on_cpu(preset, is_here, sizes, machine)
    streams = machine.device == "cuda"
    rungs = ladder(sizes, machine.budget, streams=streams)
    plan = plan_memory(sizes, machine.budget, streams=streams)
    if plan is not None:
        return Finding(preset, is_here, True, plan, rungs, str(plan))
    if rungs:
        why = f"needs {rungs[-1].peak_gib:.1f} GiB of the card"
        if machine.budget.ram_bytes < sizes.loading_bytes:
            why += f", or less and {(sizes.loading_bytes + KEPT_FREE_BYTES) / GIB:.0f} GiB of free RAM"
    else:
        why = f"needs {sizes.loading_bytes / GIB:.0f} GiB of RAM"
    return Finding(preset, is_here, False, None, rungs, why)


def _on_cpu(preset: Preset, is_here: bool, sizes: ModelSizes, machine: Machine) -> Finding:
    """Without a card everything lies in RAM, and only arithmetic takes time."""
    parts = (sizes.encoder, sizes.denoiser, sizes.decoder)
    needed = sizes.loading_bytes + sizes.decoder.activation_bytes
    seconds = sum(part.runs * part.flops for part in parts) / machine.flops_per_s
    fits = needed <= machine.budget.ram_bytes
    why = (
        f"{needed / GIB:.1f} GiB of RAM, about {seconds:.0f} s a picture"
        if fits
        else (f"needs {needed / GIB:.0f} GiB of RAM")
    )
    return Finding(preset, is_here, fits, None, (), why)


def _row(finding: Finding, disk_bytes: int) -> str:
    preset, plan = finding.preset, finding.plan
    here = "yes" if finding.is_here else "no"
    lora = preset.lora.download_bytes if preset.lora else 0
    download = preset.download_bytes + lora
    size = f"{download / GIB:.1f} GiB" if download else "-"
    note = ", not enough disk" if not finding.is_here and download > disk_bytes else ""
    peak = f"{plan.peak_gib:.1f} GiB" if plan else "-"
    seconds = f"{plan.seconds:.1f}" if plan else "-"
    how = finding.why if finding.fits else f"does not fit: {finding.why}"
    return f"{preset.name:14} {here:4} {size:>9} {peak:>8} {seconds:>8}  {how}{note}"


def _about(machine: Machine) -> Iterator[str]:
    yield f"system     {machine.system}, Python {machine.python}"
    precision = "bfloat16" if machine.has_bf16 else "float32 (bfloat16 would be emulated)"
    yield f"processor  {machine.processor}, {machine.cores} cores"
    yield f"RAM        {machine.ram_bytes / GIB:.1f} of {machine.ram_total_bytes / GIB:.1f} GiB free"
    if machine.device == "cpu":
        yield "card       none that torch can use"
    else:
        free, total = machine.device_bytes / GIB, machine.device_total_bytes / GIB
        yield f"card       {machine.device_name}, {free:.1f} of {total:.1f} GiB free"
        yield f"link       {machine.link_bytes_per_s / 1e9:.1f} GB/s from RAM"
    yield f"computes   {machine.flops_per_s / 1e12:.2f} TFLOP/s, in {precision}"
    disk = free_disk_bytes(hub.cache_folder()) / GIB
    yield f"disk       {disk:.0f} GiB free for models"
    known = {name: version for name, version in machine.installed.items() if version}
    yield "installed  " + ", ".join(f"{name} {version}" for name, version in known.items())


def _missing(machine: Machine) -> Iterator[str]:
    absent = [name for name in EXTRAS if not machine.installed.get(name)]
    if absent and machine.device == "cuda":
        yield ""
        yield "not installed, and not needed:"
        for name in absent:
            yield f"  {name}: {EXTRAS[name]}; pip install {name.replace('_', '-')}"
    if machine.device == "cpu" and "+cpu" in machine.installed.get("torch", ""):
        yield ""
        yield "This torch is built for CPUs. With an NVIDIA card: make clean, make run without TORCH_INDEX."
