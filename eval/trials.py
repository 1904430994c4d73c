"""Interventions as part of a run: tried on a sample of its questions, kept in its folder as `trials.json`."""

import json
from dataclasses import asdict, replace
from pathlib import Path

from eval.data import read_text, write_lines
from eval.errors import DataError
from eval.interventions import run_interventions, tally
from eval.interventions.ask import pullquote_asker
from eval.interventions.run import Progress
from eval.report.content import Trial
from eval.types import Dataset, Estimate, Question

FILE = "trials.json"


def try_interventions(dataset: Dataset, folder: Path, most: int, progress: Progress | None = None) -> tuple[Trial, ...]:
    """Try every intervention on at most `most` questions, keep the counts in the run's folder, and return them."""
    with pullquote_asker() as ask:
        sampled = replace(dataset, questions=sample(dataset.questions, most))
        outcomes = run_interventions(sampled, ask, progress=progress)
    trials = tuple(Trial(found.name, found.expected, found.estimate, found.broken) for found in tally(outcomes))
    write_lines(folder / FILE, [json.dumps([asdict(trial) for trial in trials], ensure_ascii=False, indent=2)])
    return trials


def sample(questions: tuple[Question, ...], most: int) -> tuple[Question, ...]:
    """Return at most `most` questions, evenly spread over all of them in their order."""
    if most >= len(questions):
        return questions
    return tuple(questions[number * len(questions) // most] for number in range(most))


def load_trials(folder: Path) -> tuple[Trial, ...]:
    """Return the trials of a run, none where none were made. Raises DataError when the file is not what was written."""
    path = folder / FILE
    if not path.exists():
        return ()
    try:
        return tuple(Trial(record["name"], record["expected"], Estimate(**record["estimate"]), tuple(record["broken"]))
                     for record in json.loads(read_text(path)))
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(str(path), [f"not the counts of interventions: {error}"]) from None
