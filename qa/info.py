"""What a library holds, in figures: counts, sizes, what could not be read, and whether its indexes are up to date."""

from dataclasses import dataclass
from pathlib import Path

from qa.article import Origin
from qa.database import Database
from qa.indexes import Indexes
from qa.origins import Origins


@dataclass(frozen=True, slots=True)
class Info:
    """A library in figures, and where it is.

    `first` and `last` are the ISO dates of the oldest and newest dated article. `encoder` is None while nothing was
    encoded. `sizes` are bytes by what takes them. `indexes` says in words what `indexes_current` says, and `vectors`
    how the vectors are searched. `failed` are the sources that could not be read last time, with their reasons.
    `followed` is what `refresh` visits.
    """

    place: str
    articles: int
    passages: int
    versions: int
    sources: int
    outlets: int
    first: str | None
    last: str | None
    encoder: str | None
    dimension: int
    schema: int
    sizes: dict[str, int]
    indexes_current: bool
    indexes: str
    vectors: str
    failed: tuple[Origin, ...]
    followed: tuple[str, ...]


def describe(folder: Path, database: Database, origins: Origins, indexes: Indexes) -> Info:
    """Return a library in figures. It reads no index; `qa.doctor` looks whether they are sound."""
    with database.snapshot() as connection:
        articles, passages = database.counts()
        versions, sources, outlets, first, last = connection.execute(
            "SELECT (SELECT count(*) FROM versions), (SELECT count(*) FROM sources), count(DISTINCT publisher), "
            "min(published), max(published) FROM articles").fetchone()
        current = indexes.are_current()
        return Info(
            str(folder), articles, passages, versions, sources, outlets, first, last, database.meta("encoder"),
            int(database.meta("dimension") or 0), int(database.meta("schema_version") or 0), _sizes(folder), current,
            "up to date" if current else "behind the articles; the next search or add catches up", _search(indexes),
            tuple(origins.failed()), tuple(given for given, _ in origins.followed()))


def _sizes(folder: Path) -> dict[str, int]:
    """Return the bytes of the articles, the vector index and the word index, and of all together."""
    names = {"articles": "library.sqlite*", "vectors": "vectors.*", "words": "words/*"}
    sizes = {name: sum(path.stat().st_size for path in folder.glob(pattern) if path.is_file())
             for name, pattern in names.items()}
    return sizes | {"all": sum(sizes.values())}


def _search(indexes: Indexes) -> str:
    saved = indexes.saved
    if not saved:
        return "never yet"
    found = "exactly" if saved.recall == 1 else f"nearly: {saved.recall:.1%} of the exact ten nearest are found"
    return f"{found} ({saved.kind})"
