"""One module a file format: bytes in, a `Draft` out. None of them knows of ids, hashes or stores."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Draft:
    """What a file says of itself, before its text is made canonical. `headline` is None where the file has none."""

    body: str
    headline: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    language: str | None = None


class FormatError(Exception):
    """The bytes are not what the file's name says; the message is the reason, without the file's name."""
