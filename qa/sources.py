"""Roots to articles: a root is a file or an address, and may hold many articles.

What is read has a name, its source: the path of a file, an address, or either of them, `!/` and the name inside it,
such as `/news/archive.zip!/2025/bridge.txt`. The name of a member does not depend on its place, so its article keeps
its id. The pages that a feed or sitemap lists are sources under their own addresses.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from qa.errors import ReadError
from qa.formats import PAGE, SITEMAP, Draft, FormatError, Member, Options
from qa.isolate import Parser
from qa.parse import FORMATS, MANY, ONE, SCAN, format_of
from qa.read import compose, read_bytes
from qa.roots import Item, Reading, Root, Visit, is_address, written

if TYPE_CHECKING:
    from qa.fetch import Fetched, Fetcher

INSIDE = "!/"
DEPTH = 3               # archives within archives, sitemaps within sitemaps
PAGES_LIMIT = 20_000    # pages that one address may list


class Reader:
    """Opens roots, as `options` say; a context manager, which lets go of what it holds open."""

    def __init__(self, options: Options | None = None, fetcher: "Fetcher | None" = None,
                 parser: Parser | None = None) -> None:
        self._options = options or Options()
        self._fetcher = fetcher
        self._parser = parser or Parser()
        self._scanner = Parser(scanning=True) if self._options.ocr else None

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        for parser in filter(None, (self._parser, self._scanner)):
            parser.close()
        if self._fetcher:
            self._fetcher.close()

    @property
    def fetcher(self) -> "Fetcher":
        """Return what fetches addresses; it is made when the first one is read."""
        if self._fetcher is None:
            from qa.fetch import Fetcher

            self._fetcher = Fetcher()
        return self._fetcher

    def open(self, root: str, known: Visit | None = None) -> Root | None:
        """Return a root and its articles, None where nothing has changed since the visit that is `known`.

        What cannot be opened has one item, which says why.
        """
        try:
            return self._address(root, known) if is_address(root) else self._file(root, known)
        except ReadError as error:
            return Root(Visit(""), iter([_failed(error.source, error.reason)]))

    def _file(self, root: str, known: Visit | None) -> Root | None:
        path, suffix = Path(root), format_of(root)
        source = written(root)
        if source != root:
            raise ReadError(source, "has a name that is not UTF-8; rename it")
        content = path if suffix in MANY else read_bytes(path)
        visit = Visit(self._hash(content))
        if known and known.sha256 == visit.sha256:
            return None
        return Root(visit, self._items(root, suffix, content))

    def _address(self, root: str, known: Visit | None) -> Root | None:
        found = self.fetcher.fetch(root, known.etag if known else None, known.modified if known else None)
        if found is None:
            return None
        visit = Visit(hashlib.sha256(found.content).hexdigest(), found.etag, found.modified)
        if known and known.sha256 == visit.sha256:
            return None
        items = _at_most(PAGES_LIMIT, self._items(root, found.suffix, found.content), root)
        return Root(visit, (replace(item, read=_at(found.url, item.read)) for item in items))

    def _hash(self, content: Path | bytes) -> str:
        """Return the hash of a file; that of an export depends on which columns are read of it."""
        if isinstance(content, bytes):
            return hashlib.sha256(content).hexdigest()
        try:
            with content.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256")
        except OSError as error:
            raise ReadError(str(content), error.strerror or str(error)) from error
        digest.update(repr(self._options.columns).encode() if self._options.columns else b"")
        return digest.hexdigest()

    def _items(self, source: str, suffix: str, content: Path | bytes, depth: int = 0) -> Iterator[Item]:
        """Yield the articles of one source; `content` is the file, or the bytes of a member."""
        if isinstance(content, Path):
            yield from self._members(source, suffix, content, depth)
        elif suffix not in MANY:
            yield Item(source, hashlib.sha256(content).hexdigest(), lambda: self._read(source, suffix, content), 1.0)
        elif depth > DEPTH:
            yield _failed(source, f"lies in more than {DEPTH} archives; it is not opened")
        else:
            import tempfile

            try:
                with tempfile.NamedTemporaryFile(suffix=suffix) as file:
                    file.write(content)
                    file.flush()
                    yield from self._members(source, suffix, Path(file.name), depth)
            except OSError as error:
                yield _failed(source, f"cannot be unpacked for reading: {error.strerror}")

    def _read(self, source: str, suffix: str, content: bytes) -> Reading:
        try:
            if self._scanner and suffix == ".pdf":
                draft = self._scanner.parse(SCAN, content)
            else:
                draft = self._parser.parse(suffix, content)
        except FormatError as error:
            raise ReadError(source, str(error)) from error
        return Reading(compose(source, draft), draft.notes)

    def _members(self, source: str, suffix: str, path: Path, depth: int) -> Iterator[Item]:
        """Yield the articles of a file of many. The same name twice is told, unless the same is under it."""
        seen: dict[str, str] = {}
        try:
            for member in self._parser.split(suffix, path, self._options):
                for item in self._member(source, member, depth):
                    if item.source not in seen:
                        yield replace(item, share=member.share)
                    elif seen[item.source] != item.sha256:
                        yield _failed(item.source, "stands in it twice, with different contents; the first was read")
                    seen.setdefault(item.source, item.sha256)
        except FormatError as error:
            yield _failed(source, str(error))
        else:
            if not seen:
                yield _failed(source, "holds nothing that can be read")

    def _member(self, source: str, member: Member, depth: int) -> Iterator[Item]:
        name, content = f"{source}{INSIDE}{member.name}", member.content
        if isinstance(content, FormatError):
            yield _failed(name, str(content))
        elif isinstance(content, Draft):
            if member.format in {PAGE, SITEMAP} and is_address(source):
                yield from self._listed(member.format, content, depth)
            elif content.body:
                notes = ("is a summary; add the address of the feed to read the page",) if member.format == PAGE else ()
                yield Item(name, _hash_of(content), lambda: Reading(compose(name, content), content.notes + notes))
            else:
                yield _failed(name, "is read from its address only")
        else:
            suffix = member.format or format_of(member.name)
            if suffix in FORMATS:
                yield from self._items(name, suffix, content, depth + 1)

    # Pages that an address lists

    def _listed(self, kind: str, draft: Draft, depth: int) -> Iterator[Item]:
        """Yield the page that a feed or sitemap lists, or the pages of a sitemap that a sitemap lists."""
        url = draft.url or ""
        if kind == PAGE:
            yield Item(url, _hash_of(draft), lambda: self._page(url, draft))
        elif depth >= DEPTH:
            yield _failed(url, f"is more than {DEPTH} sitemaps deep; it is not opened")
        else:
            try:
                found = self._visited(url)
            except ReadError as error:
                yield _failed(url, error.reason)
            else:
                yield from self._items(url, found.suffix, found.content, depth + 1)

    def _page(self, url: str, draft: Draft) -> Reading:
        found = self._visited(url)
        if found.suffix not in ONE:
            raise ReadError(url, f"format {found.suffix} is not read from a feed or sitemap")
        reading = _at(found.url, lambda: self._read(url, found.suffix, found.content))()
        one = reading.article
        return replace(reading, article=replace(
            one, publisher=one.publisher or draft.publisher, authors=one.authors or draft.authors,
            published=one.published or draft.published, language=one.language or draft.language))

    def _visited(self, url: str) -> "Fetched":
        """Return what stands at an address that the user did not name: the site's robots.txt decides."""
        if not self.fetcher.may_visit(url):
            raise ReadError(url, "is not for programs: the site's robots.txt says so, or cannot be had")
        found = self.fetcher.fetch(url)
        if found is None:
            raise ReadError(url, "says that it has not changed, though nothing was known of it")
        return found


def _at_most(limit: int, items: Iterator[Item], source: str) -> Iterator[Item]:
    yield from islice(items, limit)
    if next(items, None) is not None:
        yield _failed(source, f"lists more than {limit:,} pages; the rest was left out")


def _at(url: str, read: Callable[[], Reading]) -> Callable[[], Reading]:
    """Return `read` of an article that says it is from `url`, where it says nothing else."""
    def read_at() -> Reading:
        reading = read()
        return replace(reading, article=replace(reading.article, url=reading.article.url or url))

    return read_at


def _hash_of(draft: Draft) -> str:
    """Return the hash of what is said in a draft; fields that say nothing do not count."""
    said = json.dumps({field: value for field, value in asdict(draft).items() if value})
    return hashlib.sha256(said.encode()).hexdigest()


def _failed(source: str, reason: str) -> Item:
    def refuse() -> Reading:
        raise ReadError(source, reason)

    return Item(source, "", refuse)
