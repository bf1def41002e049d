"""Graphs by ONNX Runtime: TensorRT, else CUDA, else the CPU, and it says which one and why."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import onnxruntime

from cute_animal.runtime import Arrays

log = logging.getLogger(__name__)

SHORT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "TensorrtExecutionProvider": "TensorRT",
        "CUDAExecutionProvider": "CUDA",
        "CPUExecutionProvider": "CPU",
    }
)  # in the order in which they are tried
ERRORS_ONLY: Final = 3  # of ONNX Runtime's levels: a provider that does not load is told by us


class OnnxGraph:
    """One .onnx file."""

    def __init__(self, file: Path, cache: Path, threads: int | None = None) -> None:
        """cache: where TensorRT keeps its engines and timings. Raises the CPU's error if nothing runs."""
        tried = []
        for provider, short in SHORT.items():
            if provider not in onnxruntime.get_available_providers():
                tried.append(f"{short} is not in this build of ONNX Runtime")
                continue
            try:
                session = _session(file, provider, cache, threads)
            except Exception as error:  # of the provider's library; the CPU's is everybody's last one
                if short == "CPU":
                    raise
                tried.append(f"{short}: {str(error).splitlines()[0]}")
                continue
            if session.get_providers()[0] == provider:
                self.provider = short
                break
            tried.append(f"{short} does not load: its libraries are missing or too old")
        self.why = "; ".join([f"ONNX Runtime on {self.provider}", *tried])
        self._session = session
        self._outputs = [output.name for output in session.get_outputs()]

    def __call__(self, inputs: Arrays) -> dict[str, np.ndarray]:
        return dict(zip(self._outputs, self._session.run(self._outputs, dict(inputs)), strict=True))


def provider_options(provider: str, cache: Path) -> dict[str, Any]:
    """Return a provider's options: what TensorRT has built and timed once is not built again."""
    if provider != "TensorrtExecutionProvider":
        return {}
    return {
        "trt_engine_cache_enable": True,
        "trt_engine_cache_path": str(cache),
        "trt_timing_cache_enable": True,
        "trt_timing_cache_path": str(cache),
    }


def _session(file: Path, provider: str, cache: Path, threads: int | None) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = ERRORS_ONLY
    if threads is not None:
        options.intra_op_num_threads = threads
    # Weights kept in int8 are unpacked once, here, and not at each run.
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    if provider == "TensorrtExecutionProvider":
        cache.mkdir(parents=True, exist_ok=True)
    providers = [(provider, provider_options(provider, cache)), ("CPUExecutionProvider", {})]
    return onnxruntime.InferenceSession(
        str(file), options, providers=providers[: 1 if provider == "CPUExecutionProvider" else 2]
    )
