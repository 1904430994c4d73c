"""Writes the graph by which the bundled encoder runs: the same weights, in fewer and faster operations.

    python -m benchmarks.fuse_graphs

Writes `embeddings/encoder.onnx`. It holds no weights, but the places of them in the model file that the carrier package
brings. Needs onnx, of the extra for the tests. `benchmarks/train_reader` writes the reader in the same operations.

A layer becomes one `QAttention` with the three projections before it, three `DynamicQuantizeMatMul` with their biases,
a `Gelu` and two `LayerNormalization`. The last layer is computed for the first token alone, as nothing else of it is
used. onnxruntime's optimiser leaves the parts of attention as they are, since it does not know them in int8; and its
`SkipLayerNormalization` is slower than the two operations it stands for, and less exact.

Prints, for texts of several lengths, how many times faster the fused graph is than the carried model (medians of
`ROUNDS` in turns, on one core), and how far its output is from that: 1 − cosine of vectors.
"""

from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from embeddings.bundled import ENCODER
from embeddings.onnx import WEIGHTS, OnnxModel, carried_model

ROOT = Path(__file__).parents[1]
EMBEDDINGS = ROOT / "embeddings"
TOKENS = ("input_ids", "token_type_ids")
MICROSOFT = "com.microsoft"
OPERATORS = [helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)]
LAYERS, HEADS, WIDTH, EPSILON = 12, 12, 384, 1e-12
SMALL = 64  # bytes up to which a tensor stays in the graph
LENGTHS = (100, 300, 600, 1200)  # of texts, in characters
ROUNDS = 30


class Fused:
    """A graph in the making, of the weights of a model in int8. Methods add operations and return what these give."""

    def __init__(self, model: onnx.ModelProto) -> None:
        self._model = model.graph
        self._tensors = {tensor.name: tensor for tensor in model.graph.initializer}
        self._nodes: list[onnx.NodeProto] = []
        for name, number in {"0": 0, "1": 1, "width": WIDTH}.items():
            self._tensors[name] = numpy_helper.from_array(np.array([number], np.int64), name)

    def add(self, operation: str, inputs: Sequence[str], domain: str = "", **attributes: Any) -> str:
        """Add any operation."""
        output = f"{operation} {len(self._nodes)}"
        self._nodes.append(helper.make_node(operation, inputs, [output], domain=domain, **attributes))
        return output

    def embedded(self, name: str, rows: str) -> str:
        """Return floats for rows of a table that is kept in 8 bits."""
        return self.add("DequantizeLinear", [rows, f"{name}.weight_scale", f"{name}.weight_zero_point"])

    def normal(self, x: str, name: str) -> str:
        """Normalise a layer."""
        return self.add("LayerNormalization", [x, f"{name}.weight", f"{name}.bias"], axis=-1, epsilon=EPSILON)

    def project(self, x: str, name: str) -> str:
        """Project by weights in int8."""
        return self.add("DynamicQuantizeMatMul", [x, *self._dense(name)], MICROSOFT)

    def layer(self, x: str, name: str, *, alone: bool) -> str:
        """Add a layer of a transformer, for the first token alone if wanted."""
        query, key, value = (f"{name}.attention.self.{part}" for part in ("query", "key", "value"))
        if alone:
            keys, values, x = self.project(x, key), self.project(x, value), self.add("Slice", [x, "0", "1", "1"])
            heads = self.add("MultiHeadAttention", [self.project(x, query), keys, values], MICROSOFT, num_heads=HEADS)
        else:
            heads = self._attend(x, [query, key, value])
        mixed = self.add("Add", [x, self.project(heads, f"{name}.attention.output.dense")])
        x = self.normal(mixed, f"{name}.attention.output.LayerNorm")
        wide = self.add("Gelu", [self.project(x, f"{name}.intermediate.dense")], MICROSOFT)
        narrow = self.add("Add", [x, self.project(wide, f"{name}.output.dense")])
        return self.normal(narrow, f"{name}.output.LayerNorm")

    def transformer(self, prefix: str, *, to_first: bool) -> str:
        """Add a BERT, whose last layer is computed for the first token alone if wanted."""
        table = f"{prefix}embeddings"
        length = self.add("Slice", [self.add("Shape", ["input_ids"]), "1", self.add("Add", ["1", "1"])])
        places = self.add("Slice", [f"{table}.position_embeddings.weight_quantized", "0", length, "0"])
        parts = [self.embedded(f"{table}.{name}", self.add("Gather", [f"{table}.{name}.weight_quantized", ids]))
                 for name, ids in zip(("word_embeddings", "token_type_embeddings"), TOKENS, strict=True)]
        whole = self.add("Add", [self.add("Add", parts), self.embedded(f"{table}.position_embeddings", places)])
        x = self.normal(whole, f"{table}.LayerNorm")
        for number in range(LAYERS):
            x = self.layer(x, f"{prefix}encoder.layer.{number}", alone=to_first and number == LAYERS - 1)
        return x

    def model(self, *outputs: str) -> onnx.ModelProto:
        """Return the model, which takes tokens and gives the outputs."""
        used = {name for node in self._nodes for name in node.input}
        return helper.make_model(helper.make_graph(
            self._nodes, "fused", [helper.make_tensor_value_info(name, TensorProto.INT64, None) for name in TOKENS],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs],
            [tensor for name, tensor in self._tensors.items() if name in used]), opset_imports=OPERATORS, ir_version=8)

    def _attend(self, x: str, names: Sequence[str]) -> str:
        weights, scales, zeros, biases = zip(*map(self._dense, names), strict=True)
        scale, zero = (self.add("Concat", [self.add("Expand", [part, "width"]) for part in parts], axis=0)
                       for parts in (scales, zeros))  # each is one number for a projection, or one for each column
        quantized = [f"{name} {len(self._nodes)}" for name in ("quantized", "scale", "zero")]
        weight, bias = self.add("Concat", weights, axis=1), self.add("Concat", biases, axis=0)
        self._nodes.append(helper.make_node("DynamicQuantizeLinear", [x], quantized))
        return self.add("QAttention", [quantized[0], weight, bias, quantized[1], scale, "", quantized[2], zero],
                        MICROSOFT, num_heads=HEADS)

    def _dense(self, name: str) -> tuple[str, str, str, str]:
        """Return the names of the weights, scales, zero points and biases of a projection."""
        known = f"{name}.weight"
        if f"{known}_quantized" not in self._tensors:  # it has a number for a name, and is found by what it is used for
            path = name.replace(".", "/").replace("layer/", "layer.")
            known = next(node.input[1].removesuffix("_quantized") for node in self._model.node
                         if node.op_type == "MatMulInteger" and node.output[0].startswith(f"/{path}/MatMul_"))
        return f"{known}_quantized", f"{known}_scale", f"{known}_zero_point", f"{name}.bias"


