"""Questions that one person asks one after the other, each understood by those before it."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from qa.answer import Answer
from qa.filter import Filter

Ask = Callable[[str, Filter | None, float | None], Answer]
"""Answers a question that stands alone, given a filter and a strictness, as `Assistant.ask` does."""


class Conversation:
    """The turns so far, oldest first; not for several threads at once."""

    def __init__(self, ask: Ask, turns: Iterable[Answer] = ()) -> None:
        self._ask = ask
        self.turns = tuple(turns)

    def ask(self, question: str, where: Filter | None = None, strictness: float | None = None) -> Answer:
        """Return the answer to a question that may lean on earlier ones; the parameters are those of `Assistant.ask`.

        Where it does, it is answered as it stands alone, and `Answer.rewritten` says how; see `qa.rewrite`.
        """
        alone = self._alone(question)
        answer = self._ask(alone, where, strictness)
        if alone != question:
            answer = replace(answer, question=question, rewritten=alone)
        self.turns = (*self.turns, answer)
        return answer

    def _alone(self, question: str) -> str:
        if not self.turns:
            return question
        from qa.rewrite import rewritten  # late: a first question leans on nothing

        return rewritten(question, self.turns)
