"""Predictions made of quotes: from places in the documents to what a system that quotes them would have printed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from eval.metrics.intervals import Interval
from eval.metrics.sources import independent_sources
from eval.types import Document, PredictedCitation, PredictedSpan, PredictedStatement, Prediction

Documents = Mapping[str, Document]


def span_of(document: Document, bounds: Interval) -> PredictedSpan:
    """Return a slice of a document as a system points at it: by the document's name, with its hash."""
    return PredictedSpan(document.doc, *bounds, document.doc, document.sha256)


def text_of(span: PredictedSpan, documents: Documents) -> str:
    """Return the words a span points at. Raises KeyError for a span in no document."""
    return documents[span.doc or ""].text[span.start : span.end]


def paragraphs(document: Document) -> tuple[Interval, ...]:
    """Return the bounds of the paragraphs: runs of frozen sentences without a blank line between them."""
    sentences = document.sentences
    breaks = [number for number, (before, after) in enumerate(pairwise(sentences), 1)
              if document.text.count("\n", before[1], after[0]) > 1]
    return tuple((sentences[first][0], sentences[last - 1][1])
                 for first, last in pairwise([0, *breaks, len(sentences)]) if first < last)


def quote_answer(qid: str, spans: Sequence[PredictedSpan], documents: Documents,
                 passages: Sequence[PredictedSpan] = ()) -> Prediction:
    """Return the answer that quotes each span in turn, a statement and a citation each; an abstention without spans.

    It claims as many independent sources as the cited documents are. Raises KeyError for a span in no document.
    """
    if not spans:
        return Prediction(qid, abstained=True, passages=tuple(passages))
    citations = tuple(PredictedCitation(number, span, text_of(span, documents)) for number, span in enumerate(spans, 1))
    made = replace(Prediction(qid), citations=citations, passages=tuple(passages),
                   independent_sources=independent_sources((span.doc for span in spans), documents))
    return with_statements(made, [(f"“{citation.quote}” [{citation.number}]", (citation.number,))
                                  for citation in citations])


def with_statements(prediction: Prediction, said: Iterable[tuple[str, tuple[int, ...]]]) -> Prediction:
    """Return the prediction with another answer: statements with the numbers they cite, a space between them."""
    answer, statements = "", []
    for text, numbers in said:
        start = len(answer) + 1 if answer else 0
        answer = f"{answer} {text}" if answer else text
        statements.append(PredictedStatement(start, len(answer), numbers))
    return replace(prediction, answer=answer, statements=tuple(statements))


def said_by(prediction: Prediction) -> list[tuple[str, tuple[int, ...]]]:
    """Return the statements of an answer as `with_statements` takes them."""
    return [(prediction.answer[statement.start : statement.end], statement.citations)
            for statement in prediction.statements]


def prediction_record(prediction: Prediction) -> dict[str, Any]:
    """Return a prediction in the form of `ask --json`; `eval.predictions` reads its line back as it was."""
    return {
        "qid": prediction.qid, "abstained": prediction.abstained, "confidence": prediction.confidence,
        "answer": prediction.answer, "short_answer": prediction.short_answer,
        "statements": [{"start": statement.start, "end": statement.end, "citations": list(statement.citations)}
                       for statement in prediction.statements],
        "citations": [{"number": citation.number, **_span_record(citation.span), "quote": citation.quote,
                       "also_in": list(map(_span_record, citation.also_in))} for citation in prediction.citations],
        "agreement": {"independent_sources": prediction.independent_sources,
                      "conflicts": list(map(list, prediction.conflicts))},
        "passages": list(map(_span_record, prediction.passages)),
    }


def _span_record(span: PredictedSpan) -> dict[str, Any]:
    return {"article_id": span.article_id, "start": span.start, "end": span.end, "article_sha256": span.sha256}
