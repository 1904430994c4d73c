"""Fits the confidence of extractive answers, and the threshold below which they abstain, on development data.

    python -m benchmarks.fit_confidence [SQUAD]     SQUAD: dev-v2.0.json of SQuAD 2.0, default ../shared/data/squad2

Its Wikipedia articles become a library. A question is a positive when one of the quotes chosen for it holds a gold
answer in the gold paragraph. Negatives are questions without an answer, questions whose gold article is taken out of
the hits, and questions for which the wrong sentences were chosen. Writes `qa/confidence.json`.
"""

import argparse
import hashlib
import json
import random
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rich.progress import track
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from embeddings.bundled import Reranker
from qa import Article, Assistant, Hit
from qa.article import article_id
from qa.assistant import EVIDENCE
from qa.confidence import Features, evidence_features
from qa.evidence import rerank, select
from qa.ingest import put_article
from qa.read import canonical

DEFAULT = Path(__file__).parents[2] / "shared" / "data" / "squad2" / "dev-v2.0.json"
OUTPUT = Path(__file__).parents[1] / "qa" / "confidence.json"
PER_ARTICLE = 30
REMOVED_SHARE = 0.3
SEED = 7


@dataclass(frozen=True, slots=True)
class Case:
    """A question: its gold article and paragraph, and its answers (none where it cannot be answered)."""

    question: str
    title: str
    paragraph: str
    answers: tuple[str, ...]


def article_of(record: dict[str, Any]) -> Article:
    """Return a Wikipedia article of the data set, its paragraphs under its title."""
    title = record["title"].replace("_", " ")
    text = canonical("\n\n".join([title, *(paragraph["context"].strip() for paragraph in record["paragraphs"])]))
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Article(article_id(title), title, title, None, (), None, "en", text, digest)


def cases_of(record: dict[str, Any]) -> Iterator[Case]:
    """Yield the questions of an article."""
    for paragraph in record["paragraphs"]:
        for item in paragraph["qas"]:
            answers = tuple({answer["text"] for answer in item["answers"]})
            yield Case(item["question"].strip(), record["title"].replace("_", " "),
                       canonical(paragraph["context"]), answers)


def features_of(assistant: Assistant, reranker: Reranker, case: Case, *, without_gold: bool) -> tuple[Features, bool]:
    """Return the features of the quotes chosen for a question, and whether one of them answers it."""
    hits = [hit for hit in assistant.search(case.question, EVIDENCE + 38)
            if not (without_gold and hit.passage.article.title == case.title)][:EVIDENCE]
    ranked: tuple[Hit, ...] = rerank(reranker, case.question, hits)
    chosen = select(reranker, case.question, ranked)
    best = chosen[0]
    logit = next(hit.score for hit in ranked if hit.passage is best.passage)
    quotes = [candidate.quote.text for candidate in chosen if candidate.quote.text[:40] in case.paragraph]
    right = any(answer in quote for quote in quotes for answer in case.answers)
    return evidence_features(case.question, best.quote, best.passage, (best.logit, logit)), right and not without_gold


def macro_threshold(probabilities: np.ndarray, answerable: np.ndarray) -> tuple[float, float]:
    """Return the threshold with the best mean of (answered where answerable, abstained where not), and that mean."""
    thresholds = np.unique(probabilities)
    rates = [((probabilities[answerable] >= limit).mean() + (probabilities[~answerable] < limit).mean()) / 2
             for limit in thresholds]
    best = int(np.argmax(rates))
    return float(thresholds[best]), float(rates[best])


def main() -> None:
    """Collect features, fit, choose the threshold, write the weights and print how good they are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("squad", nargs="?", type=Path, default=DEFAULT)
    path: Path = parser.parse_args().squad
    records = json.loads(path.read_text(encoding="utf-8"))["data"]
    chance, reranker = random.Random(SEED), Reranker()
    rows: list[tuple[Features, bool, bool, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        assistant = Assistant.open(folder)
        for record in track(records, "Adding"):
            put_article(assistant.store, assistant.encoder, article_of(record), "")
        assistant.store.sync()
        for record in track(records, "Asking"):
            cases = list(cases_of(record))
            for case in chance.sample(cases, min(PER_ARTICLE, len(cases))):
                without_gold = bool(case.answers) and chance.random() < REMOVED_SHARE
                features, right = features_of(assistant, reranker, case, without_gold=without_gold)
                rows.append((features, right, bool(case.answers) and not without_gold, case.title))
    x = np.array([list(asdict(features).values()) for features, *_ in rows])
    right, answerable = np.array([row[1] for row in rows]), np.array([row[2] for row in rows])
    model = LogisticRegression(C=1.0, max_iter=1000)
    unseen = cross_val_predict(model, x, right, groups=[row[3] for row in rows], cv=GroupKFold(5),
                               method="predict_proba")[:, 1]
    limit, macro = macro_threshold(unseen, answerable)
    model.fit(x, right)
    OUTPUT.write_text(json.dumps({
        "data_sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "features": list(asdict(rows[0][0])),
        "weights": np.round(model.coef_[0], 4).tolist(), "intercept": round(float(model.intercept_[0]), 4),
        "threshold": round(limit, 4)}, indent=2) + "\n", encoding="utf-8")
    print(f"{len(rows)} questions, {int(answerable.sum())} answerable, {int(right.sum())} answered by the quotes")
    print(f"on unseen articles: AUC {roc_auc_score(right, unseen):.3f}, Brier {brier_score_loss(right, unseen):.3f}, "
          f"macro rate {macro:.3f} at threshold {limit:.3f}")


if __name__ == "__main__":
    main()
