"""Other values: a number, sum, percentage or date rewritten wherever it is told, in each place as it is written there.

Whole numbers up to twenty may stand in words or digits; others must have the same digits everywhere. What cannot be
rewritten exactly (fractions in words, ordinals, times, scores) is left alone, and so is a value that would have to be
rewritten and cannot be in one of its places.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from eval.interventions.edits import Edit, edit_document
from eval.types import Document
from qa.values import Value, ValueKind, values

_WORDS = ("", "", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
          "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty")
_LARGEST = len(_WORDS) - 1
_AMOUNT = re.compile(rf"\d[\d,.\u00a0]*(?<![,.])|\b(?:{'|'.join(_WORDS[2:])})\b(?!-)", re.IGNORECASE)
_TRIES = range(1, 9)
AMOUNTS = frozenset({ValueKind.NUMBER, ValueKind.MONEY, ValueKind.PERCENT})


@dataclass(frozen=True, slots=True)
class Rewriting:
    """A value as it stands in one place, before and after, and the edits that rewrite it in every document."""

    old: str
    new: str
    edits: Mapping[str, tuple[Edit, ...]]


def rewrite(documents: Mapping[str, Document], value: Value, text: str) -> Rewriting | None:
    """Return how a value of `text` becomes one that no document has, in all of them; None where it cannot be done.

    The new value is the first of a few neighbours that fits, so it is the same every time.
    """
    old = text[value.start : value.end]
    for step in _TRIES:
        new = _rewritten(value, old, step)
        found = values(new or "")
        if new and len(found) == 1 and found[0].kind is value.kind and not any(
                has_value(document.text, found[0]) for document in documents.values()):
            edits = _edits(documents, value, step)
            exact = edits and _is_exact(documents, edits, value, found[0])
            return Rewriting(old.rstrip("."), new.rstrip("."), edits) if edits and exact else None
    return None


def same(one: Value, other: Value) -> bool:
    """Return whether two values are one; dates are when their day and month are."""
    told = 2 if one.kind is ValueKind.DATE else None
    return one.kind is other.kind and one.tokens[:told] == other.tokens[:told]


def has_value(text: str, value: Value) -> bool:
    """Return whether a text tells a value, however it writes it."""
    return any(same(found, value) for found in values(text))


def _edits(documents: Mapping[str, Document], value: Value, step: int) -> dict[str, tuple[Edit, ...]] | None:
    """Return the edits of every document that tells the value; None when one of its places cannot be rewritten."""
    edits: dict[str, list[Edit]] = {}
    for name, start, surface in _places(documents, value):
        amount = _amount(value, surface)
        if amount is None:
            return None
        edits.setdefault(name, []).append(Edit(start + amount.start(), start + amount.end(),
                                               _other(value, amount.group(), step)))
    return {name: tuple(made) for name, made in edits.items()}


def _places(documents: Mapping[str, Document], value: Value) -> Iterator[tuple[str, int, str]]:
    for name, document in documents.items():
        for found in values(document.text):
            if same(found, value):
                yield name, found.start, document.text[found.start : found.end]


def _is_exact(documents: Mapping[str, Document], edits: Mapping[str, tuple[Edit, ...]], old: Value, new: Value) -> bool:
    """Return whether, after the edits, every place of the old value tells the new one."""
    made = {name: edit_document(documents[name], changes) for name, changes in edits.items()}
    return not any(has_value(document.text, old) for document in made.values()) and all(
        sum(same(found, new) for found in values(made[name].text)) == len(changes) for name, changes in edits.items())


def _rewritten(value: Value, surface: str, step: int) -> str | None:
    amount = _amount(value, surface)
    return None if amount is None else _replaced(surface, amount, _other(value, amount.group(), step))


def _amount(value: Value, surface: str) -> re.Match[str] | None:
    """Return where the amount, or the day of the month, stands in a value; None where it is not written plainly."""
    if value.kind is ValueKind.DATE:
        day = value.tokens[0].removeprefix("day")
        return re.search(rf"\b0?{day}\b(?![.:]\d)", surface) if value.tokens[0] != day else None
    if value.kind not in AMOUNTS:
        return None
    matches = list(_AMOUNT.finditer(surface))
    return matches[0] if len(matches) == 1 else None


def _other(value: Value, written: str, step: int) -> str:
    """Return another amount, or day, written as the one given."""
    if value.kind is ValueKind.DATE:
        return str((int(written) - 1 + 3 * step) % 28 + 1).zfill(len(written) if written.startswith("0") else 1)
    number = _WORDS.index(written.lower()) if written.lower() in _WORDS else None
    if number is None and written.isdigit() and 2 <= int(written) <= _LARGEST:
        number = int(written)
    if number is None:
        digit = re.search(r"[1-9]", written)
        return written if digit is None else _replaced(written, digit, str((int(digit.group()) - 1 + step) % 9 + 1))
    other = number + step if number + step <= _LARGEST else number - step
    word = _WORDS[other]
    return str(other) if written.isdigit() else word.capitalize() if written[0].isupper() else word


def _replaced(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]
