"""Questions and quotations as the command line reads them: from files, one JSON object a line, or from a terminal."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from embeddings.errors import PullquoteError


class Quotation(NamedTuple):
    """A quotation to check: its id and the article it is said to be of, where these are given."""

    qid: Any
    quote: str
    article_id: str | None


def read_questions(path: Path) -> list[tuple[Any, str]]:
    """Return (qid, question) of each line, in order; blank lines are passed over.

    Raises PullquoteError for a file that cannot be read, or the first line that is not such an object.
    """
    return [(record.get("qid"), record["question"]) for record in _records(path, "question")]


def typed_questions(given: Iterable[str]) -> Iterator[str]:
    """Yield the questions given; for "-" those that are typed or piped in, a line each, until the input ends."""
    for question in given:
        if question != "-":
            yield question
            continue
        while True:
            sys.stderr.write("> " if sys.stdin.isatty() else "")
            sys.stderr.flush()
            line = sys.stdin.readline()
            if not line:
                break
            if line.strip():
                yield line.strip()


def read_quotations(path: Path) -> list[Quotation]:
    """Return the quotation of each line {"qid", "quote", "article_id"}, in order; only `quote` must be there.

    Raises PullquoteError as `read_questions` does.
    """
    return [Quotation(record.get("qid"), record["quote"], record.get("article_id"))
            for record in _records(path, "quote", "article_id")]


def _records(path: Path, field: str, *optional: str) -> Iterator[dict[str, Any]]:
    """Yield the object on each line that is not blank; its `field` is a string, its `optional` ones are or are not."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not UTF-8 text"
        raise PullquoteError(f"{path}: {reason}") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _record(f"{path}, line {number}", line, field, optional)


def _record(place: str, line: str, field: str, optional: tuple[str, ...]) -> dict[str, Any]:
    try:
        record: Any = json.loads(line)
    except ValueError as error:
        raise PullquoteError(f'{place}: expected {{"qid": …, "{field}": …}}') from error
    if not isinstance(record, dict) or field not in record:
        raise PullquoteError(f'{place}: expected {{"qid": …, "{field}": …}}')
    for name in (field, *optional):
        if not isinstance(record.get(name), str) and (name == field or record.get(name) is not None):
            raise PullquoteError(f"{place}: the {name} is not a string")
    return record
