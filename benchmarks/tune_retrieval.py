"""Tries settings of retrieval on development data: how passages are cut, fused and read.

    python -m benchmarks.tune_retrieval [DATA] [--budgets 120 …] [--most 120] [--untitled] [--read]

DATA: default ../shared/data. Four collections, each with at most `--most` of its development questions: the project's
own set, OneStopQA (the half of `benchmarks/onestopqa.py`), XQuAD and Chroma's chunking set. For each budget of tokens
their passages are embedded (with `--untitled` without titles) and found once, and with `--read` read by the
cross-encoder, which takes most of the time; then every setting is tried on what was found. A line is a setting:
`rrf 60 1` is reciprocal rank fusion with that constant and that weight of the vectors beside the words, `mix 0.5` a
mean of both scores scaled to 0–1 in which the vectors have that share; `read 12` tells how many the cross-encoder
reads, and `+ 2` that twice the fused score, scaled so that the best has 1, is added to its logits. Columns:

    own      nDCG@10 of passages
    article  OneStopQA: the right article is among the first five passages
    span     OneStopQA: the critical span is
    xquad    nDCG@10 of paragraphs
    recall   Chroma: share of the excerpts' characters in the first five passages, and IoU of the two

With `--read` the milliseconds of CPU that reading one passage took stand above each table.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean

from rich.progress import track

from benchmarks.asking import SHARED
from benchmarks.onestopqa import development
from benchmarks.xquad import paragraphs
from embeddings.bundled import BundledEncoder, Reranker
from eval.adapters import load_named
from eval.metrics.characters import char_iou, char_recall
from eval.metrics.retrieval import complete_at, ndcg
from eval.quoting import span_of
from eval.run import to_article
from eval.types import Dataset, PredictedSpan, Question
from qa.answer import Retriever
from qa.library import Library
from qa.origins import Origin
from qa.passages import split_passages
from qa.retrieve import DEPTH
from qa.store import Found

ROOT = Path(__file__).parents[1]
DEEPEST = 16  # passages read


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, what each retriever found by id of passage, the logits of what was read, and where passages stand."""

    question: Question
    found: Mapping[Retriever, Found]
    logits: Mapping[int, float]
    spans: Mapping[int, PredictedSpan]


@dataclass(frozen=True, slots=True)
class Setting:
    """How passages are put in order: by `fused` scores, the first `read` of them by logits plus `added` times these."""

    name: str
    fused: Callable[[Found, Found], dict[int, float]]
    read: int = 0
    added: float = 0.0

    def __str__(self) -> str:
        return self.name + (f", read {self.read}" if self.read else "") + (f" + {self.added:g}" if self.added else "")

    def ranked(self, asked: Asked) -> list[PredictedSpan]:
        """Return the passages found, best first."""
        scores = self.fused(asked.found["vectors"], asked.found["words"])
        order = best_first(scores)
        head, best = order[: self.read], max(scores.values(), default=1.0)
        head.sort(key=lambda key: -(asked.logits.get(key, -100.0) + self.added * scores[key] / best))
        return [asked.spans[key] for key in [*head, *order[self.read :]]]


def best_first(scores: Mapping[int, float]) -> list[int]:
    """Return the ids by score, equal ones in order of id."""
    return sorted(scores, key=lambda key: (-scores[key], key))


def rrf(constant: float, weight: float) -> Callable[[Found, Found], dict[int, float]]:
    """Return reciprocal rank fusion, the vectors counting `weight` times as much as the words."""
    def fused(vectors: Found, words: Found) -> dict[int, float]:
        scores = {key: weight / (constant + rank) for rank, (key, _) in enumerate(vectors, 1)}
        for rank, (key, _) in enumerate(words, 1):
            scores[key] = scores.get(key, 0.0) + 1 / (constant + rank)
        return scores
    return fused


def mix(share: float) -> Callable[[Found, Found], dict[int, float]]:
    """Return the mean of both scores, the vectors counting `share`: cosines above the last found, BM25 above 0."""
    def fused(vectors: Found, words: Found) -> dict[int, float]:
        last, first = (vectors[-1][1], vectors[0][1]) if vectors else (0.0, 0.0)
        scores = {key: share * (score - last) / max(first - last, 1e-9) for key, score in vectors}
        for key, score in words:
            scores[key] = scores.get(key, 0.0) + (1 - share) * score / words[0][1]
        return scores
    return fused


FUSIONS = {**{f"rrf {k} {w:g}": rrf(k, w) for k in (10, 60) for w in (1.0, 1.5, 2.0)},
           **{f"mix {share:g}": mix(share) for share in (0, 0.3, 0.4, 0.5, 0.6, 0.7, 1)}}
