"""How far separate readings of the project's own questions agree, with each other and with the gold.

    python -m eval.own.readings [EXAMPLES]

`readings.jsonl` holds, for each question, what two readers said who saw the articles and the questions but neither the
gold nor each other's work: the kind of the question, and the sentences that answer it. The readers were language
models, not people; their agreement says how clear the questions are, and nothing about people.
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.data import parse_lines
from eval.own import HERE, load_own
from eval.types import Dataset, Kind, Question

Sentence = tuple[str, int]
"""A document and the number of one of its frozen sentences, 0-based."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader said of one question. `evidence` are alternatives: documents with the numbers of sentences."""

    qid: str
    reader: int
    kind: Kind
    evidence: tuple[tuple[Sentence, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Consent:
    """How far two sets of judgements agree, 0–1.

    `kind` is the share of questions given the same kind, `kappa` the same corrected for chance (Cohen 1960).
    `evidence` is the mean F1 of sentences, best pair of alternatives, over questions both call answered; `complete` is
    the share of those where the one has an alternative that holds a whole alternative of the other.
    """

    questions: int
    kind: float
    kappa: float
    evidence: float
    complete: float


def gold_reading(question: Question, dataset: Dataset) -> Reading:
    """Return the gold of a question as a reading: each span is the sentences it overlaps."""
    def sentences(doc: str, start: int, end: int) -> list[Sentence]:
        return [(doc, number) for number, (first, last) in enumerate(dataset.documents[doc].sentences)
                if first < end and start < last]

    evidence = tuple(tuple(found for span in item.spans for found in sentences(span.doc, span.start, span.end))
                     for item in question.evidence)
    return Reading(question.qid, 0, question.kind, evidence)


def consent(ones: Sequence[Reading], others: Sequence[Reading]) -> Consent:
    """Return how far two readers agree on the questions that both have read. Raises ValueError where there are none."""
    by_qid = {reading.qid: reading for reading in others}
    pairs = [(one, by_qid[one.qid]) for one in ones if one.qid in by_qid]
    if not pairs:
        raise ValueError("no question was read by both")
    answered = [(one, other) for one, other in pairs if one.evidence and other.evidence]
    same = sum(one.kind is other.kind for one, other in pairs) / len(pairs)
    kinds = [Counter(side) for side in zip(*((one.kind, other.kind) for one, other in pairs), strict=True)]
    chance = sum(kinds[0][kind] * kinds[1][kind] for kind in Kind) / len(pairs) ** 2
    return Consent(
        questions=len(pairs), kind=same, kappa=(same - chance) / (1 - chance) if chance < 1 else 1.0,
        evidence=sum(best_f1(one, other) for one, other in answered) / max(1, len(answered)),
        complete=sum(is_complete(one, other) for one, other in answered) / max(1, len(answered)),
    )


def best_f1(one: Reading, other: Reading) -> float:
    """Return the best F1 of sentences over all pairs of alternatives of two readings."""
    return max(2 * len(set(a) & set(b)) / (len(set(a)) + len(set(b))) for a in one.evidence for b in other.evidence)


def is_complete(one: Reading, other: Reading) -> bool:
    """Return whether some alternative of either reading holds a whole alternative of the other."""
    return any(set(a) <= set(b) or set(b) <= set(a) for a in one.evidence for b in other.evidence)


def main() -> None:
    """Print the agreement of the readers with each other and of each with the gold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("examples", nargs="?", type=Path, default=HERE.parents[1] / "examples")
    dataset = load_own(parser.parse_args().examples)
    readings = parse_lines(HERE / "readings.jsonl", Reading)
    first, second = ([reading for reading in readings if reading.reader == reader] for reader in (1, 2))
    gold = [gold_reading(question, dataset) for question in dataset.questions]
    lines = [f"{'':22}{'questions':>10}{'same kind':>11}{'kappa':>8}{'evidence F1':>13}{'one holds the other':>21}"]
    for name, ones, others in (("reader 1 – reader 2", first, second), ("reader 1 – gold", first, gold),
                               ("reader 2 – gold", second, gold)):
        found = consent(ones, others)
        lines.append(f"{name:22}{found.questions:10}{found.kind:11.3f}{found.kappa:8.3f}{found.evidence:13.3f}"
                     f"{found.complete:21.3f}")
    print("\n".join(lines))  # noqa: T201


if __name__ == "__main__":
    main()
