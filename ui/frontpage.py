"""What a reader meets before the first question: the masthead, questions to begin with, the newest articles."""

from collections.abc import Sequence
from html import escape

from qa.article import Article
from ui.evidence import section_html
from ui.overview import Overview
from ui.reading import byline_html
from ui.reply import export_html
from ui.wording import count_in_words, period_in_words

EXCERPT = 240  # characters of an article that its headline is shown with; the style sheet cuts at whole lines
GREETING = ("<h2>Ask your articles</h2><p>Answers are made of their own words. Every quote opens where it stands, and "
            "where they do not say, so does the answer.</p>")


def masthead_html(library: Overview) -> str:
    """Return the name of the paper, so to speak, and the size and period of the library."""
    period = period_in_words(library.first, library.last)
    count = count_in_words(library.articles, "article") if library.articles else "no articles yet"
    held = ", ".join(part for part in (count, period) if part)
    return f'<header class="pq-masthead"><h1 class="pq-brand">pullquote</h1><p>{held}</p></header>'


def greeting_html(questions: Sequence[str]) -> str:
    """Return a greeting with questions to begin with; those asked before are added by the browser, which knows them."""
    items = "".join(f'<li><button type="button" data-again="{escape(question)}" dir="auto">{escape(question)}</button>'
                    "</li>" for question in questions)
    tried = f'<h3>Try one of these</h3><ul class="pq-questions">{items}</ul>' if items else ""
    return (f'<div class="pq-greeting">{GREETING}{tried}<div class="pq-asked" hidden><h3>You asked before</h3>'
            '<ul class="pq-questions"></ul><button type="button" class="pq-link pq-unlearn">Forget these</button>'
            "</div></div>")


def export_all_html() -> str:
    """Return the menu that exports a whole conversation."""
    return export_html("all", "Export conversation")


def overview_html(library: Overview, opened: str | None = None) -> str:
    """Return what the library holds: its newest articles, that of id `opened` set off, or how to fill it."""
    if not library.articles:
        return section_html("This library is empty", "", "<p>Add articles under <b>Library</b>, or in a terminal with "
                            "<code>pullquote add FOLDER</code>, then ask.</p>")
    items = "".join(_headline_html(article, current=article.id == opened) for article in library.newest)
    if not items:
        return section_html("Quotes", "The quotes behind an answer appear here.", "")
    return section_html("Newest in this library", "", f'<ol class="pq-cards pq-newest">{items}</ol>')


def _headline_html(article: Article, *, current: bool) -> str:
    choose = f'data-article="{escape(article.id)}"'
    button = f'<button type="button" class="pq-title" {choose} dir="auto">{escape(article.title)}</button>'
    state = ' aria-current="true"' if current else ""
    text = " ".join(article.text.removeprefix(article.title)[: 2 * EXCERPT].split())
    excerpt = text if len(text) <= EXCERPT else f"{text[:EXCERPT].rpartition(' ')[0]}…"
    return (f'<li class="pq-card"{state} {choose}>{byline_html(article, authors=False)}{button}'
            f'<p class="pq-excerpt" dir="auto">{escape(excerpt)}</p></li>')
