"""The evidence beside the chat as HTML: cards of quotes by source, or of near passages. Pure functions.

Every word from outside passes through `escape`. What can be opened carries `data-turn` and `data-place`; `app.js`
reports those to the server and nothing else.
"""

from collections.abc import Sequence
from html import escape

from qa.agreement import by_source, clusters_of
from qa.answer import Answer
from qa.article import Article
from ui.conversation import Place, Turn, places
from ui.credit import address, credited
from ui.reading import BLANK_LINES, byline_html, language_attribute
from ui.wording import count_in_words


def evidence_html(turn: Turn, number: int, current: Place | None = None) -> str:
    """Return the quotes behind a turn as cards under their sources, or the nearest passages where nothing answers."""
    found = places(turn)
    about = f"<bdi>“{escape(turn.question)}”</bdi>"
    if all(place.number is None for place in found):
        cards = "".join(_card_html(place, [], number, current) for place in found)
        return section_html("Nearest passages", f"None of these answers {about}",
                            f'<ol class="pq-cards">{cards}</ol>', f' data-of="{number}"')
    groups = _by_source(turn, found) if isinstance(turn, Answer) else []
    content = "".join(_source_html(rank, group, found, number, current) for rank, group in enumerate(groups, 1))
    sources = count_in_words(len(groups), "independent source")
    lead = f"From {sources}, the exact words that answer {about}"
    return section_html("Quotes", lead, content, f' data-of="{number}"')


def failure_html(message: str) -> str:
    """Return an error as the evidence pane shows it: one line."""
    line = f'<p class="pq-failure" role="alert" dir="auto">{escape(message)}</p>'
    return section_html("That did not work", "", line)


def section_html(heading: str, lead: str, content: str, attributes: str = "") -> str:
    """Return the pane beside the chat, or beside an opened article."""
    lead = f'<p class="pq-lead">{lead}</p>' if lead else ""
    return (f'<section class="pq-evidence" aria-label="{heading}" tabindex="0"{attributes}>'
            f"<h2>{heading}</h2>{lead}{content}</section>")


def opens(place: Place, number: int) -> str:
    """Return the attributes that make an element open a place of turn `number`."""
    return f'data-turn="{number}" data-place="{place.index}"'


def _by_source(answer: Answer, found: Sequence[Place]) -> list[list[Place]]:
    """Return the quotes of an answer by the independent source that each is from."""
    quotes = [place for place in found if not place.copy]
    groups = by_source(dict.fromkeys(quote.span.article for quote in quotes), clusters_of(answer.passages))
    return [[quote for quote in quotes if quote.span.article in group] for group in groups]


def _source_html(rank: int, quotes: Sequence[Place], found: Sequence[Place], number: int,
                 current: Place | None) -> str:
    outlets = list(dict.fromkeys(outlet(quote.span.article) for quote in quotes))
    cards = "".join(_card_html(quote, [copy for copy in found if copy.copy and copy.number == quote.number],
                               number, current) for quote in quotes)
    names = ", ".join(f"<bdi>{escape(outlet)}</bdi>" for outlet in outlets)
    return (f'<section class="pq-source"><h3><span>Source {rank}</span> {names}</h3>'
            f'<ol class="pq-cards">{cards}</ol></section>')


def outlet(article: Article) -> str:
    """Return the outlet of an article, or its title where none is known."""
    return article.publisher or article.title


def _card_html(place: Place, copies: list[Place], number: int, current: Place | None) -> str:
    article = place.span.article
    opened = current is not None and current.number == place.number and (current.copy or current.index == place.index)
    label = f'<span class="pq-number" aria-hidden="true">{place.number}</span>' if place.number is not None else ""
    state = ' aria-current="true"' if opened else ""
    return (f'<li class="pq-card"{state} {opens(place, number)}>{label}'
            f'<blockquote dir="auto"{language_attribute(article)}>{escape(_words(place))}</blockquote>'
            f'<button type="button" class="pq-title" {opens(place, number)} dir="auto">{escape(article.title)}</button>'
            f"{byline_html(article, authors=False, page=article.page(place.span.start))}{also_html(copies, number)}"
            f"{_foot_html(place)}</li>")


def _words(place: Place) -> str:
    """Return the words of a place; a passage that is only near goes without its headline, which stands below it."""
    span = place.span
    if place.number is not None:
        return span.text
    body = span.text.removeprefix(f"{span.article.title}\n").strip()
    return BLANK_LINES.sub("\n", body)


def also_html(copies: Sequence[Place], number: int) -> str:
    """Return where else the words stand, each outlet a button that opens them; nothing where they stand nowhere."""
    names = [f'<button type="button" class="pq-link" {opens(copy, number)} dir="auto">'
             f"{escape(outlet(copy.span.article))}{_page(copy)}</button>" for copy in copies]
    return f'<p class="pq-also">Also in {", ".join(names)}</p>' if names else ""


def _page(place: Place) -> str:
    page = place.span.article.page(place.span.start)
    return f", p. {page}" if page else ""


def _foot_html(place: Place) -> str:
    """Return that the words are exact, and what can be done with them; a passage that is only near is not cited."""
    if place.number is None:
        return ""
    span = place.span
    return (f'<p class="pq-foot"><span class="pq-exact" title="Characters {span.start} to {span.end} of the article, '
            f'as it was read">Exact words</span>'
            f'<button type="button" class="pq-link" data-copy="{escape(credited(span))}">Copy quote</button>'
            f'<a class="pq-link" href="{escape(address(span))}" target="_blank">Link</a></p>')
