"""Files and folders to articles: finds them, opens those that hold several, and makes their text canonical.

What is read has a name, its source: the path of a file, or that of the file, `!/` and the name inside it, such as
`/news/archive.zip!/2025/bridge.txt`. The name of a member does not depend on its place, so its article keeps its id.
"""

import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from importlib import import_module
from itertools import accumulate, pairwise
from pathlib import Path

from qa.article import Article, article_id
from qa.errors import ReadError
from qa.formats import Draft, FormatError, Member, Options

ONE = {  # files of one article: the module of `qa.formats` that parses them
    ".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html",
    ".xhtml": "html", ".mht": "mht", ".mhtml": "mht", ".pdf": "pdf", ".docx": "docx", ".odt": "odt", ".rtf": "rtf",
    ".epub": "epub", ".eml": "mail",
}
MANY = {  # files of many: the module that splits them
    ".mbox": "mail", ".jsonl": "tables", ".ndjson": "tables", ".csv": "tables", ".tsv": "tables",
    ".parquet": "tables", ".rss": "feed", ".atom": "feed", ".xml": "feed", ".zip": "archive", ".tar": "archive",
    ".tgz": "archive", ".tar.gz": "archive", ".tar.bz2": "archive", ".tar.xz": "archive",
}
INSIDE = "!/"
DEPTH = 3  # archives within archives
SIZE_LIMIT = 200_000_000  # bytes of a file that holds one article


@dataclass(frozen=True, slots=True)
class Item:
    """One article that can be read. `sha256` is that of what it is read from; `article` reads it, or raises ReadError.

    An item that cannot be read at all has no `sha256`.
    """

    source: str
    sha256: str
    article: Callable[[], tuple[Article, tuple[str, ...]]]


def format_of(name: str) -> str:
    """Return the suffix that tells the format of a file, such as ".tar.gz"; the last one where none is known."""
    low = name.lower()
    known = [suffix for suffix in (*ONE, *MANY) if low.endswith(suffix)]
    return max(known, key=len, default=Path(low).suffix)


def find_files(paths: Iterable[str | Path]) -> Iterator[Path]:
    """Yield each file named, and each readable file below each folder named, as absolute paths, in order of name.

    Inside a folder, hidden files, files of formats that are not read and the parts of a saved page are passed over.
    Raises ReadError for a path that does not exist.
    """
    for given in paths:
        try:
            path = Path(given).expanduser().absolute()
            is_folder, exists = path.is_dir(), path.exists()
        except (OSError, RuntimeError) as error:  # a name that is too long, a home folder of nobody
            raise ReadError(str(given), "no such file or folder") from error
        if is_folder:
            below = (p for p in sorted(path.rglob("*")) if format_of(p.name) in ONE | MANY and p.is_file())
            yield from (p for p in below if not _passed_over(p.relative_to(path), path))
        elif exists:
            yield path
        else:
            raise ReadError(str(given), "no such file or folder")


def _passed_over(path: Path, root: Path) -> bool:
    """Return whether a file below `root` is hidden, or part of a page that was saved as `x.html` and `x_files`."""
    if any(part.startswith(".") for part in path.parts):
        return True
    saved = (root / folder for folder in path.parents if folder.name.endswith("_files"))
    return any((folder.parent / (folder.name.removesuffix("_files") + suffix)).exists()
               for folder in saved for suffix in (".html", ".htm"))


def read_items(path: Path, options: Options | None = None) -> Iterator[Item]:
    """Yield the articles of a file: itself, or what it holds. What cannot be opened is an item that says why."""
    source = str(path).encode("utf-8", "backslashreplace").decode()
    if source == str(path):
        yield from _items(source, format_of(path.name), path, options or Options(), depth=0)
    else:
        yield _failed(source, "has a name that is not UTF-8; rename it")


def _items(source: str, suffix: str, content: Path | bytes, options: Options, depth: int) -> Iterator[Item]:
    """Yield the articles of one source; `content` is the file, or the bytes of a member."""
    if suffix not in MANY:
        try:
            found = read_bytes(content) if isinstance(content, Path) else content
        except ReadError as error:
            yield _failed(source, error.reason)
        else:
            yield Item(source, hashlib.sha256(found).hexdigest(), lambda: parse(source, suffix, found))
    elif depth > DEPTH:
        yield _failed(source, f"lies in more than {DEPTH} archives; it is not opened")
    elif isinstance(content, bytes):
        import tempfile

        with tempfile.NamedTemporaryFile(suffix=suffix) as file:
            file.write(content)
            file.flush()
            yield from _members(source, suffix, Path(file.name), options, depth)
    else:
        yield from _members(source, suffix, content, options, depth)


