"""What programs may ask of a library, by name: the HTTP API and MCP offer these four and nothing else.

The docstring of each is what an agent is told of it. What comes back are the records that the command line prints.
"""

from collections.abc import Callable
from typing import Any

from qa.assistant import Assistant
from qa.contract import answer_record, article_record, hit_record, quote_record
from qa.filter import Filter

Record = dict[str, Any]
Names = list[str] | None


class Service:
    """The four calls over an assistant; each may be made by several threads at once."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    @property
    def calls(self) -> dict[str, Callable[..., Record]]:
        """The calls by the names that programs know them by."""
        return {"ask": self.ask, "search": self.search, "check-quote": self.check_quote,
                "read-article": self.read_article}

    def ask(self, question: str, publishers: Names = None, since: str | None = None, until: str | None = None,
            articles: Names = None, strictness: float | None = None) -> Record:
        """Answer a question from the library, in quotes that are exact slices of its articles, or refuse.

        `answer` is made of quotes numbered [n], each a citation with its `article_id`, `start` and `end` in characters.
        Where the articles do not say, `abstained` is true, `reason` says why, and `passages` are the nearest ones.
        `publishers`, `since` and `until` (YYYY, YYYY-MM or YYYY-MM-DD) and `articles` (ids) limit what is searched.
        `strictness`: 0 answers always, 1 never; left out, as the server is set.
        """
        where = _where(publishers, since, until, articles)
        return answer_record(self._assistant.ask(question, where, strictness))

    def search(self, question: str, k: int = 10, publishers: Names = None, since: str | None = None,
               until: str | None = None, articles: Names = None) -> Record:
        """Find the passages of the library that are nearest to a question, best first, without answering it.

        `k` (1 to 100) is how many. Words between quotation marks are found word for word. The others limit what is
        searched: outlets, dates (YYYY, YYYY-MM or YYYY-MM-DD), ids of articles.
        """
        hits = self._assistant.search(question, max(1, min(k, 100)), _where(publishers, since, until, articles))
        return {"passages": [hit_record(hit, with_text=True) for hit in hits]}

    def check_quote(self, quote: str, article_id: str | None = None) -> Record:
        """Check whether a quotation is an article's own words.

        Only the verdicts `exact` and `typographic` mean that it is. `matches` are the source's own words and where
        they stand, `difference` what was changed. `article_id` is the article that the words are said to be of.
        """
        return quote_record(self._assistant.check_quote(quote, article_id))

    def read_article(self, article_id: str, start: int = 0, end: int | None = None) -> Record:
        """Read an article: what is known of it, and its text from character `start` up to `end`, or up to its end.

        Every `start` and `end` of a citation, a passage or a match counts in the characters of this text; `characters`
        is how many there are.
        """
        article = self._assistant.article(article_id)
        first, last, _ = slice(max(0, start), None if end is None else max(0, end)).indices(len(article.text))
        return article_record(article, with_text=False) | {
            "characters": len(article.text), "start": first, "end": max(first, last), "text": article.text[first:last]}


def _where(publishers: Names, since: str | None, until: str | None, articles: Names) -> Filter | None:
    return Filter(tuple(publishers or ()), since, until, tuple(articles or ())).effective
