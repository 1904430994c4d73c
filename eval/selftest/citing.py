"""Defects in how a system cites: each takes a sound prediction and returns it with one thing wrong.

A prediction that the defect does not apply to comes back as it was. The answer's words stay unless told otherwise, so
that only what concerns citations can move.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from eval.metrics.intervals import Interval, overlap
from eval.quoting import quote_answer, said_by, span_of, text_of, with_statements
from eval.types import Dataset, PredictedCitation, PredictedSpan, Prediction, Question
from qa.cues import Role, find_cues
from qa.folding import fold

UNKNOWN = "no-such-article"


def recite(prediction: Prediction, change: Callable[[PredictedCitation], PredictedCitation]) -> Prediction:
    """Return the prediction with every citation changed."""
    return replace(prediction, citations=tuple(map(change, prediction.citations)))


def drop_citation(prediction: Prediction, _: Question, __: Dataset) -> Prediction:
    """Leave out the last of several citations, and its marker."""
    if len(prediction.citations) < 2:
        return prediction
    *kept, dropped = prediction.citations
    said = [(text.replace(f" [{dropped.number}]", ""), tuple(n for n in numbers if n != dropped.number))
            for text, numbers in said_by(prediction)]
    return with_statements(replace(prediction, citations=tuple(kept)), said)


def shift_by_one(prediction: Prediction, _: Question, dataset: Dataset) -> Prediction:
    """Move every citation by one character, to the left at the end of an article; the quotes stay."""
    def shifted(citation: PredictedCitation) -> PredictedCitation:
        start, end = _bounds(citation)
        step = -1 if end == len(dataset.documents[citation.span.doc or ""].text) else 1
        return replace(citation, span=replace(citation.span, start=start + step, end=end + step))

    return recite(prediction, shifted)


def cite_neighbour(prediction: Prediction, _: Question, dataset: Dataset) -> Prediction:
    """Cite, and quote, the sentence after the evidence; the one before where there is none after."""
    def neighbour(citation: PredictedCitation) -> PredictedCitation:
        document = dataset.documents[citation.span.doc or ""]
        touched = [number for number, bounds in enumerate(document.sentences) if overlap(bounds, _bounds(citation))]
        last = touched[-1] + 1 == len(document.sentences)
        return _at(citation, span_of(document, document.sentences[touched[0] - 1 if last else touched[-1] + 1]),
                   dataset)

    return recite(prediction, neighbour)


def swap_documents(prediction: Prediction, _: Question, dataset: Dataset) -> Prediction:
    """Name the next article that is no copy and long enough at every citation; offsets and quotes stay."""
    names = sorted(dataset.documents)

    def swapped(citation: PredictedCitation) -> PredictedCitation:
        place, own = names.index(citation.span.doc or ""), dataset.documents[citation.span.doc or ""]
        others = (dataset.documents[name] for name in names[place + 1 :] + names[:place])
        other = next(document for document in others
                     if document.cluster != own.cluster and len(document.text) >= citation.span.end)
        return replace(citation, span=span_of(other, _bounds(citation)))

    return recite(prediction, swapped)


def unknown_article(prediction: Prediction, _: Question, __: Dataset) -> Prediction:
    """Name an article that does not exist."""
    return recite(prediction, lambda citation: replace(citation, span=replace(
        citation.span, doc=None, article_id=UNKNOWN)))


def other_version(prediction: Prediction, _: Question, __: Dataset) -> Prediction:
    """Give the hash of another text."""
    return recite(prediction, lambda citation: replace(citation, span=replace(citation.span, sha256="0" * 64)))


def change_digit(prediction: Prediction, _: Question, __: Dataset) -> Prediction:
    """Change the first digit of every quote."""
    return recite(prediction, lambda citation: replace(citation, quote=other_digit(citation.quote)))


def drop_not(prediction: Prediction, _: Question, __: Dataset) -> Prediction:
    """Drop the first "not", "no" or "never" of every quote."""
    return recite(prediction, lambda citation: replace(citation, quote=without_not(citation.quote)))


def squad_quotes(prediction: Prediction, _: Question, __: Dataset) -> Prediction:
    """Quote as SQuAD normalises: lower case, no punctuation, no articles."""
    def normal(text: str) -> str:
        bare = re.sub(r"[^\w\s]", "", fold(text).text.lower())
        return " ".join(word for word in bare.split() if word not in {"a", "an", "the"})

    return recite(prediction, lambda citation: replace(citation, quote=normal(citation.quote)))


def stitch(prediction: Prediction, _: Question, dataset: Dataset) -> Prediction:
    """Quote the cited words and a long sentence from the other end of the article as one."""
    def stitched(citation: PredictedCitation) -> PredictedCitation:
        document = dataset.documents[citation.span.doc or ""]
        far = max((bounds for bounds in document.sentences if bounds[1] - bounds[0] > 60),
                  key=lambda bounds: abs(bounds[0] - citation.span.start))
        return replace(citation, quote=f"{citation.quote} {text_of(span_of(document, far), dataset.documents)}")

    return recite(prediction, stitched)


def fabricate(prediction: Prediction, _: Question, __: Dataset) -> Prediction:
    """Put invented words for every quote."""
    return recite(prediction, lambda citation: replace(
        citation, quote="Officials familiar with these plans described them as broadly encouraging."))


def cut_context(prediction: Prediction, _: Question, dataset: Dataset) -> Prediction:
    """Cut a negation, hedge, condition or speaker off every quote that holds one in its first or last half."""
    def cut(citation: PredictedCitation) -> PredictedCitation:
        cue = next(iter(find_cues(citation.quote)), None)
        if cue is None:
            return citation
        left, right = (0, cue.start), (cue.end, len(citation.quote))
        kept = max(left, right, key=lambda part: part[1] - part[0])
        words = citation.quote[slice(*kept)]
        start = citation.span.start + kept[0] + len(words) - len(words.lstrip())
        return _at(citation, replace(citation.span, start=start, end=start + len(words.strip())), dataset)

    return recite(prediction, cut)


def duplicate(prediction: Prediction, _: Question, __: Dataset) -> Prediction:
    """Cite everything twice."""
    count = len(prediction.citations)
    again = tuple(replace(citation, number=citation.number + count) for citation in prediction.citations)
    said = [(text, (*numbers, *(number + count for number in numbers))) for text, numbers in said_by(prediction)]
    return with_statements(replace(prediction, citations=prediction.citations + again), said)


def cite_everything(prediction: Prediction, _: Question, dataset: Dataset) -> Prediction:
    """Quote all that was retrieved, the evidence first."""
    if not prediction.citations:
        return prediction
    return _with_quotes(prediction, prediction.passages, dataset)


def bury(prediction: Prediction, question: Question, dataset: Dataset) -> Prediction:
    """Quote all that was retrieved, from the last to the first, and the evidence after it."""
    if not prediction.citations:
        return prediction
    everything = quote_answer(question.qid, prediction.passages[::-1], dataset.documents, prediction.passages)
    quoted = _with_quotes(everything, [citation.span for citation in prediction.citations], dataset)
    count = len(prediction.passages)
    return replace(quoted, short_answer=prediction.short_answer, confidence=prediction.confidence,
                   independent_sources=prediction.independent_sources,
                   conflicts=tuple(tuple(number + count for number in side) for side in prediction.conflicts))


def whole_articles(prediction: Prediction, _: Question, dataset: Dataset) -> Prediction:
    """Cite, and quote, the whole article instead of the sentence."""
    return recite(prediction, lambda citation: _at(citation, replace(
        citation.span, start=0, end=len(dataset.documents[citation.span.doc or ""].text)), dataset))


def cite_trap(prediction: Prediction, question: Question, dataset: Dataset) -> Prediction:
    """Quote a sentence marked as wrong after the evidence."""
    traps = [span_of(dataset.documents[bad.doc], (bad.start, bad.end)) for bad in question.bad[:1]]
    return _with_quotes(prediction, traps, dataset) if prediction.citations else prediction


def invent_marker(prediction: Prediction, _: Question, __: Dataset) -> Prediction:
    """Add a statement that names a citation there is none of."""
    return with_statements(prediction, [*said_by(prediction), ("More is known. [99]", (99,))]) \
        if prediction.citations else prediction


def claim_without_citation(prediction: Prediction, _: Question, __: Dataset) -> Prediction:
    """Add a statement that cites nothing."""
    return with_statements(prediction, [*said_by(prediction), ("More is known.", ())]) \
        if prediction.citations else prediction


def cross_statements(prediction: Prediction, _: Question, __: Dataset) -> Prediction:
    """Give each of several statements the citations of the next."""
    said = said_by(prediction)
    numbers = [cited for _, cited in said]
    return with_statements(prediction, [(text, cited) for (text, _), cited in
                                        zip(said, numbers[1:] + numbers[:1], strict=True)]) if said else prediction


def other_digit(text: str) -> str:
    """Return the text with its first digit (outside a citation marker) one higher, 9 becoming 8."""
    match = re.search(r"(?<!\[)\d", text)
    return text if match is None else (
        f"{text[: match.start()]}{'8' if match.group() == '9' else int(match.group()) + 1}{text[match.end() :]}")


def without_not(text: str) -> str:
    """Return the text without its first "not", "no" or "never" and the space before it."""
    for cue in find_cues(text):
        if cue.role is Role.NEGATION and text[cue.start : cue.end].lower() in {"not", "no", "never"}:
            return text[: cue.start].rstrip() + text[cue.end :]
    return text


def _with_quotes(prediction: Prediction, spans: Sequence[PredictedSpan], dataset: Dataset) -> Prediction:
    """Return the prediction with more quotes, each cited by a statement of its own."""
    count = len(prediction.citations)
    more = tuple(PredictedCitation(number, span, text_of(span, dataset.documents))
                 for number, span in enumerate(spans, count + 1))
    said = [*said_by(prediction), *((f"“{citation.quote}” [{citation.number}]", (citation.number,))
                                    for citation in more)]
    return with_statements(replace(prediction, citations=prediction.citations + more), said)


def _bounds(citation: PredictedCitation) -> Interval:
    return citation.span.start, citation.span.end


def _at(citation: PredictedCitation, span: PredictedSpan, dataset: Dataset) -> PredictedCitation:
    """Return the citation of another place, quoting what stands there."""
    return replace(citation, span=span, quote=text_of(span, dataset.documents))
