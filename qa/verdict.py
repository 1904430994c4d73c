"""What comes back for a pasted quotation: a verdict, the source's own words, and where the two differ."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from qa.article import Span

Operation = Literal["replace", "delete", "insert"]


class Verdict(StrEnum):
    """What a quotation is to the articles. Only the first two are verified."""

    EXACT = "exact"
    TYPOGRAPHIC = "typographic"
    ALTERED = "altered"
    STITCHED = "stitched"
    MISATTRIBUTED = "misattributed"
    NOT_FOUND = "not found"

    @property
    def verified(self) -> bool:
        """Return whether the words are the article's own, but for typography at most."""
        return self in {Verdict.EXACT, Verdict.TYPOGRAPHIC}

    @property
    def message(self) -> str:
        """Return what the verdict means, for a reader."""
        return {
            Verdict.EXACT: "verified, an article's own words",
            Verdict.TYPOGRAPHIC: "verified, an article's own words in other typography",
            Verdict.ALTERED: "not verified, the words were changed",
            Verdict.STITCHED: "not verified, the words stand apart in these places",
            Verdict.MISATTRIBUTED: "not verified, the words are not of that article but of another",
            Verdict.NOT_FOUND: "not verified, no article has these words or words near to them",
        }[self]


@dataclass(frozen=True, slots=True)
class Match(Span):
    """The source's own words for a quotation.

    `similarity`, 0 to 1, is the share of characters that both have in common, in order; 1 for words that are the same.
    """

    similarity: float = 1.0


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to the source: `given` is what the quotation has there, `source` what the article has.

    `given_at` and `source_at` are their (start, end) in the quotation and in the article, for marking them.
    """

    op: Operation
    given: str
    source: str
    given_at: tuple[int, int]
    source_at: tuple[int, int]


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """A quotation as it was given, its verdict, and the places of the source.

    `matches` are, for `exact` and `typographic`, every place where the words stand, those of the named article first
    and those that are the same character for character before others; for `misattributed`, the same in other articles;
    for `altered`, the nearest words, then their copies elsewhere; for `stitched`, each part in the order of the
    quotation; for `not found`, none. `difference` is that of an altered quotation from the first match.
    """

    quote: str
    verdict: Verdict
    matches: tuple[Match, ...] = ()
    difference: tuple[Change, ...] = ()

    @property
    def verified(self) -> bool:
        """Return whether the words are the article's own, but for typography at most."""
        return self.verdict.verified

    @property
    def stripped(self) -> tuple[Span, ...]:
        """Return the words beside a verified quotation that turn or limit what it says; see `qa.context`."""
        from qa.context import stripped

        return stripped(self.matches[0]) if self.verified else ()
