"""Stopping the process at any moment loses at most the article in flight."""

import hashlib
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks import crash
from qa import Assistant
from qa.passages import split_passages
from tests.qa.conftest import KEYWORDS, stored, unprivileged
from tests.qa.texts import article as made

COUNT = 40
ADD = f"""
import sys
from embeddings.keyword import KeywordEncoder
from qa import Assistant

Assistant.open(sys.argv[1], KeywordEncoder({KEYWORDS!r})).add(sys.argv[2])
"""


@pytest.fixture
def many(tmp_path):
    """A folder of articles, each of several passages."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(COUNT):
        story = "".join(f"The bridge number {number} was closed for the {part}th time. " * 6 for part in range(4, 8))
        (folder / f"{number:03}.txt").write_text(f"Bridge {number} closes\n\n{story}")
    return folder


def check_whole(library, encoder):
    """Assert that each article is whole and found, and return how many there are."""
    assistant = Assistant.open(library, encoder)
    articles = list(assistant.articles())
    passages = [passage for _, passage in assistant.store._database.passages_after(0, 10_000)]
    assert sorted(passages, key=lambda p: (p.article.source, p.start)) == [
        passage for article in articles for passage in split_passages(article)]
    for article in articles:
        assert hashlib.sha256(article.text.encode()).hexdigest() == article.sha256
        assert article.text.count("The bridge") == 24  # 4 parts of 6 sentences
    if articles:
        title = articles[-1].title
        assert title in [hit.passage.article.title for hit in assistant.search(title, k=100)]
    assistant.store.close()
    return len(articles)


def test_a_killed_process_leaves_each_article_whole_or_absent(tmp_path, many, encoder):
    library, counts = tmp_path / "library", []
    for reached in (0, 1, 20, COUNT):
        with subprocess.Popen([sys.executable, "-c", ADD, library, many]) as child:
            while stored(library) < reached and child.poll() is None:
                time.sleep(0.005)
            child.send_signal(signal.SIGKILL)
        counts.append(check_whole(library, encoder))
        assert counts[-1] >= reached
    assert counts == sorted(counts)  # nothing that was stored is lost
    report = Assistant.open(library, encoder).add(many)
    assert len(report.unchanged) == counts[-1]
    assert check_whole(library, encoder) == COUNT


def test_a_process_killed_while_it_saves_the_indexes_loses_nothing(tmp_path, many, encoder):
    library = tmp_path / "library"
    with subprocess.Popen([sys.executable, "-c", ADD, library, many]) as child:
        while not (library / "vectors.faiss").exists() and child.poll() is None:
            time.sleep(0.001)  # the manifest is written after this file
        child.send_signal(signal.SIGKILL)
    assert check_whole(library, encoder) == COUNT
    assert encoder.encoded == 0


def test_kills_at_random_moments_of_add_refresh_and_remove_harm_nothing():
    command = [sys.executable, "-m", "benchmarks.crash", "--kills", "5"]  # README.md has the figures of 500
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False)
    first, *counts = done.stdout.splitlines()
    assert (first[:9], counts, done.returncode) == ("kills: 5 ", [
        "lost: 0", "wrong: 0", "duplicates: 0", "repeated embeddings: 0", "damage: 0"], 0), done.stderr


def held(*articles):
    """Return the state of a library that holds these texts, each with its passages or with others."""
    return {"damage": [], "articles": [
        {"id": f"id {text}", "name": "1.txt", "text": text,
         "passages": passages or [one.embedded_text for one in split_passages(made(text, title=text.splitlines()[0]))]}
        for text, passages in articles]}


@pytest.mark.parametrize(("now", "counted"), [
    ([(crash.text_of(1, 0), None)], {}),
    ([], {"lost": 1}),
    ([(crash.text_of(1, 0), ["a part"])], {"lost": 1}),
    ([(crash.text_of(1, 0), None), (crash.text_of(1, 0), None)], {"duplicates": 1}),
    ([(crash.text_of(1, 0), None), ("What nobody wrote", None)], {"wrong": 1})])
def test_the_count_of_harm_sees_it(now, counted):
    tally, files = crash.Tally(), {1: ("1.txt", 0)}
    crash.compare(held((crash.text_of(1, 0), None)), held(*now), files, files, None, tally)
    counts = {name: len(getattr(tally, name)) for name in ("lost", "wrong", "duplicates", "repeated", "damage")}
    assert {name: count for name, count in counts.items() if count} == counted


@pytest.mark.parametrize("command", [["list"], ["add", "a.txt"]])
def test_a_folder_that_cannot_be_written_is_one_line_and_exit_status_1(tmp_path, command):
    library = tmp_path / "library"
    library.mkdir(mode=0o500)
    (tmp_path / "a.txt").write_text("It opened.")
    run = [*unprivileged(), sys.executable, "-c", "from ui.cli import main; main()", *command, "--library", library]
    done = subprocess.run(run, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (f"pullquote: library {library} is read-only; "
                           "give another with --library, or make it writable\n")
