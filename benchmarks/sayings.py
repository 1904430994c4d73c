"""Are the words that are quoted those of the speaker asked for? "What did X say about Y" over the example articles.

    python -m benchmarks.sayings [--library DIR]

`eval/own/sayings.jsonl` holds such questions about the development stories; some ask for words that nobody said. Prints
the share of the first in which a sentence of the gold is among the quotes, and of the others that are refused, with
speakers checked and without.
"""

import argparse
import json
import tempfile
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from unittest import mock

from rich.progress import track

from eval.own import HERE
from qa import Answer, Assistant

EXAMPLES = Path(__file__).parents[1] / "examples"


def open_examples(folder: str) -> Assistant:
    """Return an assistant over the example articles in the library `folder`, added where it is new."""
    assistant = Assistant.open(folder)
    if not assistant.store.counts()[0]:
        assistant.add(EXAMPLES)
    return assistant


def quotes_one(answer: Answer, spans: Sequence[dict[str, Any]]) -> bool:
    """Return whether a quote holds at least half of one of the spans, each {"doc": file below examples, "text": …}."""
    for quote in (citation.quote for citation in answer.citations):
        for span in (one for one in spans if quote.article.source.endswith(f"/{one['doc']}")):
            start = quote.article.text.index(span["text"])
            shared = min(quote.end, start + len(span["text"])) - max(quote.start, start)
            if shared >= 0.5 * len(span["text"]):
                return True
    return False


def main() -> None:
    """Ask every question both ways and print the shares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", metavar="DIR", help="keeps the articles for the next run")
    given = parser.parse_args()
    lines = (HERE / "sayings.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines]
    with tempfile.TemporaryDirectory() as folder:
        assistant = open_examples(given.library or folder)
        print(f"{'':24}{'said: gold quoted':>20}{'never said: refused':>22}")
        for name in ("speakers checked", "not checked"):
            floor = mock.patch("qa.evidence.asked_speaker", return_value=None)
            with nullcontext() if name == "speakers checked" else floor:
                answers = [assistant.ask(item["question"]) for item in track(questions, name, transient=True)]
            pairs = list(zip(questions, answers, strict=True))
            said = [quotes_one(answer, item["evidence"]) for item, answer in pairs if item["evidence"]]
            refused = [answer.abstained for item, answer in pairs if not item["evidence"]]
            print(f"{name:24}{sum(said):>10} of {len(said):<6}{sum(refused):>12} of {len(refused)}")


if __name__ == "__main__":
    main()
