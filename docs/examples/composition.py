"""Prints what the project's own set is made of, as the table in docs/evaluation.md.

    python docs/examples/composition.py
"""

import sys
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from eval.adapters.agreement import sentences
from eval.clusters import shingles
from eval.metrics.attributed import LIMIT
from eval.own import load_own
from eval.score import score_run
from eval.systems import oracle
from eval.types import Dataset, Kind, Question, Unanswerable

EXAMPLES = Path(__file__).parents[2] / "examples"
ROWS = ("answerable from one article", "answerable from several articles", *map(str, (Kind.CONFLICTING,
        Kind.SUPERSEDED)), *(f"unanswerable: {why}" for why in Unanswerable))


def sort(question: Question) -> str:
    """Return the row that a question is counted in."""
    if question.kind is Kind.UNANSWERABLE:
        return f"unanswerable: {question.unanswerable_type}"
    if question.kind is not Kind.ANSWERABLE:
        return str(question.kind)
    several = all(len({span.doc for span in evidence.spans}) > 1 for evidence in question.evidence)
    return ROWS[several]


def table(dataset: Dataset) -> Iterator[str]:
    """Yield the lines of the table."""
    counts = Counter((sort(question), question.split) for question in dataset.questions)
    questions = len(dataset.questions)
    yield "| kind | dev | test | all | share |"
    yield "|---|---|---|---|---|"
    for row in ROWS:
        dev, test = counts[row, "dev"], counts[row, "test"]
        yield f"| {row} | {dev} | {test} | {dev + test} | {(dev + test) / questions:.1%} |"
    dev, test = (sum(question.split == split for question in dataset.questions) for split in ("dev", "test"))
    yield f"| **questions** | {dev} | {test} | {questions} | 100.0% |"
    dev, test = (len({question.story_id for question in dataset.questions if question.split == split})
                 for split in ("dev", "test"))
    yield f"| **stories** | {dev} | {test} | {dev + test} | |"


def copies(dataset: Dataset) -> Iterator[str]:
    """Yield how alike copies are, and all other pairs of articles, by the share of runs of five words in common."""
    sets = {document.doc: (document.cluster, shingles(document.text)) for document in dataset.documents.values()}
    alike = [(one[0] == other[0], len(one[1] & other[1]) / len(one[1] | other[1]))
             for one, other in combinations(sets.values(), 2)]
    same, others = ([value for copied, value in alike if copied is wanted] for wanted in (True, False))
    yield f"similarity of copies {min(same):.2f} to {max(same):.2f}, of all other pairs at most {max(others):.2f}"


def reach(dataset: Dataset) -> Iterator[str]:
    """Yield how many questions an oracle gets right, and those that need more sentences than may be cited."""
    right = [result.metrics["attributed_accuracy"] for result in score_run(dataset, oracle(dataset))]
    needed = {question.qid: min(len(sentences(evidence, dataset)) for evidence in question.evidence)
              for question in dataset.questions if question.evidence}
    long = [qid for qid, count in needed.items() if count > LIMIT]
    yield (f"the oracle gets {right.count(1)} of {len(right)} right; more than {LIMIT} sentences are needed by "
           f"{', '.join(long) or 'none'}")


def sizes(dataset: Dataset) -> Iterator[str]:
    """Yield the sizes of the collection and of its gold, a line each."""
    words = [len(document.text.split()) for document in dataset.documents.values()]
    clusters = Counter(document.cluster for document in dataset.documents.values())
    evidence = [item for question in dataset.questions for item in question.evidence]
    yield (f"{len(words)} articles of {min(words)} to {max(words)} words, {sum(words)} in all; "
           f"{sum(len(document.sentences) for document in dataset.documents.values())} frozen sentences; "
           f"{len({document.publisher for document in dataset.documents.values()})} invented outlets")
    yield (f"{sum(count > 1 for count in clusters.values())} articles reprinted by another outlet; "
           f"{len(clusters)} independent sources")
    yield (f"{len(evidence)} sets of evidence, {sum(len(item.spans) > 1 for item in evidence)} of several spans; "
           f"{sum(len(question.evidence) > 1 for question in dataset.questions)} questions with alternative sets; "
           f"{sum(bool(question.bad) for question in dataset.questions)} with sentences marked as wrong")


def main() -> None:
    """Print the table, and the figures that stand below it."""
    dataset = load_own(EXAMPLES)
    lines = [*table(dataset), "", *sizes(dataset), *copies(dataset), *reach(dataset)]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
