"""Dates, counts and probabilities as words for a reader. Pure; nothing here is HTML."""

import datetime as dt

UNFORESEEN = "Something went wrong that pullquote did not foresee; the terminal it runs in says what."


def date_in_words(iso: str | None) -> str:
    """Return an ISO 8601 date or date-time as `14 March 2025`; anything else as it is, nothing as an empty string."""
    day = parsed_day(iso)
    return f"{day.day} {day:%B} {day.year}" if day else iso or ""


def period_in_words(first: str | None, last: str | None) -> str:
    """Return two ISO dates as `April 2024 to March 2025`, one month where they agree, empty where one is no date."""
    start, end = parsed_day(first), parsed_day(last)
    if not start or not end:
        return ""
    months = [f"{day:%B} {day.year}" for day in (start, end)]
    return months[0] if months[0] == months[1] else " to ".join(months)


def parsed_day(iso: str | None) -> dt.date | None:
    """Return the day of an ISO 8601 date or date-time, None where it is neither."""
    try:
        return dt.datetime.fromisoformat(iso).date() if iso else None
    except ValueError:
        return None


def count_in_words(number: int, noun: str) -> str:
    """Return `1 article`, `2 articles`, `12,000 articles`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def confidence_level(probability: float) -> int:
    """Return how far to trust an answer, 1 to 3, from the probability, 0 to 1, that its quotes answer the question."""
    return 3 if probability >= 0.8 else 2 if probability >= 0.5 else 1


def confidence_in_words(probability: float) -> str:
    """Return the level of a probability in words."""
    return {3: "High confidence", 2: "Fair confidence",
            1: "Low confidence: read the quotes before you rely on them"}[confidence_level(probability)]
