"""Does a system know when it is right? Measures of confidence, over the questions that it answered.

Answers of equal confidence cannot be told apart, so their errors are spread over them evenly: no measure depends on the
order of the questions. `n` is the number of answers with a confidence.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from math import ceil
from statistics import fmean
from typing import NamedTuple

from eval.types import Result

BINS = 10
ENOUGH = 100
"""Fewer answers than this leave most bins to chance, and the calibration error undefined."""


class Judged(NamedTuple):
    """The confidence of an answer, 0–1, and whether it was right."""

    confidence: float
    right: bool


class Bin(NamedTuple):
    """Answers of like confidence: how many, their mean confidence, and the share that was right."""

    size: int
    confidence: float
    right: float


def judged(results: Iterable[Result]) -> tuple[Judged, ...]:
    """Return the answers that have a confidence, the surest first; right means attributed accuracy 1.

    Abstentions and failures are no answers. An answer to an unanswerable question is one, and wrong.
    """
    answers = [Judged(result.confidence, result.metrics.get("attributed_accuracy") == 1) for result in results
               if not result.abstained and not result.failed and result.confidence is not None
               and result.metrics.get("attributed_accuracy") is not None]
    return tuple(sorted(answers, key=lambda answer: -answer.confidence))


def errors(answers: Sequence[Judged]) -> tuple[float, ...]:
    """Return, for k = 1 … n, how many of the k surest answers are wrong; within equal confidence their mean."""
    counts: list[float] = []
    for _, group in groupby(sorted(answers, key=lambda a: -a.confidence), key=lambda a: a.confidence):
        same = list(group)
        rate = sum(not answer.right for answer in same) / len(same)
        before = counts[-1] if counts else 0.0
        counts += [before + rate * place for place in range(1, len(same) + 1)]
    return tuple(counts)


def risks(answers: Sequence[Judged]) -> tuple[float, ...]:
    """Return the risk–coverage curve: for k = 1 … n the share wrong of the k surest answers, at coverage k / n."""
    return tuple(wrong / k for k, wrong in enumerate(errors(answers), 1))


def aurc(answers: Sequence[Judged]) -> float | None:
    """Return the area under the risk–coverage curve, the mean of `risks`; lower is better (Geifman et al. 2019)."""
    curve = risks(answers)
    return fmean(curve) if curve else None


def augrc(answers: Sequence[Judged]) -> float | None:
    """Return the area under the generalised curve, the mean over k of (wrong among the k surest) / n; lower is better.

    Traub et al. (2024): unlike AURC it gives no answer more weight for being sure.
    """
    counts = errors(answers)
    return sum(counts) / len(counts) ** 2 if counts else None


def accuracy_at_coverage(answers: Sequence[Judged], coverage: float) -> float | None:
    """Return the share right of the ⌈coverage · n⌉ surest answers. None without answers."""
    curve = risks(answers)
    return 1 - curve[max(1, ceil(coverage * len(curve) - 1e-9)) - 1] if curve else None


def coverage_at_risk(answers: Sequence[Judged], risk: float) -> float | None:
    """Return the largest share of answers that a threshold on confidence keeps with at most `risk` of them wrong.

    A threshold keeps all answers of one confidence or none. 0 when every threshold is too risky; None without answers.
    """
    ordered, curve = sorted(answers, key=lambda a: -a.confidence), risks(answers)
    ends = [k for k, answer in enumerate(ordered, 1) if k == len(ordered) or ordered[k].confidence < answer.confidence]
    return max((k / len(curve) for k in ends if curve[k - 1] <= risk), default=0.0) if curve else None


def brier(answers: Sequence[Judged]) -> float | None:
    """Return the mean of (confidence − right)², 0 best, 0.25 for always saying a half (Brier 1950)."""
    return fmean((answer.confidence - answer.right) ** 2 for answer in answers) if answers else None


def bins(answers: Sequence[Judged]) -> tuple[Bin, ...]:
    """Return the answers in ten bins of equal width, empty ones left out; a confidence of 1 is in the last."""
    def place(answer: Judged) -> int:
        return min(int(answer.confidence * BINS), BINS - 1)

    groups = [list(group) for _, group in groupby(sorted(answers, key=place), key=place)]
    return tuple(Bin(len(group), fmean(a.confidence for a in group), fmean(a.right for a in group)) for group in groups)


def ece(answers: Sequence[Judged]) -> float | None:
    """Return the expected calibration error: the mean over `bins`, by size, of |confidence − share right|.

    Guo et al. (2017). None for fewer than 100 answers.
    """
    if len(answers) < ENOUGH:
        return None
    return sum(part.size * abs(part.confidence - part.right) for part in bins(answers)) / len(answers)
