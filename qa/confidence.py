"""How likely it is that the chosen quotes answer the question: a logistic model over a few features of the evidence.

The weights were fitted on development data by `benchmarks/fit_confidence.py` and stand in `confidence.json` beside
this file, with the hash of the data they come from.
"""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from qa.answer import Hit
from qa.article import Article
from qa.words import analyze

FIRST = 5  # retrieved passages that tell whether the question is about one article

_NAME = re.compile(r"(?<=\s)[^\W\d_a-zà-ÿ][\w’'-]*|\b\d[\d.,]*")
_TOPIC = re.compile(r"\b(?:say|says|said|tell|tells|told|think|thinks|thought|comment\w*|claim\w*|promise\w*)\b"
                    r"[^?]*?\b(?:about|on|regarding|of)\s+([^?]+)", re.IGNORECASE)
_FUNCTION_WORDS = frozenset(analyze(
    "a about according an and any are as at be been by can could did do does for from had has have he her his how i in "
    "is it its many may might much of on or say said says she should so than that the their them there they this to "
    "was were what when where which who whom whose why will with would"))


@dataclass(frozen=True, slots=True)
class Features:
    """What the confidence is computed from.

    `sentence` and `passage` are the cross-encoder's logits of the best run of sentences and of its passage. `names` is
    the share, 0 to 1, of the question's names and numbers that stand in the article, 1 where it has none. `focus` is
    the share of the first retrieved passages that are from the article. `topic` is whether any word of the subject
    stands in the article, for a question about what somebody said of a subject.
    """

    sentence: float
    passage: float
    names: float
    focus: float
    topic: bool


def evidence_features(question: str, hits: Sequence[Hit], article: Article, logits: tuple[float, float]) -> Features:
    """Return the features of the best evidence, which stands in `article`.

    `hits` are the retrieved passages in the order they were retrieved; `logits` are those of sentences and passage.
    """
    found = set(analyze(f"{article.text} {article.title} {article.publisher or ''} {article.published or ''}"))
    names = _terms(" ".join(_NAME.findall(question)))
    asked = _TOPIC.search(question)
    topic = _terms(asked.group(1)) if asked else set()
    return Features(
        sentence=logits[0], passage=logits[1], names=len(names & found) / len(names) if names else 1.0,
        focus=sum(hit.passage.article.id == article.id for hit in hits[:FIRST]) / FIRST,
        topic=bool(topic & found) or not topic)


def confidence(features: Features) -> float:
    """Return the probability, 0 to 1, that the evidence answers; 0 where its article never mentions the subject."""
    if not features.topic:
        return 0.0
    weights, intercept, _ = _model()
    logit = intercept + sum(w * x for w, x in zip(weights, inputs(features), strict=True))
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))


def inputs(features: Features) -> tuple[float, ...]:
    """Return the numbers that the logistic model weighs, in the order of its weights."""
    return features.sentence, features.passage, features.names, features.focus


def threshold() -> float:
    """Return the confidence below which an answer abstains; how it was chosen stands in the script that fitted it."""
    return _model()[2]


def _terms(text: str) -> set[str]:
    return set(analyze(text)) - _FUNCTION_WORDS


@cache
def _model() -> tuple[tuple[float, ...], float, float]:
    record = json.loads((files("qa") / "confidence.json").read_text(encoding="utf-8"))
    return tuple(record["weights"]), record["intercept"], record["threshold"]
