"""What runs in the parser's own process: requests come over a connection, parsers run within limits, replies go back.

Nothing of the parent's can be harmed from here: what comes back is JSON and bytes, no pickles; nothing can be written
to a file, unless scanned pages are recognised; no secret of the environment is passed on; and the process ends with its
parent.
"""

import json
import resource
from collections.abc import Iterator
from dataclasses import asdict
from multiprocessing.connection import Connection
from pathlib import Path

from qa.formats import Draft, FormatError, Member, Options
from qa.parse import parse_draft, split_members

MEMORY_LIMIT = 3_000_000_000  # bytes of address space; the libraries alone take up to one
FILE_LIMIT = 1_000_000_000  # bytes of a file that is written while scanned pages are recognised


def serve(descriptor: int, *, scanning: bool, seconds: int) -> None:
    """Answer requests until the parent closes the connection; each may take so many seconds of a processor.

    A request is ["parse", suffix], followed by the content; ["split", number, suffix, path, options]; or, for a file
    that is being split, ["next", number] and ["close", number]. A reply is ["draft", …], ["member", …], which bytes may
    follow, ["end"], ["error", reason], or ["exhausted", reason] where the process should better be replaced.
    """
    _confine(scanning=scanning)
    splits: dict[int, Iterator[Member]] = {}
    with Connection(descriptor) as connection:
        while True:
            try:
                kind, *values = json.loads(connection.recv_bytes())
                content = connection.recv_bytes() if kind == "parse" else b""
            except EOFError:
                return
            _allow(seconds)
            try:
                _answer(connection, splits, kind, values, content)
            except FormatError as error:
                _send(connection, "error", str(error))
            except MemoryError:
                _send(connection, "exhausted", f"needs more than {MEMORY_LIMIT // 10**9} GB of memory to be read")


def _answer(connection: Connection, splits: dict[int, Iterator[Member]], kind: str, values: list[str],
            content: bytes) -> None:
    if kind == "parse":
        _send(connection, "draft", asdict(parse_draft(values[0], content)))
    elif kind == "split":
        number, suffix, path, options = values
        splits[int(number)] = split_members(suffix, Path(path), Options(**json.loads(options)))
        _send(connection, "end")
    elif kind == "close":
        splits.pop(int(values[0]), None)
        _send(connection, "end")
    elif (member := next(splits[int(values[0])], None)) is None:
        _send(connection, "end")
    else:
        _send_member(connection, member)


def _send_member(connection: Connection, member: Member) -> None:
    if isinstance(member.content, bytes):
        _send(connection, "member", member.name, member.format, "bytes", None, member.share)
        connection.send_bytes(member.content)
    elif isinstance(member.content, Draft):
        _send(connection, "member", member.name, member.format, "draft", asdict(member.content), member.share)
    else:
        _send(connection, "member", member.name, member.format, "reason", str(member.content), member.share)


def _send(connection: Connection, *message: object) -> None:
    connection.send_bytes(json.dumps(message).encode())


def _confine(*, scanning: bool) -> None:
    """Give up what a parser does not need: memory without end, files to write, a core to dump.

    The programs that recognise scanned pages hand files to each other, so those may be written then.
    """
    size = FILE_LIMIT if scanning else 0
    for limit, value in ((resource.RLIMIT_AS, MEMORY_LIMIT), (resource.RLIMIT_FSIZE, size), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(limit, (value, value))
        except (ValueError, OSError):  # macOS knows no limit of address space
            continue


def _allow(seconds: int) -> None:
    """Have the system end this process when it has used so many more seconds of a processor."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + seconds, hard))
