"""From which likeness on are two articles one source? The measurements behind `qa.copies.SAME`.

    python -m benchmarks.near_copies [FOLDER] [--scale N]     FOLDER: default ../shared/data/onestopenglish

Prints the shares of pairs that each threshold would join, and how many of them the signatures find at all:
- pairs of the example collection that its gold marks as copies, and all others;
- for every example article without a copy, what newspapers make of wire copy: cut, spelled their way, put under a lead
  of their own; updated with new figures; and an independent article that repeats one of its paragraphs;
- OneStopEnglish: one article rewritten for other readers, and pairs of different articles.
With --scale also the seconds, and the milliseconds an article, that it takes to place N articles, a tenth of them cut
copies, and as many of them once more.
"""

import argparse
import json
import random
import tempfile
import time
from collections.abc import Iterable
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np

from qa.article import Article, Origin, Passage, article_id
from qa.copies import SAME, Shingles, bands, jaccard, shingles, signature
from qa.library import Library
from qa.read import find_files, parse_article, read_bytes

ROOT = Path(__file__).parents[1]
THRESHOLDS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6)
FIGURES = str.maketrans("123456789", "234567891")
Pairs = Iterable[tuple[str, str]]


def examples() -> tuple[dict[str, Article], dict[str, str]]:
    """Return the example articles by name, and the gold cluster of each."""
    folder = ROOT / "examples"
    articles = {str(path.relative_to(folder)): parse_article(path, read_bytes(path)) for path in find_files([folder])}
    lines = (ROOT / "eval/own/documents.jsonl").read_text(encoding="utf-8").splitlines()
    return articles, {record["doc"]: record["cluster"] for record in map(json.loads, lines)}


def variants(text: str, other: str) -> dict[str, str]:
    """Return what may become of a text in another paper, by kind; `other` is an article about something else."""
    paragraphs, foreign = text.split("\n\n"), other.split("\n\n")
    share = len(paragraphs) / 10
    return {
        "copy, last quarter cut": "\n\n".join(paragraphs[: round(7.5 * share)]),
        "copy, last half cut": "\n\n".join(paragraphs[: round(5 * share)]),
        "copy, every third paragraph cut": "\n\n".join(p for n, p in enumerate(paragraphs) if n % 3),
        "copy, own headline and lead": "\n\n".join([*foreign[:2], *paragraphs[1:]]),
        "update, every figure new": text.translate(FIGURES),
        "update, half as much added": "\n\n".join([*paragraphs, *foreign[: round(5 * share)]]),
        "another story, one paragraph shared": "\n\n".join([*foreign, paragraphs[2]]),
    }


@cache
def runs_of(text: str) -> Shingles:
    """Return the runs of a text, computed once."""
    return shingles(text)


def row(name: str, pairs: Pairs) -> None:
    """Print how many pairs there are, and for each threshold what percentage reaches it."""
    runs = [(runs_of(one), runs_of(other)) for one, other in pairs]
    likeness = np.array([jaccard(*pair) for pair in runs])
    found = np.array([bool(set(bands(signature(one))) & set(bands(signature(other)))) for one, other in near(runs)])
    cells = "".join(f"{(likeness >= threshold).mean():8.1%}" for threshold in THRESHOLDS)
    print(f"{name:38}{len(runs):8,}{cells}{f'{found.mean():.1%}' if len(found) else '–':>15}")


def near(runs: list[tuple[Shingles, Shingles]]) -> list[tuple[Shingles, Shingles]]:
    """Return the pairs that are alike enough to be joined."""
    return [pair for pair in runs if jaccard(*pair) >= SAME]


def onestop(folder: Path) -> None:
    """Print the rows for OneStopEnglish: an article's levels, and different articles."""
    levels: dict[str, dict[str, str]] = {}
    for level in ("Adv", "Int", "Ele"):
        for path in sorted((folder / f"{level}-Txt").glob("*.txt")):
            name = path.stem.lower().rsplit("-", 1)[0]
            levels.setdefault(name, {})[level] = path.read_text(encoding="utf-8", errors="replace")
    for one, other in (("Adv", "Int"), ("Int", "Ele"), ("Adv", "Ele")):
        row(f"one article, {one} and {other}", [(texts[one], texts[other]) for texts in levels.values()
                                             if {one, other} <= set(texts)])
    whole = [texts["Adv"] for texts in levels.values() if "Adv" in texts]
    row("different articles", combinations(whole, 2))


def scale(size: int) -> None:
    """Print what it costs to place `size` articles of made-up words in an empty library, and then as many again."""
    words = [f"w{number}" for number in range(20_000)]
    weights = 1 / np.arange(1, len(words) + 1)
    generator, draw = np.random.default_rng(0), random.Random(0)
    with tempfile.TemporaryDirectory() as folder:
        library, texts = Library(Path(folder)), list[str]()
        for half in range(2):
            for number in range(size):
                tokens = generator.choice(words, 400, p=weights / weights.sum())
                text = " ".join(tokens) if number % 10 or not texts else draw.choice(texts)[:1500]
                texts.append(text)
                source = f"/{half}/{number}"
                article = Article(article_id(source), source, "", None, (), None, None, text, str(number))
                passages = [Passage(article, 0, 9, ((0, 9),))]
                library.put(article, Origin(source, source, ""), passages, np.zeros((1, 0), np.float32))
            start = time.perf_counter()
            library._clusters.update()  # noqa: SLF001 - the indexes are not the point here
            took = time.perf_counter() - start
            found = len(set(library.clusters([article.id for article in library.articles()]).values()))
            print(f"articles {half * size:,} to {(half + 1) * size:,}: {took:.1f} s, {took / size * 1000:.1f} ms each; "
                  f"{found:,} clusters")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT.parent / "shared/data/onestopenglish")
    parser.add_argument("--scale", type=int, default=0)
    given = parser.parse_args()
    print(f"{'share of pairs at least as alike as':38}{'pairs':>8}" + "".join(f"{t:8}" for t in THRESHOLDS) +
          f"{f'found at {SAME}':>15}")
    articles, cluster = examples()
    pairs = list(combinations(articles, 2))
    row("examples, copies", [(articles[a].text, articles[b].text) for a, b in pairs if cluster[a] == cluster[b]])
    row("examples, all others", [(articles[a].text, articles[b].text) for a, b in pairs if cluster[a] != cluster[b]])
    alone = [article.text for name, article in articles.items() if list(cluster.values()).count(cluster[name]) == 1]
    made = [(text, variants(text, other)) for text, other in pairwise([*alone, alone[0]])]
    for kind in made[0][1]:
        row(kind, [(text, kinds[kind]) for text, kinds in made])
    if given.folder.is_dir():
        onestop(given.folder)
    if given.scale:
        scale(given.scale)


if __name__ == "__main__":
    main()
