"""Measures refusal where the articles nearly answer: with the gold article taken away, and on SQuAD's near misses.

    python -m benchmarks.abstention [DATA] [--near 400] [--each 1]      DATA: holds `onestopqa` and `squad2`

OneStopQA: each question over the 189 articles, and once more over the 188 others. SQuAD 2.0: questions that were
written to look answerable from their paragraph, and answerable ones, each put to that paragraph alone: `--near` of the
articles that neither the reader nor the confidence was fitted on, as many of either kind. The confidence was fitted on
the development half of OneStopQA (`benchmarks/fit_confidence.py`): its test half is unseen.
Prints what is answered and refused, and what the best limit would do, found on these very questions. `--each 5` asks
every fifth question of OneStopQA.
"""

import argparse
import random
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.asking import SHARED, Asked, ask, opened
from benchmarks.onestopqa import development
from benchmarks.refusing import FLOORS, HEADER, as_given, best, line
from benchmarks.train_reader.examples import held_out
from eval.adapters.documents import read_object
from eval.adapters.onestopqa import load
from eval.adapters.squad import load as load_squad
from eval.adapters.squad import paragraphs
from eval.types import Dataset, Kind

SEED = 7


def gold_removed(folder: Path, each: int) -> tuple[Dataset, dict[str, Asked], dict[str, Asked]]:
    """Return OneStopQA with the answers to its questions: over all articles, and without the one that answers."""
    dataset = load(folder)
    dataset = replace(dataset, questions=dataset.questions[::each])
    with tempfile.TemporaryDirectory() as library:
        assistant = opened(dataset, library)
        return dataset, ask(assistant, dataset), ask(assistant, dataset, lambda question: sorted(
            set(dataset.documents) - {span.doc for evidence in question.evidence for span in evidence.spans}))


def near_misses(folder: Path, count: int) -> tuple[list[Asked], list[Asked]]:
    """Return the answers to as many answerable questions as near misses, each put to its paragraph."""
    whole, content = load_squad(folder), read_object(folder / "dev-v2.0.json")
    titles = {record["title"] for record in held_out(content["data"])[1::2]}
    place = {asked["id"]: document.doc for document, record, title in paragraphs(content) if title in titles
             for asked in record["qas"]}
    kinds: tuple[Sequence[str], ...] = tuple(
        [question.qid for question in whole.questions if question.qid in place and (
            question.kind is Kind.UNANSWERABLE) is hopeless] for hopeless in (False, True))
    chance = random.Random(SEED)
    can, cannot = (chance.sample(qids, min(count // 2, len(qids))) for qids in kinds)
    asked = {*can, *cannot}
    dataset = replace(whole, questions=tuple(question for question in whole.questions if question.qid in asked),
                      documents={name: whole.documents[name] for name in {place[qid] for qid in asked}})
    with tempfile.TemporaryDirectory() as library:
        found = ask(opened(dataset, library), dataset, lambda question: [place[question.qid]])
    return [found[qid] for qid in can], [found[qid] for qid in cannot]


def show(name: str, can: Sequence[Asked], cannot: Sequence[Asked]) -> None:
    """Print the figures of one set."""
    print(f"\n{f'{name}: {len(can)} and {len(cannot)}':62}" + HEADER[62:])
    print(line("as it ships", as_given([one.prediction for one in can], [one.prediction for one in cannot])))
    print(line("confidence, its best limit", best([one.confidence for one in can], [one.confidence for one in cannot])))
    print(line("floor: cross-encoder alone, its best limit",
               best([one.logit for one in can], [one.logit for one in cannot])))


def main() -> None:
    """Ask both sets, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=SHARED)
    parser.add_argument("--near", type=int, default=400)
    parser.add_argument("--each", type=int, default=1)
    given = parser.parse_args()
    dataset, found, removed = gold_removed(given.data / "onestopqa", given.each)
    stories = {question.story_id for question in dataset.questions}
    half = development(stories)
    for name, kept in (("dev", half), ("test", stories - set(half)), ("all", stories)):
        qids = [question.qid for question in dataset.questions if question.story_id in kept]
        show(f"OneStopQA {name}, gold article there, and removed",
             [found[qid] for qid in qids], [removed[qid] for qid in qids])
    show("SQuAD 2.0, answerable, and near misses", *near_misses(given.data / "squad2", given.near))
    print("\n".join(("", *FLOORS)))


if __name__ == "__main__":
    main()
