"""Numbers in words. Pure; nothing here is HTML."""

from eval.compare import Difference
from eval.report.terms import Term
from eval.types import Estimate


def number(measure: Term, value: float | None) -> str:
    """Return a value as it is shown: `71%`, `6.1%`, or `0.71` for a score that is no share; a dash for none."""
    if value is None:
        return "–"
    return f"{100 * value:.1f}".removesuffix(".0") + "%" if measure.is_share else f"{value:.2f}"


def interval(measure: Term, estimate: Estimate) -> str:
    """Return the ends of an interval: `65 to 77%`, `0.65 to 0.77`; empty where there is none."""
    if estimate.low is None or estimate.high is None:
        return ""
    low, high = number(measure, _rounded(estimate.low)), number(measure, _rounded(estimate.high))
    return f"{low.removesuffix('%')} to {high}"


def counts(estimate: Estimate) -> str:
    """Return on how many questions an estimate rests, and how many it leaves out or counts as failed."""
    parts = [f"{estimate.scored:,} scored"]
    parts += [f"{estimate.excluded:,} excluded"] if estimate.excluded else []
    parts += [f"{estimate.failed:,} failed"] if estimate.failed else []
    return ", ".join(parts)


def change(measure: Term, difference: Difference) -> str:
    """Return a difference with its interval: `+3.1 points (−0.4 to +6.6)`; a dash where it is undefined."""
    if difference.difference is None or difference.low is None or difference.high is None:
        return "–"
    unit = " points" if measure.is_share else ""
    return (f"{signed(measure, difference.difference)}{unit} "
            f"({signed(measure, difference.low)} to {signed(measure, difference.high)})")


def signed(measure: Term, value: float) -> str:
    """Return a difference with its sign: points of a hundred for a share, else as it is; `0` for none."""
    shown = f"{100 * value:+.1f}" if measure.is_share else f"{value:+.3f}"
    return "0" if not float(shown) else shown.replace("-", "−")


def plural(count: int, noun: str) -> str:
    """Return `1 question`, `2 questions`; `stories` for a noun in -y."""
    if count == 1:
        return f"1 {noun}"
    return f"{count:,} {noun[:-1]}ies" if noun.endswith("y") else f"{count:,} {noun}s"


def clipped(text: str, length: int) -> str:
    """Return a text on one line, cut between words at about `length` characters."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[:length].rsplit(' ', 1)[0]} …"


def _rounded(value: float) -> float:
    """Return a value at the two places that an interval is good for."""
    return round(value, 2)
