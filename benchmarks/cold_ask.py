"""The cost of one question from nothing: `pullquote ask` as a whole process, over a library of two articles.

    python -m benchmarks.cold_ask [ARTICLES ...]      ARTICLES: default ../shared/data/seed_articles/*.txt

Prints minimum, median and maximum of CPU seconds (user + system), wall seconds and peak memory over `RUNS` runs, after
one warm-up, beside those of `python -c "import sentence_transformers"` in the same turns.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 5
DEFAULT = sorted((Path(__file__).parents[2] / "shared" / "data" / "seed_articles").glob("*.txt"))
QUESTION = "When did Lee Jae Myung take office?"


def cost(command: list[str]) -> tuple[float, float, float]:
    """Return CPU seconds, wall seconds and peak MiB of a command, which must succeed."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} ended with status {process.returncode}")
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - start, usage.ru_maxrss / 1024


def main() -> None:
    """Make the library, run both commands in turn, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", nargs="*", default=[str(path) for path in DEFAULT])
    pullquote = [sys.executable, "-c", "from ui.cli import main; main()"]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([*pullquote, "add", *parser.parse_args().articles, "--library", folder], check=True)
        commands = {"pullquote ask": [*pullquote, "ask", QUESTION, "--library", folder],
                    "import sentence_transformers": [sys.executable, "-c", "import sentence_transformers"]}
        runs = [{name: cost(command) for name, command in commands.items()} for _ in range(RUNS + 1)][1:]
    print(f"{'min / median / max':30}{'CPU s':>22}{'wall s':>22}{'peak MiB':>22}")
    for name in commands:
        columns = zip(*(run[name] for run in runs), strict=True)
        print(f"{name:30}" + "".join(f"{min(c):8.2f}{statistics.median(c):7.2f}{max(c):7.2f}" for c in columns))


if __name__ == "__main__":
    main()
