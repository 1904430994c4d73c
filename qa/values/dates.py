"""Dates and times of day in English text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NAMES = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
          "december")
_MONTHS = {form: number for number, name in enumerate(_NAMES, 1) for form in (name, name[:3])} | {"sept": 9}
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?"
_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>[12]\d{3})"
_DATES = [re.compile(pattern, re.IGNORECASE) for pattern in (
    rf"\b{_YEAR}-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-2]\d|3[01])\b",
    rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR}\b)?",
    rf"\b(?-i:(?=[A-Z])){_MONTH}\s+(?:the\s+)?{_DAY}(?:(?:,\s*|\s+){_YEAR})?\b(?![.,:]?\d)",
    rf"\b{_MONTH}\s+(?:of\s+)?{_YEAR}\b",
)]
_TIME = re.compile(
    r"\b(?P<hour>[01]?\d|2[0-3])(?:[:.](?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?m\b\.?"
    r"|(?<![\d:.])(?P<hour24>0\d(?=\.)|(?:[01]?\d|2[0-3])(?=:))[.:](?P<minute24>[0-5]\d)(?!:?\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Date:
    """A date as far as it is told, and where it stands. Two parts at least are known; a day comes with its month."""

    year: int | None
    month: int
    day: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day, 24 hours, and where it stands."""

    hour: int
    minute: int
    start: int
    end: int


def dates(text: str) -> tuple[Date, ...]:
    """Return the dates of `text` in order: 14 March 2025, March 14, 2025, 14th of March, Sept. 2024, 2025-03-14.

    A month or a year alone is no date here, nor is 14/03/2025, of which nobody can tell what comes first. A month that
    leads is written with a capital, so "it may 3 times" is none.
    """
    found: list[Date] = []
    for pattern in _DATES:
        for match in pattern.finditer(text):
            if all(match.end() <= other.start or other.end <= match.start() for other in found):
                found.append(_date(match))
    return tuple(sorted(found, key=lambda date: date.start))


def times(text: str) -> tuple[Time, ...]:
    """Return the times of day in order: 7.30pm, 7 p.m., 06.30 and 19:30. Noon and midnight in words are not read."""
    return tuple(_times(text))


def _date(match: re.Match[str]) -> Date:
    parts = match.groupdict()
    month = _MONTHS.get(parts["month"].lower()) or int(parts["month"])
    year, day = (int(parts[name]) if parts.get(name) else None for name in ("year", "day"))
    return Date(year, month, day, *match.span())


def _times(text: str) -> Iterator[Time]:
    for match in _TIME.finditer(text):
        hour, minute = int(match["hour"] or match["hour24"]), int(match["minute"] or match["minute24"] or 0)
        if match["half"]:
            hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
        yield Time(hour, minute, *match.span())
