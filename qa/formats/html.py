"""Web pages: the article without navigation and advertisements, with its metadata, by trafilatura."""

import logging
import re

import trafilatura

from qa.formats import Draft, FormatError

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
        published=found.date, language=_language(content),
    )


def _language(content: bytes) -> str | None:
    """Return the `lang` of the page, such as `en`; None where it names none."""
    root = trafilatura.load_html(content)
    return root.get("lang") if root is not None else None