def _members(source: str, suffix: str, path: Path, options: Options, depth: int) -> Iterator[Item]:
    seen: dict[str, str] = {}
    count = 0
    try:
        for member in _split(suffix, path, options):
            for item in _member(source, member, options, depth):
                count += 1
                if item.source not in seen:
                    yield item
                elif seen[item.source] != item.sha256:
                    yield _failed(item.source, "stands in it twice, with different contents; the first was read")
                seen.setdefault(item.source, item.sha256)
    except FormatError as error:
        yield _failed(source, str(error))
    except OSError as error:
        yield _failed(source, error.strerror or str(error))
    else:
        if not count:
            yield _failed(source, "holds nothing that can be read")


def _member(source: str, member: Member, options: Options, depth: int) -> Iterator[Item]:
    name, content = f"{source}{INSIDE}{member.name}", member.content
    if isinstance(content, FormatError):
        yield _failed(name, str(content))
    elif isinstance(content, Draft):
        said = json.dumps({field: value for field, value in asdict(content).items() if value})
        yield Item(name, hashlib.sha256(said.encode()).hexdigest(), lambda: (compose(name, content), content.notes))
    else:
        suffix = member.format or format_of(member.name)
        if suffix in ONE or suffix in MANY:
            yield from _items(name, suffix, content, options, depth + 1)


def _split(suffix: str, path: Path, options: Options) -> Iterator[Member]:
    """Yield the members of a file. Raises FormatError for whatever goes wrong on the way."""
    try:
        yield from import_module(f"qa.formats.{MANY[suffix]}").split(path, options)
    except (FormatError, OSError):
        raise
    except Exception as error:  # what a parser raises on broken input is known to nobody
        raise FormatError(f"cannot be read ({type(error).__name__}: {error})") from error


def _failed(source: str, reason: str) -> Item:
    def refuse() -> tuple[Article, tuple[str, ...]]:
        raise ReadError(source, reason)

    return Item(source, "", refuse)


def read_bytes(path: Path) -> bytes:
    """Return the content of a file of one article. Raises ReadError when it cannot be opened, or is too large."""
    try:
        if (size := path.stat().st_size) > SIZE_LIMIT:
            raise ReadError(str(path), f"is {size:,} bytes; the limit for one article is {SIZE_LIMIT:,}")
        return path.read_bytes()
    except OSError as error:
        raise ReadError(str(path), error.strerror or str(error)) from error


def parse_article(path: Path, content: bytes) -> Article:
    """Return the article in a file's content, its text canonical; see `parse`."""
    return parse(str(path), format_of(path.name), content)[0]


def parse(source: str, suffix: str, content: bytes) -> tuple[Article, tuple[str, ...]]:
    """Return the article in the content of a file or member, and what must be known of how it was read.

    Raises ReadError for a format that is not read, content that is not of that format, or no text at all.
    """
    if suffix not in ONE:
        raise ReadError(source, f"format {suffix or 'without a suffix'} is not read; "
                        f"these are: {', '.join([*ONE, *MANY])}")
    try:
        draft: Draft = import_module(f"qa.formats.{ONE[suffix]}").parse(content)
    except FormatError as error:
        raise ReadError(source, str(error)) from error
    except Exception as error:  # what a parser raises on broken input is known to nobody
        raise ReadError(source, f"cannot be read ({type(error).__name__}: {error})") from error
    return compose(source, draft), draft.notes


def compose(source: str, draft: Draft) -> Article:
    """Return the article that a draft makes, its text canonical. Raises ReadError where there is no text at all."""
    headline = canonical(" ".join(draft.headline.split())) if draft.headline else ""
    body, breaks = _canonical_pages(draft.body, draft.breaks)
    if not any(char.isalnum() for char in body):
        raise ReadError(source, "is empty: there is no text in it")
    ahead = f"{headline}\n\n" if headline else ""
    text = ahead + body
    return Article(
        id=article_id(source), source=source, title=headline or Path(source).stem, publisher=draft.publisher,
        authors=draft.authors, published=draft.published, language=draft.language, text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(), url=draft.url,
        pages=(0, *(len(ahead) + offset for offset in breaks)) if breaks else (),
    )


def canonical(text: str) -> str:
    """Return `text` in NFC, with LF newlines, without byte-order marks, lone surrogates or blank ends."""
    return _folded(text).strip()


def _folded(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")
    text = text.encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFC", text)


def _canonical_pages(body: str, breaks: tuple[int, ...]) -> tuple[str, tuple[int, ...]]:
    """Return the canonical text of `body`, and its page breaks as offsets in that text."""
    text = canonical(body)
    bounds = (0, *breaks, len(body))
    leading = len(_folded(body)) - len(_folded(body).lstrip()) if breaks else 0
    ends = accumulate(len(_folded(body[start:end])) for start, end in pairwise(bounds))
    return text, tuple(min(max(0, end - leading), len(text)) for end in list(ends)[:-1])
