"""An archive of many articles: how fast it is added, against the encoder alone, and what adding it again costs.

    python -m benchmarks.archive [--articles 1000] [--sentences 6] [--without-model]

Articles are made of the words of the project's own examples, so that tokens are those of news; no two are alike. Each
is a text file of its own. Printed, from one run:

- `add`: articles and passages a second, and the peak of the process's memory (the parser's process apart);
- the encoder's own speed over the same passages, stored already, by the same number of threads and nothing else; the
  ratio of both is what reading, splitting, storing and indexing cost. Two halves are measured, one before and one
  after `add`. On a machine that does other work too, the ratio by processor time says it better;
- adding the same files again, unchanged: its time as a share of the first, and how many passages were encoded (0).

Without the model, a double that costs next to nothing takes its place: everything else is measured in a fraction of the
time, and adding again is then a larger share of the first time than it is with the model.
"""

import argparse
import itertools
import os
import random
import resource
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from embeddings.bundled import BundledEncoder
from embeddings.encoder import Encoder, Vectors
from embeddings.keyword import KeywordEncoder
from qa import Assistant
from qa.passages import split_passages
from qa.read import parse_article

EXAMPLES = Path(__file__).parents[1] / "examples"
T = TypeVar("T")
PROBE = 400  # passages that the encoder alone is measured with, at most; half of them before, half after


class CountingEncoder(BundledEncoder):
    """The bundled encoder, which counts what it encodes."""

    def __init__(self) -> None:
        self.encoded = 0
        self._lock = threading.Lock()

    def encode_passages(self, texts: list[str]) -> Vectors:
        """Return the vectors."""
        with self._lock:
            self.encoded += len(texts)
        return super().encode_passages(texts)


def write_articles(folder: Path, count: int, sentences: int, seed: int = 0) -> None:
    """Write so many articles, each of sentences of the examples with some of their words exchanged."""
    chance = random.Random(seed)
    lines = [line for path in sorted(EXAMPLES.rglob("*.md")) + sorted(EXAMPLES.rglob("*.txt"))
             for line in path.read_text(encoding="utf-8").splitlines() if len(line.split()) > 10]
    words = sorted({word for line in lines for word in line.split() if word.isalpha()})
    for number in range(count):
        chosen = [_changed(line, words, chance) for line in chance.choices(lines, k=sentences)]
        (folder / f"{number:06}.txt").write_text(f"Report {number} from the archive\n\n" + "\n\n".join(chosen),
                                                 encoding="utf-8")


def _changed(line: str, words: list[str], chance: random.Random) -> str:
    return " ".join(chance.choice(words) if word.isalpha() and chance.random() < 0.2 else word
                    for word in line.split()[:40])


def some_passages(folder: Path) -> list[str]:
    """Return the passages of the first articles, at most PROBE."""
    def texts() -> Iterator[str]:
        for path in sorted(folder.iterdir()):
            yield from (one.embedded_text for one in split_passages(parse_article(path, path.read_bytes())))

    return list(itertools.islice(texts(), PROBE))


def seconds(work: Callable[[], T]) -> tuple[T, NDArray[np.float64]]:
    """Return what work returns, and the seconds that it took: by the clock, and of a processor."""
    start = np.array([time.perf_counter(), time.process_time()])
    return work(), np.array([time.perf_counter(), time.process_time()]) - start


def encode(encoder: Encoder, texts: list[str], batch: int) -> None:
    """Encode texts in batches as large as an article, on all processors."""
    batches = [texts[i : i + batch] for i in range(0, len(texts), batch)]
    with ThreadPoolExecutor(os.cpu_count() or 1) as threads:
        list(threads.map(encoder.encode_passages, batches))


def peak_megabytes() -> float:
    """Return the largest memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--sentences", type=int, default=6, help="lines of each article, of up to 40 words")
    parser.add_argument("--without-model", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        news = Path(place) / "news"
        news.mkdir()
        write_articles(news, given.articles, given.sentences)
        encoder = KeywordEncoder(["bridge", "council"]) if given.without_model else CountingEncoder()
        encoder.encode_passages(["to load it"])
        texts = some_passages(news)
        half, each = len(texts) // 2, max(1, round(len(texts) / given.articles))
        alone = seconds(lambda: encode(encoder, texts[:half], each))[1]
        assistant = Assistant.open(Path(place) / "library", encoder)
        encoder.encoded = 0
        report, first = seconds(lambda: assistant.add(news))
        encoded = encoder.encoded
        alone += seconds(lambda: encode(encoder, texts[half:], each))[1]
        print(f"{len(report.added)} articles, {report.passages} passages; {os.cpu_count()} processors")
        print(f"add:           {_spent(first, encoded)}; peak {peak_megabytes():,.0f} MB")
        print(f"encoder alone: {_spent(alone, len(texts))}")
        speed = (alone / len(texts)) / (first / encoded)
        print(f"add has {speed[0]:.0%} of its speed by the clock, {speed[1]:.0%} by processor time")
        encoder.encoded = 0
        again, second = seconds(lambda: assistant.add(news))
        print(f"add again:     {second[0]:.1f} s, {second[0] / first[0]:.1%} of the first time by the clock, "
              f"{second[1] / first[1]:.1%} by processor time; {encoder.encoded} embeddings, "
              f"{len(again.unchanged)} unchanged; peak {peak_megabytes():,.0f} MB")


def _spent(took: NDArray[np.float64], passages: int) -> str:
    return (f"{took[0]:.1f} s, {passages / took[0]:.1f} passages/s; {took[1]:.1f} s of a processor, "
            f"{1000 * took[1] / passages:.1f} ms a passage")


if __name__ == "__main__":
    main()
