"""Weights of an ONNX graph in a quarter of the room: int8 with a scale per channel, unpacked when opened.

Only the file is smaller: what is computed, and how fast, is what float32 weights would give that were rounded
to 8 bits. Knows nothing about which graph it is.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SMALLEST: Final = 4096  # numbers: biases, norms and tables stay as they are
LEVELS: Final = 127


def pack_weights(file: Path, chosen: Callable[[np.ndarray], bool] = lambda weight: True) -> None:
    """Rewrite a graph with its large weights in int8. chosen: which of them; the others stay float32."""
    model = onnx.load(str(file))
    graph = model.graph
    multiplied = {node.input[1] for node in graph.node if node.op_type == "MatMul"}
    kept, unpacked = [], []
    for tensor in graph.initializer:
        weight = numpy_helper.to_array(tensor)
        if tensor.data_type != TensorProto.FLOAT or weight.size < SMALLEST or not chosen(weight):
            kept.append(tensor)
            continue
        # One scale per output: columns of what is multiplied from the right, rows of all else.
        axis = 1 if tensor.name in multiplied and weight.ndim == 2 else 0
        packed, scale = pack(weight, axis)
        names = [f"{tensor.name}_int8", f"{tensor.name}_scale"]
        kept += [numpy_helper.from_array(packed, names[0]), numpy_helper.from_array(scale, names[1])]
        unpacked.append(helper.make_node("DequantizeLinear", names, [tensor.name], axis=axis))
    nodes = [*unpacked, *graph.node]
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(kept)
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, str(file))


def pack(weight: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Return (int8 of the same shape, float32 scales of that axis): weight is about int8 * scale."""
    others = tuple(i for i in range(weight.ndim) if i != axis)
    largest = np.abs(weight).max(axis=others, keepdims=True)
    scale = np.where(largest > 0, largest / LEVELS, 1).astype(np.float32)
    return np.rint(weight / scale).astype(np.int8), scale.reshape(-1)
