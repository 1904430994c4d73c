"""What a library in PostgreSQL holds, in figures."""

from qa.info import Info
from qa.origins import Origins
from qa.postgres.articles import Articles
from qa.postgres.ranking import has_index, parts_of
from qa.postgres.server import Server

_SIZES = {"articles": "pg_table_size('articles') + pg_table_size('versions')",
          "passages": "pg_table_size('passages')", "indexes": "pg_indexes_size('passages')"}


def describe(server: Server, articles: Articles, origins: Origins) -> Info:
    """Return a library in figures. What other servers hold of it is not in its sizes."""
    with server.snapshot() as connection:
        held, passages = articles.counts()
        row = connection.execute(
            "SELECT (SELECT count(*) FROM versions), (SELECT count(*) FROM sources), count(DISTINCT publisher), "
            "min(published), max(published) FROM articles").fetchone()
        versions, sources, outlets, first, last = row or (0, 0, 0, None, None)
        sizes = connection.execute(f"SELECT {', '.join(_SIZES.values())}").fetchone() or (0, 0, 0)
        taken = dict(zip(_SIZES, map(int, sizes), strict=True))
        parts = len(parts_of(connection))
        how = "nearly (HNSW)" if has_index(connection) else "exactly"
        return Info(
            server.place, held, passages, versions, sources, outlets, first, last, server.meta("encoder"),
            int(server.meta("dimension") or 0), int(server.meta("schema_version") or 0),
            taken | {"all": sum(taken.values())}, indexes_current=True,
            indexes="up to date", vectors=how + (f", in {parts} parts" if parts > 1 else ""),
            failed=tuple(origins.failed()), followed=tuple(given for given, _ in origins.followed()))
