"""The best passages for a question in PostgreSQL, by cosine and by BM25: the same, in the same order, as elsewhere.

The server orders passages by scores that are nearly right, and cheap: 16-bit vectors, and weights of terms as if
passages were of a usual length on average. They are fetched in that order, and scored exactly here, until no passage
that was not fetched can be among the best. Terms are numbers (`number`): a hash that needs no dictionary.

BM25 is that of tantivy: k1 = 1.2, b = 0.75, lengths above 40 cut to their first four bits. Passages with none but
frequent terms are only looked at where these could lift one of them among the best (MaxScore, Turtle and Flood 1995).
"""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from embeddings.encoder import Vectors
from qa.filter import Filter
from qa.postgres.server import Connection, Server, halfvec, sparsevec
from qa.selection import condition
from qa.store import Found
from qa.words import analyze

PASSAGES, TERMS = -1, -2  # stand among the terms for the numbers of passages and of terms in all of them
DIMENSION = 1_000_000_000  # as large as a sparsevec may be
USUAL = 100.0     # terms in a passage; what stored weights go by, whatever the true average is
FREQUENT = 0.1    # share of the passages; terms in more of them are looked at last
ROUNDED = 0.001   # by which the cosine of 16-bit numbers is off, at most
EXACT = 50_000    # passages up to which all are compared; above, an index of near vectors finds the nearest
_K1, _B = 1.2, 0.75


@lru_cache(100_000)
def number(term: str) -> int:
    """Return the number of a term, 0 to DIMENSION − 1; among a million terms about one in a thousand shares its own."""
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8).digest()) % DIMENSION


def numbers_of(text: str) -> list[int]:
    """Return the numbers of the terms of a text, in order."""
    return [number(term) for term in analyze(text)]


def weights(terms: Sequence[int]) -> Any:
    """Return the weights of a passage's terms as they are stored, before they are multiplied by their rarity."""
    return sparsevec({term: count / (count + _norm(len(terms), USUAL)) for term, count in Counter(terms).items()},
                     DIMENSION)


def nearest(server: Server, question: Vectors, k: int, where: Filter | None) -> Found:
    """Return the `k` passages nearest to one question vector (1, d), by cosine; equal ones in order of id."""
    row, limit = question[0], 2 * k
    with server.snapshot() as connection:
        near = has_index(connection) and not (where and _is_narrow(connection, where))
        while True:
            rows = _near(connection, row, limit, where) if near else _by(
                connection, "vector", "vector <#> ?", halfvec(row), limit, where)
            found = sorted(((passage, float((vector.to_numpy().astype(np.float32) * row).sum()))
                            for passage, vector, _ in rows), key=lambda hit: (-hit[1], hit[0]))[:k]
            if near or len(rows) < limit or rows[-1][2] + ROUNDED < found[-1][1]:
                return found
            limit *= 4


@dataclass(frozen=True, slots=True)
class _Rarity:
    """The terms of a question, the rarest first, with what each may add to a score at most, and the average length."""

    bounds: dict[int, float]
    essential: int
    average: float


def matching(server: Server, question: str, k: int, where: Filter | None, phrases: Sequence[str]) -> Found:
    """Return the best `k` passages that share a term with the question and hold the phrases, by BM25."""
    sought = [terms for phrase in phrases if (terms := numbers_of(phrase))]
    with server.snapshot() as connection:
        rarity = _rarity(connection, dict.fromkeys(numbers_of(question)))
        if not rarity.bounds:
            return []
        terms, essential, limit = list(rarity.bounds), rarity.essential, 4 * k
        most = max(1.0, rarity.average / USUAL) + 1e-4  # by which a score may be above that of the server, as a factor
        while True:
            rows = _by(connection, "terms", "weights <#> ?", sparsevec(rarity.bounds, DIMENSION), limit, where,
                       ("terms && CAST(? AS integer[])", terms[:essential]),
                       *(("terms @> CAST(? AS integer[])", phrase) for phrase in sought))
            found = sorted(((key, _bm25(held, rarity)) for key, held, _ in rows
                            if all(_stands_in(phrase, held) for phrase in sought)),
                           key=lambda hit: (-hit[1], hit[0]))[:k]
            least = found[-1][1] if len(found) == k else 0.0
            if len(rows) == limit and rows[-1][2] * most >= least:
                limit *= 4
            elif (needed := _needed(list(rarity.bounds.values()), least)) > essential:
                essential = needed
            else:
                return found


def _needed(bounds: Sequence[float], least: float) -> int:
    """Return how many of the terms, the rarest first, leave others that together add less than the least score."""
    return next((number for number in range(len(bounds)) if sum(bounds[number:]) < least), len(bounds))


