"""Where in a text the answer to a question stands: a small transformer on top of two inner layers of the cross-encoder.

It has 365,000 weights, trained by `benchmarks/train_reader.py` and kept in `reader.npz` beside this file; the
cross-encoder itself is used as it came. One pass of it gives the logit of the text and what is needed here.
"""

import hashlib
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

INNER = tuple(f"/bert/encoder/layer.{layer}/output/LayerNorm/Add_1_output_0" for layer in (7, 9))
"""The layers of the cross-encoder, of twelve counted from 0, whose states tell most of where an answer stands."""

WIDTH = 128
HEADS = 4
DEPTH = 2
LONGEST = 30      # tokens in an answer


@dataclass(frozen=True, slots=True)
class Reading:
    """One text read for one question.

    `logit` says how well the text with its title answers, about −11 (unrelated) to 11. `offsets` (n, 2) are the
    characters of each token of the text; `starts` and `ends` (n,) are the logits of the answer beginning and ending
    at it, less those of there being no answer: a pair that adds to more than 0 is likelier an answer than none.
    """

    logit: float
    offsets: NDArray[np.int64]
    starts: Floats
    ends: Floats

    def best(self, start: int, end: int) -> tuple[float, int, int]:
        """Return (score, first character, end) of the best answer within the characters `[start, end)` of the text.

        The score is −inf where no token lies inside.
        """
        inside = np.flatnonzero((self.offsets[:, 0] >= start) & (self.offsets[:, 1] <= end))
        if not len(inside):
            return -np.inf, start, end
        low, high = inside[0], inside[-1] + 1
        scores = self.starts[low:high, None] + self.ends[None, low:high]
        allowed = np.triu(np.ones_like(scores, dtype=bool)) & ~np.triu(np.ones_like(scores, dtype=bool), LONGEST)
        first, last = np.unravel_index(np.where(allowed, scores, -np.inf).argmax(), scores.shape)
        return float(scores[first, last]), int(self.offsets[low + first, 0]), int(self.offsets[low + last, 1])


@cache
def weights_sha256() -> str:
    """Return the sha256 of the weights as they are kept."""
    return hashlib.sha256((files("embeddings") / "reader.npz").read_bytes()).hexdigest()


def reading(encoding: Any, outputs: list[Floats], skipped: int) -> Reading:
    """Return the reading of a text from the cross-encoder's encoding and outputs: the logit, then `INNER`.

    The first `skipped` characters were a title before the text.
    """
    logits, *states = outputs
    segments, offsets = np.array(encoding.type_ids), np.array(encoding.offsets) - skipped
    words = np.array(encoding.special_tokens_mask) == 0
    text = np.flatnonzero(words & (segments == 1) & (offsets[:, 0] >= 0))
    segments[text] = 2
    scores = _head(np.concatenate(states, axis=1), segments)
    starts, ends = (scores[text] - scores[0]).T
    return Reading(float(logits[0]), offsets[text], starts, ends)


def _head(states: Floats, segments: NDArray[np.int64]) -> Floats:
    """Return (tokens, 2), the logits of beginning and ending; those of the first token stand for no answer.

    `segments` are 0 in the question, 1 in the title and in what separates, 2 in the text.
    """
    w = _weights()
    x = _norm(states @ w["inp.weight"].T + w["inp.bias"], "norm") + w["seg.weight"][segments]
    for number in range(DEPTH):
        x = _layer(x, f"layers.{number}.")
    scores: Floats = _norm(x, "fin") @ w["out.weight"].T + w["out.bias"]
    return scores


def _layer(x: Floats, name: str) -> Floats:
    """Return the output of a transformer layer that normalises first (Xiong et al. 2020)."""
    w = _weights()
    mixed = _norm(x, f"{name}norm1") @ w[f"{name}self_attn.in_proj_weight"].T + w[f"{name}self_attn.in_proj_bias"]
    q, k, v = np.ascontiguousarray(mixed.reshape(len(x), 3, HEADS, WIDTH // HEADS).transpose(1, 2, 0, 3))
    weights = np.exp((scores := q @ k.transpose(0, 2, 1) / (WIDTH // HEADS) ** 0.5) - scores.max(-1, keepdims=True))
    seen = (weights / weights.sum(-1, keepdims=True) @ v).transpose(1, 0, 2).reshape(len(x), WIDTH)
    x = x + seen @ w[f"{name}self_attn.out_proj.weight"].T + w[f"{name}self_attn.out_proj.bias"]
    inner = _norm(x, f"{name}norm2") @ w[f"{name}linear1.weight"].T + w[f"{name}linear1.bias"]
    inner = inner * 0.5 * (1 + np.tanh((2 / math.pi) ** 0.5 * (inner + 0.044715 * inner * inner * inner)))  # GELU
    out: Floats = x + inner @ w[f"{name}linear2.weight"].T + w[f"{name}linear2.bias"]
    return out


def _norm(x: Floats, name: str) -> Floats:
    w = _weights()
    centred = x - x.mean(axis=-1, keepdims=True)
    scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-5)
    out: Floats = scaled * w[f"{name}.weight"] + w[f"{name}.bias"]
    return out


@cache
def _weights() -> dict[str, Floats]:
    with (files("embeddings") / "reader.npz").open("rb") as file, np.load(file) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}
