"""Which arithmetic training uses: bfloat16 where this machine is faster with it, else float32.

A data-centre GPU and a CPU with matrix units gain from bfloat16. A CPU that only has instructions for it
gains nothing, and one that has to emulate it takes three times as long (training/LOG.md, 4).
"""

from __future__ import annotations

import functools
import time

import torch
from torch.nn import functional as F

TRIALS = 5


@functools.cache
def fastest_dtype(device: torch.device) -> torch.dtype:
    """Time a convolution of the sketch's size in both; return torch.bfloat16 or torch.float32."""
    if device.type != "cpu":
        return torch.bfloat16
    return min((torch.float32, torch.bfloat16), key=_convolution_s)


def autocast(device: torch.device) -> torch.autocast:
    """Context in which the networks compute in the fastest type; weights stay as they are."""
    dtype = fastest_dtype(device)
    return torch.autocast(device.type, torch.bfloat16, enabled=dtype == torch.bfloat16)


@torch.inference_mode()
def _convolution_s(dtype: torch.dtype) -> float:
    """Seconds for one convolution on the CPU: the best of some trials after a warm-up."""
    pictures = torch.randn(16, 128, 16, 16).to(dtype, memory_format=torch.channels_last)
    kernel = torch.randn(128, 128, 3, 3).to(dtype, memory_format=torch.channels_last)
    times = []
    for _ in range(TRIALS + 1):
        started = time.perf_counter()
        F.conv2d(pictures, kernel, padding=1)
        times.append(time.perf_counter() - started)
    return min(times[1:])


def memory_format(device: torch.device) -> torch.memory_format:
    """Channels last in bfloat16; planar in float32, where the way back is six times as fast so on a CPU."""
    return torch.channels_last if fastest_dtype(device) == torch.bfloat16 else torch.contiguous_format
