"""Exports back into a library: each article whole, under its own id, with nothing encoded that was encoded before."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from embeddings.encoder import Encoder
from qa.article import Article, Origin, Passage
from qa.errors import ReadError, SpanError, UnknownArticleError
from qa.export import FORMAT, vector_of
from qa.ingest import Progress, Report
from qa.intake import Intake
from qa.store import Store

LINE_LIMIT = 500_000_000  # characters; an article with its versions and vectors
_BROKEN = (ArithmeticError, KeyError, TypeError, ValueError, SpanError)


def restore(store: Store, path: Path, encoder: Callable[[], Encoder], progress: Progress | None = None) -> Report:
    """Take an export into a store and return what became of each article.

    An article that the store holds already is unchanged. One that is damaged, or of which the store holds another text
    under the same id or from the same source, has failed, and the store keeps its own. `encoder` is asked for only
    where the store has another than the export's; then every passage is encoded anew.
    Raises ReadError for a file that is no export, BusyError when another is writing.
    """
    report = Report()
    with store.writing():
        try:
            lines = _records(path)
            _, first = next(lines, (0, {}))
            if first.get("kind") != "library" or first.get("format") != FORMAT:
                raise ReadError(str(path), f"is no export of a library in format {FORMAT}")
            whole, total = False, int(first.get("articles", 0))
            for number, record in lines:
                whole = record.get("kind") == "end"
                try:
                    _take(store, record, first, encoder, report)
                    if progress and total:
                        progress(min(number - 1, total), total, report.passages)
                except _BROKEN as error:
                    report.failed.append((f"{path}, line {number}", f"is damaged: {error}"))
                except ReadError as error:
                    report.failed.append((error.source, error.reason))
            if not whole:
                report.failed.append((str(path), "ends too early; what stood in it was taken in"))
        finally:
            store.sync()
    return report


def _records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (number of the line, its record)."""
    try:
        with path.open(encoding="utf-8") as file:
            number = 0
            while line := file.readline(LINE_LIMIT):
                number += 1
                record: Any = None
                with suppress(ValueError):
                    record = json.loads(line)
                yield number, record if isinstance(record, dict) else {"kind": "damaged"}
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(str(path), str(getattr(error, "strerror", None) or "is not UTF-8 text")) from error


def _take(store: Store, record: dict[str, Any], header: dict[str, Any], encoder: Callable[[], Encoder],
          report: Report) -> None:
    kind, origins = record.pop("kind", None), store.origins
    if kind == "article":
        _take_article(store, record, header, encoder, report)
    elif kind == "source":
        origin = Origin(**record)
        if origins.of(origin.source) is None:
            origins.record(origin)
    elif kind == "root":
        if origins.visit(record["root"]) is None:
            origins.record_visit(record["root"], *record["visit"])
    elif kind == "followed":
        if record["given"] not in {given for given, _ in origins.followed()}:
            origins.follow([record["given"]], record["options"])
    elif kind != "end":
        raise ValueError("it is no record of an export")


def _take_article(store: Store, record: dict[str, Any], header: dict[str, Any], encoder: Callable[[], Encoder],
                  report: Report) -> None:
    passages, versions, sources = (record.pop(name) for name in ("passages", "versions", "sources"))
    article = _article(record)
    earlier = [(version.pop("replaced"), _article(version)) for version in versions]
    origins = [Origin(**origin) for origin in sources]
    rows = [(_passage(article, one["start"], one["end"], one["bounds"]), vector_of(one["vector"], header["dimension"]))
            for one in passages]
    held = _held(store, article)
    if held is None:
        own = next((one for one in origins if one.source == article.source), Origin(article.source, article.source, ""))
        _put(store, article, own, rows, header, encoder)
        report.added.append(article.source)
        report.passages += len(rows)
    else:
        report.unchanged.append(article.source)
    known = {sha256 for sha256, _ in store.versions(article.id)}
    for replaced, version in reversed(earlier):  # oldest first, in which order they were kept
        if version.sha256 not in known:
            store.put_version(version, replaced)
    for origin in origins:
        if held is None or store.origins.of(origin.source) is None:
            store.origins.record(origin)


def _put(store: Store, article: Article, origin: Origin, rows: list[tuple[Passage, Any]], header: dict[str, Any],
         encoder: Callable[[], Encoder]) -> None:
    if store.encoder_name not in {None, header["encoder"]}:
        with Intake(store, encoder()) as intake:
            intake.put(article, origin)
        return
    store.adopt(header["encoder"], header["dimension"])
    vectors = np.stack([vector for _, vector in rows]) if rows else np.empty((0, header["dimension"]), np.float32)
    store.put(article, origin, [passage for passage, _ in rows], vectors)


def _held(store: Store, article: Article) -> Article | None:
    """Return the same article as the store holds it, None where it holds none. Raises ReadError where it differs."""
    with suppress(UnknownArticleError):
        held = store.article(article.id)
        if not held.same_text(article):
            raise ReadError(article.source, f"article {article.id} has another text here; it was left as it is")
        return held
    origin = store.origins.of(article.source)
    if origin and origin.article_id:
        raise ReadError(article.source, f"stands for article {origin.article_id} here; it was left as it is")
    return None


def _passage(article: Article, start: int, end: int, bounds: list[list[int]]) -> Passage:
    flat = [start, *chain.from_iterable(bounds), end]
    if flat != sorted(flat):
        raise ValueError(f"{start}–{end} of {article.id} holds sentences that are outside")
    return Passage(article, start, end, tuple((first, last) for first, last in bounds))


def _article(record: dict[str, Any]) -> Article:
    """Return the article of a record. Raises an error of `_BROKEN` where it is not what its hash says."""
    article = Article(**record | {"authors": tuple(record["authors"]), "pages": tuple(record["pages"])})
    if hashlib.sha256(article.text.encode()).hexdigest() != article.sha256:
        raise ValueError(f"the text of {article.id} is not the one that was exported")
    if article.pages and (list(article.pages) != sorted(article.pages) or article.pages[-1] > len(article.text)):
        raise ValueError(f"the pages of {article.id} are no offsets in its text")
    return article
