"""What a text says to a question: how well it answers, whether it does, and where the words stand that do."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LONGEST = 30      # tokens in an answer


@dataclass(frozen=True, slots=True, eq=False)  # arrays have no truth to compare by: each is itself alone
class Reading:
    """One text read for one question.

    `logit` says how well the text with its title answers, about −11 (unrelated) to 11, and `answered` is the logit of
    its holding an answer at all. `offsets` (n, 2) are the characters of each token of the text; `starts` and `ends`
    (n,) are the logits of the answer beginning and ending at it, less those of there being no answer: a pair that adds
    to more than 0 is likelier an answer than none.
    """

    logit: float
    answered: float
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


def places(encoding: Any, skipped: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return (n, 2), the characters of every token after the first `skipped`, and the tokens of the text."""
    offsets, segments = np.array(encoding.offsets) - skipped, np.array(encoding.type_ids)
    words = np.array(encoding.special_tokens_mask) == 0
    return offsets, np.flatnonzero(words & (segments == 1) & (offsets[:, 0] >= 0))


def reading(encoding: Any, outputs: list[Floats], skipped: int) -> Reading:
    """Return the reading of a text from its encoding and the outputs of the model, all for one input.

    The first `skipped` characters were a title before the text.
    """
    rank, answered, ends = outputs
    offsets, text = places(encoding, skipped)
    starts, lasts = (ends[text] - ends[0]).T
    return Reading(float(rank[0]), float(answered[0]), offsets[text], starts, lasts)
