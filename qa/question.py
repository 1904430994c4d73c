"""What a question asks for: its parts, its names, and the shape of the answer it wants. English wording only.

A question of another language, or of a shape that is not known, has one part and wants whatever answers best.
"""

import re
from enum import StrEnum

from qa.words import unstemmed

_WH = r"(?:what|when|where|who|whom|whose|which|why|how)"
_JOINT = re.compile(rf"(?:,|;)?\s+and\s+(?=(?:(?:by|at|in|on|to|of|from|after|for|with|under|since|until)\s+)?{_WH}\b)",
                    re.IGNORECASE)
_TOPIC = re.compile(rf"^([^:?]{{3,60}}):\s+(?={_WH}\b)", re.IGNORECASE)
_DEPENDENT = re.compile(r"\b(?:each|them|those|these)\b", re.IGNORECASE)  # the second part counts what the first lists
NAME = re.compile(r"(?<![.?!:]\s)(?<!^)\b[^\W\d_a-zà-ÿ][\w’'-]*(?:\s+[^\W\d_a-zà-ÿ][\w’'-]*)*|\b[12]\d{3}\b")
_ASKING = frozenset(unstemmed(
    "a about according after all also an and any are as at be been before being but by can could did do does during "
    "each exactly for from get give given had happen happened happens has have he her here hers him his how i if in "
    "into is it its just kind long made make many may might more most much must name named no not now of old on one "
    "or other our out over people place said say says shall she should so some such tell than that the their them "
    "then there these they this those through to type under until up was we were what when where which while who "
    "whom whose why will with would year you"))
_AUXILIARY = (r"(?:is|are|was|were|am|be|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must|"
              r"isn['’]t|aren['’]t|wasn['’]t|weren['’]t|don['’]t|doesn['’]t|didn['’]t|hasn['’]t|haven['’]t|can['’]t|"
              r"won['’]t)")
_YES_NO = re.compile(rf"^(?:[^,:?]{{3,60}}[,:]\s+)?{_AUXILIARY}\b(?!.*\bor\b)", re.IGNORECASE)
_PLURAL = rf"(?:(?!{_AUXILIARY}\b)[\w’'-]+\s+){{0,3}}?(?!{_AUXILIARY}\b|this\b|its\b|his\b)[\w’'-]+[^s\W]s\b"
_FIRST_WORD = re.compile(rf"\b{_WH}\b", re.IGNORECASE)
_SHAPES = (  # matched at the first question word; the first that matches tells the shape
    ("amount", r"how (?:many|much|high|long|far|big|large|old|tall|deep|wide|thick|thin|heavy|fast|often|low)\b"),
    ("amount", r"(?:what|which) (?:(?:was|is|were|are) (?:the )?)?(?:[\w’'-]+ ){0,2}?(?:share|proportion|percentage|"
               r"price|cost|sum|amount|number|rate|level|total|toll|score|vote|fine|figure|age)\b"),
    ("time", r"when\b|(?:what|which) (?:date|day|year|month|time|hour)\b"),
    ("person", r"who(?:m|se)?\b"),
    ("place", r"where\b"),
    ("reason", r"why\b|what (?:reason|cause|made)|how (?:come|did|does|do|was|were|is|are|can|could|will)\b"),
    ("list", rf"what (?:are|were)\b|(?:which|what) {_PLURAL}"),
)


class Shape(StrEnum):
    """What kind of answer a question wants."""

    AMOUNT = "amount"
    TIME = "time"
    LIST = "list"
    PLACE = "place"
    PERSON = "person"
    REASON = "reason"
    YES_NO = "yes_no"
    OTHER = "other"


def shape(question: str) -> Shape:
    """Return what kind of answer a question, or a part of one, wants."""
    if _YES_NO.search(question):
        return Shape.YES_NO
    first = _FIRST_WORD.search(question)
    asked = question[first.start():] if first else ""
    return Shape(next((name for name, pattern in _SHAPES if re.match(pattern, asked, re.IGNORECASE)), "other"))


def content_words(text: str) -> tuple[str, ...]:
    """Return the words of a question, in order and lower case, that say what it is about rather than how it asks."""
    return tuple(word for word in unstemmed(text) if word not in _ASKING)


def parts(question: str) -> tuple[str, ...]:
    """Return the questions that a question asks at once, each to be asked alone; most questions have one part.

    "When was A built, and how long is its roof?" asks "When was A built?" and "A: how long is its roof?": a later part
    without a name takes along those of the first. A part that counts what another lists is not taken off.
    """
    topic = _TOPIC.match(question)
    pieces = _JOINT.split(question[topic.end():] if topic else question)
    if len(pieces) == 1 or any(_DEPENDENT.search(piece) for piece in pieces[1:]) or any(
            len(piece.split()) < 3 for piece in pieces):
        return (question,)
    names = [topic.group(1)] if topic else NAME.findall(pieces[0])
    found = []
    for number, piece in enumerate(pieces):
        alone = topic is None and (number == 0 or NAME.search(f" {piece}"))
        missing = [] if alone else [name for name in names if name not in piece]
        found.append(f"{' '.join(missing)}: {piece}" if missing else piece)
    return tuple(part if part.endswith("?") else f"{part.rstrip(' ,;')}?" for part in found)
