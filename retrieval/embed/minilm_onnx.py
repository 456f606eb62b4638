"""MiniLM as an ONNX file, written once from the safetensors with the `onnx` package's helpers, run by onnxruntime."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retrieval.embed import Vectors
from retrieval.embed.minilm_numpy import EPSILON, HEADS, LAYERS, Weights

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto

FILE = "minilm-2.onnx"
"""The number changes with the graph, so that an older file is not run by newer code."""
Ids = NDArray[np.int64]


class OnnxForward:
    def __init__(self, session: Any) -> None:
        self._session = session

    def __call__(self, ids: Ids, mask: Ids) -> Vectors:
        found: Vectors = self._session.run(None, {"ids": ids, "mask": mask.astype(np.int32)})[0]
        return found


def open_session(weights: Path, models_dir: Path) -> OnnxForward:
    """Load the ONNX file of the models folder, building it first where it is missing or cannot be loaded."""
    path = models_dir / FILE
    if path.is_file():
        try:
            return OnnxForward(_session(path))
        except Exception:  # noqa: BLE001  (a damaged file is built again; a second failure is told)
            path.unlink()
    write_model(weights, path)
    return OnnxForward(_session(path))


def write_model(weights: Path, path: Path) -> None:
    """Build the file beside its place and swap it in."""
    from safetensors.numpy import load_file

    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(_model(load_file(weights)).SerializeToString())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _session(path: Path) -> Any:
    import onnxruntime  # type: ignore[import-untyped]

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = int(os.environ.get("OMP_NUM_THREADS", "0"))
    # Spinning threads win microseconds when alone and lose milliseconds when the machine is shared.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


class _Graph:
    """Nodes and constants in the order they are added."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.nodes: list[NodeProto] = []
        self.constants: dict[str, NDArray[Any]] = {}

    def add(self, kind: str, *inputs: str, domain: str = "", **settings: Any) -> str:
        from onnx import helper

        output = f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], domain=domain, **settings))
        return output

    def constant(self, name: str, value: NDArray[Any]) -> str:
        self.constants[name] = np.ascontiguousarray(value)
        return name

    def weight(self, name: str) -> str:
        return self.constant(name, self.weights[name])

    def dense(self, hidden: str, name: str) -> str:
        turned = self.add("MatMul", hidden, self.constant(name + ".turned", self.weights[name + ".weight"].T))
        return self.add("Add", turned, self.weight(name + ".bias"))

    def normalised(self, hidden: str, name: str) -> str:
        parts = (self.weight(name + ".weight"), self.weight(name + ".bias"))
        return self.add("LayerNormalization", hidden, *parts, axis=-1, epsilon=EPSILON)


def _model(weights: Weights) -> "ModelProto":
    from onnx import TensorProto, helper, numpy_helper

    graph = _Graph(weights)
    hidden = _embedded(graph)
    for layer in range(LAYERS):
        hidden = _layer(graph, hidden, f"encoder.layer.{layer}.")
    output = _mean(graph, hidden)
    made = helper.make_graph(
        graph.nodes,
        "minilm",
        [
            helper.make_tensor_value_info("ids", TensorProto.INT64, ["n", "length"]),
            helper.make_tensor_value_info("mask", TensorProto.INT32, ["n", "length"]),
        ],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["n", 384])],
        [numpy_helper.from_array(value, name) for name, value in graph.constants.items()],
    )
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=9)


def _embedded(graph: _Graph) -> str:
    words = graph.add("Gather", graph.weight("embeddings.word_embeddings.weight"), "ids")
    length = graph.add("Shape", "ids", start=1, end=2)
    table = (
        graph.weights["embeddings.position_embeddings.weight"]
        + (graph.weights["embeddings.token_type_embeddings.weight"][0])
    )
    places = graph.add("Slice", graph.constant("places", table), graph.constant("zero", np.array([0])), length)
    return graph.normalised(graph.add("Add", words, places), "embeddings.LayerNorm")


def _layer(graph: _Graph, hidden: str, name: str) -> str:
    parts = [f"{name}attention.self.{part}" for part in ("query", "key", "value")]
    packed = np.concatenate([graph.weights[part + ".weight"].T for part in parts], axis=1)
    bias = np.concatenate([graph.weights[part + ".bias"] for part in parts])
    inputs = (hidden, graph.constant(name + "qkv", packed), graph.constant(name + "qkv_bias", bias), "mask")
    attended = graph.add("Attention", *inputs, domain="com.microsoft", num_heads=HEADS)
    added = graph.add("Add", graph.dense(attended, name + "attention.output.dense"), hidden)
    hidden = graph.normalised(added, name + "attention.output.LayerNorm")
    inner = graph.add("Gelu", graph.dense(hidden, name + "intermediate.dense"))
    added = graph.add("Add", graph.dense(inner, name + "output.dense"), hidden)
    return graph.normalised(added, name + "output.LayerNorm")


def _mean(graph: _Graph, hidden: str) -> str:
    real = graph.add("Unsqueeze", graph.add("Cast", "mask", to=1), graph.constant("last", np.array([2])))
    axes = graph.constant("along", np.array([1]))
    total = graph.add("ReduceSum", graph.add("Mul", hidden, real), axes, keepdims=0)
    return graph.add("Div", total, graph.add("ReduceSum", real, axes, keepdims=0))
