"""Interventions as part of a run: tried on a sample of its questions, kept in its folder as `interventions.jsonl`."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

from embeddings.encoder import Encoder
from eval.data import parse_lines, write_lines
from eval.interventions import Outcome, run_interventions, tally
from eval.interventions.ask import pullquote_asker
from eval.types import Dataset, Question

FILE = "interventions.jsonl"

Progress = Callable[[int, int], None]
"""Called with (done, total)."""


def try_interventions(dataset: Dataset, folder: Path, most: int, encoder: Encoder,
                      progress: Progress | None = None) -> None:
    """Try every intervention on at most `most` questions, and keep what became of each in the run's folder.

    `encoder` is that of the run.
    """
    with pullquote_asker(encoder) as ask:
        sampled = replace(dataset, questions=sample(dataset.questions, most))
        outcomes = run_interventions(sampled, ask, progress=progress)
    write_lines(folder / FILE, [json.dumps(asdict(outcome), ensure_ascii=False) for outcome in outcomes])


def sample(questions: tuple[Question, ...], most: int) -> tuple[Question, ...]:
    """Return at most `most` questions, evenly spread over all of them in their order."""
    if most >= len(questions):
        return questions
    return tuple(questions[number * len(questions) // most] for number in range(most))


def load_outcomes(folder: Path) -> tuple[Outcome, ...]:
    """Return what became of the interventions of a run, nothing where none were tried.

    Raises DataError when the file is not what was written.
    """
    return tuple(parse_lines(folder / FILE, Outcome)) if (folder / FILE).exists() else ()


def outcome_lines(folder: Path) -> list[str]:
    """Return how often each intervention of a run was followed, a line each, with 95 % intervals."""
    counts = tally(load_outcomes(folder))
    return [f"{found.name:40}{found.estimate.mean:7.3f}  [{found.estimate.low:.3f}, {found.estimate.high:.3f}]  "
            f"{found.estimate.scored} judged" for found in counts if found.estimate.mean is not None]
