"""Word files (.docx): headings, paragraphs, lists, tables and notes by mammoth, the properties from the file's core."""

import io
import re

import mammoth

from qa.formats import Draft, FormatError, markup
from qa.formats.dates import iso_date
from qa.formats.packed import member, open_document
from qa.formats.xml import first_text, parse_xml

_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => h2:fresh"


def parse(content: bytes) -> Draft:
    """Return the draft of a Word file. Raises FormatError for what is none."""
    packed = open_document(content, "a Word file")
    for name in packed.namelist():
        if name.endswith((".xml", ".rels")):
            parse_xml(member(packed, name))  # mammoth's own parser would expand entities
    try:
        found = mammoth.convert_to_html(io.BytesIO(content), style_map=_STYLES, include_embedded_style_map=False,
                                        convert_image=mammoth.images.img_element(lambda _: {}))
    except (OSError, KeyError) as error:  # a part is missing
        raise FormatError(f"is not a Word file: {error}") from error
    headline, body = markup.words(re.sub(r"<img[^>]*>", "", found.value))
    core = parse_xml(member(packed, "docProps/core.xml") if "docProps/core.xml" in packed.namelist() else b"<none/>")
    title = first_text(core, "title")
    authors = re.split(r"\s*;\s*", first_text(core, "creator") or "")
    return Draft(
        body=body, headline=headline or (title if title != "Word Document" else None),
        authors=tuple(name for name in authors if name and name != "python-docx"),
        published=iso_date(first_text(core, "created")), language=first_text(core, "language"),
    )
