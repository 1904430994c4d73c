"""Texts of public sets as documents: canonical, like any article, with the offsets of their gold moved along."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eval.data import read_lines, read_text
from eval.types import Document, GoldSpan
from qa.read import canonical


def make_document(name: str, title: str, text: str) -> Document:
    """Return a text as a document, without sentences; it is made canonical first."""
    text = canonical(text)
    return Document(doc=name, title=title, text=text, sha256=hashlib.sha256(text.encode()).hexdigest())


def moved_span(document: Document, raw: str, start: int, end: int) -> GoldSpan:
    """Return the span of the document that was `raw[start:end]` before its text was made canonical."""
    lead = len(composed := unicodedata.normalize("NFC", raw)) - len(composed.lstrip())
    first, last = (min(max(len(unicodedata.normalize("NFC", raw[:offset])) - lead, 0), len(document.text))
                   for offset in (start, end))
    return GoldSpan(document.doc, first, last, document.text[first:last])


def only_span(document: Document, words: str) -> GoldSpan | None:
    """Return where the document holds these words, None where it does not, or more than once."""
    words = canonical(words)
    if document.text.count(words) != 1:
        return None
    start = document.text.index(words)
    return GoldSpan(document.doc, start, start + len(words), words)


def read_records(path: Path) -> list[dict[str, Any]]:
    """Return the object on each line of a JSONL file. Raises EvalError when the file cannot be read."""
    return [json.loads(line) for _, line in read_lines(path)]


def read_object(path: Path) -> Mapping[str, Any]:
    """Return the object in a JSON file. Raises EvalError when the file cannot be read."""
    content: Mapping[str, Any] = json.loads(read_text(path))
    return content
