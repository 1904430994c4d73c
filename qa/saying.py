"""What a question asks of somebody's words: whose they are, and which sentences hold them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa.article import Span
from qa.question import content_words
from qa.words import analyze

if TYPE_CHECKING:
    from qa.speech import Speaker

_VERB = (r"(?:say|said|tell|told|claim|claimed|argue|argued|comment|commented|warn|warned|reply|replied|explain|"
         r"explained|complain|complained|predict|predicted)")
_SAYS = re.compile(r"\bwhat\s+(?:else\s+)?(?:do|does|did|has|have|had)\s+"
                   rf"((?:(?!not\b|to\b|that\b|people\s)[^\s?]+\s+){{1,8}}?)(?:\w+ly\s+)?{_VERB}\b(?!\s+us\b)[^?]*?\s"
                   r"(?:about|on|of|regarding|concerning)\s+[^?]+", re.IGNORECASE)
_VIEW = re.compile(r"\bwhat\s+(?:is|was|are|were)\s+([^?]+?)['’]s?\s+(?:\w+\s+)?(?:view|views|opinion|position|stance|"
                   r"comment|comments|explanation)\s+(?:on|of|about|regarding)\s+[^?]+", re.IGNORECASE)
_NOBODY = re.compile(r"^(?:he|she|it|they|we|you|i|people|anyone|anybody|someone|somebody|everyone)$|"
                     r"\b(?:articles?|reports?|papers?|study|survey|law|laws|contract|letter|rules?|document|poll)$",
                     re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:about|on|of|regarding|concerning)\s+([^?]+)", re.IGNORECASE)
_NEAR_TO = frozenset(analyze("lawyer attorney widow husband wife son daughter mother father brother sister coach "
                             "colleague friend critic rival opponent resident member employee worker customer people"))
_RANK = frozenset(analyze("deputy former vice assistant acting"))
_SPEAKS_FOR = frozenset(analyze("spokesman spokeswoman spokesperson director manager chief president chair head"))
_OF = re.compile(r"\s(?:of|for|at|in|from)\s")
_ARTICLES = frozenset(analyze("a an the some its their his her"))


@dataclass(frozen=True, slots=True)
class Saying:
    """A question for the words of one speaker, as it names them; `subject` holds the stems of what they are about."""

    speaker: str
    subject: frozenset[str] = frozenset()

    def holds(self, span: Span) -> bool:
        """Return whether a part of an article holds words of the speaker."""
        from qa.speech import speakers  # late: most questions ask for nobody's words

        return any(is_same(self.speaker, one) for one in speakers(span.article.text, span.start, span.end))

    def answers(self, span: Span) -> bool:
        """Return whether a part of an article holds words of the speaker that are about the subject.

        A word of it stands in their paragraph, in the one before or in the headline.
        """
        if not self.holds(span):
            return False
        text = span.article.text
        paragraph = text.rfind("\n\n", 0, span.start)
        before = text.rfind("\n\n", 0, max(0, paragraph)) + 1
        after = text.find("\n\n", span.end)
        near = f"{span.article.title} {text[before : after if after >= 0 else len(text)]}"
        return not self.subject or bool(self.subject & set(analyze(near)))

    def admits(self, sentences: Iterable[Span]) -> bool:
        """Return whether each sentence that holds somebody's words holds those of the speaker."""
        from qa.speech import speakers

        return all(not speakers(one.article.text, one.start, one.end) or self.holds(one) for one in sentences)


def asked_speaker(question: str) -> Saying | None:
    """Return whose words a question asks for, None where it asks for nobody's: "What did Ana say about the bridge?".

    A document is nobody: what a report says need not be told by a verb of saying.
    """
    match = _VIEW.search(question) or _SAYS.search(question)
    who = match[1].strip(" ,") if match else ""
    if match is None or not who or _NOBODY.search(who):
        return None
    about = _ABOUT.search(question, match.end(1))
    return Saying(who, frozenset(analyze(" ".join(content_words(about[1])))) if about else frozenset())


def is_same(asked: str, speaker: "Speaker | None") -> bool:
    """Return whether a speaker is the one whom a question names, by name ("Ana Reyes", "Reyes") or by what they are."""
    if speaker is None:
        return False
    from qa.names import names

    named = list(names(f"- {asked}"))
    head = named[-1].words if named and asked.endswith(named[-1].text) and " of " not in asked else ()
    told = tuple(speaker.name.split())
    if head and told and head[-1] == told[-1] and (set(head) <= set(told) or set(told) <= set(head)):
        return True
    called = (speaker.about | set(analyze(speaker.name))) - _ARTICLES
    role = {*analyze(" ".join(word for word in _OF.split(asked)[0].split() if word.islower()))} - _ARTICLES
    if head and told and role:  # "fire chief Osmund Trask" is nobody of another name
        return False
    wanted = role or set(analyze(asked)) - _ARTICLES
    if head and not role:  # a body speaks through those who speak for it, and is called by a part of its name
        return (wanted <= called and bool(called & _SPEAKS_FOR)) or (bool(called) and not told and called <= wanted)
    rank = (called & _RANK) - set(analyze(asked))
    return bool(wanted) and wanted <= called and not rank and not (called - wanted) & _NEAR_TO
