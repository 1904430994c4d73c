"""Files that are there whole or not at all, also after a loss of power, and what proves it."""

import hashlib
import os
from contextlib import suppress
from pathlib import Path


def put_in_place(temporary: Path, path: Path) -> None:
    """Move a written file, in the same folder, to its place in one step. Raises OSError where it cannot."""
    _sync(temporary)
    temporary.replace(path)
    with suppress(PermissionError):  # a folder that may be written and not read cannot be opened for this
        _sync(path.parent)


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file, in hexadecimal digits. Raises OSError where it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
