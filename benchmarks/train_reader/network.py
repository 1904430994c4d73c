"""The reader in torch: BERT (Devlin et al. 2019) with three outputs."""

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn
from torch.nn.functional import gelu

from embeddings.bundled import CROSS_ENCODER
from embeddings.onnx import carried_model

LAYERS, WIDTH, HEADS, WORDS, LONGEST = 12, 384, 12, 30_522, 512
DENSE = {"query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
         "mixed": "attention.output.dense", "wide": "intermediate.dense", "narrow": "output.dense"}
NORMS = {"norm": "attention.output.LayerNorm", "last": "output.LayerNorm"}


class Layer(nn.Module):
    """One layer."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.mixed = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.wide, self.narrow = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.norm, self.last = (nn.LayerNorm(WIDTH, eps=1e-12) for _ in range(2))

    def forward(self, x: torch.Tensor, ignored: torch.Tensor | None) -> torch.Tensor:
        """Return (batch, tokens, width)."""
        q, k, v = (part(x).unflatten(-1, (HEADS, -1)).transpose(1, 2) for part in (self.query, self.key, self.value))
        weights = (q * (WIDTH // HEADS) ** -0.5) @ k.transpose(-1, -2)  # torch's one function is slower to train
        weights = weights if ignored is None else weights + ignored.to(weights.dtype)
        heads = torch.softmax(weights, -1, dtype=weights.dtype) @ v
        x = self.norm(x + self.mixed(heads.transpose(1, 2).flatten(2)))
        out: torch.Tensor = self.last(x + self.narrow(gelu(self.wide(x))))
        return out


class Network(nn.Module):
    """The reader: begins as the cross-encoder, whose tables of words, places and segments it keeps."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.places = nn.Embedding(WORDS, WIDTH), nn.Embedding(LONGEST, WIDTH)
        self.segments, self.norm = nn.Embedding(2, WIDTH), nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.pool, self.rank = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, 1)
        self.judge, self.answered = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, 1)
        self.ends = nn.Linear(WIDTH, 2)
        self._begin(onnx.load(carried_model(*CROSS_ENCODER)))
        for table in (self.words, self.places, self.segments):
            table.requires_grad_(requires_grad=False)

    def forward(self, ids: torch.Tensor, segments: torch.Tensor, ignored: torch.Tensor | None = None,
                ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return three kinds of logits.

        (batch,) how well the text answers, as the cross-encoder says it; (batch,) of its answering at all; and
        (batch, tokens, 2) of an answer beginning and ending at each token, the first standing for no answer.
        """
        x = self.norm(self.words(ids) + self.segments(segments) + self.places.weight[: ids.shape[1]])
        for layer in self.layers:
            x = layer(x, ignored)
        first = x[:, 0]
        return (self.rank(torch.tanh(self.pool(first)))[:, 0],
                self.answered(torch.tanh(self.judge(first)))[:, 0], self.ends(x))

    @torch.no_grad()
    def _begin(self, model: onnx.ModelProto) -> None:
        """Take the weights of the cross-encoder, which are kept in 8 bits."""
        known = {tensor.name: tensor for tensor in model.graph.initializer}
        used = {node.output[0]: node.input[1].removesuffix("_quantized") for node in model.graph.node
                if node.op_type == "MatMulInteger"}

        def numbers(name: str) -> torch.Tensor:
            return torch.tensor(numpy_helper.to_array(known[name]).astype(np.float32))

        def whole(name: str) -> torch.Tensor:
            return (numbers(f"{name}_quantized") - numbers(f"{name}_zero_point")) * numbers(f"{name}_scale")

        for table, name in ((self.words, "word"), (self.places, "position"), (self.segments, "token_type")):
            table.weight.copy_(whole(f"bert.embeddings.{name}_embeddings.weight"))
        parts: list[tuple[nn.Linear | nn.LayerNorm, str]] = [(self.norm, "bert.embeddings.LayerNorm")]
        for number, layer in enumerate(self.layers):
            parts += [(getattr(layer, ours), f"bert.encoder.layer.{number}.{theirs}")
                      for ours, theirs in (DENSE | NORMS).items()]
        for part, name in (*parts, (self.pool, "bert.pooler.dense"), (self.judge, "bert.pooler.dense"),
                           (self.rank, "classifier")):
            part.bias.copy_(numbers(f"{name}.bias"))
            if isinstance(part, nn.LayerNorm):
                part.weight.copy_(numbers(f"{name}.weight"))
            else:
                path = name.replace(".", "/").replace("layer/", "layer.")
                by_use = next((kept for output, kept in used.items() if output.startswith(f"/{path}/MatMul_")), "")
                part.weight.copy_(whole(f"{name}.weight" if f"{name}.weight_quantized" in known else by_use).T)
