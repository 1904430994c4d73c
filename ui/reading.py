"""An article as HTML, with the cited words marked where they stand.

Law: the text content of the body is `article.text`, character for character, and the text content of the marks of a
place, joined, is the text of its span. Labels are drawn by the style sheet and are no part of the text.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import pairwise

from qa.article import Article
from ui.conversation import Place
from ui.wording import date_in_words

BLANK_LINES = re.compile(r"\n\s*\n")


def article_html(article: Article, marks: Sequence[Place] = (), current: Place | None = None, *,
                 heading: str = "h2") -> str:
    """Return an article in full, every place of `marks` marked and `current` marked as the one being read.

    Its headline is an element of the name `heading`.
    """
    def marked_run(start: int, end: int) -> str:
        return "".join(_piece_html(article.text, *piece, marks, current) for piece in _pieces(start, end, marks))

    return framed_html(article, paragraphs_html(article, marked_run, heading))


def framed_html(article: Article, body: str) -> str:
    """Return the text of an article, which is `body`, between its byline and where it is from."""
    title = "" if article.text.startswith(article.title) else f'<p class="pq-filename">{escape(article.title)}</p>'
    return (f'<article class="pq-article">{byline_html(article)}{title}'
            f'<div class="pq-body"{language_attribute(article)}>{body}</div>'
            f'<footer class="pq-origin" dir="auto">Source: {_source_html(article.source)}</footer></article>')


def byline_html(article: Article, *, authors: bool = True, page: int | None = None) -> str:
    """Return outlet, authors (unless left out), date and page on one line; empty when none of them is known."""
    parts = [f'<bdi class="pq-outlet">{escape(article.publisher)}</bdi>'] if article.publisher else []
    if authors and article.authors:
        parts.append(f"<bdi>{escape(', '.join(article.authors))}</bdi>")
    if article.published:
        parts.append(time_html(article.published))
    if page:
        parts.append(f"p. {page}")
    return f'<p class="pq-byline" dir="auto">{" · ".join(parts)}</p>' if parts else ""


def language_attribute(article: Article) -> str:
    """Return the `lang` of an article's words, for hyphens and for voices; empty where it is not known."""
    return f' lang="{escape(article.language)}"' if article.language else ""


def time_html(published: str) -> str:
    """Return a date as words, with the machine-readable one beside it."""
    return f'<time datetime="{escape(published)}"><bdi>{escape(date_in_words(published))}</bdi></time>'


def marked_html(text: str, bounds: Sequence[tuple[int, int]], tag: str, kind: str = "") -> str:
    """Return a text with its parts `[start, end)`, in order, in elements `tag` of class `kind`; empty ones in none."""
    parts, at = [], 0
    opening = f'<{tag} class="{kind}">' if kind else f"<{tag}>"
    for start, end in bounds:
        if start < end:
            parts.append(f"{escape(text[at:start])}{opening}{escape(text[start:end])}</{tag}>")
            at = end
    return "".join(parts) + escape(text[at:])


def paragraphs_html(article: Article, run: Callable[[int, int], str], heading: str = "h2") -> str:
    """Return the text of an article as paragraphs, the first of them its headline, a `heading`, when it has one.

    `run` returns a slice of the text as HTML, given its bounds.
    """
    text, parts = article.text, []
    for number, (start, end) in enumerate(_paragraphs(text)):
        runs = run(start, end)
        if not text[start:end].strip():
            parts.append(runs)
        elif number == 0 and text[start:end] == article.title:
            parts.append(f'<{heading} class="pq-headline" dir="auto">{runs}</{heading}>')
        else:
            parts.append(f'<p dir="auto">{runs}</p>')
    return "".join(parts)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the bounds of paragraphs and of the blank lines between them, which together are the whole text."""
    at = 0
    for gap in BLANK_LINES.finditer(text):
        yield at, gap.start()
        yield gap.span()
        at = gap.end()
    yield at, len(text)


def _pieces(start: int, end: int, marks: Sequence[Place]) -> Iterator[tuple[int, int]]:
    """Yield the bounds of the pieces of a run, cut wherever a marked place begins or ends, as places may overlap."""
    edges = {edge for mark in marks for edge in (mark.span.start, mark.span.end) if start < edge < end}
    return pairwise(sorted({start, end} | edges))


def _piece_html(text: str, start: int, end: int, marks: Sequence[Place], current: Place | None) -> str:
    over = [mark for mark in marks if mark.span.start <= start and end <= mark.span.end]
    words = escape(text[start:end])
    if not over:
        return words
    first = [mark for mark in over if mark.span.start == start]
    opened = current is not None and current.index in {mark.index for mark in over}
    focusable = current is not None and current.index in {mark.index for mark in first}
    label = " ".join(str(mark.number) for mark in first if mark.number is not None)
    classes = "pq-mark" + (" pq-current" if opened else "") + (" pq-near" if over[0].number is None else "")
    return (f'<mark class="{classes}" data-places="{" ".join(str(mark.index) for mark in over)}"'
            + (f' data-label="{label}"' if label else "")
            + (' tabindex="-1"' if focusable else "") + f">{words}</mark>")


def _source_html(source: str) -> str:
    shown = escape(source)
    if not source.startswith(("http://", "https://")):
        return f"<span>{shown}</span>"
    return f'<a href="{shown}" target="_blank" rel="noopener noreferrer">{shown}</a>'
