"""Typographic folding: what two printings of the same words may differ in, and nothing more.

Folded are Unicode composition (NFC), quote marks, dashes, white space, and what is one sign in print and several in
type: ligatures (ﬁ) and the ellipsis (…). Never case, punctuation, digits or articles: whoever drops punctuation reads
4.5% as 45%. Every folded character knows where it came from, so that what is found in folded text can be shown as the
source has it.
"""

import re
import unicodedata
from array import array
from dataclasses import dataclass
from functools import lru_cache

_SINGLE = "‘’‚‛‹›ʼ′`´׳＇"
_DOUBLE = "“”„‟«»″״＂"
DASHES = "‐‑‒–—―−﹘﹣－-"
"""Hyphens and dashes, those that fold to a hyphen and the hyphen itself."""
_SPACES = "".join(character for character in map(chr, range(0x3001)) if character.isspace())
UNSEEN = ("\u00ad\u200b\u2060\ufeff"  # soft hyphen, spaces without width
          "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # writing direction
"""The characters that do not show and are dropped."""
_SPELT = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "…": "..."}
_FOLDS = str.maketrans(dict.fromkeys(_SINGLE, "'") | dict.fromkeys(_DOUBLE, '"') | dict.fromkeys(DASHES, "-")
                       | dict.fromkeys(_SPACES, " "))
_UNEVEN = re.compile(rf"[\s{UNSEEN}]{{2,}}|[{UNSEEN}{''.join(_SPELT)}]")
"""What does not fold character for character; all else keeps its place and length."""
_BLANK = re.compile(rf"[\s{UNSEEN}]*")


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text. `index[i]` is where character i began in the original; one entry more holds the original's end."""

    text: str
    index: "array[int]"

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the interval of the original that folded to the non-empty `[start, end)`.

        White space and unseen characters at its end are among it. Half of a ligature has no interval of its own.
        """
        return self.index[start], self.index[end]


@lru_cache(maxsize=16_384)
def fold(text: str) -> Folded:
    """Return `text` folded: NFC, straight quote marks, hyphens for dashes, one space for white space, none at the ends.

    A space stands for a whole run of white space (line ends too). Characters that do not show are dropped.
    """
    parts: list[str] = []
    index = array("I")
    at = 0
    for match in _UNEVEN.finditer(text):
        start, end = match.span()
        spelt = _spelt(match.group())
        parts += (text[at:start], spelt)
        index.extend(range(at, start))
        index.extend([start] * len(spelt))
        at = end
    index.extend(range(at, len(text) + 1))
    composed, index = _composed("".join([*parts, text[at:]]), index)
    folded = composed.translate(_FOLDS)
    first, last = len(folded) - len(folded.lstrip(" ")), len(folded.rstrip(" "))
    return Folded(folded[first:last], index[first : last + 1] if first < last else index[-1:])


def same_words(first: str, second: str) -> bool:
    """Return whether two texts are equal after typographic folding, and hold anything at all."""
    return bool(fold(first).text) and fold(first).text == fold(second).text


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds `[start, end)` without the white space and unseen characters at their ends."""
    blank = _BLANK.match(text, start, end)
    start = blank.end() if blank else start
    while end > start and _BLANK.fullmatch(text, end - 1, end):
        end -= 1
    return start, end


def may_hold(text: str, fragment: str) -> bool:
    """Return whether folding could bring out of `text` one of the `fragments` of some words; yes, where in doubt.

    `text` is NFC, as articles are.
    """
    return fragment in text or (not text.isascii() and any(unseen in text for unseen in UNSEEN))


def fragments(folded: str) -> list[str]:
    """Return the parts of folded words that every printing of them has literally, the longest first.

    Letters that a printer may join to a ligature are no such part.
    """
    parts = re.findall(r"(?:(?!ff|fi|fl|st|(?<=f)[fil]|(?<=s)t)\w)+", folded)
    return sorted(dict.fromkeys(parts), key=len, reverse=True)


def _spelt(uneven: str) -> str:
    return _SPELT.get(uneven) or (" " if any(character.isspace() for character in uneven) else "")


def _composed(text: str, index: "array[int]") -> "tuple[str, array[int]]":
    """Return the text in NFC, with the index that belongs to it."""
    if unicodedata.is_normalized("NFC", text):
        return text, index
    pieces: list[tuple[int, str]] = []
    for position, character in zip(index, text, strict=False):  # the index has an end more
        if pieces and _joins(pieces[-1][1], character):
            pieces[-1] = (pieces[-1][0], pieces[-1][1] + character)
        else:
            pieces.append((position, character))
    composed = [(position, unicodedata.normalize("NFC", piece)) for position, piece in pieces]
    return "".join(part for _, part in composed), array("I", [*(at for at, part in composed for _ in part), index[-1]])


def _joins(before: str, character: str) -> bool:
    """Return whether a character combines with what stands before it."""
    if unicodedata.combining(character):
        return True
    apart = unicodedata.normalize("NFC", before) + unicodedata.normalize("NFC", character)
    return unicodedata.normalize("NFC", before + character) != apart
