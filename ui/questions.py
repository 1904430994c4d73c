"""A file of questions, one JSON object a line, as `ask --questions` reads it."""

import json
from pathlib import Path
from typing import Any

from embeddings.errors import PullquoteError


def read_questions(path: Path) -> list[tuple[Any, str]]:
    """Return (qid, question) of each line, in order; blank lines are passed over.

    Raises PullquoteError for a file that cannot be read, or the first line that is not such an object.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not UTF-8 text"
        raise PullquoteError(f"{path}: {reason}") from error
    return [_question(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _question(path: Path, number: int, line: str) -> tuple[Any, str]:
    try:
        record = json.loads(line)
        qid, question = record.get("qid"), record["question"]
    except (ValueError, KeyError, AttributeError) as error:
        raise PullquoteError(f'{path}, line {number}: expected {{"qid": …, "question": …}}') from error
    if not isinstance(question, str):
        raise PullquoteError(f"{path}, line {number}: the question is not a string")
    return qid, question
