"""A small library of real articles and one hostile one, the app over it, and a real browser."""

import json
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.ui.answering import open_assistant
from tests.ui.serving import wait_for
from tests.ui.specimens import HOSTILE

ROOT = Path(__file__).parents[2]
STORIES = ["harbour-wall", "ferry-fire", "skarn-bridge"]


@pytest.fixture(scope="session")
def library(tmp_path_factory):
    """A folder with a library of three stories, and an article that is out to do harm."""
    folder = tmp_path_factory.mktemp("ui")
    for story in STORIES:
        shutil.copytree(ROOT / "examples" / story, folder / "articles" / story)
    (folder / "articles" / "hostile.txt").write_text(
        f"---\ntitle: {json.dumps(HOSTILE)}\npublisher: {json.dumps(HOSTILE)}\n---\n{HOSTILE}\n\n"
        f"The gnome treasurer of Quarrelby counted 412 buttons {HOSTILE} in all.\n\n"
        f"</p></div><iframe src='https://evil.example/'></iframe><svg/onload=window.pwned=5> {HOSTILE}", "utf-8")
    (folder / "articles" / "rtl.txt").write_text(
        "---\nlanguage: ar\ntitle: افتتاح الجسر\n---\nافتتاح الجسر\n\nافتتح الجسر الجديد يوم السبت 3 مايو.",
        "utf-8")
    open_assistant(folder / "library").add(folder / "articles")
    return folder / "library"


@pytest.fixture(scope="session")
def addresses(library):
    """The addresses of the running app, in the order of `tests.ui.serving`."""
    ports = [_free_port() for _ in range(5)]
    command = [sys.executable, "-m", "tests.ui.serving", str(library), *map(str, ports)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE) as process:
        for port in ports:
            wait_for(port)
        yield [f"http://127.0.0.1:{port}" for port in ports]
        process.stdin.close()
        process.wait(timeout=120)


@pytest.fixture
def visit(chromium):
    """A function that opens the app as a new visitor; afterwards nothing may have left the host or gone wrong."""
    contexts, requests, problems = [], [], []

    def open_page(address, width=1440, height=900, **options):
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        context.set_default_timeout(90_000)  # a busy machine is no defect of the page
        context.on("request", lambda request: requests.append(request.url))
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
        page.on("dialog", lambda dialog: problems.append(dialog.message))
        page.goto(address)
        page.wait_for_selector(".pq-evidence")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert {urlsplit(url).hostname for url in requests if not url.startswith(("data:", "blob:"))} == {"127.0.0.1"}
    assert not problems


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]
