"""Files and folders to articles: finds them, parses each by its format, and makes its text canonical."""

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from qa.article import Article, article_id
from qa.errors import ReadError
from qa.formats import Draft, FormatError


def _html(content: bytes) -> Draft:
    from qa.formats.html import parse

    return parse(content)


def _markdown(content: bytes) -> Draft:
    from qa.formats.markdown import parse

    return parse(content)


def _text(content: bytes) -> Draft:
    from qa.formats.text import parse

    return parse(content)


PARSERS: dict[str, Callable[[bytes], Draft]] = {
    ".txt": _text, ".md": _markdown, ".markdown": _markdown, ".html": _html, ".htm": _html,
}


def find_files(paths: Iterable[str | Path]) -> Iterator[Path]:
    """Yield each file named, and each readable file below each folder named, as absolute paths, in order of name.

    Inside a folder, hidden files and files of formats that are not read are passed over.
    Raises ReadError for a path that does not exist.
    """
    for given in paths:
        try:
            path = Path(given).expanduser().absolute()
            is_folder, exists = path.is_dir(), path.exists()
        except (OSError, RuntimeError) as error:  # a name that is too long, a home folder of nobody
            raise ReadError(str(given), "no such file or folder") from error
        if is_folder:
            below = (p for p in sorted(path.rglob("*")) if p.suffix.lower() in PARSERS and p.is_file())
            yield from (p for p in below if not any(part.startswith(".") for part in p.relative_to(path).parts))
        elif exists:
            yield path
        else:
            raise ReadError(str(given), "no such file or folder")


def read_bytes(path: Path) -> bytes:
    """Return the content of a file. Raises ReadError when it cannot be opened."""
    try:
        str(path).encode()
        return path.read_bytes()
    except UnicodeEncodeError as error:
        raise ReadError(str(path), "has a name that is not UTF-8; rename it") from error
    except OSError as error:
        raise ReadError(str(path), error.strerror or str(error)) from error


def parse_article(path: Path, content: bytes) -> Article:
    """Return the article in a file's content, its text canonical.

    Raises ReadError for a format that is not read, content that is not of that format, or no text at all.
    """
    parser = PARSERS.get(path.suffix.lower())
    if parser is None:
        raise ReadError(str(path), f"format {path.suffix or 'without a suffix'} is not read; "
                        f"these are: {', '.join(PARSERS)}")
    try:
        draft = parser(content)
    except FormatError as error:
        raise ReadError(str(path), str(error)) from error
    headline = canonical(" ".join(draft.headline.split())) if draft.headline else ""
    body = canonical(draft.body)
    if not any(char.isalnum() for char in body):
        raise ReadError(str(path), "is empty: there is no text in it")
    text = f"{headline}\n\n{body}" if headline else body
    return Article(
        id=article_id(str(path)), source=str(path), title=headline or path.stem, publisher=draft.publisher,
        authors=draft.authors, published=draft.published, language=draft.language, text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def canonical(text: str) -> str:
    """Return `text` in NFC, with LF newlines, without byte-order marks, lone surrogates or blank ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")
    text = text.encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFC", text).strip()
