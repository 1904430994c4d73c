"""The report's figures: which numbers go into which plot, and what is said of each."""

from collections.abc import Sequence
from dataclasses import replace

from eval.metrics.calibration import BINS, bins, judged, risks
from eval.references import Reference
from eval.report.overview import KEY, Measure, chosen, is_better, is_clear
from eval.report.plots import Bin, Row, Tone, forest_plot, rates_plot, reliability_plot, risk_coverage_plot
from eval.report.questions import anchor
from eval.report.wording import change, interval, number
from eval.statistics import wilson
from eval.types import Result

_MOST_ROWS = 20


def references_figure(headline: Measure, references: Sequence[Reference]) -> str | None:
    """Return the run's headline after the floors and before other runs, readers and ceilings, from worst to best.

    None without references that have a headline.
    """
    known = sorted((one for one in references if one.estimate.mean is not None), key=_height)
    if not known:
        return None
    shown = [_reference_row(headline, one) for one in known if one.bound == "floor"]
    shown += [_own_row(headline)] if headline.estimate.mean is not None else []
    shown += [_reference_row(headline, one) for bound in ("run", "reader", "ceiling")
              for one in known if one.bound == bound]
    return rates_plot(shown, "references", "Share right with the evidence: this run between floors and ceilings")


def forest_figure(measures: Sequence[Measure]) -> str | None:
    """Return the differences to the baseline, 20 at most: key measures and what clearly changed. None without any."""
    key = chosen(measures, KEY)
    clear = [found for found in measures if found not in key and found.difference and is_clear(found.difference)]
    shown = [found for found in measures if found in (*key, *clear)[:_MOST_ROWS]]
    rows = [row for measure in shown if (row := _difference_row(measure))]
    return forest_plot(rows, "forest", "Differences to the baseline with 95% intervals") if rows else None


def risk_coverage_figure(results: Sequence[Result]) -> str | None:
    """Return the risk–coverage curve; None where no answer has a confidence."""
    curve = risks(judged(results))
    return risk_coverage_plot(curve, "risk", "Wrong answers among the surest, by how many are given") if curve else None


def reliability_figure(results: Sequence[Result]) -> str | None:
    """Return the share right by confidence; None where no answer has a confidence.

    Intervals are Wilson's of each bin alone, stories left aside: a bin has too few questions to do better.
    """
    found = []
    for count, confidence, right in bins(judged(results)):
        reach = wilson(right * count, count)
        found.append(Bin(count, confidence, right, reach.low, reach.high))
    title = f"Share of answers that are right, by confidence, in {BINS} bins"
    return reliability_plot(found, "reliability", title) if found else None


def _height(reference: Reference) -> float:
    return reference.estimate.mean or 0.0


def _own_row(headline: Measure) -> Row:
    estimate = headline.estimate
    mean, low, high = (value or 0.0 for value in (estimate.mean, estimate.low, estimate.high))
    shown = f"{number(headline.term, estimate.mean)} ({interval(headline.term, estimate)})"
    return Row("This run", mean, low, high, shown, f"This run: {shown}")


def _reference_row(headline: Measure, reference: Reference) -> Row:
    row = _own_row(Measure(headline.term, reference.estimate, None))
    return replace(row, label=reference.name, words=f"{reference.name}: {row.shown}. {reference.meaning}",
                   tone="quiet", clear=False)


def _difference_row(measure: Measure) -> Row | None:
    found = measure.difference
    if found is None or found.difference is None or found.low is None or found.high is None:
        return None
    clear = is_clear(found)
    tone: Tone = ("good" if is_better(measure) else "bad") if clear else "plain"
    verdict = ("clearly better" if is_better(measure) else "clearly worse") if clear else "no clear difference"
    shown = change(measure.term, found)
    label = f"{measure.term.label} ↓" if measure.term.lower_is_better else measure.term.label
    return Row(label, found.difference, found.low, found.high, shown, f"{measure.term.label}: {shown}, {verdict}",
               f"#term-{anchor(measure.term.name)}", tone, clear)
