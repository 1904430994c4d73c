"""Why retrieval scores what it scores: where the evidence stands among the passages."""

from collections.abc import Sequence

from eval.metrics import characters as measured
from eval.metrics.placement import finds, found_share
from eval.reasons.case import Case, place
from eval.types import GoldSpan, PredictedSpan


def ranks(case: Case) -> str:
    """Return the rank of the first passage that holds each span of the set that was found best."""
    passages = case.prediction.passages
    best = max(case.question.evidence, key=lambda evidence: found_share(passages, evidence), default=None)
    if best is None:
        return ""
    found = [(span, _rank(passages, span)) for span in best.spans]
    told = ", ".join(f"{place(span)} at rank {rank}" for span, rank in found if rank)
    missed = ", ".join(place(span) for span, rank in found if not rank)
    return "; ".join(filter(None, (told and f"evidence {best.id}: {told}", missed and f"not retrieved: {missed}")))


def characters(case: Case) -> str:
    """Return how many characters are retrieved, marked, and both."""
    return measured.counted(case.prediction.passages, case.question.evidence, "retrieved")


def _rank(passages: Sequence[PredictedSpan], span: GoldSpan) -> int | None:
    return next((rank for rank, passage in enumerate(passages, 1) if finds([passage], span)), None)
