"""A question to the passages nearest to it: by meaning and by words, fused by rank."""

from embeddings.encoder import Encoder
from qa.answer import Hit, Retriever
from qa.store import Found, Store

DEPTH = 50   # candidates from each retriever
RRF_K = 60   # Cormack, Clarke and Büttcher (2009): score = sum over retrievers of 1 / (60 + rank)


def retrieve(store: Store, encoder: Encoder, question: str, k: int) -> tuple[Hit, ...]:
    """Return the best `k` passages by reciprocal rank fusion of the vector and the word search, best first."""
    found: dict[Retriever, Found] = {
        "vectors": store.nearest(encoder.encode_questions([question]), DEPTH),
        "words": store.matching(question, DEPTH),
    }
    fused = fuse(found)[:k]
    passages = store.passages([key for key, _, _ in fused])
    held = [item for item in fused if item[0] in passages]  # an index may be a moment behind the articles
    return tuple(Hit(passages[key], score, rank, found_by) for rank, (key, score, found_by) in enumerate(held, 1))


def fuse(found: dict[Retriever, Found]) -> list[tuple[int, float, tuple[Retriever, ...]]]:
    """Return (passage id, fused score, the retrievers that found it), best first; equal scores in order of id."""
    scores: dict[int, float] = {}
    finders: dict[int, list[Retriever]] = {}
    for retriever, hits in found.items():
        for rank, (key, _) in enumerate(hits, 1):
            scores[key] = scores.get(key, 0.0) + 1 / (RRF_K + rank)
            finders.setdefault(key, []).append(retriever)
    ordered = sorted(scores, key=lambda key: (-scores[key], key))
    return [(key, scores[key], tuple(finders[key])) for key in ordered]
