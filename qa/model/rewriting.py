"""A follow-up question as a language model makes it stand alone, where nothing in its words is the model's own.

Names and numbers must stand in the conversation or in the articles that it cites; a date may be reckoned from theirs.
What is asked must be asked still. Any other reply is of no use, and the question is rewritten without a model.
"""

import re
from collections.abc import Iterator, Sequence

from qa.answer import Answer, Writing
from qa.article import Article
from qa.errors import EndpointError
from qa.model.endpoint import Endpoint
from qa.model.orders import speaks_to_program
from qa.model.prompt import Message, part, plain
from qa.model.reply import read_question
from qa.names import names
from qa.question import content_words
from qa.task import asked_task
from qa.values import Value, ValueKind, values
from qa.words import analyze

EARLIER = 3  # turns that the model is shown
LONGEST = 300  # characters of a question
KEPT = 0.5  # of the words of a question that say what it is about
SCHEMA = {"type": "object", "properties": {"question": {"type": "string"}}, "required": ["question"],
          "additionalProperties": False}
_YEAR = re.compile(r"[12]\d{3}")


def rewrite(endpoint: Endpoint, question: str, earlier: Sequence[Answer]) -> tuple[str | None, Writing | None]:
    """Return the question as it stands alone, None where the model is of no use, and what it took, None for nothing.

    A question for a summary or a comparison is not put to the model.
    """
    if asked_task(question):
        return None, None
    settings = endpoint.settings
    try:
        *_, written = endpoint.write(messages(question, earlier), SCHEMA)
    except EndpointError as error:
        return None, Writing(settings.model, 1, problem=str(error))
    return usable(read_question(written.text), question, earlier), Writing(
        settings.model, 1, written.read, written.written, settings.cost(written.read, written.written))


def messages(question: str, earlier: Sequence[Answer]) -> list[Message]:
    """Return what a model is asked: the last turns, the articles they cite with their dates, and the question."""
    told = "\n\n".join("\n".join(_turn(turn)) for turn in earlier[-EARLIER:])
    return [{"role": "system", "content": part("Rewrite")},
            {"role": "user", "content": part("Follow", earlier=told, question=plain(question))}]


def usable(found: str | None, question: str, earlier: Sequence[Answer]) -> str | None:
    """Return a reply on one line if it asks what the question asks and adds only what is known, else None."""
    text = plain(found or "").strip()
    if not text or len(text) > LONGEST or "://" in text or speaks_to_program(text) > speaks_to_program(question):
        return None
    asked = set(analyze(" ".join(content_words(question))))
    if len(asked & set(analyze(text))) < KEPT * len(asked):
        return None
    known = "\n".join([question, *(line for turn in earlier for line in _known(turn))])
    words = set(re.findall(r"\w+", known.casefold()))
    if any(word not in words for name in names(text) if name.start for word in re.findall(r"\w+", name.text.casefold())
           if not any(value.start <= name.start < value.end for value in values(text))):
        return None
    years = {int(year) for year in _YEAR.findall(known)}
    return text if all(_is_known(value, values(known), years) for value in values(text)) else None


def _is_known(value: Value, known: Sequence[Value], years: set[int]) -> bool:
    """Return whether a value is told, or is a date within a year of those that are."""
    if any(set(value.tokens) <= set(one.tokens) for one in known):
        return True
    told = [int(token) for token in value.tokens if _YEAR.fullmatch(token)]
    return value.kind is ValueKind.DATE and all({year - 1, year, year + 1} & years for year in told)


def _turn(turn: Answer) -> Iterator[str]:
    yield f"Earlier question: {plain(turn.rewritten or turn.question)}"
    yield f"Answer: {plain(turn.short_answer or turn.text)[:LONGEST]}"
    heads = map(_head, _articles(turn))
    yield from (f"Article: {plain(head)}" for head in heads if not speaks_to_program(head))


def _known(turn: Answer) -> Iterator[str]:
    yield from (turn.question, turn.rewritten or "", turn.text, turn.short_answer or "")
    yield from (citation.quote.text for citation in turn.citations)
    yield from (_head(article) for article in _articles(turn))


def _head(article: Article) -> str:
    return " · ".join(filter(None, (article.title, article.publisher, (article.published or "")[:10])))


def _articles(turn: Answer) -> list[Article]:
    return list({citation.quote.article.id: citation.quote.article for citation in turn.citations}.values())
