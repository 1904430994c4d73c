"""The evidence beside the chat as HTML: cards of quotes, of near passages or of the newest articles. Pure functions.

Every word from outside passes through `escape`. What can be opened carries `data-turn` and `data-place`, or
`data-article`; `app.js` reports those to the server and nothing else.
"""

from html import escape

from qa.article import Article
from ui.conversation import Place, Turn, places
from ui.overview import Overview
from ui.reading import byline_html, language_attribute
from ui.wording import date_in_words

ADD = "<code>pullquote add FOLDER</code>"


def evidence_html(turn: Turn, number: int, current: Place | None = None) -> str:
    """Return the quotes behind a turn as cards, or the nearest passages where nothing answers."""
    found = places(turn)
    near = all(place.number is None for place in found)
    cards = [_card_html(place, [copy for copy in found if copy.copy and copy.number == place.number], number, current)
             for place in found if not place.copy]
    heading, lead = ("Nearest passages", "None of these answers") if near else ("Quotes", "The exact words that answer")
    return _section_html(heading, f"{lead} <bdi>“{escape(turn.question)}”</bdi>",
                         f'<ol class="pq-cards">{"".join(cards)}</ol>', f' data-of="{number}"')


def overview_html(library: Overview, opened: str | None = None) -> str:
    """Return what the library holds: its newest articles, that of id `opened` set off, or how to fill it."""
    if not library.articles:
        return _section_html("This library is empty", "", f"<p>Add articles in a terminal with {ADD}, then ask. "
                             "Text, Markdown and saved web pages can be read.</p>")
    items = "".join(_headline_html(article, current=article.id == opened) for article in library.newest)
    if not items:
        return _section_html("Quotes", "The quotes behind an answer appear here.", "")
    return _section_html("Newest in this library", "", f'<ol class="pq-cards pq-newest">{items}</ol>')


def failure_html(message: str) -> str:
    """Return an error as the evidence pane shows it: one line."""
    line = f'<p class="pq-failure" role="alert" dir="auto">{escape(message)}</p>'
    return _section_html("That did not work", "", line)


def opens(place: Place, number: int) -> str:
    """Return the attributes that make an element open a place of turn `number`."""
    return f'data-turn="{number}" data-place="{place.index}"'


def _headline_html(article: Article, *, current: bool) -> str:
    choose = f'data-article="{escape(article.id)}"'
    button = f'<button type="button" class="pq-title" {choose} dir="auto">{escape(article.title)}</button>'
    state = ' aria-current="true"' if current else ""
    return f'<li class="pq-card"{state} {choose}>{byline_html(article, authors=False)}{button}</li>'


def _card_html(place: Place, copies: list[Place], number: int, current: Place | None) -> str:
    article = place.span.article
    opened = current is not None and current.number == place.number and (current.copy or current.index == place.index)
    label = f'<span class="pq-number" aria-hidden="true">{place.number}</span>' if place.number is not None else ""
    state = ' aria-current="true"' if opened else ""
    return (f'<li class="pq-card"{state} {opens(place, number)}>{label}'
            f'<blockquote dir="auto"{language_attribute(article)}>{escape(place.span.text)}</blockquote>'
            f'<button type="button" class="pq-title" {opens(place, number)} dir="auto">{escape(article.title)}</button>'
            f"{byline_html(article, authors=False, page=article.page(place.span.start))}{_copies_html(copies, number)}"
            f"{_copy_html(place)}</li>")


def _copies_html(copies: list[Place], number: int) -> str:
    names = [f'<button type="button" class="pq-link" {opens(copy, number)} dir="auto">'
             f"{escape(copy.span.article.publisher or copy.span.article.title)}</button>" for copy in copies]
    return f'<p class="pq-also">Also in {", ".join(names)}</p>' if names else ""


def _copy_html(place: Place) -> str:
    """Return a button that copies a quote and where it stands; a passage that is only near is nothing to cite."""
    if place.number is None:
        return ""
    return f'<button type="button" class="pq-copy" data-copy="{escape(_credited(place))}">Copy quote</button>'


def _credited(place: Place) -> str:
    article = place.span.article
    page = article.page(place.span.start)
    credit = (article.title, article.publisher, date_in_words(article.published), f"p. {page}" if page else None)
    return f"“{place.span.text}” — {', '.join(part for part in credit if part)}"


def _section_html(heading: str, lead: str, content: str, attributes: str = "") -> str:
    lead = f'<p class="pq-lead">{lead}</p>' if lead else ""
    title = f'<h2 id="pq-evidence">{heading}</h2>'
    return f'<section class="pq-evidence" aria-labelledby="pq-evidence"{attributes}>{title}{lead}{content}</section>'
