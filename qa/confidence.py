"""How likely it is that the chosen quotes answer the question: a logistic model over a few features of the evidence.

The weights were fitted on development data by `benchmarks/fit_confidence.py` and stand in `confidence.json` beside
this file, with the hash of the data they come from.
"""

import json
import math
import re
from dataclasses import astuple, dataclass
from functools import cache
from importlib.resources import files

from qa.article import Passage, Span
from qa.words import analyze

_NAME = re.compile(r"(?<=\s)[^\W\d_a-zà-ÿ][\w’'-]*|\b\d[\d.,]*")
_FUNCTION_WORDS = frozenset(analyze(
    "a about according an and any are as at be been by can could did do does for from had has have he her his how i in "
    "is it its many may might much of on or say said says she should so than that the their them there they this to "
    "was were what when where which who whom whose why will with would"))


@dataclass(frozen=True, slots=True)
class Features:
    """What the confidence is computed from.

    `sentence` and `passage` are the cross-encoder's logits of the best sentence and the best passage. The others are
    shares, 0 to 1, of what the question asks with that is found: content words in the sentence, content words in
    its passage, and names and numbers in the passage (1 where the question has none).
    """

    sentence: float
    passage: float
    words_in_sentence: float
    words_in_passage: float
    names_in_passage: float


def evidence_features(question: str, sentence: Span, passage: Passage, scores: tuple[float, float]) -> Features:
    """Return the features of the best sentence in its passage; `scores` are the logits of sentence and passage."""
    asked = set(analyze(question)) - _FUNCTION_WORDS
    names = {term for name in _NAME.findall(question) for term in analyze(name)} - _FUNCTION_WORDS
    title = set(analyze(sentence.article.title))
    in_sentence = title | set(analyze(sentence.text))
    in_passage = title | set(analyze(passage.text))
    return Features(*scores, _share(asked, in_sentence), _share(asked, in_passage), _share(names, in_passage))


def confidence(features: Features) -> float:
    """Return the probability, 0 to 1, that the evidence answers the question."""
    weights, intercept, _ = _model()
    logit = intercept + sum(w * x for w, x in zip(weights, astuple(features), strict=True))
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))


def threshold() -> float:
    """Return the confidence below which an answer abstains: the one that maximised the macro rate when fitted."""
    return _model()[2]


def _share(asked: set[str], found: set[str]) -> float:
    return len(asked & found) / len(asked) if asked else 1.0


@cache
def _model() -> tuple[tuple[float, ...], float, float]:
    record = json.loads((files("qa") / "confidence.json").read_text(encoding="utf-8"))
    return tuple(record["weights"]), record["intercept"], record["threshold"]
