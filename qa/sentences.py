"""Text to sentences, as offsets: first the layout (paragraphs, list items, wrapped lines), then nupunkt."""

import re

Bounds = tuple[tuple[int, int], ...]
"""(start, end) of each sentence, in reading order; they do not overlap, and none begins or ends with white space."""

_BULLET = re.compile(r"[\s•▪◦‣·*\-–—]*\s")
_ITEM = re.compile(r"\s*(?:[•▪◦‣·*\-–—]|\d{1,3}[.)])\s")
_WRAPPED = range(50, 101)  # the length of lines that a program has wrapped


def sentence_bounds(text: str) -> Bounds:
    """Return the bounds of the sentences of `text`; a headline, a sub-heading or a list item is a sentence too."""
    from nupunkt import sent_spans  # on first use: answering needs no new sentences

    bounds: list[tuple[int, int]] = []
    for start, end in _blocks(text):
        for first, last in sent_spans(text[start:end]):
            trimmed = _trim(text, start + first, start + last)
            if trimmed:
                bounds.append(trimmed)
    return tuple(bounds)


def in_list(text: str, start: int) -> bool:
    """Return whether the sentence that begins at `start` stands on the line of a list item."""
    return _ITEM.match(text, text.rfind("\n", 0, start) + 1) is not None


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the bounds without white space and without a list marker; None when nothing is left."""
    marker = _BULLET.match(text, start, end)
    start = marker.end() if marker else start
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if any(char.isalnum() for char in text[start:end]) else None


def _blocks(text: str) -> list[tuple[int, int]]:
    """Return the bounds of what a sentence cannot cross: a line, or the lines of a wrapped paragraph together."""
    blocks: list[tuple[int, int]] = []
    for lines in _paragraphs(text):
        wrapped = all(end - start in _WRAPPED for start, end in lines[:-1])
        for number, (start, end) in enumerate(lines):
            continues = number > 0 and (wrapped or _runs_on(text, *blocks[-1], start))
            if continues and not _ITEM.match(text, start, end):
                blocks[-1] = (blocks[-1][0], end)
            else:
                blocks.append((start, end))
    return blocks


def _paragraphs(text: str) -> list[list[tuple[int, int]]]:
    """Return the bounds of the lines of each paragraph; blank lines stand between paragraphs."""
    paragraphs: list[list[tuple[int, int]]] = [[]]
    for line in re.finditer(r"[^\n]+|(?<=\n)(?=\n)", text):
        if line.group().strip():
            paragraphs[-1].append(line.span())
        elif paragraphs[-1]:
            paragraphs.append([])
    return [lines for lines in paragraphs if lines]


def _runs_on(text: str, start: int, end: int, following: int) -> bool:
    """Return whether the line after a block goes on with the block's last sentence."""
    return text[following].islower() and text[start:end].rstrip()[-1:] not in set(".!?:;”\"’")
