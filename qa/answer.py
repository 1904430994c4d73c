"""What comes back for a question: hits, citations and the answer itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal

from qa.article import Passage, Quote, Span

Retriever = Literal["vectors", "words"]


class Reason(StrEnum):
    """Why an answer abstains."""

    EMPTY_LIBRARY = "empty_library"
    NOTHING_SELECTED = "nothing_selected"
    NOTHING_FOUND = "nothing_found"
    NOT_SUPPORTED = "not_supported"
    NOT_SAID = "not_said"

    @property
    def message(self) -> str:
        """Return the reason as a sentence for a reader."""
        return {
            Reason.EMPTY_LIBRARY: "The library holds no articles yet. Add some, then ask again.",
            Reason.NOTHING_SELECTED: "No article is from the outlet and the time that were asked for.",
            Reason.NOTHING_FOUND: "No passage of the articles has anything in common with the question.",
            Reason.NOT_SUPPORTED: "The articles do not say. The nearest passages are shown, but none of them answers.",
            Reason.NOT_SAID: "The articles tell no words of that speaker on this. The nearest passages are shown.",
        }[self]


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved passage: `rank` is 1-based, a higher `score` is better, `found_by` names the retrievers.

    `copies` are worse hits that say the same almost word for word in near-copies of its article, and were folded into
    it. `cluster` is that of its article, as `Store.clusters` tells it, `superseded_by` the id of a newer version of
    its article; None where neither is known.
    """

    passage: Passage
    score: float
    rank: int
    found_by: tuple[Retriever, ...]
    copies: tuple[Passage, ...] = ()
    cluster: str | None = None
    superseded_by: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered quote: `[number]` in the answer's text. `also_in` holds near-duplicate copies of it elsewhere."""

    number: int
    quote: Quote
    also_in: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A part of the answer's text, `[start, end)` in it, and the numbers of the citations that support it.

    `unsupported` says what in it these citations do not bear out; empty in all but statements of a language model.
    """

    start: int
    end: int
    citations: tuple[int, ...]
    unsupported: tuple[str, ...] = ()


def in_quotes(citations: Iterable[Citation], before: str = "") -> tuple[str, tuple[Statement, ...]]:
    """Return a text that goes on from `before` with each citation as “its words” [its number], and the statements."""
    text, statements = before, list[Statement]()
    for citation in citations:
        start = len(text) + bool(text)
        text += f"{' ' if text else ''}“{citation.quote.text}” [{citation.number}]"
        statements.append(Statement(start, len(text), (citation.number,)))
    return text, tuple(statements)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many independent sources stand behind an answer, and where they contradict each other."""

    independent_sources: int = 0
    conflicts: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A statement of a language model that is not a part of the answer, and why."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Writing:
    """How a language model came to an answer.

    `problem` says why the answer is the quotes alone; None where the model wrote it, or refused. `unknown_ids` are what
    it named as sentences and was not offered. `read` and `written` count tokens, `cost` is in the currency of the
    settings, None where these name no prices. `withheld` counts sentences that it was not shown, because they give
    orders to programs. Until it is `done` the answer holds what it has written so far and its quotes bear out.
    """

    model: str
    requests: int = 0
    read: int = 0
    written: int = 0
    cost: float | None = None
    unknown_ids: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    withheld: int = 0
    problem: str | None = None
    done: bool = True

    def after(self, earlier: "Writing") -> "Writing":
        """Return this with the requests, tokens and cost of another before it."""
        known = self.cost is not None or earlier.cost is not None
        return replace(self, requests=self.requests + earlier.requests, read=self.read + earlier.read,
                       written=self.written + earlier.written,
                       cost=(self.cost or 0.0) + (earlier.cost or 0.0) if known else None)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question. Law: it abstains with a reason and no citations, or each statement has citations.

    `confidence` is the probability, 0 to 1, that the quotes answer the question. `unlocated` holds quotations from
    outside (a language model) that were found in no article. `timings_ms` are milliseconds by step.
    `missing` are the names, numbers and words of the question that the nearest passages lack, where it abstains.
    `rewritten` is the question that was searched and answered in its place, None where that is the question itself.
    `writing` tells of the language model that was asked, None where none was.
    """

    question: str
    text: str
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    passages: tuple[Hit, ...]
    abstained: bool
    reason: Reason | None
    confidence: float
    short_answer: str | None = None
    agreement: Agreement = Agreement()
    unlocated: tuple[str, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    rewritten: str | None = None
    writing: Writing | None = None


def abstention(question: str, reason: Reason, confidence: float = 0.0, passages: tuple[Hit, ...] = ()) -> Answer:
    """Return the answer that abstains, with the nearest passages."""
    return Answer(question=question, text="", statements=(), citations=(), passages=passages, abstained=True,
                  reason=reason, confidence=confidence)
