"""The default answerer: no language model, only sentences of the articles, each a quote with its number."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from embeddings.bundled import Reranker
from qa.answer import Agreement, Answer, Citation, Hit, Reason, Statement, abstention
from qa.article import Span
from qa.confidence import confidence, evidence_features, threshold
from qa.evidence import Candidate, rerank, select


class Extractive:
    """Answers with the runs of sentences that answer best, or abstains when none does. Threads may share one."""

    def __init__(self, reranker: Reranker | None = None) -> None:
        self._reranker = reranker or Reranker()

    @property
    def models(self) -> Mapping[str, str]:
        """Return the name of the one model it uses, under `reranker`."""
        return {"reranker": self._reranker.name}

    def answer(self, question: str, hits: tuple[Hit, ...]) -> Answer:
        """Return an answer whose quotes lie in `hits`, or one that abstains with the nearest passages."""
        start = time.perf_counter()
        ranked = rerank(self._reranker, question, hits)
        reranked = time.perf_counter()
        chosen = select(self._reranker, question, ranked)
        best = chosen[0]
        passage_logit = next(hit.score for hit in ranked if hit.passage is best.passage)
        certainty = confidence(evidence_features(question, hits, best.passage.article, (best.logit, passage_logit)))
        answer = (compose(question, chosen, ranked, certainty) if certainty >= threshold() else
                  abstention(question, Reason.NOT_SUPPORTED, certainty, ranked))
        done = time.perf_counter()
        return replace(answer, timings_ms={"rerank": (reranked - start) * 1000, "answer": (done - reranked) * 1000})


def compose(question: str, chosen: Sequence[Candidate], hits: tuple[Hit, ...], certainty: float) -> Answer:
    """Return the answer that quotes the chosen runs, in their order; the same words elsewhere are folded in."""
    citations: list[Citation] = []
    for candidate in chosen:
        quote = candidate.quote
        if all(citation.quote.text != quote.text for citation in citations):
            citations.append(Citation(len(citations) + 1, quote, _copies(quote, hits)))
    text, statements = "", []
    for citation in citations:
        start = len(text) + 1 if text else 0
        text = f"{text} " if text else ""
        text += f"“{citation.quote.text}” [{citation.number}]"
        statements.append(Statement(start, len(text), (citation.number,)))
    outlets = {citation.quote.article.publisher or citation.quote.article.id for citation in citations}
    return Answer(question=question, text=text, statements=tuple(statements), citations=tuple(citations),
                  passages=hits, abstained=False, reason=None, confidence=certainty, agreement=Agreement(len(outlets)))


def _copies(quote: Span, hits: Sequence[Hit]) -> tuple[Span, ...]:
    """Return where exactly the same words stand in other retrieved articles, one place an article."""
    articles = {hit.passage.article.id: hit.passage.article for hit in hits}
    found = [(article, article.text.find(quote.text)) for key, article in articles.items() if key != quote.article.id]
    return tuple(Span(article, start, start + len(quote.text)) for article, start in found if start >= 0)
