"""The most central sentences of one article, as quotes in the order of the article: a summary in its own words.

A sentence is central when it is near to the others and to the headline in meaning; one that says what a chosen one says
already counts less (maximal marginal relevance, Carbonell and Goldstein 1998).
"""

import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from embeddings.encoder import Encoder, Vectors
from qa.answer import Agreement, Answer, Citation, Hit, in_quotes
from qa.article import Article, Passage, Quote, Span
from qa.evidence import is_heading
from qa.sentences import in_list
from qa.store import Store
from qa.words import analyze

FEWEST, MOST = 3, 6   # sentences in a summary
READ = 150            # sentences whose meaning is compared; of a longer article those with the commonest words
SHORTEST = 8          # words in a sentence that tells enough
NEW = 1.0             # what a sentence loses for each standard deviation by which it is near to a chosen one
DEPENDENT = 0.5       # standard deviations that it loses for beginning with a pronoun
_DEPENDENT = re.compile(r"[“\"]?(?:he|she|it|they|this|that|these|those|his|her|its|their|but|and|both|neither)\b",
                        re.IGNORECASE)


def summarise(store: Store, encoder: Encoder, question: str, article: Article,
              apart_from: Sequence[str] = (), size: int | None = None) -> Answer:
    """Return the summary of an article: `size` of its sentences, or three to six, more the longer it is.

    With `apart_from`, sentences that say what those texts say count less: what only this article says comes first.
    """
    found = sentences_of(store, article)
    vectors = encoder.encode_passages([*(span.text for _, span in found), article.title, *apart_from])
    size = min(len(found), size or max(FEWEST, min(MOST, round(len(found) ** 0.5))))
    chosen = _central(vectors[: len(found)], vectors[len(found)], vectors[len(found) + 1 :],
                      [DEPENDENT * bool(_DEPENDENT.match(span.text)) for _, span in found], size)
    quotes = [Quote(article, span.start, span.end, passage, span) for passage, span in (found[one] for one in chosen)]
    passages = dict.fromkeys(quote.passage for quote in quotes)
    hits = tuple(Hit(passage, 1.0, rank, ("vectors",)) for rank, passage in enumerate(passages, 1))
    return _quoting(question, quotes, hits)


def sentences_of(store: Store, article: Article) -> list[tuple[Passage, Span]]:
    """Return the sentences of an article that may stand in a summary, in order, `READ` at most."""
    found = list(_sentences(passage for passage, _ in store.passages_of(article.id)))
    return _commonest(found) if len(found) > READ else found


def _quoting(question: str, quotes: Sequence[Quote], hits: tuple[Hit, ...]) -> Answer:
    """Return an answer that is made of these quotes, in this order, and surely what was asked for."""
    citations = tuple(Citation(number, quote) for number, quote in enumerate(quotes, 1))
    text, statements = in_quotes(citations)
    return Answer(question, text, statements, citations, hits, abstained=False, reason=None, confidence=1.0,
                  agreement=Agreement(1))


def _sentences(passages: Iterable[Passage]) -> Iterator[tuple[Passage, Span]]:
    """Yield each whole sentence once that may stand in a summary: no heading, no list, no half of a quotation."""
    end = 0
    for passage in passages:
        for number, span in enumerate(passage.sentences):
            text = span.text
            whole = text.count("“") == text.count("”") and text.count('"') % 2 == 0 and not text.endswith(":")
            loose = is_heading(passage, number) or in_list(passage.article.text, span.start)
            if span.start >= end and whole and not loose and len(text.split()) >= SHORTEST:
                yield passage, span
            end = max(end, span.end)


def _commonest(found: list[tuple[Passage, Span]]) -> list[tuple[Passage, Span]]:
    """Return the sentences, in order, whose words are those that the most sentences have."""
    terms = [set(analyze(span.text)) for _, span in found]
    counts = {term: sum(term in one for one in terms) for one in terms for term in one}
    weight = [sum(counts[term] for term in one) / (len(one) or 1) for one in terms]
    best = sorted(range(len(found)), key=lambda place: -weight[place])[:READ]
    return [found[place] for place in sorted(best)]


def _central(rows: Vectors, title: Vectors, known: Vectors, losses: Sequence[float], size: int) -> list[int]:
    """Return the places of the `size` most central rows that are not near to each other or to `known`, ascending."""
    near = _standard(rows @ rows.T)  # cosines of news sentences all lie close together
    worth = _standard(near.mean(axis=1)) + _standard(rows @ title) - np.asarray(losses)
    said = _standard(rows @ known.T).max(axis=1) if len(known) else np.full(len(rows), near.min())
    chosen: list[int] = []
    while len(chosen) < size:
        score = worth - NEW * said
        score[chosen] = -np.inf
        chosen.append(int(score.argmax()))
        said = np.maximum(said, near[chosen[-1]])
    return sorted(chosen)


def _standard(values: Vectors) -> Vectors:
    """Return values as standard deviations from their mean, zeros where all are equal."""
    spread = float(values.std())
    return (values - values.mean()) / spread if spread > 1e-6 else np.zeros_like(values)
