"""Exports with an article a row: JSON Lines, CSV and Parquet. Columns are found by their usual names, or are named."""

import csv
import hashlib
import io
import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, BinaryIO

from qa.formats import Draft, FormatError, Member, Options, markup
from qa.formats.dates import iso_date
from qa.formats.text import decode

LINE_LIMIT = 20_000_000  # bytes
COLUMNS = {  # one of FIELDS: the names by which it usually goes, the likeliest first
    "text": ("text", "body", "content", "article", "article_text", "full_text", "maintext", "story", "document"),
    "title": ("title", "headline", "heading"),
    "publisher": ("publisher", "outlet", "publication", "newspaper", "site", "source"),
    "authors": ("authors", "author", "byline", "creator"),
    "published": ("published", "published_at", "publish_date", "publication_date", "pubdate", "date_published", "date",
                  "datetime", "created_at", "timestamp"),
    "language": ("language", "lang"),
    "url": ("url", "link", "permalink"),
    "id": ("id", "guid", "uuid", "article_id", "doc_id", "_id"),
}
Row = Mapping[str, Any]
Rows = Iterator[tuple["Row | FormatError", float]]
"""Each row, or why it cannot be read, and the share of the file that was read then."""


def split(path: Path, options: Options) -> Iterator[Member]:
    """Yield the article of each row, named by its id or address, or else by a hash of the row, never by its place.

    Raises FormatError for a file that is none, or has no column with a text.
    """
    kind = path.suffix.lower()
    rows = _parquet(path) if kind == ".parquet" else _csv(path) if kind in {".csv", ".tsv"} else _json_lines(path)
    chosen: dict[str, str] = {}
    names: tuple[str, ...] | None = None
    for number, (row, share) in enumerate(rows, 1):
        try:
            if isinstance(row, FormatError):
                raise row
            if names != tuple(row):
                chosen, names = choose(row, options), tuple(row)
            yield replace(_member(row, chosen), share=share)
        except FormatError as error:
            if names is None and not isinstance(row, FormatError):
                raise  # it is the file that has no text, not this row
            yield Member(f"row {number}", error, share=share)


def choose(row: Row, options: Options) -> dict[str, str]:
    """Return the column of each field. Raises FormatError where one that was named is missing, or none has a text."""
    known = {str(name).strip().lower(): name for name in row}
    usual = {field: known[name] for field, names in COLUMNS.items() for name in reversed(names) if name in known}
    given = dict(options.columns)
    missing = [name for name in given.values() if _value(row, name) is None and name.split(".")[0] not in row]
    if missing or "text" not in usual | given:
        what = f"has no column {missing[0]!r}" if missing else "has no column with a text"
        raise FormatError(f"{what}; it has {', '.join(map(str, itertools.islice(row, 12)))}. "
                          "Name it, for example with --columns text=body,title=headline")
    return usual | given


def _member(row: Row, chosen: dict[str, str]) -> Member:
    fields = {field: _value(row, column) for field, column in chosen.items()}
    text = fields.get("text")
    name = " ".join(str(fields.get("id") or fields.get("url") or "").split())[:300]
    if not isinstance(text, str) or not text.strip():
        raise FormatError("has no text")
    headline = _line(fields.get("title"))
    if re.search(r"</(?:p|div|br|h\d)>|<(?:p|br) ?/?>", text, re.IGNORECASE):
        text = "\n\n".join(filter(None, markup.words(text)))
    draft = Draft(
        body=text, headline=headline, publisher=_line(fields.get("publisher")),
        authors=_authors(fields.get("authors")), published=iso_date(fields.get("published")),
        language=_line(fields.get("language")), url=_line(fields.get("url")),
    )
    if not name:
        name = hashlib.sha256(json.dumps(asdict(draft)).encode()).hexdigest()[:16]
    return Member(name, draft)


def _value(row: Row, column: str) -> Any:
    """Return what stands in a column; "body.text" is `text` within `body`, where no column is called so."""
    if column in row:
        return row[column]
    value: Any = row
    for step in column.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _line(value: object) -> str | None:
    return " ".join(str(value).split()) or None if isinstance(value, str | int | float) else None


def _authors(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        value = re.split(r"\s*[;|]\s*", value)
    if not isinstance(value, list | tuple):
        return ()
    return tuple(name for each in value if (name := _line(each.get("name") if isinstance(each, Mapping) else each)))


def _lines(file: BinaryIO) -> Iterator[bytes | FormatError]:
    """Yield the lines of a file; in place of one that is too long, why it is left out."""
    while line := file.readline(LINE_LIMIT):
        if len(line) < LINE_LIMIT or line.endswith(b"\n"):
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(LINE_LIMIT)
        yield FormatError(f"is longer than {LINE_LIMIT:,} bytes")


def _json_lines(path: Path) -> Rows:
    size = path.stat().st_size
    with path.open("rb") as file:
        for line in _lines(file):
            if isinstance(line, FormatError):
                yield line, file.tell() / size
            elif line.strip():
                yield _json_row(line), file.tell() / size


def _json_row(line: bytes) -> Row | FormatError:
    try:
        row = json.loads(decode(line)[0])
    except (ValueError, RecursionError, FormatError) as error:
        return FormatError(f"is no JSON ({error})")
    return row if isinstance(row, dict) else FormatError("is no JSON object")


def _csv(path: Path) -> Rows:
    with path.open("rb") as file:
        encoding = "utf-16" if file.read(2) in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        yield from _csv_rows(path, encoding)
    except UnicodeDecodeError:
        yield FormatError(f"and those after it are left out: they are not {encoding.removesuffix('-sig').upper()}; "
                          "convert the file, for example with `iconv -f CP1252 -t UTF-8`"), 1.0
    except csv.Error as error:
        yield FormatError(f"and those after it are left out: {error}"), 1.0


def _csv_rows(path: Path, encoding: str) -> Rows:
    csv.field_size_limit(LINE_LIMIT)
    size = path.stat().st_size
    with path.open("rb") as content, io.TextIOWrapper(content, encoding, newline="") as file:
        sample = file.read(65_536)
        file.seek(0)
        first = sample.partition("\n")[0]
        delimiter = max(",;\t|", key=first.count)
        for row in csv.DictReader(_short(file), delimiter=delimiter, strict=True):
            yield row, content.tell() / size


def _short(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        if len(line) > LINE_LIMIT:
            raise csv.Error(f"a line is longer than {LINE_LIMIT:,} characters")
        yield line


def _parquet(path: Path) -> Rows:
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        raise FormatError("needs pyarrow; install it with `pip install 'pullquote[parquet]'`") from error
    try:
        with ParquetFile(path) as table:
            rows = itertools.chain.from_iterable(batch.to_pylist() for batch in table.iter_batches(batch_size=64))
            yield from ((row, number / table.metadata.num_rows) for number, row in enumerate(rows, 1))
    except (ArrowException, OSError) as error:
        raise FormatError(f"is no Parquet file that can be read ({error})") from error
