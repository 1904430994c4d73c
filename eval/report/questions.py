"""A question as the report shows it: the answer beside the articles, what was retrieved, and why each score."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from eval.compare import LOWER_IS_BETTER, Comparison
from eval.losses import Loss, is_right, loss
from eval.metrics.attributed import Verdict
from eval.metrics.placement import finds, gold_spans
from eval.metrics.statements import statements
from eval.reasons import reason_of
from eval.repeat import repeat_command
from eval.report.content import Content
from eval.report.outcomes import cell
from eval.report.reading import Reading, readings
from eval.report.terms import HEADLINE, ORDER, Term, term
from eval.report.wording import clipped
from eval.types import CitationScore, Document, PredictedSpan, Prediction, Question, Result

_SNIPPET = 100


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """A run of the answer: a statement with its citation numbers, or the words between statements (None)."""

    text: str
    citations: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation: its scores, the words it claims to quote, and the title of its article, where there is one."""

    score: CitationScore
    quote: str
    title: str | None


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A retrieved passage: its 1-based rank, how it begins, and how many of the marked spans it holds."""

    rank: int
    span: PredictedSpan
    title: str | None
    begins: str
    gold: int


@dataclass(frozen=True, slots=True)
class Score:
    """A metric of the question, its value, and why."""

    term: Term
    value: float
    reason: str

    @property
    def flawless(self) -> bool:
        """Return whether the value is the best there is."""
        return self.value == (0.0 if self.term.name in LOWER_IS_BETTER else 1.0)


@dataclass(frozen=True, slots=True)
class View:
    """A question with all that is known of it. `change` is `fixed` or `broken` against the baseline, or neither."""

    question: Question
    prediction: Prediction
    result: Result
    right: bool | None
    loss: Loss | None
    cell: tuple[Verdict, bool] | None
    change: str | None
    answer: tuple[AnswerPart, ...]
    cited: tuple[Cited, ...]
    readings: tuple[Reading, ...]
    retrieved: tuple[Retrieved, ...]
    scores: tuple[Score, ...]
    silent: tuple[Term, ...]
    command: str


def anchor(name: str) -> str:
    """Return the fragment that leads to a question or an article, from its id; different ids give different ones."""
    return quote(name, safe="")


def question_views(content: Content, comparison: Comparison | None) -> tuple[View, ...]:
    """Return the questions that have a result, in the order of the dataset."""
    results = {result.qid: result for result in content.run.results}
    flipped = comparison.differences.get(HEADLINE) if comparison else None
    changes = dict.fromkeys(flipped.fixed, "fixed") | dict.fromkeys(flipped.broken, "broken") if flipped else {}
    return tuple(view(content, question, results[question.qid], changes.get(question.qid))
                 for question in content.dataset.questions if question.qid in results)


def view(content: Content, question: Question, result: Result, change: str | None) -> View:
    """Return a question as the report shows it."""
    prediction = content.predictions.get(question.qid) or Prediction(question.qid, failed="there is no prediction")
    documents = content.dataset.documents
    metrics = sorted(result.metrics, key=lambda name: (ORDER.get(name, len(ORDER)), name))
    return View(
        question, prediction, result, is_right(result), loss(result), cell(result), change, answer_parts(prediction),
        tuple(_cited(prediction, result.citations, documents)),
        readings(question, prediction, result.citations, documents),
        tuple(_retrieved(question, prediction, documents)),
        tuple(Score(term(name), value, reason_of(name, result.reasons)) for name in metrics
              if (value := result.metrics[name]) is not None),
        tuple(term(name) for name in metrics if result.metrics[name] is None),
        repeat_command(content.run.info, question.qid))


def answer_parts(prediction: Prediction) -> tuple[AnswerPart, ...]:
    """Return the answer in reading order; the texts of its parts, joined, are the answer."""
    parts, at = [], 0
    for statement in sorted(statements(prediction), key=lambda statement: (statement.start, statement.end)):
        start, end = max(at, statement.start), min(statement.end, len(prediction.answer))
        if start < end:
            parts += [AnswerPart(prediction.answer[at:start], None)] if at < start else []
            parts.append(AnswerPart(prediction.answer[start:end], statement.citations))
            at = end
    return (*parts, *([AnswerPart(prediction.answer[at:], None)] if at < len(prediction.answer) else []))


def _cited(prediction: Prediction, scores: Iterable[CitationScore],
           documents: Mapping[str, Document]) -> Iterable[Cited]:
    quotes = {(given.number, given.span.doc, given.span.start, given.span.end): given.quote
              for given in prediction.citations}
    for score in scores:
        document = documents.get(score.doc or "")
        yield Cited(score, quotes.get((score.number, score.doc, score.start, score.end), ""),
                    document.title if document else None)


def _retrieved(question: Question, prediction: Prediction, documents: Mapping[str, Document]) -> Iterable[Retrieved]:
    for rank, span in enumerate(prediction.passages, 1):
        document = documents.get(span.doc or "")
        text = document.text[span.start : span.end] if document else ""
        yield Retrieved(rank, span, document.title if document else None, clipped(text, _SNIPPET),
                        sum(finds([span], gold) for gold in gold_spans(question)))

