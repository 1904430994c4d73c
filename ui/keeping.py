"""What a reader does with the library: look through it, add to it, remove and bring back. Errors are one clear line."""

import queue
import re
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from pathlib import Path

from qa.article import Article
from qa.assistant import Assistant
from qa.errors import PullquoteError, UnknownArticleError
from ui import desk, frontpage, shelf
from ui.evidence import failure_html
from ui.overview import SCANNED, Overview
from ui.shelf import View

ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
INSIDE = "!/"  # what parts the name of an archive from that of a member


def look(assistant: Assistant, view: View) -> str:
    """Return the desk of the library, with the article that is open."""
    try:
        articles = articles_of(assistant)
        article = assistant.article(view.opened) if view.opened is not None else None
        return shelf.shelf_html(shelf.listed(articles, view), assistant.store.counts()[0], view, article)
    except PullquoteError as error:
        return desk.desk_html(failure_html(str(error)))


def look_again(assistant: Assistant, view: View) -> tuple[View, str]:
    """Return the view and its desk, without the article that was open where that is gone."""
    if view.opened is not None:
        try:
            assistant.article(view.opened)
        except UnknownArticleError:
            view = replace(view, opened=None)
    return view, look(assistant, view)


def known(assistant: Assistant) -> tuple[str, str]:
    """Return the masthead and how the library is, as HTML; empty where it cannot be read, which `look` tells."""
    try:
        info = assistant.store.info()
    except PullquoteError:
        return "", ""
    return frontpage.masthead_html(Overview(info.articles, first=info.first, last=info.last)), shelf.state_html(info)


def outlets(assistant: Assistant) -> list[str]:
    """Return the outlets that can be chosen."""
    try:
        return shelf.outlets(articles_of(assistant))
    except PullquoteError:
        return [shelf.EVERY]


def act(assistant: Assistant, view: View, what: object, article_id: object) -> View:
    """Return the view after what the reader did: show more, remove an article, or bring the last one back.

    Raises PullquoteError where that cannot be done.
    """
    if what == "more":
        return replace(view, shown=view.shown + shelf.STEP)
    if what == "remove":
        article = assistant.article(str(article_id))
        assistant.remove(article.id)
        return replace(view, removed=article)
    if what == "undo" and view.removed is not None:
        report = assistant.add(view.removed.source.partition(INSIDE)[0])
        if report.failed:
            raise PullquoteError(f"cannot be brought back: {report.failed[0][0]}: {report.failed[0][1]}")
        return replace(view, removed=None)
    return view


def take_in(files: Sequence[str], uploads: Path) -> list[Path]:
    """Return where uploaded files are kept from now on: under their own names, none in place of another's content."""
    kept = []
    for file in map(Path, files):
        uploads.mkdir(parents=True, exist_ok=True)
        content, target, number = file.read_bytes(), uploads / file.name, 1
        while target.exists() and target.read_bytes() != content:
            number += 1
            target = uploads / f"{file.stem} ({number}){file.suffix}"
        if not target.exists():
            shutil.copyfile(file, target)
        kept.append(target)
    return kept


def add_files(assistant: Assistant, files: Sequence[str], uploads: Path) -> Iterator[str]:
    """Yield how adding uploaded files goes, and at last what became of each, as HTML."""
    try:
        kept = take_in(files, uploads)
    except OSError as error:
        yield shelf.problem_html(f"cannot keep the files in {uploads}: {error.strerror or error}")
        return
    yield from _adding(assistant, kept)


def add_address(assistant: Assistant, address: str) -> Iterator[str]:
    """Yield how adding a page, feed or sitemap goes, as HTML; files of the server are not to be had this way."""
    if not ADDRESS.fullmatch(address := address.strip()):
        yield shelf.problem_html("Give an address that begins with http:// or https://.")
        return
    yield from _adding(assistant, [address])


def _adding(assistant: Assistant, given: Sequence[str | Path]) -> Iterator[str]:
    steps: queue.SimpleQueue[tuple[int, int]] = queue.SimpleQueue()
    yield shelf.progress_html(0, len(given))
    with ThreadPoolExecutor(1) as worker:
        adding = worker.submit(lambda: assistant.add(*given, progress=lambda done, total, _: steps.put((done, total))))
        while not adding.done():
            try:
                yield shelf.progress_html(*steps.get(timeout=0.2))
            except queue.Empty:
                continue
        try:
            yield shelf.report_html(adding.result())
        except PullquoteError as error:
            yield shelf.problem_html(str(error))


def articles_of(assistant: Assistant) -> list[Article]:
    """Return the articles that a reader looks through: all, or of a very large library the first."""
    return list(islice(assistant.articles(), SCANNED))
