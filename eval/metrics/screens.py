"""Screens for altered values: whether numbers and names of a statement stand in its quotes, and negations agree.

They find a wrong figure or a lost "not"; they do not tell whether a quote supports a statement.
"""

import re
from collections.abc import Iterator, Mapping

from eval.metrics.answers import holds
from eval.metrics.integrity import share
from eval.metrics.intervals import overlap
from eval.metrics.statements import quoted, statement_text, statements
from eval.types import Document, PredictedStatement, Prediction
from qa.cues import negations
from qa.values import Value, ValueKind, values

_WORD = re.compile(r"[^\W\d_]+(?:[-‐‑'’][^\W\d_]+)*")
_OPENS = re.compile(r"(?:^|[.!?:;…\n][\s“”\"'‘’(\[]*|[“\"‘(\[])$")
_POSSESSIVE = re.compile(r"['’]s?$")
_IDIOMS = {"one", "first", "second"}
_COMMON = re.compile(
    r"an?|the|th(?:is|at|ese|ose|ere|en)|i|you|s?he|it|we|they|h(?:is|er)|its|our|my|your|their|who|what|which|when|"
    r"where|why|how|here|and|or|but|nor|so|yet|for|of|in|on|at|by|to|from|with|without|under|over|after|before|since|"
    r"until|while|during|as|if|unless|though|although|because|not?|yes|all|some|any|each|every|both|most|many|few|more|"
    r"less|several|another|other|such|only|also|even|is|are|was|were|has|have|had|will|would|may")


def value_support(prediction: Prediction, documents: Mapping[str, Document]) -> float | None:
    """Return the share of the values and names in the statements that stand in the quotes of their statement.

    Values compare as values, names word by word without case. A part supports: "14 March" stands in "14 March 2025",
    and 12 in "12 crowns"; but 25 does not in "25%". Quotes are read in the documents, so what was altered supports
    nothing. "One", "first" and "second" in words are passed over: they are idioms too often. None without values.
    """
    return share([found for _, found in checked_values(prediction, documents)])


def checked_values(prediction: Prediction, documents: Mapping[str, Document]) -> list[tuple[str, bool]]:
    """Return the values and names in the statements, and whether each stands in the quotes of its statement."""
    return [found for statement in statements(prediction) for found in _supported(prediction, statement, documents)]


def negation_parity(prediction: Prediction, documents: Mapping[str, Document]) -> float | None:
    """Return the share of statements whose number of negations is odd when that of their quotes is, and even when even.

    Statements without a quote that resolves are left out. None when none is left.
    """
    return share([agrees for _, agrees in parities(prediction, documents)])


def parities(prediction: Prediction, documents: Mapping[str, Document]) -> list[tuple[str, bool]]:
    """Return the statements that have a quote, and whether they deny an odd or even number of times as it does."""
    pairs = [(statement_text(prediction, statement), quoted(prediction, statement, documents))
             for statement in statements(prediction)]
    return [(text, negations(text) % 2 == negations(quotes) % 2) for text, quotes in pairs if quotes]


def names(text: str) -> tuple[str, ...]:
    """Return the words with a capital that name something, in lower case, without a possessive ending, in order.

    A word that opens a sentence counts when another capital follows it or when it has its capital elsewhere too.
    Function words and parts of values ("March") never count.
    """
    taken = [(value.start, value.end) for value in values(text)]
    words = [match for match in _WORD.finditer(text) if match.group()[0].isupper()
             and not any(overlap(match.span(), interval) for interval in taken)]
    opening = {match.start() for match in words if _OPENS.search(text, 0, match.start())}
    inside = {match.group() for match in words if match.start() not in opening}
    starts = {match.start() for match in words}
    kept = [match for match in words
            if match.start() not in opening or match.group() in inside or match.end() + 1 in starts]
    return tuple(name for name in (_bare(match.group()) for match in kept) if not _COMMON.fullmatch(name))


def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", word).casefold()


def _supported(prediction: Prediction, statement: PredictedStatement,
               documents: Mapping[str, Document]) -> Iterator[tuple[str, bool]]:
    """Yield each value and name of a statement, and whether its quotes have it."""
    text, quotes = statement_text(prediction, statement), quoted(prediction, statement, documents)
    known = values(quotes)
    for value in values(text):
        if (told := text[value.start : value.end]).lower() not in _IDIOMS:
            yield told, any(_supports(other, value) for other in known)
    words = {_bare(match.group()) for match in _WORD.finditer(quotes)}
    for name in names(text):
        yield name, name in words


def _supports(quoted_value: Value, value: Value) -> bool:
    percent = ValueKind.PERCENT
    return (quoted_value.kind is percent) == (value.kind is percent) and holds(quoted_value.tokens, value.tokens)
