"""Everything a report tells of, loaded: what its writers take and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

from eval.gate import Verdict
from eval.interventions.run import Outcome
from eval.references import Reference
from eval.runfiles import Run
from eval.types import Dataset, Prediction
from eval.verifier.record import Verified


@dataclass(frozen=True, slots=True)
class Content:
    """A run with the data it was made on, and what it is compared with.

    `references` are floors, ceilings and readers, `outcomes` those of the interventions, `verdict` is that of a gate,
    and `verified` what a verifier said.
    """

    run: Run
    dataset: Dataset
    predictions: Mapping[str, Prediction]
    baseline: Run | None = None
    references: tuple[Reference, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    verdict: Verdict | None = None
    verified: Verified | None = None
