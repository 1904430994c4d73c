"""Where articles come from: what the user named, what was found there, and what became of it.

Source and content are two facts: several sources may stand for one article, which is stored once, and a source stays
known when its article is gone. The tables are described in `qa.schema`.
"""

from collections.abc import Iterable
from itertools import count

from qa.article import Origin, article_id
from qa.connection import Truth, forget_origin, record_origin


class Origins:
    """The sources of a library."""

    def __init__(self, database: Truth) -> None:
        self._database = database

    def of(self, source: str) -> Origin | None:
        """Return what is known of a source, None where it was never read."""
        found = self._where("source = ?", source)
        return found[0] if found else None

    def under(self, root: str) -> list[Origin]:
        """Return the sources found in a root, in order of name."""
        return self._where("root = ?", root)

    def sharing(self, article_id: str) -> list[Origin]:
        """Return the sources that stand for an article, in order of name."""
        return self._where("article_id = ?", article_id)

    def failed(self) -> list[Origin]:
        """Return the sources that could not be read last time, in order of name."""
        return self._where("reason IS NOT NULL")

    def without_article(self) -> list[Origin]:
        """Return the sources that stand for no article, since it was removed or never could be read."""
        return self._where("article_id IS NULL")

    def record(self, origin: Origin) -> None:
        """Keep what is known of a source, in place of what was."""
        with self._database.transaction() as connection:
            record_origin(connection, origin)

    def forget(self, source: str) -> None:
        """Know nothing of a source any more."""
        with self._database.transaction() as connection:
            forget_origin(connection, source)

    def roots(self) -> list[str]:
        """Return every root of which a source is known."""
        with self._database.snapshot() as connection:
            return [row[0] for row in connection.execute("SELECT DISTINCT root FROM sources ORDER BY root")]

    def visit(self, root: str) -> tuple[str, str | None, str | None] | None:
        """Return (hash, etag, last-modified) of a root as it was when it was last read to the end without a failure."""
        with self._database.snapshot() as connection:
            row = connection.execute("SELECT sha256, etag, modified FROM roots WHERE root = ?", (root,)).fetchone()
            return row and tuple(row)

    def record_visit(self, root: str, sha256: str, etag: str | None = None, modified: str | None = None) -> None:
        """Keep that a root was read to the end, and what tells whether it has changed since."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO roots (root, sha256, etag, modified) VALUES (?, ?, ?, ?) ON CONFLICT (root) DO UPDATE "
                "SET sha256 = excluded.sha256, etag = excluded.etag, modified = excluded.modified",
                (root, sha256, etag, modified))

    def follow(self, given: Iterable[str], options: str) -> None:
        """Keep files, folders and addresses that the user named, with the JSON of the options for what is in them."""
        with self._database.transaction() as connection:
            for one in sorted(given):  # in one order, or two that write at once could wait for each other for ever
                connection.execute("INSERT INTO followed (given, options) VALUES (?, ?) "
                                   "ON CONFLICT (given) DO UPDATE SET options = excluded.options", (one, options))

    def followed(self) -> list[tuple[str, str]]:
        """Return (what the user named, the JSON of its options), in order of name."""
        with self._database.snapshot() as connection:
            return list(connection.execute("SELECT given, options FROM followed ORDER BY given"))

    def free_id(self, source: str) -> str:
        """Return an id for a new article from `source`: its own, unless an article that moved away bears it."""
        with self._database.snapshot() as connection:
            names = (source if number == 1 else f"{source}\n{number}" for number in count(1))
            return next(key for key in map(article_id, names)
                        if not connection.execute("SELECT 1 FROM articles WHERE id = ?", (key,)).fetchone())

    def _where(self, condition: str, *values: str) -> list[Origin]:
        with self._database.snapshot() as connection:
            rows = connection.execute("SELECT source, root, sha256, article_id, reason FROM sources "
                                      f"WHERE {condition} ORDER BY source", values)
            return [Origin(*row) for row in rows]
