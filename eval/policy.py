"""What a gate asks for: a policy in TOML, with one to five metrics.

    inconclusive_fails = false

    [metrics.citations_valid]
    minimum = 1.0                 # of this run alone; `maximum` for a metric whose best value is 0

    [metrics.attributed_accuracy]
    margin = 0.02                 # at most this much worse than the baseline, tested on the questions both scored
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.compare import LOWER_IS_BETTER
from eval.data import read_text
from eval.errors import DataError
from eval.records import parse_record

MOST_METRICS = 5


@dataclass(frozen=True, slots=True)
class Rule:
    """What one metric must hold: exactly one of a bound on its mean, or a margin against the baseline; all in 0–1."""

    minimum: float | None = None
    maximum: float | None = None
    margin: float | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of a gate, by the metric's name; one to five. `inconclusive_fails` decides the exit code alone."""

    metrics: Mapping[str, Rule]
    inconclusive_fails: bool = False


def load_policy(path: str | Path) -> Policy:
    """Return the policy in a TOML file.

    Raises DataError with every problem together: no TOML, an unknown field, no metric or more than five, a rule that
    is not exactly one number in 0–1, a minimum for a metric whose best value is 0. Raises EvalError without the file.
    """
    path = Path(path)
    try:
        table = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise DataError(str(path), [str(error)]) from None
    metrics, problems = table.pop("metrics", {}), []
    inconclusive = table.pop("inconclusive_fails", False)
    if not isinstance(inconclusive, bool):
        problems.append("inconclusive_fails: expected true or false")
    problems += [f"{name}: there is no such field" for name in table]
    if not isinstance(metrics, dict) or not 1 <= len(metrics) <= MOST_METRICS:
        raise DataError(str(path), [*problems, f"metrics: expected 1 to {MOST_METRICS} tables [metrics.NAME]"])
    rules = {name: _rule(name, found, problems) for name, found in metrics.items()}
    if problems:
        raise DataError(str(path), problems)
    return Policy(rules, inconclusive)


def _rule(name: str, found: object, problems: list[str]) -> Rule:
    """Return the rule in one table; what is wrong with it is added to `problems`."""
    try:
        rule = parse_record(json.dumps(found, default=str), Rule)
    except DataError as error:
        problems += [f"metrics.{name}: {problem}" for problem in error.problems]
        return Rule()
    given = [value for value in (rule.minimum, rule.maximum, rule.margin) if value is not None]
    if len(given) != 1 or not 0 <= given[0] <= 1:
        problems.append(f"metrics.{name}: expected exactly one of minimum, maximum and margin, a number in 0–1")
    wrong, right = ("minimum", "maximum") if name in LOWER_IS_BETTER else ("maximum", "minimum")
    if getattr(rule, wrong) is not None:
        problems.append(f"metrics.{name}: its best value is {int(right == 'minimum')}; give a {right}, not a {wrong}")
    return rule
