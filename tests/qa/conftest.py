"""A small collection of articles, and a library over it that needs no model.

Tests of what every store must do run on both: their modules say `STORES = BOTH`, and ask the fixture `place` for
libraries. In other modules it gives folders.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from embeddings.keyword import KeywordEncoder
from qa import Assistant

Place = Callable[[str], Path | str]
BOTH = ["folder", "postgresql"]
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


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests of a module on each of its stores."""
    if "place" in metafunc.fixturenames:
        metafunc.parametrize("place", getattr(metafunc.module, "STORES", ["folder"]), indirect=True)


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A function that gives the place of a library by its name: a folder, or an address in PostgreSQL."""
    if request.param == "folder":
        yield lambda name: tmp_path / name
        return
    server = request.getfixturevalue("postgres")
    made: dict[str, str] = {}
    yield lambda name: made[name] if name in made else made.setdefault(name, server.create())
    for address in made.values():
        server.drop(address)


@pytest.fixture
def assistant(place: Place, news: Path, encoder: KeywordEncoder) -> Assistant:
    """An assistant over a library that holds the three articles."""
    made = Assistant.open(place("library"), encoder)
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
