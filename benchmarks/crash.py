"""Kill -9 at random moments while articles come, change and go: what is lost, doubled or done twice.

    python -m benchmarks.crash [--kills 300] [--seed 0]

In each round the files of a folder change at random: some are new, some say something else, some are renamed, some
are gone. Then a process takes them over, by `add`, `refresh --prune` or `remove`, and is killed within the time that
this takes. Then the library is opened again and compared with what the files allow. Printed are the counts of

- kills, and at what they came: articles being stored, indexes being saved, or too late, when all was done;
- lost: articles that were stored before the round, whose file says the same, and that are not there or not whole;
- wrong: articles that say what no file ever said;
- duplicates: texts, or passages of an article, that are stored twice;
- repeated embeddings: passages encoded again though the article of the same file, or of the same text, had them stored
  when the round began;
- damage: whatever `doctor` finds, in the file, its references, or the indexes against the truth, once a search has
  caught up.
"""

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import datasketch  # noqa: F401 - loaded here once, and not anew in every process that is killed
import filelock  # noqa: F401
import tantivy  # noqa: F401

from embeddings.encoder import Vectors
from embeddings.keyword import KeywordEncoder
from qa import Assistant, clusters, ingest
from qa.article import Article
from qa.passages import split_passages

WORDS = ["bridge", "river", "storm", "mayor", "harbour", "council"]
FILES = 14      # in the folder, about
OFTEN = 5, 4    # articles after which indexes and near-copies are brought up: in every round, not once in a thousand
Files = dict[int, tuple[str, int]]
"""(Name, revision) of each document in the folder."""
State = dict[str, Any]
PHASES = ("starting", "reading and storing", "saving the indexes", "done")


class LoggingEncoder(KeywordEncoder):
    """Writes down what it encodes, at once."""

    def __init__(self, log: Path) -> None:
        super().__init__(WORDS)
        self._log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def encode_passages(self, texts: list[str]) -> Vectors:
        """Return the vectors, once the texts are written down."""
        os.write(self._log, "".join(json.dumps(text) + "\n" for text in texts).encode())
        time.sleep(0.001 * len(texts))
        return super().encode_passages(texts)


@dataclass
class Tally:
    """What came of all rounds."""

    kills: int = 0
    moments: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    damage: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Return the counts as lines, with the first cases of each."""
        counts = {"lost": self.lost, "wrong": self.wrong, "duplicates": self.duplicates,
                  "repeated embeddings": self.repeated, "damage": self.damage}
        moments = ", ".join(f"{self.moments[phase]} {phase}" for phase in PHASES)
        return [f"kills: {self.kills} ({moments})",
                *(f"{name}: {len(cases)}{''.join(f'{chr(10)}    {case}' for case in cases[:5])}"
                  for name, cases in counts.items())]


def text_of(doc: int, revision: int) -> str:
    """Return an article of several passages that names its document and revision in each sentence."""
    words = random.Random(doc)
    body = " ".join(f"In document {doc} the {words.choice(WORDS)} was seen near the {words.choice(WORDS)} for the "
                    f"{number}th time." for number in range(words.randint(2, 30)))
    return f"Document {doc}\n\n{body} This is revision {revision} of document {doc}."


class Newsroom:
    """A folder whose files change, and what a library over it may hold."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder = folder
        self._chance = chance
        self.files: Files = {}
        self._last = 0

    def change(self) -> None:
        """Change some files."""
        for doc, (name, revision) in list(self.files.items()):
            action = self._chance.choices(["keep", "edit", "rename", "delete"], [6, 2, 1, 1])[0]
            if action == "edit":
                self._write(doc, name, revision + 1)
            elif action == "rename":
                renamed = f"{doc}-{self._chance.randrange(10 ** 6)}.txt"
                (self.folder / name).rename(self.folder / renamed)
                self.files[doc] = (renamed, revision)
            elif action == "delete":
                (self.folder / name).unlink()
                del self.files[doc]
        while len(self.files) < FILES:
            self._last += 1
            self._write(self._last, f"{self._last}.txt", 0)

    def _write(self, doc: int, name: str, revision: int) -> None:
        (self.folder / name).write_text(text_of(doc, revision), encoding="utf-8")
        self.files[doc] = (name, revision)