READ_AFTER = ("rrf 60 1", "mix 0.5")
FOUND = [Setting(name, fused) for name, fused in FUSIONS.items()]
READ = [Setting(name, FUSIONS[name], read, added) for name in READ_AFTER for read in (4, 6, 8, 12, DEEPEST)
        for added in (0.0, 2.0, 4.0, 8.0)]


def collections(data: Path, most: int) -> Iterator[Dataset]:
    """Yield the four sets with their development questions that have evidence, every n-th so that there are `most`."""
    for name in (f"own:{ROOT / 'examples'}", *(f"{name}:{data / folder}" for name, folder in (
            ("onestopqa", "onestopqa"), ("xquad", "xquad"), ("chroma", "chroma_chunking")))):
        dataset = load_named(name)
        half = development({question.story_id for question in dataset.questions})
        kept = [question for question in dataset.questions if question.evidence and (
            question.story_id in half if dataset.name == "onestopqa" else question.split == "dev")]
        yield replace(dataset, questions=tuple(kept[:: -(-len(kept) // most)]))


def measures(dataset: Dataset, asked: Asked, passages: list[PredictedSpan]) -> dict[str, float | None]:
    """Return the measures of one question, 0 to 1."""
    evidence = asked.question.evidence
    if dataset.name == "own":
        return {"own": ndcg(passages, evidence, 10)}
    if dataset.name == "onestopqa":
        gold = {span.doc for alternative in evidence for span in alternative.spans}
        return {"article": float(any(passage.doc in gold for passage in passages[:5])),
                "span": complete_at(passages, evidence, 5)}
    if dataset.name == "chroma":
        return {"recall": char_recall(passages[:5], evidence), "IoU": char_iou(passages[:5], evidence)}
    return {"xquad": ndcg(paragraphs(passages, dataset), evidence, 10)}


def found_in(dataset: Dataset, budget: int, *, titled: bool, deepest: int) -> tuple[int, list[Asked], float]:
    """Return the number of passages, what was found and read for each question, and milliseconds to read a passage."""
    encoder, reranker, asked, taken, read = BundledEncoder(), Reranker(), [], 0.0, 0
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder))
        library.adopt(encoder.name, encoder.dimension)
        for document in track(dataset.documents.values(), f"Adding {dataset.name}"):
            article = to_article(document) if titled else replace(to_article(document), title="")
            passages = split_passages(article, budget)
            origin = Origin(article.source, article.source, article.sha256)
            library.put(article, origin, passages, encoder.encode_passages([one.embedded_text for one in passages]))
        library.sync()
        for question in track(dataset.questions, "Asking"):
            found: dict[Retriever, Found] = {
                "vectors": library.nearest(encoder.encode_questions([question.question]), DEPTH),
                "words": library.matching(question.question, DEPTH)}
            known = library.passages([key for hits in found.values() for key, _ in hits])
            wanted = sorted({key for name in READ_AFTER
                             for key in best_first(FUSIONS[name](found["vectors"], found["words"]))[:deepest]})
            start = time.process_time()
            logits = reranker.score(question.question, [known[key].embedded_text for key in wanted])
            taken, read = taken + time.process_time() - start, read + len(wanted)
            spans = {key: span_of(dataset.documents[one.article.source], (one.start, one.end))
                     for key, one in known.items()}
            asked.append(Asked(question, found, dict(zip(wanted, logits.tolist(), strict=True)), spans))
        count = library.counts()[1]
        library.close()
    return count, asked, 1000 * taken / max(read, 1)


def main() -> None:
    """Find and read, try every setting, print a table for each budget."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=SHARED)
    parser.add_argument("--budgets", nargs="+", type=int, default=[120])
    parser.add_argument("--most", type=int, default=120)
    parser.add_argument("--untitled", action="store_true")
    parser.add_argument("--read", action="store_true")
    given = parser.parse_args()
    for budget in given.budgets:
        deepest = DEEPEST if given.read else 0
        found = {dataset.name: (dataset, *found_in(dataset, budget, titled=not given.untitled, deepest=deepest))
                 for dataset in collections(given.data, given.most)}
        print(f"\n{budget} tokens: " + "; ".join(
            f"{name} {count} passages, {len(asked)} questions" + (f", {taken:.0f} ms to read one" if taken else "")
            for name, (_, count, asked, taken) in found.items()))
        for number, setting in enumerate(FOUND + (READ if given.read else [])):
            row = {name: [measures(dataset, one, setting.ranked(one)) for one in asked]
                   for name, (dataset, _, asked, _) in found.items()}
            means = {key: fmean(one[key] or 0.0 for one in rows) for rows in row.values() for key in rows[0]}
            if not number:
                print(f"{'':24}" + "".join(f"{key:>9}" for key in means))
            print(f"{setting!s:24}" + "".join(f"{value:9.3f}" for value in means.values()), flush=True)


if __name__ == "__main__":
    main()
