"""OpenDocument texts (.odt): headings, paragraphs, lists, tables and notes, and the properties, by odfdo."""

import io

from odfdo import Document

from qa.formats import Draft, FormatError, markdown
from qa.formats.packed import member, open_document
from qa.formats.xml import first_text, parse_xml


def parse(content: bytes) -> Draft:
    """Return the draft of an OpenDocument text. Raises FormatError for what is none."""
    packed = open_document(content, "an OpenDocument text")
    for name in packed.namelist():
        if name.endswith(".xml"):
            parse_xml(member(packed, name))  # odfdo's own parser would expand entities
    if member(packed, "mimetype").strip() != b"application/vnd.oasis.opendocument.text":
        raise FormatError("is not an OpenDocument text: its mimetype says otherwise")
    text = Document(io.BytesIO(content)).to_markdown()
    headline, body = markdown.words(text if isinstance(text, str) else "")
    about = parse_xml(member(packed, "meta.xml") if "meta.xml" in packed.namelist() else b"<none/>")
    author = first_text(about, "initial-creator") or first_text(about, "creator")
    return Draft(
        body=body, headline=headline or first_text(about, "title"), authors=(author,) if author else (),
        published=(first_text(about, "creation-date") or first_text(about, "date") or "").partition(".")[0] or None,
        language=first_text(about, "language"),
    )
