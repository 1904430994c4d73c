"""What the parser's own process costs: articles read a second, with it and without, by format.

    python -m benchmarks.parsing

The files are made here, of the project's own articles under `examples/`. Both sides of a ratio are from one run.
"""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from qa.isolate import Parser
from qa.parse import parse_draft

TEXT = "\n\n".join(path.read_text(encoding="utf-8") for path in sorted(Path("examples").rglob("*.txt"))[:3])
ARTICLES = {
    ".txt": TEXT.encode(), ".txt (cp1252)": (TEXT + "\n\nCafé.").encode("cp1252", "replace"), ".md": TEXT.encode(),
    ".html": ("<html><body><article>" + "".join(f"<p>{part}</p>" for part in TEXT.split("\n\n"))).encode(),
    ".eml": b"Subject: News\nFrom: a@b.example\n\n" + TEXT.encode(),
}
ROUNDS, READ = 5, 60


def rate(parse: Callable[[str, bytes], object], suffix: str, content: bytes) -> float:
    """Return how many articles are parsed in a second."""
    start = time.perf_counter()
    for number in range(READ):
        parse(suffix, content + b" " * number)
    return READ / (time.perf_counter() - start)


def main() -> None:
    """Print a table."""
    with Parser() as parser:
        start = time.perf_counter()
        parser.parse(".md", b"x")
        print(f"one article has {len(TEXT):,} characters; starting the process takes "
              f"{(time.perf_counter() - start) * 1000:.0f} ms, once")
        print(f"{'format':15} {'here':>12} {'own process':>12} {'cost of one':>12}")
        for name, content in ARTICLES.items():
            suffix = name.partition(" ")[0]
            parse_draft(suffix, content), parser.parse(suffix, content)  # the imports of both
            here, there = zip(*((rate(parse_draft, suffix, content), rate(parser.parse, suffix, content))
                                for _ in range(ROUNDS)), strict=True)
            here_rate, there_rate = statistics.median(here), statistics.median(there)
            print(f"{name:15} {here_rate:10.0f}/s {there_rate:10.0f}/s {1e3 / there_rate - 1e3 / here_rate:9.2f} ms")


if __name__ == "__main__":
    sys.exit(main())
