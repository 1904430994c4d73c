"""Quotations with a known truth, made from articles: true ones as people paste them, and falsified ones.

What is made depends on the articles and the seed alone. A falsified quotation that some article has by chance is not
made; that is asked of plainly normalised text here, not of the code that is measured.
"""

import random
import re
import textwrap
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from qa.article import Article, Span
from qa.sentences import Bounds, sentence_bounds

SENTENCES = (1, 1, 2, 3)  # in a true quotation
FRAGMENT = (3, 12)        # words, fewest and most, of a true quotation that is part of a sentence
FEWEST = 6                # words of a sentence worth falsifying
OUTER = "\"'… "           # marks around a quotation, which are no part of it


@dataclass(frozen=True, slots=True)
class Case:
    """A quotation to check: the noise or falsification in it, and where it comes from.

    `article_id` is the article it is said to be of, None where none is named.
    """

    kind: str
    quote: str
    place: Span
    article_id: str | None = None


def true_cases(articles: Sequence[Article], each: int, seed: int = 1) -> list[Case]:
    """Return `each` true quotations for every kind of noise: sentences, parts of them, titles."""
    made: list[Case] = []
    for kind, noise in NOISES.items():
        chance = random.Random(f"{seed} {kind}")
        quotations = ((place, noise(place.text, chance)) for place in _places(articles, chance))
        noisy = ((place, quote) for place, quote in quotations if noise is _untouched or quote != place.text)
        made += [Case(kind, quote, place) for place, quote in islice(noisy, each)]
    return made


def false_cases(articles: Sequence[Article], each: int, seed: int = 1) -> list[Case]:
    """Return up to `each` quotations of every kind of falsification; no article has one of them."""
    world = World(articles, [plain(article.text) for article in articles],
                  sorted({name for article in articles for name in _NAME.findall(article.text)}))
    made: list[Case] = []
    for kind, falsify in FALSIFICATIONS.items():
        chance = random.Random(f"{seed} {kind}")
        sentences = (place for place in _sentences(articles, chance) if len(place.text.split()) >= FEWEST)
        cases = (Case(kind, quote, place) for place in islice(sentences, 200 * each)
                 if (quote := falsify(place, world, chance)) and not world.has(quote))
        made += islice(cases, each)
    return made


def is_place(case: Case, match: Span) -> bool:
    """Return whether a match is the place that a true quotation was copied from, with or without its outer marks."""
    place = case.place
    inside = match.article.id == place.article.id and place.start <= match.start and match.end <= place.end
    return inside and plain(match.text).strip(OUTER) == plain(place.text).strip(OUTER)


def misattributed_cases(articles: Sequence[Article], each: int, seed: int = 1) -> list[Case]:
    """Return `each` true sentences, each said to be of an article that does not have it."""
    chance = random.Random(seed)
    made: list[Case] = []
    for place in _sentences(articles, chance):
        other = chance.choice(articles)
        if plain(place.text) not in plain(other.text) and len(place.text.split()) >= FEWEST:
            made.append(Case("wrong article", place.text, place, other.id))
        if len(made) == each:
            break
    return made


def plain(text: str) -> str:
    """Return a text in NFC with straight marks and single spaces, to look for words in plainly."""
    text = unicodedata.normalize("NFC", text).translate(str.maketrans("“”‘’–—−‑‐", "\"\"''-----"))
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class World:
    """What falsifications draw on: the articles, their plain texts, and the names in them."""

    articles: Sequence[Article]
    texts: Sequence[str]
    names: Sequence[str]

    def has(self, quote: str) -> bool:
        """Return whether some article has these words, whole at both ends."""
        words = plain(quote)
        whole = rf"(?<![\w$€£.,-]){re.escape(words)}(?![\w%]|[.,]\d|['-]\w)"
        return any(words in text and re.search(whole, text) for text in self.texts)


def _sentences(articles: Sequence[Article], chance: random.Random) -> Iterator[Span]:
    """Yield sentences of the articles at random, without end."""
    while True:
        article = chance.choice(articles)
        yield Span(article, *chance.choice(_bounds(article.text)))


@cache
def _bounds(text: str) -> Bounds:
    return sentence_bounds(text)


def _places(articles: Sequence[Article], chance: random.Random) -> Iterator[Span]:
    """Yield runs of sentences, parts of sentences and titles of the articles at random, without end."""
    while True:
        article = chance.choice(articles)
        bounds = _bounds(article.text)
        first = chance.randrange(len(bounds))
        start, end = bounds[first][0], bounds[min(first + chance.choice(SENTENCES), len(bounds)) - 1][1]
        words = [match.span() for match in re.compile(r"[^ \n]+").finditer(article.text, *bounds[first])]
        if chance.random() < 0.4 and len(words) > FRAGMENT[0]:
            begin = chance.randrange(len(words) - FRAGMENT[0])
            last = min(len(words), begin + chance.randint(*FRAGMENT))
            start, end = words[begin][0], words[last - 1][1]
        elif chance.random() < 0.1 and article.text.startswith(article.title):
            start, end = 0, len(article.title)
        if any(map(str.isalnum, article.text[start:end])):
            yield Span(article, start, end)


