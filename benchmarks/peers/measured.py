"""What every system is asked to do, in a process of its own and with nothing of ours but this file.

    run_NAME.py add STORE ARTICLES MODEL                 prints {"seconds", "cpu", "passages", "peak"}
    run_NAME.py search STORE QUESTIONS.jsonl MODEL       prints {"cpu"} at the first hits, {"ms", "grown"} at the end
    run_NAME.py ask STORE QUESTIONS.jsonl MODEL          prints {"ms"}

Seconds and milliseconds are by the clock, `cpu` is seconds of processors, `peak` and `grown` are MiB: the most memory
that the process has had, and what it has more since the model was loaded and used once.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol


class System(Protocol):
    """A system with its model loaded."""

    def add(self, articles: Path, store: Path) -> int:
        """Add the text files of a folder to a new store, and return how many passages it made of them."""

    def opened(self, store: Path) -> Callable[[str], Any]:
        """Return a search for the ten nearest passages."""


def main(load: Callable[[str], System], asking: Callable[[str, Path], Callable[[str], Any]] | None = None) -> None:
    """Do what the command line says."""
    mode, store, given, model = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]
    if mode == "add":
        system, start = load(model), _now()
        passages = system.add(given, store)
        took = [now - then for now, then in zip(_now(), start, strict=True)]
        _print(seconds=took[0], cpu=took[1], passages=passages,
               peak=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return
    questions = [json.loads(line) for line in given.read_text(encoding="utf-8").splitlines()]
    if mode == "ask":
        if asking is not None:
            ask = asking(model, store)
            ask(questions[0])
            _print(ms=[_timed(ask, one) for one in questions[1:]])
        return
    system = load(model)
    before = resident()
    search = system.opened(store)
    if not search(questions[0]):
        raise SystemExit(f"nothing is found for {questions[0]!r}")
    _print(cpu=_now()[1])
    took = [_timed(search, one) for one in questions[1:]]
    _print(ms=took, grown=resident() - before)


def resident() -> float:
    """Return the memory that this process holds, in MiB."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def _timed(work: Callable[[str], Any], question: str) -> float:
    start = time.perf_counter()
    work(question)
    return 1000 * (time.perf_counter() - start)


def _now() -> tuple[float, float]:
    return time.perf_counter(), sum(os.times()[:4])


def _print(**figures: Any) -> None:
    print(json.dumps(figures), flush=True)
