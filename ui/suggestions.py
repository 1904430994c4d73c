"""Questions to begin with, found in the background while readers already ask their own."""

import logging
import threading

from qa.assistant import Assistant
from qa.errors import PullquoteError
from ui.overview import overview

log = logging.getLogger(__name__)


class Suggestions:
    """The suggested questions of an assistant's library, looked for again when the number of its articles changes."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._looking = threading.Lock()
        self._known: tuple[str, ...] = ()
        self._articles = -1

    def known(self) -> tuple[str, ...]:
        """Return the questions that are known by now; never waits."""
        try:
            count = self._assistant.store.counts()[0]
        except PullquoteError:
            return ()
        if count != self._articles and self._looking.acquire(blocking=False):
            self._articles = count
            threading.Thread(target=self._look, daemon=True, name="suggestions").start()
        return self._known

    def _look(self) -> None:
        try:
            from qa.suggest import suggestions

            self._known = suggestions(self._assistant, overview(self._assistant).newest)
        except PullquoteError as error:
            log.info("no questions are suggested: %s", error)
        finally:
            self._looking.release()
