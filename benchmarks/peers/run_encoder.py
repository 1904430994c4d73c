"""sentence-transformers alone on passages that are cut already: encoded, in batches as it makes them, and kept."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from measured import main
from sentence_transformers import SentenceTransformer


class Encoder:
    """A model in fp32, as it is loaded by default."""

    def __init__(self, model: str) -> None:
        self._model = SentenceTransformer(model)
        self._model.encode(["Who?"])

    def add(self, articles: Path, store: Path) -> int:
        """Encode the passages, a JSON string a line, of a file beside the articles."""
        lines = articles.with_suffix(".passages").read_text(encoding="utf-8").splitlines()
        rows = self._model.encode([json.loads(line) for line in lines], show_progress_bar=False)
        store.mkdir()
        np.save(store / "rows.npy", rows)
        return len(rows)

    def opened(self, store: Path) -> Callable[[str], object]:
        """Return a search that compares all rows."""
        rows = np.load(store / "rows.npy")
        return lambda question: np.argsort(-(rows @ self._model.encode(question)))[:10].tolist()


if __name__ == "__main__":
    main(Encoder)
