"""SQuAD 2.0 (Rajpurkar, Jia and Liang 2018): questions on paragraphs of Wikipedia, half of them unanswerable.

6,078 questions on 646 paragraphs, in `dev-v2.0.json`; `test-v2.0.json`, whose answers are withheld, is not read. A
document is a paragraph, a story an article, and the splits are halves by article. The evidence is the sentence that
holds the answer; where people's answers lie in several sentences, these are alternatives. Unanswerable questions were
written to look answerable from their paragraph.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from eval.adapters.documents import make_document, moved_span, read_object
from eval.lint import check_dataset
from eval.segmentation import freeze, segmenter, sentences_around
from eval.splits import half_of
from eval.types import Dataset, Document, Evidence, GoldAnswer, Kind, Question, Unanswerable

Paragraph = tuple[Document, Mapping[str, Any], str]
"""A paragraph as a document, its record, and the title of its article."""


def load(folder: Path) -> Dataset:
    """Return the set."""
    return to_dataset("squad", folder / "dev-v2.0.json")


def to_dataset(name: str, path: Path) -> Dataset:
    """Return the dataset of a file in SQuAD's format, with its articles halved into splits."""
    found = list(paragraphs(read_object(path)))
    questions = tuple(to_question(asked, document, record["context"], story)
                      for document, record, story in found for asked in record["qas"])
    return check_dataset(Dataset(name, {document.doc: document for document, _, _ in found}, questions, segmenter()))


def paragraphs(content: Mapping[str, Any]) -> Iterator[Paragraph]:
    """Yield every paragraph of a file in SQuAD's format; documents are named by article title and paragraph number."""
    for article in content["data"]:
        for number, record in enumerate(article["paragraphs"]):
            name, title = f"{article['title']}/{number:03}", article["title"].replace("_", " ")
            yield freeze([make_document(name, title, record["context"])])[name], record, article["title"]


def to_question(asked: Mapping[str, Any], document: Document, context: str, story: str) -> Question:
    """Return a question of SQuAD's format; `context` is the paragraph as in the file, which its offsets refer to."""
    if not asked["answers"]:
        return Question(asked["id"], half_of(story), asked["question"], story, Kind.UNANSWERABLE,
                        Unanswerable.NEAR_MISS)
    spans = {(span.start, span.end): span for answer in asked["answers"]
             for moved in [moved_span(document, context, answer["answer_start"],
                                      answer["answer_start"] + len(answer["text"]))]
             for span in [sentences_around(document, moved.start, moved.end)]}
    text, *aliases = dict.fromkeys(answer["text"] for answer in asked["answers"])
    return Question(
        asked["id"], half_of(story), asked["question"], story, Kind.ANSWERABLE,
        answers=(GoldAnswer("a1", text, tuple(aliases)),),
        evidence=tuple(Evidence(f"e{number}", (span,)) for number, span in enumerate(spans.values(), 1)),
    )
