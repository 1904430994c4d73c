"""What the suite reads and what it says: questions with gold evidence, predictions, and scores.

Offsets are Python code points, 0-based, end-exclusive. Everything is joined by id (`doc`, `qid`), never by position.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

Split = Literal["dev", "test"]
Label = Literal["good", "bad", "unjudged"]


class Kind(StrEnum):
    """What kind of answer is right."""

    ANSWERABLE = "answerable"
    UNANSWERABLE = "unanswerable"
    CONFLICTING = "conflicting"
    SUPERSEDED = "superseded"


class Unanswerable(StrEnum):
    """Why a question has no answer in the articles."""

    OFF_TOPIC = "off_topic"
    NEAR_MISS = "near_miss"
    EVIDENCE_REMOVED = "evidence_removed"
    FALSE_PREMISE = "false_premise"
    OUTSIDE_PERIOD = "outside_period"


class Failure(StrEnum):
    """What is wrong with a citation that is not valid."""

    DRIFT = "drift"              # article or words have moved: another hash, offsets outside it, words elsewhere in it
    WRONG_DOC = "wrong_doc"      # the words stand in another article, or the article does not exist
    ALTERED = "altered"          # nearly the words of the source: a number, a name, a "not" differs
    STITCHED = "stitched"        # the words stand in the article, but not together
    FABRICATED = "fabricated"    # the words stand nowhere


class Stage(StrEnum):
    """Where an answer was lost; the first that applies, in this order."""

    NOT_INDEXED = "not_indexed"
    NOT_RETRIEVED = "not_retrieved"
    NOT_SELECTED = "not_selected"
    WRONG_SPAN = "wrong_span"
    QUOTE_INVALID = "quote_invalid"
    ANSWER_WRONG = "answer_wrong"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Document:
    """An article of the corpus. `sentences` are its frozen bounds; `cluster` is shared by near-duplicate copies."""

    doc: str
    title: str
    text: str
    sha256: str
    publisher: str | None = None
    published: str | None = None
    cluster: str | None = None
    sentences: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """Words marked by a person. Law, checked by the loader: `text` is the document's slice."""

    doc: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One acceptable set of spans: all of them together are needed, and enough."""

    id: str
    spans: tuple[GoldSpan, ...]


@dataclass(frozen=True, slots=True)
class GoldAnswer:
    """An accepted answer, other ways to write it, and its value where it has one.

    `value` is a number, an ISO 8601 date, or `yes` or `no` for a question that asks whether. `parts` is for an answer
    of several facts (a list, "who and how much"), which no single phrase of an article gives: it is right when it
    holds one wording of each part.
    """

    id: str
    text: str
    aliases: tuple[str, ...] = ()
    value: str | None = None
    parts: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a disagreement: what it says (the id of an answer) and any one span that says it."""

    id: str
    answer: str
    spans: tuple[GoldSpan, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question and all that is known of its answer. `evidence` are alternatives; `ok` spans are acceptable extras."""

    qid: str
    split: Split
    question: str
    story_id: str
    kind: Kind
    unanswerable_type: Unanswerable | None = None
    answers: tuple[GoldAnswer, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    ok: tuple[GoldSpan, ...] = ()
    bad: tuple[GoldSpan, ...] = ()
    sides: tuple[Side, ...] = ()
    as_of: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dataset:
    """A corpus and questions about it."""

    name: str
    documents: Mapping[str, Document]
    questions: tuple[Question, ...]
    segmenter: str
    """Name and version of what cut the frozen sentences."""


@dataclass(frozen=True, slots=True)
class PredictedSpan:
    """Where a system points. `doc` is the document it resolves to, None where there is none of that name."""

    doc: str | None
    start: int
    end: int
    article_id: str
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class PredictedCitation:
    """A citation as the system gave it: its span, the words it claims to quote, and copies it folded in."""

    number: int
    span: PredictedSpan
    quote: str
    also_in: tuple[PredictedSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class PredictedStatement:
    """A part of the answer text and the citation numbers said to support it (numbers may not exist)."""

    start: int
    end: int
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Prediction:
    """One line of predictions. `failed` holds the reason when the line is missing or unreadable; it then scores 0."""

    qid: str
    answer: str = ""
    short_answer: str | None = None
    abstained: bool = False
    confidence: float | None = None
    citations: tuple[PredictedCitation, ...] = ()
    statements: tuple[PredictedStatement, ...] = ()
    passages: tuple[PredictedSpan, ...] = ()
    conflicts: tuple[tuple[int, ...], ...] = ()
    independent_sources: int | None = None
    failed: str | None = None


@dataclass(frozen=True, slots=True)
class CitationScore:
    """What is right and wrong with one citation; None is "does not apply"."""

    number: int
    doc: str | None
    start: int
    end: int
    resolves: bool
    verbatim: bool
    in_context: bool | None
    stripped: bool | None
    failure: Failure | None
    label: Label
    difference: tuple[Mapping[str, str], ...] = ()

    @property
    def valid(self) -> bool:
        """Return whether the citation points to an article that has exactly these words there."""
        return self.resolves and self.verbatim


@dataclass(frozen=True, slots=True)
class Result:
    """Every score of one question. `metrics` maps a metric's name to 0–1 (or None: does not apply)."""

    qid: str
    story_id: str
    split: Split
    kind: Kind
    unanswerable_type: Unanswerable | None
    tags: tuple[str, ...]
    abstained: bool
    confidence: float | None
    failed: str | None
    stage: Stage | None
    metrics: Mapping[str, float | None]
    citations: tuple[CitationScore, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over questions with its 95 % interval; counts say how many were scored, excluded and failed."""

    mean: float | None
    low: float | None
    high: float | None
    scored: int
    excluded: int
    failed: int
