"""What this computer is: cores, memory, accelerator, how fast it copies and computes, what is installed.

Measured with torch, which is imported on first use. Knows nothing about models.
"""

from __future__ import annotations

import functools
import importlib.metadata
import importlib.util
import os
import platform
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

from cute_animal.memory import GIB, Budget

Device = Literal["cpu", "cuda", "mps"]

EXTRAS: Final[Mapping[str, str]] = {  # package -> what it is good for
    "xformers": "attention backend, built by yourself against torch",
    "flash_attn": "attention backend of NVIDIA cards",
    "sageattention": "attention backend of NVIDIA cards",
}
LINK_BYTES: Final = 256 * 2**20
MATMUL_SIDE: Final[Mapping[Device, int]] = {"cpu": 1024, "cuda": 8192, "mps": 2048}
# Of a matrix multiplication's speed, what a whole network with small layers and attention comes to.
REACHED: Final = 0.55
KEPT_FREE_BYTES: Final = int(1.5 * GIB)  # of RAM, for the system and this program
KEPT_FREE_SHARE: Final = 0.05  # of a card: activations are estimated, and a desktop opens windows


@dataclass(frozen=True)
class Machine:
    """One computer. device_bytes, ram_bytes: free now. link_bytes_per_s: infinite where nothing is copied."""

    system: str
    python: str
    processor: str
    cores: int
    ram_total_bytes: int
    ram_bytes: int
    device: Device
    device_name: str
    device_total_bytes: int
    device_bytes: int
    link_bytes_per_s: float
    flops_per_s: float
    has_bf16: bool
    installed: Mapping[str, str]  # package -> version

    @property
    def budget(self) -> Budget:
        """What a plan may count on."""
        return Budget(
            device_bytes=int((1 - KEPT_FREE_SHARE) * self.device_bytes),
            ram_bytes=max(0, self.ram_bytes - KEPT_FREE_BYTES),
            link_bytes_per_s=self.link_bytes_per_s,
            flops_per_s=self.flops_per_s,
        )


@functools.cache
def probe_machine() -> Machine:
    """Look at this computer; takes about a second, mostly to import torch. Memory is as free as it is now."""
    import torch

    device = _device()
    ram_total, ram_free = _ram_bytes()
    total, free = ram_total, ram_free
    name = "none"
    if device == "cuda":
        free, total = torch.cuda.mem_get_info()
        name = torch.cuda.get_device_name()
    elif device == "mps":
        name = "Apple GPU"  # shares the RAM
    return Machine(
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        processor=_processor(),
        cores=_cores(),
        ram_total_bytes=ram_total,
        ram_bytes=ram_free,
        device=device,
        device_name=name,
        device_total_bytes=total,
        device_bytes=free,
        link_bytes_per_s=_link_bytes_per_s() if device == "cuda" else float("inf"),
        flops_per_s=REACHED * _matmul_flops_per_s(device),
        has_bf16=torch.cuda.is_bf16_supported(including_emulation=False)
        if device == "cuda"
        else device == "cpu" and cpu_has_bf16(),
        installed=installed(),
    )


def limit_device(size_bytes: int) -> None:
    """Let this process have no more of the card than this: plans and torch's allocator both keep to it."""
    import torch

    total = torch.cuda.mem_get_info()[1]
    torch.cuda.set_per_process_memory_fraction(min(1.0, size_bytes / total))


def with_free_memory(machine: Machine) -> Machine:
    """Return the machine with its memory as free as it is now, within limit_device."""
    import torch

    _, ram_free = _ram_bytes()
    device_free = ram_free
    if machine.device == "cuda":
        device_free, total = torch.cuda.mem_get_info()
        allowed = int(torch.cuda.get_per_process_memory_fraction() * total)
        device_free = min(device_free, allowed - torch.cuda.memory_reserved())
    return replace(machine, ram_bytes=ram_free, device_bytes=device_free)


def cpu_has_bf16() -> bool:
    """Emulated bf16 is slower than float32, so only what the CPU itself can do counts."""
    import torch

    features: Mapping[str, Any] = torch.cpu.get_capabilities()
    return any(features.get(name, False) for name in ("avx512_bf16", "amx_bf16", "arm_bf16", "bf16"))


def installed() -> Mapping[str, str]:
    """Return the versions of the libraries that matter, "" for an extra that is not there."""
    names = ("torch", "diffusers", "transformers", "peft", "accelerate", "gradio", *EXTRAS)
    return {name: _version(name) for name in names}


def free_disk_bytes(folder: Path) -> int:
    """Free space where `folder` is or will be."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free


def _version(name: str) -> str:
    if importlib.util.find_spec(name) is None:
        return ""
    try:
        return importlib.metadata.version(name.replace("_", "-"))
    except importlib.metadata.PackageNotFoundError:
        return "unknown"


def _device() -> Device:
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)  # Linux: what a container was given
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _ram_bytes() -> tuple[int, int]:
    """Total and free RAM. Free is what can be had without swapping, and what a container is allowed."""
    import psutil

    memory = psutil.virtual_memory()
    total, free = int(memory.total), int(memory.available)
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text().strip()
        used = int(Path("/sys/fs/cgroup/memory.current").read_text())
    except (OSError, ValueError):
        return total, free
    if limit.isdigit() and int(limit) < total:
        total = int(limit)
        free = min(free, max(0, total - used))
    return total, free


def _link_bytes_per_s() -> float:
    """Copy from pinned RAM to the device, the best of three: a first copy also wakes the link up."""
    import torch

    source = torch.empty(LINK_BYTES, dtype=torch.uint8, pin_memory=True)
    target = torch.empty(LINK_BYTES, dtype=torch.uint8, device="cuda")
    best_s = float("inf")
    for _ in range(3):
        torch.cuda.synchronize()
        start_s = time.perf_counter()
        target.copy_(source, non_blocking=True)
        torch.cuda.synchronize()
        best_s = min(best_s, time.perf_counter() - start_s)
    del target
    torch.cuda.empty_cache()
    return LINK_BYTES / best_s


def _matmul_flops_per_s(device: Device) -> float:
    """2 n^3 over the seconds of a square product in the type that models run in, the best of five."""
    import torch

    half = device != "cpu" or cpu_has_bf16()
    side = MATMUL_SIDE[device]
    a = torch.ones(side, side, device=device, dtype=torch.bfloat16 if half else torch.float32)
    best_s = float("inf")
    for _ in range(5):
        start_s = time.perf_counter()
        product = a @ a
        product[0, 0].item()  # waits for the device
        best_s = min(best_s, time.perf_counter() - start_s)
    return 2 * side**3 / best_s
