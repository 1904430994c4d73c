"""What a question asks about that the nearest passages never mention: said to a reader when an answer is refused."""

import datetime as dt
from collections.abc import Iterator, Sequence

from qa.answer import Hit
from qa.question import NAME, content_words
from qa.words import analyze

NEAREST = 5  # passages that are shown with a refusal, at most


def missing(question: str, hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return the names, numbers and other words of a question that none of the nearest passages has, names first.

    Words are compared by their stems, with the passages as they stand under title, outlet, authors and date. A name of
    several words is missing when one of them is.
    """
    known = {stem for hit in hits[:NEAREST] for stem in analyze(_shown(hit))}
    names = [name.removesuffix("'s").removesuffix("’s") for name in NAME.findall(question)]
    rest = NAME.sub(" ", question)
    lacking = [term for term in (*names, *content_words(rest)) if not known.issuperset(analyze(term))]
    return tuple(dict.fromkeys(lacking))


def missing_message(terms: Sequence[str]) -> str:
    """Return a sentence that says what the nearest passages lack, empty where they lack nothing."""
    if not terms:
        return ""
    named = [term for term in terms if not term[0].islower()]
    words = [f"“{term}”" for term in terms if term[0].islower()]
    parts = [f"mentions {_either(named)}"] if named else []
    parts += [f"has the word {_either(words)}"] if words else []
    return f"None of them {' or '.join(parts)}."


def _shown(hit: Hit) -> str:
    article = hit.passage.article
    return " ".join([hit.passage.text, article.title, article.publisher or "", *article.authors,
                     *_dates(article.published)])


def _dates(published: str | None) -> Iterator[str]:
    """Yield the day as it is written in full, where there is one."""
    try:
        day = dt.date.fromisoformat((published or "")[:10])
    except ValueError:
        return
    yield f"{day.day} {day:%B} {day.year}"


def _either(terms: Sequence[str]) -> str:
    return " or ".join([", ".join(terms[:-1]), terms[-1]] if len(terms) > 1 else terms)
