"""Whether the values of a statement stand in its quotes: equal as values, beside the same noun, on the same side."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, InvalidOperation

from qa.article import Span
from qa.values import Value, ValueKind, plain, values
from qa.words import analyze

_IDIOMS = {"one", "first", "second", "once"}
_MORE = re.compile(r"\b(?:more|greater|higher|longer|larger) than\s|\b(?:over|above|exceed(?:s|ed|ing)?|at least)\s|"
                   r"\bno (?:fewer|less) than\s", re.IGNORECASE)
_LESS = re.compile(r"\b(?:less|fewer|lower|shorter|smaller) than\s|\b(?:under|below|at most|nearly|almost|up to)\s|"
                   r"\bno more than\s", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:about|around|roughly|approximately|some|an estimated)\s", re.IGNORECASE)
_DIFFERENCE = re.compile(r"(?:[\s-]\w+){0,2}?\s(?:more|less|fewer|higher|lower|longer|shorter|dearer|cheaper|later|"
                         r"earlier|over|above|below|under|beyond|extra|additional|further|late)\b", re.IGNORECASE)
_BY = re.compile(r"\b(?:by|additional|extra|another|further|exceed\w*)\s(?:\w+\s)?$", re.IGNORECASE)
_BEFORE = 24  # characters before a value in which it is said to be a bound
_ROUNDING = Decimal("0.05")  # share of a value by which it may be rounded
_STOP = frozenset(analyze(
    "a an the of in on at to from for by with and or but per each its their his her that which who was were is are be "
    "been has have had more than other new it he she they as up out percent"))
_UNITS = (("year", "month", 12), ("week", "day", 7), ("day", "hour", 24), ("hour", "minut", 60))  # by their stems
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_RELATIVE = re.compile(rf"\b(?:{'|'.join(_WEEKDAYS)}|today|tonight|yesterday|tomorrow)\b", re.IGNORECASE)
_SHARES = {"half": "50", "a quarter": "25", "one quarter": "25", "three quarters": "75", "three-quarters": "75",
           "a fifth": "20", "a tenth": "10"}


@dataclass(frozen=True, slots=True)
class _Told:
    """A value in the text it stands in, with the stems of the words that follow it, and what is said of its size.

    It is a bound (`more` than it, `less`), a round number (`about`), or by how much something `differs`.
    """

    value: Value
    after: tuple[str, ...]
    more: bool
    less: bool
    about: bool
    differs: bool


def wrong_values(text: str, quotes: Sequence[Span]) -> Iterator[str]:
    """Yield what is wrong with the values of a statement."""
    known = [told for quote in quotes for told in _told(quote.text)]
    said = _told(text)
    days = [tokens for quote in quotes for tokens in _days(quote)]
    shares = {(amount, "%") for quote in quotes for words, amount in _SHARES.items()
              if re.search(rf"\b{words}\b", quote.text, re.IGNORECASE)}
    for told in said:
        value, words = told.value, text[told.value.start : told.value.end]
        equal = [one for one in known if _supports(one.value, value) or _rounded(told, one.value)
                 or _same_amount(one.value, value, known, said) or _same_time(one, told)]
        if not equal:
            if not (words.lower() in _IDIOMS or any(_runs(value.tokens, day) for day in days)
                    or value.tokens in shares):
                yield f"{words} stands in none of its quotes"
        elif _of_another(told, equal, known):
            yield f"{words} is of something else in its quotes"
        elif not (told.differs or _BY.search(text[: value.start])) and all(one.differs for one in equal):
            yield f"{words} is a difference in its quotes"
        elif all((told.more and one.less) or (told.less and one.more) for one in equal):
            yield f"{words} is a bound on the other side in its quotes"


def _told(text: str) -> list[_Told]:
    found = values(text)
    told = []
    for number, value in enumerate(found):
        following = found[number + 1].start if number + 1 < len(found) else len(text)
        clause = re.split(r"[,;:.!?]|\b(?:and|but)\b", text[value.end : following], maxsplit=1)[0]
        after = tuple(stem for stem in analyze(clause) if stem not in _STOP)[:2]
        before = text[max(0, value.start - _BEFORE) : value.start]
        differs = _DIFFERENCE.match(text, value.end) is not None
        more, less, about = (_ends(pattern, before) for pattern in (_MORE, _LESS, _ABOUT))
        told.append(_Told(value, after, more, less, about, differs))
    return told


def _ends(pattern: re.Pattern[str], before: str) -> bool:
    return any(len(before) - match.end() <= 2 for match in pattern.finditer(before))


def _of_another(told: _Told, equal: Sequence[_Told], known: Sequence[_Told]) -> bool:
    """Return whether the quotes count what a value counts with other values only."""
    if told.value.kind is ValueKind.DATE or not told.after:
        return False
    noun = told.after[0]
    beside = [one for one in known if one.value.kind is told.value.kind and noun in one.after[:1]]
    return bool(beside) and not any(one in equal for one in beside) and (
        not any(set(told.after) & set(one.after) for one in equal))


def _supports(quoted: Value, value: Value) -> bool:
    """Return whether a value of a quote is the value, or more than it: "14 March" stands in "14 March 2025"."""
    percent = ValueKind.PERCENT
    if (quoted.kind is percent) != (value.kind is percent):
        return False
    if quoted.kind is ValueKind.PAIR and value.kind is ValueKind.NUMBER:
        return value.tokens[0] in quoted.tokens[0].split("-")
    return _runs(value.tokens, quoted.tokens)


def _same_amount(quoted: Value, value: Value, known: Sequence[_Told], said: Sequence[_Told]) -> bool:
    """Return whether two values differ in a unit only that one text gives to another value: "from 4.00 to 3.75 %"."""
    def given(bare: Value, whole: Value, beside: Sequence[_Told]) -> bool:
        if bare.kind is not ValueKind.NUMBER or whole.kind not in {ValueKind.PERCENT, ValueKind.MONEY}:
            return False
        return bare.tokens[0] == whole.tokens[0] and any(one.value.tokens[1:] == whole.tokens[1:] for one in beside)

    return given(quoted, value, known) or given(value, quoted, said)


def _same_time(quoted: _Told, told: _Told) -> bool:
    """Return whether two values are one stretch of time in two units: 36 months and three years."""
    try:
        return any(Decimal(one.value.tokens[0]) * factor == Decimal(other.value.tokens[0])
                   and one.after[:1] == (long,) and other.after[:1] == (short,)
                   for one, other in ((quoted, told), (told, quoted)) for long, short, factor in _UNITS)
    except InvalidOperation:
        return False


def _runs(part: Sequence[str], whole: Sequence[str]) -> bool:
    return any(tuple(whole[at : at + len(part)]) == tuple(part) for at in range(len(whole) - len(part) + 1))


def _rounded(told: _Told, quoted: Value) -> bool:
    """Return whether a value is a quote's in fewer digits, rounded as the words before it say: "more than 12" for 12.4.

    Without such words it is not, and neither is one of as many digits.
    """
    value = told.value
    if value.kind is not quoted.kind or value.tokens[1:] != quoted.tokens[1:]:
        return False
    way = ROUND_FLOOR if told.more else ROUND_CEILING if told.less else ROUND_HALF_UP if told.about else None
    try:
        given, exact = Decimal(value.tokens[0]), Decimal(quoted.tokens[0])
    except InvalidOperation:
        return False
    given_digits, exact_digits = (len(plain(one).replace(".", "").strip("0")) for one in (given, exact))
    if way is None or given_digits >= exact_digits or abs(given - exact) > _ROUNDING * abs(exact):
        return False
    return exact.quantize(Decimal(1).scaleb(exact.adjusted() - given_digits + 1), rounding=way) == given or (
        exact.quantize(Decimal(1).scaleb(exact.adjusted() - given_digits + 2), rounding=way) == given)


def _days(quote: Span) -> Iterator[tuple[str, ...]]:
    """Yield the dates that a quote tells by the day of the week or as today, by the day its article came out."""
    try:
        published = date.fromisoformat((quote.article.published or "")[:10])
    except ValueError:
        return
    for match in _RELATIVE.finditer(quote.text):
        word = match.group().lower()
        if word in _WEEKDAYS:
            back = (published.weekday() - _WEEKDAYS.index(word)) % 7
            near = [published - timedelta(back), published + timedelta((7 - back) % 7 or 7)]
        else:
            near = [published + timedelta({"yesterday": -1, "tomorrow": 1}.get(word, 0))]
        for day in near:
            yield f"day{day.day}", f"month{day.month}", str(day.year)
