"""The default answerer: no language model, only sentences of the articles, each a quote with its number."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from embeddings.bundled import Reranker
from qa.agreement import clusters_of, elsewhere, independent_sources, rivals
from qa.answer import Agreement, Answer, Citation, Hit, Reason, abstention, in_quotes
from qa.confidence import STRICTNESS, confidence, evidence_features, threshold
from qa.evidence import QUOTES, SHORT, Candidate, Evidence, gather


class Extractive:
    """Answers with the runs of sentences that answer best, or abstains when none does. Threads may share one."""

    def __init__(self, reranker: Reranker | None = None) -> None:
        self._reranker = reranker or Reranker()

    @property
    def models(self) -> Mapping[str, str]:
        """Return the reader by its name and the hash of its weights."""
        return {"reader": f"{self._reranker.name}, sha256 {self._reranker.weights_sha256()}"}

    def answer(self, question: str, hits: tuple[Hit, ...], strictness: float = STRICTNESS) -> Answer:
        """Return an answer whose quotes lie in `hits`, or one that abstains with the nearest passages.

        `strictness` is as in `qa.confidence.threshold`.
        """
        start, limit = time.perf_counter(), threshold(strictness)
        found = gather(self._reranker, question, hits)
        read = time.perf_counter()
        ranked = _ranked(hits, found)
        sure = [confidence(evidence_features(part, hits)) if part.chosen else 0.0 for part in found]
        certainty = max(sure)
        answered = [part for part, certain in zip(found, sure, strict=True) if part.chosen and certain >= limit]
        why = Reason.NOT_SAID if any(part.saying for part in found) else Reason.NOT_SUPPORTED
        answer = (compose(question, answered, ranked, certainty) if answered else
                  abstention(question, why, certainty, ranked))
        done = time.perf_counter()
        return replace(answer, timings_ms={"rerank": (read - start) * 1000, "answer": (done - read) * 1000})


def _ranked(hits: tuple[Hit, ...], found: Sequence[Evidence]) -> tuple[Hit, ...]:
    """Return the hits in the order of the best logit that a part of the question gave them, which is their score now.

    Those that were not read come last, with the score they were found by.
    """
    logits: dict[int, float] = {}
    for read in (read for part in found for read in part.reads):
        logits[read.hit.rank] = max(read.reading.logit, logits.get(read.hit.rank, read.reading.logit))
    ordered = sorted(hits, key=lambda hit: (-logits.get(hit.rank, -100.0), hit.rank))
    return tuple(replace(hit, score=logits.get(hit.rank, hit.score), rank=rank)
                 for rank, hit in enumerate(ordered, 1))


def compose(question: str, found: Sequence[Evidence], hits: tuple[Hit, ...], certainty: float) -> Answer:
    """Return the answer that quotes the evidence, the best for each part of the question first.

    Where sources contradict the best evidence, each side is quoted, the newest first, and what they contradict each
    other in is told by their numbers. The same words elsewhere are folded.
    """
    sides = [_newest_first((part.chosen[0], *rivals(part, alone=len(found) == 1))) for part in found]
    needed = [run for side in sides for run in side]
    more = [run for part in found for run in part.chosen[1:]]
    kept: list[Candidate] = []
    for candidate in [*needed, *more[: max(0, QUOTES - len(needed))]]:
        if not any(_covers(other, candidate) for other in kept):
            kept.append(candidate)
    quotes = [candidate.quote for candidate in kept]
    citations = tuple(Citation(number, quote, elsewhere(quote, hits)) for number, quote in enumerate(quotes, 1))
    text, statements = in_quotes(citations)
    agreement = Agreement(
        independent_sources([quote.article for quote in quotes], clusters_of(hits)),
        tuple(tuple(kept.index(run) + 1 for run in side if run in kept) for side in sides if len(side) > 1))
    best = found[0].chosen[0]
    is_short = len(needed) == 1 and found[0].shape in SHORT and best.found > 0
    return Answer(question=question, text=text, statements=statements, citations=citations,
                  passages=hits, abstained=False, reason=None, confidence=certainty,
                  short_answer=best.answer.text if is_short else None, agreement=agreement)


def _newest_first(sides: Sequence[Candidate]) -> list[Candidate]:
    return sorted(sides, key=lambda side: side.passage.article.published or "", reverse=True)


def _covers(one: Candidate, other: Candidate) -> bool:
    """Return whether a run shares sentences or all its words with another."""
    return one.span.text == other.span.text or (
        one.passage == other.passage and one.first <= other.last and other.first <= one.last)
