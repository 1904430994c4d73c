"""A run's folder: `run.json`, `predictions.jsonl`, `results.jsonl` and `summary.json`.

`run.json` says what was run on what, `predictions.jsonl` is what the system printed, as it printed it, and
`results.jsonl` holds every score of every question. The same predictions on the same data give the same bytes of
results: lines by question, keys in order, six places, and neither times nor paths. `summary.json` follows from them.
"""

import hashlib
import json
import os
import platform
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from pathlib import Path
from typing import Any, cast

from eval.data import read_lines, read_text, write_lines
from eval.errors import DataError
from eval.records import format_record, parse_record
from eval.types import Dataset, Result

FORMAT = 1
PLACES = 6

Setting = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class RunInfo:
    """What `run.json` holds. `commit` is None outside a repository, `index_sha256` None for a system without an index.

    `models` maps a role to a name with its version or hash; thresholds stand in `settings` with the rest.
    """

    system: str
    version: str
    commit: str | None
    dataset: str
    segmenter: str
    corpus_sha256: str
    questions_sha256: str
    index_sha256: str | None
    models: Mapping[str, str]
    settings: Mapping[str, Setting]
    seeds: Mapping[str, int]
    machine: Mapping[str, Setting]
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it was saved; its predictions are read by `eval.predictions`, which needs the dataset."""

    info: RunInfo
    results: tuple[Result, ...]


def save_run(folder: str | Path, info: RunInfo, predictions: Iterable[str], results: Sequence[Result],
             summary: object) -> None:
    """Write a run; files that are there are replaced. `predictions` are lines, `summary` a dataclass."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    write_lines(folder / "run.json", [_pretty(info)])
    write_lines(folder / "predictions.jsonl", predictions)
    save_scores(folder, results, summary)


def save_scores(folder: str | Path, results: Sequence[Result], summary: object) -> None:
    """Write the scores of a run whose predictions are stored, in place of those that are there."""
    write_lines(Path(folder) / "results.jsonl", map(result_line, sorted(results, key=lambda result: result.qid)))
    write_lines(Path(folder) / "summary.json", [_pretty(summary)])


def load_run(folder: str | Path) -> Run:
    """Return a saved run. Raises EvalError when a file is missing, and DataError when one is not what was written."""
    return Run(load_info(folder), load_results(folder))


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


def load_results(path: str | Path) -> tuple[Result, ...]:
    """Return the results in a run's folder, or in a results.jsonl itself, as a committed baseline is.

    Raises EvalError when the file is missing, and DataError with every bad line together: no result, a metric outside
    0–1, a question that stands there twice.
    """
    path = Path(path)
    path = path / "results.jsonl" if path.is_dir() else path
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


def result_line(result: Result) -> str:
    """Return the line of `results.jsonl` for a result. Raises ValueError for a value that is not a finite number."""
    return json.dumps(_rounded(asdict(result)), ensure_ascii=False, sort_keys=True, allow_nan=False)


def corpus_sha256(dataset: Dataset) -> str:
    """Return the hash of the documents with their frozen sentences, whatever their order."""
    return _sha256(format_record(dataset.documents[doc]) for doc in sorted(dataset.documents))


def questions_sha256(dataset: Dataset) -> str:
    """Return the hash of the questions with their gold, whatever their order."""
    return _sha256(map(format_record, sorted(dataset.questions, key=lambda question: question.qid)))


def describe_machine() -> dict[str, Setting]:
    """Return what is worth knowing of this machine: its system, processor, number of processors, and Python."""
    return {"system": platform.system(), "processor": platform.machine(), "processors": os.cpu_count(),
            "python": platform.python_version()}


def commit_of(folder: Path) -> str | None:
    """Return the commit of the repository that tracks `folder`, ending in `-dirty` where files differ from it.

    It is None outside a repository, without git, and for a folder that a repository holds but does not track.
    """
    git = shutil.which("git")
    if git is None or not _said(git, folder, "ls-files", "."):
        return None
    return _said(git, folder, "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*") or None


def _said(git: str, folder: Path, *arguments: str) -> str:
    done = subprocess.run([git, *arguments], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout.strip() if done.returncode == 0 else ""


def _sha256(lines: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(f"{line}\n".encode())
    return digest.hexdigest()


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
