"""Follows folders: what is added, changed or deleted in them is taken over as soon as it settles."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from threading import Event

import watchfiles

from embeddings.encoder import Encoder
from qa.errors import BusyError
from qa.formats import Options
from qa.ingest import Report, add, running
from qa.roots import absolute, find_roots
from qa.store import Store

log = logging.getLogger(__name__)

POLL_MS = 300  # after which changes that could not be taken over are tried again


def watch(store: Store, encoder: Encoder, folders: Sequence[str | Path], *, prune: bool = False,
          stop: Event | None = None) -> Iterator[Report]:
    """Yield what became of the folders at first, and then of every change in them, until `stop` is set.

    With `prune` the articles of deleted files are removed. While another process writes, changes wait.
    Raises ReadError for a folder that does not exist, or goes missing.
    """
    named = [absolute(folder) for folder in folders]
    list(find_roots(named))
    changes = watchfiles.watch(*named, stop_event=stop, rust_timeout=POLL_MS, yield_on_timeout=True, watch_filter=None)
    waiting = {path for _, path in next(changes, ())}  # from here on nothing is missed
    yield add(store, encoder, named)
    for changed in changes:
        waiting |= {path for _, path in changed}
        if not waiting:
            continue
        try:
            report = _take(store, encoder, named, waiting, prune=prune)
        except BusyError as error:
            log.warning("%s; the changes wait", error)
            continue
        waiting = set()
        if report != Report(unchanged=report.unchanged):
            yield report


def _take(store: Store, encoder: Encoder, folders: Sequence[str], changed: set[str], *, prune: bool) -> Report:
    """Take over what has changed: files, and whatever lies in folders that came, went or were renamed."""
    with running(store, encoder, prune=prune) as run:
        run.read({Options(): list(_touched(find_roots(folders), changed))})
        run.vanish(_touched(store.origins.roots(), changed))
    return run.report


def _touched(roots: Iterable[str], changed: set[str]) -> Iterator[str]:
    return (root for root in roots if not changed.isdisjoint({root, *map(str, Path(root).parents)}))
