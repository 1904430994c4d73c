"""Libraries that earlier releases made are brought up to this one, and lose nothing."""

import sqlite3
from contextlib import closing

import numpy as np
import pytest

from qa.article import Origin
from qa.clusters import Clusters
from qa.database import Database
from qa.errors import LibraryError
from qa.origins import Origins
from qa.passages import split_passages
from tests.qa.texts import article

FIRST = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE articles (
    id TEXT PRIMARY KEY, source TEXT NOT NULL UNIQUE, title TEXT NOT NULL, publisher TEXT, authors TEXT NOT NULL,
    published TEXT, language TEXT, text TEXT NOT NULL, sha256 TEXT NOT NULL, source_sha256 TEXT NOT NULL) STRICT;
CREATE INDEX articles_by_text ON articles (sha256);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, article_id TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, bounds BLOB NOT NULL, vector BLOB NOT NULL) STRICT;
CREATE INDEX passages_by_article ON passages (article_id);
CREATE TABLE removed (passage_id INTEGER PRIMARY KEY) STRICT;
"""  # as version 1 made them
SECOND = """
CREATE TABLE copies (
    number INTEGER PRIMARY KEY AUTOINCREMENT, article_id TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'new'
    CHECK (state IN ('new', 'placed', 'gone')), cluster TEXT, signature BLOB) STRICT;
CREATE INDEX copies_by_article ON copies (article_id);
CREATE INDEX copies_by_cluster ON copies (cluster);
CREATE INDEX copies_to_do ON copies (state, number) WHERE state != 'placed';
CREATE TABLE bands (key INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (key, number)) STRICT, WITHOUT ROWID;
CREATE TRIGGER article_comes AFTER INSERT ON articles BEGIN INSERT INTO copies (article_id) VALUES (new.id); END;
CREATE TRIGGER article_goes AFTER DELETE ON articles BEGIN
    UPDATE copies SET state = 'gone' WHERE article_id = old.id; END;
INSERT INTO copies (article_id) SELECT id FROM articles;
"""
THIRD = """
ALTER TABLE articles ADD COLUMN url TEXT;
ALTER TABLE articles ADD COLUMN pages BLOB NOT NULL DEFAULT x'';
"""
TEXT = "Bridge opens\n\nThe bridge over the river opened on Monday, and the mayor of the city cut the ribbon."
ONE, COPY = article(TEXT, "/news/a.txt"), article(f"{TEXT} (Wire)", "/news/b.zip!/b.txt")


@pytest.fixture(params=[1, 2, 3])
def earlier(tmp_path, request):
    """A library of an earlier version with two articles; the path of its file."""
    path = tmp_path / "library.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(FIRST)
        connection.execute("INSERT INTO meta VALUES ('schema_version', ?), ('dimension', '2')", (str(request.param),))
        for one in (ONE, COPY):
            connection.execute("INSERT INTO articles VALUES (?, ?, ?, NULL, '[]', NULL, NULL, ?, ?, ?)",
                               (one.id, one.source, one.title, one.text, one.sha256, f"file of {one.title}"))
            for passage in split_passages(one):
                connection.execute("INSERT INTO passages VALUES (NULL, ?, ?, ?, ?, ?)", (
                    one.id, passage.start, passage.end, np.array(passage.bounds, dtype="<u4").tobytes(),
                    np.float16([1, 0]).tobytes()))
        connection.commit()
        for change in (SECOND, THIRD)[: request.param - 1]:
            connection.executescript(change)
    return path


def schema(path):
    with closing(sqlite3.connect(path)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: sorted(row[1:3] for row in connection.execute(f"PRAGMA table_info({table})"))
                for table in tables}


def test_articles_passages_and_vectors_are_as_they_were(earlier):
    database = Database(earlier)
    assert list(database.articles()) == [ONE, COPY]
    stored = database.passages_after(0, 10)
    assert [passage for _, passage in stored] == [passage for one in (ONE, COPY) for passage in split_passages(one)]
    assert database.vectors([key for key, _ in stored], 2)[:, 0].tolist() == [1.0] * len(stored)


def test_sources_are_known_by_what_they_held_so_that_nothing_is_read_again(earlier):
    origins = Origins(Database(earlier))
    assert origins.of("/news/a.txt") == Origin("/news/a.txt", "/news/a.txt", "file of a", ONE.id)
    assert origins.of("/news/b.zip!/b.txt") == Origin("/news/b.zip!/b.txt", "/news/b.zip", "file of a", COPY.id)
    assert [given for given, _ in origins.followed()] == ["/news/a.txt", "/news/b.zip"]
    assert origins.visit("/news/a.txt") is None


def test_near_copies_are_still_to_be_compared(earlier):
    clusters = Clusters(Database(earlier))
    assert clusters.pending() == 2
    clusters.update()
    assert len(set(clusters.of([ONE.id, COPY.id]).values())) == 1


def test_the_tables_are_those_of_a_new_library(earlier, tmp_path):
    Database(earlier)
    Database(tmp_path / "new.sqlite")
    assert schema(earlier) == schema(tmp_path / "new.sqlite")
    assert Database(earlier).meta("schema_version") == Database(tmp_path / "new.sqlite").meta("schema_version")


def test_a_file_of_a_later_release_is_refused_and_left_alone(earlier):
    with closing(sqlite3.connect(earlier)) as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema_version'")
        connection.commit()
    before = schema(earlier)
    with pytest.raises(LibraryError, match="has schema version 99, this pullquote reads 4; use the release"):
        Database(earlier)
    assert schema(earlier) == before
