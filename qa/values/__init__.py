"""The values in a text (numbers, money, percentages, dates, times, scores) in one form, so that they compare as values.

"12.4 million crowns" and "Cr 12.4m" are one value, and so are "twelve" and "12", "14 March 2025" and "March 14, 2025",
"seven to two" and "7–2", "25 per cent" and "25%"; "45%" and "4.5%" are two. English; the tables are below.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import zip_longest

from qa.values.dates import Date, dates, times
from qa.values.numbers import Number, numbers

_CURRENCIES = {
    "crown": r"crowns?|cr|kr|kron(?:or|er|ur|e|a)",
    "dollar": r"(?-i:US)?\s?\$|(?:US )?dollars?|(?-i:USD)",
    "euro": r"€|euros?|(?-i:EUR)",
    "franc": r"francs?|(?-i:CHF)",
    "lira": r"₺|lira",
    "peso": r"pesos?",
    "pound": r"£|pounds?|sterling|(?-i:GBP)",
    "real": r"R\$|reais",
    "rouble": r"₽|rou?bles?",
    "rupee": r"₹|rupees?",
    "yen": r"¥|yen|(?-i:JPY)",
    "yuan": r"yuan|renminbi",
}
_CURRENCY = "|".join(f"(?P<{name}>{words})" for name, words in _CURRENCIES.items())
_MONEY_BEFORE = re.compile(rf"(?<!\w)(?:{_CURRENCY})\.?\s?$", re.IGNORECASE)
_MONEY_AFTER = re.compile(rf"(?P<scale>[mk])?\s?-?(?:{_CURRENCY})(?!\w)", re.IGNORECASE)
_SCALE_AFTER = re.compile(r"\s?(?P<scale>[mk])\b", re.IGNORECASE)
_SCALES = {"m": 6, "k": 3}
_PERCENT = re.compile(r"[\s-]?(?:%|per\s?cent\b|pct\b)(?P<points>[\s-]points?\b)?|\s(?P<pp>percentage[\s-]points?\b)",
                      re.IGNORECASE)
_VERSUS = re.compile(r"\s?[-‐‑–—]\s?|\s(?:votes? )?to\s")


class ValueKind(StrEnum):
    """What a value measures."""

    NUMBER = "number"
    ORDINAL = "ordinal"
    PERCENT = "percent"
    MONEY = "money"
    DATE = "date"
    TIME = "time"
    PAIR = "pair"


@dataclass(frozen=True, slots=True)
class Value:
    """A value and where it stands. `tokens` are equal for equal values: amount and unit, or day, month and year."""

    kind: ValueKind
    tokens: tuple[str, ...]
    start: int
    end: int


@lru_cache(maxsize=16_384)
def values(text: str) -> tuple[Value, ...]:
    """Return the values of `text` in order; they do not overlap.

    A date is told as far as the text tells it: the tokens of "14 March" are a part of those of "14 March 2025". "m" and
    "k" count as million and thousand beside a currency only: elsewhere they are metres and kelvins. Two whole numbers
    below 1000 with a dash or "to" between them are a pair, a score or a range.
    """
    settled = [_of_date(date) for date in dates(text)]
    settled += [Value(ValueKind.TIME, (f"{time.hour:02}:{time.minute:02}",), time.start, time.end)
                for time in times(text)]
    free = [_of_number(text, number) for number in numbers(text)
            if not any(number.start < value.end and value.start < number.end for value in settled)]
    return tuple(sorted([*settled, *_paired(text, free)], key=lambda value: value.start))


def _of_date(date: Date) -> Value:
    day = () if date.day is None else (f"day{date.day}",)
    year = () if date.year is None else (str(date.year),)
    return Value(ValueKind.DATE, (*day, f"month{date.month}", *year), date.start, date.end)


def _of_number(text: str, number: Number) -> Value:
    if number.ordinal:
        return Value(ValueKind.ORDINAL, (f"{plain(number.amount)}th",), number.start, number.end)
    percent = _PERCENT.match(text, number.end)
    if percent:
        unit = "points" if percent["points"] or percent["pp"] else "%"
        return Value(ValueKind.PERCENT, (plain(number.amount), unit), number.start, percent.end())
    return _money(text, number) or Value(ValueKind.NUMBER, (plain(number.amount),), number.start, number.end)


def _money(text: str, number: Number) -> Value | None:
    """Return the sum of money that a number is a part of; None when no currency stands beside it."""
    before = _MONEY_BEFORE.search(text, max(0, number.start - 12), number.start)
    after = (_SCALE_AFTER if before else _MONEY_AFTER).match(text, number.end)
    side = before or after
    if side is None:
        return None
    scale = _SCALES[after["scale"].lower()] if after and after["scale"] else 0
    currency = next(name for name in _CURRENCIES if side[name])
    return Value(ValueKind.MONEY, (plain(number.amount.scaleb(scale)), currency),
                 before.start() if before else number.start, after.end() if after else number.end)


def _paired(text: str, found: Sequence[Value]) -> Iterator[Value]:
    """Yield the values with two small whole numbers around a dash or "to" taken together as a pair."""
    taken = 0
    for value, following in zip_longest(found, found[1:]):
        if value.start < taken:
            continue
        if following and _small(value) and _small(following) and _VERSUS.fullmatch(text, value.end, following.start):
            taken = following.end
            yield Value(ValueKind.PAIR, (f"{value.tokens[0]}-{following.tokens[0]}",), value.start, following.end)
        else:
            yield value


def _small(value: Value) -> bool:
    return value.kind is ValueKind.NUMBER and value.tokens[0].isdigit() and int(value.tokens[0]) < 1000


def plain(amount: Decimal) -> str:
    """Return a decimal without exponent and without idle zeros: "12400000", "4.5", "0"."""
    written = f"{amount:f}"
    return (written.rstrip("0").rstrip(".") if "." in written else written) or "0"
