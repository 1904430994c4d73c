"""OpenDocument texts (.odt): headings, paragraphs, lists, tables and notes, and the properties, by odfdo."""

import io

from odfdo import Document, Element

from qa.formats import Draft, FormatError
from qa.formats.packed import member, open_document
from qa.formats.xml import first_text, parse_xml

_TIGHT = {"text:list-item", "table:table-cell"}


def parse(content: bytes) -> Draft:
    """Return the draft of an OpenDocument text. Raises FormatError for what is none."""
    packed = open_document(content, "an OpenDocument text")
    for name in packed.namelist():
        if name.endswith(".xml"):
            parse_xml(member(packed, name))  # odfdo's own parser would expand entities
    if member(packed, "mimetype").strip() != b"application/vnd.oasis.opendocument.text":
        raise FormatError("is not an OpenDocument text: its mimetype says otherwise")
    blocks = _blocks(Document(io.BytesIO(content)).body)
    headline = blocks.pop(0)[1] if blocks and blocks[0][0] in {"text:h", "Title"} else None
    about = parse_xml(member(packed, "meta.xml") if "meta.xml" in packed.namelist() else b"<none/>")
    author = first_text(about, "initial-creator") or first_text(about, "creator")
    return Draft(
        body="".join(("\n" if kind in _TIGHT else "\n\n") + line for kind, line in blocks).strip("\n"),
        headline=headline or first_text(about, "title"), authors=(author,) if author else (),
        published=(first_text(about, "creation-date") or first_text(about, "date") or "").partition(".")[0] or None,
        language=first_text(about, "language"),
    )


def _blocks(body: Element) -> list[tuple[str, str]]:
    """Return (kind, line) of each heading and paragraph, then of the notes. What was deleted or remarked is no text."""
    for gone in body.get_elements("descendant::text:tracked-changes|descendant::office:annotation"):
        gone.delete()
    notes = body.get_elements("descendant::text:note")
    noted = [("text:p", each.inner_text) for note in notes for each in note.get_elements("descendant::text:p")]
    for note in notes:
        note.delete()
    found = [(_kind(each), each.inner_text) for each in body.get_elements("descendant::text:p|descendant::text:h")]
    lines = [(kind, " ".join(line.split())) for kind, line in (*found, *noted)]
    return [(kind, f"• {line}" if kind == "text:list-item" else line) for kind, line in lines if line]


def _kind(element: Element) -> str:
    """Return where a paragraph stands, where that matters, or else what it is."""
    parent = element.parent
    if parent is not None and parent.tag in _TIGHT:
        return str(parent.tag)
    return "Title" if element.get_attribute("text:style-name") == "Title" else str(element.tag)
