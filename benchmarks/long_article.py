"""How long an article of hundreds of pages takes to open in the browser.

    python -m benchmarks.long_article [--pages 200] [--rounds 7]

An article of so many pages of 2,500 characters, made of words of the examples, is opened in Chromium from the list of
the library, and by the address of a quote near its end. Printed are the seconds, median and longest, until the article,
or the marked quote, is in sight.
"""

import argparse
import shutil
import socket
import tempfile
import threading
import time
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from embeddings.keyword import KeywordEncoder
from qa import Assistant
from tests.ui.serving import wait_for
from ui.server import serve

EXAMPLES = Path(__file__).parents[1] / "examples"
PAGE = 2500  # characters
IN_SIGHT = ("() => { const box = document.querySelector('mark')?.getBoundingClientRect(); "
            "return box && box.top >= 0 && box.bottom <= innerHeight; }")


def main() -> None:
    """Print the seconds of both ways."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        raise SystemExit("needs Chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        assistant = Assistant.open(Path(folder, "library"), KeywordEncoder(["the"]))
        assistant.add(EXAMPLES)
        paragraphs = [line for one in assistant.articles() for line in one.text.splitlines() if len(line) > 80]
        length = sum(map(len, paragraphs)) / len(paragraphs)
        text = "\n\n".join(islice(cycle(paragraphs), int(given.pages * PAGE / length)))
        Path(folder, "long.txt").write_text(f"The long article\n\n{text}", encoding="utf-8")
        assistant.add(Path(folder, "long.txt"))
        article = next(one for one in assistant.articles() if one.title == "The long article")
        with socket.create_server(("127.0.0.1", 0)) as found:
            port = found.getsockname()[1]
        threading.Thread(target=serve, args=(assistant,), kwargs={"port": port}, daemon=True).start()
        address = f"http://127.0.0.1:{port}"
        wait_for(port)
        page = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"]).new_page()
        page.goto(address)
        page.wait_for_selector(".pq-evidence")
        listed, linked = [], []
        page.get_by_role("tab", name="Library").click()
        for _ in range(given.rounds + 1):
            page.fill("#pq-find textarea", "no such thing")
            page.locator("#pq-shelf", has_text="No article has all of these words").wait_for()
            page.fill("#pq-find textarea", "the long article")
            page.locator("#pq-shelf .pq-lead", has_text="1 of").wait_for()
            start = time.perf_counter()
            page.locator(".pq-shelf .pq-title", has_text="The long article").click()
            page.locator("#pq-shelf .pq-headline", has_text="The long article").wait_for()
            listed.append(time.perf_counter() - start)
        place = article.text.index(". ", len(article.text) * 9 // 10) + 2
        for _ in range(given.rounds + 1):
            page.goto("about:blank")
            start = time.perf_counter()
            page.goto(f"{address}/article/{article.id}#{place}-{place + 40}")
            while not page.evaluate(IN_SIGHT):
                page.wait_for_timeout(20)
            linked.append(time.perf_counter() - start)
        print(f"{given.pages} pages, {len(article.text):,} characters, {given.rounds} rounds after a first")
        for name, seconds in (("from the list", listed[1:]), ("by the address of a quote", linked[1:])):
            print(f"{name:28} median {median(seconds):.2f} s, longest {max(seconds):.2f} s")


if __name__ == "__main__":
    main()
