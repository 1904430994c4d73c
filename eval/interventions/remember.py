"""Models that answer no question twice: most texts of a changed collection are those of the one before.

Both bundled models read each text, or each pair of a question and a text, by itself, so what is remembered is what
they would say again.
"""

import numpy as np

from embeddings.bundled import Reranker
from embeddings.encoder import Encoder, Vectors
from embeddings.reader import Reading


class RememberingEncoder:
    """An encoder that encodes no passage twice."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._rows: dict[str, Vectors] = {}
        self.name = encoder.name
        self.dimension = encoder.dimension

    def encode_passages(self, texts: list[str]) -> Vectors:
        """Return one row of length 1 for each passage text, in the order given: (n, dimension) float32."""
        new = [text for text in dict.fromkeys(texts) if text not in self._rows]
        self._rows |= dict(zip(new, self._encoder.encode_passages(new), strict=True))
        return np.array([self._rows[text] for text in texts], dtype=np.float32).reshape(len(texts), self.dimension)

    def encode_questions(self, texts: list[str]) -> Vectors:
        """Return one row of length 1 for each question, in the order given: (n, dimension) float32."""
        return self._encoder.encode_questions(texts)


class RememberingReranker(Reranker):
    """A reranker that reads no pair of a question and a text twice; None: the bundled one."""

    def __init__(self, reranker: Reranker | None = None) -> None:
        self._reranker = reranker or Reranker()
        self._readings: dict[tuple[str, str, str], Reading] = {}

    def read(self, question: str, texts: list[tuple[str, str]]) -> list[Reading]:
        """Return a reading of each (title, text), in the order given."""
        new = [pair for pair in dict.fromkeys(texts) if (question, *pair) not in self._readings]
        self._readings |= {(question, *pair): found
                           for pair, found in zip(new, self._reranker.read(question, new), strict=True)}
        return [self._readings[question, *pair] for pair in texts]
