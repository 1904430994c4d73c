"""Is the answer right? Exact match, token F1 and containment, after values are put into one form.

Normalisation is SQuAD's (lower case, no punctuation, no articles) with three differences: values are read first and
compared as values, because without its point 4.5% would be 45%; dashes and slashes part words; and typographic
punctuation counts as punctuation.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import lru_cache

from eval.types import GoldAnswer, Kind, Prediction, Question
from qa.folding import fold
from qa.values import values

Tokens = tuple[str, ...]

ENOUGH = 0.8
"""The token F1 from which a short answer counts as right."""
_ARTICLES = {"a", "an", "the"}
_BARE = {("yes",), ("no",)}
_MARKER = re.compile(r"\s*\[(\d+)\]")


class _Punctuation(dict[int, str | None]):
    """Every character as `str.translate` takes it: punctuation becomes nothing, any other stays."""

    def __missing__(self, code: int) -> str | None:
        self[code] = None if unicodedata.category(chr(code)).startswith("P") else chr(code)
        return self[code]


_PUNCTUATION = _Punctuation()


@lru_cache(maxsize=16_384)
def tokens(text: str) -> Tokens:
    """Return the words of `text` in lower case without punctuation and articles, its values in one form each."""
    found: list[str] = []
    end = 0
    for value in values(text):
        found += [*_words(text[end : value.start]), *value.tokens]
        end = value.end
    return (*found, *_words(text[end:]))


def _words(text: str) -> list[str]:
    parted = re.sub(r"[-/]", " ", fold(text).text.lower())
    return [word for word in parted.translate(_PUNCTUATION).split() if word not in _ARTICLES]


def f1(given: Tokens, gold: Tokens) -> float:
    """Return 2PR / (P + R) of the tokens in common, repeated ones counted; two empty answers agree (SQuAD 2.0)."""
    if not given or not gold:
        return float(given == gold)
    shared = sum((Counter(given) & Counter(gold)).values())
    return 2 * shared / (len(given) + len(gold))


def holds(text: Tokens, part: Tokens) -> bool:
    """Return whether `part` stands in `text` as a run of whole tokens. A bare "yes" or "no" must come first."""
    if part in _BARE:
        return text[:1] == part
    return bool(part) and any(text[start : start + len(part)] == part for start in range(len(text) - len(part) + 1))


def forms(answer: GoldAnswer) -> tuple[Tokens, ...]:
    """Return the ways to write an accepted answer, its value among them."""
    return tuple(tokens(form) for form in (answer.text, *answer.aliases, answer.value) if form)


def spoken(prediction: Prediction, start: int = 0, end: int | None = None) -> str:
    """Return the answer's text (or `[start, end)` of it) without the markers of its citations."""
    cited = {number for statement in prediction.statements for number in statement.citations}
    cited |= {citation.number for citation in prediction.citations}
    return _MARKER.sub(lambda match: "" if int(match[1]) in cited else match[0], prediction.answer[start:end])


def exact_match(prediction: Prediction, question: Question) -> float | None:
    """Return 1 when the short answer (the whole, where there is none) is an accepted one word for word, else 0.

    Abstained and failed score 0. None without accepted answers, and for a conflict, which has no single one.
    """
    return _best(prediction, question, lambda given, gold: float(given == gold))


def token_f1(prediction: Prediction, question: Question) -> float | None:
    """Return the best token F1 of the short answer (the whole, where there is none) with an accepted one.

    0 and None as in `exact_match`.
    """
    return _best(prediction, question, f1)


def answer_right(prediction: Prediction, question: Question) -> float | None:
    """Return 1 when the answer says what is accepted, else 0. None without accepted answers.

    An accepted answer is said when one of its forms stands in the answer or in the short answer as a run of whole
    tokens, when a wording of each of its parts does, or when it has a token F1 of 0.8 with the short answer. One is
    enough, but a conflict needs all. An answer is right
    too when it quotes a complete set of evidence word for word: the set is marked as enough to answer, and systems that
    only quote can answer "may it be pulled down?" in no other way. An answer that opens with yes where no is accepted,
    or the reverse, is wrong whatever follows.

    It errs by accepting an answer that says the right words among wrong ones ("12 dead, not 14"), and by refusing a
    paraphrase that no alias foresees. Abstained and failed score 0.
    """
    if not question.answers:
        return None
    if prediction.abstained or prediction.failed:
        return 0.0
    whole, short = tokens(spoken(prediction)), tokens(prediction.short_answer or "")
    if _opens_wrong(whole, question) or _opens_wrong(short, question):
        return 0.0
    needed = all if question.kind is Kind.CONFLICTING else any
    said = needed(says(whole, answer) or says(short, answer) or _alike(short, answer) for answer in question.answers)
    return float(said or quotes_evidence(whole, question))


def says(text: Tokens, answer: GoldAnswer) -> bool:
    """Return whether some form of an accepted answer stands in `text`, or one wording of each of its parts."""
    parts = [any(holds(text, tokens(form)) for form in part) for part in answer.parts]
    return any(holds(text, form) for form in forms(answer)) or (bool(parts) and all(parts))


def quotes_evidence(text: Tokens, question: Question) -> bool:
    """Return whether every span of some evidence set stands in `text` word for word."""
    return any(all(holds(text, tokens(span.text)) for span in evidence.spans) for evidence in question.evidence)


def _alike(short: Tokens, answer: GoldAnswer) -> bool:
    return any(f1(short, form) >= ENOUGH for form in forms(answer))


def _opens_wrong(text: Tokens, question: Question) -> bool:
    """Return whether the text opens with yes where only no is accepted, or the reverse."""
    accepted = {form[:1] for answer in question.answers for form in forms(answer)} & _BARE
    return text[:1] in _BARE and bool(accepted) and text[:1] not in accepted


def _best(prediction: Prediction, question: Question, score: Callable[[Tokens, Tokens], float]) -> float | None:
    if not question.answers or question.kind is Kind.CONFLICTING:
        return None
    if prediction.abstained or prediction.failed:
        return 0.0
    given = tokens(prediction.short_answer if prediction.short_answer is not None else spoken(prediction))
    return max(score(given, form) for answer in question.answers for form in forms(answer))
