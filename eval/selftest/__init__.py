"""Judges the judge: the suite must score what is known to be right as right, and find what is known to be wrong.

Conformance cases and laws have an expected value each, worked out by hand. The defect matrix breaks a perfect system in
one way at a time and looks which scores fall.
"""

from dataclasses import dataclass
from pathlib import Path

from eval.own import load_own
from eval.selftest.conformance import Check, check_cases
from eval.selftest.laws import check_laws
from eval.selftest.matrix import Row, defect_matrix

__all__ = ["Check", "Row", "SelftestReport", "render", "run_selftest"]


@dataclass(frozen=True, slots=True)
class SelftestReport:
    """Everything that was tried: conformance cases and laws, and the rows of the defect matrix."""

    checks: tuple[Check, ...]
    rows: tuple[Row, ...]

    @property
    def passed(self) -> int:
        """Return how many cases, laws and defects came out as they must."""
        return sum(check.passed for check in self.checks) + sum(row.passed for row in self.rows)

    @property
    def failed(self) -> int:
        """Return how many did not."""
        return len(self.checks) + len(self.rows) - self.passed


def run_selftest(examples: str | Path) -> SelftestReport:
    """Return what became of every case and defect; the defects run on the project's own set, about two minutes.

    `examples` is the folder of its articles. Raises DataError when it is not the one that the set was made for.
    """
    return SelftestReport(checks=(*check_cases(), *check_laws()), rows=defect_matrix(load_own(examples)))


def render(report: SelftestReport) -> str:
    """Return the report as plain text: the matrix, everything that failed, and the counts as its last line."""
    width = max((len(row.defect) for row in report.rows), default=0)
    lines = [f"{len(report.checks)} conformance cases and laws", "",
             f"{'defect':{width}}  own scores, with the difference and its p-value; what moved with them; "
             "how many stayed"]
    lines += [_row_line(row, width) for row in report.rows]
    lines += ["", *_matrix_lines(report.rows, width), ""]
    lines += [f"FAILED {check.name}: {'; '.join(check.problems)}. {check.reason}"
              for check in report.checks if not check.passed]
    lines += [f"FAILED {row.defect}: {'; '.join(row.problems)}" for row in report.rows if not row.passed]
    return "\n".join([*lines, f"{report.passed} passed, {report.failed} failed"]) + "\n"


def _matrix_lines(rows: tuple[Row, ...], width: int) -> list[str]:
    """Return a sign for each defect and score: which moved, and which stayed where they were on every question."""
    scores = sorted({name for row in rows for name in (*(own.metric for own in row.own), *row.also, *row.stayed)})
    numbers = [f"{number:2}" for number in range(1, len(scores) + 1)]
    lines = [f"{'':{width}}  {''.join(digits)}" for digits in zip(*numbers, strict=True)]
    for row in rows:
        own = {found.metric for found in row.own}
        signs = "".join("#" if name in own else "+" if name in row.also else "·" for name in scores)
        lines.append(f"{row.defect:{width}}  {signs}")
    legend = "# a score that the defect is about and that became worse, + one that moved with it, · one that stayed"
    return [legend, *lines, *(f"{number} {name}" for number, name in zip(numbers, scores, strict=True))]


def _row_line(row: Row, width: int) -> str:
    own = [f"{found.metric} {found.difference or 0.0:+.2f} (p {found.p_value or 1.0:.4f})" for found in row.own]
    also = f"{len(row.also)} moved with them" if row.also else "none moved with them"
    return f"{row.defect:{width}}  {', '.join(own) or 'nothing may move'}; {also}; {len(row.stayed)} stayed"
