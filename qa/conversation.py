"""Questions that one person asks one after the other, each understood by those before it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from qa.answer import Answer, Writing
from qa.filter import Filter

Stream = Callable[[str, Filter | None, float | None], Iterator[Answer]]
"""Answers a question that stands alone, given a filter and a strictness, as `Assistant.stream` does."""
Rewrite = Callable[[str, Sequence[Answer]], tuple[str | None, Writing | None]]
"""Makes a question stand alone, given the turns before, as `ModelAnswerer.rewrite` does."""


class Conversation:
    """The turns so far, oldest first; not for several threads at once. `rewrite` goes before `qa.rewrite`."""

    def __init__(self, stream: Stream, turns: Iterable[Answer] = (), rewrite: Rewrite | None = None) -> None:
        self._stream = stream
        self._rewrite = rewrite
        self.turns = tuple(turns)

    def ask(self, question: str, where: Filter | None = None, strictness: float | None = None) -> Answer:
        """Return the answer to a question that may lean on earlier ones; the parameters are those of `Assistant.ask`.

        Where it does, it is answered as it stands alone, and `Answer.rewritten` says how; see `qa.rewrite`.
        """
        *_, answer = self.stream(question, where, strictness)
        return answer

    def stream(self, question: str, where: Filter | None = None, strictness: float | None = None) -> Iterator[Answer]:
        """Yield the answer as it grows, and last as `ask` returns it; only then it is one of the turns."""
        alone, spent = self._alone(question)
        for answer in self._stream(alone, where, strictness):
            last = replace(answer, question=question, rewritten=alone) if alone != question else answer
            if spent:
                last = replace(last, writing=last.writing.after(spent) if last.writing else spent)
            yield last
        self.turns = (*self.turns, last)

    def _alone(self, question: str) -> tuple[str, Writing | None]:
        """Return the question as it stands alone, and what a language model took for it, None where none was asked."""
        if not self.turns:
            return question, None
        alone, spent = self._rewrite(question, self.turns) if self._rewrite else (None, None)
        if alone:
            return alone, spent
        from qa.rewrite import rewritten  # late: a first question leans on nothing

        return rewritten(question, self.turns), spent
