"""Many readers at once, each with a story of its own: errors, answers mixed up, waiting, and the server's memory.

    python -m benchmarks.load [--users 20] [--minutes 10] [--questions 3] [--without-models]

A server process (`pullquote serve`) is started over `examples/`. A reader visits the page and asks a few questions of
one story, one after the other, through the same requests as a browser's, queue and all; then leaves, and comes again as
a new visitor, until the time is up. Before, each reader's visit is made once alone, with nobody else there. Printed are

- errors: requests that failed, and questions without an answer of the server's;
- mixed up: replies that are not, letter for letter and article for article, what the same reader was told alone;
  a question is asked only if its lone answer cites articles of its own story and no other;
- the seconds from asking to the answer, median and 95th percentile, and the longest queue that a reader saw;
- the server's resident memory in MB at the start (after the visits made alone), in the middle, at the end. Linux only.

Without models, the assistant of the tests of the page answers, by shared words: so many visits in minutes that it shows
whether memory stops growing.
"""

import argparse
import asyncio
import json
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from qa import Assistant
from tests.ui.answering import open_assistant

ROOT = Path(__file__).parents[1]
SERVE = [sys.executable, "-c", "from ui.cli import main; main()", "serve"]
QUICK = [sys.executable, "-c", "import sys; from qa import Assistant; from ui.server import serve; "
         "from tests.ui.answering import Overlap, open_assistant; kept = open_assistant(sys.argv[2]); "
         "serve(Assistant(kept.store, kept.encoder, Overlap()), port=int(sys.argv[4]))"]
PATIENCE = 600  # seconds for one answer
TURN = re.compile(r'data-turn="\d+"')
CITED = re.compile(r'href="article/(\w+)#')
Reply = tuple[str, frozenset[str]]
"""What the chat shows, without the number of the turn, and the ids of the articles that it cites."""


@dataclass
class Tally:
    """What came of all questions so far."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)
    longest: int = 0


class Page:
    """The page of one visitor, as a browser speaks to the server: its events by name, and the values of its state."""

    def __init__(self, client: httpx.AsyncClient, config: Mapping[str, Any], tally: Tally) -> None:
        self._client, self._tally = client, tally
        self._events = {one["api_name"]: one for one in config["dependencies"]}
        self._values = {one["id"]: one["props"].get("value") for one in config["components"]}
        self.session = uuid4().hex[:12]

    async def ask(self, question: str) -> Reply:
        """Put a question and return what the chat replies."""
        await self._call("run/predict", "begin", [question, None])
        joined = await self._call("queue/join", "ask", [self._values.get(one) for one in self._events["ask"]["inputs"]])
        output = await self._completed(joined["event_id"])
        chat, desk = output["data"][2], output["data"][3]
        shown = json.dumps(chat[-2:], ensure_ascii=False, sort_keys=True).replace('\\"', '"')
        return TURN.sub("", shown), frozenset(CITED.findall(str(desk)))

    async def _call(self, path: str, event: str, data: list[Any]) -> dict[str, Any]:
        body = {"data": data, "fn_index": self._events[event]["id"], "session_hash": self.session, "trigger_id": None}
        reply = await self._client.post(f"/gradio_api/{path}", json=body)
        reply.raise_for_status()
        found: dict[str, Any] = reply.json()
        return found

    async def _completed(self, event_id: str) -> dict[str, Any]:
        """Follow what the queue tells until the event is completed, and return its output."""
        url = f"/gradio_api/queue/data?session_hash={self.session}"
        async with self._client.stream("GET", url, timeout=PATIENCE) as stream:
            async for line in stream.aiter_lines():
                told = json.loads(line.removeprefix("data:")) if line.startswith("data:") else {}
                if told.get("msg") == "estimation":
                    self._tally.longest = max(self._tally.longest, told["queue_size"])
                if told.get("msg") == "process_completed" and told["event_id"] == event_id:
                    if not told["success"]:
                        raise RuntimeError(str(told["output"]))
                    output: dict[str, Any] = told["output"]
                    return output
        raise RuntimeError("the server said nothing more")


@asynccontextmanager
async def visiting(client: httpx.AsyncClient, tally: Tally) -> AsyncIterator[Page]:
    """Yield the page of a new visitor, who is there until it is closed: then the server may forget the visit."""
    page = Page(client, (await client.get("/config")).raise_for_status().json(), tally)

    async def stay() -> None:
        async with client.stream("GET", f"/gradio_api/heartbeat/{page.session}", timeout=None) as beats:
            async for _ in beats.aiter_bytes():
                pass

    there = asyncio.create_task(stay())
    try:
        yield page
    finally:
        there.cancel()
        with suppress(asyncio.CancelledError, httpx.HTTPError):
            await there


async def visit(client: httpx.AsyncClient, questions: list[str], tally: Tally) -> list[Reply]:
    """Ask questions in one visit and return the replies; the time each took is kept."""
    replies = []
    async with visiting(client, tally) as page:
        for question in questions:
            start = time.monotonic()
            replies.append(await page.ask(question))
            tally.seconds.append(time.monotonic() - start)
    return replies


async def read(client: httpx.AsyncClient, story: str, told: Mapping[str, Reply], until: float, tally: Tally) -> None:
    """Visit again and again until the time is up, and compare each reply with what was told alone."""
    while time.monotonic() < until:
        try:
            replies = await visit(client, list(told), tally)
        except (httpx.HTTPError, RuntimeError, KeyError) as error:
            tally.errors.append(f"{story}: {error!r}")
            continue
        tally.mixed += [f"{story}: {question}" for (question, alone), reply in zip(told.items(), replies, strict=True)
                        if reply != alone]


async def measure(address: str, scripts: Mapping[str, list[str]], stories: Mapping[str, str], minutes: float,
                  process: int) -> None:
    """Make each visit alone, then all at once for so many minutes, and print what came of them."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=PATIENCE) as client:
        alone: dict[str, dict[str, Reply]] = {}
        quiet = Tally()
        for story, questions in scripts.items():
            told = dict(zip(questions, await visit(client, questions, Tally()), strict=True))
            kept = [question for question, (_, cited) in told.items() if {stories[one] for one in cited} == {story}]
            alone[story] = dict(zip(kept, await visit(client, kept, quiet), strict=True))
        asked = sum(map(len, alone.values()))
        print(f"alone    {asked} of {sum(map(len, scripts.values()))} questions cite their own story only; "
              f"{_percentiles(quiet.seconds)}")
        tally, memory = Tally(), [resident(process)]
        began = time.monotonic()
        readers = [asyncio.create_task(read(client, story, told, began + minutes * 60, tally))
                   for story, told in alone.items() if told]
        await asyncio.sleep(minutes * 30)
        memory.append(resident(process))
        await asyncio.gather(*readers)
        memory.append(resident(process))
        report(tally, len(readers), time.monotonic() - began, memory)


