"""Which stored articles are near-copies of each other, kept beside them in the truth and brought up to date by `sync`.

A cluster is whatever hangs together by pairs of near-copies, and bears the id of its oldest article. A new article is
compared with few others, however many there are: those that share a band of their signature, the first of each band.
"""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import numpy as np

from qa.connection import Connection, Truth, record_meta
from qa.copies import SAME, Shingles, Signature, bands, jaccard, kept, shingles, signature
from qa.words import ANALYZER

KEPT = 0.5       # share of an older version that the newer one has
PER_BAND = 16    # articles looked at in a band: copies by the thousand share them all
COMPARED = 8     # clusters whose nearest article is read and compared word for word
VERSIONS = 3     # later articles of the outlet that are read to find a newer version
BATCH = 200      # articles in a transaction


class Clusters:
    """The clusters of a library's articles."""

    def __init__(self, database: Truth) -> None:
        self._database = database

    def of(self, article_ids: Sequence[str]) -> dict[str, str]:
        """Return the cluster of each article by id: two that share one are near-copies, one source between them.

        An article that has no copy, or was not compared yet, is a cluster of its own.
        """
        with self._database.snapshot() as connection:
            found = dict(connection.execute(
                "SELECT article_id, cluster FROM copies WHERE article_id IN (SELECT value FROM json_each(?)) "
                "AND state != 'gone' AND cluster IS NOT NULL", (json.dumps(list(article_ids)),)))
        return {key: found.get(key, key) for key in article_ids}

    def newer(self, article_ids: Sequence[str]) -> dict[str, str]:
        """Return, by id, the article that superseded each of these: the latest of its near-copies from one publisher.

        It has another text, a later date, and keeps at least half of the older one. Articles that none did are left
        out; without publisher and date there is nothing to tell a version from a report of its own.
        """
        found: dict[str, str] = {}
        tried = Counter[str]()
        with self._database.snapshot() as connection:
            for older, newer, *dates in connection.execute(_LATER, (json.dumps(list(article_ids)),)).fetchall():
                if older in found or tried[older] == VERSIONS or not _is_before(*dates):
                    continue
                tried[older] += 1
                if kept(_shingles(connection, older), _shingles(connection, newer)) >= KEPT:
                    found[older] = newer
        return found

    def pending(self) -> int:
        """Return how many articles that came or went are still to be compared by `update`."""
        with self._database.snapshot() as connection:
            return int(connection.execute("SELECT count(*) FROM copies WHERE state != 'placed'").fetchone()[0])

    def keep_up(self) -> None:
        """Place the articles that came once there is a batch of them, which leaves `update` less to do."""
        if self.pending() >= BATCH:
            self.update()

    def update(self) -> None:
        """Place every article that came, and those whose cluster lost one anew; stopped midway, it goes on later."""
        if self._database.meta("copies_by") != ANALYZER:
            with self._database.transaction() as connection:
                connection.execute("DELETE FROM bands")
                connection.execute("UPDATE copies SET state = 'new', signature = NULL WHERE state != 'gone'")
                record_meta(connection, "copies_by", ANALYZER)
        while self.pending():
            with self._database.transaction() as connection:
                _forget_gone(connection)
                rows = connection.execute("SELECT number, article_id, signature FROM copies WHERE state = 'new' "
                                          "ORDER BY number LIMIT ?", (BATCH,)).fetchall()
                for number, article_id, signature_bytes in rows:
                    _place(connection, number, article_id, signature_bytes)


_FIRSTS = ("SELECT number FROM (SELECT number FROM bands WHERE key = CAST(? AS BIGINT) ORDER BY number "
           f"LIMIT {PER_BAND}) AS firsts")
_LATER = """
SELECT older.id, newer.id, older.published, newer.published
FROM json_each(?) JOIN articles AS older ON older.id = value
JOIN copies AS one ON one.article_id = older.id AND one.state = 'placed'
JOIN copies AS other ON other.cluster = one.cluster AND other.state = 'placed'
JOIN articles AS newer ON newer.id = other.article_id
WHERE newer.publisher = older.publisher AND newer.sha256 != older.sha256
  AND substr(newer.published, 1, 10) >= substr(older.published, 1, 10)
ORDER BY newer.published DESC, newer.id
"""


def _is_before(older: str, newer: str) -> bool:
    """Return whether one ISO date or date-time is surely earlier than another."""
    one, other = datetime.fromisoformat(older), datetime.fromisoformat(newer)
    comparable = min(len(older), len(newer)) > 10 and (one.tzinfo is None) == (other.tzinfo is None)
    return one < other if comparable else one.date() < other.date()


def _forget_gone(connection: Connection) -> None:
    """Take removed articles out, and let what is left of their clusters be placed anew."""
    gone = connection.execute("SELECT number, cluster, signature FROM copies WHERE state = 'gone'").fetchall()
    for number, cluster, content in gone:
        if content:
            connection.executemany("DELETE FROM bands WHERE key = ? AND number = ?",
                                   [(key, number) for key in bands(_signature(content))])
        connection.execute("UPDATE copies SET state = 'new' WHERE cluster = ? AND state = 'placed'", (cluster,))
        connection.execute("DELETE FROM copies WHERE number = ?", (number,))


def _place(connection: Connection, number: int, article_id: str, content: bytes | None) -> None:
    """Join an article to every cluster that holds a near-copy of it; these become one."""
    runs = _shingles(connection, article_id)
    own = _signature(content) if content else signature(runs)
    keys = bands(own)
    joined = sorted(cluster for other, cluster in _nearest(connection, own, keys)
                    if jaccard(runs, _shingles(connection, other)) >= SAME)
    if not content:
        connection.executemany("INSERT INTO bands VALUES (?, ?)", [(key, number) for key in keys])
    label = joined[0] if joined else article_id
    for cluster in joined[1:]:
        connection.execute("UPDATE copies SET cluster = ? WHERE cluster = ?", (label, cluster))
    connection.execute("UPDATE copies SET state = 'placed', cluster = ?, signature = ? WHERE number = ?",
                       (label, own.astype("<u4").tobytes(), number))


def _nearest(connection: Connection, own: Signature, keys: Sequence[int]) -> list[tuple[str, str]]:
    """Return (article id, cluster) of the likeliest near-copy in each of the likeliest clusters."""
    firsts = " UNION ".join([_FIRSTS] * len(keys))  # one statement for all: a server takes its time for each
    numbers = {row[0] for row in connection.execute(firsts, keys)}
    rows = connection.execute(
        "SELECT article_id, cluster, signature FROM copies WHERE state = 'placed' AND number IN "
        "(SELECT CAST(value AS BIGINT) FROM json_each(?))", (json.dumps(sorted(numbers)),)).fetchall()
    alike = sorted(((float(np.mean(_signature(row[2]) == own)), row[0], row[1]) for row in rows), reverse=True)
    best: dict[str, str] = {}
    for likeness, article_id, cluster in alike:
        if likeness >= SAME / 2:
            best.setdefault(cluster, article_id)
    return [(article_id, cluster) for cluster, article_id in best.items()][:COMPARED]


def _shingles(connection: Connection, article_id: str) -> Shingles:
    return shingles(connection.execute("SELECT text FROM articles WHERE id = ?", (article_id,)).fetchone()[0])


def _signature(content: bytes) -> Signature:
    return np.frombuffer(content, dtype="<u4")
