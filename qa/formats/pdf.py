"""PDF files: the text layer by PDFium, lines joined to paragraphs by where they stand, pages kept as offsets."""

import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import pypdfium2
from pypdfium2 import raw

from qa.formats import Draft, FormatError, NoTextError
from qa.formats.dates import iso_date

PAGE_LIMIT = 5_000
_HYPHEN = "[\ufffe\x02]"  # where PDFium has put a word together again that was parted at the end of a line
_ENDED = re.compile(r"[.!?:…][\"'”’»)\]]*$")
_ITEM = re.compile(r"[•‣▪◦*–-]\s|\d{1,2}[.)]\s")
_UNTITLED = re.compile(r"(?i)^\W*$|untitled|^microsoft word|\.(?:docx?|pdf|indd|qxp|rtf|odt|tmp)$|^\(?anonymous\)?$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its text, where its base line begins (points, from below left), and the size of its letters."""

    text: str
    left: float
    base: float
    size: float


def parse(content: bytes) -> Draft:
    """Return the draft of a PDF file; `breaks` are where its pages begin.

    Raises FormatError for a file that is damaged or locked, and for one without a text layer, such as a scan.
    """
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = "assword" in str(error)
        raise FormatError("is locked with a password" if locked else f"is no PDF that can be read ({error})") from error
    try:
        if len(document) > PAGE_LIMIT:
            raise FormatError(f"has {len(document):,} pages; {PAGE_LIMIT:,} is the limit")
        pages = [_lines(document, number) for number in range(len(document))]
        about, language = document.get_metadata_dict(), _language(document)
    finally:
        document.close()
    if not any(pages):
        raise NoTextError("has no text layer: it is a scan, or pictures. Add it with --ocr to have it recognised")
    empty = [str(number) for number, lines in enumerate(pages, 1) if not lines]
    pages, running = _without_running_lines(pages)
    headline, pages = _headline(about.get("Title", ""), pages)
    body, breaks = _joined(pages)
    notes = (*(f"“{line}” was left out, which runs on most pages" for line in running),
             *([f"without text: page {', '.join(empty)}"] if empty else []))
    return Draft(body=body, headline=headline, authors=_authors(about.get("Author", "")),
                 published=_date(about.get("CreationDate", "")), language=language, breaks=breaks, notes=notes)


def _lines(document: pypdfium2.PdfDocument, number: int) -> list[Line]:
    """Return the lines of a page, in the order in which they were written."""
    page = document[number]
    text = page.get_textpage()
    left, base, lines, start = ctypes.c_double(), ctypes.c_double(), [], 0
    for found in text.get_text_range().split("\r\n"):
        words = found.strip()
        if words:
            at = start + len(found) - len(found.lstrip())
            char = raw.FPDFText_GetCharIndexFromTextIndex(text.raw, at)
            raw.FPDFText_GetCharOrigin(text.raw, char, left, base)
            lines.append(Line(words, left.value, base.value, round(raw.FPDFText_GetFontSize(text.raw, char), 1)))
        start += len(found.encode("utf-16-le", "surrogatepass")) // 2 + 2
    text.close()
    page.close()
    return lines


def _without_running_lines(pages: list[list[Line]]) -> tuple[list[list[Line]], list[str]]:
    """Return the pages without the lines that head or foot at least three pages and half of all, and those lines."""
    edges = [(key, line) for page in pages for key, line in dict(_edges(page)).items()]
    seen = Counter(key for key, _ in edges)
    running = {key: line.text for key, line in reversed(edges) if seen[key] >= max(3, len(pages) / 2)}
    kept = []
    for page in pages:
        gone = {id(line) for key, line in _edges(page) if key in running}
        kept.append([line for line in page if id(line) not in gone])
    return kept, list(running.values())


def _edges(page: list[Line]) -> Iterator[tuple[tuple[str, int], Line]]:
    """Yield (key, line) of the highest and the lowest line; its key is what it says, any number for any, and where."""
    for line in {id(each): each for each in (max(page, key=lambda each: each.base, default=None),
                                             min(page, key=lambda each: each.base, default=None)) if each}.values():
        yield (re.sub(r"\d+", "0", line.text), round(line.base)), line


def _headline(title: str, pages: list[list[Line]]) -> tuple[str | None, list[list[Line]]]:
    """Return the headline and the pages without it: lines set larger than the text at the top, or else the title."""
    size = median(line.size for page in pages for line in page for _ in range(len(line.text) // 20 + 1))
    first, rest = pages[0], []
    top = 0
    while top < min(5, len(first) - 1) and first[top].size == first[0].size > 1.15 * size:
        top += 1
    if top and first[top].size < first[0].size:
        headline, rest = " ".join(line.text for line in first[:top]), first[top:]
        return re.sub(_HYPHEN, "", headline), [rest, *pages[1:]]
    title = " ".join(title.split())
    if not title or _UNTITLED.search(title):
        return None, pages
    return title, [first[1:], *pages[1:]] if first and first[0].text == title else pages


def _joined(pages: list[list[Line]]) -> tuple[str, tuple[int, ...]]:
    """Return the text of the pages, a line a paragraph, and the offsets at which the second and later pages begin."""
    lines = [line for page in pages for line in page]
    steps = [above.base - below.base for above, below in pairwise(lines)
             if above.size == below.size and 0 < above.base - below.base < 4 * above.size]
    step, width = (median(steps) if steps else 0.0), median(len(line.text) for line in lines)
    words = Counter(re.findall(r"\w+(?:-\w+)*", " ".join(line.text for line in lines)))
    body, breaks, above = "", [], None
    for page in pages:
        begins = None
        for line in page:
            if above:
                body = body.removesuffix("\xad") + _between(above, line, step, width)
            begins = len(body) if begins is None else begins
            body += re.sub(rf"(\w*){_HYPHEN}(\w*)", lambda parted: _mended(parted[1], parted[2], words), line.text)
            above = line
        breaks.append(begins)
    for number in reversed(range(len(breaks))):  # an empty page begins where the next one does
        if breaks[number] is None:
            breaks[number] = breaks[number + 1] if number + 1 < len(breaks) else len(body)
    return body, tuple(offset for offset in breaks[1:] if offset is not None)


def _between(above: Line, below: Line, step: float, width: float) -> str:
    """Return what stands between two lines: a blank line where a paragraph begins, or else a space, or nothing."""
    ended, fall = _ENDED.search(above.text), above.base - below.base
    parted = (
        above.size != below.size
        or fall > 1.25 * step > 0
        or (ended and fall > 0 and below.left > above.left + above.size / 2)
        or (ended and len(above.text) < 0.75 * width)
    )
    if parted:
        return "\n\n"
    if _ITEM.match(below.text) and fall > 0:
        return "\n"
    return "" if re.search(r"\w[-\xad]$", above.text) else " "


def _mended(first: str, second: str, words: Counter[str]) -> str:
    """Return a word that was parted at the end of a line: with its hyphen only where the document has it so."""
    with_hyphen = words[f"{first}-{second}"] > words[first + second] or not second[:1].islower()
    return f"{first}-{second}" if with_hyphen else first + second


def _authors(value: str) -> tuple[str, ...]:
    names = (name.strip() for name in re.split(r"[;|]", value))
    return tuple(name for name in names if name and not _UNTITLED.search(name))


def _language(document: pypdfium2.PdfDocument) -> str | None:
    buffer = (ctypes.c_ushort * 64)()
    length = raw.FPDFCatalog_GetLanguage(document.raw, buffer, len(buffer) * 2)  # bytes, with a NUL
    return bytes(buffer)[: max(0, length - 2)].decode("utf-16-le", "replace").strip() or None if length <= 128 else None


def _date(value: str) -> str | None:
    """Return the ISO form of a PDF date, such as D:20250314061000+01'00'."""
    found = re.match(r"D:(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(Z|[+-]\d\d(?:'\d\d)?)?", value)
    if not found:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    if not hour:
        return iso_date(f"{year}-{month}-{day}")
    zone = "+00:00" if zone == "Z" else f"{zone[:3]}:{zone[4:] or '00'}" if zone else ""
    return iso_date(f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}{zone}")
