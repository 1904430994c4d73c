"""What a statement says that its quotes do not: values, names, speakers, negations, quoted words, addresses.

A screen for errors that can be told without understanding. A statement that passes is not proven: it says nothing of
these kinds that its quotes do not, and no more. English; which errors are found, and how many true statements are
stopped, is printed by `benchmarks/screen.py`.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from qa.article import Article, Span
from qa.folding import fold
from qa.model.amounts import wrong_values
from qa.model.polarity import wrong_polarity
from qa.names import Name, names

_WORD = re.compile(r"[^\W\d_]+(?:[-‐‑'’][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_OPENING = re.compile(r"(?:^|[.!?:;…]\s*|[“\"‘(])$")
_QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"|‘((?:[^’]|’(?=\w))+)’(?!\w)")
_QUOTED_WORDS = 3  # fewer between quotation marks are a title or a term
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\b[\w.-]+@[\w-]+\.\w+|!?\[[^\]]*\]\([^)]*\)|<\w+[^>]*>", re.IGNORECASE)
_CALENDAR = re.compile(r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|"
                       r"August|September|October|November|December)\b")
_TITLES = frozenset(["mr", "mrs", "ms", "dr", "sir", "prof", "president", "minister", "mayor", "judge", "captain"])


def faults(text: str, quotes: Sequence[Span]) -> tuple[str, ...]:
    """Return what is wrong with a statement, each in a few words; empty where its quotes bear out what can be told."""
    told = "\n".join(quote.text for quote in quotes)
    articles = list({quote.article.id: quote.article for quote in quotes}.values())
    found = chain(wrong_values(text, quotes), _calendar(text, told, articles), _names(text, told, articles),
                  _speakers(text, quotes), wrong_polarity(text, told), unlocated(text, quotes, as_fault=True),
                  _addresses(text, told))
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


def _calendar(text: str, told: str, articles: Sequence[Article]) -> Iterator[str]:
    """Yield the months and days of the week that the quotes do not name."""
    dated = " ".join(_published_words(article) for article in articles)
    for match in _CALENDAR.finditer(text):
        word = match.group()
        if word[:3].casefold() not in {known[:3].casefold() for known in _CALENDAR.findall(told)} and not re.search(
                rf"\b{word[:3]}", f"{told} {dated}"):
            yield f"{word} stands in none of its quotes"


def _published_words(article: Article) -> str:
    """Return the month and the day of the week on which an article came out, as words."""
    from datetime import date

    try:
        day = date.fromisoformat((article.published or "")[:10])
    except ValueError:
        return ""
    return f"{day:%B}"


def _names(text: str, told: str, articles: Sequence[Article]) -> Iterator[str]:
    """Yield the names that neither the quotes nor the heads of their articles have, or that mix two of their names."""
    heads = " ".join(f"{article.title} {article.publisher or ''}" for article in articles)
    known = {_bare(word) for word in _WORD.findall(f"{told} {heads}")}
    full = [_bare_words(name) for name in names(f"{told}\n{heads}")]
    rest = "\n".join(article.text for article in articles)
    for name in names(text):
        words = _bare_words(name)
        if missing := [word for word in words if not _is_known(word, known)]:
            if not (len(words) == 1 and _opens(name, text) and not _is_name(name.text, rest)):
                yield f"the name {name.text} stands in none of its quotes" if len(missing) == len(words) else (
                    f"{name.text} is called otherwise in its quotes")
        elif len(words) > 1 and _mixes(words, full):
            yield f"{name.text} is called otherwise in its quotes"


def _mixes(words: Sequence[str], full: Sequence[Sequence[str]]) -> bool:
    """Return whether a name of several words joins words of different names in the quotes."""
    own = [word for word in words if word not in _TITLES]
    holders = [set(one) for one in full if len(one) > 1 and own and own[-1] in one]
    return len(own) > 1 and bool(holders) and not any(set(own) <= one for one in holders) and any(
        word in other for word in own[:-1] for other in full if len(other) > 1 and own[-1] not in other)


def _is_known(word: str, known: set[str]) -> bool:
    """Return whether a word of a name is known, or is made of one that is: "Vellandic" of "Velland"."""
    if word in known or word in _TITLES:
        return True
    return any(len(min(word, one, key=len)) >= 4 and abs(len(word) - len(one)) <= 4
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
    from qa.speech import speakers

    told = [subject for _, _, subject in tellings(text) if subject]
    if not told:
        return
    heard = list(chain.from_iterable(speakers(quote.article.text, quote.start, quote.end) for quote in quotes))
    known = [speaker for speaker in heard if speaker]
    outlets = {(quote.article.publisher or "").casefold() for quote in quotes}
    for subject in told:
        if re.fullmatch(r"(?:he|she|they|it|we|i)", subject, re.IGNORECASE) or not known:
            continue
        if not any(is_same(subject.removeprefix("The ").removeprefix("the "), speaker) for speaker in known) and (
                re.sub(r"^the ", "", subject.casefold()) not in outlets):
            yield f"its quotes are not the words of {subject}"
