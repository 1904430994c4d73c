"""What a reader limits questions to, how sure answers must be, and who writes them. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa.confidence import odds_product
from qa.filter import Filter
from qa.model.writers import NO_MODEL

USUAL = "As usual"
CARE = {"Always answer": 0.0, "Answer more": 0.2, USUAL: 0.5, "Only when surer": 0.8}
"""By what it is called: what it adds to the strictness of the server, by whose odds its own are multiplied."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The outlets, the first and last date as typed, the key of `CARE`, who writes; None where nothing was touched."""

    outlets: Sequence[str] | None = ()
    since: str | None = ""
    until: str | None = ""
    care: str | None = USUAL
    writer: str | None = None

    @property
    def where(self) -> Filter | None:
        """Return the filter, None where nothing is limited. Raises FilterError for what is no date."""
        since, until = ((date or "").strip() or None for date in (self.since, self.until))
        return Filter(tuple(self.outlets or ()), since, until).effective

    def strictness(self, usual: float) -> float:
        """Return the strictness, 0 to 1, of one who chose this care where the server's is `usual`."""
        return odds_product(usual, CARE[self.care or USUAL])

    @property
    def in_words(self) -> str:
        """Return the limits in a line, such as `The Courier, since 2024`; empty where there are none."""
        dates = [f"{word} {date.strip()}" for word, date in (("since", self.since), ("until", self.until))
                 if date and date.strip()]
        care = [self.care.lower()] if self.care and self.care != USUAL else []
        writer = [f"written by {self.writer}"] if self.writer and self.writer != NO_MODEL else []
        return ", ".join([*(self.outlets or ()), *dates, *care, *writer])
