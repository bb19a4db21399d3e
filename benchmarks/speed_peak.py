"""What the processor can do at most, and what the model asks of it: multiply-adds of int8 matrix products."""

import json
import os
import time
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from benchmarks.peers.peer import model_folder

ROWS = 2048
"""Word pieces of a batch of the embedder."""
_SECONDS = 0.2


def int8_peak() -> float:
    """Multiply-adds a second of ONNX Runtime's MatMulInteger on all cores, at the best of the model's shapes."""
    width, inner, _ = shape()
    return max(_rate(*sizes) for sizes in ((width, width), (width, inner), (inner, width), (inner, inner)))


def multiply_adds(pieces: int) -> int:
    """Multiply-adds of the model for a text of so many word pieces: its matrix products, attention's included."""
    width, inner, layers = shape()
    return layers * (pieces * (4 * width**2 + 2 * width * inner) + 2 * pieces**2 * width)


@cache
def shape() -> tuple[int, int, int]:
    """Numbers of a vector, of the layer within a feed-forward block, and of blocks."""
    described = json.loads((Path(model_folder()) / "config.json").read_text("utf-8"))
    return described["hidden_size"], described["intermediate_size"], described["num_hidden_layers"]


def _rate(inputs: int, outputs: int) -> float:
    session = _product(inputs, outputs)
    given = {"a": np.random.default_rng(0).integers(0, 255, (ROWS, inputs), dtype=np.uint8)}
    fastest, ends = float("inf"), time.perf_counter() + _SECONDS
    while time.perf_counter() < ends:
        started = time.perf_counter()
        session.run(None, given)
        fastest = min(fastest, time.perf_counter() - started)
    return ROWS * inputs * outputs / fastest


@cache
def _product(inputs: int, outputs: int) -> onnxruntime.InferenceSession:
    weights = np.random.default_rng(0).integers(-127, 127, (inputs, outputs), dtype=np.int8)
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["a", "b"], ["c"])],
        "product",
        [helper.make_tensor_value_info("a", TensorProto.UINT8, [ROWS, inputs])],
        [helper.make_tensor_value_info("c", TensorProto.INT32, [ROWS, outputs])],
        [numpy_helper.from_array(weights, "b")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = os.cpu_count() or 1
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
