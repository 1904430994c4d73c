"""The library as a reader keeps it: the articles in a list, and what became of what was added. Pure functions.

Every word from outside passes through `escape`.
"""

from collections.abc import Iterable, Sequence, Sized
from dataclasses import dataclass
from html import escape
from pathlib import PurePath
from typing import TYPE_CHECKING

from qa.article import Article
from ui import desk
from ui.evidence import section_html
from ui.reading import byline_html
from ui.wording import count_in_words

if TYPE_CHECKING:
    from qa.info import Info
    from qa.ingest import Report

STEP = 50  # articles that are listed at a time
ORDERS = {"Newest first": ("published", True), "Oldest first": ("published", False), "Title": ("title", False),
          "Outlet": ("publisher", False)}
EVERY = "Every outlet"
NONE = "<p>No article has all of these words in its title, outlet, authors or file name.</p>"


@dataclass(frozen=True, slots=True)
class View:
    """Which articles are listed, how, and how many; the id of the one that is open; the one removed last."""

    words: str = ""
    order: str = "Newest first"
    outlet: str = EVERY
    shown: int = STEP
    opened: str | None = None
    removed: Article | None = None


def listed(articles: Iterable[Article], view: View) -> list[Article]:
    """Return the articles whose title, outlet, authors and source have all the words looked for, in order.

    Those that lack what they are ordered by come last.
    """
    words = view.words.casefold().split()
    found = [one for one in articles if view.outlet in {EVERY, one.publisher}
             and all(word in _about(one) for word in words)]
    field, backwards = ORDERS.get(view.order, ORDERS["Newest first"])
    known = [one for one in found if getattr(one, field)]
    known.sort(key=lambda one: (str(getattr(one, field)).casefold(), one.title), reverse=backwards)
    return known + [one for one in found if not getattr(one, field)]


def outlets(articles: Iterable[Article]) -> list[str]:
    """Return the outlets there are, in order, after the one that stands for all."""
    return [EVERY, *sorted({one.publisher for one in articles if one.publisher}, key=str.casefold)]


def shelf_html(found: Sequence[Article], total: int, view: View, opened: Article | None = None) -> str:
    """Return the list of articles, beside the one that was opened."""
    items = "".join(_item_html(article, current=opened is not None and article.id == opened.id)
                    for article in found[: view.shown])
    more = (f'<p class="pq-foot"><button type="button" class="pq-link" data-act="more">Show {STEP} more</button></p>'
            if len(found) > view.shown else "")
    lead = count_in_words(total, "article") if len(found) == total else f"{len(found):,} of {total:,} articles"
    none = NONE if total and not found else ""
    content = f'{_undo_html(view.removed)}{none}<ol class="pq-cards pq-newest pq-shelf">{items}</ol>{more}'
    return desk.desk_html(section_html("Articles", lead, content), desk.plain_article_html(opened) if opened else "")


def progress_html(done: int, total: int) -> str:
    """Return how far adding has come."""
    said = f"{done:,} of {count_in_words(total, 'source')} read" if total else "Looking…"
    return (f'<div class="pq-progress" role="status"><progress max="{max(total, 1)}" value="{done}" '
            f'aria-label="Adding"></progress><p>{said}</p></div>')


def report_html(report: "Report") -> str:
    """Return what became of each source, and why what failed did."""
    counts: dict[str, Sized] = {"added": report.added, "updated": report.updated, "unchanged": report.unchanged,
              "already here": report.duplicates, "failed": report.failed}
    said = ", ".join(f"{len(sources):,} {name}" for name, sources in counts.items() if sources) or "Nothing to add"
    lines = [("failed", source, reason) for source, reason in report.failed]
    lines += [("same", source, f"has the text of {_name(twin)}") for source, twin in report.duplicates]
    lines += [("note", source, note) for source, note in report.notes]
    items = "".join(_source_html(*line) for line in lines)
    return f'<div class="pq-report" role="status"><p>{said}.</p><ul>{items}</ul></div>'


def state_html(info: "Info") -> str:
    """Return how large a library is, whether its indexes are sound, and what could not be read last time, and why."""
    versions = f", {count_in_words(info.versions, 'earlier version')}" if info.versions else ""
    sizes = ", ".join(f"{name} {size / 1e6:,.1f}" for name, size in info.sizes.items() if name != "all")
    said = (f"{count_in_words(info.passages, 'passage')} from {count_in_words(info.outlets, 'outlet')}{versions}",
            f"{info.sizes['all'] / 1e6:,.1f} MB: {sizes}", f"Indexes {info.indexes}",
            f"Vectors searched {info.vectors}")
    unread = "".join(_source_html("failed", one.source, one.reason or "") for one in info.failed[:STEP])
    failed = (f"<p>{count_in_words(len(info.failed), 'source')} could not be read last time:</p><ul>{unread}</ul>"
              if info.failed else "")
    lines = "".join(f"<li>{escape(line)}</li>" for line in said)
    return f'<div class="pq-report"><ul>{lines}</ul>{failed}</div>'


def problem_html(message: str) -> str:
    """Return why nothing was added."""
    return f'<p class="pq-failure" role="alert" dir="auto">{escape(message)}</p>'


def _about(article: Article) -> str:
    parts = (article.title, article.publisher or "", *article.authors, article.source)
    return " ".join(parts).casefold()


def _source_html(kind: str, source: str, said: str) -> str:
    return f'<li class="pq-{kind}-source" dir="auto"><bdi>{escape(_name(source))}</bdi> {escape(said)}</li>'


def _name(source: str) -> str:
    """Return a source as a reader knows it: an address whole, a file by its name."""
    return source if "://" in source else PurePath(source).name


def _undo_html(article: Article | None) -> str:
    if article is None:
        return ""
    return (f'<p class="pq-undo" role="status">Removed <bdi>“{escape(article.title)}”</bdi>. '
            '<button type="button" class="pq-link" data-act="undo">Undo</button></p>')


def _item_html(article: Article, *, current: bool) -> str:
    choose = f'data-article="{escape(article.id)}"'
    state = ' aria-current="true"' if current else ""
    return (f'<li class="pq-card"{state} {choose}>{byline_html(article)}'
            f'<button type="button" class="pq-title" {choose} dir="auto">{escape(article.title)}</button>'
            f'<p class="pq-foot"><bdi class="pq-from">{escape(_name(article.source))}</bdi>'
            f'<button type="button" class="pq-link" data-act="remove" data-id="{escape(article.id)}" '
            f'aria-label="Remove {escape(article.title)}">Remove</button></p></li>')
