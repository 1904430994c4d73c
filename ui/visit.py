"""What a reader sees on arriving, asking and opening something: an assistant in, HTML out, errors as one clear line."""

from dataclasses import dataclass

from qa.assistant import Assistant
from qa.errors import PullquoteError
from ui import render
from ui.conversation import Failure, Turn, place_at, places, turn_at
from ui.evidence import failure_html, overview_html
from ui.overview import overview

Turns = tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader clicked, as the browser says it: a place of a turn, a turn or an article. None of it is trusted."""

    turn: object = None
    place: object = None
    article: object = None


def arrive(assistant: Assistant) -> tuple[str, str]:
    """Return the masthead and the desk before the first question."""
    try:
        library = overview(assistant)
    except PullquoteError as error:
        return "", render.desk_html(failure_html(str(error)))
    waiting = "Choose a headline to read its article." if library.newest else ""
    return render.masthead_html(library), render.desk_html(overview_html(library), waiting=waiting)


def ask(assistant: Assistant, question: str) -> Turn:
    """Return the answer to a question, or the failure to answer it."""
    try:
        return assistant.ask(question)
    except PullquoteError as error:
        return Failure(question, str(error))


def unforeseen(question: str) -> Failure:
    """Return the failure for an error that is none of this package's own; what it was stands in the terminal."""
    return Failure(question, "Something went wrong that pullquote did not foresee; the terminal it runs in says what.")


def desk(assistant: Assistant, turns: Turns) -> str:
    """Return the desk for the latest turn; while there is nothing to open, that of the library."""
    return render.turn_desk_html(turns[-1], len(turns) - 1) if turns and places(turns[-1]) else arrive(assistant)[1]


def open_choice(assistant: Assistant, turns: Turns, choice: Choice) -> str:
    """Return the desk with what the reader chose, or with a line that says why it cannot be opened."""
    try:
        if choice.article is not None:
            article = assistant.article(str(choice.article))
            return render.desk_html(overview_html(overview(assistant), article.id), render.plain_article_html(article))
        turn, number = turn_at(turns, choice.turn)
        return render.turn_desk_html(turn, number, None if choice.place is None else place_at(turn, choice.place))
    except PullquoteError as error:
        return render.desk_html(failure_html(str(error)))
