"""Questions that a text does not answer although it looks as if it did, made from those that it answers."""

import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from benchmarks.train_reader.examples import TITLED, Example

SHARES: Mapping[str, float] = {  # of the questions of a set that have an answer, made once more without
    "misplaced": 0.13, "taken": 0.14, "exchanged out": 0.10, "exchanged in": 0.22, "exchanged noun": 0.16,
    "opposed": 0.045}
SEARCHED = 400    # other texts among which the one to lay a question on is looked for, where the set has no articles
FIRST, NEAREST = 0.7, 3  # share of questions laid on the text that shares most with them; others on one of so many

NAME = re.compile(r"(?<=\s)(?:[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+)*|\d[\d.,]*\d|\d)")
NOUN = re.compile(r"\b(?:the|a|an|of|in|for|its|their|his|her|with|by)\s+([a-z]{4,})\b")  # for the most part
FUNCTION_WORDS = (
    "a about after all also although an and any are as at be been before being between both but by can case could did "
    "do does during each eight few five for four from had has have having he her his how i if in into is it its many "
    "may might more most much nine no not of on one only or order other over period same seven she should six so some "
    "such ten than that the their them then there these they this those three through to two was we were what when "
    "where which while who whom whose why will with would you")
SMALL = frozenset(FUNCTION_WORDS.split())
OPPOSITES = (
    "first/last earliest/latest largest/smallest biggest/smallest highest/lowest most/least before/after "
    "increase/decrease increased/decreased rise/fall rose/fell north/south east/west northern/southern "
    "eastern/western old/young oldest/youngest early/late begin/end began/ended start/stop started/stopped "
    "won/lost win/lose male/female men/women father/mother son/daughter good/bad better/worse best/worst "
    "positive/negative can/cannot allowed/forbidden accepted/rejected accept/reject support/oppose "
    "supported/opposed success/failure successful/unsuccessful public/private short/long longest/shortest "
    "common/rare agree/disagree agreed/disagreed buy/sell bought/sold advantage/disadvantage strong/weak "
    "war/peace left/right legal/illegal official/unofficial possible/impossible")
OPPOSITE = {word: other for pair in OPPOSITES.split() for one, two in [pair.split("/")]
            for word, other in ((two, one), (one, two)) if word not in {"long", "most"}}

Made = Iterator[Example]


def made(found: Sequence[Example], chance: random.Random) -> Made:
    """Yield examples without an answer, made from the answerable ones of one set."""
    ways: Mapping[str, Callable[[Sequence[Example], Sequence[Example], random.Random], Made]] = {
        "misplaced": _misplaced, "taken": _taken, "exchanged out": _exchanged_out, "exchanged in": _exchanged_in,
        "exchanged noun": _exchanged_noun, "opposed": _opposed}
    for kind, make in ways.items():
        some = [one for one in found if kind != "opposed" or _opposable(one)]
        yield from make(chance.sample(some, min(len(some), int(SHARES[kind] * len(found)))), found, chance)


def _misplaced(some: Sequence[Example], found: Sequence[Example], chance: random.Random) -> Made:
    """Yield questions on another text that shares many words with them, of the same article where there is one."""
    texts, articles = sorted({one.text for one in found}), defaultdict[str, set[str]](set)
    for one in found:
        articles[one.title].add(one.text)
    words = {text: set(re.findall(r"\w+", text.lower())) for text in texts}
    spread = Counter(word for known in words.values() for word in known)
    for one in some:
        answers = {one.text[a:b].lower() for a, b in one.answers}
        among = sorted(articles[one.title]) if one.source in TITLED else chance.sample(
            texts, min(SEARCHED, len(texts)))
        others = [text for text in among if text != one.text and not any(a in text.lower() for a in answers)]
        if others:
            asked = set(re.findall(r"\w+", one.question.lower()))
            others.sort(key=lambda text: -sum(math.log(len(texts) / spread[w]) for w in asked & words[text]))
            text = others[0] if chance.random() < FIRST else chance.choice(others[:NEAREST])
            yield one.made("misplaced", text=text)


