"""The trained reader as a graph for onnxruntime, in int8, in the operations of `benchmarks/fuse_graphs.py`."""

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch import nn

from benchmarks.fuse_graphs import Fused
from benchmarks.train_reader.network import DENSE, NORMS, Network

TABLES = "bert.embeddings."


@torch.no_grad()
def graph(network: Network, carried: onnx.ModelProto) -> onnx.ModelProto:
    """Return the network as a model: tokens in, the three logits out. The tables are those of the carried model."""
    tensors = [tensor for tensor in carried.graph.initializer
               if tensor.name.startswith(TABLES) and not tensor.name.startswith(f"{TABLES}LayerNorm")]
    tensors += _floats(f"{TABLES}LayerNorm", network.norm)
    for number, layer in enumerate(network.layers):
        name = f"bert.encoder.layer.{number}"
        for ours, theirs in DENSE.items():
            tensors += _in_8_bits(f"{name}.{theirs}", getattr(layer, ours))
        for ours, theirs in NORMS.items():
            tensors += _floats(f"{name}.{theirs}", getattr(layer, ours))
    for part in ("pool", "judge", "rank", "answered", "ends"):
        tensors += _floats(part, getattr(network, part))
    fused = Fused(helper.make_model(helper.make_graph([], "weights", [], [], tensors)))
    states = fused.transformer("bert.", to_first=False)
    first = fused.add("Squeeze", [fused.add("Slice", [states, "0", "1", "1"]), "1"])
    rank, answered = (_linear(fused, fused.add("Tanh", [_linear(fused, first, pool)]), out)
                      for pool, out in (("pool", "rank"), ("judge", "answered")))
    return fused.model(rank, answered, _linear(fused, states, "ends"))


def _linear(fused: Fused, x: str, name: str) -> str:
    return fused.add("Add", [fused.add("MatMul", [x, f"{name}.weight"]), f"{name}.bias"])


def _floats(name: str, part: nn.Linear | nn.LayerNorm) -> list[onnx.TensorProto]:
    return [numpy_helper.from_array(np.ascontiguousarray(value.numpy().T), f"{name}.{kind}")
            for kind, value in (("weight", part.weight), ("bias", part.bias))]


def _in_8_bits(name: str, part: nn.Linear) -> list[onnx.TensorProto]:
    """Return the weights of a projection in int8, with a scale for each column."""
    weight = part.weight.numpy().T
    scale = np.maximum(np.abs(weight).max(axis=0) / 127, 1e-9).astype(np.float32)
    kept = {"weight_quantized": np.round(weight / scale).astype(np.int8), "weight_scale": scale,
            "weight_zero_point": np.zeros(len(scale), np.int8), "bias": part.bias.numpy()}
    return [numpy_helper.from_array(np.ascontiguousarray(value), f"{name}.{kind}") for kind, value in kept.items()]
