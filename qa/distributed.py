"""An archive into a library in PostgreSQL, by a Ray cluster or all processors of this machine; here alone Ray is used.

The roots are dealt into pieces of work. A node that is given one reads, encodes and stores its articles as one process
would, each whole. Where a node is lost, its piece is done again by another, which finds what was stored unchanged.
Every node needs this package, and sees the files under the same names.
"""

import json
import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from embeddings.encoder import Encoder
from embeddings.load import full_name
from qa import errors
from qa.assistant import Assistant
from qa.errors import ClusterError, LibraryError, PullquoteError
from qa.formats import Options
from qa.ingest import ALL, SYNC_EVERY, Progress, Report, Run, Share, running
from qa.intake import Intake
from qa.parse import MANY, format_of
from qa.place import is_database
from qa.roots import absolute, find_roots, is_address, written

if TYPE_CHECKING:
    from qa.postgres.store import PostgresLibrary

LOCAL = "local"
FILES, BYTES = 100, 1_000_000  # in a piece of work, at most: about a minute of one processor
TURNS = 4  # pieces of one large file for each processor, at most: each piece goes through the whole file
FIELDS = [field.name for field in fields(Report)]


@dataclass(frozen=True, slots=True)
class Piece:
    """Roots that one node reads, or its share of the articles in one."""

    roots: tuple[str, ...]
    share: Share = ALL


@dataclass(frozen=True, slots=True)
class _Job:
    """What every piece of work needs to know."""

    location: str
    encoder: str | Encoder | None
    options: Options


def add(location: str, given: Iterable[str | Path], encoder: str | Encoder | None = None, cluster: str = LOCAL,
        progress: Progress | None = None, options: Options | None = None) -> Report:
    """Read files, folders and addresses into the library at an address, and return what became of each.

    It is what `qa.ingest.add` does, done by a cluster: "local", which is made of this machine for the time it takes,
    or the address of one that runs. What a node had stored when it was lost is told as unchanged.
    Raises ReadError for a path that does not exist, before anything is stored; ClusterError where the cluster is not
    there or fails; LibraryError for a library in a folder; and what the nodes raise.
    """
    if not is_database(location):
        raise LibraryError(f"library {location}: only one in PostgreSQL has several writers; see docs/postgresql.md")
    assistant, options = Assistant.open(location, encoder), options or Options()
    encoder = full_name(encoder) if isinstance(encoder, str) else encoder
    store: PostgresLibrary = assistant.store  # type: ignore[assignment]
    named = [absolute(one) for one in given]
    roots = list(dict.fromkeys(find_roots(named)))
    with _connected(cluster), store.writing():
        store.origins.follow(map(written, named), json.dumps(asdict(options)))
        pieces, synced, reports = _pieces(roots), 0, dict[int, Report]()
        try:
            for number, report in _results(pieces, _Job(location, encoder, options), cluster):
                reports[number] = report
                done, passages = sum(map(_size, reports.values())), sum(one.passages for one in reports.values())
                if progress:
                    progress(done, round(done / len(reports) * len(pieces)), passages)
                if done - synced >= SYNC_EVERY:
                    store.sync()
                    synced = done
        except BaseException:
            with suppress(PullquoteError):
                store.sync()
            raise
        whole = _joined(reports[number] for number in sorted(reports))
        _close(assistant, [piece.roots[0] for piece in pieces if piece.share.of > 1], options, whole)
        _fold(store, whole)
        store.sync()
    return whole


