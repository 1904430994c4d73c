"""How many clusters of vectors a search has to look into: for real questions, and for what stands for them.

    python -m benchmarks.probes LIBRARY [DATA]     LIBRARY: of `benchmarks.warm_ask --library`; DATA: ../shared/data

An index of clusters has no questions to try itself on. This puts the passages of a library in 4√n clusters and prints,
for every number of clusters looked into, the share of the exact ten nearest that is found: for questions of OneStopQA
and XQuAD, for points halfway between two passages, and for passages themselves.
"""

import argparse
import random
from pathlib import Path

import faiss
import numpy as np

from benchmarks.asking import SHARED
from embeddings.encoder import Vectors, unit
from eval.adapters import load_named
from qa import Assistant

QUESTIONS = 250


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("library", type=Path)
    parser.add_argument("data", nargs="?", type=Path, default=SHARED)
    given = parser.parse_args()
    assistant = Assistant.open(given.library)
    rows = np.stack([row for article in assistant.articles() for _, row in assistant.store.passages_of(article.id)])
    questions = [question.question for name in ("onestopqa", "xquad")
                 for question in load_named(f"{name}:{given.data / name}").questions]
    asked = assistant.encoder.encode_questions(random.Random(0).sample(questions, QUESTIONS))
    chosen = rows[np.random.default_rng(0).choice(len(rows), 2 * QUESTIONS, replace=False)]
    sorts = {"questions": asked, "halfway": unit(chosen[:QUESTIONS] + chosen[QUESTIONS:]), "passages": chosen}
    exact = {name: np.argsort(-(points @ rows.T), axis=1)[:, :10] for name, points in sorts.items()}
    clusters = int(4 * len(rows) ** 0.5)
    index = faiss.index_factory(rows.shape[1], f"IVF{clusters},SQfp16", faiss.METRIC_INNER_PRODUCT)
    index.by_residual = False
    index.train(rows)
    index.add(rows)
    print(f"{len(rows):,} passages in {clusters} clusters")
    print("looked into " + "".join(f"{name:>11}" for name in sorts))
    probes = 1
    while probes < clusters:
        shares = [_share(index, points, exact[name], probes) for name, points in sorts.items()]
        print(f"{probes:11} " + "".join(f"{share:11.3f}" for share in shares))
        probes *= 2


def _share(index: faiss.IndexIVF, points: Vectors, exact: np.ndarray, probes: int) -> float:
    found = index.search(points, 10, params=faiss.SearchParametersIVF(nprobe=probes))[1]
    return float(np.mean([np.isin(right, one) for right, one in zip(exact, found, strict=True)]))


if __name__ == "__main__":
    main()
