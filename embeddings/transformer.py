"""Any encoder that sentence-transformers can load, by hub name or folder (GPU, other languages, larger models).

Importing sentence-transformers takes seconds and torch; nothing imports this module unless such an encoder is named.
"""

import numpy as np

from embeddings.encoder import Vectors
from embeddings.errors import ModelError


class TransformerEncoder:
    """A sentence-transformers model; its own prompts for questions and passages are used where it has them."""

    def __init__(self, name: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise ModelError(f"encoder {name!r} needs sentence-transformers: run "
                             "`pip install 'pullquote[transformers]'`") from error
        try:
            self._model = SentenceTransformer(name)
        except Exception as error:  # the hub client, torch and safetensors each raise types of their own
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise ModelError(f"encoder {name!r} cannot be loaded: {reason}; "
                             "give the folder of a downloaded model or the name of one on the hub") from error
        self.name = name
        self.dimension = int(self._model.get_embedding_dimension())

    def encode_passages(self, texts: list[str]) -> Vectors:
        """Return one row of length 1 for each text, in the order given: (n, dimension) float32."""
        return self._rows(self._model.encode_document(texts, normalize_embeddings=True, show_progress_bar=False))

    def encode_questions(self, texts: list[str]) -> Vectors:
        """Return one row of length 1 for each question, in the order given: (n, dimension) float32."""
        return self._rows(self._model.encode_query(texts, normalize_embeddings=True, show_progress_bar=False))

    def _rows(self, rows: object) -> Vectors:
        return np.asarray(rows, dtype=np.float32).reshape(-1, self.dimension)
