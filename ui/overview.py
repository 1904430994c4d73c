"""What a library holds, in brief: shown before the first question."""

import heapq
from dataclasses import dataclass

from qa.article import Article
from qa.assistant import Assistant

NEWEST = 9  # three rows of three
SCANNED = 10_000  # articles; to look through more at every visit would keep the reader waiting


@dataclass(frozen=True, slots=True)
class Overview:
    """How many articles there are, the newest dated ones (newest first), and the ISO dates of the first and last."""

    articles: int
    newest: tuple[Article, ...] = ()
    first: str | None = None
    last: str | None = None


def overview(assistant: Assistant) -> Overview:
    """Return the overview of an assistant's library; of a very large one, only the number of articles."""
    count = assistant.store.counts()[0]
    if not 0 < count <= SCANNED:
        return Overview(count)
    dated = [(article.published, article.title, article) for article in assistant.articles() if article.published]
    newest = heapq.nlargest(NEWEST, dated, key=lambda entry: entry[:2])
    dates = [date for date, *_ in dated]
    return Overview(count, tuple(entry[-1] for entry in newest), min(dates, default=None), max(dates, default=None))
