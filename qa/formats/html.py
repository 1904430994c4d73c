"""Web pages: the article without navigation and advertisements, with its metadata, by trafilatura."""

import logging
import re

import trafilatura

from qa.formats import Draft, FormatError

_SAVED = re.compile(rb"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url: )(https?://[^\s>]{1,2000})")

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what matters reaches the user as a FormatError


def parse(content: bytes) -> Draft:
    """Return the draft of a saved web page. Raises FormatError when no article is found in it."""
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FormatError("is a binary file, not a web page")
    found = trafilatura.bare_extraction(content, include_comments=False, include_tables=True, with_metadata=True)
    if found is None or not (found.text or "").strip():
        raise FormatError("holds no article text that can be told from the rest of the page")
    headline = found.title.strip() if found.title else None
    body = re.sub(r"(?m)^- ", "• ", re.sub(r"\n(?!- )", "\n\n", found.text.strip()))
    if headline and f"{body}\n".startswith(f"{headline}\n"):
        body = body.removeprefix(headline).strip("\n")
    return Draft(
        body=body, headline=headline, publisher=found.sitename,
        authors=tuple(name.strip() for name in (found.author or "").split(";") if name.strip()),
        published=found.date, language=_language(content), url=_saved_from(content) or found.url,
    )


def _language(content: bytes) -> str | None:
    """Return the `lang` of the page, such as `en`; None where it names none."""
    root = trafilatura.load_html(content)
    return root.get("lang") if root is not None else None


def _saved_from(content: bytes) -> str | None:
    """Return the address that a browser or SingleFile noted when it saved the page."""
    found = _SAVED.search(content)
    return found[1].decode("ascii", "replace") if found else None
