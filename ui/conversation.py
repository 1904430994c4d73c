"""What one reader has asked so far, and the places in articles that each turn lets them open.

A place is found by turn and index in the turns the server holds, so a browser can name places but never make them up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from qa.answer import Answer
from qa.article import Span
from qa.errors import PullquoteError
from qa.review import Review

PLACES = 6   # places shown of one checked quotation
NEAREST = 5  # passages shown where nothing answers
LOST = "The server no longer holds this part of the conversation; ask the question again."


class Progress(Enum):
    """How far a question has come of which nothing has come yet."""

    WAITING = "waiting"
    ANSWERING = "answering"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Failure:
    """A question that could not be answered because of an error; `message` is one line for the reader.

    Until its progress is over, a question is held as a failure too: so it stays one if nothing else comes of it.
    """

    question: str
    message: str
    progress: Progress = Progress.OVER


Turn = Answer | Failure


@dataclass(frozen=True, slots=True)
class Place:
    """A span to open. `number` is its citation's, None for a passage that is only near; `copy` marks an "also in"."""

    index: int
    span: Span
    number: int | None = None
    copy: bool = False


def places(turn: Turn | Review) -> tuple[Place, ...]:
    """Return what a turn lets a reader open: each quote followed by its copies, or the nearest passages.

    Of a reviewed draft these are the places of each quotation, which bear its number, from 1.
    """
    if isinstance(turn, Failure):
        return ()
    if isinstance(turn, Review):
        matches = [(match, number, at > 0) for number, one in enumerate(turn.quotations, 1)
                   for at, match in enumerate(one.check.matches[:PLACES])]
        return tuple(Place(index, *found) for index, found in enumerate(matches))
    if turn.abstained:
        return tuple(Place(index, hit.passage) for index, hit in enumerate(turn.passages[:NEAREST]))
    spans = [(span, citation.number, span is not citation.quote)
             for citation in turn.citations for span in (citation.quote, *citation.also_in)]
    return tuple(Place(index, *found) for index, found in enumerate(spans))


def turn_at(turns: Sequence[Turn], number: object) -> tuple[Turn, int]:
    """Return the turn that a browser names, and its number. Raises PullquoteError when there is no such turn."""
    if isinstance(number, int) and 0 <= number < len(turns):
        return turns[number], number
    raise PullquoteError(LOST)


def place_at(turn: Turn | Review, index: object) -> Place:
    """Return the place that a browser names. Raises PullquoteError when the turn has no such place."""
    found = places(turn)
    if isinstance(index, int) and 0 <= index < len(found):
        return found[index]
    raise PullquoteError(LOST)


def places_beside(turn: Turn | Review, place: Place) -> tuple[Place, ...]:
    """Return what to mark in the article of `place`: all quotes of the turn that stand in it, or one near passage."""
    if place.number is None:
        return (place,)
    return tuple(other for other in places(turn) if other.span.article.id == place.span.article.id)
