"""How long a question takes among many passages once the models are loaded, and where the time goes.

    python -m benchmarks.warm_ask [DATA] [--passages 20000] [--library DIR]        DATA: default ../shared/data

The articles of `benchmarks/check_quote.py`, texts of the public sets, are added until there are so many passages; that
takes minutes, so `--library` keeps the library for the next run. They make about 20,000; beyond, there are articles of
`SENTENCES` sentences, each from another of them. Then `QUESTIONS` questions of OneStopQA and as many of XQuAD, whose
articles are among them, are asked one after another. Prints percentiles of milliseconds in all and by step, and of
milliseconds of CPU, which other programs on the machine disturb less.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import chain, count
from pathlib import Path
from statistics import fmean, quantiles

from rich.progress import track

from benchmarks.asking import SHARED
from benchmarks.check_quote import article_of, crowd
from eval.adapters import load_named
from qa import Article, Assistant
from qa.ingest import put_article
from qa.sentences import sentence_bounds

QUESTIONS = 50
SENTENCES = 25  # about five passages


def fill(assistant: Assistant, data: Path, passages: int) -> None:
    """Add articles until the library has so many passages."""
    articles = sorted((article for article in crowd(data) if article.text), key=lambda article: article.id)
    wanted = [article for article in articles if "onestopenglish" in article.source or "xquad.en" in article.source]
    for article in chain([*wanted, *articles], mixed(articles)):
        if assistant.store.counts()[1] >= passages:
            break
        if assistant.store.origins.of(article.source) is None:
            put_article(assistant.store, assistant.encoder, article, article.sha256)
    assistant.store.sync()


def mixed(articles: Sequence[Article]) -> Iterator[Article]:
    """Yield articles without end, the same ones each time, of sentences drawn from those given."""
    chance, texts = random.Random(0), [article.text for article in articles]
    sentences = [text[start:end] for text in texts for start, end in sentence_bounds(text)]
    for number in count():
        yield article_of(f"mixed/{number}", f"Mixed {number}", " ".join(chance.choices(sentences, k=SENTENCES)))


def show(name: str, milliseconds: list[float]) -> None:
    """Print a line of the table."""
    cuts = quantiles(milliseconds, n=20)
    print(f"{name:22}{cuts[9]:9.0f}{cuts[18]:9.0f}{fmean(milliseconds):9.0f}")


def main() -> None:
    """Make the library, ask, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=SHARED)
    parser.add_argument("--passages", type=int, default=20_000)
    parser.add_argument("--library", type=Path)
    given = parser.parse_args()
    sets = (load_named(f"{name}:{given.data / name}").questions for name in ("onestopqa", "xquad"))
    questions = [question.question for found in sets for question in found[:: len(found) // QUESTIONS][:QUESTIONS]]
    with tempfile.TemporaryDirectory() as folder:
        assistant = Assistant.open(given.library or folder)
        fill(assistant, given.data, given.passages)
        assistant.ask(questions[0])  # loads the models
        walls, cpus, steps = [], [], []
        for question in track(questions, "Asking"):
            cpu, wall = time.process_time(), time.perf_counter()
            answer = assistant.ask(question)
            walls.append((time.perf_counter() - wall) * 1000)
            cpus.append((time.process_time() - cpu) * 1000)
            steps.append(answer.timings_ms)
        print(f"{assistant.store.counts()[1]} passages, {len(questions)} questions\n"
              f"{'milliseconds':22}{'p50':>9}{'p95':>9}{'mean':>9}")
    for name in steps[0]:
        show(name, [step[name] for step in steps])
    show("in all", walls)
    show("CPU, on all cores", cpus)


if __name__ == "__main__":
    main()
