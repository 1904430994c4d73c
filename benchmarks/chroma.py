"""Measures how much of what a question needs five passages hold, and how little else: Chroma's chunking set.

    python -m benchmarks.chroma [DATA] [--each 1] [--read]        DATA: default ../shared/data/chroma_chunking

472 questions on five long texts, all searched at once; the exact excerpts that answer each are known. Prints recall,
precision and IoU of the characters of the first five passages, in per cent with 95 % intervals over questions, for the
halves of `eval` (each some of the texts) and for all: as `search` gives the passages, with `--read` also as `ask`
reads them, beside the words alone and the vectors alone. Characters that two passages share count once. `--each 4` asks
every fourth question.
"""

import tempfile
from dataclasses import replace

from rich.progress import track

from benchmarks.asking import arguments, opened, ways
from eval.adapters.chroma import load
from eval.metrics.characters import char_iou, char_precision, char_recall
from eval.metrics.placement import gold_spans
from eval.statistics import mean_interval

PASSAGES = 5


def main() -> None:
    """Add the texts, ask, print the figures."""
    given = arguments(__doc__, "chroma_chunking", may_read=True)
    dataset = load(given.data)
    dataset = replace(dataset, questions=dataset.questions[:: given.each])
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        assistant = opened(dataset, folder)
        for question in track(dataset.questions, "Asking"):
            for name, passages in ways(assistant, dataset, question, read=given.read).items():
                first = passages[:PASSAGES]
                rows.append((name, question, {"recall": char_recall(first, question.evidence) or 0.0,
                                              "precision": char_precision(first, gold_spans(question)) or 0.0,
                                              "IoU": char_iou(first, question.evidence) or 0.0}))
        print(f"{assistant.store.counts()[1]} passages, {len(dataset.questions)} questions")
    for name in dict.fromkeys(name for name, _, _ in rows):
        for half in ("dev", "test", "all"):
            kept = [(question.qid, scores) for other, question, scores in rows
                    if other == name and half in ("all", question.split)]
            print(f"{name:24}{half:5}" + "   ".join(
                f"{key} {100 * sum(values) / len(values):5.1f} [{100 * interval.low:.1f}, {100 * interval.high:.1f}]"
                for key in kept[0][1] for values in [[scores[key] for _, scores in kept]]
                for interval in [mean_interval(values, [qid for qid, _ in kept])]))


if __name__ == "__main__":
    main()
