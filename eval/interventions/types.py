"""What an intervention is: a change of the articles or of the question, and what an answer must do about it."""

from collections.abc import Callable
from dataclasses import dataclass

from eval.types import Dataset, Prediction, Question


@dataclass(frozen=True, slots=True)
class Case:
    """A changed collection with the question to ask of it; `dataset` holds that question alone, its gold moved along.

    `base` is what the system answered before the change, and `cited` the texts of the sentences it cited. `change` says
    in words what was done. `said` must be in the answer and in a quote, `unsaid` must not be in the answer; None: the
    case does not ask for it.
    """

    dataset: Dataset
    base: Prediction
    cited: frozenset[str]
    change: str
    said: str | None = None
    unsaid: str | None = None

    @property
    def question(self) -> Question:
        """Return the question to ask."""
        return self.dataset.questions[0]


@dataclass(frozen=True, slots=True)
class Intervention:
    """An exact test of faithfulness. `expected` says in a sentence what must happen.

    `apply` takes a collection, a question of it and the answer given to it, and returns the case, or None where the
    intervention does not apply. `judge` returns whether the answer to the case is as it must be, None where that cannot
    be told; it is not asked about predictions that failed.
    """

    name: str
    expected: str
    apply: Callable[[Dataset, Question, Prediction], Case | None]
    judge: Callable[[Case, Prediction], bool | None]
