"""Character-level recall, precision and IoU of spans against gold: a diagnostic beside the sentence-level measures.

Two people agree on sentences far better than on characters, so these do not gate. Characters are counted, not tokens,
and a character that two spans cover counts once: none of the three can pass 1.
"""

from collections.abc import Sequence

from eval.metrics.intervals import Interval, common, length
from eval.metrics.placement import ratio
from eval.types import Evidence, GoldSpan, PredictedSpan


def char_recall(spans: Sequence[PredictedSpan], evidence: Sequence[Evidence]) -> float | None:
    """Return the largest |spans ∩ set| / |set| of any set. None when there is no evidence."""
    return max((_shared(spans, gold.spans) / _size(gold.spans) for gold in evidence), default=None)


def char_precision(spans: Sequence[PredictedSpan], gold: Sequence[GoldSpan], nowhere: int = 0) -> float | None:
    """Return |spans ∩ gold| / (|spans| + `nowhere`); 0 without spans, None without gold.

    `gold` is everything that bears on the answer. `nowhere` is the length of quotes that do not resolve, so that they
    are not left out.
    """
    if not gold:
        return None
    return ratio(_shared(spans, gold), _size(spans) + nowhere) or 0.0


def char_iou(spans: Sequence[PredictedSpan], evidence: Sequence[Evidence]) -> float | None:
    """Return the largest |spans ∩ set| / |spans ∪ set| of any set. None when there is no evidence."""
    return max((_iou(spans, gold.spans) for gold in evidence), default=None)


def counted(spans: Sequence[PredictedSpan], evidence: Sequence[Evidence], what: str) -> str:
    """Return in words how many characters the spans cover, the set that they overlap most has, and both share."""
    best = max(evidence, key=lambda gold: _iou(spans, gold.spans), default=None)
    of = f"{_size(spans)} characters are {what}"
    return of if best is None else (
        f"{of}, {_size(best.spans)} marked in evidence {best.id}, {_shared(spans, best.spans)} both")


def _iou(spans: Sequence[PredictedSpan], gold: Sequence[GoldSpan]) -> float:
    shared = _shared(spans, gold)
    return shared / (_size(spans) + _size(gold) - shared)


def _shared(spans: Sequence[PredictedSpan], gold: Sequence[GoldSpan]) -> int:
    return sum(common(_in(spans, doc), _in(gold, doc)) for doc in {span.doc for span in gold})


def _size(spans: Sequence[PredictedSpan] | Sequence[GoldSpan]) -> int:
    return sum(length(_in(spans, doc)) for doc in {span.doc for span in spans})


def _in(spans: Sequence[PredictedSpan] | Sequence[GoldSpan], doc: str | None) -> list[Interval]:
    return [(span.start, span.end) for span in spans if span.doc == doc]
