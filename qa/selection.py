"""What a filter selects in the tables of a library: the ids of passages, and counts."""

import json
from collections.abc import Iterable
from difflib import get_close_matches

import numpy as np

from embeddings.rows import Ids
from qa.connection import Connection, Truth
from qa.errors import FilterError, UnknownArticleError
from qa.filter import Filter, Selection


def passage_ids(database: Truth, where: Filter) -> Ids:
    """Return the ids of the passages of every article that meets the filter, ascending.

    Raises FilterError where no article is from an outlet that is named, UnknownArticleError for an id of none.
    """
    with database.snapshot() as connection:
        met, values = condition(connection, where)
        rows = connection.execute("SELECT passages.id FROM articles JOIN passages ON article_id = articles.id "
                                  f"WHERE {met} ORDER BY passages.id", values)
        return np.fromiter((row[0] for row in rows), dtype=np.int64)


def selection(database: Truth, where: Filter) -> Selection:
    """Return how many articles meet the filter, and how many would if they bore a date; raises as `passage_ids`."""
    with database.snapshot() as connection:
        dated = where.since is not None or where.until is not None
        counts = [connection.execute(f"SELECT count(*) FROM articles WHERE {met}", values).fetchone()[0]
                  for met, values in (condition(connection, where), condition(connection, where, undated=True))]
        return Selection(counts[0], counts[1] if dated else 0)


def condition(connection: Connection, where: Filter, *, undated: bool = False) -> tuple[str, tuple[str, ...]]:
    """Return the SQL condition of a filter with its values; with `undated`, for articles without a date instead."""
    conditions, values = ["TRUE"], list[str]()
    if where.publishers:
        conditions.append("publisher IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(_spellings(connection, where.publishers)))
    if where.articles:
        _check_articles(connection, where.articles)
        conditions.append("articles.id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(where.articles))
    if undated:
        conditions.append("published IS NULL")
    else:
        for day, compared in ((where.first_day, ">="), (where.last_day, "<=")):
            if day:
                conditions.append(f"substr(published, 1, 10) {compared} ?")
                values.append(day)
    return " AND ".join(conditions), tuple(values)


def _spellings(connection: Connection, named: Iterable[str]) -> list[str]:
    """Return the outlets as the articles spell them."""
    known: dict[str, list[str]] = {}
    for (name,) in connection.execute("SELECT DISTINCT publisher FROM articles WHERE publisher IS NOT NULL"):
        known.setdefault(_folded(name), []).append(name)
    for name in named:
        if _folded(name) not in known:
            near = get_close_matches(_folded(name), known, cutoff=0.5) or sorted(known)[:5]
            raise FilterError(f"no article is from {name!r}; outlets here are: "
                              f"{', '.join(known[one][0] for one in near) or 'none'}")
    return [spelling for name in named for spelling in known[_folded(name)]]


def _check_articles(connection: Connection, ids: Iterable[str]) -> None:
    for key in ids:
        if connection.execute("SELECT 1 FROM articles WHERE id = ?", (key,)).fetchone() is None:
            raise UnknownArticleError(key)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
