"""Sentences to passages: runs of whole sentences within a token budget, with exact offsets."""

from collections.abc import Iterator

from embeddings.tokens import count_tokens
from qa.article import Article, Passage
from qa.sentences import Bounds, sentence_bounds

TOKEN_BUDGET = 120


def split_passages(article: Article, budget: int = TOKEN_BUDGET) -> list[Passage]:
    """Return the passages of an article in reading order: together they hold every sentence, each exactly once.

    A sentence longer than `budget` tokens is cut, between words where it can be, into pieces that fit.
    """
    runs: list[list[tuple[int, int]]] = []
    room = 0
    for start, end in _fitting(article.text, sentence_bounds(article.text), budget):
        tokens = count_tokens(article.text[start:end])
        if not runs or tokens > room:
            runs.append([])
            room = budget
        runs[-1].append((start, end))
        room -= tokens
    return [Passage(article, run[0][0], run[-1][1], tuple(run)) for run in runs]


def _fitting(text: str, bounds: Bounds, budget: int) -> Iterator[tuple[int, int]]:
    """Yield the bounds, those longer than the budget cut in halves until each fits."""
    for start, end in bounds:
        if end - start <= 1 or count_tokens(text[start:end]) <= budget:
            yield start, end
            continue
        middle = (start + end) // 2
        cut = text.rfind(" ", start + 1, middle)
        cut = middle if cut < 0 else cut
        left = len(text[start:cut].rstrip())
        right = len(text[cut:end].lstrip())
        yield from _fitting(text, ((start, start + left), (end - right, end)), budget)
