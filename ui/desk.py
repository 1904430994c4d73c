"""The desk beside the chat: evidence, and next to it the article that was opened. Pure functions."""

from html import escape

from qa.article import Article
from qa.review import Review
from ui.conversation import Place, Turn, places, places_beside
from ui.credit import address
from ui.evidence import evidence_html
from ui.reading import article_html


def desk_html(evidence: str, reading: str = "") -> str:
    """Return evidence beside the opened article; without one, evidence has the desk to itself."""
    return evidence + (reading or '<section class="pq-reading" aria-label="Article"></section>')


def turn_desk_html(turn: Turn, number: int, place: Place | None = None) -> str:
    """Return the desk for a turn, open at `place`, or else at its first quote; near passages wait to be chosen."""
    found = places(turn)
    shown = place or (found[0] if found and found[0].number is not None else None)
    return desk_html(evidence_html(turn, number, shown), reading_html(turn, number, shown) if shown else "")


def reading_html(turn: Turn | Review, number: int, place: Place) -> str:
    """Return the article of a place, open at it, with all the quotes of its turn marked."""
    order = [other for other in places(turn) if not other.copy]
    at = next((rank for rank, other in enumerate(order, 1) if other.number == place.number
               and (place.copy or other.index == place.index)), 0)
    what = "Passage" if place.number is None else "Quote"
    steps = (_step_html(-1, f"Previous {what.lower()}", "p", "‹", off=at <= 1)
             + f'<span aria-live="polite">{what} {at} of {len(order)}</span>'
             + _step_html(1, f"Next {what.lower()}", "n", "›", off=at >= len(order)))
    page = article_html(place.span.article, places_beside(turn, place), place)
    return pane_html(page, f"{number}.{place.index}", address(place.span), f'<span class="pq-steps">{steps}</span>')


def plain_article_html(article: Article) -> str:
    """Return an article with nothing marked in it."""
    return pane_html(article_html(article), article.id, f"article/{article.id}")


def pane_html(content: str, shown: str, link: str, steps: str = "") -> str:
    """Return the pane of an opened article, under a bar with the way back, to other quotes and to its own page."""
    own = f'<a class="pq-link pq-leaflink" href="{escape(link)}" target="_blank">Own page</a>' if link else ""
    bar = f'<div class="pq-bar"><button type="button" class="pq-close">← Back</button>{steps}{own}</div>'
    return (f'<section class="pq-reading" aria-label="Article" tabindex="0" data-shown="{escape(shown)}">'
            f"{bar}{content}</section>")


def _step_html(step: int, label: str, key: str, sign: str, *, off: bool) -> str:
    state = " disabled" if off else ""
    return (f'<button type="button" data-step="{step}" aria-label="{label}" aria-keyshortcuts="{key}" '
            f'title="{label} ({key.upper()})"{state}>{sign}</button>')
