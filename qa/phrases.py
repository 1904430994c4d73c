"""Words between quotation marks in a question: they are to stand in the text just like that."""

import re

from qa.article import Passage
from qa.words import unstemmed

_QUOTED = re.compile(r"“([^“”]+)”|„([^„“”]+)[“”]|«([^«»]+)»|\"([^\"]+)\"")


def phrases(question: str) -> tuple[str, ...]:
    """Return the quoted phrases of two words or more; a single word between quotation marks is only a word."""
    quoted = ("".join(groups) for groups in _QUOTED.findall(question))
    return tuple(dict.fromkeys(phrase for phrase in quoted if len(unstemmed(phrase)) > 1))


def holds(passage: Passage, phrase: str) -> bool:
    """Return whether a passage has the words of a phrase in a row, in whatever case and with whatever marks."""
    words, wanted = unstemmed(passage.text), unstemmed(phrase)
    return any(words[start : start + len(wanted)] == wanted for start in range(len(words) - len(wanted) + 1))
