"""Parsers in a process of their own, which may die without harm: it is ended when it is late, and started anew."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from qa.formats import Draft, FormatError, Member, Options
from qa.parse import parse_draft

SECONDS = 60        # of a processor for one article, or for the next member of a file
SCAN_SECONDS = 1_800    # of a processor for one file whose pages are recognised
WAIT = 10           # times as long an answer may take, should the machine be busy
REPLY_LIMIT = 500_000_000   # bytes; more is no article
DEATHS = 3              # of the parser over the members of one file, before the rest of it is given up
LIFETIME = 2_000        # requests, after which a process is replaced: libraries in C leak
_PLAIN = {".txt", ".text"}
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "OPENBLAS_CORETYPE", "COVERAGE_PROCESS_START")
_START = ("import sys; sys.path[:] = {path!r}; from qa.worker import serve; "
          "serve({descriptor}, scanning={scanning}, seconds={seconds})")


class DiedError(FormatError):
    """The parser died, or was killed because it was late."""


class Parser:
    """Parses and splits files in a child process; a context manager, which ends it. Not for several threads at once."""

    def __init__(self, seconds: int | None = None, *, wait: float | None = None, scanning: bool = False) -> None:
        self._seconds = seconds or (SCAN_SECONDS if scanning else SECONDS)
        self._wait = wait or WAIT * self._seconds
        self._scanning = scanning
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._generation = 0
        self._requests = 0
        self._splits = 0
        self._numbers = count()

    def __enter__(self) -> "Parser":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        if self._connection:
            self._connection.close()
        if self._process:
            self._process.kill()
            self._process.wait()
        self._connection = self._process = None

    def parse(self, suffix: str, content: bytes) -> Draft:
        """Return what a file of one article says. Raises FormatError, also where the parser dies of it.

        Plain text in UTF-8 is parsed here and now: all that is done to it is a search for its first lines, and the
        reading of at most some thousand characters of front matter, by a loader that knows no aliases.
        """
        if suffix in _PLAIN and _is_utf8(content):
            return parse_draft(suffix, content)
        return _draft(self._ask(["parse", suffix], content)[1])

    def split(self, suffix: str, path: Path, options: Options) -> Iterator[Member]:
        """Yield the members of a file of many. Raises FormatError, also where the parser dies of it.

        Where the process was replaced since the last member, because it died of that or of something else, the file is
        opened again and goes on behind it.
        """
        request = [suffix, str(path), json.dumps(asdict(options))]
        number, generation, done, deaths = next(self._numbers), -1, 0, 0
        self._splits += 1
        try:
            while True:
                if generation != self._generation or not self._process:
                    deaths += generation >= 0
                    if deaths > DEATHS:
                        raise FormatError(f"made the parser die {deaths} times; the rest of it was left out")
                    self._ask(["split", number, *request])
                    generation = self._generation
                    for _ in range(done):
                        self._ask(["next", number])
                kind, *values = self._ask(["next", number])
                if kind == "end":
                    return
                done += 1
                yield _member(*values)
        finally:
            if generation == self._generation and self._process:
                self._ask(["close", number])
            self._splits -= 1

    def _ask(self, request: list[Any], content: bytes | None = None) -> list[Any]:
        """Return the reply to a request; the bytes of a member stand last in it."""
        is_old = self._requests >= LIFETIME and not self._splits
        if is_old or (self._process and self._process.poll() is not None):
            self.close()
        connection = self._connection or self._start()
        self._requests += 1
        try:
            connection.send_bytes(json.dumps(request).encode())
            if content is not None:
                connection.send_bytes(content)
            if not connection.poll(self._wait):
                self.close()
                raise DiedError(f"gave no answer within {self._wait:.0f} seconds; it was given up")
            reply: list[Any] = json.loads(connection.recv_bytes(REPLY_LIMIT))
            if reply[0] == "member" and reply[3] == "bytes":
                reply[4] = connection.recv_bytes(REPLY_LIMIT)
        except (EOFError, OSError, ValueError) as error:
            status = self._process.wait(5) if self._process else None
            self.close()
            raise DiedError(self._told(status)) from error
        if reply[0] == "exhausted":
            self.close()
        if reply[0] in {"error", "exhausted"}:
            raise FormatError(reply[1])
        return reply

    def _told(self, status: int | None) -> str:
        """Return why the process ended, by its status."""
        if status == -signal.SIGXCPU:
            return f"takes more than {self._seconds} seconds of a processor to be read; it was given up"
        what = f"signal {-status}" if status and status < 0 else f"exit status {status}"
        return f"made the parser die ({what})"

    def _start(self) -> Connection:
        ours, theirs = socket.socketpair()
        with theirs:
            path = [part for part in sys.path if part]
            start = _START.format(path=path, descriptor=theirs.fileno(), scanning=self._scanning,
                                  seconds=self._seconds)
            self._process = subprocess.Popen(  # noqa: S603 - our own code, by our own interpreter
                [sys.executable, "-S", "-c", start], pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,  # Ctrl-C is the parent's
                env={name: os.environ[name] for name in _PASSED_ON if name in os.environ})
        self._connection = Connection(ours.detach())
        self._generation += 1
        self._requests = 0
        return self._connection


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _draft(record: dict[str, Any]) -> Draft:
    lists = {name: tuple(record[name]) for name in ("authors", "breaks", "notes")}
    return Draft(**(record | lists))


def _member(name: str, suffix: str, kind: str, content: Any, share: float) -> Member:
    if kind == "draft":
        content = _draft(content)
    elif kind == "reason":
        content = FormatError(content)
    return Member(name, content, suffix, share)
