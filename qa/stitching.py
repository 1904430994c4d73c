"""Whether a quotation was put together from parts that stand apart, in one article or in several.

This is no way to accept anything: it says where the parts of a quotation come from that stands nowhere as a whole.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa.difference import FEW_WORDS
from qa.folding import fold, trimmed
from qa.wording import ELLIPSIS, JOINT, words

PART_WORDS = 4
"""The shortest part of a stitched quotation: shorter runs of words recur in unrelated articles."""

@dataclass(frozen=True, slots=True)
class Part:
    """A part of a stitched quotation: where it stands, by the number of its text and its (start, end) in it."""

    text: int
    start: int
    end: int


def stitches(quotation: str, texts: Sequence[str]) -> tuple[Part, ...]:
    """Return the parts that a quotation is stitched of, in its order; none where it is not.

    Parts are found from the left, each as long as it can be, in one text where that has them all; marks may stand
    between them. A part has four words or more, or is all that stands between two marks of the quoter. Where a text
    has the parts in order with at most three words left out between them, and no ellipsis stands for these, they are
    one quotation that was altered.
    """
    pieces = re.split(rf" ?({JOINT}) ?", fold(quotation).text)
    folded = [fold(text).text for text in texts]
    for numbers in (*([number] for number in range(len(texts))), range(len(texts))):
        parts = _parts(pieces, [folded[number] for number in numbers])
        if any(len(part.split()) >= PART_WORDS for part, _ in parts):
            if len(parts) < 2 or any(_near(parts, folded[number]) for number in numbers):
                return ()
            return _placed([part for part, _ in parts], {number: texts[number] for number in numbers})
    return ()


def _parts(pieces: Sequence[str], texts: Sequence[str]) -> list[tuple[str, int]]:
    """Return the parts of all pieces, each with how many words may be left out before it; none where one has none.

    Every other piece is a mark of the quoter.
    """
    found: list[tuple[str, int]] = []
    omitted = FEW_WORDS
    for number, piece in enumerate(pieces):
        if number % 2:
            omitted = 0 if re.fullmatch(ELLIPSIS, piece) else FEW_WORDS
        elif any(map(str.isalnum, piece)):
            cover = _cover(piece, texts)
            if not cover:
                return []
            found += [(cover[0], omitted), *((part, FEW_WORDS) for part in cover[1:])]
    return found


def _cover(piece: str, texts: Sequence[str]) -> list[str]:
    """Return the parts, longest first from the left, that together are the folded piece; none when it has others."""
    if any(piece in text for text in texts):
        return [piece]
    taken = [word for word in words(piece) if any(map(str.isalnum, piece[slice(*word)]))]
    parts: list[str] = []
    first = 0
    while first < len(taken):
        length = _longest(piece, taken[first:], texts)
        if length < PART_WORDS:
            return []
        parts.append(piece[taken[first][0] : taken[first + length - 1][1]])
        first += length
    return parts


def _longest(piece: str, taken: Sequence[tuple[int, int]], texts: Sequence[str]) -> int:
    """Return how many of the first words stand together in some text."""
    for length in range(1, len(taken) + 1):
        texts = [text for text in texts if piece[taken[0][0] : taken[length - 1][1]] in text]
        if not texts:
            return length - 1
    return len(taken)


def _near(parts: Sequence[tuple[str, int]], text: str) -> bool:
    """Return whether a folded text has the parts in their order, with few words left out between them."""
    (first, _), *others = parts
    pattern = re.escape(first) + "".join(rf"\W*(?:\S+\s+){{0,{omitted}}}{re.escape(part)}" for part, omitted in others)
    return re.search(pattern, text) is not None


def _placed(parts: Sequence[str], texts: Mapping[int, str]) -> tuple[Part, ...]:
    """Return where each part stands: in the text of the one before it, and after that, where it can be."""
    found: list[Part] = []
    number, at = next(iter(texts)), 0
    for part in parts:
        turns = ((number, at), *((other, 0) for other in (number, *texts)))
        number, start = next((other, start) for other, first in turns
                             if (start := fold(texts[other]).text.find(part, first)) >= 0)
        at = start + len(part)
        found.append(Part(number, *trimmed(texts[number], *fold(texts[number]).original(start, at))))
    return tuple(found)
