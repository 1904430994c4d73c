"""A draft with quotations in it to a verdict on each, and to the same draft with the sources' own words in their place.

A quotation stands between double quotation marks, within one paragraph, and has two words or more; a single word in
quotation marks is emphasis more often than speech. A text without any is taken as one quotation.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa.check import check_quote
from qa.store import Store
from qa.verdict import QuoteCheck, Verdict

_BETWEEN = r"(?:[^{0}\n]|\n(?!\s*\n))+"
_QUOTED = re.compile("|".join((
    "“(?P<curly>" + _BETWEEN.format("“”") + ")”",
    "„(?P<low>" + _BETWEEN.format("„“”") + ")[“”]",
    "«(?P<guillemet>" + _BETWEEN.format("«»") + ")»",
    r'(?<!\w)"(?=\S)(?P<straight>' + _BETWEEN.format('"') + r')(?<=\S)"(?!\w)',
)))
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Checked:
    """A quotation of a draft: the bounds of its words in it, `[start, end)`, and the verdict on them."""

    start: int
    end: int
    check: QuoteCheck


@dataclass(frozen=True, slots=True)
class Review:
    """A draft and its quotations in order. Law: `text[start:end]` are the words that were checked."""

    text: str
    quotations: tuple[Checked, ...]

    @property
    def corrected(self) -> str:
        """Return the draft with the source's own words in place of each altered quotation, all else as it was."""
        parts, at = [], 0
        for one in self.quotations:
            if one.check.verdict is Verdict.ALTERED:
                parts += [self.text[at : one.start], one.check.matches[0].text]
                at = one.end
        return "".join(parts) + self.text[at:]


def review(store: Store, text: str) -> Review:
    """Return the verdict on each quotation of a draft."""
    found = list(quotations(text)) or ([(0, len(text))] if text.strip() else [])
    return Review(text, tuple(Checked(start, end, check_quote(store, text[start:end])) for start, end in found))


def quotations(text: str) -> Iterator[tuple[int, int]]:
    """Yield the bounds of what stands between quotation marks, without these."""
    for match in _QUOTED.finditer(text):
        start, end = match.span(match.lastgroup or 0)
        if len(_WORD.findall(text, start, end)) > 1:
            yield start, end