def _taken(some: Sequence[Example], _: Sequence[Example], __: random.Random) -> Made:
    """Yield questions on their text less the sentences that answer, where nothing else in it names the answer."""
    for one in some:
        gold = one.answered_by
        rest = [one.text[a:b] for a, b in one.sentences if (a, b) not in gold]
        text = " ".join(rest)
        if len(rest) > 1 and not any(one.text[a:b].lower() in text.lower() for a, b in one.answers):
            yield one.made("taken", text=text)


def _exchanged_out(some: Sequence[Example], found: Sequence[Example], chance: random.Random) -> Made:
    """Yield questions in which a name or number that the text knows is exchanged for another's that it does not."""
    pool = sorted({name for one in found for name in NAME.findall(one.question)})
    for one in some:
        yield from _exchange(one, NAME, [name for name in pool if name not in one.text], chance, "exchanged out")


def _exchanged_in(some: Sequence[Example], _: Sequence[Example], chance: random.Random) -> Made:
    """Yield questions in which a name or number is exchanged for another of the text, apart from the answer."""
    for one in some:
        known = [name for name in NAME.findall(one.text) if not _is_small(name, one.text)]
        yield from _exchange(one, NAME, _apart(known, one), chance, "exchanged in")


def _exchanged_noun(some: Sequence[Example], _: Sequence[Example], chance: random.Random) -> Made:
    """Yield questions in which a noun is exchanged for another of the text, apart from the answer."""
    for one in some:
        known = [noun for noun in NOUN.findall(one.text) if noun not in SMALL]
        yield from _exchange(one, NOUN, _apart(known, one), chance, "exchanged noun")


def _opposed(some: Sequence[Example], _: Sequence[Example], chance: random.Random) -> Made:
    """Yield questions in which a word is exchanged for its opposite, which the text has nowhere."""
    for one in some:
        word = chance.choice(_opposable(one))
        other = OPPOSITE[word.lower()]
        other = other.capitalize() if word[0].isupper() else other
        yield one.made("opposed", question=re.sub(rf"\b{word}\b", other, one.question, count=1))


def _opposable(one: Example) -> list[str]:
    return [word for word in re.findall(r"\w+", one.question)
            if (other := OPPOSITE.get(word.lower())) and other not in one.text.lower()]


def _is_small(name: str, text: str) -> bool:
    """Return whether what looks like a name begins with a word that the text or the language has in lower case."""
    first = name.split(maxsplit=1)[0].lower()
    return not first[0].isdigit() and (first in SMALL or re.search(rf"\b{re.escape(first)}\b", text) is not None)


def _apart(known: Iterable[str], one: Example) -> list[str]:
    """Return what stands in none of the sentences that answer, in order."""
    near = " ".join(one.text[a:b] for a, b in one.answered_by)
    return sorted({name for name in known if name not in near})


def _exchange(one: Example, pattern: re.Pattern[str], others: Sequence[str], chance: random.Random,
              kind: str) -> Made:
    asked = [name for name in pattern.findall(one.question) if name in one.text and name not in SMALL]
    if not asked:
        return
    old = chance.choice(asked)
    alike = [name for name in others if name not in one.question and _are_alike(name, old)]
    if alike:
        yield one.made(kind, question=re.sub(rf"\b{re.escape(old)}\b", chance.choice(alike), one.question))


def _are_alike(one: str, other: str) -> bool:
    """Return whether two names, numbers or nouns look as if one could stand for the other."""
    if one[0].isdigit() or other[0].isdigit():
        return one[0].isdigit() == other[0].isdigit() and (not other.isdigit() or len(one) == len(other))
    endings = [(name.endswith("s"), name.endswith(("ing", "ed", "ly"))) for name in (one, other)]
    return (endings[0] == endings[1] or one[0].isupper()) and abs(len(one.split()) - len(other.split())) <= 1 and not (
        set(one.split()) & set(other.split()))
