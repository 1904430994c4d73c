"""Which articles a question is put to: by outlet, by date, by id."""

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass

from qa.errors import FilterError

_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


@dataclass(frozen=True, slots=True)
class Filter:
    """The articles that meet every condition given; none given is every article.

    `publishers` are outlets, any of them, by their whole name in any case. `since` and `until` are ISO dates, both
    included: "2024-03-14", or "2024-03" and "2024" for the whole month or year. They are compared with the day an
    article bears, as written; an article without a date meets neither. `articles` are ids, any of them.
    Raises FilterError for anything that is no date, and for a range that ends before it starts.
    """

    publishers: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    articles: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        first, last = self.first_day, self.last_day
        if first and last and last < first:
            raise FilterError(f"nothing is both since {self.since} and until {self.until}; exchange the two dates")

    @property
    def effective(self) -> "Filter | None":
        """Return the filter, None where it has no condition."""
        return None if self == Filter() else self

    @property
    def first_day(self) -> str | None:
        """Return the first day that is searched, None where there is no limit."""
        return _day(self.since, last=False) if self.since is not None else None

    @property
    def last_day(self) -> str | None:
        """Return the last day that is searched, None where there is no limit."""
        return _day(self.until, last=True) if self.until is not None else None


@dataclass(frozen=True, slots=True)
class Selection:
    """How many articles a filter selects, and how many it leaves out for no reason but that they bear no date."""

    articles: int
    undated: int


def _day(given: str, *, last: bool) -> str:
    """Return the first or the last day of a date, a month or a year."""
    match = _DATE.fullmatch(given.strip())
    year, month, day = (int(part) if part else None for part in match.groups()) if match else (0, None, None)
    month = month if month is not None else 12 if last else 1
    try:
        day = day if day is not None else monthrange(year or 0, month)[1] if last else 1
        return dt.date(year or 0, month, day).isoformat()
    except ValueError as error:  # calendar.IllegalMonthError is one too
        raise FilterError(f"{given!r} is no date: give YYYY-MM-DD, YYYY-MM or YYYY") from error
