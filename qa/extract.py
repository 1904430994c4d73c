"""The default answerer: no language model, only sentences of the articles, each a verified quote.

A cross-encoder reads the question with each passage, then with each sentence of the best passages; the sentences that
answer best become the answer, in order of how well they answer.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from embeddings.bundled import Reranker
from qa.answer import Answer, Citation, Hit, Reason, Statement, abstention
from qa.article import Quote, Span

RERANKED = 8     # passages the cross-encoder reads whole
READ = 4         # passages whose sentences it reads one by one
QUOTES = 3       # at most so many quotes in an answer
MARGIN = 4.0     # logits: a further quote is at most so much worse than the best
THRESHOLD = 0.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer, in the passage it was found in; `score` is a logit, higher is better."""

    quote: Quote
    score: float


class Extractive:
    """Answers with the best sentences of the best passages, or abstains when none answers."""

    def __init__(self, reranker: Reranker | None = None) -> None:
        self._reranker = reranker or Reranker()

    def answer(self, question: str, hits: tuple[Hit, ...]) -> Answer:
        """Return an answer whose quotes are sentences in `hits`, or one that abstains with the reranked passages."""
        start = time.perf_counter()
        ranked = self._rerank(question, hits)
        reranked = time.perf_counter()
        candidates = self._candidates(question, ranked[:READ])
        answer = compose(question, candidates, ranked)
        done = time.perf_counter()
        return replace(answer, timings_ms={"rerank": (reranked - start) * 1000, "answer": (done - reranked) * 1000})

    def _rerank(self, question: str, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
        head, tail = hits[:RERANKED], hits[RERANKED:]
        scores = self._reranker.score(question, [hit.passage.embedded_text for hit in head]).tolist()
        pairs = sorted(zip(scores, head, strict=True), key=lambda pair: (-pair[0], pair[1].rank))
        best = [replace(hit, score=score, rank=rank) for rank, (score, hit) in enumerate(pairs, 1)]
        return (*best, *tail)

    def _candidates(self, question: str, hits: Sequence[Hit]) -> list[Candidate]:
        found = [Quote(s.article, s.start, s.end, hit.passage, s) for hit in hits for s in hit.passage.sentences]
        scores = self._reranker.score(question, [quote.text for quote in found]).tolist()
        candidates = [Candidate(quote, score) for quote, score in zip(found, scores, strict=True)]
        return sorted(candidates, key=lambda candidate: -candidate.score)


def compose(question: str, candidates: Sequence[Candidate], hits: tuple[Hit, ...]) -> Answer:
    """Return the answer made of the best candidates, which are in order of score."""
    best = candidates[0].score
    chosen: list[Candidate] = []
    copies: dict[str, list[Span]] = {}
    for candidate in candidates:
        words = candidate.quote.text
        if words in copies:
            copies[words].append(Span(candidate.quote.article, candidate.quote.start, candidate.quote.end))
        elif len(chosen) < QUOTES and candidate.score >= best - MARGIN:
            chosen.append(candidate)
            copies[words] = []
    if best < THRESHOLD:
        return abstention(question, Reason.NOT_SUPPORTED, best, hits)
    citations = tuple(Citation(number, candidate.quote, tuple(copies[candidate.quote.text]))
                      for number, candidate in enumerate(chosen, 1))
    text, statements = "", []
    for citation in citations:
        start = len(text) + (1 if text else 0)
        text += (" " if text else "") + f"“{citation.quote.text}” [{citation.number}]"
        statements.append(Statement(start, len(text), (citation.number,)))
    return Answer(question=question, text=text, statements=tuple(statements), citations=citations, passages=hits,
                  abstained=False, reason=None, confidence=best)
