"""Connections to a PostgreSQL server, kept for the next who needs one; here alone psycopg and pgvector are imported.

Statements have `?` for a value, as in SQLite. Text comes back as it was given, although PostgreSQL takes no NUL: a
character that Unicode will never assign stands for it, followed by a digit.
"""

import re
import threading
import weakref
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from select import select
from typing import Any

import psycopg
from pgvector import HalfVector, SparseVector
from pgvector.psycopg import register_vector
from psycopg import conninfo, errors
from psycopg.types.string import StrDumperUnknown, TextBinaryLoader

from embeddings.encoder import Vectors
from qa.connection import record_meta
from qa.errors import BusyError, LibraryError, UnreachableError
from qa.postgres.tables import TABLES, VERSION

SCHEMA = "pullquote"
_MARK = "\U0010ffff"
_numbers = count()
_STAND_INS = {"\0": _MARK + "0", _MARK: _MARK + "1"}
_LOST = (psycopg.OperationalError, psycopg.InterfaceError)
_NOT_LOST = (errors.LockNotAvailable, errors.DiskFull, errors.OutOfMemory, errors.QueryCanceled,
             errors.ProgramLimitExceeded)


class Connection:
    """A connection whose statements have `?` for a value."""

    def __init__(self, raw: "psycopg.Connection[tuple[Any, ...]]") -> None:
        self.raw = raw

    def execute(self, query: str, values: Sequence[Any] = (), /) -> "psycopg.Cursor[tuple[Any, ...]]":
        """Run a statement with its values."""
        return self.raw.execute(_translated(query), values or None, binary=True)

    def executemany(self, query: str, values: Any, /) -> None:
        """Run a statement once for each of these values."""
        with self.raw.cursor() as cursor:
            cursor.executemany(_translated(query), values)

    def stream(self, query: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query, a few of them held at a time."""
        with self.raw.cursor(name=f"rows{next(_numbers)}") as cursor:
            cursor.itersize = 100
            yield from cursor.execute(_translated(query), values or None, binary=True)


class Server:
    """The database that holds one library; threads share its connections, each within a transaction of its own."""

    def __init__(self, dsn: str) -> None:
        try:
            self._dsn = conninfo.make_conninfo(dsn, application_name="pullquote")
            about = conninfo.conninfo_to_dict(dsn)
        except psycopg.ProgrammingError as error:
            raise LibraryError(f"{dsn.partition('@')[2] or 'the library'}: is no address of a PostgreSQL database: "
                               f"{str(error).strip()}") from error
        self.place = f"postgresql://{about.get('host') or ''}/{about.get('dbname') or ''}"
        self._idle: deque[Connection] = deque()
        self._current = threading.local()
        weakref.finalize(self, _close_all, self._idle)
        self._prepare()

    def _prepare(self) -> None:
        """Make the tables of a new library. Raises LibraryError for one that another release made."""
        with self._borrowed() as connection:
            there = connection.execute(f"SELECT to_regclass('{SCHEMA}.meta') IS NOT NULL").fetchone()
        if not (there and there[0]):
            # locked before it begins: a transaction does not see what came to the catalogue after its start
            with self.locked("tables"), self.transaction() as connection:
                connection.raw.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
                connection.raw.execute(TABLES)
                record_meta(connection, "schema_version", str(VERSION))
        if (version := self.meta("schema_version")) != str(VERSION):
            raise LibraryError(f"library {self.place} has schema version {version}, this pullquote reads {VERSION}; "
                               "use the release that made it, or add the articles to a new library")

    def close(self) -> None:
        """Close the connections that nobody uses."""
        _close_all(self._idle)

    def meta(self, key: str) -> str | None:
        """Return a setting of the library, None where it was never set."""
        with self.snapshot() as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else None

    def set_meta(self, key: str, value: str) -> None:
        """Store a setting of the library."""
        with self.transaction() as connection:
            record_meta(connection, key, value)

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Let everything read inside see one state of the library, whatever is written meanwhile."""
        if current := getattr(self._current, "connection", None):
            with self._explained():
                yield current
            return
        with self._inside("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") as connection:
            yield connection

    @contextmanager
    def transaction(self, *, alone: bool = False) -> Iterator[Connection]:
        """Let everything written inside become visible at once, or nothing of it where an error is raised.

        With `alone` it is as if nobody else wrote meanwhile, or fails with a BusyError.
        """
        with self._inside(f"BEGIN ISOLATION LEVEL {'REPEATABLE READ' if alone else 'READ COMMITTED'}") as connection:
            yield connection

    @contextmanager
    def locked(self, name: str, seconds: float | None = None, *, shared: bool = False) -> Iterator[None]:
        """Hold a lock of the library by this name, waiting so many seconds at most, or as long as it takes.

        Raises BusyError after that.
        """
        share, key = ("_shared" if shared else ""), f"hashtext('pullquote: {name}')"
        with self._explained(), self._borrowed() as connection:
            connection.execute(f"SET lock_timeout = {0 if seconds is None else max(1, round(seconds * 1000))}")
            try:
                connection.execute(f"SELECT pg_advisory_lock{share}({key})")
            except errors.LockNotAvailable as error:
                raise BusyError(f"library {self.place} is being mended by another process; try again when it is "
                                "done") from error
            finally:
                connection.execute("SET lock_timeout = 0")
            try:
                yield
            finally:
                connection.execute(f"SELECT pg_advisory_unlock{share}({key})")

    def stream(self, query: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query as they were when it began, a few of them held at a time."""
        with self._explained():
            if current := getattr(self._current, "connection", None):
                yield from current.stream(query, values)
                return
            with self._borrowed() as connection:
                connection.execute("BEGIN READ ONLY")
                try:
                    yield from connection.stream(query, values)
                finally:
                    connection.raw.rollback()

    @contextmanager
    def outside(self) -> Iterator[Connection]:
        """Yield a connection on which each statement is a transaction of its own."""
        with self._explained(), self._borrowed() as connection:
            yield connection

    @contextmanager
    def _inside(self, begin: str) -> Iterator[Connection]:
        with self._explained(), self._borrowed() as connection:
            before, self._current.connection = getattr(self._current, "connection", None), connection
            try:
                connection.execute(begin)
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                connection.raw.rollback()
                raise
            finally:
                self._current.connection = before

    @contextmanager
    def _borrowed(self) -> Iterator[Connection]:
        connection = self._taken() or self._connect()
        try:
            yield connection
        finally:
            if connection.raw.closed or connection.raw.broken:
                connection.raw.close()
            else:
                self._idle.append(connection)

    def _taken(self) -> Connection | None:
        """Return a connection that nobody uses and that the server did not end, None where there is none."""
        while self._idle:
            try:
                connection = self._idle.pop()
            except IndexError:  # another thread was faster
                return None
            if not select([connection.raw], [], [], 0)[0]:  # there is nothing to read but that the server has gone
                return connection
            connection.raw.close()
        return None

    def _connect(self) -> Connection:
        try:
            raw = psycopg.connect(self._dsn, autocommit=True)
        except psycopg.OperationalError as error:
            raise UnreachableError(f"library {self.place}: {_line(error)}; is the server running?") from error
        try:
            raw.execute(f"SET search_path = {SCHEMA}, public; SET client_encoding = 'UTF8'")
            self._adapt(raw)
        except BaseException:
            raw.close()
            raise
        return Connection(raw)

    def _adapt(self, raw: "psycopg.Connection[tuple[Any, ...]]") -> None:
        try:
            register_vector(raw)
        except psycopg.ProgrammingError:
            try:
                raw.execute("SELECT pg_advisory_lock(hashtext('pullquote: extension'))")
                raw.execute("CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public")
                raw.execute("SELECT pg_advisory_unlock(hashtext('pullquote: extension'))")
                register_vector(raw)
            except psycopg.Error as error:
                raise LibraryError(f"library {self.place} needs pgvector 0.8 or newer: {_line(error)}; have CREATE "
                                   "EXTENSION vector run there") from error
        raw.adapters.register_dumper(str, _Dumper)
        raw.adapters.register_loader("text", _Loader)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn errors of the server into one line that names the library, and says what to do where that is known."""
        try:
            yield
        except (errors.SerializationFailure, errors.DeadlockDetected) as error:
            raise BusyError(f"library {self.place}: {_line(error)}; try again") from error
        except _LOST as error:
            if isinstance(error, _NOT_LOST):
                raise LibraryError(f"library {self.place}: {_line(error)}") from error
            raise UnreachableError(f"library {self.place}: {_line(error)}; a server that holds it, or a part of it, "
                                   "does not answer, and nothing was left out instead") from error
        except (psycopg.Error, UnicodeEncodeError) as error:
            raise LibraryError(f"library {self.place}: {_line(error)}") from error


class _Dumper(StrDumperUnknown):
    def dump(self, obj: str) -> Any:
        return super().dump(_escaped(obj))


class _Loader(TextBinaryLoader):
    def load(self, data: Any) -> Any:
        text = super().load(data)
        if isinstance(text, str) and _MARK in text:
            return text.replace(_MARK + "0", "\0").replace(_MARK + "1", _MARK)
        return text


def halfvec(row: Vectors) -> Any:
    """Return a vector (d,) as the column takes it: 16 bits a number."""
    return HalfVector(row)


def sparsevec(values: dict[int, float], dimension: int) -> Any:
    """Return numbers at places from 0 as the column takes them."""
    return SparseVector(values, dimension)


def _escaped(text: str) -> str:
    return re.sub(f"[\0{_MARK}]", lambda found: _STAND_INS[found[0]], text) if "\0" in text or _MARK in text else text


def _translated(query: str) -> str:
    return query.replace("%", "%%").replace("?", "%s")


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())


def _close_all(idle: "deque[Connection]") -> None:
    while idle:
        idle.pop().raw.close()
