"""Files that are there whole or not at all, also after a loss of power."""

import os
from contextlib import suppress
from pathlib import Path


def put_in_place(temporary: Path, path: Path) -> None:
    """Move a written file, in the same folder, to its place in one step. Raises OSError where it cannot."""
    _sync(temporary)
    temporary.replace(path)
    with suppress(PermissionError):  # a folder that may be written and not read cannot be opened for this
        _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
