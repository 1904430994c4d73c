"""E-mail by the standard library: letters (.eml), mailboxes of them (.mbox), and web pages saved as one (.mht)."""

import email
import hashlib
import re
from collections.abc import Iterator
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.policy import default
from email.utils import getaddresses
from pathlib import Path

from qa.formats import Draft, FormatError, Member, Options, markup
from qa.formats.dates import iso_date
from qa.formats.text import decode

LETTER_LIMIT = 50_000_000  # bytes


def parse(content: bytes) -> Draft:
    """Return the draft of one letter: subject, sender, date, and the plain or else the HTML text.

    Attachments are named in a note and not read. Raises FormatError where there is no text.
    """
    letter = email.message_from_bytes(content, EmailMessage, policy=default)
    part = letter.get_body(("plain", "html"))
    if part is None:
        raise FormatError("is a letter without a text" if letter.keys() else "is no e-mail: it has no header")
    text, notes = _text(part)
    if part.get_content_subtype() == "html":
        text = "\n\n".join(filter(None, markup.words(text)))
    elif part.get_param("format") == "flowed":
        text = re.sub(r"(?<!^--) \n(?=[^>\s])", " ", text, flags=re.MULTILINE)  # RFC 3676: a space, then more
    left_out = [part.get_filename() or part.get_content_type() for part in letter.iter_attachments()]
    return Draft(
        body=text, headline=_line(letter, "subject"), authors=_senders(letter),
        published=iso_date(_line(letter, "date")), url=(_line(letter, "archived-at") or "").strip("<>") or None,
        language=_line(letter, "content-language") or _line(part, "content-language"),
        notes=(*notes, *(f"attachment {name} was not read" for name in left_out)),
    )


def page(content: bytes) -> tuple[bytes, str | None]:
    """Return the web page in a .mht file, in UTF-8, and its address. Raises FormatError where there is none."""
    letter = email.message_from_bytes(content, EmailMessage, policy=default)
    for part in letter.walk():
        if part.get_content_type() in {"text/html", "application/xhtml+xml"}:
            text, _ = _text(part)
            address = _line(letter, "snapshot-content-location") or _line(part, "content-location")
            return text.encode("utf-8", "replace"), address if address and address.startswith("http") else None
    raise FormatError("holds no web page")


def split(path: Path, _: Options) -> Iterator[Member]:
    """Yield each letter of a mailbox, named by its Message-ID, so that its place in the file does not matter."""
    number, size = 0, path.stat().st_size
    with path.open("rb") as file:
        for number, content in enumerate(_letters(file), 1):
            share = file.tell() / size
            if len(content) > LETTER_LIMIT:
                yield Member(f"letter {number}", FormatError(f"is larger than {LETTER_LIMIT:,} bytes"), share=share)
                continue
            found = re.search(rb"(?im)^message-id:\s*<([^>\r\n]{1,200})>", content.partition(b"\n\n")[0])
            name = found[1].decode("ascii", "replace") if found else hashlib.sha256(content).hexdigest()[:16]
            yield Member(name, content, ".eml", share)
    if not number:
        raise FormatError("is no mailbox: no line of it begins with “From ”")


def _letters(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the letters of an mbox file, their bytes as they were sent."""
    letter: list[bytes] | None = None
    size, blank = 0, True
    for line in lines:
        if blank and line.startswith(b"From "):
            if letter is not None:
                yield b"".join(letter)
            letter, size = [], 0
        elif letter is not None and size <= LETTER_LIMIT:
            letter.append(re.sub(rb"^>(>*From )", rb"\1", line).replace(b"\r\n", b"\n"))
            size += len(line)
        blank = not line.strip()
    if letter is not None:
        yield b"".join(letter)


def _text(part: MIMEPart) -> tuple[str, tuple[str, ...]]:
    """Return the text of a part in the encoding it names, or one that is guessed where it names none that fits."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        raise FormatError("has a text that is no text")
    try:
        return content.decode(part.get_content_charset("utf-8")), ()
    except (LookupError, UnicodeDecodeError):
        return decode(content)


def _line(part: MIMEPart, name: str) -> str | None:
    """Return a header as one line, None where there is none; one that the library cannot take apart, as it stands."""
    try:
        value = part.get(name)
    except (MessageError, LookupError, ValueError, TypeError, AttributeError):  # all of these have been seen
        value = next((raw for key, raw in part.raw_items() if key.lower() == name), None)
    return " ".join(str(value).split()) or None if value is not None else None


def _senders(letter: EmailMessage) -> tuple[str, ...]:
    return tuple(name or address for name, address in getaddresses([_line(letter, "from") or ""]) if name or address)
