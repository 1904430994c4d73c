"""Measures which paragraph comes first: nDCG@10 on XQuAD in English, 1,190 questions and 240 paragraphs.

    python -m benchmarks.xquad [DATA] [--each 1] [--read]         DATA: the folder `xquad`, default ../shared/data/xquad

A paragraph is ranked by the best of its passages, and one is right. Prints nDCG@10 with its 95 % interval, and how
often the right paragraph comes first, for the halves of `eval` and for all: as `search` gives the passages, with
`--read` also as `ask` reads them, beside the words alone and the vectors alone. `--each 5` asks every fifth question.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import replace

from rich.progress import track

from benchmarks.asking import arguments, opened, ways
from eval.adapters.xquad import load
from eval.metrics.retrieval import ndcg
from eval.quoting import span_of
from eval.statistics import mean_interval
from eval.types import Dataset, PredictedSpan


def paragraphs(passages: Sequence[PredictedSpan], dataset: Dataset) -> list[PredictedSpan]:
    """Return the whole documents of the passages, in the order of the best passage of each."""
    documents = [dataset.documents[name] for name in dict.fromkeys(one.doc for one in passages) if name]
    return [span_of(document, (0, len(document.text))) for document in documents]


def main() -> None:
    """Add the paragraphs, ask, print the figures."""
    given = arguments(__doc__, "xquad", may_read=True)
    dataset = load(given.data)
    dataset = replace(dataset, questions=dataset.questions[:: given.each])
    with tempfile.TemporaryDirectory() as folder:
        assistant = opened(dataset, folder)
        rows = [(question, name, ndcg(found, question.evidence, 10) or 0.0)
                for question in track(dataset.questions, "Asking")
                for name, passages in ways(assistant, dataset, question, read=given.read).items()
                for found in [paragraphs(passages, dataset)]]
    print(f"{len(dataset.documents)} paragraphs, {len(dataset.questions)} questions")
    for name in dict.fromkeys(name for _, name, _ in rows):
        print(f"{name:24}" + "   ".join(
            f"{half} {sum(values) / len(values):.4f} [{interval.low:.4f}, {interval.high:.4f}] "
            f"first {values.count(1.0) / len(values):.3f}"
            for half in ("dev", "test", "all")
            for kept in [[(value, question.story_id) for question, other, value in rows
                          if other == name and half in ("all", question.split)]]
            for values, stories in [tuple(map(list, zip(*kept, strict=True)))]
            for interval in [mean_interval(values, stories)]))


if __name__ == "__main__":
    main()
