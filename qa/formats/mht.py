"""Web pages saved as one file (.mht, .mhtml): the page in it, read as any other."""

from dataclasses import replace

from qa.formats import Draft, html, mail


def parse(content: bytes) -> Draft:
    """Return the draft of the page in the file. Raises FormatError where there is none."""
    page, address = mail.page(content)
    draft = html.parse(page)
    return replace(draft, url=address or draft.url)
