"""Whose questions are whose: a notebook for each reader with a name, one for all where names are not asked for."""

import threading
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, unquote

from eval.notebook import Notebook
from qa.store import Store

READER = "x-pullquote-reader"
"""The header in which the server's guard says who asks; what a browser sends under this name never gets that far."""


class Notebooks:
    """The notebooks in a folder; that of a reader with a name lies in a folder of its own within it."""

    def __init__(self, folder: Path, store: Store) -> None:
        self._folder = folder
        self._store = store
        self._turn = threading.Lock()
        self._known: dict[Path, Notebook] = {}

    def of(self, headers: Mapping[str, str]) -> Notebook:
        """Return the notebook of whoever made a request with these headers."""
        reader = unquote(headers.get(READER, ""))
        folder = self._folder / f"of-{quote(reader, safe='')}" if reader else self._folder
        with self._turn:
            return self._known.setdefault(folder, Notebook(folder, self._store))
