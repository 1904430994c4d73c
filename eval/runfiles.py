"""A run's folder: `run.json`, `predictions.jsonl`, `results.jsonl` and `summary.json`.

`run.json` says what was run on what, `predictions.jsonl` is what the system printed, as it printed it, and
`results.jsonl` holds every score of every question. The same predictions on the same data give the same bytes of
results: lines by question, keys in order, six places, and neither times nor paths. `summary.json` follows from them.
To compare with a run, `run.json` and `results.jsonl` are enough.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass, replace
from pathlib import Path
from typing import Any, cast

from eval.data import read_lines, read_text, write_lines
from eval.errors import DataError, EvalError
from eval.records import parse_record
from eval.runinfo import FORMAT, METRICS, RunInfo
from eval.summary import Summary
from eval.types import Result

PLACES = 6


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it was saved; its predictions are read by `eval.predictions`, which needs the dataset."""

    info: RunInfo
    results: tuple[Result, ...]


def save_run(folder: str | Path, info: RunInfo, results: Sequence[Result], summary: object) -> None:
    """Write a run beside its predictions; files that are there are replaced. `summary` is a dataclass.

    `run.json` says that the metrics of now scored it, whatever `info` says.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    write_lines(folder / "run.json", [_pretty(replace(info, metrics=METRICS))])
    write_lines(folder / "results.jsonl", map(result_line, sorted(results, key=lambda result: result.qid)))
    write_lines(folder / "summary.json", [_pretty(summary)])


def load_run(folder: str | Path) -> Run:
    """Return a saved run. Raises EvalError when a file is missing, and DataError when one is not what was written."""
    return Run(load_info(folder), load_results(folder))


def load_pair(base: str | Path, new: str | Path) -> tuple[Run, Run]:
    """Return two runs that can be compared. Raises EvalError with all that keeps them apart (`apart`)."""
    one, other = load_run(base), load_run(new)
    reasons = apart(one.info, other.info)
    if reasons:
        raise EvalError(f"{base} and {new} do not belong together: {'; '.join(reasons)}")
    return one, other


def apart(base: RunInfo, new: RunInfo) -> list[str]:
    """Return, in words, why the scores of two runs must not be compared; nothing where they may be."""
    splits = [info.settings.get("split") or "all" for info in (base, new)]
    reasons = {
        f"they are of other questions (split {splits[0]} and split {splits[1]})":
            base.questions_sha256 != new.questions_sha256 and splits[0] != splits[1],
        "their questions, or the gold of these, differ; ask the same ones":
            base.questions_sha256 != new.questions_sha256 and splits[0] == splits[1],
        "their articles, or the sentences of these, differ; ask over the same ones":
            base.corpus_sha256 != new.corpus_sha256,
        f"versions {base.metrics} and {new.metrics} of the metrics scored them; `pullquote eval score` does it again":
            base.metrics != new.metrics,
    }
    return [reason for reason, applies in reasons.items() if applies]


def load_info(folder: str | Path) -> RunInfo:
    """Return what `run.json` holds. Raises EvalError when it is missing, and DataError when it is not sound."""
    path = Path(folder) / "run.json"
    try:
        info = parse_record(read_text(path), RunInfo)
    except DataError as error:
        raise DataError(str(path), error.problems) from None
    if info.format != FORMAT:
        raise DataError(str(path), [f"format {info.format} is not read; this release reads format {FORMAT}"])
    return info


def load_results(folder: str | Path) -> tuple[Result, ...]:
    """Return the results in a run's folder.

    Raises EvalError when the file is missing, and DataError with every bad line together: no result, a metric outside
    0–1, a question that stands there twice.
    """
    path = Path(folder) / "results.jsonl"
    results: dict[str, Result] = {}
    problems: list[str] = []
    for number, line in read_lines(path):
        try:
            result = parse_record(line, Result)
        except DataError as error:
            problems += [f"{path.name}:{number}: {problem}" for problem in error.problems]
            continue
        problems += [f"{path.name}:{number}: {name} is {value}, outside 0–1" for name, value in result.metrics.items()
                     if value is not None and not 0 <= value <= 1]
        if result.qid in results:
            problems.append(f"{path.name}:{number}: question {result.qid!r} stands on another line too")
        results[result.qid] = result
    if problems:
        raise DataError(str(path), problems)
    return tuple(results.values())


def load_summary(folder: str | Path) -> Summary:
    """Return a run in numbers, as `summary.json` has it. Raises EvalError when it is missing or not sound."""
    path = Path(folder) / "summary.json"
    try:
        return parse_record(read_text(path), Summary)
    except DataError as error:
        raise DataError(str(path), error.problems) from None


def result_line(result: Result) -> str:
    """Return the line of `results.jsonl` for a result. Raises ValueError for a value that is not a finite number."""
    record = asdict(result)
    record["metrics"] = {name: None if value is None else float(value) for name, value in result.metrics.items()}
    return json.dumps(_rounded(record), ensure_ascii=False, sort_keys=True, allow_nan=False)


def _pretty(value: object) -> str:
    plain = asdict(cast("Any", value)) if is_dataclass(value) else value
    return json.dumps(_rounded(plain), ensure_ascii=False, sort_keys=True, allow_nan=False, indent=2)


def _rounded(value: Any) -> Any:
    """Return plain data with every float at six places; minus zero is zero."""
    if isinstance(value, float):
        return round(value, PLACES) + 0.0
    if isinstance(value, Mapping):
        return {str(key): _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    return value
