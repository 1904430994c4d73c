"""The project's own set: 120 fictional news articles in `examples/` and questions about them.

`drafts.jsonl` is what people write; `python -m eval.own.build` makes the other files from it and the articles.
`questions.jsonl` holds the gold with offsets. `documents.jsonl` holds, for each article, the hash of its text, its
frozen sentences and its cluster; the texts themselves stay in `examples/`. `dialogues.jsonl` and `sayings.jsonl` hold
follow-up questions and questions for somebody's words, for `benchmarks.dialogues` and `benchmarks.sayings`.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from eval.collection import read_documents
from eval.data import load_header, parse_lines
from eval.errors import DataError
from eval.lint import check_dataset
from eval.types import Dataset, Document, Question

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Frozen:
    """What is kept of an article: the hash of its text, the bounds of its sentences, and its cluster of copies."""

    doc: str
    sha256: str
    cluster: str
    sentences: tuple[tuple[int, int], ...]


def load_own(examples: str | Path) -> Dataset:
    """Return the project's own set; `examples` is the folder of its articles.

    Raises DataError when an article is missing, or is read as another text than the one its questions were made for.
    """
    header = load_header(HERE / "dataset.json")
    found = read_documents(examples)
    problems: list[str] = []
    documents: dict[str, Document] = {}
    for frozen in parse_lines(HERE / "documents.jsonl", Frozen):
        document = found.get(frozen.doc)
        if document is None:
            problems.append(f"{frozen.doc}: is missing")
        elif document.sha256 != frozen.sha256:
            problems.append(f"{frozen.doc}: its text is not the one that was frozen; after a change of the article or "
                            "of how it is read, run `python -m eval.own.build` and look at what changes")
        else:
            documents[frozen.doc] = replace(document, cluster=frozen.cluster, sentences=frozen.sentences)
    if problems:
        raise DataError(str(examples), problems)
    questions = tuple(parse_lines(HERE / "questions.jsonl", Question))
    return check_dataset(Dataset(header.name, documents, questions, header.segmenter))
