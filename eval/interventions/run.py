"""Runs the interventions: asks, changes, asks again, and judges whether the answer did what it must."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from eval.data import write_lines
from eval.interventions.answers import cited_sentences
from eval.interventions.changes import CHANGES
from eval.interventions.evidence import EVIDENCE
from eval.interventions.paraphrases import PARAPHRASES
from eval.interventions.stories import story_dataset
from eval.interventions.surroundings import SURROUNDINGS
from eval.interventions.types import Case, Intervention
from eval.predictions import read_predictions
from eval.types import Dataset, Document, Prediction

INTERVENTIONS = (*PARAPHRASES, *EVIDENCE, *CHANGES, *SURROUNDINGS)  # first what leaves the collection as it was

Asker = Callable[[Sequence[Document], str], Mapping[str, Any]]
"""Returns the answer of a system to a question over these documents, added in this order, as `ask --json` prints it."""

Progress = Callable[[int, int], None]
"""Called with (done, total)."""


class Verdict(StrEnum):
    """What became of an intervention on a question."""

    FOLLOWED = "followed"    # the answer did what it must
    BROKEN = "broken"        # it did not
    FAILED = "failed"        # it could not be read, which counts as broken
    UNDECIDED = "undecided"  # it cannot be told
    SKIPPED = "skipped"      # the intervention does not apply to the question and its answer


@dataclass(frozen=True, slots=True)
class Outcome:
    """An intervention on one question: what was changed, what was said before and after, and the verdict.

    `overlap` is the share of the sentences cited before or after that were cited both times; None where one of the two
    cites nothing. It says how far off an answer is that is not the same.
    """

    intervention: str
    qid: str
    story_id: str
    verdict: Verdict
    overlap: float | None = None
    change: str = ""
    before: str = ""
    after: str = ""


def run_interventions(dataset: Dataset, ask: Asker, interventions: Sequence[Intervention] = INTERVENTIONS,
                      progress: Progress | None = None) -> tuple[Outcome, ...]:
    """Return what became of each intervention on each question of a dataset, in its order.

    Each question is asked over a small collection of its story (`eval.interventions.stories`), once as it is and
    once for each intervention that applies.
    """
    outcomes: list[Outcome] = []
    for done, question in enumerate(dataset.questions, 1):
        small = story_dataset(dataset, question)
        base = _answer(small, ask)
        outcomes += [_outcome(intervention, small, base, ask) for intervention in interventions]
        if progress:
            progress(done, len(dataset.questions))
    return tuple(outcomes)


def _outcome(intervention: Intervention, dataset: Dataset, base: Prediction, ask: Asker) -> Outcome:
    question = dataset.questions[0]
    case = intervention.apply(dataset, question, base)
    skipped = Outcome(intervention.name, question.qid, question.story_id, Verdict.SKIPPED)
    if case is None:
        return skipped
    after = _answer(case.dataset, ask)
    return replace(skipped, verdict=_verdict(intervention, case, after), change=case.change, before=_said(base),
                   after=_said(after), overlap=_overlap(case.cited, cited_sentences(after, case.dataset.documents)))


def _verdict(intervention: Intervention, case: Case, after: Prediction) -> Verdict:
    if after.failed:
        return Verdict.FAILED
    judged = intervention.judge(case, after)
    return Verdict.UNDECIDED if judged is None else Verdict.FOLLOWED if judged else Verdict.BROKEN


def _answer(dataset: Dataset, ask: Asker) -> Prediction:
    """Return what a system answers to the one question of a dataset, read as a run's predictions are."""
    question = dataset.questions[0]
    record = {**ask(tuple(dataset.documents.values()), question.question), "qid": question.qid}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "predictions.jsonl"
        write_lines(path, [json.dumps(record, ensure_ascii=False)])
        return read_predictions(path, dataset)[question.qid]


def _overlap(before: frozenset[str], after: frozenset[str]) -> float | None:
    return len(before & after) / len(before | after) if before and after else None


def _said(prediction: Prediction) -> str:
    return prediction.failed or ("(abstained)" if prediction.abstained else prediction.answer)
