"""Sentences to passages: runs of whole sentences within a token budget, with exact offsets."""

from collections.abc import Iterator

from embeddings.tokens import fits
from qa.article import Article, Passage
from qa.sentences import Bounds, in_list, sentence_bounds

TOKEN_BUDGET = 140


def split_passages(article: Article, budget: int = TOKEN_BUDGET) -> list[Passage]:
    """Return the passages of an article in reading order: together they hold every sentence, each exactly once.

    A list begins a passage of its own, with the sentence that leads to it, where it fits only so. A sentence longer
    than `budget` tokens is cut, between words where it can be, into pieces that fit.
    """
    text = article.text
    runs: list[list[tuple[int, int]]] = []
    for group in _lists(text, tuple(_fitting(text, sentence_bounds(text), budget))):
        whole = len(group) == 1 or fits(text[group[0][0] : group[-1][1]], budget)
        for number, (start, end) in enumerate(group):
            last = group[-1][1] if whole and number == 0 else end
            if not runs or not fits(text[runs[-1][0][0] : last], budget):  # with what stands between the sentences
                runs.append([])
            runs[-1].append((start, end))
    return [Passage(article, run[0][0], run[-1][1], tuple(run)) for run in runs]


def _lists(text: str, bounds: Bounds) -> list[list[tuple[int, int]]]:
    """Return the bounds in groups: a list with the sentence before it, every other sentence alone."""
    groups: list[list[tuple[int, int]]] = []
    for start, end in bounds:
        if groups and in_list(text, start):
            groups[-1].append((start, end))
        else:
            groups.append([(start, end)])
    return groups


def _fitting(text: str, bounds: Bounds, budget: int) -> Iterator[tuple[int, int]]:
    """Yield the bounds, those longer than the budget cut in halves until each fits."""
    for start, end in bounds:
        if end - start <= 1 or fits(text[start:end], budget):
            yield start, end
            continue
        middle = (start + end) // 2
        cut = text.rfind(" ", start + 1, middle)
        cut = middle if cut < 0 else cut
        left = len(text[start:cut].rstrip())
        right = len(text[cut:end].lstrip())
        yield from _fitting(text, ((start, start + left), (end - right, end)), budget)
