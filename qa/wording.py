"""Words, numbers and marks as a reader sees them: what a quotation may not cut. regex enters here."""

import regex

from qa.folding import UNSEEN

Bounds = tuple[int, int]

ELLIPSIS = r"(?:\[\s*(?:…|\.{3})\s*\]|…|\.{3})"
"""A pattern of what a quoter writes for words left out."""
JOINT = rf"(?:{ELLIPSIS}|\[[^\[\]]*\])"
"""A pattern of what a quoter puts between words that are not his: an ellipsis, or words of his own in brackets."""

_LETTER = r"[[\p{L}\p{M}\p{N}_]--[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]]"
_RUN = rf"{_LETTER}(?:[{UNSEEN}\u200c\u200d]*{_LETTER})*"
_SIGN = r"(?:(?<![\p{L}\p{M}\p{N})\]%])[-‐‑–−+±~≈<>≤≥](?=\p{Sc}?\p{N}))?(?:\p{Sc}(?=\p{N}))?"
_UNIT = r"(?:(?<=\p{N})[%‰°\p{Sc}])?"
_JOINT = (rf"(?:[-‐‑]|['’ʼ＇](?=\p{{L}}{{1,2}}(?!{_LETTER}))"
          r"|(?<=\p{N})(?:[.,:/'’–−]|[\u00a0\u202f\u2009](?=\p{N}{3}(?!\p{N})))(?=\p{N}))")
_WORD = regex.compile(rf"(?V1){_SIGN}{_RUN}(?:{_JOINT}{_RUN})*{_UNIT}|(?![\s{UNSEEN}])\X")
"""A word with what joins its parts (don't, non-binding), a number with its sign and unit (7-2, −5, $4.5, 41%), a
character of a script without spaces, or one mark."""


def words(text: str, start: int = 0, end: int | None = None) -> list[Bounds]:
    """Return the bounds of the words and marks of `text[start:end]`; the ends should stand beside white space."""
    return [match.span() for match in _WORD.finditer(text, start, len(text) if end is None else end)]


def is_whole(text: str, start: int, end: int) -> bool:
    """Return whether `[start, end)` begins and ends with a whole word, number or mark of `text`."""
    first, last = widened(text, start, end)
    around = words(text, first, last)
    return any(word[0] == start for word in around) and any(word[1] == end for word in around)


def widened(text: str, start: int, end: int) -> Bounds:
    """Return the bounds from the white space before `start` to that after `end`: no word goes across a space."""
    first = max(text.rfind(blank, 0, start) for blank in " \n") + 1
    last = min((at for at in (text.find(blank, end) for blank in " \n") if at >= 0), default=len(text))
    return first, last
