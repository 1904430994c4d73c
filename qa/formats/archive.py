"""ZIP and TAR archives: their members one by one, nothing of them ever written under a name that they give."""

import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from qa.formats import FormatError, Member, Options
from qa.formats.packed import RATIO_LIMIT, member, open_zip

MEMBER_LIMIT = 100_000_000  # bytes of one member
TOTAL_LIMIT = 4_000_000_000  # bytes of all that is read from one archive
COUNT_LIMIT = 200_000  # members
_ODD = "is a link or a device, not a plain file"


def split(path: Path, _: Options) -> Iterator[Member]:
    """Yield each file of an archive, named by its path there. Links, devices and hidden files are no articles.

    Raises FormatError for a file that is no archive, and where it turns out to be a bomb; what came before stays.
    """
    total = 0
    with path.open("rb") as file:
        packed = path.stat().st_size
        for count, (name, size, content) in enumerate(_zip(file) if zipfile.is_zipfile(file) else _tar(file), 1):
            total += size
            if count > COUNT_LIMIT:
                raise FormatError(f"holds more than {COUNT_LIMIT:,} files; the rest was left out")
            if total > min(TOTAL_LIMIT, max(MEMBER_LIMIT, RATIO_LIMIT * packed)):
                raise FormatError(f"unpacks to more than {total - size:,} bytes from {packed:,}; the rest was left out")
            yield Member(name, content, PurePosixPath(name).suffix.lower())


Unpacked = tuple[str, int, bytes | FormatError]
"""(name, size in bytes, content or why there is none)"""


def _zip(file: IO[bytes]) -> Iterator[Unpacked]:
    packed = open_zip(file, "a ZIP archive")
    for one in packed.infolist():
        if one.is_dir() or _is_hidden(one.filename):
            continue
        plain = stat.S_IFMT(one.external_attr >> 16) in {0, stat.S_IFREG}
        reason = _unsafe(one.filename, one.file_size, plain=plain)
        if reason:
            yield one.filename, 0, FormatError(reason)
            continue
        try:
            yield one.filename, one.file_size, member(packed, one.filename)
        except FormatError as error:
            yield one.filename, one.file_size, error


def _tar(file: IO[bytes]) -> Iterator[Unpacked]:
    file.seek(0)
    try:
        with tarfile.open(fileobj=file, mode="r|*") as packed:
            for one in packed:
                if one.isdir() or _is_hidden(one.name):
                    continue
                reason = _unsafe(one.name, one.size, plain=one.isreg())
                opened = None if reason else packed.extractfile(one)
                yield one.name, one.size, opened.read() if opened else FormatError(reason or _ODD)
    except (tarfile.TarError, EOFError, OSError, zlib.error, lzma.LZMAError, ValueError) as error:
        raise FormatError(f"is no archive that can be read ({error})") from error


def _is_hidden(name: str) -> bool:
    return any((part.startswith(".") and part not in {".", ".."}) or part == "__MACOSX" for part in name.split("/"))


def _unsafe(name: str, size: int, *, plain: bool) -> str | None:
    """Return why a member is not taken: its name leads out of the archive, it is a link or a device, or too large."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or (path.parts and path.parts[0].endswith(":")):
        return "has a name that leads out of the archive"
    if not name.isprintable():
        return "has a name with control characters"
    return _ODD if not plain else f"is {size:,} bytes; {MEMBER_LIMIT:,} is the limit" if size > MEMBER_LIMIT else None
