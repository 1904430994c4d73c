"""What the evaluation commands print: runs, comparisons, gates and reports as lines of text.

The suite is imported inside the functions, so that a question asked at the terminal loads none of it.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from embeddings.errors import PullquoteError

if TYPE_CHECKING:
    from eval.types import Split


def split(name: str | None) -> "Split | None":
    """Return the half of that name. Raises PullquoteError for any other name."""
    match name:
        case None | "dev" | "test":
            return name
    raise PullquoteError(f"there is no split {name!r}; it is dev or test")


def comparison_lines(base: Path, new: Path) -> list[str]:
    """Return the difference in every metric that both runs score, and the questions that flipped."""
    from eval.compare import compare
    from eval.runfiles import load_results

    found = compare(load_results(base), load_results(new))
    lines = [f"{'metric':26}{'base':>8}{'new':>8}{'difference':>12}  95 % interval       p"]
    for name, item in found.differences.items():
        if item.difference is not None:
            lines.append(f"{name:26}{item.base:8.3f}{item.new:8.3f}{item.difference:+12.3f}  "
                         f"[{item.low:+.3f}, {item.high:+.3f}]  {item.p_value:.3f}")
    headline = found.differences.get("attributed_accuracy")
    if headline:
        lines += [f"fixed: {', '.join(headline.fixed) or 'none'}", f"broken: {', '.join(headline.broken) or 'none'}"]
    return lines


def gate_lines(run: Path, policy: Path, baseline: Path | None) -> tuple[list[str], int]:
    """Return the verdict of a policy on a run, a line a metric, and the exit status."""
    from eval.gate import gate
    from eval.policy import load_policy
    from eval.runfiles import load_results

    found = gate(load_results(run), load_results(baseline) if baseline else None, load_policy(policy))
    lines = [f"{check.outcome.value:13}{check.metric}: {check.reason}" for check in found.checks]
    return [*lines, found.outcome.value], found.exit_code


def write_reports(run: Path, baseline: Path | None, html: Path | None, md: Path | None, junit: Path | None) -> None:
    """Write the report of a run in each format for which a file is named."""
    from eval.report.save import write_html, write_junit, write_markdown
    from eval.suite import report_content

    content = report_content(run, baseline)
    for path, write in ((html, write_html), (md, write_markdown), (junit, write_junit)):
        if path:
            write(content, path)


def selftest_lines(examples: Path) -> tuple[list[str], bool]:
    """Return the outcome of the self-test, and whether all of it passed."""
    from eval.selftest import render, run_selftest

    report = run_selftest(examples)
    return render(report).splitlines(), report.failed == 0


def power_lines(n: int, stories: int, base: float) -> list[str]:
    """Return what so many questions can show. Raises PullquoteError for numbers that make no plan."""
    from eval.statistics import plan

    try:
        found = plan(n, stories, base)
    except ValueError as error:
        raise PullquoteError(str(error)) from error
    smallest = "none" if found.minimal_effect is None else f"{found.minimal_effect:.3f}"
    return [
        f"{n} questions in {stories} stories, baseline {base:g}: worth {found.effective_n:.0f} independent questions",
        f"95 % interval of the rate: [{found.interval.low:.3f}, {found.interval.high:.3f}]",
        f"smallest loss found with probability {found.power:g}: {smallest}",
        f"assumed: correlation within a story {found.within:g}, between two runs on a question {found.between:g}",
    ]
