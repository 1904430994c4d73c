"""Was the evidence retrieved? Ranked passages against gold spans. ir_measures ranks and enters here.

A passage finds a span as a citation does (`placement.finds`). Sets of evidence are alternatives: the best one counts.
"""

from collections.abc import Sequence

import ir_measures
from ir_measures import RR, nDCG

from eval.metrics.placement import evidence_complete, evidence_recall, finds
from eval.types import Evidence, GoldSpan, PredictedSpan

Passages = Sequence[PredictedSpan]


def recall_at(passages: Passages, evidence: Sequence[Evidence], k: int) -> float | None:
    """Return the largest share of any set's spans that the first `k` passages find. None without evidence."""
    return evidence_recall(passages[:k], evidence)


def complete_at(passages: Passages, evidence: Sequence[Evidence], k: int) -> float | None:
    """Return 1 when the first `k` passages find all spans of some set, else 0. None without evidence."""
    return evidence_complete(passages[:k], evidence)


def reciprocal_rank(passages: Passages, evidence: Sequence[Evidence], k: int) -> float | None:
    """Return 1 / rank of the first of `k` passages that finds a span of any set, 0 for none. None without evidence."""
    spans = tuple(dict.fromkeys(span for alternative in evidence for span in alternative.spans))
    return _measure(RR, passages[:k], spans) if spans else None


def ndcg(passages: Passages, evidence: Sequence[Evidence], k: int) -> float | None:
    """Return the largest nDCG@k of any set, 0–1. None without evidence.

    A passage gains 1 for each span that it is the first to find, discounted by log₂(rank + 1); a copy of it gains
    nothing (Järvelin and Kekäläinen 2002, linear gain). The ideal ranking has those of most gain first; a span that no
    passage finds counts there as one of its own.
    """
    return max((_measure(nDCG @ k, passages, alternative.spans) for alternative in evidence), default=None)


def gains(passages: Passages, spans: Sequence[GoldSpan]) -> tuple[int, ...]:
    """Return for each passage how many of the spans it is the first to find."""
    ranks = [next((rank for rank, passage in enumerate(passages) if finds([passage], span)), None) for span in spans]
    return tuple(ranks.count(rank) for rank in range(len(passages)))


def _measure(measure: ir_measures.Measure, passages: Passages, spans: Sequence[GoldSpan]) -> float:
    """Return a measure of one ranking, its documents being the passages and the spans that none of them finds."""
    gained = gains(passages, spans)
    relevance = {f"passage {rank}": gain for rank, gain in enumerate(gained)}
    relevance |= {f"span {number}": 1 for number in range(len(spans) - sum(gained))}
    ranking = {f"passage {rank}": -float(rank) for rank in range(len(passages))} or {"nothing": 0.0}
    scores = ir_measures.pytrec_eval.evaluator([measure], {"q": relevance}).calc_aggregate({"q": ranking})
    return float(scores[measure])
