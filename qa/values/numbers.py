"""Numbers in English text, in digits or in words, as exact decimals. text2num reads the words and enters here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from text_to_num import find_numbers

_DIGITS = re.compile(
    r"(?<![\w.,])(?P<minus>(?<![^\s(])[-−])?(?:"
    r"(?P<grouped>\d{1,3}(?:[,\u00a0\u2009\u202f]\d{3})+(?:\.\d+)?)|(?P<comma>\d+,\d{1,2})(?![\d,])|(?P<plain>\d+(?:\.\d+)?))"
    r"(?!\d)(?P<ordinal>st|nd|rd|th)?(?![.,]\d)")
_TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|\s+|_")
_HALF = re.compile(r"half an? |an? half ", re.IGNORECASE)
_AND_A_HALF = re.compile(r" and a half\b", re.IGNORECASE)
_SCALES = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12, "mn": 6, "bn": 9, "tn": 12}
_SCALE = re.compile(rf"[\s-]*({'|'.join(_SCALES)})\b", re.IGNORECASE)
_VAGUE = {"tens", "hundreds", "thousands", "millions", "billions", "trillions"}
_DOZEN = re.compile(r"\b(half an? )?dozen\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Number:
    """A number and where it stands: `text[start:end]`. `ordinal` for "third" and "3rd"."""

    amount: Decimal
    start: int
    end: int
    ordinal: bool = False


def numbers(text: str) -> tuple[Number, ...]:
    """Return the numbers of `text` in order; they do not overlap.

    "1,410" and "1410" are equal (also with a no-break space), and so are "2.5 million", "two and a half million" and
    "2,500,000". A comma before one or two last digits is a decimal comma. Digits after a letter ("A4"), dotted runs
    ("3.1.2") and vague plurals ("millions") are no number. Years in words ("nineteen eighty-four") are read as two.
    """
    found = sorted([*_in_digits(text), *_in_words(text), *_dozens(text)], key=lambda number: number.start)
    return tuple(_joined(text, found))


def _in_digits(text: str) -> Iterator[Number]:
    for match in _DIGITS.finditer(text):
        digits = match["plain"] or (match["comma"] or "").replace(",", ".") or re.sub(r"[^\d.]", "", match["grouped"])
        yield Number(Decimal(digits) * (-1 if match["minus"] else 1), *match.span(), bool(match["ordinal"]))


@dataclass(frozen=True, slots=True)
class _Token:
    """A piece of text as text2num wants it: with methods, so that other tokenisers can be fitted."""

    match: re.Match[str]

    def text(self) -> str:
        return self.match.group()

    def nt_separated(self, previous: "_Token") -> bool:  # noqa: ARG002 text2num calls it by position
        return False

    def not_a_number_part(self) -> bool:
        return self.match.group().isdigit() or self.match.group().lower() in _VAGUE


def _in_words(text: str) -> Iterator[Number]:
    tokens = [_Token(match) for match in _TOKEN.finditer(text)]
    for found in find_numbers(tokens, "en", threshold=0):
        first, last = tokens[found.start].match, tokens[found.end - 1].match
        yield Number(Decimal(str(found.value)), first.start(), last.end(), found.is_ordinal)


def _dozens(text: str) -> Iterator[Number]:
    for match in _DOZEN.finditer(text):
        yield Number(Decimal(6 if match[1] else 12), *match.span())


def _joined(text: str, found: list[Number]) -> Iterator[Number]:
    """Yield the numbers with halves and scales ("2.5 million", "half a million") taken into them."""
    end = 0
    for number in found:
        if number.start >= end:
            joined = _scaled(text, _with_half(text, number, end))
            end = joined.end
            yield joined


def _with_half(text: str, number: Number, taken: int) -> Number:
    before = next((match for match in _HALF.finditer(text, taken, number.start) if match.end() == number.start), None)
    if before and number.amount >= 100:
        return Number(number.amount / 2, before.start(), number.end)
    after = _AND_A_HALF.match(text, number.end)
    return Number(number.amount + Decimal("0.5"), number.start, after.end()) if after else number


def _scaled(text: str, number: Number) -> Number:
    match = _SCALE.match(text, number.end)
    return Number(number.amount.scaleb(_SCALES[match[1].lower()]), number.start, match.end()) if match else number
