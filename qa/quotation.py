"""Whether an article has the words of a pasted quotation: found exactly, or not at all.

Quotation marks and ellipses around a paste are no part of its words. Marks inside may be of another level ('no' for
“no”), as they become inside other marks; white space may differ beside marks, where it parts no words, but not beside a
hyphen ("no-one" is not "no - one"); a hyphen may stand where a line broke a word. Nothing else may differ but what
`qa.folding` folds, and no quotation begins or ends inside a word or a number: "5 million" is not "12.5 million".
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from qa.article import Article, Span
from qa.folding import DASHES, fold, fragments, may_hold, trimmed
from qa.wording import ELLIPSIS, is_whole

_PAIRS = {'"': '"', "'": "'", "“": "”", "”": "”", "„": "“”", "‘": "’", "’": "’", "‚": "‘’", "«": "»", "»": "«",
          "‹": "›", "›": "‹", "「": "」", "『": "』", "`": "'´", "＂": "＂"}
_DOUBLE_MARK = re.compile(r'(?P<closing>(?<=\S)["“”„«»](?!\w))|["“”„«»]')
_LEADING, _TRAILING = re.compile(ELLIPSIS), re.compile(rf"{ELLIPSIS}$")
_LINE_END = re.compile(r"(?<=\w)[-‐]\n\s*(?=\w)")
_DASH = re.compile(rf"(?P<before>\s?)(?P<run>[{DASHES}](?:\s*[{DASHES}])*)(?P<after>\s*)")
_MARK = re.compile(r" ?([^\w\s]) ?")


class Dash(NamedTuple):
    """A dash or hyphen: white space beside it, a line end behind it, and whether it is a long one, or several.

    White space is beside both of two hyphens, or beside neither; but a long dash is never a hyphen, whatever is beside
    it, and at the end of a line there is no telling.
    """

    is_free: bool
    ends_line: bool
    is_long: bool


@dataclass(frozen=True, slots=True)
class Pasted:
    """A quotation as it was given, and the (start, end) in it of its words; empty where it has none."""

    text: str
    start: int
    end: int

    @property
    def words(self) -> str:
        """Return the words alone, without what stands around them."""
        return self.text[self.start : self.end]

    @property
    def fragments(self) -> list[str]:
        """Return what every printing of the words has literally, the longest first."""
        return fragments(fold(self.words).text)


def read(text: str) -> Pasted:
    """Return a pasted quotation, its words told from the blanks, quotation marks and ellipses around them."""
    start, end = bounds = trimmed(text, 0, len(text))
    while (inner := _inner(text, *bounds)) != bounds:
        start, end = bounds = inner
    has_words = any(character.isalnum() for character in text[start:end])
    return Pasted(text, start, end if has_words else start)


def find(pasted: Pasted, articles: Iterable[Article]) -> Iterator[Span]:
    """Yield the places of each article that have the words of a quotation, in order; none for a paste without words."""
    if not pasted.words:
        return
    printings = [_printing(reading) for reading in {pasted.words, _LINE_END.sub("", pasted.words)}]
    parts = pasted.fragments
    for article in articles:
        if all(may_hold(article.text, part) for part in parts):
            places = {place for printing in printings for place in _places(printing, article.text)}
            yield from (Span(article, *place) for place in sorted(places))


@dataclass(frozen=True, slots=True)
class Printing:
    """How words may be printed: a pattern to be searched in folded text, and for each dash what may be beside it."""

    pattern: re.Pattern[str]
    dashes: tuple[Dash, ...]


def _places(printing: Printing, text: str) -> Iterator[tuple[int, int]]:
    """Yield the bounds of what has the words of a printing, from whole word to whole word."""
    folded = fold(text)
    match = printing.pattern.search(folded.text)
    while match:
        start, end = trimmed(text, *folded.original(*match.span()))
        if start < end and _is_printed(printing, text[start:end]) and is_whole(text, start, end):
            yield start, end
        match = printing.pattern.search(folded.text, match.start() + 1)


def _is_printed(printing: Printing, found: str) -> bool:
    """Return whether the words that were found fold to the printing by themselves, hyphens in place of hyphens."""
    return printing.pattern.fullmatch(fold(found).text) is not None and all(
        one.is_free == other.is_free or (other if one.is_free else one).is_long or one.ends_line or other.ends_line
        for one, other in zip(printing.dashes, _dashes(found), strict=False))


def _inner(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds without a pair of quotation marks around, or else without the ellipses at either end."""
    if end - start > 2 and text[end - 1] in _PAIRS.get(text[start], "") and not _closes_inside(text, start, end):
        return trimmed(text, start + 1, end - 1)
    leading, trailing = _LEADING.match(text, start, end), _TRAILING.search(text, start, end)
    first, last = leading.end() if leading else start, trailing.start() if trailing else end
    return trimmed(text, first, last) if first < last else (start, end)


def _closes_inside(text: str, start: int, end: int) -> bool:
    """Return whether the first mark is closed before the last: "No," she said, "not yet" has none around the whole."""
    marks = list(_DOUBLE_MARK.finditer(text, start + 1, end - 1))
    return bool(marks) and marks[0]["closing"] is not None and marks[-1]["closing"] is None


def _dashes(text: str) -> tuple[Dash, ...]:
    """Return the dashes and hyphens of a text, in order."""
    return tuple(Dash(is_free=bool(match["before"] or match["after"]), ends_line="\n" in match["after"],
                      is_long=len(match["run"]) > 1 or match["run"] in "—―") for match in _DASH.finditer(text))


def _printing(reading: str) -> Printing:
    """Return how words may be printed; white space may differ beside a mark, and quotation marks in their level."""
    text = re.sub(r"-(?: ?-)+", "-", fold(reading).text)
    pattern, at = "", 0
    for mark in _MARK.finditer(text):
        pattern += re.escape(text[at : mark.start()])
        before, after = text[max(0, mark.start(1) - 1) : mark.start(1)], text[mark.end(1) : mark.end(1) + 1]
        at = mark.end()
        if text[max(0, mark.start() - 1) : mark.start()].isdigit() and text[at : at + 1].isdigit():
            pattern += re.escape(mark.group())  # 5. 4 is not 5.4
        elif mark[1] in "'\"" and not before.isdigit() and not (before.isalnum() and after.isalnum()):
            pattern += " ?['\"] ?"
        else:
            pattern += f" ?{'-(?: ?-)*' if mark[1] == '-' else re.escape(mark[1])} ?"
    pattern = (pattern + re.escape(text[at:])).replace(" ? ?", " ?")  # two would try every way to share one space
    return Printing(re.compile(pattern.removeprefix(" ?").removesuffix(" ?")), _dashes(reading))
