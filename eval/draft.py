"""A question as a form holds it: what is asked, and the sentences that answer it, or that none does.

A form says less than the format: a disagreement, a correction, or sets of evidence that overlap have no place in it.
`draft_of` returns None for those, so that no form can lose what it does not show. Pure functions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from eval.splits import half_of
from eval.types import Document, Evidence, GoldAnswer, GoldSpan, Kind, Question, Unanswerable

Needed = Literal["all", "any", "article"]
"""How marked sentences answer: all of them together, any one of them, or those of any one article."""

BETWEEN = ";"  # parts the wordings of an answer


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form holds. `answer` is in few words, other wordings of it after semicolons; it may be left out.

    `gold` are the marked sentences in the order they were marked, and `needed` says how they answer. Where the articles
    do not answer, `answered` is False and `why` says what kind of question it is.
    """

    question: str = ""
    answered: bool = True
    why: Unanswerable = Unanswerable.NEAR_MISS
    answer: str = ""
    gold: tuple[GoldSpan, ...] = ()
    needed: Needed = "article"


def draft_of(question: Question) -> Draft | None:
    """Return a question as a form holds it, None where a form cannot hold all of its gold."""
    needed = _needed(question.evidence)
    if question.kind in {Kind.CONFLICTING, Kind.SUPERSEDED} or needed is None:
        return None
    gold = tuple(dict.fromkeys(span for evidence in question.evidence for span in evidence.spans))
    first = question.answers[0] if question.answers else None
    return Draft(question.question, question.kind is Kind.ANSWERABLE, question.unanswerable_type or Draft().why,
                 f"{BETWEEN} ".join((first.text, *first.aliases)) if first else "", gold, needed)


def question_of(draft: Draft, qid: str, before: Question | None = None) -> Question:
    """Return what a form holds as the question of this id; what a form does not show is kept from `before`.

    Questions on one article are of one story, because they are right or wrong together; the story tells the split.
    """
    known = draft_of(before) if before else None
    before = before or Question(qid, half_of(qid), "", qid, Kind.ANSWERABLE)
    kind = Kind.ANSWERABLE if draft.answered else Kind.UNANSWERABLE
    evidence = _evidence(draft) if draft.answered else ()
    if before.kind is kind and _places(before.evidence) == _places(evidence):
        evidence, story, split = before.evidence, before.story_id, before.split
    else:
        story = draft.gold[0].doc if evidence else qid
        split = half_of(story)
    answers = before.answers if known and known.answer == draft.answer else _answers(draft.answer)
    return replace(before, question=draft.question, kind=kind, story_id=story, split=split, evidence=evidence,
                   unanswerable_type=None if draft.answered else draft.why, answers=answers if draft.answered else ())


def mark(draft: Draft, span: GoldSpan) -> Draft:
    """Return the draft with a sentence marked; one that is marked already stays so."""
    return draft if span in draft.gold else replace(unmark(draft, span), gold=(*unmark(draft, span).gold, span))


def unmark(draft: Draft, span: GoldSpan) -> Draft:
    """Return the draft without the marks that a sentence touches."""
    return replace(draft, gold=tuple(other for other in draft.gold if not touches(other, span)))


def touches(one: GoldSpan, other: GoldSpan) -> bool:
    """Return whether two spans share a character."""
    return one.doc == other.doc and one.start < other.end and other.start < one.end


def relocated(question: Question, documents: Mapping[str, Document]) -> Question:
    """Return the question with each span of its gold where the words stand now.

    A span whose words are no longer there moves to the one sentence of the same article that has just these words;
    where none has, or several have, it stays as it is, and the linter will say so.
    """
    def spans(given: tuple[GoldSpan, ...]) -> tuple[GoldSpan, ...]:
        return tuple(_relocated(span, documents.get(span.doc)) for span in given)

    return replace(question, evidence=tuple(replace(one, spans=spans(one.spans)) for one in question.evidence),
                   sides=tuple(replace(one, spans=spans(one.spans)) for one in question.sides),
                   ok=spans(question.ok), bad=spans(question.bad))


def marked(question: Question) -> tuple[GoldSpan, ...]:
    """Return every span that is marked in a question, whatever for, each once."""
    parts = (*(one.spans for one in question.evidence), *(one.spans for one in question.sides), question.ok,
             question.bad)
    return tuple(dict.fromkeys(span for spans in parts for span in spans))


def stands(span: GoldSpan, document: Document | None) -> bool:
    """Return whether a document has the words of a span at its place."""
    return document is not None and document.text[span.start : span.end] == span.text


def _relocated(span: GoldSpan, document: Document | None) -> GoldSpan:
    if document is None or stands(span, document):
        return span
    same = [bounds for bounds in document.sentences if document.text[slice(*bounds)] == span.text]
    return GoldSpan(span.doc, *same[0], span.text) if len(same) == 1 else span


def _needed(sets: tuple[Evidence, ...]) -> Needed | None:
    """Return how the spans of evidence sets answer, None where no form can say it."""
    docs = [{span.doc for span in one.spans} for one in sets]
    if all(len(one) == 1 for one in docs) and len(set().union(*docs)) == len(sets):
        return "article"
    if len(sets) == 1:
        return "all"
    return "any" if all(len(one.spans) == 1 for one in sets) else None


def _evidence(draft: Draft) -> tuple[Evidence, ...]:
    by_doc: dict[str, list[GoldSpan]] = {}
    for span in draft.gold:
        by_doc.setdefault(span.doc, []).append(span)
    sets = {"all": [list(draft.gold)] if draft.gold else [], "any": [[span] for span in draft.gold],
            "article": list(by_doc.values())}[draft.needed]
    return tuple(Evidence(f"e{number}", tuple(spans)) for number, spans in enumerate(sets, 1))


def _places(sets: tuple[Evidence, ...]) -> set[frozenset[GoldSpan]]:
    return {frozenset(one.spans) for one in sets}


def _answers(written: str) -> tuple[GoldAnswer, ...]:
    wordings = list(dict.fromkeys(part.strip() for part in written.split(BETWEEN) if part.strip()))
    return (GoldAnswer("a1", wordings[0], tuple(wordings[1:])),) if wordings else ()
