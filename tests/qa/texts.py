"""Texts that hide offset bugs, for property tests, and articles made of a text."""

import hashlib

from hypothesis import strategies as st

from qa.answer import Hit
from qa.article import Article, Origin, article_id
from qa.passages import split_passages

PIECES = [
    "Ms. Lee spoke at 5 p.m. on Monday. ", "The U.S. paid $4.5 million.", "“We will not,” he said. ", "\n\n", "\n",
    "\r\n", "• An item\n", "1. A numbered one\n", "A heading", "\ufeff", "\u00a0", "\u2028", "\t", "&amp;",
    "<|endoftext|>", "İstanbul’da ", "I ı i İ ", "👩‍👩‍👧", "👍🏽", "🇳🇴", "e\u0301", "a\u0323\u0307", "شرطة دبي. ",
    "他走了。她来了！", "हिन्दी में। ", "ﬁne ", "x" * 60, " ", ". ", "word ", "--- ", "\0",
]
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=25).map("".join)


def article(text: str, source: str = "/news/a.txt", title: str = "a", publisher: str | None = None,
            published: str | None = None) -> Article:
    """Return an article of that text; nothing of it is made canonical."""
    return Article(article_id(source), source, title, publisher, (), published, None, text,
                   hashlib.sha256(text.encode()).hexdigest())


def origin(one: Article) -> Origin:
    """Return where an article comes from, when a file holds nothing else."""
    return Origin(one.source, one.source, f"file of {one.sha256}")


def hits(*articles: Article, budget: int = 120) -> tuple[Hit, ...]:
    """Return every passage of the articles as a hit, in the order given."""
    passages = [passage for one in articles for passage in split_passages(one, budget)]
    return tuple(Hit(passage, 1 - (rank - 1) / 100, rank, ("words",)) for rank, passage in enumerate(passages, 1))
