"""Files and folders to articles: finds them, reads their bytes, and makes the text of what they say canonical."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from pathlib import Path

from qa.article import Article, article_id
from qa.errors import ReadError
from qa.formats import Draft, FormatError
from qa.parse import FORMATS, format_of, parse_draft

SIZE_LIMIT = 200_000_000  # bytes of a file that holds one article
MARKS_LIMIT = 200  # combining marks on one letter; languages have at most some five, jokes some fifty
_MARKS = re.compile(r"[^\w\s\0-\u02ff]+")  # and other signs; looking at each character would take long


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
            below = (p for p in sorted(path.rglob("*")) if format_of(p.name) in FORMATS and p.is_file())
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


def read_bytes(path: Path) -> bytes:
    """Return the content of a file of one article. Raises ReadError when it cannot be opened, or is too large."""
    try:
        if (size := path.stat().st_size) > SIZE_LIMIT:
            raise ReadError(str(path), f"is {size:,} bytes; the limit for one article is {SIZE_LIMIT:,}")
        return path.read_bytes()
    except OSError as error:
        raise ReadError(str(path), error.strerror or str(error)) from error


def parse_article(path: Path, content: bytes) -> Article:
    """Return the article in a file's content, its text canonical.

    Raises ReadError for a format that is not read, content that is not of that format, or no text at all.
    """
    try:
        return compose(str(path), parse_draft(format_of(path.name), content))
    except FormatError as error:
        raise ReadError(str(path), str(error)) from error


def compose(source: str, draft: Draft) -> Article:
    """Return the article that a draft makes, its text canonical. Raises ReadError where there is no text at all."""
    if any(map(_is_pathological, (draft.body, draft.headline or ""))):
        raise ReadError(source, f"has {MARKS_LIMIT} or more combining marks in a row, which no writing has")
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


def _is_pathological(text: str) -> bool:
    """Return whether a run of combining marks is so long that normalizing would take for ever: its square, in time."""
    runs = (run[0] for run in _MARKS.finditer(text) if run.end() - run.start() >= MARKS_LIMIT)
    return any(sum(map(bool, map(unicodedata.combining, run))) >= MARKS_LIMIT for run in runs)


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
