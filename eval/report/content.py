"""Everything a report tells of, loaded: what its writers take and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from eval.gate import Verdict
from eval.interventions.run import Outcome
from eval.runfiles import Run
from eval.types import Dataset, Estimate, Prediction

Bound = Literal["floor", "ceiling", "people"]


@dataclass(frozen=True, slots=True)
class Reference:
    """What a score is worth: the headline of a system known to be poor or out of reach, or of people, on the same data.

    `meaning` says in a sentence what it does. For people, `estimate` may have ends and no mean.
    """

    name: str
    meaning: str
    bound: Bound
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Content:
    """A run with the data it was made on, and what it is compared with.

    `outcomes` are those of the interventions, `verdict` is that of a gate, and `command` repeats the run. `library`
    still holds the documents as they were asked, so that one question can be asked again; None: only the whole run can.
    """

    run: Run
    dataset: Dataset
    predictions: Mapping[str, Prediction]
    baseline: Run | None = None
    references: tuple[Reference, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    command: str | None = None
    verdict: Verdict | None = None
    library: str | None = None
