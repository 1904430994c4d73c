"""What a statement says that its quotes do not: values, names, speakers, negations, quoted words, addresses.

A screen for errors that can be told without understanding. A statement that passes is not proven: it says nothing of
these kinds that its quotes do not, and no more. English; which errors are found, and how many true statements are
stopped, is printed by `benchmarks/screen.py`.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain

from qa.article import Span
from qa.folding import fold
from qa.model.amounts import wrong_values
from qa.model.polarity import content_stems, wrong_polarity
from qa.names import Name, names
from qa.values import values

_WORD = re.compile(r"[^\W\d_]+(?:[-‐‑'’][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_OPENING = re.compile(r"(?:^|[.!?:;…]\s*|[“\"‘(])$")
_QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"|‘((?:[^’]|’(?=\w))+)’(?!\w)")
_QUOTED_WORDS = 3  # fewer between quotation marks are a title or a term
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\b[\w.-]+@[\w-]+\.\w+|!?\[[^\]]*\]\([^)]*\)|<\w+[^>]*>", re.IGNORECASE)
_CALENDAR = re.compile(r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|"
                       r"August|September|October|November|December)\b")
_DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}
_ANAPHOR = re.compile(r"\b(?:he|she|it|they|his|her|its|their|him|them|the)\b", re.IGNORECASE)
_NEAR = 400  # characters before a quote in which whom it means may be named
_SHARED = 0.25  # share of the words of a statement; true ones of `eval/own/statements.jsonl` have a third or more
_TITLES = frozenset(["mr", "mrs", "ms", "dr", "sir", "prof", "president", "minister", "mayor", "judge", "captain"])


def faults(text: str, quotes: Sequence[Span]) -> tuple[str, ...]:
    """Return what is wrong with a statement, each in a few words; empty where its quotes bear out what can be told."""
    told = "\n".join(quote.text for quote in quotes)
    found = chain(wrong_values(text, quotes), _calendar(text, told), _names(text, told, quotes),
                  _speakers(text, quotes), wrong_polarity(text, told), unlocated(text, quotes, as_fault=True),
                  _addresses(text, told), _apart(text, quotes))
    return tuple(dict.fromkeys(found))


def unlocated(text: str, quotes: Sequence[Span], *, as_fault: bool = False) -> list[str]:
    """Return the words that a statement puts between quotation marks and none of its quotes has, as they stand."""
    known = [fold(quote.text).text.casefold() for quote in quotes]
    found = []
    for match in _QUOTED.finditer(text):
        words = next(filter(None, match.groups())).strip(" ,.")
        if len(words.split()) >= _QUOTED_WORDS and not any(fold(words).text.casefold() in one for one in known):
            found.append(f"“{words}” stands in none of its quotes" if as_fault else words)
    return found


def _addresses(text: str, told: str) -> Iterator[str]:
    for match in _ADDRESS.finditer(text):
        if match.group() not in told:
            yield "a link or markup stands in none of its quotes"


def _apart(text: str, quotes: Sequence[Span]) -> Iterator[str]:
    """Yield something where a statement has next to no words in common with its quotes."""
    said = content_stems(text)
    told = content_stems(" ".join(quote.text for quote in quotes))
    if len(said & told) < _SHARED * len(said) or not said:
        yield "its quotes are about something else"


def _calendar(text: str, told: str) -> Iterator[str]:
    """Yield the months and days of the week that the quotes do not name."""
    known = {word[:3] for word in _CALENDAR.findall(told)}
    days = bool(known & _DAYS)  # by them and the day an article came out, `wrong_values` reckons dates
    for match in _CALENDAR.finditer(text):
        word = match.group()
        if word[:3] not in known and not re.search(rf"\b{word[:3]}", told) and not (days and word[:3] not in _DAYS):
            yield f"{word} stands in none of its quotes"


def _names(text: str, told: str, quotes: Sequence[Span]) -> Iterator[str]:
    """Yield the names that neither the quotes nor their outlets have, and those that are mixed of two."""
    articles = list({quote.article.id: quote.article for quote in quotes}.values())
    heads = " ".join(article.publisher or "" for article in articles)
    known, common = {_bare(word) for word in _WORD.findall(f"{told} {heads}")}, {
        _bare(word) for word in _WORD.findall(told) if word.islower()}
    full = [set(_bare_words(name)) for source in (told, heads, *(quote.article.text for quote in quotes))
            for name in _full_names(source)]
    rest = "\n".join(article.text for article in articles)
    taken = values(text)
    for name in names(text):
        if any(value.start < name.end and name.start < value.end for value in taken):
            continue  # "Cr 12m", "March 2025"
        words = [word for word in _bare_words(name) if word not in _TITLES]
        missing = [word for word in words if not _is_known(word, known)]
        if missing and not _is_meant(name, quotes) and not (
                len(words) == 1 and _opens(name, text) and not _is_name(name.text, rest)):
            yield f"the name {name.text} stands in none of its quotes"
            continue
        own = {word for word in words if word not in common}
        if len(own) > 1 and not any(own <= one for one in full):
            yield f"{name.text} is called otherwise in its quotes"


@lru_cache(maxsize=256)
def _full_names(text: str) -> tuple[Name, ...]:
    return tuple(name for name in names(text) if len(name.words) > 1)


def _is_meant(name: Name, quotes: Sequence[Span]) -> bool:
    """Return whether a quote that names nobody may mean a name by "she" or "the company": it stands shortly before."""
    for quote in quotes:
        before = quote.article.text[max(0, quote.start - _NEAR) : quote.start]
        if name.text in before and _ANAPHOR.search(quote.text) and not any(
                len(one.words) > 1 or _is_name(one.text, before) for one in names(quote.text)):
            return True
    return False


def _is_known(word: str, known: set[str]) -> bool:
    """Return whether a word of a name is known, or is made of one that is: "Vellandic" of "Velland"."""
    return word in known or any(len(min(word, one, key=len)) >= 4 and abs(len(word) - len(one)) <= 4
                                and (word.startswith(one) or one.startswith(word)) for one in known)


def _opens(name: Name, text: str) -> bool:
    return _OPENING.search(text[: name.start]) is not None


def _is_name(word: str, article: str) -> bool:
    """Return whether a word bears its capital inside a sentence of an article, and never goes without."""
    return re.search(rf"[\w,] {re.escape(word)}\b", article) is not None and not re.search(
        rf"\b{re.escape(word.lower())}\b", article)


def _bare_words(name: Name) -> list[str]:
    return [_bare(word) for word in _WORD.findall(name.text)]


def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", word).casefold()


def _speakers(text: str, quotes: Sequence[Span]) -> Iterator[str]:
    """Yield those to whom a statement gives words that its quotes give to others."""
    from qa.clauses import tellings  # late, as is qa.speech: most statements tell nobody's words
    from qa.saying import is_same
    from qa.speech import REACH, speakers

    told = [subject for _, _, subject in tellings(text) if subject]
    if not told:
        return
    heard = {speaker for quote in quotes for speaker in speakers(quote.article.text, quote.start, quote.end)}
    around = {speaker for quote in quotes for speaker in speakers(
        quote.article.text, max(0, quote.start - REACH), min(len(quote.article.text), quote.end + REACH))}
    for subject in told:
        named = [name.text for name in names(f"- {subject}")]
        who = named[0] if named else re.sub(r"^the ", "", subject, flags=re.IGNORECASE)
        if not any(is_same(who, speaker) for speaker in heard) and (
                any(is_same(who, speaker) for speaker in around - heard)
                or (named and heard and all(speaker and speaker.name for speaker in heard))):
            if who in {quote.article.publisher for quote in quotes}:
                continue
            yield f"its quotes are not the words of {who}"
