"""Text to vectors: the `Encoder` protocol that every model here follows."""

from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Vectors: TypeAlias = NDArray[np.float32]
"""(n, d) float32, one row a text, rows of length 1."""

DEFAULT_ENCODER = "bge-small-en-v1.5-int8"


class Encoder(Protocol):
    """Turns texts into unit vectors; questions and passages may be encoded differently."""

    @property
    def name(self) -> str:
        """What a library stores so that it is opened with the same encoder again."""

    @property
    def dimension(self) -> int:
        """The length of a row."""

    def encode_passages(self, texts: list[str]) -> Vectors:
        """Return one row of length 1 for each passage text, in the order given: (n, dimension) float32."""

    def encode_questions(self, texts: list[str]) -> Vectors:
        """Return one row of length 1 for each question, in the order given: (n, dimension) float32."""


def unit(rows: Vectors) -> Vectors:
    """Return `rows` scaled to length 1 each; a row of zeros stays zero."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-12), dtype=np.float32)
