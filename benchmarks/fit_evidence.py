"""Chooses the weights by which runs of sentences compete for a quote, on development data.

    python -m benchmarks.fit_evidence [DATA]     DATA: holds `onestopqa`, default ../shared/data

Reads, once, the runs of the development questions of the project's own set and of OneStopQA (the halves of
`benchmarks/fit_confidence.py`), then tries the weights of `qa/evidence.py` over three grids: one for questions that a
few words may answer, or yes or no, one for the others, one for all. For each it prints how often the first quote, one
of the first three, and one within the first five sentences covers half of a gold span, the share of quotes that do, and
their length.
"""

import argparse
import itertools
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from statistics import fmean
from unittest.mock import patch

from rich.progress import track

from benchmarks.fit_confidence import DEFAULT, ROOT, Case, onestopqa_cases, own_cases
from embeddings.bundled import Reranker
from eval.own import load_own
from qa import Assistant, evidence
from qa.assistant import EVIDENCE
from qa.evidence import Candidate, gather
from qa.question import Shape

SHORT = {"FOUND_SHORT": (0.25, 0.5, 0.75, 1.0, 1.5), "SENTENCE_SHORT": (0.0, 0.25, 0.5, 1.0)}
LONG = {"FOUND_WEIGHT": (0.0, 0.1, 0.25, 0.5, 1.0), "LIST_BONUS": (0.0, 2.0, 4.0, 6.0)}
ALL = {"BREAK_PENALTY": (0.0, 0.5, 1.0, 2.0, 3.0)}
FIVE = 5  # sentences in which the evaluation wants the evidence


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the runs read for it, and whether each alone covers gold evidence."""

    runs: tuple[Candidate, ...]
    good: tuple[bool, ...]


def read(cases: Iterator[Case], assistant: Assistant, reranker: Reranker) -> list[Asked]:
    """Return what was read for each answerable case of one part."""
    found: list[Asked] = []
    for case in track([case for case in cases if case.answerable and not case.removed], "Reading"):
        kept: list[Candidate] = []

        def keep(ranked: Sequence[Candidate], kept: list[Candidate] = kept) -> list[Candidate]:
            kept.extend(ranked)
            return list(ranked)

        with patch.object(evidence, "_choose", keep):
            parts = gather(reranker, case.question, assistant.search(case.question, EVIDENCE))
        if len(parts) == 1 and kept:
            found.append(Asked(tuple(kept), tuple(case.answered_by([run]) for run in kept)))
    return found


def measure(questions: Sequence[Asked]) -> tuple[float, ...]:
    """Return five figures over the questions.

    The shares of questions whose first quote is good, any quote, and one within `FIVE` sentences; the share of good
    quotes; sentences in a quote.
    """
    first, some, five, share, length = [], [], [], [], []
    for asked in questions:
        good = dict(zip(asked.runs, asked.good, strict=True))
        chosen = choose(sorted(asked.runs, key=lambda run: -run.score))
        sizes = [run.last - run.first + 1 for run in chosen]
        first.append(good[chosen[0]])
        some.append(any(good[run] for run in chosen))
        five.append(any(good[run] and end <= FIVE for run, end in zip(chosen, accumulate(sizes), strict=True)))
        share.append(fmean(good[run] for run in chosen))
        length.append(fmean(sizes))
    return fmean(first), fmean(some), fmean(five), fmean(share), fmean(length)


def choose(ranked: Sequence[Candidate]) -> list[Candidate]:
    """Return the runs that would be quoted, as they were read: not made longer to close a quotation."""
    chosen: list[Candidate] = []
    for run in ranked:
        if len(chosen) == evidence.QUOTES or run.score < ranked[0].score - evidence.MARGIN:
            break
        if not any(run.passage is one.passage and run.first <= one.last and one.first <= run.last for one in chosen):
            chosen.append(run)
    return chosen


def main() -> None:
    """Read both collections, try the grid, print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=DEFAULT)
    data: Path = parser.parse_args().data
    reranker = Reranker()
    sets: dict[str, list[Asked]] = {}
    for name, folders in (("own", [ROOT / "examples"]),
                          ("OneStopQA", [data / "onestopqa" / "articles", data / "onestopqa" / "distractors"])):
        with tempfile.TemporaryDirectory() as folder:
            assistant = Assistant.open(folder)
            assistant.add(*folders)
            chance = random.Random(0)
            cases = (own_cases(load_own(ROOT / "examples"), chance) if name == "own"
                     else onestopqa_cases(data / "onestopqa", chance))
            sets[name] = read(cases, assistant, reranker)
    few = evidence.BRIEF
    for title, grid, wanted in (("a few words, or yes or no", SHORT, few), ("the others", LONG, set(Shape) - few),
                                ("anything", ALL, set(Shape))):
        some = {name: [one for one in asked if one.runs[0].wanted in wanted] for name, asked in sets.items()}
        print(f"questions that want {title}: {', '.join(f'{len(asked)} of {name}' for name, asked in some.items())}")
        for values in itertools.product(*grid.values()):
            settings = dict(zip(grid, values, strict=True))
            with patch.multiple(evidence, **settings):
                figures = {name: measure(asked) for name, asked in some.items() if asked}
            print(" ".join(f"{name} {value}" for name, value in settings.items()) + ": " + "; ".join(
                f"{name} first {f[0]:.3f} any {f[1]:.3f} five {f[2]:.3f} share {f[3]:.3f} length {f[4]:.2f}"
                for name, f in figures.items()), flush=True)


if __name__ == "__main__":
    main()
