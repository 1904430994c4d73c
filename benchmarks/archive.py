"""An archive of many articles: how fast it is added, against the encoder alone, and what adding it again costs.

    python -m benchmarks.archive [--articles 1000] [--sentences 6] [--news FOLDER] [--rounds 4] [--without-model]

Articles are those of a folder of yours, or made of the words of the project's own examples, so that tokens are those
of news; no two of them are alike, and each is a text file of its own. They are added in rounds, and before each the
encoder alone is measured on passages of that round: both under the same conditions. Printed, from one run:

- after each round, how far it has come, and the peak of the process's memory;
- `add`: articles and passages a second, by the clock and by processor time, that of the parser's process with it;
- the encoder's limit: the model itself, run on passages that were tokenised before, longest first, one on each
  processor at a time, with nothing else going on; and the ratio of both, which is what reading, splitting, tokenising,
  storing and indexing leave of it. On a machine that does other work too, processor time says it better;
- adding the same files again, unchanged: its time as a share of the first, and how many passages were encoded (0).

What is loaded once, the model and the libraries, is loaded before anything is measured. Without the model, a double
that costs next to nothing takes its place: everything else is measured in a fraction of the time, and adding again is
then a larger share of the first time than it is with the model.
"""

import argparse
import os
import random
import resource
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from embeddings.bundled import BundledEncoder
from embeddings.encoder import Vectors
from embeddings.keyword import KeywordEncoder
from qa import Assistant
from qa.passages import split_passages
from qa.read import find_files, parse_article

EXAMPLES = Path(__file__).parents[1] / "examples"
T = TypeVar("T")
PROBE = 150  # passages of each round that the encoder alone is measured with, at most


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

    def limit(self, texts: list[str]) -> NDArray[np.float64]:
        """Return the seconds that the model takes for texts that are tokenised already."""
        inputs = sorted(map(self._model.tokens, texts), key=lambda one: -len(one.ids))
        with ThreadPoolExecutor(os.cpu_count() or 1) as threads:
            return seconds(lambda: list(threads.map(self._model.run_tokens, inputs)))[1]


class Double(KeywordEncoder):
    """Costs next to nothing."""

    def __init__(self) -> None:
        super().__init__(["bridge", "council"])

    def limit(self, texts: list[str]) -> NDArray[np.float64]:
        """Return the seconds that it takes for texts."""
        return seconds(lambda: self.encode_passages(texts))[1]


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


def some_passages(files: list[Path]) -> list[str]:
    """Return passages from all over some files, about PROBE."""
    chosen = random.Random(0).sample(files, min(len(files), PROBE))
    texts = [one.embedded_text for path in chosen for one in split_passages(parse_article(path, path.read_bytes()))]
    return texts[:: max(1, len(texts) // PROBE)]


def seconds(work: Callable[[], T]) -> tuple[T, NDArray[np.float64]]:
    """Return what work returns, and the seconds that it took: by the clock, and of processors."""
    start = _now()
    return work(), _now() - start


def _now() -> NDArray[np.float64]:
    return np.array([time.perf_counter(), sum(os.times()[:4])])


def peak_megabytes() -> float:
    """Return the largest memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--sentences", type=int, default=6, help="lines of each article, of up to 40 words")
    parser.add_argument("--news", type=Path, help="a folder of articles, in place of made ones")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--without-model", action="store_true")
    given = parser.parse_args()
    encoder = Double() if given.without_model else CountingEncoder()
    with tempfile.TemporaryDirectory() as place:
        files = _files(Path(place), given)
        _load(Path(place), encoder, files[0])
        assistant = Assistant.open(Path(place) / "library", encoder)
        added = passages = probed = 0
        add, alone = np.zeros(2), np.zeros(2)
        for those in (files[first :: given.rounds] for first in range(given.rounds)):
            texts = some_passages(those)
            alone, probed = alone + encoder.limit(texts), probed + len(texts)
            report, took = seconds(lambda those=those: assistant.add(*those))
            add, added, passages = add + took, added + len(report.added), passages + report.passages
            print(f"{added:,} of {len(files):,} articles, {report.passages / took[0]:,.0f} passages/s, "
                  f"{add[0] / added * (len(files) - added):,.0f} s left; peak {peak_megabytes():,.0f} MB", flush=True)
        print(f"{added:,} articles, {passages:,} passages; {os.cpu_count()} processors")
        print(f"add:           {_spent(add, passages)}")
        print(f"encoder alone: {_spent(alone, probed)}")
        speed = (alone / probed) / (add / passages)
        print(f"add has {speed[0]:.0%} of its speed by the clock, {speed[1]:.0%} by processor time")
        encoder.encoded = 0
        again, second = seconds(lambda: assistant.add(*files))
        print(f"add again:     {second[0]:.1f} s, {second[0] / add[0]:.1%} of the first time by the clock, "
              f"{second[1] / add[1]:.1%} by processor time; {encoder.encoded} embeddings, "
              f"{len(again.unchanged):,} unchanged; peak {peak_megabytes():,.0f} MB")


def _files(place: Path, given: argparse.Namespace) -> list[Path]:
    """Return the articles to add, in a random order."""
    folder = given.news or place / "news"
    if not given.news:
        folder.mkdir()
        write_articles(folder, given.articles, given.sentences)
    files = list(find_files([folder]))
    random.Random(0).shuffle(files)
    return files[: given.articles]


def _load(place: Path, encoder: CountingEncoder | Double, file: Path) -> None:
    """Load whatever is loaded once."""
    Assistant.open(place / "another", encoder).add(file)


def _spent(took: NDArray[np.float64], passages: int) -> str:
    return (f"{took[0]:.1f} s, {passages / took[0]:.1f} passages/s; {took[1]:.1f} s of a processor, "
            f"{1000 * took[1] / passages:.1f} ms a passage")


if __name__ == "__main__":
    main()
