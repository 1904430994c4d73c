"""May this run replace its baseline? PASS, FAIL or INCONCLUSIVE for each metric of a policy, and for the run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.compare import LOWER_IS_BETTER, Pairs, metric_names, pair
from eval.errors import EvalError
from eval.paired import Change, Outcome, change, holm, verdict
from eval.policy import Policy, Rule
from eval.statistics import POWER, plan
from eval.types import Result

_ROUNDED = 5e-7  # results are stored with six places


@dataclass(frozen=True, slots=True)
class Check:
    """The verdict on one metric, and why, in words. A bound on the run alone has only a value; the rest is None.

    `difference` is new minus base over the questions both scored, with its 95 % interval; `p_value` is that against
    the margin, corrected for the number of margins. `minimal_effect` is the smallest loss such questions can show.
    """

    metric: str
    outcome: Outcome
    reason: str
    value: float | None
    base: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    p_value: float | None = None
    minimal_effect: float | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on a run: FAIL when a check fails, else INCONCLUSIVE when a check is inconclusive, else PASS.

    `exit_code` is 0 for PASS, 1 for FAIL, and for INCONCLUSIVE 3 where the policy says that it fails, else 0.
    """

    outcome: Outcome
    exit_code: int
    checks: tuple[Check, ...]


def gate(results: Sequence[Result], baseline: Sequence[Result] | None, policy: Policy) -> Verdict:
    """Return the verdict of a policy on a run.

    Raises EvalError when a metric is in no result, a margin has no baseline, or the run lacks a question of it:
    leaving questions out must not be a way to pass.
    """
    unknown = sorted(set(policy.metrics) - metric_names(results))
    if unknown:
        raise EvalError(f"the run has no metric {', '.join(unknown)}")
    margins = {name: rule.margin for name, rule in policy.metrics.items() if rule.margin is not None}
    judged = _against(results, _whole_baseline(results, baseline), margins) if margins else {}
    checks = tuple(judged[name] if name in judged else _bound(results, name, rule)
                   for name, rule in policy.metrics.items())
    outcomes = {check.outcome for check in checks}
    outcome = next((worst for worst in (Outcome.FAIL, Outcome.INCONCLUSIVE) if worst in outcomes), Outcome.PASS)
    return Verdict(outcome, _exit_code(outcome, inconclusive_fails=policy.inconclusive_fails), checks)


def _whole_baseline(results: Sequence[Result], baseline: Sequence[Result] | None) -> Sequence[Result]:
    if baseline is None:
        raise EvalError("the policy has a margin, which needs a baseline; give one with --baseline")
    missing = sorted({result.qid for result in baseline} - {result.qid for result in results})
    if missing:
        raise EvalError(f"the run lacks {len(missing)} questions of the baseline, such as {missing[0]!r}; "
                        "run all of them, or store a new baseline")
    return baseline


def _bound(results: Sequence[Result], name: str, rule: Rule) -> Check:
    values = [value for result in results if (value := result.metrics.get(name)) is not None]
    if not values:
        return Check(name, Outcome.INCONCLUSIVE, "no question is scored", None)
    mean = sum(values) / len(values)
    if rule.minimum is not None:
        held, bound = mean >= rule.minimum - _ROUNDED, f"the minimum {rule.minimum:g}"
    else:
        held, bound = mean <= (rule.maximum or 0.0) + _ROUNDED, f"the maximum {rule.maximum:g}"
    return Check(name, Outcome.PASS if held else Outcome.FAIL,
                 f"{mean:.4f} over {len(values)} questions {'keeps' if held else 'breaks'} {bound}", mean)


def _against(results: Sequence[Result], baseline: Sequence[Result], margins: Mapping[str, float]) -> dict[str, Check]:
    """Return the checks of all margins together, because Holm corrects them together."""
    pairs = {name: pair(baseline, results, name) for name in margins}
    better = {name: change([_sign(name) * value for value in found.differences], found.stories)
              for name, found in pairs.items() if found.qids}
    corrected = dict(zip(better, holm([found.p_value(-margins[name]) for name, found in better.items()]), strict=True))
    return {name: _margin(name, pairs[name], better[name], margin, corrected[name]) if name in better
            else Check(name, Outcome.INCONCLUSIVE, "no question is scored in both runs", None)
            for name, margin in margins.items()}


def _margin(name: str, pairs: Pairs, better: Change, margin: float, p_value: float) -> Check:
    outcome, sign, n = verdict(better, margin, p_value), _sign(name), len(pairs.qids)
    low, high = sorted((sign * better.interval.low, sign * better.interval.high))
    said = {Outcome.PASS: "not worse than the margin", Outcome.FAIL: "worse than the margin",
            Outcome.INCONCLUSIVE: "too few questions to tell"}[outcome]
    stories, base = len(set(pairs.stories)), sum(pairs.base) / n
    effect = plan(n, stories, base if sign > 0 else 1 - base).minimal_effect if stories > 1 else None
    smallest = "no loss" if effect is None else f"a loss from {effect:.3f} on"
    reason = (f"{sign * better.mean:+.4f} [{low:+.4f}, {high:+.4f}] over {n} questions of {stories} stories "
              f"({pairs.unpaired} scored in one run only), margin {margin:g}: {said}; they show {smallest} with "
              f"probability {POWER:g}")
    return Check(name, outcome, reason, sum(pairs.new) / n, base, sign * better.mean, low, high, p_value, effect)


def _sign(metric: str) -> int:
    return -1 if metric in LOWER_IS_BETTER else 1


def _exit_code(outcome: Outcome, *, inconclusive_fails: bool) -> int:
    return {Outcome.PASS: 0, Outcome.FAIL: 1, Outcome.INCONCLUSIVE: 3 if inconclusive_fails else 0}[outcome]
