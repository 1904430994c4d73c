"""Questions that are about whole articles: "summarise …", "compare … and … on …". English wording only."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_POLITE = r"^\s*(?:please\s+|can you\s+|could you\s+)*"
_SUMMARY = re.compile(rf"{_POLITE}(?:summari[sz]e|sum up|what is the (?:gist|summary) of|(?:give (?:me )?)?"
                      r"(?:(?:a|the) )?summary of)\b\s*(.*?)[\s?.!]*$", re.IGNORECASE)
_SUBJECT = r"(?:\s+(?:on|about|regarding|in what they say (?:on|about|of))\s+(.+?))?[\s?.!]*$"
_COMPARISONS = [re.compile(_POLITE + pattern + _SUBJECT, re.IGNORECASE) for pattern in (
    r"compare\s+[“\"](.+)[”\"]\s+(?:and|with|to)\s+[“\"](.+)[”\"]",  # a title may hold an "and"
    r"compare\s+(.+?)\s+(?:and|with|to)\s+(.+?)",
    r"(?:what (?:are|is) the differences?|(?:the )?differences?) between\s+(.+?)\s+and\s+(.+?)",
    r"how do\s+(.+?)\s+and\s+(.+?)\s+differ",
    r"how does\s+(.+?)\s+differ from\s+(.+?)",
    r"(?:compare|what (?:are|is) the differences? (?:between|of)|how do)\s+(them|these|the two|both)()"
    r"(?:\s+articles?)?(?:\s+differ)?")]
_THESE = re.compile(r"^(?:it|this|that|them|these|those|the two|both)?(?:\s*(?:the )?(?:article|text|piece|story)s?)?$",
                    re.IGNORECASE)
_QUOTED = re.compile(r"[“\"‘'](.+)[”\"’']$")


@dataclass(frozen=True, slots=True)
class Task:
    """What is asked of whole articles: one is summarised, two are compared, on a `subject` unless it is empty.

    `articles` are what the question calls them, such as ids or titles; none where it says "this article" or "these".
    """

    articles: tuple[str, ...]
    compared: bool = False
    subject: str = ""


def asked_task(question: str) -> Task | None:
    """Return what a question asks of whole articles, None where it asks something else."""
    if match := _SUMMARY.match(question):
        return Task(_named(match.groups()))
    for pattern in _COMPARISONS:
        if match := pattern.match(question):
            one, other, subject = match.groups()
            return Task(_named([one, other]), compared=True, subject=subject or "")
    return None


def _named(words: Sequence[str]) -> tuple[str, ...]:
    """Return what articles are called, without quotation marks and without words that only point."""
    bare = [_QUOTED.sub(r"\1", word.strip()) for word in words]
    return tuple(word for word in bare if not _THESE.match(word))
