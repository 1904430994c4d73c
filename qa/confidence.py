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
from qa.errors import SettingError
from qa.evidence import Evidence
from qa.words import analyze

AROUND = 400  # characters before and after a passage in which its subject may be named
STRICTNESS = 0.5  # leaves the threshold as it was fitted
INPUTS = ("found", "passage", "answered", "best", "plain", "plain_answered", "names", "focus", "years")
"""The features that the logistic model weighs, in the order of its weights."""
FIRST = 5  # retrieved passages that tell whether the question is about one article

_NAME = re.compile(r"(?<=\s)[^\W\d_a-zà-ÿ][\w’'-]*|\b\d[\d.,]*")
_TOPIC = re.compile(r"\b(?:say|says|said|tell|tells|told|think|thinks|thought|comment\w*|claim\w*|promise\w*)\b"
                    r"[^?]*?\b(?:about|on|regarding|of)\s+([^?]+)", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_FUNCTION_WORDS = frozenset(analyze(
    "a about according an and any are as at be been by can could did do does for from had has have he her his how i in "
    "is it its many may might much of on or say said says she should so than that the their them there they this to "
    "was were what when where which who whom whose why will with would"))


@dataclass(frozen=True, slots=True)
class Features:
    """What the confidence is computed from.

    `found` is the reader's score of the answer in the best run; `passage` and `answered` are its logits of how well the
    run's passage answers, and of its answering at all; `best` is the best logit of all passages that were read.
    `plain` and `plain_answered` are the logits of the passage without its heading, which may name what the passage does
    not. `names` is the share, 0 to 1, of the question's names and numbers that stand in the article, 1 where it has
    none. `focus` is the share of the first retrieved passages that are from the article. `years` is the share of the
    question's years that the article names or came out in, 1 where it has none. `topic` is whether any word of the
    subject stands in or around the passage or in the title, for a question about what somebody said of a subject.
    """

    found: float
    passage: float
    answered: float
    best: float
    plain: float
    plain_answered: float
    names: float
    focus: float
    years: float
    topic: bool


def evidence_features(evidence: Evidence, hits: Sequence[Hit]) -> Features:
    """Return the features of the best evidence; `hits` are the retrieved passages in the order they were retrieved."""
    best, question, plain = evidence.chosen[0], evidence.question, evidence.untitled
    article = best.passage.article
    known = set(analyze(f"{article.text} {article.title} {article.publisher or ''} {article.published or ''}"))
    near = set(analyze(f"{article.title} {best.passage.text}"))
    around = set(analyze(article.text[max(0, best.passage.start - AROUND) : best.passage.end + AROUND]))
    names = _terms(" ".join(_NAME.findall(question)))
    asked = _TOPIC.search(question)
    topic = _terms(asked.group(1)) if asked else set()
    return Features(
        found=best.found, passage=best.reading.logit, answered=best.reading.answered,
        best=evidence.reads[0].reading.logit, plain=plain.logit, plain_answered=plain.answered,
        names=_share(names, known), focus=sum(hit.passage.article.id == article.id for hit in hits[:FIRST]) / FIRST,
        years=_share(set(_YEAR.findall(question)), {*_YEAR.findall(article.text), (article.published or "")[:4]}),
        topic=bool(topic & (near | around)) or not topic)


def _share(terms: set[str], known: set[str]) -> float:
    return len(terms & known) / len(terms) if terms else 1.0


def confidence(features: Features) -> float:
    """Return the probability, 0 to 1, that the evidence answers; 0 where its passage never mentions the subject."""
    if not features.topic:
        return 0.0
    weights, intercept, _ = _model()
    logit = intercept + sum(w * x for w, x in zip(weights, inputs(features), strict=True))
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))


def inputs(features: Features) -> tuple[float, ...]:
    """Return the values of `INPUTS`."""
    return tuple(getattr(features, name) for name in INPUTS)


def threshold(strictness: float = STRICTNESS) -> float:
    """Return the confidence below which an answer abstains, 0 to 1; the script that fitted it says how it was chosen.

    `strictness` is 0 (always answers) to 1 (never does); at 0.5 the threshold is the fitted one, and elsewhere its odds
    are those times strictness / (1 − strictness): four times as high at 0.8. Raises SettingError outside 0 to 1.
    """
    if not 0 <= strictness <= 1:
        raise SettingError(f"a strictness of {strictness} is none; give a number from 0 (always answers) to 1")
    return odds_product(_model()[2], strictness)


def odds_product(one: float, other: float) -> float:
    """Return the probability whose odds are the product of the odds of two; 0 where either of them is 0."""
    return one * other / (one * other + (1 - one) * (1 - other)) if one and other else 0.0


def _terms(text: str) -> set[str]:
    return set(analyze(text)) - _FUNCTION_WORDS


@cache
def _model() -> tuple[tuple[float, ...], float, float]:
    record = json.loads((files("qa") / "confidence.json").read_text(encoding="utf-8"))
    return tuple(record["weights"]), record["intercept"], record["threshold"]
