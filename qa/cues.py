"""Words that turn or limit what a sentence says: negations, hedges, conditions, attributions. English only."""

import re
from enum import StrEnum
from typing import NamedTuple

from qa.folding import fold


class Role(StrEnum):
    """What a cue does to its sentence."""

    NEGATION = "negation"
    HEDGE = "hedge"
    CONDITION = "condition"
    ATTRIBUTION = "attribution"


class Cue(NamedTuple):
    """A cue and its role; `start` and `end` are offsets in the text it was found in."""

    role: Role
    start: int
    end: int


_WORDS = {
    Role.NEGATION: r"not|no(?!\.? \d)|never|neither|nor|none|nobody|nothing|nowhere|without|cannot|[a-z]+n't|"
                   r"den(?:y|ies|ied|ying)|refus(?:e|es|ed|ing)|reject(?:s|ed|ing)?|fail(?:s|ed|ing)? to",
    Role.HEDGE: r"(?-i:may)|might|could|would|should|possibly|perhaps|probably|likely|unlikely|reportedly|allegedly|"
                r"alleged|apparently|seemingly|supposedly|appear(?:s|ed)?|seem(?:s|ed)?|suggest(?:s|ed)?|"
                r"believed|thought to|expected to|rumou?red|claim(?:s|ed)?|alleg(?:e|es|ing)|estimated",
    Role.CONDITION: r"if|unless|provided|providing|subject to|as long as|on condition|depend(?:s|ed|ing) on|pending|"
                    r"in case|whether|except",
    Role.ATTRIBUTION: r"sa(?:y|ys|id|ying)|told|tells|according to|announced?|reported|argue[sd]?|added|wr(?:ites|ote)|"
                      r"warn(?:s|ed)|insist(?:s|ed)|(?-i:state[sd])|testified|asked|replied|explained|recalled|"
                      r"in the words of",
}
_CUES = re.compile("|".join(rf"(?P<{role.value}>\b(?:{words})\b)" for role, words in _WORDS.items()), re.IGNORECASE)


def find_cues(text: str) -> tuple[Cue, ...]:
    """Return the cues of `text` in order.

    Words alone decide: "no" in "no 10 Mill Lane" is passed over, but "would" is a hedge even where it tells of habit.
    """
    folded = fold(text)
    return tuple(Cue(Role(match.lastgroup or ""), *folded.original(*match.span()))
                 for match in _CUES.finditer(folded.text))


def negations(text: str) -> int:
    """Return how many negations `text` holds: two of them may cancel out, so callers compare odd with even."""
    return sum(cue.role is Role.NEGATION for cue in find_cues(text))
