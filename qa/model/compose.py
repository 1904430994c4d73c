"""Statements and the sentences they name to an answer: each sentence is a citation, and sides are not kept back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from qa.agreement import clusters_of, elsewhere, independent_sources
from qa.answer import Agreement, Answer, Citation, Statement, in_quotes
from qa.article import Quote, Span
from qa.evidence import PRONOUN
from qa.model.prompt import Offer


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement of a model, the quotes it names, and what it says that they do not."""

    text: str
    quotes: tuple[Quote, ...]
    faults: tuple[str, ...] = ()


def quotes_of(numbers: Iterable[int], offered: Offer) -> tuple[Quote, ...]:
    """Return the sentences of these numbers as quotes, in their order and each once.

    A sentence that begins with a pronoun brings along the one before it in its passage.
    """
    quotes = []
    for number in numbers:
        passage, place = offered.sentence(number)
        first = place - 1 if place and PRONOUN.match(passage.sentences[place].text) else place
        start, end = passage.bounds[first][0], passage.bounds[place][1]
        quotes.append(Quote(passage.article, start, end, passage, Span(passage.article, start, end)))
    return tuple(dict.fromkeys(quotes))


def compose(quoted: Answer, claims: Sequence[Claim]) -> Answer:
    """Return the answer that makes these statements, in the place of one in quotes alone.

    Where that one shows that sources contradict each other, a side that no statement cites is quoted after them.
    """
    sides = [[_quote(quoted, number) for number in group] for group in quoted.agreement.conflicts]
    cited = dict.fromkeys(quote for claim in claims for quote in claim.quotes)
    sound = [quote for claim in claims if not claim.faults for quote in claim.quotes]
    kept_back = [side for group in sides for side in group if not any(_meets(side, quote) for quote in sound)]
    quotes = list(dict.fromkeys([*cited, *kept_back]))
    hits = quoted.passages
    citations = {quote: Citation(number, quote, elsewhere(quote, hits)) for number, quote in enumerate(quotes, 1)}
    text, statements = "", list[Statement]()
    for claim in claims:
        numbers = tuple(citations[quote].number for quote in claim.quotes)
        start = len(text) + bool(text)
        text += f"{' ' if text else ''}{claim.text} {''.join(f'[{number}]' for number in numbers)}"
        statements.append(Statement(start, len(text), numbers, claim.faults))
    text, more = in_quotes([citations[side] for side in dict.fromkeys(kept_back)], text)
    borne_out = [quote.article for quote in (*sound, *kept_back)]
    agreement = Agreement(independent_sources(borne_out, clusters_of(hits)), tuple(
        tuple(next(citation.number for quote, citation in citations.items() if _meets(side, quote)) for side in group)
        for group in sides))
    short = quoted.short_answer
    return replace(quoted, text=text, statements=(*statements, *more), citations=tuple(citations.values()),
                   agreement=agreement, short_answer=short if short and any(short in q.text for q in sound) else None)


def _quote(answer: Answer, number: int) -> Quote:
    return next(citation.quote for citation in answer.citations if citation.number == number)


def _meets(one: Span, other: Span) -> bool:
    return one.article.id == other.article.id and one.start < other.end and other.start < one.end
