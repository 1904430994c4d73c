"""Writes the graphs by which the bundled models run: the same weights, in fewer and faster operations.

    python -m benchmarks.fuse_graphs

Writes `embeddings/bge_small_en.onnx` and `embeddings/reranker_en.onnx`. They hold no weights, but the places of them in
the model files that the carrier package brings. Needs onnx, of the extra for the tests.

A layer becomes one `QAttention` with the three projections before it, three `DynamicQuantizeMatMul` with their biases,
a `Gelu` and two `LayerNormalization`. The last layer is computed for the first token alone, as nothing else of it is
used. onnxruntime's optimiser leaves the parts of attention as they are, since it does not know them in int8; and its
`SkipLayerNormalization` is slower than the two operations it stands for, and less exact.

Prints, for texts of several lengths, how many times faster a fused graph is than the model that was carried (medians of
`ROUNDS` in turns, on one core), and how far its output is from that: 1 − cosine of vectors, difference of logits.
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

from embeddings.bundled import CROSS_ENCODER, ENCODER
from embeddings.onnx import WEIGHTS, OnnxModel, carried_model
from embeddings.reader import INNER

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


def transformer(model: onnx.ModelProto, prefix: str) -> tuple[Fused, list[str]]:
    """Return the graph of a BERT in the making and what each layer gives, the last one for the first token alone."""
    fused, table = Fused(model), f"{prefix}embeddings"
    length = fused.add("Slice", [fused.add("Shape", ["input_ids"]), "1", fused.add("Add", ["1", "1"])])
    places = fused.add("Slice", [f"{table}.position_embeddings.weight_quantized", "0", length, "0"])
    parts = [fused.embedded(f"{table}.{name}", fused.add("Gather", [f"{table}.{name}.weight_quantized", ids]))
             for name, ids in zip(("word_embeddings", "token_type_embeddings"), TOKENS, strict=True)]
    whole = fused.add("Add", [fused.add("Add", parts), fused.embedded(f"{table}.position_embeddings", places)])
    states = [fused.normal(whole, f"{table}.LayerNorm")]
    for number in range(LAYERS):
        states.append(fused.layer(states[-1], f"{prefix}encoder.layer.{number}", alone=number == LAYERS - 1))
    return fused, states[1:]


def encoder(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return the encoder: tokens in, the state of the first out."""
    fused, states = transformer(model, "")
    return fused.model(fused.add("Squeeze", [states[-1], "1"]))


def cross_encoder(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return the cross-encoder: tokens in, out the logit and the states from which the reader goes on."""
    fused, states = transformer(model, "bert.")
    pooled = fused.add("Tanh", [fused.project(fused.add("Squeeze", [states[-1], "1"]), "bert.pooler.dense")])
    return fused.model(fused.project(pooled, "classifier"), states[INNER - 1])


def without_weights(model: onnx.ModelProto, carried: bytes) -> bytes:
    """Return a model as a file, with places in the carried file where that has the weights."""
    for tensor in model.graph.initializer:
        raw = tensor.raw_data
        if len(raw) > SMALL:
            place = {"location": WEIGHTS, "offset": str(carried.index(raw)), "length": str(len(raw))}
            tensor.ClearField("raw_data")
            tensor.data_location = TensorProto.EXTERNAL
            for key, value in place.items():
                tensor.external_data.add(key=key, value=value)
    written: bytes = model.SerializeToString()
    return written


def compare(name: str, sha256: str) -> None:
    """Print how a fused graph does beside the model as it was carried."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    whole = onnxruntime.InferenceSession(str(carried_model(name, sha256)), options, providers=["CPUExecutionProvider"])
    fused = OnnxModel(name, sha256)
    stories = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").rglob("*.md"))[:ROUNDS]]
    for length in LENGTHS:
        differences, ratios = [], []
        for story in stories:
            text = story[:length]
            encoding = fused.tokens(text if name == ENCODER[0] else ("What happened, and when?", text))
            feed = {"input_ids": encoding.ids, "attention_mask": encoding.attention_mask,
                    "token_type_ids": encoding.type_ids}
            begun = perf_counter()
            theirs = whole.run(None, {key: np.array([row]) for key, row in feed.items()})[0].reshape(-1)[:WIDTH]
            between = perf_counter()
            ours = fused.run_tokens(encoding)[1][0]
            ratios.append((between - begun) / (perf_counter() - between))
            differences.append(abs(float(ours[0] - theirs[0])) if len(ours) == 1 else
                               1 - float(ours @ theirs / np.linalg.norm(ours) / np.linalg.norm(theirs)))
        print(f"{name}, {length:5} characters: {median(ratios):.2f} times as fast, "
              f"difference {median(differences):.1e}, at most {max(differences):.1e}")


def main() -> None:
    """Write both graphs and compare them with the models."""
    for (name, sha256), fuse in ((ENCODER, encoder), (CROSS_ENCODER, cross_encoder)):
        carried = carried_model(name, sha256)
        (EMBEDDINGS / f"{name}.onnx").write_bytes(without_weights(fuse(onnx.load(carried)), carried.read_bytes()))
        compare(name, sha256)


if __name__ == "__main__":
    main()
