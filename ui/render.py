"""Turns of a conversation as HTML: the reply in the chat, and the desk beside it. Pure functions.

Every word from outside (questions, articles, sources, errors) passes through `escape`.
"""

from html import escape

from qa.answer import Answer, Reason, Statement
from qa.article import Article
from qa.missing import missing_message
from ui.conversation import Failure, Place, Turn, places, places_beside
from ui.evidence import ADD, evidence_html, opens
from ui.overview import Overview
from ui.reading import article_html
from ui.wording import confidence_in_words, count_in_words, period_in_words

PENDING = '<p class="pq-pending">Reading your articles…</p>'


def reply_html(turn: Turn, number: int) -> str:
    """Return what the chat shows in reply to a question; `number` is the 0-based number of the turn."""
    if isinstance(turn, Failure):
        return f'<p class="pq-failure" role="alert" dir="auto">{escape(turn.message)}</p>'
    if turn.abstained:
        return _refusal_html(turn, number)
    short = f'<p class="pq-short" dir="auto">{escape(turn.short_answer)}</p>' if turn.short_answer else ""
    return (f'<div class="pq-answer">{short}<p class="pq-text" dir="auto">{_answer_text_html(turn, number)}</p>'
            f"{_notes_html(turn, number)}</div>")


def reading_html(turn: Turn, number: int, place: Place) -> str:
    """Return the article of a place, open at it, with all the quotes of its turn marked."""
    page = article_html(place.span.article, places_beside(turn, place), place)
    return _reading_pane_html(page, f' data-shown="{number}.{place.index}"')


def plain_article_html(article: Article) -> str:
    """Return an article with nothing marked in it."""
    return _reading_pane_html(article_html(article), f' data-shown="{escape(article.id)}"')


def desk_html(evidence: str, reading: str = "", *, waiting: str = "") -> str:
    """Return evidence beside the opened article; without one, the place where it will be, and what it waits for."""
    return evidence + (reading or _reading_pane_html(f'<p class="pq-quiet">{waiting}</p>' if waiting else ""))


def turn_desk_html(turn: Turn, number: int, place: Place | None = None) -> str:
    """Return the desk for a turn, open at `place`, or else at its first quote; near passages wait to be chosen."""
    found = places(turn)
    shown = place or (found[0] if found and found[0].number is not None else None)
    reading = reading_html(turn, number, shown) if shown else ""
    waiting = "Choose a passage to read it in its article." if found else ""
    return desk_html(evidence_html(turn, number, shown), reading, waiting=waiting)


def masthead_html(library: Overview) -> str:
    """Return the name of the paper, so to speak, and the size and period of the library."""
    period = period_in_words(library.first, library.last)
    count = count_in_words(library.articles, "article") if library.articles else "no articles yet"
    held = ", ".join(part for part in (count, period) if part)
    return f'<header class="pq-masthead"><h1>pullquote</h1><p>{held}</p></header>'


def _answer_text_html(answer: Answer, number: int) -> str:
    parts, at = [], 0
    for statement in answer.statements:
        parts.append(escape(answer.text[at : statement.start]))
        parts.append(_statement_html(answer, statement, number))
        at = statement.end
    return "".join(parts) + escape(answer.text[at:])


def _statement_html(answer: Answer, statement: Statement, number: int) -> str:
    """Return a statement with a button for each citation: in place of the last `[n]` in it, else behind it."""
    words = answer.text[statement.start : statement.end]
    where = {words.rfind(f"[{n}]"): n for n in statement.citations if f"[{n}]" in words}
    parts, at = [], 0
    for position, n in sorted(where.items()):
        parts += [escape(words[at:position]), _reference_html(answer, n, number)]
        at = position + len(f"[{n}]")
    behind = [_reference_html(answer, n, number) for n in statement.citations if n not in where.values()]
    return f"<bdi>{''.join([*parts, escape(words[at:]), *behind])}</bdi>"


def _reference_html(answer: Answer, n: int, number: int) -> str:
    place = next((place for place in places(answer) if place.number == n), None)
    if place is None:
        return f"[{n}]"
    title = escape(place.span.article.title)
    return (f'<button type="button" class="pq-ref" {opens(place, number)} title="{title}" '
            f'aria-label="Quote {n}, from {title}">[{n}]</button>')


def _notes_html(answer: Answer, number: int) -> str:
    notes = [f'<span title="{answer.confidence:.0%} likely, by the library’s own measure">'
             f"{escape(confidence_in_words(answer.confidence))}</span>"]
    if answer.agreement.independent_sources > 1:
        notes.append(f"<span>{count_in_words(answer.agreement.independent_sources, 'independent source')}</span>")
    shown = count_in_words(len(answer.citations), "quote")
    notes.append(f'<button type="button" class="pq-link" data-turn="{number}">{shown}</button>')
    return f'<p class="pq-notes">{" · ".join(notes)}</p>{_warnings_html(answer, number)}'


def _warnings_html(answer: Answer, number: int) -> str:
    groups = (", ".join(_reference_html(answer, n, number) for n in group) for group in answer.agreement.conflicts)
    lines = [f"The sources disagree: compare {group}." for group in groups]
    if answer.unlocated:
        lines.append(f"Left out: {count_in_words(len(answer.unlocated), 'quotation')} found in no article.")
    return "".join(f'<p class="pq-warning">{line}</p>' for line in lines)


def _refusal_html(answer: Answer, number: int) -> str:
    reason = answer.reason or Reason.NOT_SUPPORTED
    empty = reason is Reason.EMPTY_LIBRARY
    heading, how = ("No articles yet", f"<p>In a terminal: {ADD}</p>") if empty else ("No answer in these articles", "")
    more = (f'<p class="pq-notes"><button type="button" class="pq-link" data-turn="{number}">'
            "Nearest passages</button></p>" if answer.passages else "")
    why = f"{reason.message} {missing_message(answer.missing)}".rstrip()
    return f'<div class="pq-refusal"><p class="pq-short">{heading}</p><p>{escape(why)}</p>{how}{more}</div>'


def _reading_pane_html(content: str, attributes: str = "") -> str:
    return (f'<section class="pq-reading" aria-label="Article" tabindex="0"{attributes}>'
            f'<button type="button" class="pq-close">← Back</button>{content}</section>')
