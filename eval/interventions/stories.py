"""Small collections to ask a question of: its story, and articles of other stories to be told apart from it.

Interventions ask again and again; a dozen articles are encoded in seconds, a hundred are not.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from eval.metrics.placement import gold_spans
from eval.types import Dataset, GoldSpan, Question

SIZE = 12


def story_dataset(dataset: Dataset, question: Question, size: int = SIZE) -> Dataset:
    """Return the dataset of one question over its story, filled up to `size` documents with those of other stories.

    The story is every document in which some question of the story has a span, and every document in the folder of its
    name; it is kept whole. The others are drawn by hash, the same for every question of the story.
    """
    story = _story(dataset, question.story_id)
    others = sorted(dataset.documents.keys() - story, key=lambda name: hashlib.sha256(
        f"{question.story_id}:{name}".encode()).digest())
    kept = story | set(others[: max(0, size - len(story))])
    documents = {name: document for name, document in dataset.documents.items() if name in kept}
    return replace(dataset, documents=documents, questions=(question,))


def _story(dataset: Dataset, story_id: str) -> set[str]:
    named = {span.doc for question in dataset.questions if question.story_id == story_id for span in _spans(question)}
    return named | {name for name in dataset.documents if name.startswith(f"{story_id}/")}


def _spans(question: Question) -> Iterator[GoldSpan]:
    yield from (*gold_spans(question), *question.ok, *question.bad)
