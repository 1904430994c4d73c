"""Articles and passages as rows of a library's tables, and back."""

import json
from typing import Any

import numpy as np

from qa.article import Article, Passage

ARTICLE = "id, source, title, publisher, authors, published, language, text, sha256, url, pages"


def places(count: int) -> str:
    """Return the places of so many values in a statement."""
    return ", ".join("?" * count)


def article_row(article: Article) -> tuple[Any, ...]:
    """Return the values of an article, in the order of `ARTICLE`."""
    return (article.id, article.source, article.title, article.publisher, json.dumps(article.authors),
            article.published, article.language, article.text, article.sha256, article.url,
            np.array(article.pages, dtype="<u4").tobytes())


def to_article(row: tuple[Any, ...]) -> Article:
    """Return the article of such a row."""
    key, source, title, publisher, authors, published, language, text, sha256, url, pages = row
    return Article(key, source, title, publisher, tuple(json.loads(authors)), published, language, text, sha256, url,
                   tuple(np.frombuffer(pages, dtype="<u4").tolist()))


def to_passage(article: Article, start: int, end: int, bounds: bytes) -> Passage:
    """Return a passage of an article; `bounds` are those of its sentences, as pairs of 32-bit numbers."""
    pairs = np.frombuffer(bounds, dtype="<u4").reshape(-1, 2).tolist()
    return Passage(article, start, end, tuple((first, last) for first, last in pairs))
