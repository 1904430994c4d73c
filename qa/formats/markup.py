"""Mark-up that is text all through, such as a chapter or a letter: every visible word of it, by inscriptis."""

import re

from inscriptis import get_annotated_text
from inscriptis.css_profiles import STRICT_CSS_PROFILE
from inscriptis.model.config import ParserConfig

from qa.formats import FormatError

_CONFIG = ParserConfig(css=STRICT_CSS_PROFILE, annotation_rules={"h1": ["headline"]})  # relaxed, it would part words


def words(markup: str) -> tuple[str | None, str]:
    """Return the first heading of HTML, where it begins with one, and the words of the rest, a line a paragraph.

    Raises FormatError for mark-up that nests too deeply to be read.
    """
    try:
        found = get_annotated_text(markup, _CONFIG) if markup.strip() else {}
    except RecursionError as error:
        raise FormatError("nests its elements too deeply to be read") from error
    text, headline = str(found.get("text", "")), None
    leading = len(text) - len(text.lstrip())
    for start, end, _ in found.get("label", [])[:1]:
        if start <= leading:
            headline, text = " ".join(text[start:end].split()) or None, text[end:]
    lines = [" ".join(re.sub(r"^\s+[*+o-] ", "• ", line).split()) for line in text.split("\n")]
    return headline, re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
