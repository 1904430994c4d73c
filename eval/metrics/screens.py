"""Screens for altered values: do the numbers, dates and names of a statement stand in its quotes, and do negations agree?

They find a wrong figure or a lost "not"; they do not tell whether a quote supports a statement.
"""

import re
from collections.abc import Iterator, Mapping

from eval.metrics.answers import holds, spoken
from eval.metrics.cues import negations
from eval.metrics.integrity import cited_text, share
from eval.metrics.values import Value, ValueKind, values
from eval.types import Document, PredictedStatement, Prediction

_WORD = re.compile(r"[^\W\d_]+(?:[-‐‑'’][^\W\d_]+)*")
_OPENS = re.compile(r"(?:^|[.!?:;…\n][\s“”\"'‘’(\[]*|[“\"‘(\[])$")
_POSSESSIVE = re.compile(r"['’]s?$")
_IDIOMS = {"one", "first", "second"}
_COMMON = frozenset(
    "a an the this that these those he she it they we i you his her its their our my your who what which when where why "
    "how there here and or but nor so yet for of in on at by to from with without under over after before since until "
    "while during as if unless though although because than then not no yes all some any each every both most many few "
    "much more less several other another such only also even just is are was were has have had will would may".split())


def value_support(prediction: Prediction, documents: Mapping[str, Document]) -> float | None:
    """Return the share of the values and names in the statements that stand in the quotes of their statement.

    Values compare as values, names word by word without case. A part supports: "14 March" stands in "14 March 2025",
    and 12 in "12 crowns"; but 25 does not in "25%". The quotes are what the documents hold, so an altered quote supports
    nothing. "One", "first" and "second" in words are passed over: they are idioms too often. None without values.
    """
    return share([flag for statement in statements(prediction) for flag in _supported(prediction, statement, documents)])


def negation_parity(prediction: Prediction, documents: Mapping[str, Document]) -> float | None:
    """Return the share of statements whose number of negations is odd when that of their quotes is, and even when even.

    Statements without a quote that resolves are left out. None when none is left.
    """
    pairs = [(_text(prediction, statement), quoted(prediction, statement, documents))
             for statement in statements(prediction)]
    return share([negations(text) % 2 == negations(quotes) % 2 for text, quotes in pairs if quotes])


def statements(prediction: Prediction) -> tuple[PredictedStatement, ...]:
    """Return the statements; an answer that is not divided is one statement with all the citations."""
    if prediction.statements or not prediction.answer.strip():
        return prediction.statements
    numbers = tuple(citation.number for citation in prediction.citations)
    return (PredictedStatement(0, len(prediction.answer), numbers),)


def quoted(prediction: Prediction, statement: PredictedStatement, documents: Mapping[str, Document]) -> str:
    """Return what the documents hold where the statement's citations point, one quote a line; "" when nowhere."""
    texts = [cited_text(citation.span, documents) for citation in prediction.citations
             if citation.number in statement.citations]
    return "\n".join(text for text in texts if text)


def names(text: str) -> tuple[str, ...]:
    """Return the words with a capital that name something, in lower case, without a possessive ending, in order.

    A word that opens a sentence counts when another capital follows it or when it has its capital elsewhere too.
    Function words never count.
    """
    words = [(match, _OPENS.search(text, 0, match.start()) is not None) for match in _WORD.finditer(text)
             if match.group()[0].isupper()]
    inside = {match.group() for match, opens in words if not opens}
    starts = {match.start() for match, _ in words}
    kept = [match for match, opens in words if not opens or match.group() in inside or match.end() + 1 in starts]
    return tuple(name for name in (_bare(match.group()) for match in kept) if name not in _COMMON)


def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", word).casefold()


def _text(prediction: Prediction, statement: PredictedStatement) -> str:
    return spoken(prediction, statement.start, statement.end)


def _supported(prediction: Prediction, statement: PredictedStatement,
               documents: Mapping[str, Document]) -> Iterator[bool]:
    """Yield for each value and name of a statement whether its quotes have it."""
    text, quotes = _text(prediction, statement), quoted(prediction, statement, documents)
    known = values(quotes)
    for value in values(text):
        if text[value.start : value.end].lower() not in _IDIOMS:
            yield any(_supports(other, value) for other in known)
    words = {_bare(match.group()) for match in _WORD.finditer(quotes)}
    dated = [value for value in values(text) if value.kind is ValueKind.DATE]
    outside_dates = "".join(" " if any(v.start <= i < v.end for v in dated) else c for i, c in enumerate(text))
    for name in names(outside_dates):
        yield name in words


def _supports(quoted_value: Value, value: Value) -> bool:
    percent = ValueKind.PERCENT
    return (quoted_value.kind is percent) == (value.kind is percent) and holds(quoted_value.tokens, value.tokens)
