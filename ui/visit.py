"""What a reader sees on arriving, asking and opening something: an assistant in, HTML out, errors as one clear line."""

from collections.abc import Iterator
from dataclasses import dataclass

from qa.answer import Answer
from qa.assistant import Answerer, Assistant
from qa.errors import PullquoteError
from qa.model.writers import Writers
from qa.review import Review
from ui import checking, correction, desk, frontpage
from ui.conversation import Failure, Progress, Turn, place_at, places, turn_at
from ui.evidence import failure_html
from ui.export import FORMATS, File, export
from ui.limits import Limits
from ui.overview import overview
from ui.wording import UNFORESEEN, count_in_words

Turns = tuple[Turn, ...]
NO_LIMITS = Limits()
STOPPED = "Stopped before an answer was found."
NO_FORMAT = "there is no such format; reload the page"


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
        return "", desk.desk_html(failure_html(str(error)))
    return frontpage.masthead_html(library), desk.desk_html(frontpage.overview_html(library))


def begin(turns: Turns, question: str) -> Turns:
    """Return the turns with a question that is to be answered; raises PullquoteError for none, or a second one."""
    if not question or is_pending(turns):
        raise PullquoteError("one question at a time; the one before is still being answered")
    return (*turns, Failure(question, UNFORESEEN, Progress.WAITING))


def stage(assistant: Assistant) -> str:
    """Return what is being done while a question is answered, in a line."""
    try:
        return f"Searching {count_in_words(assistant.store.counts()[0], 'article')} and reading the nearest passages…"
    except PullquoteError:
        return "Searching…"


def take(turns: Turns) -> Turns:
    """Return the turns with the question that waits now being answered, so that it is not answered twice."""
    return (*turns[:-1], Failure(turns[-1].question, UNFORESEEN, Progress.ANSWERING))


def ask(assistant: Assistant, turns: Turns, limits: Limits = NO_LIMITS) -> Turns:
    """Return the turns with the answer to the last question, which may lean on those before it, or its failure."""
    *_, asked = follow(assistant, turns, limits)
    return asked


def follow(assistant: Assistant, turns: Turns, limits: Limits = NO_LIMITS) -> Iterator[Turns]:
    """Yield the turns with the answer to the last question as a language model writes it, and last as `ask` does."""
    *before, asked = turns
    answered = [turn for turn in before if isinstance(turn, Answer)]
    try:
        talk = assistant.conversation(answered, _writer(assistant, limits.writer))
        for answer in talk.stream(asked.question, limits.where, limits.strictness(assistant.strictness)):
            yield (*before, answer)
    except PullquoteError as error:
        yield (*before, Failure(asked.question, str(error)))


def _writer(assistant: Assistant, name: str | None) -> Answerer | None:
    """Return who is to answer, None for the usual one. Raises SettingError for one that cannot be chosen."""
    return assistant.answerer.named(name) if name and isinstance(assistant.answerer, Writers) else None


def settle(turns: Turns, message: str = UNFORESEEN) -> Turns:
    """Return the turns, of which the last, if it is pending, failed or was stopped, as `message` says."""
    return (*turns[:-1], Failure(turns[-1].question, message)) if is_pending(turns) else turns


def is_pending(turns: Turns) -> bool:
    """Return whether the last question is still to be answered."""
    return bool(turns) and isinstance(turns[-1], Failure) and turns[-1].progress is not Progress.OVER


def is_waiting(turns: Turns) -> bool:
    """Return whether the last question waits, and nothing answers it yet."""
    return bool(turns) and isinstance(turns[-1], Failure) and turns[-1].progress is Progress.WAITING


def show(assistant: Assistant, turns: Turns) -> str:
    """Return the desk for the latest turn; while there is nothing to open, that of the library."""
    found = turns and places(turns[-1])
    return desk.turn_desk_html(turns[-1], len(turns) - 1) if found else arrive(assistant)[1]


def open_choice(assistant: Assistant, turns: Turns, choice: Choice) -> str:
    """Return the desk with what the reader chose, or with a line that says why it cannot be opened."""
    try:
        if choice.article is not None:
            article = assistant.article(str(choice.article))
            return desk.desk_html(frontpage.overview_html(overview(assistant), article.id),
                                  desk.plain_article_html(article))
        turn, number = turn_at(turns, choice.turn)
        return desk.turn_desk_html(turn, number, None if choice.place is None else place_at(turn, choice.place))
    except PullquoteError as error:
        return desk.desk_html(failure_html(str(error)))


def file_of(turns: Turns, key: object, of: object) -> dict[str, str]:
    """Return the name, media type and text of the file with one turn, or with all of them, that a browser asks for.

    Raises PullquoteError for a format or a turn that there is not.
    """
    if not isinstance(key, str) or key not in FORMATS:
        raise PullquoteError(NO_FORMAT)
    number = int(of) if isinstance(of, str) and of.isdecimal() else of
    return _sent(export(turns if of == "all" else [turn_at(turns, number)[0]], key))


def _sent(file: File) -> dict[str, str]:
    return {"name": file.name, "media": file.media, "text": file.text}


def check(assistant: Assistant, text: str) -> tuple[Review, str]:
    """Return a draft with the verdict on each of its quotations, and the desk that shows it."""
    try:
        found = assistant.review(text)
    except PullquoteError as error:
        return Review(text, ()), desk.desk_html(failure_html(str(error)))
    return found, checking.review_html(found)


def corrected(review: Review, key: object) -> dict[str, str]:
    """Return the file with a corrected draft, as `file_of` does for answers. Raises PullquoteError for no format."""
    if not isinstance(key, str) or key not in correction.FORMATS:
        raise PullquoteError(NO_FORMAT)
    return _sent(correction.correct(review, key))


def open_checked(review: Review, place: object) -> str:
    """Return the desk of a checked draft with the place that the reader chose, or the draft."""
    try:
        return checking.review_html(review, None if place == checking.DRAFT else place_at(review, place))
    except PullquoteError as error:
        return desk.desk_html(failure_html(str(error)))
