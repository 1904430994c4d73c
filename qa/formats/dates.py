"""Dates as files write them: ISO 8601, RFC 2822, seconds or milliseconds since 1970."""

import datetime as dt
import email.utils
import re

_EPOCH = (10**8, 10**10)  # seconds: March 1973 to November 2286; a thousand times that is milliseconds


def iso_date(value: object) -> str | None:
    """Return an ISO 8601 date or date-time, or None for anything that is not surely one."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_epoch(value)
    if not isinstance(value, str):
        return None
    text = value.strip()
    return _from_iso(text) or _from_mail(text)


def _from_iso(text: str) -> str | None:
    text = re.sub(r"^(\d{4})[/.](\d\d)[/.](\d\d)\b", r"\1-\2-\3", text)
    if not re.match(r"\d{4}-?\d\d-?\d\d", text):
        return None
    try:
        return (dt.datetime.fromisoformat(text) if len(text) > 10 else dt.date.fromisoformat(text)).isoformat()
    except ValueError:
        return None


def _from_mail(text: str) -> str | None:
    if not re.match(r"(\w{3}, *)?\d{1,2} \w{3,9} \d{4} +\d", text):  # with a time of day, as mail and feeds have it
        return None
    try:
        return email.utils.parsedate_to_datetime(text).isoformat()
    except (ValueError, TypeError, OverflowError):
        return None


def _from_epoch(value: float) -> str | None:
    lowest, highest = _EPOCH
    seconds = value / 1000 if lowest * 1000 <= value < highest * 1000 else value
    if not lowest <= seconds < highest:
        return None
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat()
