"""How well scores tell questions that can be answered from those that cannot."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, inf

from eval.types import Prediction


@dataclass(frozen=True, slots=True)
class Refusal:
    """The shares, 0 to 1, of answerable questions that are answered and of the others that are refused."""

    answered: float
    refused: float

    @property
    def macro(self) -> float:
        """Return the mean of both: 0.5 for whoever always refuses, or never."""
        return (self.answered + self.refused) / 2


def as_given(can: Sequence[Prediction], cannot: Sequence[Prediction]) -> Refusal:
    """Return what the predictions did."""
    return Refusal(1 - sum(one.abstained for one in can) / len(can), sum(one.abstained for one in cannot) / len(cannot))


def at(limit: float, can: Sequence[float], cannot: Sequence[float]) -> Refusal:
    """Return what refusing below a limit would do."""
    kept, let = (sum(score >= limit for score in scores) / len(scores) for scores in (can, cannot))
    return Refusal(kept, 1 - let)


def answering(share: float, can: Sequence[float], cannot: Sequence[float]) -> Refusal:
    """Return what the highest limit does at which at least `share` of the answerable questions are answered."""
    return at(sorted(can, reverse=True)[ceil(share * len(can)) - 1], can, cannot)


def best(can: Sequence[float], cannot: Sequence[float]) -> Refusal:
    """Return what the limit of the largest macro rate does, chosen on these very questions."""
    return max((at(limit, can, cannot) for limit in {*can, *cannot, inf}), key=lambda found: found.macro)


def line(name: str, found: Refusal) -> str:
    """Return a line of a table under `HEADER`."""
    return f"{name:62}{found.answered:9.3f}{found.refused:9.3f}{found.macro:9.3f}"


HEADER = f"{'':62}{'answered':>9}{'refused':>9}{'macro':>9}"
FLOORS = (line("floor: refuses always", Refusal(0, 1)), line("floor: refuses never", Refusal(1, 0)))
