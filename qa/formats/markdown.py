"""Markdown: the words without the mark-up, one line a paragraph or list item; front matter as in plain text."""

from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from qa.formats import Draft
from qa.formats.text import decode, draft, split_front_matter

_TIGHT = {"li", "td", "th"}


def parse(content: bytes) -> Draft:
    """Return the draft of a Markdown file; a first heading is its headline. Raises FormatError for no text."""
    text, notes = decode(content)
    about, text = split_front_matter(text)
    headline, body = words(text)
    return replace(draft(about, headline, body), notes=notes)


def words(text: str) -> tuple[str | None, str]:
    """Return the first heading, where Markdown begins with one, and the words of the rest."""
    blocks = _blocks(MarkdownIt().enable("table").parse(text))
    headline = blocks.pop(0)[1] if blocks and blocks[0][0] == "h1" else None
    return headline, "".join(("\n" if kind in _TIGHT else "\n\n") + line for kind, line in blocks).strip("\n")


def _blocks(tokens: list[Token]) -> list[tuple[str, str]]:
    """Return (kind, line) of every block: `h1`…`h6`, `p`, `li` (marked with a bullet), `td`, `th` or `code`."""
    blocks: list[tuple[str, str]] = []
    opened: list[str] = []
    for token in tokens:
        if token.nesting == 1:
            opened.append(token.tag)
        elif token.nesting == -1:
            opened.pop()
        elif token.type == "inline" and (line := _words(token.children or [])):
            in_item = "li" in opened
            blocks.append(("li" if in_item else opened[-1], f"• {line}" if in_item else line))
        elif token.type in {"fence", "code_block"}:
            blocks.append(("code", token.content.rstrip("\n")))
    return blocks


def _words(children: list[Token]) -> str:
    """Return the visible words of a run of inline tokens; line breaks in the file become spaces."""
    shown = {"text": None, "code_inline": None, "softbreak": " ", "hardbreak": " "}
    return "".join(shown[child.type] or child.content for child in children if child.type in shown).strip()
