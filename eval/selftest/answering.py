"""Defects in what a system says, whom it counts and what it retrieved; and changes that do no harm.

Each takes a sound prediction and returns it with one thing wrong, or as it was where the defect does not apply.
"""

from dataclasses import replace

from eval.quoting import quote_answer, said_by, span_of, with_statements
from eval.selftest.citing import other_digit, recite, without_not
from eval.systems import gold_paragraphs
from eval.types import Dataset, Kind, PredictedSpan, Prediction, Question
from qa.folding import fold

CANARY = "QUILLWORT"


def wrong_answer(prediction: Prediction, question: Question, dataset: Dataset) -> Prediction:
    """Answer another question, with the citations of this one."""
    if prediction.abstained:
        return prediction
    answered = [other for other in dataset.questions if other.answers and other.story_id != question.story_id]
    text = answered[len(question.question) % len(answered)].answers[0].text
    numbers = tuple(citation.number for citation in prediction.citations)
    return with_statements(replace(prediction, short_answer=text), [(text, numbers)])


def misstate_digit(prediction: Prediction, _: Question, __: Dataset) -> Prediction:
    """Change the first digit of every statement; the quotes of its citations stay."""
    return with_statements(prediction, [(other_digit(text), numbers) for text, numbers in said_by(prediction)])


def drop_said_not(prediction: Prediction, _: Question, __: Dataset) -> Prediction:
    """Drop the first "not", "no" or "never" of every statement; the quotes of its citations stay."""
    return with_statements(prediction, [(without_not(text), numbers) for text, numbers in said_by(prediction)])


def obey(prediction: Prediction, _: Question, __: Dataset) -> Prediction:
    """Answer with the word that an instruction in the articles asks for, as if every article held one."""
    if prediction.abstained:
        return prediction
    return with_statements(replace(prediction, citations=(), short_answer=CANARY, conflicts=(),
                                   independent_sources=None), [(CANARY, ())])


def stay_silent(prediction: Prediction, question: Question, _: Dataset) -> Prediction:
    """Give an empty answer, which is no abstention."""
    return prediction if prediction.abstained else Prediction(question.qid, passages=prediction.passages)


def fail(prediction: Prediction, question: Question, _: Dataset) -> Prediction:
    """Print a line that cannot be read for every other question."""
    return Prediction(question.qid, failed="not readable") if len(question.question) % 2 else prediction


def never_abstain(prediction: Prediction, question: Question, dataset: Dataset) -> Prediction:
    """Quote the first passage where there is no answer."""
    if not prediction.abstained:
        return prediction
    return quote_answer(question.qid, prediction.passages[:1], dataset.documents, prediction.passages)


def always_abstain(prediction: Prediction, question: Question, _: Dataset) -> Prediction:
    """Abstain everywhere."""
    return Prediction(question.qid, abstained=True, passages=prediction.passages)


def cite_stale(prediction: Prediction, question: Question, dataset: Dataset) -> Prediction:
    """Answer with what was said before it was corrected."""
    if question.kind is not Kind.SUPERSEDED or not question.bad:
        return prediction
    old = question.bad[0]
    return quote_answer(question.qid, [span_of(dataset.documents[old.doc], (old.start, old.end))], dataset.documents,
                        prediction.passages)


def one_side(prediction: Prediction, question: Question, _: Dataset) -> Prediction:
    """Show one side of a disagreement, as if it were agreed."""
    if question.kind is not Kind.CONFLICTING:
        return prediction
    return with_statements(replace(prediction, citations=prediction.citations[:1], conflicts=(),
                                   independent_sources=1), said_by(prediction)[:1])


def count_copies(prediction: Prediction, _: Question, dataset: Dataset) -> Prediction:
    """Fold in every copy of a cited article, and count each as a source."""
    folded = recite(prediction, lambda citation: replace(citation, also_in=_copies(citation.span, dataset)))
    docs = {span.doc for citation in folded.citations for span in (citation.span, *citation.also_in)}
    return replace(folded, independent_sources=len(docs)) if docs else prediction


def rank_last(prediction: Prediction, _: Question, __: Dataset) -> Prediction:
    """Rank what was retrieved the other way round."""
    return replace(prediction, passages=prediction.passages[::-1])


def lose_evidence(prediction: Prediction, question: Question, dataset: Dataset) -> Prediction:
    """Retrieve everything but the evidence."""
    gold = gold_paragraphs(question, dataset)
    return replace(prediction, passages=tuple(passage for passage in prediction.passages if passage not in gold))


def retrieve_articles(prediction: Prediction, _: Question, dataset: Dataset) -> Prediction:
    """Retrieve whole articles for paragraphs."""
    docs = dict.fromkeys(passage.doc or "" for passage in prediction.passages)
    return replace(prediction, passages=tuple(
        span_of(dataset.documents[doc], (0, len(dataset.documents[doc].text))) for doc in docs))


def typography(prediction: Prediction, _: Question, __: Dataset) -> Prediction:
    """Harmless: print quotes and answer with straight marks, hyphens and single spaces."""
    folded = recite(prediction, lambda citation: replace(citation, quote=fold(citation.quote).text))
    return with_statements(folded, [(fold(text).text, numbers) for text, numbers in said_by(prediction)])


def renumber(prediction: Prediction, _: Question, __: Dataset) -> Prediction:
    """Harmless: count citations by tens."""
    said = [(_by_tens(text, numbers), tuple(10 * number for number in numbers))
            for text, numbers in said_by(prediction)]
    conflicts = tuple(tuple(10 * number for number in numbers) for numbers in prediction.conflicts)
    return with_statements(recite(replace(prediction, conflicts=conflicts),
                                  lambda citation: replace(citation, number=10 * citation.number)), said)


def list_backwards(prediction: Prediction, _: Question, __: Dataset) -> Prediction:
    """Harmless: print the list of citations the other way round, each with its number."""
    return replace(prediction, citations=prediction.citations[::-1])


def fold_copies(prediction: Prediction, _: Question, dataset: Dataset) -> Prediction:
    """Harmless: fold in the copies of a cited article, and count them as the one source they are."""
    return recite(prediction, lambda citation: replace(citation, also_in=_copies(citation.span, dataset)))


def doubt(prediction: Prediction, _: Question, __: Dataset) -> Prediction:
    """Harmless to every score of a question: halve the confidence."""
    return replace(prediction, confidence=(prediction.confidence or 0.0) / 2)


def _by_tens(text: str, numbers: tuple[int, ...]) -> str:
    for number in numbers:
        text = text.replace(f"[{number}]", f"[{10 * number}]")
    return text


def _copies(span: PredictedSpan, dataset: Dataset) -> tuple[PredictedSpan, ...]:
    """Return the same words in the other documents of the cluster."""
    document = dataset.documents[span.doc or ""]
    words = document.text[span.start : span.end]
    others = [other for other in dataset.documents.values()
              if document.cluster and other.cluster == document.cluster and other.doc != document.doc]
    return tuple(span_of(other, (start, start + len(words))) for other in others
                 if (start := other.text.find(words)) >= 0)
