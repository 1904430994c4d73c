"""Examinations that go on in the background, whether or not anybody looks: one at a time, one for each notebook."""

import logging
import threading
from collections.abc import Sequence

from eval.examination import examine
from eval.notebook import Notebook
from qa.assistant import Assistant
from qa.errors import PullquoteError
from ui.wording import UNFORESEEN

log = logging.getLogger(__name__)

STOPPED = "Stopped; nothing was kept of it."


class _StoppedError(PullquoteError):
    """What ends an examination that its reader stopped."""


class Job:
    """An examination under way, or done. `name` is what it is kept under, `problem` why there is nothing to keep."""

    def __init__(self) -> None:
        self.done = 0
        self.total = 0
        self.name: str | None = None
        self.problem: str | None = None
        self._halt = threading.Event()
        self._over = threading.Event()

    @property
    def is_over(self) -> bool:
        """Return whether it is finished, stopped or failed."""
        return self._over.is_set()

    def stop(self) -> None:
        """Let it end before the next question."""
        self._halt.set()

    def wait(self, seconds: float) -> bool:
        """Return whether it is over, after `seconds` at most."""
        return self._over.wait(seconds)

    def work(self, one_at_a_time: threading.Lock, notebook: Notebook, assistant: Assistant,
             strictness: Sequence[float]) -> None:
        """Do it, once no other is being done."""
        try:
            while not one_at_a_time.acquire(timeout=0.2):
                self._proceed(0, 0)
            try:
                self.name = examine(notebook, assistant, strictness, self._proceed)
            finally:
                one_at_a_time.release()
        except PullquoteError as error:
            self.problem = str(error)
        except Exception:
            log.exception("an evaluation failed")
            self.problem = UNFORESEEN
        finally:
            self._over.set()

    def _proceed(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        if self._halt.is_set():
            raise _StoppedError(STOPPED)


class Bench:
    """The examinations of a server."""

    def __init__(self) -> None:
        self._one = threading.Lock()
        self._turn = threading.Lock()
        self._jobs: dict[str, Job] = {}

    def start(self, notebook: Notebook, assistant: Assistant, strictness: Sequence[float]) -> Job:
        """Begin an examination. Raises PullquoteError while another of the same notebook is under way."""
        with self._turn:
            known = self.job(notebook)
            if known and not known.is_over:
                raise PullquoteError("these questions are being asked already")
            job = self._jobs[str(notebook.folder)] = Job()
        arguments = (self._one, notebook, assistant, tuple(strictness))
        threading.Thread(target=job.work, args=arguments, daemon=True, name="evaluation").start()
        return job

    def job(self, notebook: Notebook) -> Job | None:
        """Return the latest examination of a notebook since the server started, None where there was none."""
        return self._jobs.get(str(notebook.folder))
