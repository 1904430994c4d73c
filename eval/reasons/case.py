"""What there is to explain: a question, what was predicted, and how it was scored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.metrics.placement import pointing
from eval.types import CitationScore, Document, GoldSpan, PredictedSpan, Prediction, Question

SHOWN = 60


@dataclass(frozen=True, slots=True)
class Case:
    """A question with its scores; every reason is a function of it."""

    question: Question
    prediction: Prediction
    documents: Mapping[str, Document]
    metrics: Mapping[str, float | None]
    citations: Sequence[CitationScore]

    @property
    def spans(self) -> list[PredictedSpan]:
        """Return the spans of the citations that resolve."""
        return pointing(self.prediction.citations, self.documents)


def place(span: GoldSpan) -> str:
    """Return where a span stands: `flood/post 10–42`."""
    return f"{span.doc} {span.start}–{span.end}"


def numbered(numbers: Iterable[int]) -> str:
    """Return citation numbers as a reader sees them: `[1], [3]`."""
    return ", ".join(f"[{number}]" for number in numbers)


def short(text: str) -> str:
    """Return a text on one line, in quotation marks, cut between words at about sixty characters."""
    line = " ".join(text.split())
    return f"“{line if len(line) <= SHOWN else line[:SHOWN].rsplit(' ', 1)[0] + ' …'}”"
