"""A pasted quotation and a store of articles to a verdict.

The words are looked for in the text of every article that could have them, so that none is missed, however short, or
wherever it stands. Only where no article has them does a tolerant search through the word index find what they may have
been made from: to show it, never to accept it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from qa.article import Article
from qa.difference import Nearest, nearest
from qa.folding import fold
from qa.quotation import Pasted, find, read
from qa.stitching import stitches
from qa.store import Store
from qa.verdict import Match, QuoteCheck, Verdict
from qa.wording import JOINT

CANDIDATES = 30     # passages that share words with the whole quotation
FOR_A_PART = 8      # passages that share words with one sentence of it, or with one side of an ellipsis
_PART_END = re.compile(rf"(?<=[.!?])[\"']* | ?{JOINT} ?")

_MARKS = re.compile(r"""["'“”„«»‘’‚‹›]{1,2}""")  # one level of quotation marks for another, which is typography


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that shares words with a quotation, and where: (start, end) of parts of its text."""

    article: Article
    places: list[tuple[int, int]] = field(default_factory=list)


def check_quote(store: Store, text: str, article_id: str | None = None) -> QuoteCheck:
    """Return the verdict on a quotation, said to be of the article `article_id` where that is given.

    A text without a word or number in it is not found. Raises UnknownArticleError where no article has that id.
    """
    named = None if article_id is None else store.article(article_id)
    pasted = read(text)
    if not pasted.words:
        return QuoteCheck(text, Verdict.NOT_FOUND)
    found = sorted(find(pasted, store.holding(next(iter(pasted.fragments), ""))),
                   key=lambda place: (place.article.id != article_id, place.text != pasted.words))
    if found:
        matches = tuple(Match(place.article, place.start, place.end) for place in found)
        return QuoteCheck(text, _verdict(pasted, matches[0], article_id), matches)
    return _untrue(pasted, _candidates(store, pasted, named), article_id)


def _verdict(pasted: Pasted, found: Match, article_id: str | None) -> Verdict:
    if article_id not in {None, found.article.id}:
        return Verdict.MISATTRIBUTED
    return Verdict.EXACT if found.text == pasted.words else Verdict.TYPOGRAPHIC


def _candidates(store: Store, pasted: Pasted, named: Article | None) -> list[Candidate]:
    """Return the articles that share words with the quotation or its parts, the named one first and whole."""
    parts = [part for part in _PART_END.split(fold(pasted.words).text) if part]
    hits = store.matching(pasted.words, CANDIDATES)
    for part in parts if len(parts) > 1 else ():
        hits += store.matching(part, FOR_A_PART)
    found = {named.id: Candidate(named, [(0, len(named.text))])} if named else {}
    for passage in store.passages(list(dict.fromkeys(key for key, _ in hits))).values():
        candidate = found.setdefault(passage.article.id, Candidate(passage.article))
        candidate.places.append((passage.start, passage.end))
    return list(found.values())


def _untrue(pasted: Pasted, candidates: list[Candidate], article_id: str | None) -> QuoteCheck:
    """Return the check of words that no article has: what they may have been made from, in the named one if it can be.

    A few words changed come before stitching: the parts around them may stand anywhere.
    """
    articles = [candidate.article for candidate in candidates]
    near = [(candidate.article, found) for candidate in candidates for found in _nearest(pasted.words, candidate)]
    near.sort(key=lambda pair: (pair[0].id != article_id, -pair[1].similarity))
    if not (near and near[0][1].is_slight):
        parts = stitches(pasted.words, [article.text for article in articles])
        if parts:
            return QuoteCheck(pasted.text, Verdict.STITCHED, tuple(
                Match(articles[part.text], part.start, part.end) for part in parts))
    return _altered(pasted, *near[0], articles) if near else QuoteCheck(pasted.text, Verdict.NOT_FOUND)


def _altered(pasted: Pasted, article: Article, best: Nearest, others: Iterable[Article]) -> QuoteCheck:
    """Return the check that shows the nearest words, where `others` have the same, and how the quotation differs."""
    source = Match(article, best.start, best.end, best.similarity)
    copies = (Match(place.article, place.start, place.end, best.similarity)
              for place in find(Pasted(source.text, 0, len(source.text)), others))
    told = [change for change in best.changes if not _MARKS.fullmatch(change.given + change.source)] or best.changes
    changes = tuple(replace(change, given_at=(change.given_at[0] + pasted.start, change.given_at[1] + pasted.start))
                    for change in told)
    return QuoteCheck(pasted.text, Verdict.ALTERED, tuple(dict.fromkeys([source, *copies])), changes)


def _nearest(words: str, candidate: Candidate) -> Iterator[Nearest]:
    """Yield what a quotation comes nearest to around each place of a candidate, where it comes near."""
    reach = len(words)
    around: list[tuple[int, int]] = []
    for start, end in sorted(candidate.places):
        if around and start - reach <= around[-1][1]:
            around[-1] = (around[-1][0], max(around[-1][1], end + reach))
        else:
            around.append((max(0, start - reach), end + reach))
    for start, end in around:
        found = nearest(words, candidate.article.text, (start, min(end, len(candidate.article.text))))
        if found:
            yield found
