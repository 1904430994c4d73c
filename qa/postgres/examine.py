"""Whether a library in PostgreSQL is what it should be: texts, offsets, vectors, references, and the notes of terms.

What is looked at and how it is mended is as `qa.doctor` says. Damaged pages are PostgreSQL's own affair: `pg_amcheck`.
"""

from collections.abc import Iterator

import numpy as np

from embeddings.encoder import Encoder
from qa.article import Article
from qa.doctor import UNIT, VERSIONS, Finding, damaged_versions, encode_anew, is_whole, references, take_out
from qa.errors import SpanError
from qa.passages import split_passages
from qa.postgres.articles import Articles
from qa.postgres.ranking import PASSAGES, TERMS, numbers_of
from qa.postgres.server import Server


def examine(server: Server, articles: Articles, encoder: Encoder | None = None) -> Iterator[Finding]:
    """Yield what is wrong with a library; mend it where an encoder is given. Whoever calls it holds the library."""
    dimension = int(server.meta("dimension") or 0)
    for article in articles.articles():
        if not is_whole(article.text, article.sha256):
            mended = take_out(server, articles.delete, article) if encoder else None
            yield Finding(f"{article.source}: the text is not the one that was stored", mended)
        elif problem := _passages(server, articles, article, dimension):
            mended = encode_anew(server, articles.put, article, encoder) if encoder else None
            yield Finding(f"{article.source}: {problem}", mended)
    yield from damaged_versions((key, sha256, text) for key, sha256, text in server.stream(VERSIONS))
    yield from references(server, mend=encoder is not None)
    yield from _frequencies(server, mend=encoder is not None)


def _passages(server: Server, articles: Articles, article: Article, dimension: int) -> str | None:
    """Return what is wrong with the passages of an article, None where nothing is."""
    try:
        rows = articles.passages_of(article.id)
    except SpanError as error:
        return str(error)
    for passage, vector in rows:
        pairs = [number for pair in passage.bounds for number in pair]
        if [passage.start, *pairs, passage.end] != sorted([passage.start, *pairs, passage.end]):
            return f"offsets {passage.start}–{passage.end} are none of this article"
        if len(vector) != dimension:
            return f"the vector of {passage.start}–{passage.end} has {len(vector)} numbers, not {dimension}"
        length = float(np.linalg.norm(vector))
        if not (abs(length - 1) < UNIT or length == 0):
            return f"the vector of {passage.start}–{passage.end} is not of length 1"
    with server.snapshot() as connection:
        stored = [terms for (terms,) in connection.execute(
            "SELECT terms FROM passages WHERE article_id = ? ORDER BY id", (article.id,))]
    if stored != [numbers_of(passage.embedded_text) for passage, _ in rows]:
        return "the words of its passages were indexed by another release"
    return "its passages are missing" if not rows and split_passages(article) else None


_COUNTED = f"""
SELECT term, count(*) AS passages FROM passages, LATERAL (SELECT DISTINCT unnest(terms) AS term) AS distinct_terms
GROUP BY term
UNION ALL SELECT {PASSAGES}, count(*) FROM passages HAVING count(*) > 0
UNION ALL SELECT {TERMS}, sum(cardinality(terms)) FROM passages HAVING sum(cardinality(terms)) > 0
"""


def _frequencies(server: Server, *, mend: bool) -> Iterator[Finding]:
    with server.snapshot() as connection:
        row = connection.execute(
            f"SELECT count(*) FROM ({_COUNTED}) AS counted FULL JOIN (SELECT term, sum(passages) AS passages FROM "
            "frequencies GROUP BY term HAVING sum(passages) != 0) AS noted USING (term) "
            "WHERE counted.passages IS DISTINCT FROM noted.passages").fetchone()
    if row and row[0]:
        if mend:
            with server.transaction() as connection:
                connection.execute("DELETE FROM frequencies")
                connection.execute(f"INSERT INTO frequencies {_COUNTED}")
        yield Finding(f"{row[0]} terms are counted wrongly", "counted again" if mend else None)
