"""A question to the passages nearest to it: by meaning and by words, fused by score, copies folded into the best.

The numbers below were chosen on development data by `benchmarks/tune_retrieval.py`; what it printed stands in
`docs/retrieval.md`.
"""

from collections.abc import Sequence
from dataclasses import replace

from embeddings.encoder import Encoder
from qa.answer import Hit, Retriever
from qa.copies import is_covered
from qa.filter import Filter
from qa.phrases import holds, phrases
from qa.store import Found, Store

DEPTH = 50   # candidates from each retriever
SHARE = 0.5  # of a fused score that is due to the vectors; the words have the rest

Fused = tuple[int, float, tuple[Retriever, ...]]
"""(passage id, fused score, the retrievers that found it)."""


def retrieve(store: Store, encoder: Encoder, question: str, k: int, where: Filter | None = None) -> tuple[Hit, ...]:
    """Return the best `k` passages by the fused scores of the vector and the word search, best first.

    Passages that hold the phrases between quotation marks come before all others, and where there are any the words
    find nothing else. A passage that better ones from near-copies of its article cover is folded into the first of
    them. Raises FilterError or UnknownArticleError for a filter that names what is not there.
    """
    exact = _holding(store, question, where)
    found: dict[Retriever, Found] = {
        "vectors": store.nearest(encoder.encode_questions([question]), DEPTH, where),
        "words": exact or store.matching(question, DEPTH, where),
    }
    first = {key for key, _ in exact}
    fused, kept = sorted(fuse(found), key=lambda item: item[0] not in first), list[Hit]()
    for start in range(0, len(fused), k):  # no more articles are read than it takes
        kept = fold([*kept, *_hits(store, fused[start : start + k])])
        if len(kept) >= k:
            break
    newer = store.newer_versions([hit.passage.article.id for hit in kept[:k]])
    return tuple(replace(hit, rank=rank, superseded_by=newer.get(hit.passage.article.id))
                 for rank, hit in enumerate(kept[:k], 1))


def fuse(found: dict[Retriever, Found]) -> list[Fused]:
    """Return every passage found with its fused score, 0 to 1, best first; equal scores in order of id.

    That is a convex combination of scaled scores (Bruch, Gai and Ingber 2023): cosines from 0 for the last one found to
    1 for the first, BM25 from 0 for no word to 1 for the first. What a retriever has not found has 0 from it.
    """
    scores: dict[int, float] = {}
    finders: dict[int, list[Retriever]] = {}
    for retriever, hits in found.items():
        share, lowest = (SHARE, hits[-1][1] if hits else 0.0) if retriever == "vectors" else (1 - SHARE, 0.0)
        for key, score in hits:
            scaled = (score - lowest) / (hits[0][1] - lowest) if hits[0][1] > lowest else 1.0
            scores[key] = scores.get(key, 0.0) + share * scaled
            finders.setdefault(key, []).append(retriever)
    ordered = sorted(scores, key=lambda key: (-scores[key], key))
    return [(key, scores[key], tuple(finders[key])) for key in ordered]


def fold(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits, best first, without those that better ones from other articles of their cluster cover.

    Each of these becomes a copy of the first that covers it, or of the first in its cluster where it takes several.
    """
    kept: list[Hit] = []
    for hit in hits:
        near = [place for place, other in enumerate(kept) if hit.cluster is not None
                and other.cluster == hit.cluster and other.passage.article.id != hit.passage.article.id]
        text = hit.passage.text
        if not (near and is_covered(text, [kept[place].passage.text for place in near])):
            kept.append(hit)
            continue
        place = next((one for one in near if is_covered(text, [kept[one].passage.text])), near[0])
        kept[place] = replace(kept[place], copies=(*kept[place].copies, hit.passage, *hit.copies))
    return kept


def _holding(store: Store, question: str, where: Filter | None) -> Found:
    """Return the best passages that hold every quoted phrase of the question, none where it quotes none."""
    quoted = phrases(question)
    if not quoted:
        return []
    found = store.matching(question, 4 * DEPTH, where, quoted)  # by their stems, with titles
    passages = store.passages([key for key, _ in found])
    return [(key, score) for key, score in found
            if key in passages and all(holds(passages[key], phrase) for phrase in quoted)][:DEPTH]


def _hits(store: Store, fused: Sequence[Fused]) -> list[Hit]:
    passages = store.passages([key for key, _, _ in fused])
    clusters = store.clusters([passage.article.id for passage in passages.values()])
    return [Hit(passages[key], score, 0, found_by, (), clusters[passages[key].article.id])
            for key, score, found_by in fused if key in passages]  # an index may be a moment behind the articles