def in_child(work: Callable[[], Any], seconds: float | None = None) -> tuple[Any, bool]:
    """Return what `work` returns in a process of its own, and whether that was killed after `seconds`."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        status = 1
        try:
            os.close(reading)
            result = json.dumps(work()).encode()
            os.write(writing, len(result).to_bytes(8) + result)
            status = 0
        except BaseException as error:  # noqa: BLE001 - it is told, and the child must not go on as its parent
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
        finally:
            os._exit(status)
    os.close(writing)
    killed = False
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reading, "rb") as pipe:
        content = pipe.read()
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status)
    if not killed and status:
        raise SystemExit("a process failed by itself")
    whole = len(content) >= 8 and len(content) == 8 + int.from_bytes(content[:8])
    return (json.loads(content[8:]) if whole else None), killed


def take_over(library: Path, folder: Path, log: Path, phase: Path, how: str) -> None:
    """Take the files over by `add` or `refresh`, or remove the article of this id; `phase` says how far it has come."""
    ingest.SYNC_EVERY, clusters.BATCH = OFTEN
    assistant = Assistant.open(library, LoggingEncoder(log))
    phase.write_text(PHASES[1], encoding="utf-8")
    sync = assistant.store.sync

    def noted_sync() -> None:
        phase.write_text(PHASES[2], encoding="utf-8")
        sync()
        phase.write_text(PHASES[1], encoding="utf-8")

    assistant.store.sync = noted_sync  # type: ignore[method-assign]
    if how == "add":
        assistant.add(folder)
    elif how == "refresh":
        assistant.refresh(prune=True)
    else:
        assistant.remove(how)
    phase.write_text(PHASES[3], encoding="utf-8")


def state(library: Path) -> State:
    """Return what a library holds after it was opened and searched, and what is wrong with it."""
    if not (library / "library.sqlite").exists():
        return {"articles": [], "damage": []}
    assistant = Assistant.open(library, KeywordEncoder(WORDS))
    passages = [passage for _, passage in assistant.store._database.passages_after(0, 10 ** 6)]  # noqa: SLF001
    articles = [{"id": one.id, "name": Path(one.source).name, "text": one.text,
                 "passages": [passage.embedded_text for passage in passages if passage.article.id == one.id]}
                for one in assistant.articles()]
    found = bool(articles) and not assistant.search(articles[0]["text"][:200], k=1)
    return {"articles": articles, "damage": ["a search finds nothing"] * found +
            [finding.problem for finding in assistant.store.examine()]}


def run(kills: int, seed: int = 0, tell: Callable[[str], None] = lambda _line: None) -> Tally:
    """Return the tally of so many kills."""
    chance, tally, took = random.Random(seed), Tally(), 1.0
    with tempfile.TemporaryDirectory() as place:
        folder, library, log, phase = (Path(place) / name for name in ("news", "library", "encoded", "phase"))
        folder.mkdir()
        room = Newsroom(folder, chance)
        before: State = {"articles": [], "damage": []}
        while tally.kills < kills:
            earlier = dict(room.files)
            room.change()
            gone = chance.choice(before["articles"])["id"] if before["articles"] and chance.random() < 0.1 else None
            how = gone or chance.choice(["add", "refresh"])
            log.write_text("")
            phase.write_text(PHASES[0])
            start = time.perf_counter()
            wait = chance.uniform(0, 1.1 * took) if chance.random() < 0.9 else None
            killed = in_child(lambda how=how: take_over(library, folder, log, phase, how), wait)[1]
            if wait is None:
                took = (took + time.perf_counter() - start) / 2
            if killed:
                moment = phase.read_text() or PHASES[0]
                tally.kills += 1
                tally.moments[moment] += 1
                took *= {PHASES[0]: 1.2, PHASES[3]: 0.9}.get(moment, 1)  # a busy machine is slower than it was
            now: State = in_child(lambda: state(library))[0]
            compare(before, now, room.files, earlier, gone, tally)
            tally.repeated += repeated(before, room.files, [json.loads(line) for line in log.read_text().splitlines()])
            before = now
            if killed and tally.kills % 20 == 0:
                tell(f"{tally.kills} kills, {len(now['articles'])} articles, {took:.1f} s for a whole round")
    return tally


def compare(before: State, now: State, files: Files, earlier: Files, gone: str | None, tally: Tally) -> None:
    """Count what a library holds and may not, and what it held and does not, though its file is as it was."""
    tally.damage += now["damage"]
    texts = Counter(article["text"] for article in now["articles"])
    tally.duplicates += [text.splitlines()[0] for text, count in texts.items() if count > 1]
    said = {text_of(doc, revision) for those in (files, earlier) for doc, (_, revision) in those.items()}
    said |= {article["text"] for article in before["articles"]}
    for article in now["articles"]:
        if article["text"] not in said:
            tally.wrong.append(f"{article['name']}: {article['text'][-60:]}")
        whole = [passage.embedded_text for passage in split_passages(Article(
            "", "", article["text"].splitlines()[0], None, (), None, None, article["text"], ""))]
        if article["passages"] != whole:
            (tally.duplicates if len(article["passages"]) > len(whole) else tally.lost).append(article["name"])
    kept = {text_of(doc, revision) for doc, (_, revision) in files.items()}
    tally.lost += [article["name"] for article in before["articles"]
                   if article["text"] in kept and article["id"] != gone and article["text"] not in texts]


def repeated(before: State, files: Files, encoded: list[str]) -> list[str]:
    """Return the passages that were encoded though they stood in the article of the same file, or of the same text."""
    known = set[str]()
    for doc, (name, revision) in files.items():
        text = text_of(doc, revision)
        known |= {passage for article in before["articles"] if article["name"] == name or article["text"] == text
                  for passage in article["passages"]}
    return [passage[:80] for passage in encoded if passage in known]


def main() -> None:
    """Print the tally; exit with 1 where anything but kills was counted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    tally = run(given.kills, given.seed, lambda line: print(line, flush=True))
    print("\n".join(tally.lines()))
    raise SystemExit(bool(tally.lost or tally.wrong or tally.duplicates or tally.repeated or tally.damage))


if __name__ == "__main__":
    main()
