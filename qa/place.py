"""Where a library is: a folder, or a database at an address."""

from pathlib import Path

from qa.errors import LibraryError
from qa.store import Store

SCHEMES = ("postgresql://", "postgres://")


def is_database(location: str | Path) -> bool:
    """Return whether a location is the address of a PostgreSQL database rather than a folder."""
    return str(location).startswith(SCHEMES)


def open_store(location: str | Path) -> Store:
    """Return the library at a location, made where there is none.

    Raises LibraryError when it cannot be opened, or the packages for PostgreSQL are not installed.
    """
    if is_database(location):
        try:
            from qa.postgres.store import PostgresLibrary
        except ModuleNotFoundError as error:
            raise LibraryError("a library in PostgreSQL needs some packages more: pip install 'pullquote[postgres]' "
                               f"({error})") from error
        return PostgresLibrary(str(location))
    from qa.library import Library

    try:
        folder = Path(location).expanduser().absolute()
    except RuntimeError as error:
        raise LibraryError(f"library {location}: there is no such home folder") from error
    return Library(folder)
