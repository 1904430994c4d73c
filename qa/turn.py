"""Who may write a folder: one at a time, of all threads and all processes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from qa.errors import BusyError

if TYPE_CHECKING:
    from filelock import BaseFileLock


class Turn:
    """The right to write what `name` says, held by a lock on a file beside it; other threads and processes wait."""

    def __init__(self, path: Path, name: str) -> None:
        self._path = path
        self._name = name
        self._threads = threading.RLock()  # threads wait for each other here, without polling

    @contextmanager
    def taken(self, seconds: float) -> Iterator[None]:
        """Hold the turn; a thread that does may take it again.

        Raises BusyError when another thread or process holds it for longer than so many seconds.
        """
        from filelock import Timeout

        busy = f"{self._name} is being written by another process; try again when it is done"
        if not self._threads.acquire(timeout=seconds):
            raise BusyError(busy)
        try:
            with self._processes.acquire(timeout=seconds):
                yield
        except Timeout as error:
            raise BusyError(busy) from error
        finally:
            self._threads.release()

    @cached_property
    def _processes(self) -> "BaseFileLock":
        from filelock import FileLock

        return FileLock(self._path, thread_local=False)
