"""A question as a form holds it: what is asked, and the sentences that answer it, or that none does.

A form says less than the format: a correction, or sets of evidence that overlap, have no place in it. `draft_of`
returns None for those, so that no form can lose what it does not show. Pure functions.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

from eval.splits import half_of
from eval.types import Document, Evidence, GoldAnswer, GoldSpan, Kind, Question, Side, Unanswerable

Needed = Literal["all", "any", "article", "sides"]
"""How marked sentences answer: all of them together, any one of them, those of any one article, or one of each side."""

BETWEEN = ";"  # parts the wordings of an answer
Wordings = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form holds. `answer` is in few words, other wordings of it after semicolons; it may be left out.

    `gold` are the marked sentences in the order they were marked, and `needed` says how they answer. Where they
    contradict each other, `says` has what each of them says, in the place of `answer`; those that say the same, in the
    same words, are one side. Where the articles do not answer, `answered` is False and `why` says what kind of question
    it is.
    """

    question: str = ""
    answered: bool = True
    why: Unanswerable = Unanswerable.NEAR_MISS
    answer: str = ""
    gold: tuple[GoldSpan, ...] = ()
    needed: Needed = "article"
    says: tuple[tuple[GoldSpan, str], ...] = ()


def draft_of(question: Question) -> Draft | None:
    """Return a question as a form holds it, None where a form cannot hold all of its gold."""
    if question.kind is Kind.CONFLICTING:
        return _sided(question)
    needed = _needed(question.evidence)
    if question.kind is Kind.SUPERSEDED or needed is None:
        return None
    gold = tuple(dict.fromkeys(span for evidence in question.evidence for span in evidence.spans))
    answer = _written(question.answers[0]) if question.answers else ""
    return Draft(question.question, question.kind is Kind.ANSWERABLE, question.unanswerable_type or Draft().why, answer,
                 gold, needed)


def question_of(draft: Draft, qid: str, before: Question | None = None) -> Question:
    """Return what a form holds as the question of this id; what a form does not show is kept from `before`.

    Questions on one article are of one story, because they are right or wrong together; the story tells the split.
    """
    known = draft_of(before) if before else None
    before = before or Question(qid, half_of(qid), "", qid, Kind.ANSWERABLE)
    kind = Kind.UNANSWERABLE if not draft.answered else Kind.CONFLICTING if draft.needed == "sides" else Kind.ANSWERABLE
    answers, sides, evidence = _gold(draft)
    kept = before.kind is kind and _places(before.evidence, before.sides) == _places(evidence, sides)
    same = known is not None and (known.answer, set(known.says)) == (draft.answer, set(draft.says)) and draft.answered
    story = before.story_id if kept else draft.gold[0].doc if evidence else qid
    return replace(before, question=draft.question, kind=kind, story_id=story,
                   split=before.split if kept else half_of(story), evidence=before.evidence if kept else evidence,
                   unanswerable_type=None if draft.answered else draft.why,
                   answers=before.answers if same and (kept or not sides) else answers,
                   sides=before.sides if same and kept else sides)


def needing(draft: Draft, needed: Needed) -> Draft:
    """Return the draft with another way in which its marks answer.

    Where they come to contradict each other, the answer is what the article marked first says, and the other way round.
    """
    if "sides" not in {needed, draft.needed} or needed == draft.needed:
        return replace(draft, needed=needed)
    if needed == "sides":
        first = [span for span in draft.gold if draft.answer and span.doc == draft.gold[0].doc]
        return replace(draft, needed=needed, answer="", says=tuple((span, draft.answer) for span in first))
    return replace(draft, needed=needed, answer=draft.says[0][1] if draft.says else "", says=())


def say(draft: Draft, span: GoldSpan, words: str) -> Draft:
    """Return the draft with what a marked sentence says, other wordings after semicolons."""
    marks = [one for one in draft.gold if touches(one, span)]
    others = tuple(one for one in draft.says if one[0] not in marks)
    return replace(draft, says=(*others, *((one, words) for one in marks if words)))


def mark(draft: Draft, span: GoldSpan) -> Draft:
    """Return the draft with a sentence marked; one that is marked already stays so."""
    return draft if span in draft.gold else replace(unmark(draft, span), gold=(*unmark(draft, span).gold, span))


def unmark(draft: Draft, span: GoldSpan) -> Draft:
    """Return the draft without the marks that a sentence touches."""
    return replace(draft, gold=tuple(other for other in draft.gold if not touches(other, span)),
                   says=tuple(one for one in draft.says if not touches(one[0], span)))


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


def _sided(question: Question) -> Draft | None:
    """Return a disagreement as a form holds it, None where it says more than its sides do."""
    spans = [span for side in question.sides for span in side.spans]
    said = {answer.id: _written(answer) for answer in question.answers}
    beside = {span for one in question.evidence for span in one.spans} - set(spans)
    if beside or len(set(spans)) < len(spans) or set(said) - {side.answer for side in question.sides}:
        return None
    says = tuple((span, said[side.answer]) for side in question.sides for span in side.spans if side.answer in said)
    return Draft(question.question, gold=tuple(spans), needed="sides", says=says)


def _gold(draft: Draft) -> tuple[tuple[GoldAnswer, ...], tuple[Side, ...], tuple[Evidence, ...]]:
    """Return the answers, the sides and the sets of evidence of a draft."""
    if not draft.answered:
        return (), (), ()
    if draft.needed != "sides":
        return tuple(_answers([_wordings(draft.answer)]).values()), (), _evidence(draft)
    by_words: dict[Wordings, list[GoldSpan]] = {}
    for span in draft.gold:
        by_words.setdefault(_wordings(dict(draft.says).get(span, "")), []).append(span)
    answers = _answers(by_words)
    sides = tuple(Side(f"s{number}", answers[said].id if said else "", tuple(spans))
                  for number, (said, spans) in enumerate(by_words.items(), 1))
    sets = product(*by_words.values()) if by_words else ()
    return tuple(answers.values()), sides, tuple(Evidence(f"e{number}", one) for number, one in enumerate(sets, 1))


def _evidence(draft: Draft) -> tuple[Evidence, ...]:
    by_doc: dict[str, list[GoldSpan]] = {}
    for span in draft.gold:
        by_doc.setdefault(span.doc, []).append(span)
    sets = {"all": [list(draft.gold)] if draft.gold else [], "any": [[span] for span in draft.gold],
            "article": list(by_doc.values())}[draft.needed]
    return tuple(Evidence(f"e{number}", tuple(spans)) for number, spans in enumerate(sets, 1))


def _places(sets: tuple[Evidence, ...], sides: tuple[Side, ...]) -> set[frozenset[GoldSpan]]:
    return {frozenset(one.spans) for one in (sides or sets)}


def _wordings(written: str) -> Wordings:
    return tuple(dict.fromkeys(part.strip() for part in written.split(BETWEEN) if part.strip()))


def _answers(written: Iterable[Wordings]) -> dict[Wordings, GoldAnswer]:
    return {one: GoldAnswer(f"a{number}", one[0], one[1:]) for number, one in enumerate(filter(None, written), 1)}


def _written(answer: GoldAnswer) -> str:
    return f"{BETWEEN} ".join((answer.text, *answer.aliases))
