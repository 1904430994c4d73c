"""Is a citation what it says it is? Each check re-reads the prediction and the stored document, nothing else.

What a system asserts about its own quotes is not asked.
"""

from collections.abc import Mapping, Sequence

from eval.metrics.intervals import Interval, merge, outside, overlap
from eval.types import CitationScore, Document, PredictedCitation, PredictedSpan, Prediction
from qa.cues import Cue, find_cues
from qa.folding import same_words


def resolves(span: PredictedSpan, documents: Mapping[str, Document]) -> bool:
    """Return whether the document exists, has a slice `[start, end)` that is not empty, and the given hash, if any."""
    document = documents.get(span.doc or "")
    return (document is not None and 0 <= span.start < span.end <= len(document.text)
            and span.sha256 in (None, document.sha256))


def cited_text(span: PredictedSpan, documents: Mapping[str, Document]) -> str | None:
    """Return what the document has at the span; None when it does not resolve."""
    return documents[span.doc or ""].text[span.start : span.end] if resolves(span, documents) else None


def is_verbatim(citation: PredictedCitation, documents: Mapping[str, Document]) -> bool:
    """Return whether the quote is what its span holds, but for typography (`qa.folding`).

    False for a span that does not resolve, and for an empty quote.
    """
    text = cited_text(citation.span, documents)
    return text is not None and same_words(citation.quote, text)


def is_in_context(span: PredictedSpan, passages: Sequence[PredictedSpan]) -> bool:
    """Return whether every cited character was retrieved: the span lies in passages, merged where they overlap."""
    retrieved = merge((passage.start, passage.end) for passage in passages if passage.doc == span.doc)
    return span.doc is not None and any(start <= span.start and span.end <= end for start, end in retrieved)


def stripped_cue(span: PredictedSpan, document: Document) -> Cue | None:
    """Return the first cue that stands in a quoted sentence but outside the quote; None when there is none.

    Such a quote is exact and may mislead: "the wall is safe" out of "She denied that the wall is safe". The sentences
    are the frozen ones that the quote touches; the cue's offsets are the document's.
    """
    for start, end in _left_out(span, document):
        for cue in find_cues(document.text[start:end]):
            return Cue(cue.role, start + cue.start, start + cue.end)
    return None


def _left_out(span: PredictedSpan, document: Document) -> list[Interval]:
    """Return the parts of the quoted sentences that the quote leaves out, in reading order."""
    quote = (span.start, span.end)
    return [part for bounds in document.sentences if overlap(bounds, quote) for part in outside(bounds, quote)]


def dangling(prediction: Prediction) -> tuple[int, ...]:
    """Return the citation numbers that statements name and no citation has, each once, in order.

    A number is a name: 0 or −1 is nothing but a citation that does not exist.
    """
    known = {citation.number for citation in prediction.citations}
    named = dict.fromkeys(number for statement in prediction.statements for number in statement.citations)
    return tuple(number for number in named if number not in known)


def valid_share(scores: Sequence[CitationScore], missing: int = 0) -> float | None:
    """Return valid citations / (citations + `missing`, those named but not there); None when there are neither."""
    return share([score.valid for score in scores] + [False] * missing)


def share(flags: Sequence[bool | None]) -> float | None:
    """Return the share that is true of those that apply (are not None); None when none does."""
    applying = [flag for flag in flags if flag is not None]
    return sum(applying) / len(applying) if applying else None