# Noise: other printings of the same words

def _untouched(text: str, _: random.Random) -> str:
    return text


def _straight(text: str, _: random.Random) -> str:
    return text.translate(str.maketrans("“”„‘’‚", "\"\"\"'''"))


def _curly(text: str, chance: random.Random) -> str:
    text = re.sub(r"(?<!\w)[\"“„]", "“", _straight(text, chance).replace("'", "’"))
    return text.replace('"', "”")


def _dashes(text: str, chance: random.Random) -> str:
    text = re.sub(r"[ \n]+[-–][ \n]+", lambda _: chance.choice([" – ", " — ", "—", " - ", " -- "]), text)
    text = re.sub(r"[ \n]*—[ \n]*", lambda _: chance.choice([" – ", " — ", "—", " - ", "--"]), text)
    text = re.sub(r"(?<=[^\W\d])-(?=[^\W\d])", lambda _: chance.choice("-‐‑–—"), text)
    return re.sub(r"(?<=\d)[-–](?=\d)", lambda _: chance.choice("-–‑−"), text)


def _spaces(text: str, chance: random.Random) -> str:
    return re.sub(" ", lambda _: chance.choice([" ", "  ", "\u00a0", "\u202f", "\t"]), text)


def _lines(text: str, chance: random.Random) -> str:
    wrapped = textwrap.fill(" ".join(text.split()), chance.randint(20, 70), break_long_words=False)
    return wrapped.replace("\n", chance.choice(["\n", "\r\n", " \n  ", "\n\n"]))


def _soft_hyphens(text: str, chance: random.Random) -> str:
    return re.sub(r"(?<=[^\W\d_]{3})(?=[^\W\d_]{3})", lambda _: chance.choice(["", "\u00ad", "\u200b"]), text)


def _ligatures(text: str, _: random.Random) -> str:
    for letters, sign in (("ffi", "ﬃ"), ("ffl", "ﬄ"), ("ff", "ﬀ"), ("fi", "ﬁ"), ("fl", "ﬂ")):
        text = text.replace(letters, sign)
    return text


def _decomposed(text: str, _: random.Random) -> str:
    return unicodedata.normalize("NFD", text)


def _inside_marks(text: str, chance: random.Random) -> str:
    opening, closing = chance.choice(['""', "“”", "''", "‘’", "«»", "„“"])
    return f"{opening}{text}{closing}"


def _nested_marks(text: str, _: random.Random) -> str:
    inner = re.sub(r"‘([^‘’“”]*(?:’\w[^‘’“”]*)*)’(?!\w)", "‹\\1›", text)
    nested = inner.translate(str.maketrans("“”‹›", "‘’“”"))
    return f"“{nested}”" if "“" in text else text


def _everything(text: str, chance: random.Random) -> str:
    for noise in (_straight, _dashes, _ligatures, _soft_hyphens, _spaces, _decomposed, _inside_marks):
        text = noise(text, chance)
    return text


NOISES: dict[str, Callable[[str, random.Random], str]] = {
    "as it stands": _untouched, "straight marks": _straight, "curly marks": _curly, "dashes": _dashes,
    "spaces": _spaces, "line breaks": _lines, "soft hyphens": _soft_hyphens, "ligatures": _ligatures,
    "decomposed letters": _decomposed, "inside marks": _inside_marks, "marks inside marks": _nested_marks,
    "all of these": _everything,
}


# Falsifications: "" where a sentence gives no occasion for one

