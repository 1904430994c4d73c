"""Files into a store: read, split, encode, put — one article at a time, each stored whole as soon as it is encoded."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from embeddings.encoder import Encoder
from qa.article import Article
from qa.errors import ReadError
from qa.formats import Options
from qa.passages import split_passages
from qa.sources import Item, Reader, find_roots
from qa.store import Store

Progress = Callable[[int, int], None]
"""Called with (files done, files in all) after each file or address."""


@dataclass(slots=True)
class Report:
    """What became of each source: absolute paths, in the order they were read. `failed` holds (source, reason).

    `notes` holds (source, what must be known of how it was read), such as an encoding that was guessed.
    """

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    duplicates: list[tuple[str, str]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    passages: int = 0


def add_files(store: Store, encoder: Encoder, paths: Iterable[str | Path], progress: Progress | None = None,
              options: Options | None = None) -> Report:
    """Read files, folders and addresses into the store, and return what became of each.

    A file whose bytes are known is not read again, and nothing of it is encoded. A file that cannot be read is
    reported as failed, keeps what the store had of it, and is tried again next time.
    Raises ReadError for a path that does not exist, before anything is stored.
    """
    roots = list(dict.fromkeys(find_roots(paths)))
    report = Report()
    try:
        with Reader(options) as reader:
            for done, name in enumerate(roots, 1):
                root = reader.open(name)
                for item in root.items if root else ():
                    try:
                        _add(store, encoder, item, report)
                    except ReadError as error:
                        report.failed.append((error.source, error.reason))
                if progress:
                    progress(done, len(roots))
    finally:
        if report.passages:
            store.sync()
    return report


def _add(store: Store, encoder: Encoder, item: Item, report: Report) -> None:
    known = store.source_sha256(item.source)
    if item.sha256 and known == item.sha256:
        report.unchanged.append(item.source)
        return
    reading = item.read()
    article = reading.article
    report.notes += [(item.source, note) for note in reading.notes]
    twin = store.same_text(article)
    if twin is not None and known is None:
        report.duplicates.append((item.source, twin))
        return
    report.passages += put_article(store, encoder, article, item.sha256)
    (report.added if known is None else report.updated).append(item.source)


def put_article(store: Store, encoder: Encoder, article: Article, source_sha256: str) -> int:
    """Split, encode and store one article, and return how many passages it has; searches find it after `sync`."""
    passages = split_passages(article)
    vectors = encoder.encode_passages([passage.embedded_text for passage in passages])
    store.put(article, source_sha256, passages, vectors)
    return len(passages)
