"""Citation recall and precision by a verifier, as ALCE defines them (Gao and others 2023).

Recall: the share of statements that are supported by the words they cite, taken together. Precision: the share of
citations that a supported statement needs: one that supports it alone, or without which the others no longer do.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.metrics.integrity import cited_text
from eval.metrics.statements import citations_of, statement_text, statements
from eval.summary import mean_estimate
from eval.types import Dataset, Document, Estimate, Prediction


@dataclass(frozen=True, slots=True)
class Pair:
    """What a verifier is asked: whether the premise supports the claim."""

    premise: str
    claim: str


Verifier = Callable[[Sequence[Pair]], Sequence[bool]]
"""Returns, for each pair in order, whether its premise supports its claim."""
Judged = Mapping[Pair, bool]


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement without its markers, and what the documents hold at each of its citations; None at one that fails."""

    text: str
    cited: tuple[str | None, ...]

    @property
    def whole(self) -> Pair | None:
        """Return the question whether all citations together support it; None without any that resolves."""
        return self._pair(range(len(self.cited)))

    def alone(self, place: int) -> Pair | None:
        """Return the question whether one citation does."""
        return self._pair([place])

    def without(self, place: int) -> Pair | None:
        """Return the question whether all others do."""
        return self._pair(other for other in range(len(self.cited)) if other != place)

    def pairs(self) -> set[Pair]:
        """Return everything to ask."""
        places = range(len(self.cited))
        asked = [self.whole, *map(self.alone, places), *map(self.without, places)]
        return {pair for pair in asked if pair is not None}

    def _pair(self, places: Iterable[int]) -> Pair | None:
        found = [text for place in places if (text := self.cited[place])]
        return Pair("\n".join(found), self.text) if found else None


@dataclass(frozen=True, slots=True)
class Support:
    """What a verifier says of a run: both measures over the questions that were answered, 0 to 1."""

    citation_recall: Estimate
    citation_precision: Estimate


def support(dataset: Dataset, predictions: Mapping[str, Prediction], verifier: Verifier) -> Support:
    """Return what a verifier says of a run; it is asked everything at once, and nothing twice.

    An abstention does not count; a failed or an empty answer to an answerable question has a recall of 0.
    """
    claims = {question.qid: claims_of(predictions[question.qid], dataset.documents) for question in dataset.questions}
    asked = sorted({pair for found in claims.values() for claim in found for pair in claim.pairs()},
                   key=lambda pair: (pair.claim, pair.premise))
    judged = dict(zip(asked, verifier(asked), strict=True))
    rows = [(claims[question.qid], predictions[question.qid], question.story_id) for question in dataset.questions]
    failed = sum(prediction.failed is not None for prediction in predictions.values())
    return Support(
        mean_estimate([(recall(found, judged, prediction), story) for found, prediction, story in rows], failed),
        mean_estimate([(precision(found, judged), story) for found, _, story in rows], failed))


def claims_of(prediction: Prediction, documents: Mapping[str, Document]) -> tuple[Claim, ...]:
    """Return the statements of an answer as claims; none for an abstention or a failure."""
    if prediction.abstained or prediction.failed:
        return ()
    return tuple(Claim(statement_text(prediction, statement).strip(),
                       tuple(cited_text(citation.span, documents) for citation in citations_of(prediction, statement)))
                 for statement in statements(prediction))


def recall(claims: Sequence[Claim], judged: Judged, prediction: Prediction) -> float | None:
    """Return the share of claims that all their citations support; None for an abstention, 0 without claims."""
    if prediction.abstained and not prediction.failed:
        return None
    return sum(_supported(claim.whole, judged) for claim in claims) / len(claims) if claims else 0.0


def precision(claims: Sequence[Claim], judged: Judged) -> float | None:
    """Return the share of citations that a supported claim needs; None where nothing is cited."""
    needed = [_supported(claim.whole, judged) and (
        _supported(claim.alone(place), judged) or not _supported(claim.without(place), judged))
        for claim in claims for place in range(len(claim.cited))]
    return sum(needed) / len(needed) if needed else None


def _supported(pair: Pair | None, judged: Judged) -> bool:
    return pair is not None and judged[pair]
