"""The defect matrix: seeded defects against scores. Each defect must move its own scores, and none that it may not."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from eval.compare import LOWER_IS_BETTER, Difference, difference, metric_names
from eval.score import score_question, score_run
from eval.selftest.defects import DEFECTS, Defect
from eval.systems import RETRIEVED, bm25_paragraphs, oracle
from eval.types import Dataset, Failure, Prediction, Result

SIGNIFICANT = 0.05
LIKE = 0.95
"""The share of invalid citations that must be called by the name of what was done to them; words can be ambiguous."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a defect did. `own` are the scores it had to move, `also` moved with them, and `stayed` did not move.

    `changed` is the number of questions it applies to; `problems` holds nothing when all was as it must be.
    """

    defect: str
    changed: int
    own: tuple[Difference, ...]
    also: tuple[str, ...]
    stayed: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Return whether nothing was wrong."""
        return not self.problems


def defect_matrix(dataset: Dataset, defects: Sequence[Defect] = DEFECTS) -> tuple[Row, ...]:
    """Return what each defect does to the scores of an oracle on a dataset, which should have all kinds of question.

    A minute or two for 250 questions; only predictions that a defect changes are scored anew.
    """
    perfect = perfect_predictions(dataset)
    base = {result.qid: result for result in score_run(dataset, perfect)}
    return tuple(_row(defect, dataset, perfect, base) for defect in defects)


def perfect_predictions(dataset: Dataset) -> dict[str, Prediction]:
    """Return what an oracle predicts when its retrieval brings other paragraphs too, ten in all, the evidence first."""
    others = bm25_paragraphs(dataset)
    return {qid: replace(prediction, passages=tuple(
        dict.fromkeys([*prediction.passages, *others[qid]]))[: max(RETRIEVED, len(prediction.passages))])
        for qid, prediction in oracle(dataset).items()}


def _row(defect: Defect, dataset: Dataset, perfect: dict[str, Prediction], base: dict[str, Result]) -> Row:
    spoiled = {question.qid: defect.apply(perfect[question.qid], question, dataset) for question in dataset.questions}
    changed = [question for question in dataset.questions if spoiled[question.qid] != perfect[question.qid]]
    anew = {question.qid: score_question(question, spoiled[question.qid], dataset, passages_reported=True)
            for question in changed}
    before, after = list(base.values()), list((base | anew).values())
    moved = {metric for metric in metric_names([*before, *after]) if any(
        base[qid].metrics.get(metric) != result.metrics.get(metric) for qid, result in anew.items())}
    own = tuple(difference(before, after, metric) for metric in defect.moves)
    problems = [*_unmoved(own), *_strays(moved - set(defect.moves) - defect.spoils),
                *_misnamed(defect.failure, list(anew.values()))]
    if not changed:
        problems.append("it applies to no question")
    return Row(defect.name, len(changed), own, tuple(sorted(moved - set(defect.moves))),
               tuple(sorted(metric_names(before) - moved)), tuple(problems))


def _unmoved(own: Sequence[Difference]) -> list[str]:
    """Return what is wrong with scores that had to become significantly worse."""
    problems = []
    for found in own:
        worse = (found.difference or 0.0) * (1 if found.metric in LOWER_IS_BETTER else -1)
        if worse <= 0 or found.p_value is None or found.p_value > SIGNIFICANT:
            problems.append(f"{found.metric} must get worse and changed by {found.difference} (p {found.p_value})")
    return problems


def _strays(metrics: set[str]) -> list[str]:
    return [f"{metric} moved and should not" for metric in sorted(metrics)]


def _misnamed(expected: Failure | None, results: Sequence[Result]) -> list[str]:
    """Return what is wrong with the names that invalid citations were given."""
    if expected is None:
        return []
    names = Counter(score.failure for result in results for score in result.citations if score.failure)
    if names.total() and names[expected] >= LIKE * names.total():
        return []
    return [f"the failures are {dict(names)}, not {expected}"]
