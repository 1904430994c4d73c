"""The two bundled models, int8: the default encoder bge-small-en-v1.5, and the reader, trained on from a cross-encoder.

Each is loaded, and its file verified, on first use.
"""

import hashlib
from collections.abc import Callable
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import DEFAULT_ENCODER, Vectors, unit
from embeddings.reader import Reading, head, reading

if TYPE_CHECKING:
    from embeddings.onnx import OnnxModel

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

        return OnnxModel("encoder", *ENCODER)

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
    """Reads a question and a text together: says how well the text answers, whether it does, and in which words."""

    name = "pullquote-reader-int8"

    @cached_property
    def _model(self) -> "OnnxModel":
        from embeddings.onnx import OnnxModel

        return OnnxModel("reader", *CROSS_ENCODER)

    @staticmethod
    def weights_sha256() -> str:
        """Return the sha256 of the file of its weights."""
        return hashlib.sha256((files("embeddings") / "reader.onnx").read_bytes()).hexdigest()

    def score(self, question: str, texts: list[str]) -> NDArray[np.float32]:
        """Return one logit for each text, in the order given: (n,) float32, about −11 (unrelated) to 11 (answers)."""
        return np.array([one.logit for one in self.read(question, [("", text) for text in texts])], np.float32)

    def read(self, question: str, texts: list[tuple[str, str]]) -> list[Reading]:
        """Return a reading of each (title, text), in the order given."""
        heads = [head(title) for title, _ in texts]
        whole = self._model.run_whole([(question, ahead + text) for ahead, (_, text) in zip(heads, texts, strict=True)])
        return [reading(*one, len(ahead)) for one, ahead in zip(whole, heads, strict=True)]