def _pieces(roots: Sequence[str]) -> list[Piece]:
    """Return the roots in pieces of work: some small files together, an address alone, a large file in shares."""
    import ray

    pieces, together, size = list[Piece](), list[str](), 0
    most = TURNS * int(ray.cluster_resources().get("CPU", 1))
    for root in roots:
        if is_address(root):
            pieces.append(Piece((root,)))
            continue
        with suppress(OSError):  # it is told when it is read
            size += (own := Path(root).stat().st_size)
            if format_of(root) in MANY and (shares := min(most, own // BYTES)) > 1:
                pieces += [Piece((root,), Share(number, shares)) for number in range(shares)]
                size -= own
                continue
        together.append(root)
        if size >= BYTES or len(together) == FILES:
            pieces.append(Piece(tuple(together)))
            together, size = [], 0
    return [*pieces, *([Piece(tuple(together))] if together else [])]


@contextmanager
def _connected(cluster: str) -> Iterator[None]:
    """Be part of a cluster, or make one of this machine, which nobody else can reach and which ends afterwards."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    if cluster == LOCAL:
        os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"  # has Ray listen on 127.0.0.1 alone, whatever the system
    try:
        import ray
        import ray.data
    except ModuleNotFoundError as error:
        raise ClusterError(f"a cluster needs some packages more: pip install 'pullquote[ray]' ({error})") from error
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    try:
        ray.init(cluster, log_to_driver=False, logging_level=logging.ERROR,
                 **{"include_dashboard": False} if cluster == LOCAL else {})
    except (OSError, RuntimeError, ValueError) as error:
        raise ClusterError(f"cluster {cluster}: {' '.join(str(error).split())}") from error
    try:
        if cluster == LOCAL and ray.util.get_node_ip_address() != "127.0.0.1":
            raise ClusterError("Ray was imported before, and would listen on the network; begin in a new process")
        yield
    finally:
        ray.shutdown()


def _results(pieces: Sequence[Piece], job: _Job, cluster: str) -> Iterator[tuple[int, Report]]:
    """Yield (number, what became of its sources) of each piece as it is done; raises what was raised there."""
    import ray

    if not pieces:
        return
    ray.data.DataContext.get_current().enable_progress_bars = False
    rows = [{"number": number, "piece": json.dumps(asdict(piece))} for number, piece in enumerate(pieces)]
    dealt = ray.data.from_items(rows, override_num_blocks=len(rows))
    done = dealt.map(_do, fn_args=(job,), num_cpus=1)
    try:
        for row in done.iter_rows():
            if row["error"]:
                raise getattr(errors, row["error"])(row["told"])
            yield row["number"], _report(row["told"])
    except ray.exceptions.RayError as error:
        raise ClusterError(f"cluster {cluster}: {' '.join(str(error).split())}") from error


def _do(row: dict[str, Any], job: _Job) -> dict[str, Any]:
    """Do a piece of work on a node, and return its report, or the name of an error and what it says."""
    given = json.loads(row["piece"])
    try:
        report = _read(Piece(tuple(given["roots"]), Share(**given["share"])), job)
    except PullquoteError as error:
        return {"number": row["number"], "error": type(error).__name__, "told": str(error)}
    return {"number": row["number"], "error": "", "told": json.dumps(asdict(report))}


def _read(piece: Piece, job: _Job) -> Report:
    assistant = _opened(job)
    with assistant.store.writing():
        run = Run(assistant.store, share=piece.share, again=True)
        with Intake(assistant.store, assistant.encoder, run.stored, threads=1) as run.intake:
            run.read({job.options: piece.roots})
    return run.report


@lru_cache(1)
def _opened(job: _Job) -> Assistant:
    """Return the library as this process of a node opens it: once, with its models."""
    return Assistant.open(job.location, job.encoder)


def _report(told: str) -> Report:
    said: dict[str, Any] = json.loads(told)
    pairs = {name: list(map(tuple, said[name])) for name in ("duplicates", "moved", "failed", "notes")}
    return Report(**said | pairs)


def _size(report: Report) -> int:
    return sum(len(of) for of in (report.added, report.updated, report.unchanged, report.duplicates, report.failed))


def _joined(reports: Iterable[Report]) -> Report:
    whole = Report()
    for report in reports:
        for name in FIELDS:
            setattr(whole, name, getattr(whole, name) + getattr(report, name))
    return whole


def _close(assistant: Assistant, shared: Iterable[str], options: Options, whole: Report) -> None:
    """Go through the files that were read in shares once more: what was in them before and is gone is dealt with."""
    if roots := list(dict.fromkeys(shared)):
        with running(assistant.store, assistant.encoder) as run:
            run.read({options: roots})
        for name in set(FIELDS) - {"unchanged", "passages"}:
            setattr(whole, name, list(dict.fromkeys(getattr(whole, name) + getattr(run.report, name))))
        whole.passages += run.report.passages


def _fold(store: "PostgresLibrary", report: Report) -> None:
    """Let sources whose text several nodes stored at the same moment share one article, as they do in one process."""
    added = set(report.added)
    for ids in store.doubles():
        first, *others = sorted(map(store.article, ids), key=lambda one: (one.source in added, one.source))
        for other in others:
            if other.source in added:
                report.passages -= len(store.passages_of(other.id))
                sources = store.origins.sharing(other.id)
                store.remove(other.id)
                for origin in sources:
                    store.origins.record(replace(origin, article_id=first.id))
                report.added.remove(other.source)
                report.duplicates.append((other.source, first.source))
