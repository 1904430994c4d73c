"""Documents that are ZIP files of XML: opened only when they unpack to a size that can be read."""

import io
import zipfile
from typing import IO

from qa.formats import FormatError

RATIO_LIMIT = 200           # times its own size; XML packs to a tenth, and seldom to a fiftieth
FREE = 10_000_000           # bytes; what unpacks to less may pack as well as it likes
DOCUMENT_LIMIT = 300_000_000    # bytes, unpacked
MEMBER_COUNT = 10_000       # members of one document


def open_document(content: bytes, kind: str) -> zipfile.ZipFile:
    """Return the ZIP file in `content`. Raises FormatError for what is none, or unpacks beyond the limits."""
    packed = open_zip(io.BytesIO(content), kind)
    check(len(packed.infolist()), sum(one.file_size for one in packed.infolist()), len(content))
    return packed


def open_zip(file: IO[bytes], kind: str) -> zipfile.ZipFile:
    """Return the ZIP file in an open file. Raises FormatError for what is none."""
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise FormatError(f"is not {kind}: {error}") from error


def check(members: int, unpacked: int, packed: int) -> None:
    """Raise FormatError where a document has too many members, or unpacks to more than can be read."""
    if members > MEMBER_COUNT:
        raise FormatError(f"holds {members:,} members; {MEMBER_COUNT:,} is the limit for one document")
    if unpacked > DOCUMENT_LIMIT or unpacked > max(FREE, RATIO_LIMIT * packed):
        raise FormatError(f"unpacks to {unpacked:,} bytes, {unpacked // max(packed, 1)} times its size; "
                          "that is not read")


def member(packed: zipfile.ZipFile, name: str) -> bytes:
    """Return the content of a member. Raises FormatError where it is missing, encrypted or damaged."""
    try:
        return packed.read(name)
    except KeyError as error:
        raise FormatError(f"has no {name} in it") from error
    except RuntimeError as error:  # needs a password
        raise FormatError("is encrypted") from error
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError) as error:
        raise FormatError(f"is damaged: {error}") from error
    except Exception as error:  # zlib.error, lzma.LZMAError: what the packing says of itself
        raise FormatError(f"is damaged: {error}") from error
