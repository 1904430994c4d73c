"""The two bundled models, int8: the default encoder bge-small-en-v1.5 and the reranker ms-marco-MiniLM-L-12-v2.

Each is loaded, and its file verified, on first use.
"""

import math
from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import DEFAULT_ENCODER, Vectors, unit
from embeddings.reader import Reading, head, load, reading

if TYPE_CHECKING:
    from embeddings.onnx import OnnxModel, Output

ENCODER = ("bge_small_en", "68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743")
CROSS_ENCODER = ("reranker_en", "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1")
QUESTION_PREFIX = "Represent this sentence for searching relevant passages: "


class BundledEncoder:
    """bge-small-en-v1.5: the vector of the first token, scaled to length 1; questions carry the model's prefix."""

    name = DEFAULT_ENCODER
    dimension = 384

    @cached_property
    def _model(self) -> "OnnxModel":
        from embeddings.onnx import OnnxModel

        return OnnxModel(*ENCODER)

    def encode_passages(self, texts: list[str]) -> Vectors:
        """Return one row of length 1 for each text, in the order given: (n, 384) float32."""
        return unit(self._model.run(texts)) if texts else np.empty((0, self.dimension), dtype=np.float32)

    def encode_questions(self, texts: list[str]) -> Vectors:
        """Return one row of length 1 for each question, in the order given: (n, 384) float32.

        One question alone is remembered for a while: many are asked again, with other limits or of other articles.
        """
        if len(texts) == 1:
            return self._encode_question(texts[0]).copy()
        return self.encode_passages([QUESTION_PREFIX + text for text in texts])

    @cached_property
    def _encode_question(self) -> Callable[[str], Vectors]:
        return lru_cache(256)(lambda text: self.encode_passages([QUESTION_PREFIX + text]))


class Reranker:
    """A cross-encoder: reads a question and a text together and says how well the text answers."""

    name = "ms-marco-MiniLM-L-12-v2-int8"

    @cached_property
    def _model(self) -> "OnnxModel":
        from embeddings.onnx import OnnxModel

        return OnnxModel(*CROSS_ENCODER)

    def score(self, question: str, texts: list[str]) -> NDArray[np.float32]:
        """Return one logit for each text, in the order given: (n,) float32, about −11 (unrelated) to 11 (answers)."""
        if not texts:
            return np.empty(0, dtype=np.float32)
        return self._model.run([(question, text) for text in texts])[:, 0]

    def read(self, question: str, texts: list[tuple[str, str]], within: float = math.inf, /) -> list[Reading]:
        """Return a reading of each (title, text), in the order given: how well both answer, and where in the text.

        Where is looked for only in texts that answer worse than the best of them by `within` logits at most: time is
        saved on those that nobody will look at.
        """
        if not texts:
            return []
        from embeddings.onnx import workers

        load()
        heads = [head(title) for title, _ in texts]
        pairs = [(question, ahead + text) for ahead, (_, text) in zip(heads, texts, strict=True)]
        whole = self.states(pairs)
        least = max(float(outputs[0][0]) for _, outputs in whole) - within
        return list(workers().map(lambda one, ahead: reading(one[0], one[1], len(ahead), least), whole, heads))

    def states(self, pairs: list[tuple[str, str]]) -> "list[Output]":
        """Return for each (question, text) its encoding and the outputs of the model: the logit, then `INNER`."""
        return self._model.run_whole(pairs) if pairs else []
