"""Adding by a Ray cluster: the library is the one that a single process makes, whatever becomes of the nodes."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from embeddings.keyword import KeywordEncoder
from qa import Assistant, distributed
from qa.errors import ClusterError, LibraryError, ReadError
from qa.formats import Options
from qa.ingest import Report, Run, Share
from qa.intake import Intake
from tests.qa.conftest import KEYWORDS
from tests.qa.test_store import WIDTH, put
from tests.qa.texts import article

STORES = ["postgresql"]
COUNT = 60 + 6 + 60  # files, copies of some, articles of an export
ROOT = Path(__file__).parents[2]
needs_ray = pytest.mark.skipif(not importlib.util.find_spec("ray"), reason="Ray is not installed; it is the extra ray")


@pytest.fixture
def archive(tmp_path):
    """A folder of articles: files, some of them with the same text, one that cannot be read, and a large export."""
    folder = tmp_path / "archive"
    folder.mkdir()
    for number in range(60):
        text = f"The bridge number {number} was closed. The mayor spoke of it. " * 3
        (folder / f"{number:03}.txt").write_text(f"Bridge {number}\n\n{text}")
        if number % 10 == 0:
            (folder / f"{number:03}-copy.txt").write_text(f"Bridge {number}\n\n{text}")
    (folder / "broken.txt").write_bytes(b"caf\0")
    (folder / "river.jsonl").write_text("".join(
        f'{{"id": "{number}", "text": "The river number {number} rose by two metres. A storm came."}}\n'
        for number in range(60)))
    return folder


def content(address):
    """Return what a library knows of each source: the text that it stands for with its passages and vectors."""
    assistant = Assistant.open(address, KeywordEncoder(KEYWORDS))
    store = assistant.store
    articles = {article.id: article for article in assistant.articles()}
    assert store.examine() == []
    assert len({one.sha256 for one in articles.values()}) == len(articles)  # none is doubled
    told = {}
    for root in store.origins.roots():
        for origin in store.origins.under(root):
            article = articles[origin.article_id] if origin.article_id else None
            told[origin.source] = (origin.root, origin.sha256, origin.reason, article and article.text,
                                   article and [((one.start, one.end, one.bounds), vector.tolist())
                                                for one, vector in store.passages_of(article.id)])
    visits = {root: store.origins.visit(root) for root in store.origins.roots()}
    return told, store.counts(), visits, store.origins.followed()


def run(mode, *arguments):
    """Return what became of the nodes of a cluster that added an archive; see `nodes.py`."""
    done = subprocess.run([sys.executable, "-m", "tests.qa.nodes", mode, *map(str, arguments)], capture_output=True,
                          text=True, check=False, timeout=500, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@needs_ray
def test_a_node_that_is_lost_in_the_middle_leaves_the_library_of_one_process(place, archive):
    report = Assistant.open(place("alone"), KeywordEncoder(KEYWORDS)).add(archive)
    told = run("lose", place("library"), archive)
    assert told["lost"]
    assert content(place("library")) == content(place("alone"))
    added, again = set(told["added"]), set(told["unchanged"])
    assert again  # what the lost node had stored
    assert len(added) + len(again) + len(told["duplicates"]) == len(report.added) + len(report.duplicates)
    assert not added & again
    assert [source for source, _ in told["failed"]] == [str(archive / "broken.txt")]


@needs_ray
def test_on_one_machine_it_listens_to_nobody_else_and_a_process_finds_all_of_it_unchanged(place, archive, encoder):
    told = run("local", place("library"), archive)
    assert len(told["added"]) + len(told["duplicates"]) == COUNT
    assert told["passages"] == Assistant.open(place("library")).store.counts()[1]
    assert (told["listens"], told["dashboards"], told["told"]) == (["127.0.0.1"], [""], "0")
    report = Assistant.open(place("library"), encoder).add(archive)
    assert (len(report.unchanged), encoder.encoded) == (COUNT, 0)
    assert content(place("library"))[1][0] == COUNT - 6


def test_a_folder_has_one_writer_and_is_refused(tmp_path, news):
    with pytest.raises(LibraryError, match="only one in PostgreSQL has several writers"):
        distributed.add(str(tmp_path / "library"), [news])


def test_a_path_that_does_not_exist_stores_nothing(place, news):
    with pytest.raises(ReadError, match="no such file or folder"):
        distributed.add(place("library"), [news, news / "missing.txt"])
    assert Assistant.open(place("library")).store.counts() == (0, 0)


def test_without_ray_the_error_says_what_to_install(place, news, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ClusterError, match=r"pip install 'pullquote\[ray\]'"):
        distributed.add(place("library"), [news])


def test_shares_hold_each_article_of_a_file_once(place, archive, encoder):
    assistant = Assistant.open(place("library"), encoder)
    added = []
    for number in range(3):
        run = Run(assistant.store, share=Share(number, 3), again=True)
        with Intake(assistant.store, assistant.encoder, run.stored, threads=1) as run.intake:
            run.read({Options(): [str(archive / "river.jsonl")]})
        added.append(run.report.added)
    assert sorted(len(of) > 5 for of in added) == [True] * 3
    assert len({source for of in added for source in of}) == sum(map(len, added)) == 60
    assert assistant.store.origins.visit(str(archive / "river.jsonl")) is None  # none of them saw all of it


def test_sources_whose_text_was_stored_twice_at_the_same_moment_share_one_article(place, encoder):
    store = Assistant.open(place("library"), encoder).store
    store.adopt("hashes", WIDTH)
    for source in ("/b", "/a", "/c"):
        put(store, article("It opened.", source))
    put(store, article("It closed.", "/d"))
    report = Report(added=["/b", "/c", "/d"], passages=3)
    distributed._fold(store, report)
    store.sync()
    assert [one.source for one in store.articles()] == ["/a", "/d"]  # /a was there before
    assert {one.source for one in store.origins.sharing(store.origins.of("/a").article_id)} == {"/a", "/b", "/c"}
    assert (report.added, report.duplicates, report.passages) == (["/d"], [("/b", "/a"), ("/c", "/a")], 1)
    assert [one for one in store.examine() if "length 1" not in one.problem] == []


def test_the_command_refuses_a_folder_in_one_line(tmp_path, news):
    command = [sys.executable, "-c", "from ui.cli import main; main()", "add", news, "--ray", "local", "--library",
               tmp_path / "library"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "PostgreSQL" in done.stderr
