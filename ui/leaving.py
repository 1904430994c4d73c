"""What the server remembers of pages that were closed: only the last of them.

A page is also taken for closed when its connection is lost, and then goes on as it was when the next thing is done.
Gradio drops the values of such a page after an hour and never what it lays out beside them, half a megabyte for each.
"""

from collections.abc import MutableMapping
from contextlib import AbstractContextManager
from typing import Protocol

KEPT = 50      # pages that were closed
AT_ONCE = 500  # pages, also of those who never tell that they leave


class Visit(Protocol):
    """What gradio holds of a page."""

    is_closed: bool


class Visits(Protocol):
    """What gradio holds of all pages, in the order in which they were used last."""

    session_data: MutableMapping[str, Visit]

    @property
    def lock(self) -> AbstractContextManager[object]:
        """Return what must be held while pages are added or removed."""


def leave(visits: Visits, page: str) -> None:
    """Take a page for closed, and forget of those that are closed all but the `KEPT` that were used last."""
    with visits.lock:
        held = visits.session_data
        if page in held:
            held[page].is_closed = True
        closed = [name for name, visit in list(held.items()) if visit.is_closed]
        for name in closed[:-KEPT]:
            held.pop(name, None)
