"""Chooses the weights by which runs of sentences compete for a quote, on development data.

    python -m benchmarks.fit_evidence [DATA]     DATA: holds `onestopqa`, default ../shared/data

Reads, once, the runs of the development questions of the project's own set and of OneStopQA (the halves of
`benchmarks/fit_confidence.py`), then tries the weights of `qa/evidence.py` over a grid. For each it prints how often
the first quote, and one of the first three, covers half of a gold span, the share of quotes that do, and their length.
"""

import argparse
import itertools
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
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

GRID = {"PASSAGE_WEIGHT": (0.0, 0.25, 0.5, 1.0), "RUN_WEIGHT": (0.25, 0.5, 1.0), "PER_SENTENCE": (0.0, 0.5, 1.0)}
MARGINS = (2.0, 4.0, 6.0, 9.0)


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

        with patch.object(evidence, "_choose", keep), patch.object(evidence, "EXTENDED", 10):
            parts = gather(reranker, case.question, assistant.search(case.question, EVIDENCE))
        if len(parts) == 1:
            found.append(Asked(tuple(kept), tuple(case.answered_by([run]) for run in kept)))
    return found


def measure(questions: Sequence[Asked], score: Callable[[Candidate], float], margin: float) -> tuple[float, ...]:
    """Return the shares of first quotes and of any of three that are good, of all quotes, and sentences in a quote."""
    first, some, share, length = [], [], [], []
    for asked in questions:
        good = dict(zip(asked.runs, asked.good, strict=True))
        ranked = sorted(asked.runs, key=score, reverse=True)
        chosen: list[Candidate] = []
        for run in ranked:
            if len(chosen) == evidence.QUOTES or score(run) < score(ranked[0]) - margin:
                break
            if not any(run.passage is one.passage and run.first <= one.last and one.first <= run.last
                       for one in chosen):
                chosen.append(run)
        first.append(good[chosen[0]])
        some.append(any(good[run] for run in chosen))
        share.append(fmean(good[run] for run in chosen))
        length.append(fmean(run.last - run.first + 1 for run in chosen))
    return fmean(first), fmean(some), fmean(share), fmean(length)


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
    for passage, run, length in itertools.product(*GRID.values()):
        for margin in MARGINS:

            def score(one: Candidate, w: tuple[float, ...] = (passage, run, length)) -> float:
                penalty = evidence.HEADING_PENALTY * evidence.is_heading(one.passage, one.first)
                return (one.found + w[0] * one.passage_logit + w[1] * one.run_logit - w[2] * (one.last - one.first)
                        - penalty - evidence.STALE_PENALTY * one.stale)

            figures = {name: measure(asked, score, margin) for name, asked in sets.items()}
            print(f"passage {passage} run {run} sentence {length} margin {margin}: " + "; ".join(
                f"{name} first {f[0]:.3f} any {f[1]:.3f} share {f[2]:.3f} length {f[3]:.2f}"
                for name, f in figures.items()), flush=True)


if __name__ == "__main__":
    main()
