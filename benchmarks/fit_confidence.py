"""Fits the confidence of extractive answers, and the threshold below which they abstain, on development data.

    python -m benchmarks.fit_confidence [DATA]     DATA: holds `squad2` and `onestopqa`, default ../shared/data

Four collections count alike: the development stories of the project's own set, the development half of OneStopQA as in
`benchmarks/onestopqa.py`, and Wikipedia articles with questions of SQuAD 2.0, put to all of these articles, and each to
its paragraph alone. A question is a positive when a quote chosen for it covers gold evidence. Negatives are questions
without an answer, questions whose gold articles are taken out of the hits, and questions for which the wrong sentences
were chosen. The threshold is the one of the best macro rate on articles the model has not seen: the mean over the
collections of the share of answerable questions that are answered and the share of the others that are refused. Writes
`qa/confidence.json`.
"""

import argparse
import hashlib
import json
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from rich.progress import track
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import GroupKFold

from benchmarks.onestopqa import covers
from benchmarks.train_reader.examples import held_out
from embeddings.bundled import Reranker
from eval.own import HERE, load_own
from eval.types import Dataset, Kind
from qa import Article, Assistant
from qa.article import article_id
from qa.assistant import EVIDENCE
from qa.confidence import INPUTS, Features, evidence_features, inputs
from qa.evidence import Candidate, gather
from qa.filter import Filter
from qa.ingest import put_article
from qa.read import canonical

ROOT = Path(__file__).parents[1]
SQUAD = Path("squad2") / "dev-v2.0.json"
DEFAULT = ROOT.parent / "shared" / "data"
PER_ARTICLE = 130
REMOVED_SHARE = 0.3
SEED = 7


@dataclass(frozen=True, slots=True)
class Case:
    """A question: what it belongs to, whether it can be answered, and whether quotes answer it.

    `gold_sources` are the articles that hold its evidence; with `removed` they are left out of the hits. `only` is the
    one article that it is put to, None: all.
    """

    question: str
    group: str
    answerable: bool
    answered_by: Callable[[Sequence[Candidate]], bool]
    gold_sources: frozenset[str]
    removed: bool = False
    only: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A case after its evidence was chosen: the features of it, and what should have come out."""

    features: Features
    right: bool
    answerable: bool
    group: str
    collection: str


def wikipedia(records: list[dict[str, Any]], *, alone: bool) -> Iterator[Article]:
    """Yield the articles of the data set, each with its paragraphs under its title, or each paragraph `alone`."""
    for record in records:
        title = record["title"].replace("_", " ")
        texts = [canonical(paragraph["context"]) for paragraph in record["paragraphs"]]
        for text in texts if alone else [canonical("\n\n".join([title, *texts]))]:
            source = text if alone else title
            yield Article(article_id(source), source, title, None, (), None, "en", text, "")


def squad_cases(records: list[dict[str, Any]], chance: random.Random, *, alone: bool) -> Iterator[Case]:
    """Yield a sample of the questions of each article, put to all articles or to their paragraph alone."""
    for record in records:
        title = record["title"].replace("_", " ")
        items = [(item, canonical(paragraph["context"])) for paragraph in record["paragraphs"]
                 for item in paragraph["qas"]]
        for item, paragraph in chance.sample(items, min(PER_ARTICLE, len(items))):
            answers = {answer["text"] for answer in item["answers"]}

            def answered(chosen: Sequence[Candidate], answers: set[str] = answers, paragraph: str = paragraph) -> bool:
                quotes = [candidate.quote.text for candidate in chosen]
                return any(a in quote and quote[:40] in paragraph for quote in quotes for a in answers)

            removed = not alone and bool(answers) and chance.random() < REMOVED_SHARE
            yield Case(item["question"].strip(), title, bool(answers), answered, frozenset({title}), removed,
                       paragraph if alone else None)


def own_cases(dataset: Dataset, chance: random.Random) -> Iterator[Case]:
    """Yield the development questions of the project's own set; some answerable ones once more without their story."""
    for question in dataset.questions:
        if question.split != "dev":
            continue
        spans = [span for evidence in question.evidence for span in evidence.spans]

        def answered(chosen: Sequence[Candidate], spans: Sequence[Any] = spans) -> bool:
            return any(c.passage.article.source.endswith(f"/{span.doc}") and 2 * (
                min(c.quote.end, span.end) - max(c.quote.start, span.start)) >= span.end - span.start
                for c in chosen for span in spans)

        sources = frozenset(name for name in dataset.documents if name.startswith(f"{question.story_id}/"))
        case = Case(question.question, question.story_id, question.kind != Kind.UNANSWERABLE, answered, sources)
        yield case
        if case.answerable and chance.random() < REMOVED_SHARE:
            yield Case(case.question, case.group, case.answerable, answered, sources, removed=True)


def row_of(assistant: Assistant, reranker: Reranker, case: Case, collection: str) -> Row | None:
    """Return what the model sees of a case, None where nothing is found at all."""
    where = Filter(articles=(article_id(case.only),)) if case.only else None
    hits = [hit for hit in assistant.search(case.question, EVIDENCE + 38, where)
            if not (case.removed and any(hit.passage.article.source.endswith(s) for s in case.gold_sources))][:EVIDENCE]
    if not hits:
        return None
    part = gather(reranker, case.question, hits)[0]
    if not part.chosen:
        return None
    return Row(evidence_features(part, hits),
               not case.removed and case.answerable and case.answered_by(part.chosen),
               case.answerable and not case.removed, case.group, collection)


