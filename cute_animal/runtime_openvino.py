"""Graphs by OpenVINO, on the CPU."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any, Final

import numpy as np
import openvino

from cute_animal.runtime import Arrays

DEVICE: Final = "CPU"


class OpenVinoGraph:
    """One .xml file with its .bin."""

    def __init__(self, file: Path, cache: Path, threads: int | None = None) -> None:
        """cache: where compiled graphs are kept, so that the next start does not compile."""
        # Left alone, a processor that knows bfloat16 computes in it, and places an outline by 8 bits.
        config: dict[str, Any] = {"INFERENCE_PRECISION_HINT": "f32", "CACHE_DIR": str(cache)}
        if threads is not None:
            config["INFERENCE_NUM_THREADS"] = threads
        compiled = _core().compile_model(str(file), DEVICE, config)
        self.why = f"OpenVINO on {DEVICE}, in float32"
        self._request = compiled.create_infer_request()
        self._outputs = [output.get_any_name() for output in compiled.outputs]

    def __call__(self, inputs: Arrays) -> dict[str, np.ndarray]:
        found = self._request.infer(dict(inputs))
        return {name: np.array(found[name]) for name in self._outputs}  # a copy: the next run writes there


@functools.cache
def _core() -> openvino.Core:
    return openvino.Core()
