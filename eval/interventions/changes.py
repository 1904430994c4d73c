"""What an article says is changed, everywhere alike; the answer and its quote must follow.

A system that answers from what it learned elsewhere, or from an index that is out of date, keeps the old answer.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from eval.interventions.answers import answer_text, cited_sentences, valid_quotes
from eval.interventions.edits import Edit, Edits, edit_dataset, touched
from eval.interventions.numerals import AMOUNTS, has_value, rewrite
from eval.interventions.types import Case, Intervention
from eval.metrics.integrity import is_verbatim
from eval.metrics.placement import finds, gold_spans, pointing
from eval.metrics.screens import negation_parity
from eval.types import Dataset, GoldSpan, Kind, Prediction, Question
from qa.cues import Role, find_cues
from qa.values import Value, ValueKind, values

SURNAMES = ("Varnholt", "Quembly", "Ostrelund", "Tesmarke", "Dovrinn")  # of nobody in the collections
_NAME = re.compile(r"(?:[A-Z][\w’'-]+ ){1,2}(?P<last>[A-Z][^\W\d_]+(?:-[A-Z][^\W\d_]+)?)")
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|will|would|could|must|may|might|should|did|does|"
                        r"(?:has|have|had)(?= (?:been|\w+ed)\b))\b")


def change_number(dataset: Dataset, question: Question, base: Prediction) -> Case | None:
    """Return the case with a number, sum or percentage of the answer changed; None where the answer tells none."""
    return _change_value(dataset, question, base, AMOUNTS)


def change_date(dataset: Dataset, question: Question, base: Prediction) -> Case | None:
    """Return the case with a day of the answer changed; None where the answer tells none. Weekdays stay."""
    return _change_value(dataset, question, base, frozenset({ValueKind.DATE}))


def change_name(dataset: Dataset, question: Question, base: Prediction) -> Case | None:
    """Return the case with the surname changed that the answer is; None unless it is a name of two or three words."""
    for answer in question.answers:
        match = _NAME.fullmatch(answer.text)
        old = str(match["last"]) if match else ""
        if not old or not _holds_word(answer_text(base), old) or _holds_word(question.question, old) or not any(
                _holds_word(span.text, old) for span in _evidence(dataset, question, base)):
            continue
        texts = [document.text for document in dataset.documents.values()]
        new = next((name for name in SURNAMES if not any(name in text for text in texts)), None)
        if new is None or any(_holds_word(text, old.lower()) for text in texts):
            return None
        edits = {name: tuple(Edit(*match.span(), new) for match in _word(old).finditer(document.text))
                 for name, document in dataset.documents.items()}
        return _following(dataset, question, base, edits, (old, new))
    return None


def insert_negation(dataset: Dataset, question: Question, base: Prediction) -> Case | None:
    """Return the case with "not" put into a cited sentence of evidence, and into every copy of the sentence.

    None unless such a sentence has an auxiliary ("was", "will") and no negation so far.
    """
    for span in _evidence(dataset, question, base):
        document = dataset.documents[span.doc]
        for bounds in touched(document, (span.start, span.end)):
            sentence = document.text[slice(*bounds)]
            auxiliary = _AUXILIARY.search(sentence)
            if auxiliary and not any(cue.role is Role.NEGATION for cue in find_cues(sentence)):
                at = auxiliary.end()
                edits = {name: tuple(Edit(start + at, start + at, " not") for start, end in other.sentences
                                     if other.text[start:end] == sentence)
                         for name, other in dataset.documents.items()}
                made = edit_dataset(replace(dataset, questions=(question,)), edits)
                return Case(made, base, cited_sentences(base, dataset.documents), f"“not” was put into “{sentence}”",
                            said=f"{sentence[:at]} not{sentence[at:]}")
    return None


def value_follows(case: Case, prediction: Prediction) -> bool:
    """Return whether the new value is said and validly quoted, and the old one is not said."""
    old, new = values(case.unsaid or "")[0], values(case.said or "")[0]
    return (has_value(answer_text(prediction), new) and not has_value(answer_text(prediction), old)
            and has_value(valid_quotes(prediction, case.dataset.documents), new))


def name_follows(case: Case, prediction: Prediction) -> bool:
    """Return whether the new name is said and validly quoted, and the old one is not said."""
    said = answer_text(prediction)
    return (_holds_word(said, case.said or "") and not _holds_word(said, case.unsaid or "")
            and _holds_word(valid_quotes(prediction, case.dataset.documents), case.said or ""))


def negation_follows(case: Case, prediction: Prediction) -> bool | None:
    """Return whether the sentence is quoted with its "not" and no statement denies less than its quotes.

    None for an abstention, which may be right now, and for an answer that cites other sentences only.
    """
    documents = case.dataset.documents
    citing = [citation for citation in prediction.citations
              if case.said in cited_sentences(replace(prediction, citations=(citation,)), documents)]
    stale = [citation for citation in prediction.citations if not is_verbatim(citation, documents)]
    if prediction.abstained or not (citing or stale):
        return None
    return bool(citing) and not stale and negation_parity(prediction, documents) == 1


def _change_value(dataset: Dataset, question: Question, base: Prediction, kinds: frozenset[ValueKind]) -> Case | None:
    for text, value in _told(dataset, question, base):
        if value.kind in kinds and not has_value(question.question, value):
            rewriting = rewrite(dataset.documents, value, text)
            if rewriting:
                return _following(dataset, question, base, rewriting.edits, (rewriting.old, rewriting.new))
    return None


def _following(dataset: Dataset, question: Question, base: Prediction, edits: Edits,
               change: tuple[str, str]) -> Case:
    """Return the case of these edits; `change` is what was said and what must be said now, in place of all answers."""
    old, new = change
    made = edit_dataset(replace(dataset, questions=(replace(question, answers=()),)), edits)
    return Case(made, base, cited_sentences(base, dataset.documents), f"“{old}” became “{new}” wherever it stood",
                said=new, unsaid=old)


def _told(dataset: Dataset, question: Question, base: Prediction) -> Iterator[tuple[str, Value]]:
    """Yield (text, value of it) for the values of cited evidence that the answer tells and that are accepted."""
    accepted = [value for answer in question.answers for form in (answer.text, *answer.aliases)
                for value in values(form)]
    for span in _evidence(dataset, question, base):
        for value in values(span.text):
            if has_value(answer_text(base), value) and any(
                    has_value(span.text[value.start : value.end], other) for other in accepted):
                yield span.text, value


def _evidence(dataset: Dataset, question: Question, base: Prediction) -> list[GoldSpan]:
    """Return the gold spans that an answer cites, for the kinds of question with one answer; none where it abstains."""
    if base.abstained or base.failed or question.kind not in {Kind.ANSWERABLE, Kind.SUPERSEDED}:
        return []
    spans = pointing(base.citations, dataset.documents)
    return [span for span in gold_spans(question) if finds(spans, span)]


def _word(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")


def _holds_word(text: str, word: str) -> bool:
    return bool(word) and _word(word).search(text) is not None


CHANGES = (
    Intervention("change a number", "A number changed in the articles is changed in the answer and its quote.",
                 change_number, value_follows),
    Intervention("change a date", "A date changed in the articles is changed in the answer and its quote.",
                 change_date, value_follows),
    Intervention("change a name", "A name changed in the articles is changed in the answer and its quote.",
                 change_name, name_follows),
    Intervention("insert a negation", "A “not” put into the evidence stands in the quote, and nothing denies it.",
                 insert_negation, negation_follows),
)
