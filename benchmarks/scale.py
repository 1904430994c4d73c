"""How search by meaning grows with the library: recall, milliseconds and memory up to a million passages.

    python -m benchmarks.scale [DATA] [--sizes 20000 100000 400000 1000000] [--json FILE]   DATA: default ../shared/data

Rows are derived from text: runs of `WORDS` words of the public sets, weighed by rarity and projected to 384 numbers by
random signs (Achlioptas 2003), which keeps the angles between texts. Each is a run without a fifth of its words, and a
question one without half of them, or without three quarters. The index is filled in blocks of 10,000, as a library does
it, saved, and opened by a process of its own. Prints for each size its kind, the minutes it took to fill, its megabytes
on disk; then, of that process, the seconds to the first result, the memory it took, the milliseconds of a search (half
and 95 % of them take less); and the recall of the exact ten nearest: for both sorts of questions, and as the index
itself tells it. With `--json` the figures are kept in a file too.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from rich.progress import track
from sklearn.feature_extraction.text import HashingVectorizer

from benchmarks.asking import SHARED
from benchmarks.check_quote import crowd
from embeddings.encoder import Vectors, unit
from embeddings.index import VectorIndex
from embeddings.rows import NONE

DIMENSION = 384
TERMS = 2**17
BLOCK = 10_000
QUESTIONS = 200
KEPT = (0.5, 0.25)  # of the words of a run, that stand in a question
WORDS = 80
SEED = 11


class Texts:
    """Rows made of the words of a collection, as many as are wanted, the same each time."""

    def __init__(self, data: Path) -> None:
        documents = [article.text for article in crowd(data)]
        self._words = " ".join(documents).split()
        self._chance = random.Random(SEED)
        self._hashing = HashingVectorizer(n_features=TERMS, alternate_sign=False, norm=None)
        holding = np.bincount(self._hashing.transform(documents).indices, minlength=TERMS)
        self._rarity = np.log((1 + len(documents)) / (1 + holding))
        signs = np.random.default_rng(SEED).integers(2, size=(TERMS, DIMENSION), dtype=np.int8)
        self._projection = (2 * signs - 1).astype(np.float32)

    def rows(self, count: int, kept: float) -> Vectors:
        """Return the rows of so many runs of words, of each this share: (count, 384) float32."""
        counted = self._hashing.transform(self._run(kept) for _ in range(count))
        counted.data = np.log1p(counted.data) * self._rarity[counted.indices]
        return unit(np.asarray(counted.astype(np.float32) @ self._projection))

    def _run(self, kept: float) -> str:
        start = self._chance.randrange(len(self._words) - WORDS)
        return " ".join(word for word in self._words[start : start + WORDS] if self._chance.random() < kept)


def opened(path: Path, sha256: str) -> dict[str, float]:
    """Return what opening and searching an index costs: seconds, MiB and milliseconds."""
    questions = np.load(path.with_suffix(".npy"))
    before, start = _resident(), time.perf_counter()
    index = VectorIndex.load(path, DIMENSION, sha256)
    index.search(questions[:1], 50)
    first, took = time.perf_counter() - start, []
    for question in questions:
        start = time.perf_counter()
        index.search(question[None], 50)
        took.append(1000 * (time.perf_counter() - start))
    return {"first": first, "mib": _resident() - before, "p50": float(np.median(took)),
            "p95": float(np.quantile(took, 0.95))}


def measure(data: Path, size: int, folder: Path) -> dict[str, float | str]:
    """Fill an index, save it, have it opened, and return the figures."""
    texts, index, path = Texts(data), VectorIndex(DIMENSION), folder / "vectors"
    questions = np.concatenate([texts.rows(QUESTIONS, kept) for kept in KEPT])
    nearest = [np.empty((0, 2)) for _ in questions]
    filling = 0.0
    for block in track(range(0, size, BLOCK), f"{size:,}"):
        rows = texts.rows(min(BLOCK, size - block), 0.8)
        for number, scores in enumerate(questions @ rows.T):
            both = np.vstack([nearest[number], np.column_stack([scores, np.arange(block, block + len(rows))])])
            nearest[number] = both[np.argsort(-both[:, 0])[:10]]
        start = time.perf_counter()
        index.update(np.arange(block, block + len(rows)), rows, NONE)
        filling += time.perf_counter() - start
    found = index.search(questions, 10)
    shares = [np.isin(exact[:, 1], one.ids).mean() for exact, one in zip(nearest, found, strict=True)]
    sha256 = index.save(path)
    np.save(path.with_suffix(".npy"), questions)
    disk = sum(file.stat().st_size for file in folder.iterdir() if file.suffix != ".npy") / 2**20
    command = [sys.executable, "-m", "benchmarks.scale", "--open", str(path), sha256]
    costs: dict[str, float] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return {"passages": size, "kind": index.kind, "minutes": filling / 60, "disk": disk, **costs,
            "half": float(np.mean(shares[:QUESTIONS])), "quarter": float(np.mean(shares[QUESTIONS:])),
            "told": index.recall}


def main() -> None:
    """Measure every size; or, as the process of its own, one index."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=SHARED)
    parser.add_argument("--sizes", nargs="+", type=int, default=[20_000, 100_000, 400_000, 1_000_000])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--open", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.open:
        print(json.dumps(opened(Path(arguments.open[0]), arguments.open[1])))
        return
    names = ("passages", "kind", "min", "MiB", "first s", "mem MiB", "p50 ms", "p95 ms", "half", "quarter", "as told")
    print("{:>9} {:7} ".format(*names[:2]) + " ".join(f"{name:>8}" for name in names[2:]))
    figures = []
    for size in arguments.sizes:
        with tempfile.TemporaryDirectory() as folder:
            figures.append(found := measure(arguments.data, size, Path(folder)))
        print("{passages:>9,} {kind:7} {minutes:8.1f} {disk:8.0f} {first:8.2f} {mib:8.0f} {p50:8.2f} {p95:8.2f} "
              "{half:8.3f} {quarter:8.3f} {told:8.3f}".format(**found), flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def _resident() -> float:
    """Return the memory this process holds, in MiB; pages of a mapped file count once they were read."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main()
