"""What must hold of means, intervals, comparisons and calibration: a number each, worked out by hand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval.compare import difference
from eval.metrics.abstention import abstain_macro, abstain_precision
from eval.metrics.calibration import Judged, augrc, aurc, bins, coverage_at_risk, ece
from eval.paired import holm
from eval.selftest.conformance import Check
from eval.statistics import mean_interval, wilson
from eval.summary import estimate
from eval.types import Kind, Result, Unanswerable

STORIES = 12
HALF_RIGHT = (Judged(0.8, right=True), Judged(0.8, right=False))


@dataclass(frozen=True, slots=True)
class Law:
    """A measure of several questions, what it must be (None: not defined), and why."""

    name: str
    reason: str
    measure: Callable[[], float | None]
    expected: float | None


def check_laws() -> tuple[Check, ...]:
    """Return what became of each law."""
    return tuple(_check(law) for law in LAWS)


def _check(law: Law) -> Check:
    found, expected = law.measure(), law.expected
    holds = found is None if expected is None else found is not None and abs(found - expected) < 1e-9
    return Check(law.name, law.reason, () if holds else (f"it is {found}, not {expected}",))


def _run(values: Sequence[float | None], stories: int = STORIES, failed: str | None = None) -> list[Result]:
    """Return a run that scores question i, of story i modulo `stories`, with the i-th value of the metric `m`."""
    return [Result(f"q{i:03}", f"s{i % stories}", "test", Kind.ANSWERABLE, None, (), abstained=False, confidence=None,
                   failed=failed, stage=None, metrics={"m": value}) for i, value in enumerate(values)]


def _abstaining(*, answerable: bool, unanswerable: bool) -> list[Result]:
    """Return a run of 30 questions with an answer and 10 without, each group abstained from or not."""
    rows: list[tuple[Kind, Unanswerable | None, bool]] = [(Kind.ANSWERABLE, None, answerable)] * 30
    rows += [(Kind.UNANSWERABLE, Unanswerable.NEAR_MISS, unanswerable)] * 10
    return [Result(f"q{i}", f"s{i}", "test", kind, why, (), abstained=abstained, confidence=None, failed=None,
                   stage=None, metrics={}) for i, (kind, why, abstained) in enumerate(rows)]


def _p_value(base: Sequence[float], new: Sequence[float]) -> float | None:
    return difference(_run(base), _run(new), "m").p_value


HALF = [float(i % 2) for i in range(STORIES)]
UNLIKE = [i / 24 for i in range(STORIES)]  # one question a story; the stories differ far more than the runs
ONE_STORY = [0.0 if i % STORIES else 1.0 for i in range(5 * STORIES)]

LAWS = (
    Law("silence counts in the mean", "One right and one empty answer (scored 0) are half right, not all.",
        lambda: estimate(_run([1.0, 0.0]), "m").mean, 0.5),
    Law("undefined is left out", "Of 1 and “does not apply” the mean is 1.",
        lambda: estimate(_run([1.0, None]), "m").mean, 1),
    Law("undefined is counted", "What is left out of a mean is printed beside it.",
        lambda: estimate(_run([1.0, None]), "m").excluded, 1),
    Law("failures are counted", "Two lines that could not be read are two.",
        lambda: estimate(_run([0.0, 0.0], failed="no line"), "m").failed, 2),
    Law("nothing scored, no mean", "The mean of nothing is not 0.", lambda: estimate(_run([None]), "m").mean, None),
    Law("60 of 60 is not certain", "Wilson's lower end of n of n is n / (n + z²), z = 1.959964.",
        lambda: wilson(60, 60).low, 60 / (60 + 1.959963984540054**2)),
    Law("equal answers of a story count once", "12 stories of 5 equal answers each know no more than 12 questions.",
        lambda: float(mean_interval(HALF * 5, [f"s{i % STORIES}" for i in range(60)]).low <= wilson(6, 12).low), 1),
    Law("paired data, paired test", "Each of 12 stories gains a little: 2 of 4096 sign patterns are as extreme. A test "
        "that forgets the pairs sees two runs that overlap almost wholly.",
        lambda: _p_value(UNLIKE, [value + 0.01 for value in UNLIKE]), 2 / 4096),
    Law("one story proves nothing", "All five changes are of one story: every pattern with it is as extreme.",
        lambda: _p_value([0.0] * 5 * STORIES, ONE_STORY), 1),
    Law("no change", "A run compared with itself.", lambda: _p_value(UNLIKE, UNLIKE), 1),
    Law("joined by id", "The order of results says nothing: the difference is 0, not that of shuffled pairs.",
        lambda: difference(_run(UNLIKE), _run(UNLIKE)[::-1], "m").difference, 0),
    Law("scored by one run only", "A question that one run leaves undefined is not compared, but counted.",
        lambda: difference(_run([1.0, 1.0]), _run([1.0, None]), "m").unpaired, 1),
    Law("Holm", "Of 0.01, 0.04 and 0.03 the second is 0.03 · 2, held up by the third.",
        lambda: holm((0.01, 0.04, 0.03))[1], 0.06),
    Law("always abstaining", "All that should be abstained from, and all that should not: (1 + 0) / 2.",
        lambda: abstain_macro(_abstaining(answerable=True, unanswerable=True)), 0.5),
    Law("never abstaining", "(0 + 1) / 2.",
        lambda: abstain_macro(_abstaining(answerable=False, unanswerable=False)), 0.5),
    Law("abstention precision", "10 of 40 abstentions met a question without an answer.",
        lambda: abstain_precision(_abstaining(answerable=True, unanswerable=True)), 0.25),
    Law("no abstentions, no precision", "Their share is not 0: there are none.",
        lambda: abstain_precision(_abstaining(answerable=False, unanswerable=False)), None),
    Law("ties have no order", "Of two answers of one confidence one is wrong: a risk of ½ at both coverages.",
        lambda: aurc(HALF_RIGHT), 0.5),
    Law("ties in another order", "The same with the wrong one first.", lambda: aurc(HALF_RIGHT[::-1]), 0.5),
    Law("AUGRC", "(½ + 1) wrong among the surest, over 2².", lambda: augrc(HALF_RIGHT), 1.5 / 4),
    Law("a threshold keeps ties together", "Neither answer alone can be kept, and both are too risky.",
        lambda: coverage_at_risk(HALF_RIGHT, 0.05), 0),
    Law("calibration of few answers", "99 answers leave most bins to chance.",
        lambda: ece([Judged(0.9, right=True)] * 99), None),
    Law("calibration of enough", "100 answers, 0.9 sure and all right.",
        lambda: ece([Judged(0.9, right=True)] * 100), 0.1),
    Law("certainty is in the last bin", "A confidence of 1 has no bin of its own.",
        lambda: len(bins([Judged(1.0, right=True), Judged(0.95, right=True)])), 1),
)
