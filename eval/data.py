"""A dataset and its folder: `dataset.json`, `documents.jsonl` and `questions.jsonl`, loaded only when they are sound.

`dataset.json` holds the version of the format, the name, and what cut the frozen sentences. Each line of the other two
is a `Document` or a `Question` of `eval.types`, field by field; fields with a default may be left out.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from eval.errors import DataError, EvalError
from eval.lint import document_problems, question_problems, together_problems
from eval.records import format_record, parse_record
from eval.types import Dataset, Document, Question

FORMAT = 1

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Header:
    """What `dataset.json` holds. `format` is the version of the format, 1 so far."""

    format: int
    name: str
    segmenter: str


def load_dataset(folder: str | Path) -> Dataset:
    """Return the dataset in a folder.

    Raises DataError with every bad line together: no JSON, a field missing, mistyped or unknown, gold `text` that is
    not its slice, parts that do not fit the question's kind. Raises EvalError when a file is not there.
    """
    folder = Path(folder)
    header = load_header(folder / "dataset.json")
    problems: list[str] = []
    documents = _parse(folder / "documents.jsonl", Document, problems)
    problems += _lint("documents.jsonl", documents, document_problems)
    by_name = {document.doc: document for _, document in documents}
    problems += [f"documents.jsonl:{number}: document {document.doc!r} stands on another line too"
                 for number, document in documents if by_name[document.doc] is not document]
    questions = _parse(folder / "questions.jsonl", Question, problems)
    problems += _lint("questions.jsonl", questions, lambda question: question_problems(question, by_name))
    problems += together_problems([question for _, question in questions])
    if problems:
        raise DataError(str(folder), problems)
    return Dataset(name=header.name, documents=by_name, questions=tuple(question for _, question in questions),
                   segmenter=header.segmenter)


def load_header(path: Path) -> Header:
    """Return what a `dataset.json` holds. Raises EvalError when it is missing, and DataError for another format."""
    try:
        header = parse_record(read_text(path), Header)
    except DataError as error:
        raise DataError(str(path), error.problems) from None
    if header.format != FORMAT:
        raise DataError(str(path), [f"format {header.format} is not read; this release reads format {FORMAT}"])
    return header


def save_dataset(dataset: Dataset, folder: str | Path) -> None:
    """Write a dataset so that `load_dataset` returns an equal one; files that are there are replaced."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    write_header(dataset, folder / "dataset.json")
    write_lines(folder / "documents.jsonl", map(format_record, dataset.documents.values()))
    write_lines(folder / "questions.jsonl", map(format_record, dataset.questions))


def write_header(dataset: Dataset, path: Path) -> None:
    """Write the `dataset.json` of a dataset."""
    header = {"format": FORMAT, "name": dataset.name, "segmenter": dataset.segmenter}
    write_lines(path, [json.dumps(header, ensure_ascii=False)])


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write lines as UTF-8, each ended by one newline on every system."""
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")


def read_lines(path: Path) -> list[tuple[int, str]]:
    """Return (1-based number, line) of every line that is not blank. Raises EvalError when the file cannot be read."""
    return [(number, line) for number, line in enumerate(read_text(path).split("\n"), 1) if line.strip()]


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file. Raises EvalError when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise EvalError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise EvalError(f"{path}: is not UTF-8 (byte {error.start + 1})") from error


def parse_lines(path: Path, shape: type[T]) -> list[T]:
    """Return the value on each line of a JSONL file. Raises DataError with the problems of every bad line."""
    problems: list[str] = []
    values = _parse(path, shape, problems)
    if problems:
        raise DataError(str(path), problems)
    return [value for _, value in values]


def _parse(path: Path, shape: type[T], problems: list[str]) -> list[tuple[int, T]]:
    """Return (line number, value) of every sound line; what is wrong with the others is added to `problems`."""
    values = []
    for number, line in read_lines(path):
        try:
            values.append((number, parse_record(line, shape)))
        except DataError as error:
            problems += [f"{path.name}:{number}: {problem}" for problem in error.problems]
    return values


def _lint(name: str, values: list[tuple[int, T]], check: Callable[[T], Iterator[str]]) -> list[str]:
    return [f"{name}:{number}: {problem}" for number, value in values for problem in check(value)]
