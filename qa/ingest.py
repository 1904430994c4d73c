"""Roots into a store: read what has changed, and tell what became of each source.

A run holds the store for writing. Whatever stops it, what was stored stays, and the next run goes on from there.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, astuple, dataclass, field, replace
from pathlib import Path
from zlib import crc32

from embeddings.encoder import Encoder
from qa.article import Article, Origin
from qa.errors import PullquoteError, ReadError
from qa.formats import Options
from qa.intake import Intake
from qa.roots import Item, Visit, absolute, find_roots, is_address, is_gone, written
from qa.sources import Reader
from qa.store import Store

Progress = Callable[[int, int, int], None]
"""Called after each article with (articles done, those there are in all, passages stored so far).

How many there are in a file of many is told by how much of it was read; a file that was not opened counts as one.
"""

SYNC_EVERY = 1_000  # articles, after which those stored so far can be found


@dataclass(slots=True)
class Report:
    """What became of each source: absolute paths and addresses, in the order they were read.

    `duplicates` holds (source, the source of the same article), `moved` (source that is gone, where its article is
    now), `failed` (source, reason), `notes` (source, what must be known of how it was read). `vanished` are sources
    that are gone and whose articles were kept, `removed` those whose articles were removed.
    """

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    duplicates: list[tuple[str, str]] = field(default_factory=list)
    moved: list[tuple[str, str]] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    passages: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """Which articles of each root a run reads: those that fall to `number`, 0 to `of` − 1, by their source."""

    number: int = 0
    of: int = 1

    def holds(self, source: str) -> bool:
        """Return whether an article is among them."""
        return crc32(source.encode()) % self.of == self.number


ALL = Share()


def add(store: Store, encoder: Encoder, given: Iterable[str | Path], progress: Progress | None = None,
        options: Options | None = None) -> Report:
    """Read files, folders and addresses into the store, and return what became of each; `refresh` follows them.

    What is known and has not changed is not read again, and nothing of it is encoded. A source that cannot be read
    keeps what the store had of it, and is tried again next time.
    Raises ReadError for a path that does not exist, before anything is stored; BusyError when another is writing.
    """
    named = [absolute(one) for one in given]
    roots = list(dict.fromkeys(find_roots(named)))
    options = options or Options()
    with running(store, encoder, progress, again=True) as run:
        store.origins.follow(map(written, named), json.dumps(asdict(options)))
        run.read({options: roots})
    return run.report


def refresh(store: Store, encoder: Encoder, progress: Progress | None = None, *, prune: bool = False) -> Report:
    """Visit everything that was ever added again, and return what became of it.

    Sources that are gone are reported; with `prune` their articles are removed, unless a copy is left to move to. What
    the user removed stays away until it changes. A folder that is missing as a whole is a failure, and loses nothing.
    """
    with running(store, encoder, progress, prune=prune) as run:
        chosen: dict[str, Options] = {}
        missing = list[str]()
        for one, said in store.origins.followed():
            try:
                chosen |= dict.fromkeys(find_roots([one]), _options(said))  # a file's own stand after its folder's
            except ReadError as error:
                if not store.origins.under(one):  # a folder; files that are gone are dealt with below
                    run.report.failed.append((one, f"{error.reason}; its articles were kept"))
                    missing.append(one)
        roots: dict[Options, list[str]] = defaultdict(list)
        for root, options in chosen.items():
            roots[options].append(root)
        run.read(roots)
        run.vanish(root for root in store.origins.roots() if root not in chosen
                   and not any(Path(root).is_relative_to(folder) for folder in missing))
    return run.report


def put_article(store: Store, encoder: Encoder, article: Article, sha256: str) -> None:
    """Store one article that was read from what has this hash; searches find it after `sync`."""
    with Intake(store, encoder) as intake:
        intake.put(article, Origin(article.source, article.source, sha256))


@contextmanager
def running(store: Store, encoder: Encoder, progress: Progress | None = None, *, again: bool = False,
            prune: bool = False) -> "Iterator[Run]":
    """Hold the store for a run, and leave it in order however the run ends.

    With `again`, what the user had removed is read once more; with `prune`, what is gone is removed.
    """
    with store.writing():
        try:
            run = Run(store, progress, again=again, prune=prune)
            with Intake(store, encoder, run.stored) as run.intake:
                yield run
        except BaseException:
            with suppress(PullquoteError):  # a full disk fails twice, and the first time says more
                store.sync()
            raise
        store.sync()


class Run:
    """One run over roots, or over a share of their articles; one that leaves some to others closes no root."""

    intake: Intake

    def __init__(self, store: Store, progress: Progress | None = None, share: Share = ALL, *, again: bool = False,
                 prune: bool = False) -> None:
        self.report = Report()
        self._share = share
        self._store = store
        self._progress = progress or (lambda *_: None)
        self._again = again
        self._prune = prune
        self._seen: set[str] = set()
        self._puts = self._done = self._total = 0

    def read(self, roots: Mapping[Options, Sequence[str]]) -> None:
        """Read roots, each with its options, where they have changed."""
        self._total += sum(map(len, roots.values()))
        for options, those in roots.items():
            with Reader(options) as reader:
                for root in those:
                    self._read_root(reader, root)

    def vanish(self, roots: Iterable[str]) -> None:
        """Deal with the sources in files that are gone; those that are not, and addresses, are passed over."""
        self.intake.finish()  # copies elsewhere are known now
        for root in filter(is_gone, roots):
            for origin in self._store.origins.under(root):
                self._vanish(origin)

    def stored(self, passages: int) -> None:
        """Take note of an article that was stored."""
        self.report.passages += passages
        self._puts += 1
        if self._puts % SYNC_EVERY == 0:
            self._store.sync()

    def _item_done(self) -> None:
        self._done += 1
        self._tell()

    def _tell(self) -> None:
        self._progress(self._done, self._total, self.report.passages)

    def _read_root(self, reader: Reader, given: str) -> None:
        origins, name = self._store.origins, written(given)
        known = {one.source: one for one in origins.under(name)}
        settled = known and all(one.reason is None and (one.article_id or not self._again) for one in known.values())
        visit = origins.visit(name) if settled else None
        root = reader.open(given, Visit(*visit) if visit else None)
        if root is None:
            self.report.unchanged += [one.source for one in known.values()
                                      if one.article_id and self._share.holds(one.source)]
            self.intake.then(self._item_done)
            return
        failures, others, number = len(self.report.failed), self._total - 1, 0
        for number, item in enumerate(root.items, 1):
            self._total = others + max(number, round(number / (item.share or 1.0)))
            known.pop(item.source, None)
            if self._share.holds(item.source):
                self._read_item(item, name)
                self.intake.then(self._item_done)
        self._total = others + number
        self.intake.then(self._tell)
        if len(self.report.failed) == failures and self._share == ALL:
            # entries drop out of a feed in time, but what is no longer in a file is gone
            self.intake.then(lambda: self._close_root(name, root.visit, [] if is_address(name) else known.values()))

    def _close_root(self, name: str, visit: Visit, gone: Iterable[Origin]) -> None:
        for origin in gone:
            self._vanish(origin)
        self._store.origins.record_visit(name, *astuple(visit))

    def _read_item(self, item: Item, root: str) -> None:
        if item.source in self._seen:  # a page that two feeds list
            return
        self._seen.add(item.source)
        known = self._store.origins.of(item.source)
        try:
            if known and known.reason is None and known.sha256 == item.sha256 and (known.article_id or not self._again):
                self.report.unchanged += [item.source] if known.article_id else []
                return
            reading = item.read()
        except ReadError as error:
            self.report.failed.append((error.source, error.reason))
            known = known or Origin(item.source, root, "")
            self._store.origins.record(replace(known, root=root, reason=error.reason))
            return
        self.report.notes += [(item.source, note) for note in reading.notes]
        if self.intake.holds(reading.article):
            self.intake.finish()
        self._take(reading.article, Origin(item.source, root, item.sha256), known)

    def _take(self, article: Article, origin: Origin, known: Origin | None) -> None:
        """Store what a source says now, or link it to the article that says so already."""
        before = self._store.article(known.article_id) if known and known.article_id else None
        own = before if before and before.source == article.source else None
        if own:
            article = replace(article, id=own.id)
            if article == own:
                self._link(origin, own, again=True)
                return
            if not article.same_text(own):
                self._part(own)
        else:
            twin = before if before and before.same_text(article) else self._store.same_text(article)
            if twin:
                self._link(origin, twin, again=twin is before)
                return
            article = replace(article, id=self._store.origins.free_id(origin.source))
        self.intake.put(article, origin)
        (self.report.updated if before else self.report.added).append(origin.source)

    def _link(self, origin: Origin, twin: Article, *, again: bool) -> None:
        self._store.origins.record(replace(origin, article_id=twin.id))
        owner = self._store.origins.of(twin.source)
        if owner and owner.source != origin.source and is_gone(owner.root):
            self._store.move(twin.id, origin.source)
            self.report.moved.append((twin.source, origin.source))
        elif again:
            self.report.unchanged.append(origin.source)
        else:
            self.report.duplicates.append((origin.source, twin.source))

    def _part(self, article: Article) -> None:
        """Let the other sources of an article that is about to change keep its text, as an article of their own."""
        others = [one.source for one in self._store.origins.sharing(article.id) if one.source != article.source]
        if others:
            self._store.copy(article.id, self._store.origins.free_id(others[0]), others[0])

    def _vanish(self, origin: Origin) -> None:
        """Deal with a source that is gone."""
        origins = self._store.origins
        article = self._store.article(origin.article_id) if origin.article_id else None
        left = [one.source for one in origins.sharing(article.id) if one.source != origin.source
                and not is_gone(one.root)] if article else []
        if article and left and article.source == origin.source:
            self._store.move(article.id, left[0])
        elif article and article.source == origin.source:
            if not self._prune:
                self.report.vanished.append(origin.source)
                return
            self._store.remove(article.id)
            self.report.removed.append(origin.source)
        if left:
            self.report.moved.append((origin.source, left[0]))
        origins.forget(origin.source)


def _options(said: str) -> Options:
    fields = json.loads(said)
    return Options(**fields | {"columns": tuple(map(tuple, fields.get("columns", ())))})
