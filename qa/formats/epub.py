"""Books (.epub): the chapters in reading order, and what the package file says of the book."""

import posixpath
from urllib.parse import unquote
from zipfile import ZipFile

from qa.formats import Draft, FormatError, markup
from qa.formats.dates import iso_date
from qa.formats.packed import member, open_document
from qa.formats.text import decode
from qa.formats.xml import first_text, parse_xml, texts


def parse(content: bytes) -> Draft:
    """Return the draft of a book. Raises FormatError for what is none, and for a book that may not be copied."""
    packed = open_document(content, "a book")
    container = parse_xml(member(packed, "META-INF/container.xml"))
    roots = [each.get("full-path") for each in container.findall(".//{*}rootfile")]
    if not roots or not roots[0]:
        raise FormatError("names no package file")
    package = parse_xml(member(packed, roots[0]))
    chapters = {each.get("id"): each.get("href", "") for each in package.findall(".//{*}item")
                if "html" in each.get("media-type", "") and "nav" not in each.get("properties", "").split()}
    if {posixpath.basename(unquote(href)) for href in chapters.values()} & _encrypted(packed):
        raise FormatError("is protected against copying")
    parts: list[str] = []
    for each in package.findall(".//{*}itemref"):
        href = chapters.get(each.get("idref"))
        if href:
            name = posixpath.normpath(posixpath.join(posixpath.dirname(roots[0]), unquote(href)))
            parts += filter(None, markup.words(decode(member(packed, name))[0]))
    return Draft(
        body="\n\n".join(parts), headline=first_text(package, "title"), publisher=first_text(package, "publisher"),
        authors=tuple(texts(package, "creator")), published=iso_date(first_text(package, "date")),
        language=first_text(package, "language"),
        url=next((source for source in texts(package, "source") if source.startswith("http")), None),
    )



def _encrypted(packed: ZipFile) -> set[str]:
    """Return the names, without folders, of what is encrypted in a book; fonts often are."""
    if "META-INF/encryption.xml" not in packed.namelist():
        return set()
    found = parse_xml(member(packed, "META-INF/encryption.xml")).findall(".//{*}CipherReference")
    return {posixpath.basename(unquote(each.get("URI", ""))) for each in found}
