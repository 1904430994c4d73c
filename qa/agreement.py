"""What several sources make of one question: how many are independent, where words stand twice, who says otherwise."""

from collections.abc import Iterable, Mapping, Sequence

from qa.answer import Hit
from qa.article import Article, Passage, Span
from qa.evidence import MARGIN, Candidate, Evidence
from qa.question import Shape
from qa.words import analyze

NEAR = 4.0  # by which the reader may be less sure of what another source says


def independent_sources(articles: Iterable[Article], clusters: Mapping[str, str]) -> int:
    """Return how many of the articles are independent: the most of which no two are near-copies or from one outlet.

    `clusters` names the cluster of each article by id, as `Store.clusters` and `Hit.cluster` do; an article that is
    not in it is a cluster of its own, and one without a publisher is an outlet of its own.
    """
    return len(by_source(articles, clusters))


def clusters_of(hits: Iterable[Hit]) -> dict[str, str]:
    """Return the cluster of each article among the hits by id; those whose cluster is not known are left out."""
    return {hit.passage.article.id: hit.cluster for hit in hits if hit.cluster is not None}


def by_source(articles: Iterable[Article], clusters: Mapping[str, str]) -> list[list[Article]]:
    """Return the articles in groups, as many as there are independent sources, in the order they are given.

    A group is a cluster of near-copies. One whose outlets all stand behind other groups joins the first of those.
    """
    held: dict[str, list[Article]] = {}
    for article in articles:
        held.setdefault(clusters.get(article.id, article.id), []).append(article)
    outlets = {cluster: sorted({one.publisher or one.id for one in found}) for cluster, found in held.items()}
    matched: dict[str, str] = {}  # a maximum matching of clusters with outlets: Kuhn (1955)

    def match(cluster: str, tried: set[str]) -> bool:
        for outlet in (one for one in outlets[cluster] if one not in tried):
            tried.add(outlet)
            if outlet not in matched or match(matched[outlet], tried):
                matched[outlet] = cluster
                return True
        return False

    for cluster in sorted(outlets):
        match(cluster, set())
    behind = {cluster: cluster if cluster in matched.values() else matched[outlets[cluster][0]] for cluster in held}
    groups: dict[str, list[Article]] = {}
    for cluster, found in held.items():
        groups.setdefault(behind[cluster], []).extend(found)
    return list(groups.values())


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


def rivals(part: Evidence, *, alone: bool) -> tuple[Candidate, ...]:
    """Return the best runs in other articles that contradict the best evidence, one for each value they give.

    They answer with another number, date or name where the best evidence answers with one. The reader has to be about
    as sure of them; not of those that are quoted beside the best in any case, where the part is `alone` in the
    question: other parts may be what they answer. An article of which a newer version was retrieved is out of date,
    and contradicts nothing.
    """
    best = part.chosen[0]
    if best.found <= 0 or part.shape not in {Shape.AMOUNT, Shape.TIME, Shape.PERSON}:
        return ()
    old = {read.hit.passage.article.id for read in part.reads if read.hit.superseded_by}
    near = [run for run in (*part.chosen[1:], *part.places)
            if (run.found > max(0.0, best.found - NEAR) or (alone and run in part.chosen))
            and run.score > best.score - MARGIN and run.passage.article.id not in {best.passage.article.id, *old}]
    sides = [best]
    for run in near:
        if all(_contradicts(run, side, part.shape) for side in sides):
            sides.append(run)
    return tuple(sides[1:])


def _contradicts(one: Candidate, other: Candidate, shape: Shape) -> bool:
    if shape is Shape.PERSON:  # a name that is told in two ways: one word in common, and one of its own each
        first, second = (set(side.answer.text.split()) for side in (one, other))
        return all(side.answer.text[0].isupper() for side in (one, other)) and bool(
            first & second and first - second and second - first)
    if one.answer.text.casefold() == other.answer.text.casefold():
        return False
    first_values, second_values = _values(one), _values(other)
    return bool(first_values and second_values) and not any(
        kind != other_kind or set(tokens) <= set(other_tokens) or set(other_tokens) <= set(tokens)
        for kind, tokens in first_values for other_kind, other_tokens in second_values)


def _values(side: Candidate) -> list[tuple[str, tuple[str, ...]]]:
    """Return (kind, tokens) of the values that the answer of a run overlaps."""
    from qa.values import values

    start = side.span.start
    return [(value.kind, value.tokens) for value in values(side.span.text)
            if start + value.start < side.answer.end and side.answer.start < start + value.end]


def unlike(texts: Sequence[str]) -> list[list[tuple[int, int]]]:
    """Return, for each of several texts, the (start, end) of its values that none of the others has."""
    from qa.values import values

    found = [values(text) for text in texts]
    known = [{(value.kind, value.tokens) for value in one} for one in found]
    return [[(value.start, value.end) for value in one
             if not any((value.kind, value.tokens) in others for at, others in enumerate(known) if at != number)]
            for number, one in enumerate(found)]
