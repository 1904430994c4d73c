"""The articles of a question, cut at the places that matter: what is evidence, what was cited, what was missed.

Only the sentences around those places are shown; what lies between is a gap, whose text stands in the report once. Law:
the texts of an article's pieces and gaps, joined, are the article.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from eval.metrics.intervals import Interval, merge, overlap
from eval.metrics.placement import Spans, finds, found_share, gold_spans, pointing
from eval.types import CitationScore, Document, GoldSpan, Prediction, Question

Layer = Literal["gold", "missed", "cited", "invalid", "spare", "trap"]

_LABELS: dict[Layer, str] = {"gold": "gold", "missed": "missed", "spare": "would do too"}
_SHORT_GAP = 120
_AROUND = 200


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in an article and why it matters. `label` is read out where it begins."""

    start: int
    end: int
    layer: Layer
    label: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters that the same marks cover. `begins` are those of them that begin with it."""

    text: str
    layers: tuple[Layer, ...]
    begins: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Characters `[start, end)` that are not shown, and how many sentences they are."""

    start: int
    end: int
    sentences: int


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as a question shows it, from its first character to its last."""

    document: Document
    parts: tuple[Piece | Gap, ...]


def readings(question: Question, prediction: Prediction, scores: Sequence[CitationScore],
             documents: Mapping[str, Document]) -> tuple[Reading, ...]:
    """Return the articles that were cited or hold what was missed: those cited first, by the order of citations.

    Other acceptable evidence and marked mistakes are shown where they stand in these articles; they bring in no other.
    """
    cited = [(score.doc, _citation_mark(score)) for score in scores if (known := documents.get(score.doc or ""))
             and 0 <= score.start < score.end <= len(known.text)]
    found = pointing(prediction.citations, documents)
    wanted = [(span.doc, Mark(span.start, span.end, layer, _LABELS[layer])) for span, layer in _wanted(question, found)]
    shown = dict.fromkeys([doc for doc, _ in cited] + [doc for doc, mark in wanted if mark.layer != "spare"])
    beside = [*((span.doc, Mark(span.start, span.end, "spare", "fine too")) for span in question.ok),
              *((span.doc, Mark(span.start, span.end, "trap", "marked wrong")) for span in question.bad)]
    return tuple(read(documents[doc], [mark for where, mark in (*cited, *wanted, *beside) if where == doc])
                 for doc in shown if doc)


def read(document: Document, marks: Sequence[Mark]) -> Reading:
    """Return a document cut at marks, with the sentences that no mark touches, and their neighbours, left out."""
    parts: list[Piece | Gap] = []
    at = 0
    for start, end in _kept(document, marks):
        parts += [_gap(document, at, start)] if at < start else []
        parts += _pieces(document.text, start, end, marks)
        at = end
    return Reading(document, (*parts, *([_gap(document, at, len(document.text))] if at < len(document.text) else [])))


def _citation_mark(score: CitationScore) -> Mark:
    layer: Layer = "cited" if score.valid else "invalid"
    words = f"{score.number}" if score.valid else f"{score.number} {(score.failure or 'invalid').replace('_', ' ')}"
    return Mark(score.start, score.end, layer, words)


def _wanted(question: Question, found: Spans) -> Iterator[tuple[GoldSpan, Layer]]:
    """Yield the spans of all evidence sets and sides, each once, with what became of them.

    The set that was found best decides what is missed, the first of several as good; other sets would do too. A side
    is missed when none of its spans was found; its first span then stands for it.
    """
    best = max(question.evidence, key=lambda known: found_share(found, known), default=None)
    needed = list(best.spans) if best else []
    for side in question.sides:
        needed += [] if any(finds(found, span) for span in side.spans) else side.spans[:1]
    for span in dict.fromkeys([*needed, *gold_spans(question)]):
        yield span, "gold" if finds(found, span) else "missed" if span in needed else "spare"


def _kept(document: Document, marks: Iterable[Mark]) -> tuple[Interval, ...]:
    """Return what is shown: the sentences that a mark touches and one on either side; short gaps are shown too."""
    text, kept = document.text, []
    for mark in marks:
        touched = [place for place, bounds in enumerate(document.sentences) if overlap(bounds, (mark.start, mark.end))]
        around = document.sentences[max(0, touched[0] - 1) : touched[-1] + 2] if touched else ()
        before, after = (around[0][0], around[-1][1]) if around else (mark.start - _AROUND, mark.end + _AROUND)
        kept.append((min(mark.start, max(0, before)), max(mark.end, min(len(text), after))))
    closed = [(end, start) for (_, end), (start, _) in pairwise([(0, 0), *merge(kept), (len(text), len(text))])
              if start - end <= _SHORT_GAP]
    return merge([*kept, *closed])


def _gap(document: Document, start: int, end: int) -> Gap:
    return Gap(start, end, sum(start <= first < end for first, _ in document.sentences))


def _pieces(text: str, start: int, end: int, marks: Sequence[Mark]) -> Iterator[Piece]:
    """Yield `[start, end)` cut wherever a mark begins or ends, as marks may overlap."""
    edges = {edge for mark in marks for edge in (mark.start, mark.end) if start < edge < end}
    for left, right in pairwise(sorted({start, end} | edges)):
        over = [mark for mark in marks if mark.start <= left and right <= mark.end]
        yield Piece(text[left:right], tuple(dict.fromkeys(mark.layer for mark in over)),
                    tuple(dict.fromkeys(mark for mark in over if mark.start == left)))
