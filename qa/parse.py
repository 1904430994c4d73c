"""Which module of `qa.formats` reads what, and its errors made one: this is what runs in the process of `qa.worker`."""

from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from qa.formats import Draft, FormatError, Member, Options

ONE = {  # files of one article
    ".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html",
    ".xhtml": "html", ".mht": "mht", ".mhtml": "mht", ".pdf": "pdf", ".docx": "docx", ".odt": "odt", ".rtf": "rtf",
    ".epub": "epub", ".eml": "mail",
}
MANY = {  # files of many
    ".mbox": "mail", ".jsonl": "tables", ".ndjson": "tables", ".csv": "tables", ".tsv": "tables",
    ".parquet": "tables", ".rss": "feed", ".atom": "feed", ".xml": "feed", ".xml.gz": "feed", ".zip": "archive",
    ".tar": "archive", ".tgz": "archive", ".tar.gz": "archive", ".tar.bz2": "archive", ".tar.xz": "archive",
}
SCAN = ".scan"  # not a suffix of files: a PDF file that may have to be recognised
TEXT_LIMIT = 20_000_000  # characters of one article; the Bible has four million
FORMATS = (*ONE, *MANY)


def format_of(name: str) -> str:
    """Return the suffix that tells the format of a file, such as ".tar.gz"; the last one where none is known."""
    low = name.lower()
    known = [suffix for suffix in FORMATS if low.endswith(suffix)]
    return max(known, key=len, default=Path(low).suffix)


def parse_draft(suffix: str, content: bytes) -> Draft:
    """Return what a file of one article says. Raises FormatError, whatever is wrong with it."""
    module = "scan" if suffix == SCAN else ONE.get(suffix)
    if module is None:
        raise FormatError(f"format {suffix or 'without a suffix'} is not read; these are: {', '.join(FORMATS)}")
    try:
        draft: Draft = import_module(f"qa.formats.{module}").parse(content)
    except (FormatError, MemoryError):
        raise
    except Exception as error:  # what a parser raises on broken input is known to nobody
        raise FormatError(f"cannot be read ({_told(error)})") from error
    if len(draft.body) > TEXT_LIMIT:
        raise _too_long(draft)
    return draft


def split_members(suffix: str, path: Path, options: Options) -> Iterator[Member]:
    """Yield the members of a file of many. Raises FormatError, whatever goes wrong on the way."""
    try:
        for member in import_module(f"qa.formats.{MANY[suffix]}").split(path, options):
            draft = member.content
            is_long = isinstance(draft, Draft) and len(draft.body) > TEXT_LIMIT
            yield replace(member, content=_too_long(draft)) if is_long else member
    except (FormatError, MemoryError):
        raise
    except OSError as error:
        raise FormatError(error.strerror or str(error)) from error
    except Exception as error:  # as above
        raise FormatError(f"cannot be read ({_told(error)})") from error


def _too_long(draft: Draft) -> FormatError:
    return FormatError(f"holds {len(draft.body):,} characters; {TEXT_LIMIT:,} is the limit for one article")


def _told(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:300].removesuffix(": ")
