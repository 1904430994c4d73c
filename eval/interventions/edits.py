"""Exact edits of documents: the text changes, and sentences and gold spans move along with it.

An edit replaces `[start, end)` of the text as it was. What stands before an edit stays where it is, what stands after
it moves, and what an edit covers is gone. Words inserted at the edge of a span stay outside it.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from eval.metrics.intervals import Interval, overlap
from eval.types import Dataset, Document, Evidence, GoldSpan, Question


@dataclass(frozen=True, slots=True)
class Edit:
    """What stands in place of `[start, end)`. Unless empty, `sentence` makes the new text a sentence of its own."""

    start: int
    end: int
    text: str = ""
    sentence: bool = False


Edits = Mapping[str, Sequence[Edit]]
"""The edits of each document, by name."""


def edit_dataset(dataset: Dataset, edits: Edits) -> Dataset:
    """Return the dataset after its edits: documents, sentences and the gold of every question.

    A document that is left without sentences is left out, and so are spans of which nothing is left. Raises ValueError
    for edits that overlap or run outside their text.
    """
    made = {name: edit_document(document, edits.get(name, ())) for name, document in dataset.documents.items()}
    kept = {name: document for name, document in made.items() if document.sentences}
    return replace(dataset, documents=kept,
                   questions=tuple(edit_question(question, edits, kept) for question in dataset.questions))


def edit_document(document: Document, edits: Sequence[Edit]) -> Document:
    """Return the document with its edits made; raises ValueError as `edit_dataset` does.

    A headline that was edited is the new first line; one that was removed gives way to the document's name, as for an
    article without a headline.
    """
    if not edits:
        return document
    ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
    text, at = "", 0
    for edit in ordered:
        if not at <= edit.start <= edit.end <= len(document.text):
            raise ValueError(f"{edit} overlaps another or runs outside {document.doc}")
        text += document.text[at : edit.start] + edit.text
        at = edit.end
    text += document.text[at:]
    sentences = [moved for bounds in document.sentences if (moved := move(bounds, ordered)) and
                 text[slice(*moved)].strip()]
    sentences += [_inserted(edit, ordered) for edit in ordered if edit.sentence]
    return replace(document, text=text, sha256=hashlib.sha256(text.encode()).hexdigest(),
                   title=_title(document, text, ordered), sentences=tuple(sorted(sentences)))


def edit_question(question: Question, edits: Edits, documents: Mapping[str, Document]) -> Question:
    """Return the question with its gold moved along; sets and sides that lost a span are left out."""
    def moved(spans: Iterable[GoldSpan]) -> tuple[GoldSpan, ...]:
        found = (move_span(span, edits, documents) for span in spans)
        return tuple(span for span in found if span)

    evidence = [Evidence(known.id, moved(known.spans)) for known in question.evidence]
    whole = {known.id: len(known.spans) for known in question.evidence}
    sides = [replace(side, spans=moved(side.spans)) for side in question.sides]
    return replace(question, evidence=tuple(known for known in evidence if len(known.spans) == whole[known.id]),
                   sides=tuple(side for side in sides if side.spans), ok=moved(question.ok), bad=moved(question.bad))


def move_span(span: GoldSpan, edits: Edits, documents: Mapping[str, Document]) -> GoldSpan | None:
    """Return where a span stands after the edits, with its new text; None when nothing of it is left."""
    bounds = move((span.start, span.end), edits.get(span.doc, ()))
    if bounds is None or span.doc not in documents:
        return None
    return GoldSpan(span.doc, *bounds, documents[span.doc].text[slice(*bounds)])


def move(bounds: Interval, edits: Iterable[Edit]) -> Interval | None:
    """Return where `[start, end)` stands after the edits; None when nothing of it is left.

    An edit that covers an end of it takes that end to its own: nothing of the new text is lost.
    """
    ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
    start, end = bounds
    new_start, new_end = _moved_start(start, ordered), _moved_end(end, ordered)
    return (new_start, new_end) if new_start < new_end else None


def without_sentences(document: Document, gone: Iterable[Interval]) -> tuple[Edit, ...]:
    """Return the edits that take frozen sentences out, each run of them with the white space on one side.

    That side is the one without the end of a paragraph, so that paragraphs and list items stay what they are.
    """
    sentences, removed = document.sentences, set(gone)
    places = [number for number, bounds in enumerate(sentences) if bounds in removed]
    firsts = [number for number in places if number - 1 not in places]
    lasts = [number for number in places if number + 1 not in places]
    return tuple(_without_run(document, first, last) for first, last in zip(firsts, lasts, strict=True))


def touched(document: Document, bounds: Interval) -> tuple[Interval, ...]:
    """Return the frozen sentences that an interval touches, in order."""
    return tuple(sentence for sentence in document.sentences if overlap(sentence, bounds))


def _without_run(document: Document, first: int, last: int) -> Edit:
    sentences, text = document.sentences, document.text
    start, end = sentences[first][0], sentences[last][1]
    before = sentences[first - 1][1] if first else 0
    after = sentences[last + 1][0] if last + 1 < len(sentences) else len(text)
    ends_paragraph = last + 1 == len(sentences) or "\n\n" in text[end:after]
    if first and ends_paragraph and ("\n\n" not in text[before:start] or last + 1 == len(sentences)):
        return Edit(before, len(text) if last + 1 == len(sentences) else end)
    return Edit(start, after)


def _moved_start(start: int, ordered: Sequence[Edit]) -> int:
    shift = 0
    for edit in ordered:
        if edit.end <= start:
            shift += len(edit.text) - (edit.end - edit.start)
        elif edit.start < start:
            return edit.start + shift
    return start + shift


def _moved_end(end: int, ordered: Sequence[Edit]) -> int:
    shift = 0
    for edit in ordered:
        if edit.start < end:
            if edit.end > end:
                return edit.start + shift + len(edit.text)
            shift += len(edit.text) - (edit.end - edit.start)
    return end + shift


def _inserted(edit: Edit, ordered: Sequence[Edit]) -> Interval:
    """Return where the new text of an edit stands, without the white space around it."""
    shift = sum(len(other.text) - (other.end - other.start) for other in ordered[: ordered.index(edit)])
    start = edit.start + shift + len(edit.text) - len(edit.text.lstrip())
    return start, start + len(edit.text.strip())


def _title(document: Document, text: str, ordered: Sequence[Edit]) -> str:
    if not document.text.startswith(document.title) or text.startswith(document.title):
        return document.title
    moved = move((0, len(document.title)), ordered)
    return text[slice(*moved)].strip() if moved and moved[0] == 0 else document.doc
