"""Typographic folding: what two printings of the same words may differ in, and nothing more.

Folded are Unicode composition (NFC), quote marks, dashes and white space. Never case, punctuation, digits or articles:
whoever drops punctuation reads 4.5% as 45%. Every folded character knows where it came from, so that what is found in
folded text can be shown as the source has it.
"""

import unicodedata
from array import array
from dataclasses import dataclass
from functools import lru_cache

_SINGLE = "‘’‚‛‹›ʼ′`´＇"
_DOUBLE = "“”„‟«»″＂"
_DASHES = "‐‑‒–—―−﹘﹣－"
_UNSEEN = "\u00ad\u200b\u2060\ufeff"  # a soft hyphen that does not show, and spaces without width
_FOLDS = str.maketrans(dict.fromkeys(_SINGLE, "'") | dict.fromkeys(_DOUBLE, '"') | dict.fromkeys(_DASHES, "-")
                       | dict.fromkeys(_UNSEEN, ""))


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text. `index[i]` is where character i began in the original; one entry more holds the original's end."""

    text: str
    index: "array[int]"

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the interval of the original that folded to the non-empty `[start, end)`."""
        return self.index[start], self.index[end]


@lru_cache(maxsize=16_384)
def fold(text: str) -> Folded:
    """Return `text` folded: NFC, straight quote marks, hyphens for dashes, one space for white space, none at the ends.

    A space stands for a whole run of white space (line ends too). Characters that do not show are dropped.
    """
    characters: list[str] = []
    index: list[int] = []
    for position, part in _composed(text):
        for character in part.translate(_FOLDS):
            blank = character.isspace()
            if blank and (not characters or characters[-1] == " "):
                continue
            characters.append(" " if blank else character)
            index.append(position)
    end = len(text)
    if characters and characters[-1] == " ":
        characters.pop()
        end = index.pop()
    return Folded("".join(characters), array("I", [*index, end]))


def same_words(first: str, second: str) -> bool:
    """Return whether two texts are equal after typographic folding, and hold anything at all."""
    return bool(fold(first).text) and fold(first).text == fold(second).text


def _composed(text: str) -> list[tuple[int, str]]:
    """Return (position, NFC text) of the smallest pieces that compose on their own; joined they are the text's NFC."""
    if unicodedata.is_normalized("NFC", text):
        return list(enumerate(text))
    pieces: list[tuple[int, str]] = []
    for position, character in enumerate(text):
        if pieces and _joins(pieces[-1][1], character):
            pieces[-1] = (pieces[-1][0], pieces[-1][1] + character)
        else:
            pieces.append((position, character))
    return [(position, unicodedata.normalize("NFC", piece)) for position, piece in pieces]


def _joins(before: str, character: str) -> bool:
    """Return whether a character combines with what stands before it."""
    if unicodedata.combining(character):
        return True
    apart = unicodedata.normalize("NFC", before) + unicodedata.normalize("NFC", character)
    return unicodedata.normalize("NFC", before + character) != apart
