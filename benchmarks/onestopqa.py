"""Measures quotes on OneStopQA over its 189 articles: is the critical span cited, and not the distractor.

    python -m benchmarks.onestopqa [DATA]          DATA: the folder `onestopqa`, default ../shared/data/onestopqa

A quote finds a span when it covers at least half of it. Prints each measure for the development half (every other
article with questions), the test half, and all 177 questions.
"""

import argparse
import json
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

from rich.progress import track

from qa import Assistant, Span

DEFAULT = Path(__file__).parents[2] / "shared" / "data" / "onestopqa"


def covers(quote: Span, spans: list[dict[str, str]]) -> bool:
    """Return whether the quote covers at least half of one of the spans, each {"doc": file name, "text": …}."""
    for span in spans:
        start = quote.article.text.find(span["text"]) if Path(quote.article.source).name == span["doc"] else -1
        if start >= 0:
            shared = min(quote.end, start + len(span["text"])) - max(quote.start, start)
            if shared >= 0.5 * len(span["text"]):
                return True
    return False


def measure(assistant: Assistant, question: dict[str, Any]) -> dict[str, float]:
    """Return each measure of one question, 0 or 1, and the number of quotes."""
    answer = assistant.ask(question["question"])
    documents = {span["doc"] for span in question["evidence"]}
    nearest = [Path(hit.passage.article.source).name for hit in assistant.search(question["question"], 5)]
    good = [covers(citation.quote, question["evidence"]) for citation in answer.citations[:3]]
    bad = [covers(citation.quote, question["distractor"]) for citation in answer.citations[:3]]
    return {
        "right article in the top 5 hits": bool(documents & set(nearest)),
        "right article in the top 5 as read": bool(documents & {
            Path(hit.passage.article.source).name for hit in answer.passages[:5]}),
        "critical span by the first quote": bool(good and good[0]),
        "critical span by one of the first three": any(good),
        "distractor only": any(bad) and not any(good),
        "abstained": answer.abstained,
        "quotes": len(answer.citations),
    }


def development(articles: Collection[str]) -> list[str]:
    """Return the articles of the development half: every other one in order of name."""
    return sorted(articles)[::2]


def main() -> None:
    """Add the articles to a library of their own, ask every question, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=DEFAULT)
    data: Path = parser.parse_args().data
    questions = [json.loads(line) for line in (data / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        assistant = Assistant.open(folder)
        report = assistant.add(data / "articles", data / "distractors")
        rows = [measure(assistant, question) for question in track(questions, "Asking")]
    half = development({question["article"] for question in questions})
    print(f"{len(report.added)} articles, {report.passages} passages, {len(questions)} questions")
    print(f"{'':42}{'dev':>7}{'test':>7}{'all':>7}")
    for name in rows[0]:
        halves = [[row[name] for row, question in zip(rows, questions, strict=True)
                   if (question["article"] in half) is dev] for dev in (True, False)]
        print(f"{name:42}" + "".join(f"{sum(part) / len(part):7.3f}" for part in (*halves, [r[name] for r in rows])))


if __name__ == "__main__":
    main()
