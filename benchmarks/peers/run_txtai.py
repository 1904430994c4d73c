"""txtai as its documentation begins: an `Embeddings` that keeps the texts, given the paragraphs of each article.

Its own splitter (`Textractor(paragraphs=True)`) makes paragraphs too, but wants packages that read other formats.
"""

from collections.abc import Callable
from pathlib import Path

from measured import main
from txtai import Embeddings


class Txtai:
    """One index, in memory until it is saved."""

    def __init__(self, model: str) -> None:
        self._embeddings = Embeddings(path=model, content=True)
        self._embeddings.batchtransform(["Who?"])

    def add(self, articles: Path, store: Path) -> int:
        """Index the paragraphs, and save the index."""
        rows = [paragraph.strip() for path in sorted(articles.iterdir())
                for paragraph in path.read_text(encoding="utf-8").split("\n\n") if paragraph.strip()]
        self._embeddings.index(rows)
        self._embeddings.save(str(store))
        return self._embeddings.count()

    def opened(self, store: Path) -> Callable[[str], object]:
        """Load the index and return its search."""
        self._embeddings.load(str(store))
        return lambda question: self._embeddings.search(question, 10)


if __name__ == "__main__":
    main(Txtai)
