"""Any program's answers, one JSON object a line, as predictions: each joined to its question and documents by id.

The format is that of `pullquote ask --json` with `qid`. Only `qid` and either `answer` or `abstained` are required;
fields that are not known are passed over. A line that cannot be read is a failed prediction, never a missing one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.data import read_lines
from eval.errors import DataError, EvalError
from eval.records import parse_record
from eval.types import Dataset, PredictedCitation, PredictedSpan, PredictedStatement, Prediction
from qa.article import article_id


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    start: int
    end: int
    article_id: str = ""
    source: str | None = None
    article_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Citation(_Span):
    number: int
    quote: str
    also_in: tuple[_Span, ...] = ()


@dataclass(frozen=True, slots=True)
class _Agreement:
    independent_sources: int | None = None
    conflicts: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    answer: str | None = None
    short_answer: str | None = None
    abstained: bool | None = None
    confidence: float | None = None
    citations: tuple[_Citation, ...] = ()
    statements: tuple[PredictedStatement, ...] = ()
    passages: tuple[_Span, ...] = ()
    agreement: _Agreement = _Agreement()


@dataclass(frozen=True, slots=True)
class _Key:
    qid: str


class Resolver:
    """Finds the document that a program means by its own id or path of an article."""

    def __init__(self, documents: Iterable[str], sources: Mapping[str, str]) -> None:
        """Take the names of the documents, and the path or URL of each article whose id says nothing of its name."""
        self._names = {name: name for name in documents}
        self._ids = {article_id(name): name for name in self._names}
        self._sources = dict(sources)

    def learn(self, spans: Iterable[_Span]) -> None:
        """Remember the source of every article that is named with one, for the places that give its id alone."""
        self._sources |= {span.article_id: span.source for span in spans if span.source and span.article_id}

    def document(self, span: _Span) -> str | None:
        """Return the name of the document, None where there is none.

        An article is named by the document's name, by its id in a library (`qa.article.article_id` of the name), or by
        a source that is the name or ends in it, after a slash; of several such names the longest is meant.
        """
        found = self._names.get(span.article_id) or self._ids.get(span.article_id)
        source = span.source or self._sources.get(span.article_id)
        if found or not source:
            return found
        parts = source.replace("\\", "/").split("/")
        return next((name for first in range(len(parts)) if (name := "/".join(parts[first:])) in self._names), None)

    def span(self, span: _Span) -> PredictedSpan:
        """Return the span with its document."""
        return PredictedSpan(self.document(span), span.start, span.end, span.article_id or span.source or "",
                             span.article_sha256)


def read_predictions(path: str | Path, dataset: Dataset,
                     sources: Mapping[str, str] | None = None) -> dict[str, Prediction]:
    """Return a prediction for every question of the dataset, in its order, by qid.

    A question without exactly one readable line gets a prediction that `failed`, with the reason. `sources` gives the
    path of an article by its id, as `pullquote list --json` does, for a file that names passages by id alone.
    Raises EvalError when the file cannot be read, or when no line of it is about any of the questions.
    """
    lines: dict[str, list[tuple[int, str]]] = {}
    unreadable: list[str] = []
    for number, line in read_lines(Path(path)):
        try:
            lines.setdefault(parse_record(line, _Key, exact=False).qid, []).append((number, line))
        except DataError as error:
            unreadable.append(f"line {number}: {'; '.join(error.problems)}")
    wanted = [question.qid for question in dataset.questions]
    unknown = sorted(lines.keys() - set(wanted))
    if wanted and not lines.keys() & set(wanted):
        raise EvalError(f"{path}: no line has the qid of a question of {dataset.name!r}"
                        + (f"; unreadable: {unreadable[0]}" if unreadable else ""))
    parsed = {qid: _parse(lines.get(qid, []), _missing(unreadable, unknown)) for qid in wanted}
    resolver = Resolver(dataset.documents, sources or {})
    for line_or_reason in parsed.values():
        if isinstance(line_or_reason, _Line):
            resolver.learn(line_or_reason.citations)
            resolver.learn(line_or_reason.passages)
    return {qid: Prediction(qid, failed=line) if isinstance(line, str) else _prediction(qid, line, resolver)
            for qid, line in parsed.items()}


def _missing(unreadable: list[str], unknown: list[str]) -> str:
    """Return the reason for a question without a line, naming the lines that may have been meant for it."""
    reason = "no line has this qid"
    if unreadable:
        reason += f"; not readable: {', '.join(unreadable[:3])}"
    if unknown:
        reason += f"; lines about no question: {', '.join(unknown[:3])}"
    return reason


def _parse(lines: list[tuple[int, str]], missing: str) -> _Line | str:
    """Return the one line of a question, or the reason why there is none."""
    if not lines:
        return missing
    if len(lines) > 1:
        return f"lines {', '.join(str(number) for number, _ in lines)} have the same qid"
    number, text = lines[0]
    try:
        line = parse_record(text, _Line, exact=False)
    except DataError as error:
        return f"line {number}: {'; '.join(error.problems)}"
    if line.answer is None and not line.abstained:
        return f"line {number}: neither answers nor abstains"
    if line.confidence is not None and not 0 <= line.confidence <= 1:  # true of NaN too
        return f"line {number}: confidence {line.confidence} is no probability"
    return line


def _prediction(qid: str, line: _Line, resolver: Resolver) -> Prediction:
    return Prediction(
        qid=qid, answer=line.answer or "", short_answer=line.short_answer, abstained=bool(line.abstained),
        confidence=line.confidence,
        citations=tuple(PredictedCitation(citation.number, resolver.span(citation), citation.quote,
                                          tuple(map(resolver.span, citation.also_in)))
                        for citation in line.citations),
        statements=line.statements, passages=tuple(map(resolver.span, line.passages)),
        conflicts=line.agreement.conflicts, independent_sources=line.agreement.independent_sources,
    )
