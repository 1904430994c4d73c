"""Sentences to be marked as those that answer a question: in passages, in an article, and in a list. Pure functions.

Every word from outside passes through `escape`. A sentence is named `ARTICLE:START-END`; `evaluate.js` reports which
one was marked, and the server looks it up. Law as in `ui.reading`: the text content of a body is `article.text`.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from eval.types import GoldSpan
from qa.article import Article, Passage
from qa.errors import PullquoteError
from qa.sentences import sentence_bounds
from ui import desk
from ui.evidence import section_html
from ui.reading import BLANK_LINES, byline_html, framed_html, language_attribute, paragraphs_html
from ui.wording import count_in_words

NAMED = re.compile(r"(?P<doc>[^:]{1,200}):(?P<start>\d{1,9})-(?P<end>\d{1,9})")
HOW = ('<p class="pq-note">Press a sentence to mark it, once more to take the mark away. By keyboard: arrow keys go '
       "from sentence to sentence, Enter or Space marks.</p>")


@dataclass(frozen=True, slots=True)
class Found:
    """What may hold the answer: passages near to the question, and articles found by name."""

    words: str
    passages: tuple[Passage, ...] = ()
    articles: tuple[Article, ...] = ()


def choosing_html(qid: str, found: Found, gold: Collection[GoldSpan], opened: Article | None = None) -> str:
    """Return the desk on which the sentences that answer question `qid` are marked, beside an opened article."""
    about = f"<bdi>“{escape(found.words)}”</bdi>"
    lead = f"Nearest to {about}" if found.words.strip() else "Write a question, or look for an article"
    cards = "".join(_title_card_html(article, opened) for article in found.articles)
    by_article: dict[str, list[Passage]] = {}
    for passage in found.passages:
        by_article.setdefault(passage.article.id, []).append(passage)
    cards += "".join(_passages_html(passages, gold, opened) for passages in by_article.values())
    none = "" if cards or not found.words.strip() else "<p>Nothing in the library is near to these words.</p>"
    content = f'{HOW}{none}<ol class="pq-cards pq-passages">{cards}</ol>'
    reading = marking_html(opened, gold) if opened else ""
    return desk.desk_html(section_html("Where the answer may stand", lead, content, f' data-of="{escape(qid)}"'),
                          reading)


def marking_html(article: Article, gold: Collection[GoldSpan]) -> str:
    """Return an article of which every sentence can be marked."""
    bounds = sentence_bounds(article.text)
    starts = [start for start, _ in bounds]

    def run(start: int, end: int) -> str:
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        return units_html(article, (start, end), bounds[first:last], gold, first=first == 0)

    page = framed_html(article, paragraphs_html(article, run))
    return desk.pane_html(page.replace('class="pq-article"', 'class="pq-article pq-units"', 1), article.id,
                          f"article/{article.id}")


def units_html(article: Article, around: tuple[int, int], bounds: Sequence[tuple[int, int]],
               gold: Collection[GoldSpan], *, first: bool = True) -> str:
    """Return a slice of an article, `around`, with each sentence in it as a button; Tab reaches the first of them."""
    text, at, parts = article.text, around[0], list[str]()
    for start, end in bounds:
        pressed = str(any(is_marked(article, start, end, span) for span in gold)).lower()
        parts.append(f'{escape(text[at:start])}<span class="pq-unit" role="button" aria-pressed="{pressed}" '
                     f'tabindex="{-1 if parts or not first else 0}" '
                     f'data-unit="{escape(article.id)}:{start}-{end}">{escape(text[start:end])}</span>')
        at = end
    return "".join(parts) + escape(text[at : around[1]])


def is_marked(article: Article, start: int, end: int, span: GoldSpan) -> bool:
    """Return whether a marked span touches the characters [start, end) of an article."""
    return span.doc == article.id and span.start < end and start < span.end


def gold_html(gold: Sequence[GoldSpan], articles: Mapping[str, Article],
              said: Mapping[GoldSpan, str] | None = None) -> str:
    """Return the marked sentences as a list; `articles` are those they stand in, by id, as far as they are there.

    Where they contradict each other, `said` has what each says, and there is a field to write it.
    """
    if not gold:
        return ('<p class="pq-note">No sentence is marked yet. Press the sentences that answer it, in the '
                "passages found or in an article that you open.</p>")
    items = "".join(_gold_item_html(span, articles.get(span.doc), None if said is None else said.get(span, ""))
                    for span in gold)
    how = "" if said is None else ('<p class="pq-note">Say in a few words what each of them says. Those with the same '
                                   "words are one side; other wordings stand after a semicolon.</p>")
    return (f'<section class="pq-gold" aria-label="Marked sentences"><h3>{count_in_words(len(gold), "sentence")} '
            f"marked</h3>{how}<ol>{items}</ol></section>")


def span_named(name: object) -> tuple[str, int, int]:
    """Return (article, start, end) of a sentence that a browser names. Raises PullquoteError for anything else."""
    found = NAMED.fullmatch(name) if isinstance(name, str) else None
    if not found:
        raise PullquoteError("there is no such sentence; reload the page")
    return found["doc"], int(found["start"]), int(found["end"])


def _gold_item_html(span: GoldSpan, article: Article | None, says: str | None) -> str:
    stands = article is not None and article.text[span.start : span.end] == span.text
    lost = "" if stands else ('<p class="pq-warning">' + (
        "These words no longer stand in the article." if article else "Its article is no longer in the library.")
        + "</p>")
    title = (f'<button type="button" class="pq-link" data-article="{escape(article.id)}" dir="auto">'
             f"{escape(article.title)}</button>" if article else "")
    name = f"{escape(span.doc)}:{span.start}-{span.end}"
    short = escape(span.text if len(span.text) <= 60 else f"{span.text[:60]}…")
    field = "" if says is None else (f'<label class="pq-says">It says <input type="text" dir="auto" '
                                     f'data-says="{name}" value="{escape(says)}"></label>')
    return (f'<li>{lost}<blockquote dir="auto"{language_attribute(article) if article else ""}>{escape(span.text)}'
            f'</blockquote>{field}<p class="pq-foot">{title}<button type="button" class="pq-link" '
            f'data-unmark="{name}" aria-label="Remove the mark from {short}">Remove</button></p></li>')


def _title_card_html(article: Article, opened: Article | None) -> str:
    return f'<li class="pq-card"{_current(article, opened)}>{_title_html(article)}</li>'


def _passages_html(passages: Sequence[Passage], gold: Collection[GoldSpan], opened: Article | None) -> str:
    """Return the passages found in one article, in reading order, below its title."""
    article = passages[0].article
    units = "".join(f'<p dir="auto"{language_attribute(article)}>{_passage_html(passage, gold, first=number == 0)}</p>'
                    for number, passage in enumerate(sorted(passages, key=lambda passage: passage.start)))
    return (f'<li class="pq-card"{_current(article, opened)}>{_title_html(article)}'
            f'<div class="pq-units">{units}</div></li>')


def _passage_html(passage: Passage, gold: Collection[GoldSpan], *, first: bool) -> str:
    """Return a passage sentence by sentence; blank lines, which part the paragraphs of an article, are left out."""
    around = (passage.start, passage.end)
    return BLANK_LINES.sub("\n", units_html(passage.article, around, passage.bounds, gold, first=first))


def _title_html(article: Article) -> str:
    return (f'<button type="button" class="pq-title" data-article="{escape(article.id)}" dir="auto">'
            f"{escape(article.title)}</button>{byline_html(article, authors=False)}")


def _current(article: Article, opened: Article | None) -> str:
    return ' aria-current="true"' if opened is not None and opened.id == article.id else ""
