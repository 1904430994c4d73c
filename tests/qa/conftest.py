"""A small collection of articles, and a library over it that needs no model."""

import os
import shutil
import sqlite3
from contextlib import closing
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


def stored(library: Path) -> int:
    """Return how many articles a library holds so far, 0 while there is none."""
    try:
        with closing(sqlite3.connect(f"file:{library}/library.sqlite?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def unprivileged() -> list[str]:
    """Return what begins a command that may read and write no more than modes allow; root must give that up first."""
    if os.geteuid():
        return []
    if not shutil.which("setpriv"):
        pytest.skip("needs setpriv, to be root without the right to read and write everywhere")
    dropped = "-dac_override,-dac_read_search"
    return ["setpriv", f"--bounding-set={dropped}", f"--inh-caps={dropped}"]
