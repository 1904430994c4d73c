"""A library as JSON Lines, without loss: articles with their passages, vectors, earlier versions and sources.

    {"kind": "library", "format": 1, "encoder": …, "dimension": …, "articles": …}   the first line
    {"kind": "article", "id": …, "text": …, …, "passages": […], "versions": […], "sources": […]}   one a line
    {"kind": "source", "source": …, "reason": …}                         a source without an article, and why
    {"kind": "root", …}, {"kind": "followed", …}                         what `refresh` goes by
    {"kind": "end", "articles": …}                                       the last line, by which a whole file is known

What is derived from these, the indexes and near-copies, is made again by the library that takes them in.
"""

import base64
import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from embeddings.durable import put_in_place
from embeddings.encoder import Vectors
from qa.article import Article, Passage
from qa.errors import PullquoteError
from qa.store import Store

FORMAT = 1


def write_export(store: Store, path: Path) -> int:
    """Write the export of a store, whole or not at all, and return the number of its articles.

    Raises PullquoteError for a place that cannot be written; what stood there before is kept.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    count = 0
    try:
        with temporary.open("w", encoding="utf-8") as file:
            for record in records(store):
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
                count += record["kind"] == "article"
        put_in_place(temporary, path)
    except OSError as error:
        raise PullquoteError(f"{path} cannot be written: {error.strerror}; nothing was exported") from error
    finally:
        temporary.unlink(missing_ok=True)
    return count


def records(store: Store) -> Iterator[dict[str, Any]]:
    """Yield the record of each line, all of one state of the store."""
    with store.reading():
        count = {"articles": store.counts()[0]}
        yield {"kind": "library", "format": FORMAT, "encoder": store.encoder_name, "dimension": store.dimension} | count
        for article in store.articles():
            yield {"kind": "article", **asdict(article),
                   "passages": [_passage(*one) for one in store.passages_of(article.id)],
                   "versions": [_version(store, article, *one) for one in store.versions(article.id)],
                   "sources": [asdict(origin) for origin in store.origins.sharing(article.id)]}
        for origin in store.origins.without_article():
            yield {"kind": "source", **asdict(origin)}
        for root in store.origins.roots():
            if visit := store.origins.visit(root):
                yield {"kind": "root", "root": root, "visit": list(visit)}
        for given, options in store.origins.followed():
            yield {"kind": "followed", "given": given, "options": options}
        yield {"kind": "end"} | count


def _passage(passage: Passage, vector: Vectors) -> dict[str, Any]:
    return {"start": passage.start, "end": passage.end, "bounds": [list(pair) for pair in passage.bounds],
            "vector": base64.b64encode(vector.astype("<f2").tobytes()).decode()}


def _version(store: Store, article: Article, sha256: str, replaced: str) -> dict[str, Any]:
    return {**asdict(store.article(article.id, sha256)), "replaced": replaced}


def vector_of(text: str, dimension: int) -> Vectors:
    """Return the vector (d,) that was written so. Raises ValueError where it is none."""
    vector = np.frombuffer(base64.b64decode(text, validate=True), dtype="<f2").astype(np.float32)
    if vector.shape != (dimension,) or not np.isfinite(vector).all():
        raise ValueError(f"is no vector of {dimension} numbers")
    return vector