_NAME = re.compile(r"\b[A-Z][a-zà-ÿ]+ [A-Z][a-zà-ÿ]+\b")
_SPEAKER = re.compile(rf"(?<=said )(?:{_NAME.pattern})|(?:{_NAME.pattern})(?= (?:said|told|added|warned))")
_COUNTS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_COUNT = re.compile(rf"\b(?:{'|'.join(_COUNTS)})\b")
_NOT = re.compile(r" not\b|n[’']t\b|\bnever ")
_VERB = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should|may)\b(?! not|n[’'])")
_OPPOSITES = dict(pair for one, other in [
    ("approved", "rejected"), ("backed", "opposed"), ("rise", "fall"), ("rose", "fell"), ("more", "fewer"),
    ("before", "after"), ("above", "below"), ("won", "lost"), ("opened", "closed"), ("first", "last"), ("all", "none"),
    ("agreed", "refused"), ("accepted", "denied"), ("against", "for"), ("with", "without"), ("over", "under"),
    ("increase", "decrease"), ("higher", "lower"), ("north", "south"), ("early", "late"), ("open", "shut"),
    ("began", "ended"), ("confirmed", "denied"), ("men", "women"), ("day", "night"),
] for pair in ((one, other), (other, one)))
_OPPOSITE = re.compile(rf"\b(?:{'|'.join(_OPPOSITES)})\b")
_TAILS = (
    ", and promised to double it within two years", ", although nobody had asked for it", " and called for a boycott",
    ", a step that critics described as reckless", ", according to two people who were not in the room",
    " because the money had already been spent", ", which she later came to regret", " in spite of the court’s ruling",
)
_INVENTED = (
    "Officials would neither confirm nor deny that the zeppelin had been insured.",
    "Nobody at the ministry of puddings could explain the missing spoons.",
    "The crowd cheered as the last of the porcelain geese was auctioned for a record sum.",
    "We shall not rest until every lighthouse keeper owns a trombone, the minister vowed.",
    "Analysts expect turnip futures to recover once the comet has passed.",
    "Her lawyers argued that the parrot had never been properly sworn in.",
    "Scientists taught the glacier to hum, and it has been humming ever since.",
    "The referee apologised to both teams for having brought his own horse.",
)


def _other_number(place: Span, _: World, chance: random.Random) -> str:
    text = place.text
    found = [*re.finditer(r"\d", text), *_COUNT.finditer(text)]
    if not found:
        return ""
    match = chance.choice(found)
    others = list("123456789") if match.group().isdigit() else _COUNTS
    other = chance.choice([number for number in others if number != match.group()])
    return text[: match.start()] + other + text[match.end() :]


def _lost_point(place: Span, _: World, __: random.Random) -> str:
    return re.sub(r"(?<=\d)[.,](?=\d)", "", place.text, count=1) if re.search(r"\d[.,]\d", place.text) else ""


def _negation(place: Span, _: World, chance: random.Random) -> str:
    if _NOT.search(place.text):
        return _NOT.sub("", place.text, count=1)
    found = list(_VERB.finditer(place.text))
    return _put(place.text, chance.choice(found), lambda verb: f"{verb} not") if found else ""


def _speaker(place: Span, world: World, chance: random.Random) -> str:
    match = _SPEAKER.search(place.text)
    return _put(place.text, match, lambda _: chance.choice(world.names)) if match else ""


def _name(place: Span, world: World, chance: random.Random) -> str:
    found = list(_NAME.finditer(place.text))
    return _put(place.text, chance.choice(found), lambda _: chance.choice(world.names)) if found else ""


def _opposite(place: Span, _: World, chance: random.Random) -> str:
    found = list(_OPPOSITE.finditer(place.text))
    return _put(place.text, chance.choice(found), lambda word: _OPPOSITES[word]) if found else ""


def _lower_case(place: Span, _: World, chance: random.Random) -> str:
    found = list(_NAME.finditer(place.text))
    return _put(place.text, chance.choice(found), str.lower) if found else ""


def _stitch(place: Span, _: World, chance: random.Random) -> str:
    bounds = _bounds(place.article.text)
    number = bounds.index((place.start, place.end))
    apart = [Span(place.article, *other) for at, other in enumerate(bounds) if at - number not in {0, 1}]
    return _joined(place, chance.choice(apart), chance) if apart else ""


def _stitch_across(place: Span, world: World, chance: random.Random) -> str:
    article = chance.choice(world.articles)
    other = Span(article, *chance.choice(_bounds(article.text)))
    return _joined(place, other, chance) if article.id != place.article.id else ""


def _joined(one: Span, other: Span, chance: random.Random) -> str:
    """Return two sentences as one quotation: whole or half of each, with or without an ellipsis between."""
    first, second = one.text.split(), other.text.split()
    if len(second) < FEWEST:
        return ""
    if chance.random() < 0.5:
        first, second = first[: len(first) // 2 + 1], second[len(second) // 2 :]
    return f"{' '.join(first)}{chance.choice([' ', ' ', ' … ', ' ... ', ' [...] '])}{' '.join(second)}"


def _tail(place: Span, _: World, chance: random.Random) -> str:
    return place.text.rstrip(".!?”’") + chance.choice(_TAILS)


def _cut(place: Span, _: World, chance: random.Random) -> str:
    """Return the sentence from inside a number, or up to the inside of one, or up to before "n’t"."""
    text = place.text
    inside = [match.start() + 1 for match in re.finditer(r"\d[.,]?\d|[$€£]\d", text)]
    cuts = [text[at:].lstrip(".,") for at in inside] + [text[:at] for at in inside]
    cuts += [text[: match.start()] for match in re.finditer(r"n?[’']t\b", text)]
    cuts = [cut for cut in cuts if len(cut.split()) >= 3]
    return chance.choice(cuts) if cuts else ""


def _invented(_: Span, __: World, chance: random.Random) -> str:
    return chance.choice(_INVENTED)


def _put(text: str, match: re.Match[str], other: Callable[[str], str]) -> str:
    """Return the text with something else in place of a match; "" where it is the same."""
    made = text[: match.start()] + other(match.group()) + text[match.end() :]
    return made if made != text else ""


FALSIFICATIONS: dict[str, Callable[[Span, World, random.Random], str]] = {
    "number": _other_number, "point lost": _lost_point, "negation": _negation, "speaker": _speaker, "name": _name,
    "opposite": _opposite, "lower case": _lower_case, "stitch": _stitch, "stitch across": _stitch_across,
    "invented tail": _tail, "cut inside": _cut, "invented": _invented,
}
