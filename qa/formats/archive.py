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
from qa.parse import FORMATS, format_of

MEMBER_LIMIT = 100_000_000  # bytes of one member
TOTAL_LIMIT = 4_000_000_000  # bytes of all that is read from one archive
COUNT_LIMIT = 200_000  # members
_ODD = "is a link or a device, not a plain file"


def split(path: Path, _: Options) -> Iterator[Member]:
    """Yield each file of an archive that is of a format that is read, named by its path there.

    Hidden files are passed over; links and devices are told. Raises FormatError for a file that is no archive, and
    where it turns out to be a bomb; what came before stays.
    """
    total = 0
    with path.open("rb") as file:
        packed = path.stat().st_size
        found = _zip(file) if zipfile.is_zipfile(file) else _tar(file, packed)
        for count, (name, size, content, share) in enumerate(found, 1):
            total += size
            if count > COUNT_LIMIT:
                raise FormatError(f"holds more than {COUNT_LIMIT:,} files; the rest was left out")
            if total > min(TOTAL_LIMIT, max(MEMBER_LIMIT, RATIO_LIMIT * packed)):
                raise FormatError(f"unpacks to more than {total - size:,} bytes from {packed:,}; the rest was left out")
            if content is not None:
                yield Member(name, content, format_of(name), share)


Unpacked = tuple[str, int, bytes | FormatError | None, float]
"""(name, bytes that it costs to unpack, content or why there is none, share of the archive read so far); the content is
None for what is passed over."""


def _zip(file: IO[bytes]) -> Iterator[Unpacked]:
    packed = open_zip(file, "a ZIP archive")
    members = packed.infolist()
    for number, one in enumerate(members, 1):
        name, share = one.filename, number / len(members)
        plain = one.is_dir() or stat.S_IFMT(one.external_attr >> 16) in {0, stat.S_IFREG}
        reason = _unsafe(name, one.file_size, plain=plain)
        if reason:
            yield name, 0, FormatError(reason), share
        elif one.is_dir() or not _is_wanted(name):
            yield name, 0, None, share
        else:
            try:
                yield name, one.file_size, member(packed, name), share
            except FormatError as error:
                yield name, one.file_size, error, share


def _tar(file: IO[bytes], size: int) -> Iterator[Unpacked]:
    file.seek(0)
    try:
        with tarfile.open(fileobj=file, mode="r|*") as packed:
            for one in packed:
                reason = _unsafe(one.name, one.size, plain=one.isreg() or one.isdir())
                if reason:
                    yield one.name, one.size, FormatError(reason), file.tell() / size
                else:
                    opened = packed.extractfile(one) if one.isreg() and _is_wanted(one.name) else None
                    yield one.name, one.size, opened.read() if opened else None, file.tell() / size
    except (tarfile.TarError, EOFError, OSError, zlib.error, lzma.LZMAError, ValueError) as error:
        raise FormatError(f"is no archive that can be read ({error})") from error


def _is_wanted(name: str) -> bool:
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in name.split("/") if part != ".")
    return not hidden and format_of(name) in FORMATS


def _unsafe(name: str, size: int, *, plain: bool) -> str | None:
    """Return why a member is not taken: its name leads out of the archive, it is a link or a device, or too large."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or (path.parts and path.parts[0].endswith(":")):
        return "has a name that leads out of the archive"
    if not name.isprintable():
        return "has a name with control characters"
    return _ODD if not plain else f"is {size:,} bytes; {MEMBER_LIMIT:,} is the limit" if size > MEMBER_LIMIT else None
