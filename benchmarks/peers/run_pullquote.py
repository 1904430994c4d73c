"""pullquote as it ships, or with the encoder in a folder: files added to a library, hybrid search, answers."""

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(1, str(Path(__file__).parents[2]))

from measured import main

from embeddings.load import load_encoder
from qa import Assistant


class Pullquote:
    """One process, one library."""

    def __init__(self, model: str) -> None:
        self._encoder = load_encoder(model) if model != "bundled" else load_encoder()
        self._encoder.encode_questions(["Who?"])

    def add(self, articles: Path, store: Path) -> int:
        """Add the files."""
        return Assistant.open(store, self._encoder).add(articles).passages

    def opened(self, store: Path) -> Callable[[str], object]:
        """Return the search by meaning and by words."""
        return Assistant.open(store, self._encoder).search


def asking(model: str, store: Path) -> Callable[[str], object]:
    """Return what answers a question with quotes."""
    return Assistant.open(store, None if model == "bundled" else model).ask


if __name__ == "__main__":
    main(Pullquote, asking)
