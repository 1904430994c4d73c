"""What the evaluation commands print: runs, comparisons, gates and reports as lines of text.

The suite is imported inside the functions, so that a question asked at the terminal loads none of it.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from embeddings.errors import PullquoteError

if TYPE_CHECKING:
    from eval.report.content import Content
    from eval.selection import Selection
    from eval.suite import System
    from qa.model.settings import ModelSettings


class UsageError(PullquoteError):
    """A command that was given what it cannot use; its exit status is 2."""


def selection(data: str, split: str | None, only: Sequence[str]) -> "Selection":
    """Return the questions that the options name. Raises UsageError for a split that does not exist."""
    from eval.selection import Selection

    match split:
        case None | "dev" | "test":
            return Selection(data, split, tuple(only))
    raise UsageError(f"there is no split {split!r}; it is dev or test")


def check_run_options(predictions: Path | None, library: Path | None, interventions: int, strictness: float) -> None:
    """Raise UsageError for options that need pullquote to be asked, beside a file of answers that are given.

    Interventions are tried at a strictness of 0.5, which another one would not be comparable with.
    """
    if library and str(library).startswith(("postgresql:", "postgres:")):
        raise UsageError("an evaluation keeps its articles in a folder: give one with --library, or none")
    given = (("--library", library), ("--interventions", interventions), ("--strictness", strictness != 0.5))
    needless = [name for name, is_given in given if is_given]
    if interventions and strictness != 0.5:
        raise UsageError("interventions are tried at a strictness of 0.5; leave out --interventions or --strictness")
    if predictions and needless:
        raise UsageError(f"the answers are those of {predictions}, so nothing is asked; leave out "
                         f"{' and '.join(needless)}, or --predictions to ask pullquote")


def system_of(name: str, settings: "ModelSettings | None", strictness: float) -> "System":
    """Return the pullquote that is to be asked; statements that fail the screen are left out of its answers.

    Raises UsageError where a language model is to answer and none is configured.
    """
    from eval.suite import System

    if name == "extractive":
        return System(strictness=strictness)
    if settings is None:
        raise UsageError(f"--system {name} needs a language model: give --model NAME and --model-url URL")
    from qa.model.answerer import ModelAnswerer

    screened = name == "model"
    answerer = ModelAnswerer(replace(settings, unsupported="leave_out"), screened=screened)
    kept = {"system": name, "model": settings.model, "model-url": settings.url}
    return System(f"pullquote, {settings.model}{'' if screened else ' without the screen'}", answerer, strictness, kept)


def table_lines(base: Path, others: Sequence[Path]) -> list[str]:
    """Return every metric of a run beside those of others, with the p-value of each difference from the first.

    Raises PullquoteError for runs that do not belong together.
    """
    from eval.compare import compare
    from eval.runfiles import load_pair

    found = [(other, *load_pair(base, other)) for other in others]
    differences = [compare(one.results, new.results).differences for _, one, new in found]
    width = max(12, *(len(one.name) + 2 for one in (base, *others)))
    lines = [f"{'metric':26}{base.name:>{width}}" + "".join(f"{one.name:>{width}}      p" for one in others)]
    for name in differences[0]:
        row = [one[name] for one in differences if name in one and one[name].difference is not None]
        if len(row) == len(others):
            lines.append(f"{name:26}{row[0].base:{width}.3f}" + "".join(
                f"{one.new:{width}.3f}  {one.p_value:.3f}" for one in row))
    return lines


def comparison_lines(base: Path, new: Path) -> list[str]:
    """Return the difference in every metric that both runs score, and the questions that flipped.

    Raises PullquoteError for runs that do not belong together.
    """
    from eval.compare import compare
    from eval.runfiles import load_pair

    one, other = load_pair(base, new)
    found = compare(one.results, other.results)
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
    """Return the verdict of a policy on a run, a line a metric, and the exit status.

    Raises UsageError for whatever keeps the gate from judging: status 1 is that of a run that is worse.
    """
    from eval.gate import gate
    from eval.policy import load_policy
    from eval.runfiles import load_pair, load_results

    try:
        rules = load_policy(policy)
        if baseline is None:
            found = gate(load_results(run), None, rules)
        else:
            base, new = load_pair(baseline, run)
            found = gate(new.results, base.results, rules)
    except PullquoteError as error:
        raise UsageError(str(error)) from error
    lines = [f"{check.outcome.value:13}{check.metric}: {check.reason}" for check in found.checks]
    return [*lines, found.outcome.value], found.exit_code


def write_reports(content: "Content", html: Path | None, md: Path | None, junit: Path | None) -> None:
    """Write a report in each format for which a file is named."""
    from eval.report.save import write_html, write_junit, write_markdown

    for path, write in ((html, write_html), (md, write_markdown), (junit, write_junit)):
        if path:
            write(content, path)


def selftest_lines(examples: Path) -> tuple[list[str], bool]:
    """Return the outcome of the self-test, and whether all of it passed."""
    from eval.selftest import render, run_selftest

    report = run_selftest(examples)
    return render(report).splitlines(), report.failed == 0


def power_lines(n: int, stories: int, base: float) -> list[str]:
    """Return what so many questions can show. Raises UsageError for numbers that make no plan."""
    from eval.statistics import plan

    try:
        found = plan(n, stories, base)
    except ValueError as error:
        raise UsageError(str(error)) from error
    smallest = "none" if found.minimal_effect is None else f"{found.minimal_effect:.3f}"
    return [
        f"{n} questions in {stories} stories, baseline {base:g}: worth {found.effective_n:.0f} independent questions",
        f"95 % interval of the rate: [{found.interval.low:.3f}, {found.interval.high:.3f}]",
        f"smallest loss found with probability {found.power:g}: {smallest}",
        f"assumed: correlation within a story {found.within:g}, between two runs on a question {found.between:g}",
    ]