def report(tally: Tally, users: int, seconds: float, memory: list[float]) -> None:
    """Print the figures."""
    print(f"together {users} readers, {seconds / 60:.1f} minutes: {len(tally.seconds)} answers, "
          f"{len(tally.errors)} errors, {len(tally.mixed)} mixed up\n"
          f"waiting  {_percentiles(tally.seconds)}; {len(tally.seconds) / seconds:.2f} answers a second, "
          f"at most {tally.longest} in the queue\n"
          f"memory   {' / '.join(f'{one:.0f}' for one in memory)} MB at the start / in the middle / at the end")
    for line in [*tally.errors, *tally.mixed][:10]:
        print(f"         {line}")


def _percentiles(seconds: list[float]) -> str:
    found = statistics.quantiles(seconds, n=20) if len(seconds) > 1 else seconds * 19
    return f"p50 {found[9]:.1f} s, p95 {found[18]:.1f} s"


def resident(process: int) -> float:
    """Return the resident memory of a process in MB."""
    kilobytes = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text(encoding="utf-8"))
    return int(kilobytes[1]) / 1000 if kilobytes else 0.0


def read_scripts(users: int, length: int) -> dict[str, list[str]]:
    """Return so many questions for each of so many stories, of the project's own set."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in (ROOT / "eval" / "own" / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        question = json.loads(line)
        names = {span["doc"].partition("/")[0] for one in question["evidence"] for span in one["spans"]}
        if len(names) == 1 and len(found[story := names.pop()]) < length:
            found[story].append(question["question"])
    return dict(sorted((story, script) for story, script in found.items() if len(script) == length)[:users])


@contextmanager
def serving(library: Path, serve: list[str]) -> Iterator[tuple[str, int]]:
    """Start the server over a library by a command, and yield its address and the id of its process."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen([*serve, "--library", str(library), "--port", str(port)], cwd=ROOT) as process:
        try:
            for _ in range(240):
                with suppress(httpx.HTTPError):
                    httpx.get(f"{address}/health").raise_for_status()
                    break
                time.sleep(0.5)
            yield address, process.pid
        finally:
            process.terminate()


def main() -> None:
    """Print the figures for so many readers and minutes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--questions", type=int, default=3)
    parser.add_argument("--without-models", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        assistant = open_assistant(folder) if given.without_models else Assistant.open(folder)
        assistant.add(ROOT / "examples")
        stories = {article.id: Path(article.source).parent.name for article in assistant.articles()}
        with serving(Path(folder), QUICK if given.without_models else SERVE) as (address, process):
            asyncio.run(measure(address, read_scripts(given.users, given.questions), stories, given.minutes, process))


if __name__ == "__main__":
    main()
