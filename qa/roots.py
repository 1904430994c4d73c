"""What a user names, and the roots that are found there: files and addresses, each of which may hold many articles."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from qa.article import Article
from qa.errors import ReadError
from qa.read import find_files

_ADDRESS = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+://")


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as it was read, and what must be known of how."""

    article: Article
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One article that can be read. `sha256` tells whether it has changed: it is that of its bytes, or of its entry.

    `read` reads it, or raises ReadError. An item that cannot be read at all has no `sha256`. `share` is how much of the
    root was read when it came, 0 to 1, 0 where that is not known.
    """

    source: str
    sha256: str
    read: Callable[[], Reading]
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Visit:
    """What tells whether a root has changed since: the hash of its content, and what the server said of it."""

    sha256: str
    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Root:
    """A file or address that was opened. Its `items` are read one by one, and can be gone through once."""

    visit: Visit
    items: Iterator[Item]


def is_address(given: str | Path) -> bool:
    """Return whether what a user names is an address rather than a path."""
    return bool(_ADDRESS.match(str(given)))


def find_roots(given: Iterable[str | Path]) -> Iterator[str]:
    """Yield the roots among what a user names: addresses as they are, files and the files of folders as paths.

    Raises ReadError for a path that does not exist, and for an address that is neither http nor https.
    """
    for one in given:
        if not is_address(one):
            yield from map(str, find_files([one]))
        elif urlsplit(str(one)).scheme.lower() in {"http", "https"}:
            yield urlsplit(str(one))._replace(fragment="").geturl()
        else:
            raise ReadError(str(one), "is not an address that is read; http and https are")


def absolute(given: str | Path) -> str:
    """Return the address, or the absolute path, that a user means. Raises ReadError for the home folder of nobody."""
    try:
        return str(given) if is_address(given) else str(Path(given).expanduser().absolute())
    except RuntimeError as error:
        raise ReadError(str(given), "no such file or folder") from error


def is_gone(root: str) -> bool:
    """Return whether a root is a file that is no longer there."""
    return not is_address(root) and not Path(root).exists()


def written(name: str) -> str:
    """Return a name as a store can write it: bytes of a file's name that are not UTF-8 are spelled out."""
    return name.encode("utf-8", "backslashreplace").decode()
