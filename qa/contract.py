"""The JSON of the command line: stable field names that scripts and the evaluation suite depend on."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qa.answer import Answer, Citation, Hit, Writing
from qa.article import Article, Span
from qa.verdict import Match, QuoteCheck

if TYPE_CHECKING:
    from qa.info import Info


def article_record(article: Article, *, with_text: bool) -> dict[str, Any]:
    """Return the record that `list` (without text) and `show` (with text) print."""
    record: dict[str, Any] = {
        "id": article.id, "source": article.source, "title": article.title, "publisher": article.publisher,
        "authors": list(article.authors), "published": article.published, "language": article.language,
        "url": article.url, "pages": list(article.pages), "sha256": article.sha256,
    }
    return record | {"text": article.text} if with_text else record


def answer_record(answer: Answer, qid: Any = None) -> dict[str, Any]:
    """Return the record that `ask --json` prints, one for each question."""
    return {
        "qid": qid, "question": answer.question, "rewritten": answer.rewritten, "abstained": answer.abstained,
        "reason": answer.reason.value if answer.reason else None, "confidence": round(answer.confidence, 4),
        "answer": answer.text, "short_answer": answer.short_answer,
        "statements": [{"start": s.start, "end": s.end, "citations": list(s.citations),
                        "unsupported": list(s.unsupported)} for s in answer.statements],
        "citations": [_citation_record(citation) for citation in answer.citations],
        "agreement": {"independent_sources": answer.agreement.independent_sources,
                      "conflicts": [list(numbers) for numbers in answer.agreement.conflicts]},
        "passages": [hit_record(hit) for hit in answer.passages],
        "unlocated": list(answer.unlocated), "missing": list(answer.missing),
        "timings_ms": {step: round(value, 1) for step, value in answer.timings_ms.items()},
        "writing": _writing_record(answer.writing) if answer.writing else None,
    }


def hit_record(hit: Hit, *, with_text: bool = False) -> dict[str, Any]:
    """Return the record of a retrieved passage; `search` prints it with the passage's text, title and retrievers."""
    record: dict[str, Any] = {"rank": hit.rank, **_span_record(hit.passage), "score": round(hit.score, 4)}
    if with_text:
        record |= {"title": hit.passage.article.title, "publisher": hit.passage.article.publisher,
                   "published": hit.passage.article.published, "source": hit.passage.article.source,
                   "found_by": list(hit.found_by), "superseded_by": hit.superseded_by,
                   "copies": [_span_record(copy) for copy in hit.copies], "text": hit.passage.text}
    return record


def info_record(info: "Info", models: Mapping[str, str]) -> dict[str, Any]:
    """Return the record that `info --json` prints; sizes are in bytes."""
    return {
        "library": info.place, "articles": info.articles, "passages": info.passages, "versions": info.versions,
        "sources": info.sources, "outlets": info.outlets, "first": info.first, "last": info.last,
        "models": dict(models), "dimension": info.dimension, "schema": info.schema, "sizes": info.sizes,
        "indexes": {"current": info.indexes_current, "state": info.indexes}, "followed": list(info.followed),
        "failed": [{"source": origin.source, "reason": origin.reason} for origin in info.failed],
    }


def quote_record(check: QuoteCheck, qid: Any = None) -> dict[str, Any]:
    """Return the record that `check-quote --json` prints, one for each quotation."""
    return {
        "qid": qid, "quote": check.quote, "verdict": check.verdict.value,
        "matches": [_match_record(match) for match in check.matches],
        "difference": [{"op": change.op, "given": change.given, "source": change.source}
                       for change in check.difference],
        "stripped": [{"start": span.start, "end": span.end, "text": span.text} for span in check.stripped],
    }


def _match_record(match: Match) -> dict[str, Any]:
    article = match.article
    return {
        "article_id": article.id, "source": article.source, "title": article.title, "publisher": article.publisher,
        "published": article.published, "url": article.url, "page": article.page(match.start), "start": match.start,
        "end": match.end, "text": match.text, "article_sha256": article.sha256,
        "similarity": round(match.similarity, 4),
    }


def _citation_record(citation: Citation) -> dict[str, Any]:
    quote, article = citation.quote, citation.quote.article
    return {
        "number": citation.number, "article_id": article.id, "source": article.source, "title": article.title,
        "publisher": article.publisher, "published": article.published, "url": article.url,
        "page": article.page(quote.start), "start": quote.start, "end": quote.end,
        "quote": quote.text, "article_sha256": article.sha256,
        "also_in": [_span_record(span) for span in citation.also_in],
    }


def _writing_record(writing: Writing) -> dict[str, Any]:
    return {
        "model": writing.model, "requests": writing.requests,
        "tokens": {"read": writing.read, "written": writing.written}, "cost": writing.cost,
        "unknown_ids": list(writing.unknown_ids),
        "left_out": [{"text": one.text, "why": one.why} for one in writing.left_out],
        "withheld": writing.withheld, "problem": writing.problem,
    }


def _span_record(span: Span) -> dict[str, Any]:
    return {"article_id": span.article.id, "start": span.start, "end": span.end}
