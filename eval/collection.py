"""A folder of articles as documents of a dataset, in the same canonical text that a library has of them."""

from pathlib import Path

from eval.errors import DataError
from eval.types import Document
from qa.article import Article
from qa.errors import ReadError
from qa.parse import ONE, format_of
from qa.read import find_files, parse_article, read_bytes


def read_documents(folder: str | Path) -> dict[str, Document]:
    """Return the articles below a folder under their paths in it ("story/outlet.md"), in order, without sentences.

    A document is a file: those that hold several articles, such as archives and tables, are passed over. Raises
    DataError naming every file that cannot be read, and ReadError when the folder does not exist.
    """
    root = Path(folder).absolute()
    documents: dict[str, Document] = {}
    problems: list[str] = []
    for path in (found for found in find_files([root]) if format_of(found.name) in ONE):
        name = path.relative_to(root).as_posix()
        try:
            documents[name] = to_document(name, parse_article(path, read_bytes(path)))
        except ReadError as error:
            problems.append(f"{name}: {error.reason}")
    if problems:
        raise DataError(str(folder), problems)
    return documents


def to_document(name: str, article: Article) -> Document:
    """Return an article as the document of that name."""
    return Document(doc=name, title=article.title, text=article.text, sha256=article.sha256,
                    publisher=article.publisher, published=article.published)