def has_index(connection: Connection) -> bool:
    """Return whether there is an index of near vectors, whole."""
    row = connection.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('passages_by_vector')"
                             ).fetchone()
    return bool(row and row[0])


def _by(connection: Connection, column: str, order: str, given: Any, limit: int, where: Filter | None,
        *conditions: tuple[str, Any]) -> list[tuple[int, Any, float]]:
    """Return (id, the column, score) of the first passages that meet all conditions, in this order."""
    met, values = [one for one, _ in conditions], [value for _, value in conditions]
    names = parts_of(connection)
    if where:
        selected, selecting = condition(connection, where)
        among = f"SELECT id FROM articles WHERE {selected}"
        if len(names) > 1:  # other servers cannot look into this one's articles
            met.append("article_id = ANY(CAST(? AS text[]))")
            values.append([key for (key,) in connection.execute(among, selecting)])
        else:
            met.append(f"article_id IN ({among})")
            values += selecting
    parts = [f"(SELECT id, {column}, {order} AS far FROM {name} WHERE {' AND '.join(['TRUE', *met])} "
             "ORDER BY far, id LIMIT ?)" for name in names]
    rows = connection.execute(f"SELECT * FROM ({' UNION ALL '.join(parts)}) AS parts ORDER BY far, id LIMIT ?",
                              [*[given, *values, limit] * len(parts), limit])
    return [(key, held, -far) for key, held, far in rows]


def _near(connection: Connection, row: Vectors, limit: int, where: Filter | None) -> list[tuple[int, Any, float]]:
    """Return what `_by` does for vectors, by the index of near vectors."""
    connection.execute(f"SET LOCAL hnsw.ef_search = {min(1000, max(200, 2 * limit))}")
    connection.execute("SET LOCAL hnsw.iterative_scan = relaxed_order")
    typed = f"halfvec({len(row)})"
    return _by(connection, "vector", f"(vector::{typed}) <#> (?::{typed})", halfvec(row), limit, where)


def parts_of(connection: Connection) -> list[str]:
    """Return the tables that hold the passages between them: one, or one for each server of a library on several."""
    rows = connection.execute("SELECT inhrelid::regclass::text FROM pg_inherits "
                              "WHERE inhparent = 'passages'::regclass ORDER BY 1").fetchall()
    return [row[0] for row in rows] or ["passages"]


def _is_narrow(connection: Connection, where: Filter) -> bool:
    """Return whether a filter selects so few passages that all of them are compared."""
    selected, values = condition(connection, where)
    row = connection.execute("SELECT count(*) FROM (SELECT 1 FROM passages WHERE article_id IN (SELECT id FROM "
                             f"articles WHERE {selected}) LIMIT {EXACT + 1}) AS selected", values).fetchone()
    return bool(row and row[0] <= EXACT)


def _rarity(connection: Connection, terms: Iterable[int]) -> _Rarity:
    counts = {term: int(passages) for term, passages in connection.execute(
        "SELECT term, sum(passages)::bigint FROM frequencies WHERE term = ANY(CAST(? AS integer[])) GROUP BY term",
        ([PASSAGES, TERMS, *terms],))}
    passages, length = counts.pop(PASSAGES, 0), counts.pop(TERMS, 0)
    rarest = sorted(((count, term) for term, count in counts.items() if count > 0))
    bounds = {term: (_K1 + 1) * math.log(1 + (passages - count + 0.5) / (count + 0.5)) for count, term in rarest}
    essential = sum(count <= FREQUENT * passages for count, _ in rarest)
    return _Rarity(bounds, max(1, essential), length / max(1, passages))


def _bm25(held: Sequence[int], rarity: _Rarity) -> float:
    """Return the BM25 score of a passage, by its terms."""
    norm = _norm(len(held), rarity.average)
    counts = ((bound, held.count(term)) for term, bound in rarity.bounds.items())
    return sum(bound * count / (count + norm) for bound, count in counts)


def _norm(length: int, average: float) -> float:
    """Return what is added to the count of a term in a passage of so many."""
    return _K1 * (1 - _B + _B * _kept(length) / average)


def _kept(length: int) -> int:
    """Return a length as tantivy keeps it, in a byte: above 40, the first four bits of what is above 24."""
    if length < 40:
        return length
    drop = (length - 24).bit_length() - 4
    return 24 + ((length - 24) >> drop << drop)


def _stands_in(phrase: Sequence[int], held: Sequence[int]) -> bool:
    """Return whether the terms of a phrase stand in a passage in a row."""
    return any(list(held[start : start + len(phrase)]) == list(phrase)
               for start, term in enumerate(held) if term == phrase[0])
