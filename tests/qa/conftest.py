"""A small collection of articles, and a library over it that needs no model."""

from pathlib import Path

import pytest

from embeddings.keyword import KeywordEncoder
from qa import Assistant

KEYWORDS = ["bridge", "river", "storm", "mayor"]
ARTICLES = {
    "bridge.txt": "Bridge opens\n\nThe bridge opened on Monday. The mayor cut the ribbon.",
    "river.md": "---\npublisher: The Post\npublished: 2025-03-14\n---\n# River rises\n\nThe river rose by two metres.",
    "storm.txt": "The storm passed on Friday. It left no damage.",
}


@pytest.fixture
def encoder() -> KeywordEncoder:
    """One axis a keyword; counts what it encodes."""
    return KeywordEncoder(KEYWORDS)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder of three articles."""
    folder = tmp_path / "news"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def assistant(tmp_path: Path, news: Path, encoder: KeywordEncoder) -> Assistant:
    """An assistant over a library that holds the three articles."""
    made = Assistant.open(tmp_path / "library", encoder)
    made.add(news)
    return made
