"""Rich text (.rtf): the words by striprtf, the properties from the file's information group."""

import datetime as dt
import locale
import re

from striprtf.striprtf import rtf_to_text

from qa.formats import Draft, FormatError
from qa.formats.text import split_headline

_LINK = re.compile(r"\{\\\*\\fldinst[^{}]*(?:\{[^{}]*\}[^{}]*)*\}")  # addresses of links, which a reader does not see


def parse(content: bytes) -> Draft:
    """Return the draft of a rich text. Raises FormatError for what is none."""
    if not content.lstrip().startswith(b"{\\rtf"):
        raise FormatError("is not rich text: it does not begin with {\\rtf")
    text = content.decode("latin-1")
    headline, body = split_headline(_words(_LINK.sub("", text)).strip("\n"))
    about = text.partition("{\\info")[2][:20_000]
    author = _property(text, about, "author")
    return Draft(
        body=re.sub(r"\n+", "\n\n", body), headline=headline or _property(text, about, "title"),
        authors=(author,) if author else (), published=_created(about), language=_language(text),
        notes=("footnotes were left out",) if "\\footnote" in text else (),
    )


def _words(text: str) -> str:
    """Return what a reader sees. Code points beyond the first 65,536 come as two halves."""
    try:
        words = rtf_to_text(text, errors="replace")
    except (ValueError, LookupError, IndexError, OverflowError) as error:
        raise FormatError(f"is damaged rich text ({error})") from error
    return str(words).replace("\xad", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _property(text: str, about: str, name: str) -> str | None:
    found = re.search(rf"\{{\\{name} ((?:[^{{}}]|\\[{{}}])*)\}}", about)
    header = re.match(r"[^{]*\{\\rtf[^{}]*", text)
    return " ".join(_words(f"{header[0] if header else ''}{found[1]}}}").split()) or None if found else None


def _created(about: str) -> str | None:
    found = re.search(r"\{\\creatim((?:\\(?:yr|mo|dy|hr|min|sec)\d+)+)", about)
    given = dict(re.findall(r"\\([a-z]+)(\d+)", found[1])) if found else {}
    try:
        year, month, day, hour, minute = (int(given.get(part, 0)) for part in ("yr", "mo", "dy", "hr", "min"))
        return dt.datetime(year, month, day, hour, minute).isoformat()  # noqa: DTZ001 - the file names no zone
    except ValueError:
        return None


def _language(text: str) -> str | None:
    found = re.search(r"\\deflang(\d{4,5})\b", text[:20_000])
    return locale.windows_locale.get(int(found[1]), "").replace("_", "-") or None if found else None
