"""Measures `check-quote`: falsified quotations it accepts, true ones it verifies, and milliseconds of CPU a quotation.

    python -m benchmarks.check_quote [ARTICLES ...] [--each 60] [--crowd DATA] [--library DIR]

ARTICLES: files and folders, default examples/ and those of ../shared/data/seed_articles. For each kind of
noise and falsification `--each` quotations are made from them (`benchmarks/quotations.py`), the same every time.
`--crowd` adds the texts of the public sets in DATA (../shared/data), about 20,000 passages, among which the quotations
are then checked; that takes minutes, so `--library` keeps the library for the next run.
"""

import argparse
import hashlib
import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

from rich.progress import track

from benchmarks.quotations import Case, false_cases, is_place, misattributed_cases, true_cases
from embeddings.keyword import KeywordEncoder
from qa import Article, Assistant, QuoteCheck, Verdict
from qa.article import article_id
from qa.ingest import put_article
from qa.read import canonical

ROOT = Path(__file__).parents[1]
DEFAULT = [ROOT / "examples", *sorted((ROOT.parent / "shared" / "data" / "seed_articles").glob("*.txt"))]
SQUAD_LIKE = ["squadshifts/*.json", "squad2/*.json", "xquad/*.json"]
PLAIN = ["onestopenglish/*/*.txt", "chroma_chunking/corpora/*.md"]


def crowd(data: Path) -> Iterator[Article]:
    """Yield the texts of the public sets as articles: paragraphs of the question sets, whole files of the others."""
    for path in sorted(path for pattern in SQUAD_LIKE for path in data.glob(pattern)):
        for number, record in enumerate(json.loads(path.read_text(encoding="utf-8"))["data"]):
            for place, paragraph in enumerate(record["paragraphs"]):
                yield article_of(f"{path}#{number}.{place}", record.get("title", path.stem), paragraph["context"])
    for path in sorted(path for pattern in PLAIN for path in data.glob(pattern)):
        yield article_of(str(path), path.stem, path.read_text(encoding="utf-8-sig", errors="replace"))


def article_of(source: str, title: str, text: str) -> Article:
    """Return a text as an article that was read from a source."""
    text = canonical(text)
    return Article(article_id(source), source, title, None, (), None, None, text,
                   hashlib.sha256(text.encode()).hexdigest())


def is_right(case: Case, check: QuoteCheck, truth: str) -> bool:
    """Return whether a true quotation was found where it came from, or one that is not true was refused."""
    if truth == "true":
        return check.verified and any(is_place(case, match) for match in check.matches)
    return check.verdict is Verdict.MISATTRIBUTED if truth == "wrong article" else not check.verified


def measure(assistant: Assistant, truth: str, cases: list[Case]) -> None:
    """Check the cases, and print a line for each kind and one for all."""
    checks: list[tuple[Case, QuoteCheck, float]] = []
    for case in track(cases, f"Checking: {truth}"):
        start = time.process_time()
        check = assistant.check_quote(case.quote, case.article_id)
        checks.append((case, check, (time.process_time() - start) * 1000))
    print(f"\n{truth:20}{'made':>6}{'right':>7}{'accepted':>10}{'ms p50':>9}{'p95':>8}   verdicts")
    for kind in [*dict.fromkeys(case.kind for case in cases), None]:
        rows = [row for row in checks if kind in {None, row[0].kind}]
        right = sum(is_right(case, check, truth) for case, check, _ in rows)
        cuts = quantiles([taken for _, _, taken in rows], n=20)
        verdicts = Counter(check.verdict.value for _, check, _ in rows)
        print(f"  {kind or 'all':18}{len(rows):6}{right:7}{sum(check.verified for _, check, _ in rows):10}"
              f"{cuts[9]:9.1f}{cuts[18]:8.1f}   " + ", ".join(f"{n} {name}" for name, n in verdicts.most_common()))


def main() -> None:
    """Add the articles, make the quotations, check them, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", nargs="*", type=Path, default=DEFAULT)
    parser.add_argument("--each", type=int, default=60)
    parser.add_argument("--crowd", type=Path, metavar="DATA")
    parser.add_argument("--library", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        assistant = Assistant.open(given.library or folder, KeywordEncoder(["news"]))
        report = assistant.add(*given.articles)
        articles = [article for article in assistant.articles() if article.source in
                    {*report.added, *report.unchanged, *report.updated}]
        if given.crowd and assistant.store.counts()[0] == len(articles):
            for article in track(list(crowd(given.crowd)), "Adding the crowd"):
                if article.text and not assistant.store.same_text(article):
                    put_article(assistant.store, assistant.encoder, article, article.sha256)
            assistant.store.sync()
        count, passages = assistant.store.counts()
        print(f"{count} articles, {passages} passages; quotations from {len(articles)} articles")
        measure(assistant, "true", true_cases(articles, given.each))
        measure(assistant, "falsified", false_cases(articles, given.each))
        measure(assistant, "wrong article", misattributed_cases(articles, given.each))


if __name__ == "__main__":
    main()
