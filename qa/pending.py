"""What the derived indexes of a library still have to take in, and take out."""

from collections.abc import Sequence

from qa.database import Database


class Pending:
    """The passages of a library as its derived indexes see them: those stored, and those removed since."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def stored(self) -> list[int]:
        """Return the ids of all passages, ascending."""
        return self._ids("SELECT id FROM passages ORDER BY id")

    def last(self) -> int:
        """Return the largest passage id, 0 where there is none."""
        return self._ids("SELECT ifnull(max(id), 0) FROM passages")[0]

    def removed(self) -> list[int]:
        """Return the ids of passages that were removed and that the indexes may still hold, ascending."""
        return self._ids("SELECT passage_id FROM removed ORDER BY passage_id")

    def has_removed(self) -> bool:
        """Return whether there are such."""
        return bool(self._ids("SELECT passage_id FROM removed LIMIT 1"))

    def settle(self, record: str, removed: Sequence[int]) -> None:
        """Record what the indexes hold now, and forget the removed passages that they no longer do."""
        with self._database.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('derived', ?)", (record,))
            connection.executemany("DELETE FROM removed WHERE passage_id = ?", [(i,) for i in removed])

    def _ids(self, query: str) -> list[int]:
        with self._database.snapshot() as connection:
            return [row[0] for row in connection.execute(query)]
