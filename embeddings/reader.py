"""Where in a text the answer to a question stands: three layers that go on from an inner layer of the cross-encoder.

They began as the cross-encoder's own next layers, were trained by `benchmarks/train_reader.py`, and stand in int8 in
`reader.onnx` beside this file; the cross-encoder itself is used as it came. One pass of it gives the logit of the text
and what is needed here.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

INNER = 8         # layers of the cross-encoder, of twelve, after whose states the reader goes on
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


def head(title: str) -> str:
    """Return what stands before a text when it is read under a title."""
    return f"{title}\n" if title else ""


@cache
def weights_sha256() -> str:
    """Return the sha256 of the weights as they are kept."""
    return hashlib.sha256(_weights()).hexdigest()


def places(encoding: Any, skipped: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return (n, 2), the characters of every token after the first `skipped`, and the tokens of the text."""
    offsets, segments = np.array(encoding.offsets) - skipped, np.array(encoding.type_ids)
    words = np.array(encoding.special_tokens_mask) == 0
    return offsets, np.flatnonzero(words & (segments == 1) & (offsets[:, 0] >= 0))


def reading(encoding: Any, outputs: list[Floats], skipped: int, least: float) -> Reading:
    """Return the reading of a text from the cross-encoder's encoding and outputs: the logit, then `INNER`.

    The first `skipped` characters were a title before the text. In a text whose logit is below `least` no answer is
    looked for.
    """
    logits, states = outputs
    if logits[0] < least:
        return Reading(float(logits[0]), np.empty((0, 2), np.int64), np.empty(0, np.float32), np.empty(0, np.float32))
    offsets, text = places(encoding, skipped)
    scores = layers(states)
    starts, ends = (scores[text] - scores[0]).T
    return Reading(float(logits[0]), offsets[text], starts, ends)


def layers(states: Floats) -> Floats:
    """Return (tokens, 2), the logits of beginning and ending; those of the first token stand for no answer."""
    scores: Floats = load().run(None, {"states": states[None]})[0][0]
    return scores


@cache
def load() -> Any:
    """Return the layers, ready to run. To be called before several threads need them, or each would load its own."""
    from embeddings.graphs import session

    return session(f"reader-{weights_sha256()}", _weights)


def _weights() -> bytes:
    return (files("embeddings") / "reader.onnx").read_bytes()