def onestopqa_cases(data: Path, chance: random.Random) -> Iterator[Case]:
    """Yield the questions of the development half; some of them once more without their article."""
    questions = [json.loads(line) for line in (data / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    articles = sorted({question["article"] for question in questions})
    for question in questions:
        if question["article"] in articles[::2]:

            def answered(chosen: Sequence[Candidate], gold: Any = question["evidence"]) -> bool:
                return any(covers(candidate.quote, gold) for candidate in chosen)

            sources = frozenset(span["doc"] for span in question["evidence"])
            case = Case(question["question"], question["article"], True, answered, sources)  # noqa: FBT003
            yield case
            if chance.random() < REMOVED_SHARE:
                yield replace(case, removed=True)


def collect(data: Path) -> list[Row]:
    """Return a row for every case of the four collections."""
    chance, reranker = random.Random(SEED), Reranker()
    records = held_out(json.loads((data / SQUAD).read_text(encoding="utf-8"))["data"])[::2]

    def rows(assistant: Assistant, cases: Iterator[Case], name: str) -> list[Row]:
        found = [row_of(assistant, reranker, case, name) for case in track(list(cases), name)]
        return [row for row in found if row]

    with tempfile.TemporaryDirectory() as folder:
        assistant = Assistant.open(folder)
        assistant.add(ROOT / "examples")
        own = rows(assistant, own_cases(load_own(ROOT / "examples"), chance), "own set")
    with tempfile.TemporaryDirectory() as folder:
        assistant = Assistant.open(folder)
        assistant.add(data / "onestopqa" / "articles", data / "onestopqa" / "distractors")
        news = rows(assistant, onestopqa_cases(data / "onestopqa", chance), "OneStopQA")
    found = own + news
    for alone, name in ((False, "SQuAD 2.0"), (True, "SQuAD 2.0, the paragraph alone")):
        with tempfile.TemporaryDirectory() as folder:
            assistant = Assistant.open(folder)
            for article in track(list(wikipedia(records, alone=alone)), "Adding"):
                put_article(assistant.store, assistant.encoder, article, "")
            assistant.store.sync()
            found += rows(assistant, squad_cases(records, chance, alone=alone), name)
    return found


def main() -> None:
    """Collect, fit, choose the threshold, write the weights, and print how good they are on unseen articles."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=DEFAULT)
    data: Path = parser.parse_args().data
    rows = collect(data)
    x = np.array([inputs(row.features) for row in rows])
    right, answerable = (np.array([getattr(row, name) for row in rows]) for name in ("right", "answerable"))
    names = np.array([row.collection for row in rows])
    sets = {str(name): names == name for name in dict.fromkeys(names)}
    weight = sum(mask * len(rows) / mask.sum() / len(sets) for mask in sets.values())
    unseen = np.zeros(len(rows))
    for train, test in GroupKFold(6).split(x, right, [row.group for row in rows]):
        model = LogisticRegression(max_iter=1000).fit(x[train], right[train], sample_weight=weight[train])
        unseen[test] = model.predict_proba(x[test])[:, 1]
    limits = np.round(np.arange(0.05, 0.55, 0.05), 2).tolist()

    def macro(limit: float) -> float:
        """Return the mean, over the collections, of the shares answered and refused as they should be."""
        return round(float(np.mean([((unseen[mask & answerable] >= limit).mean() + (
            unseen[mask & ~answerable] < limit).mean()) / 2 for mask in sets.values()])), 2)

    limit = max(limits, key=macro)  # the lowest of the best: a needless refusal is the worse mistake
    model = LogisticRegression(max_iter=1000).fit(x, right, sample_weight=weight)
    sources = (data / SQUAD, data / "onestopqa" / "questions.jsonl", HERE / "questions.jsonl")
    (ROOT / "qa" / "confidence.json").write_text(json.dumps({
        "data_sha256": {f"{path.parent.name}/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest()
                        for path in sources},
        "inputs": INPUTS,
        "weights": np.round(model.coef_[0], 4).tolist(),
        "intercept": round(float(model.intercept_[0]), 4), "threshold": limit}, indent=2) + "\n", encoding="utf-8")
    print(f"threshold {limit}, weights {model.coef_[0].round(3).tolist()}; on unseen articles:")
    for name, mask in sets.items():
        print(f"{name}: {mask.sum()} questions, {(answerable & mask).sum()} answerable, AUC "
              f"{roc_auc_score(right[mask], unseen[mask]):.3f}, "
              f"Brier {brier_score_loss(right[mask], unseen[mask]):.3f}")
    for other in limits:
        print(f"{other:5.2f}" + "".join(
            f"   {name}: answered {(unseen[mask & answerable] >= other).mean():.2f}, "
            f"refused {(unseen[mask & ~answerable] < other).mean():.2f}" for name, mask in sets.items()))


if __name__ == "__main__":
    main()
