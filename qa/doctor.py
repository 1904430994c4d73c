"""Whether a library is what it should be: checksums, offsets, vectors, references, and indexes that match the truth.

Findings are told one by one. With an encoder each is mended as far as that can be done: indexes are made again, broken
passages are split and encoded anew from a sound text, and an article whose text is damaged is taken out, so that it is
read from its source again.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from embeddings.encoder import Encoder, Vectors
from qa.article import Article, Origin, Passage
from qa.connection import Connection, Truth
from qa.database import Database
from qa.errors import LibraryError, PullquoteError
from qa.indexes import Indexes
from qa.origins import Origins
from qa.passages import split_passages

VERSIONS = "SELECT id, sha256, text FROM versions"
UNIT = 0.01  # by which the length of a vector of 16-bit numbers may differ from 1


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong: what it is, where, and what was done about it, None where nothing was."""

    problem: str
    mended: str | None = None


def examine(database: Database, indexes: Indexes, encoder: Encoder | None = None) -> Iterator[Finding]:
    """Yield what is wrong with a library; mend it where an encoder is given. Whoever calls it holds the library."""
    damage = list(_damage(database))
    yield from damage
    if not damage:
        yield from _articles(database, encoder)
        yield from references(database, mend=encoder is not None)
    yield from _indexes(indexes, mend=encoder is not None and not damage)


def _damage(database: Database) -> Iterator[Finding]:
    """Yield what SQLite finds wrong with its file. That cannot be mended here."""
    advice = "; put back a backup, or export what can still be read into a new library"
    try:
        with database.snapshot() as connection:
            found = [row[0] for row in connection.execute("PRAGMA integrity_check(5)") if row[0] != "ok"]
    except LibraryError as error:
        found = [str(error)]
    for problem in found:
        yield Finding(f"{database.path.name} is damaged: {problem}{advice}")


def _articles(database: Database, encoder: Encoder | None) -> Iterator[Finding]:
    with database.snapshot() as connection:
        ids = [row[0] for row in connection.execute("SELECT id FROM articles ORDER BY source")]
    for key in ids:
        article = database.article(key)
        if not is_whole(article.text, article.sha256):
            mended = take_out(database, database.delete, article) if encoder else None
            yield Finding(f"{article.source}: the text is not the one that was stored", mended)
            continue
        with database.snapshot() as connection:
            problem = _passages(connection, article, int(database.meta("dimension") or 0))
        if problem:
            mended = encode_anew(database, database.put, article, encoder) if encoder else None
            yield Finding(f"{article.source}: {problem}", mended)
    with database.snapshot() as connection:
        yield from damaged_versions(connection.execute(VERSIONS).fetchall())


def _passages(connection: Connection, article: Article, dimension: int) -> str | None:
    """Return what is wrong with the passages of an article, None where nothing is."""
    rows = connection.execute('SELECT start, "end", bounds, vector FROM passages WHERE article_id = ? ORDER BY id',
                              (article.id,)).fetchall()
    for start, end, bounds, vector in rows:
        pairs = np.frombuffer(bounds, dtype="<u4")
        if len(pairs) % 2 or not 0 <= start < end <= len(article.text) or [start, *pairs.tolist(), end] != sorted(
                [start, *pairs.tolist(), end]):
            return f"offsets {start}–{end} are none of this article"
        if len(vector) != 2 * dimension:
            return f"the vector of {start}–{end} has {len(vector) // 2} numbers, not {dimension}"
        length = float(np.linalg.norm(np.frombuffer(vector, dtype="<f2").astype(np.float32)))
        if not (abs(length - 1) < UNIT or length == 0):
            return f"the vector of {start}–{end} is not of length 1"
    return "its passages are missing" if not rows and split_passages(article) else None


def is_whole(text: str, sha256: str) -> bool:
    """Return whether a text is the one that had this hash when it was stored."""
    return hashlib.sha256(text.encode()).hexdigest() == sha256


def damaged_versions(rows: Iterable[tuple[str, str, str]]) -> Iterator[Finding]:
    """Yield the earlier versions, as `VERSIONS` finds them, whose text is not the one that was stored."""
    for key, sha256, text in rows:
        if not is_whole(text, sha256):
            yield Finding(f"article {key}: the earlier version {sha256[:12]} is not the text that was stored")


def take_out(database: Truth, delete: Callable[[str], None], article: Article) -> str:
    """Delete an article so that its source is read again, and return that this was done."""
    delete(article.id)
    with database.transaction() as connection:
        connection.execute("DELETE FROM roots WHERE root IN (SELECT root FROM sources WHERE source = ?)",
                           (article.source,))
        connection.execute("DELETE FROM sources WHERE source = ?", (article.source,))
    return "taken out; refresh reads it again"


def encode_anew(database: Truth, put: Callable[[Article, Origin, Sequence[Passage], Vectors], None], article: Article,
                encoder: Encoder) -> str:
    """Put an article again with passages that are split and encoded anew, and return that this was done."""
    origin = Origins(database).of(article.source) or Origin(article.source, article.source, "")
    passages = split_passages(article)
    put(article, origin, passages, encoder.encode_passages([passage.embedded_text for passage in passages]))
    return "split and encoded anew"


_ORPHANS = {  # what should not be there, and how it goes away
    "passages of no article": ("passages WHERE article_id NOT IN (SELECT id FROM articles)", "DELETE FROM {}"),
    "earlier versions of no article": ("versions WHERE id NOT IN (SELECT id FROM articles)", "DELETE FROM {}"),
    "sources of articles that are not there": (
        "sources WHERE article_id NOT IN (SELECT id FROM articles)", "DELETE FROM {}"),
    "articles without a source": (
        "articles WHERE source NOT IN (SELECT source FROM sources)",
        "INSERT INTO sources SELECT source, source, '', id, NULL FROM {}"),
    "articles that were never compared with others": (
        "articles WHERE id NOT IN (SELECT article_id FROM copies WHERE state != 'gone')",
        "INSERT INTO copies (article_id) SELECT id FROM {}"),
    "records of near-copies of articles that are gone": (
        "copies WHERE state != 'gone' AND article_id NOT IN (SELECT id FROM articles)",
        "UPDATE copies SET state = 'gone' WHERE article_id NOT IN (SELECT id FROM articles)"),
}


def references(database: Truth, *, mend: bool) -> Iterator[Finding]:
    """Yield what refers to something that is not there; put it right to `mend` it."""
    for problem, (where, cure) in _ORPHANS.items():
        with database.snapshot() as connection:
            count = connection.execute(f"SELECT count(*) FROM {where}").fetchone()[0]
        if count:
            if mend:
                with database.transaction() as connection:
                    connection.execute(cure.format(where))
            yield Finding(f"{count} {problem}", "put right" if mend else None)


def _indexes(indexes: Indexes, *, mend: bool) -> Iterator[Finding]:
    try:
        problem = indexes.disagreement()
    except PullquoteError as error:
        problem = str(error)
    if problem:
        if mend:
            indexes.make_again()
        yield Finding(problem, "made again" if mend else None)
