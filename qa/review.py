"""A draft with quotations in it to a verdict on each, and to the same draft with the sources' own words in their place.

A quotation stands between double quotation marks, within one paragraph, and has two words or more; a single word in
quotation marks is emphasis more often than speech. A text without any is taken as one quotation.

Words may be right and their speaker wrong: who says them by the draft is held against who says them by the articles.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa.check import check_quote
from qa.saying import is_same
from qa.speech import speakers
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
_TITLE = re.compile(r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Rev|Father|Sister|Judge|Captain|"
                    r"Inspector|Mayor|Minister|President|Senator|Councillor)\.?\s)+(?=\S)")


@dataclass(frozen=True, slots=True)
class Checked:
    """A quotation of a draft: the bounds of its words in it, `[start, end)`, and the verdict on them.

    `speaker` is whom the draft names as saying them, empty where it names nobody.
    """

    start: int
    end: int
    check: QuoteCheck
    speaker: str = ""

    @property
    def sound(self) -> bool:
        """Return whether nothing about the quotation has to be put right."""
        return self.check.verified and not self.spoken_by

    @property
    def spoken_by(self) -> tuple[str, ...]:
        """Return who says the words by the articles, where that is certain and nobody whom the draft may mean."""
        if not self.speaker or self.check.verdict is Verdict.STITCHED:
            return ()
        told = [speakers(match.article.text, match.start, match.end) for match in self.check.matches]
        heard = [one for found in told for one in found]
        certain = all(told) and all(one is not None and one.name for one in heard)
        if not certain or any(is_same(_TITLE.sub("", self.speaker), one) for one in heard):
            return ()
        return tuple(dict.fromkeys(one.name for one in heard if one))


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
    return Review(text, tuple(Checked(start, end, check_quote(store, text[start:end]), _speaker(text, start, end))
                              for start, end in found))


def _speaker(text: str, start: int, end: int) -> str:
    """Return whom a draft names as the speaker of `text[start:end]`: one person or body, and in the same paragraph."""
    named = {one.name for one in speakers(text, start, end) if one is not None} if start else set()
    name = named.pop() if len(named) == 1 else ""
    paragraph = text[text.rfind("\n", 0, start) + 1 :].partition("\n")[0]
    return name if name and name.rsplit(maxsplit=1)[-1] in paragraph else ""


def quotations(text: str) -> Iterator[tuple[int, int]]:
    """Yield the bounds of what stands between quotation marks, without these, and without a comma before the last.

    “It opened,” he said: the comma is that of the sentence around, whatever stands there in the source.
    """
    for match in _QUOTED.finditer(text):
        start, end = match.span(match.lastgroup or 0)
        end -= text[end - 1] == ","
        if len(_WORD.findall(text, start, end)) > 1:
            yield start, end