def encoder(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return the encoder: tokens in, the state of the first out."""
    fused = Fused(model)
    return fused.model(fused.add("Squeeze", [fused.transformer("", to_first=True), "1"]))


def without_weights(model: onnx.ModelProto, carried: bytes) -> bytes:
    """Return a model as a file, with places in the carried file for what that has of its weights."""
    for tensor in model.graph.initializer:
        raw = tensor.raw_data
        if len(raw) > SMALL and (at := carried.find(raw)) >= 0:
            place = {"location": WEIGHTS, "offset": str(at), "length": str(len(raw))}
            tensor.ClearField("raw_data")
            tensor.data_location = TensorProto.EXTERNAL
            for key, value in place.items():
                tensor.external_data.add(key=key, value=value)
    written: bytes = model.SerializeToString()
    return written


def compare() -> None:
    """Print how the fused encoder does beside the model as it was carried."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    whole = onnxruntime.InferenceSession(str(carried_model(*ENCODER)), options, providers=["CPUExecutionProvider"])
    fused = OnnxModel("encoder", *ENCODER)
    stories = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").rglob("*.md"))[:ROUNDS]]
    for length in LENGTHS:
        differences, ratios = [], []
        for story in stories:
            encoding = fused.tokens(story[:length])
            feed = {"input_ids": encoding.ids, "attention_mask": encoding.attention_mask,
                    "token_type_ids": encoding.type_ids}
            begun = perf_counter()
            theirs = whole.run(None, {key: np.array([row]) for key, row in feed.items()})[0].reshape(-1)[:WIDTH]
            between = perf_counter()
            ours = fused.run_tokens(encoding)[1][0]
            ratios.append((between - begun) / (perf_counter() - between))
            differences.append(1 - float(ours @ theirs / np.linalg.norm(ours) / np.linalg.norm(theirs)))
        print(f"{length:5} characters: {median(ratios):.2f} times as fast, "
              f"1 − cosine {median(differences):.1e}, at most {max(differences):.1e}")


def main() -> None:
    """Write the encoder's graph and compare it with the model."""
    carried = carried_model(*ENCODER)
    written = without_weights(encoder(onnx.load(carried)), carried.read_bytes())
    (EMBEDDINGS / "encoder.onnx").write_bytes(written)
    compare()


if __name__ == "__main__":
    main()
