"""How many sources stand behind an answer, and where else its words stand, when articles are copied from each other."""

from collections.abc import Iterable, Mapping, Sequence

from qa.answer import Hit
from qa.article import Article, Passage, Span
from qa.words import analyze


def independent_sources(articles: Iterable[Article], clusters: Mapping[str, str]) -> int:
    """Return how many of the articles are independent: the most of which no two are near-copies or from one outlet.

    `clusters` names the cluster of each article by id, as `Store.clusters` and `Hit.cluster` do; an article that is
    not in it is a cluster of its own, and one without a publisher is an outlet of its own.
    """
    outlets: dict[str, set[str]] = {}
    for article in articles:
        outlets.setdefault(clusters.get(article.id, article.id), set()).add(article.publisher or article.id)
    matched: dict[str, str] = {}  # a maximum matching of clusters with outlets: Kuhn (1955)

    def match(cluster: str, tried: set[str]) -> bool:
        for outlet in sorted(outlets[cluster] - tried):
            tried.add(outlet)
            if outlet not in matched or match(matched[outlet], tried):
                matched[outlet] = cluster
                return True
        return False

    return sum(match(cluster, set()) for cluster in sorted(outlets))


def elsewhere(quote: Span, hits: Sequence[Hit]) -> tuple[Span, ...]:
    """Return where the quote's words stand in other retrieved articles and in the copies folded into hits.

    One place an article, in order of the hits: exactly the same words, or else whole sentences of a near-copy that
    differ in nothing but punctuation, case and inflection.
    """
    found: dict[str, Span] = {}
    for passage in (one for hit in hits for one in (hit.passage, *hit.copies)):
        article = passage.article
        if article.id == quote.article.id or article.id in found:
            continue
        start = article.text.find(quote.text)
        place = Span(article, start, start + len(quote.text)) if start >= 0 else _same_terms(quote.text, passage)
        if place:
            found[article.id] = place
    return tuple(found.values())


def _same_terms(text: str, passage: Passage) -> Span | None:
    """Return the run of whole sentences of a passage that has the terms of `text`, None where there is none."""
    terms = analyze(text)
    for first, (start, _) in enumerate(passage.bounds):
        for _, end in passage.bounds[first:]:
            if analyze(passage.article.text[start:end]) == terms:
                return Span(passage.article, start, end)
    return None
