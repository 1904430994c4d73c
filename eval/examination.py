"""The questions of a notebook, asked with one setting or two: what was run, kept for good, and what it shows.

    runs/2026-11-22T11-41-07-000000/
        data/              the dataset as it was then
        run/               the run, as `eval.runfiles` keeps it; base/ and new/ where two settings are compared
        report.html        written last: without it, the examination was not finished
"""

import datetime as dt
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from eval.compare import Difference, difference, pair
from eval.errors import EvalError
from eval.notebook import Notebook
from eval.report.content import Content
from eval.report.save import write_html
from eval.report.terms import HEADLINE
from eval.run import Progress
from eval.runfiles import load_info, load_run, load_summary
from eval.runinfo import RunInfo
from eval.selection import Selection
from eval.suite import report_content, run_assistant
from eval.summary import Summary
from qa.assistant import Assistant
from qa.confidence import STRICTNESS, threshold

REPORT, DATA, RUNS = "report.html", "data", "runs"
ALONE, PAIR = ("run",), ("base", "new")
STAMP = "%Y-%m-%dT%H-%M-%S-%f"
JUDGED = (HEADLINE, "evidence_complete_5")
"""What tells which of two settings is better: the first of these that both score."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A finished examination: when it began (UTC), and the strictness and the numbers of each run, the base first."""

    name: str
    began: dt.datetime
    strictness: tuple[float, ...]
    summaries: tuple[Summary, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """How one measure differs between two runs, and of how many stories the questions are that both score."""

    difference: Difference
    stories: int


def examine(notebook: Notebook, assistant: Assistant, strictness: Sequence[float],
            progress: Progress) -> str:
    """Ask every finished question at each strictness, keep it all, and return the name it is kept under.

    What `progress` raises ends the examination, and nothing is kept of it. Raises SettingError for a strictness outside
    0 to 1, EvalError where no question is finished.
    """
    for one in strictness:
        threshold(one)
    if len(set(strictness)) < len(strictness):
        raise EvalError("both settings are the same; give two that differ")
    began = dt.datetime.now(dt.UTC)
    folder = notebook.folder / RUNS / began.strftime(STAMP)
    try:
        dataset = notebook.snapshot(folder / DATA)
        count = len(dataset.questions)
        runs = [folder / name for name in (PAIR if len(strictness) > 1 else ALONE)]
        for number, (run, one) in enumerate(zip(runs, strictness, strict=True)):
            progress(number * count, len(runs) * count)
            run_assistant(Selection(str(folder / DATA)), run, assistant, one, _from(progress, number, len(runs)))
        write_html(_content(runs), folder / REPORT)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder.name


def examinations(notebook: Notebook, most: int | None = None) -> list[Examined]:
    """Return the finished examinations of a notebook, newest first, `most` of them."""
    return [examined(notebook, path.parent.name) for path in sorted(_reports(notebook), reverse=True)[:most]]


def examined(notebook: Notebook, name: str) -> Examined:
    """Return a finished examination by its name. Raises EvalError where there is none."""
    runs = _runs(_folder(notebook, name))
    began = dt.datetime.strptime(name, STAMP).replace(tzinfo=dt.UTC)
    return Examined(name, began, tuple(_strictness(load_info(run)) for run in runs), tuple(map(load_summary, runs)))


def compared(notebook: Notebook, found: Examined) -> Compared:
    """Return how the second run of an examination differs from the first, by the measure that tells most."""
    base, new = (load_run(run).results for run in _runs(_folder(notebook, found.name)))
    differences = [difference(base, new, metric) for metric in JUDGED]
    told = next((one for one in differences if one.paired), differences[0])
    return Compared(told, len(set(pair(base, new, told.metric).stories)))


def report_of(notebook: Notebook, name: str) -> str:
    """Return the report of an examination as HTML. Raises EvalError where there is none."""
    return (_folder(notebook, name) / REPORT).read_text(encoding="utf-8")


def results_of(notebook: Notebook, name: str, number: int) -> str:
    """Return `results.jsonl` of a run, 0 or 1, of an examination. Raises EvalError where there is none."""
    runs = _runs(_folder(notebook, name))
    if not 0 <= number < len(runs):
        raise EvalError("there was no such run")
    return (runs[number] / "results.jsonl").read_text(encoding="utf-8")


def _reports(notebook: Notebook) -> Iterator[Path]:
    """Yield the reports of all finished examinations; folders of any other name are none of ours."""
    for path in (notebook.folder / RUNS).glob(f"*/{REPORT}"):
        with suppress(ValueError):
            dt.datetime.strptime(path.parent.name, STAMP).replace(tzinfo=dt.UTC)
            yield path


def _folder(notebook: Notebook, name: str) -> Path:
    """Return the folder of a finished examination; a name that came from a browser is looked up, never followed."""
    for path in _reports(notebook):
        if path.parent.name == name:
            return path.parent
    raise EvalError("this result is no longer there")


def _runs(folder: Path) -> list[Path]:
    return [folder / name for name in (*ALONE, *PAIR) if (folder / name).is_dir()]


def _from(progress: Progress, number: int, runs: int) -> Progress:
    """Return the progress of one of several runs as that of them all."""
    return lambda done, total: progress(number * total + done, runs * total)


def _strictness(info: RunInfo) -> float:
    found = info.settings.get("strictness")
    return found if isinstance(found, float) else STRICTNESS


def _content(runs: Sequence[Path]) -> Content:
    """Return what the report tells: of the last run, against the first where there are two."""
    content = report_content(runs[-1], runs[0] if len(runs) > 1 else None)
    baseline = content.baseline and replace(content.baseline, info=_told(content.baseline.info))
    return replace(content, run=replace(content.run, info=_told(content.run.info)), baseline=baseline)


def _told(info: RunInfo) -> RunInfo:
    """Return what a report says of a run: at which strictness it was; the data are named from its folder."""
    return replace(info, version=f"{info.version} at strictness {_strictness(info):g}",
                   settings={**info.settings, "data": DATA})
