"""Questions that a collection can answer, to begin with: drawn from its own sentences, kept only where it answers them.

English wording; articles in another language suggest nothing.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice, zip_longest

from qa.article import Article
from qa.assistant import Assistant
from qa.sentences import sentence_bounds

SURE = 0.7  # confidence of an answer that is worth suggesting
TRIED = 6  # questions that are asked for a few suggestions

_CAP = r"[A-Z][\w’'-]+"
_NAME = rf"(?P<name>(?:(?:Dr|Captain|Inspector|Judge|Professor) )?{_CAP} {_CAP})"
_NOUN = r"(?!(?:and|also|back|could|had|has|have|is|may|not|now|of|put|that|to|was|which|will|would)\b)[\w’'-]+"
_THING = rf"\b[Tt]he (?P<thing>(?:{_NOUN} ){{0,2}}{_NOUN})"
_DAY = (r"(?:on|in|at) (?:the )?(?:\w+ )?"
        r"(?:\d|Mon|Tues|Wednes|Thurs|Fri|Satur|Sun|Jan|Feb|Mar|Apr|May|Ju|Aug|Sep|Oct|Nov|Dec)")
_TEMPLATES = (
    (rf"{_THING} (?:will |would |is to )?costs? (?:[a-z]+ )?\d", "How much does the {thing} cost?"),
    (rf"{_THING} (?:re)?opened (?:[\w’-]+ ){{0,4}}{_DAY}", "When did the {thing} open?"),
    (rf"(?:said|says|told) {_NAME}, (?:the|an?) [a-z]", "Who is {name}?"),
    (rf"{_THING} (?:will|is to|are to) (?P<verb>open|close|reopen|begin|start|end) {_DAY}",
     "When will the {thing} {verb}?"),
    (rf"” (?:said|says) {_NAME}", "What did {name} say?"),
)

def suggestions(assistant: Assistant, articles: Iterable[Article], count: int = 4) -> tuple[str, ...]:
    """Return up to `count` questions about some of the articles that the assistant answers with confidence.

    Each is asked to find out, up to `TRIED` of them, so this takes some seconds.
    """
    found: list[str] = []
    for question in islice(candidates(articles), TRIED):
        answer = assistant.ask(question)
        if not answer.abstained and answer.confidence >= SURE:
            found.append(question)
        if len(found) == count:
            break
    return tuple(found)


def candidates(articles: Iterable[Article]) -> Iterator[str]:
    """Yield questions that sentences of the articles seem to answer, each once, of every kind by turns."""
    kinds: list[list[str]] = [[] for _ in _TEMPLATES]
    for article in articles:
        if (article.language or "en").startswith("en"):
            for kind, question in _first(article):
                kinds[kind].append(question)
    turns = (question for turn in zip_longest(*kinds) for question in turn if question)
    yield from dict.fromkeys(turns)


def _first(article: Article) -> Iterator[tuple[int, str]]:
    """Yield (kind, question) for the first sentence of each kind in an article."""
    sentences = [article.text[start:end] for start, end in sentence_bounds(article.text)]
    for kind, (pattern, question) in enumerate(_TEMPLATES):
        match = next(filter(None, (re.search(pattern, sentence) for sentence in sentences)), None)
        if match:
            yield kind, question.format(**match.groupdict())
