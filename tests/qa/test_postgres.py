"""What only a library in PostgreSQL does: several writers at once, servers that go away, its doctor, the command."""

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.request import urlopen

import numpy as np
import psycopg
import pytest

from embeddings.keyword import KeywordEncoder
from qa import Assistant
from qa.errors import BusyError, LibraryError, UnreachableError
from qa.filter import Filter
from qa.ingest import put_article
from qa.place import open_store
from qa.postgres.ranking import DIMENSION, number
from tests.postgres import Postgres
from tests.qa.conftest import KEYWORDS
from tests.qa.test_crash import ADD, COUNT, many  # noqa: F401 - a fixture
from tests.qa.test_export import content
from tests.qa.test_store import put, vector
from tests.qa.texts import article
from tests.ui.serving import wait_for

STORES = ["postgresql"]
PULLQUOTE = [sys.executable, "-c", "from ui.cli import main; main()"]


@pytest.fixture
def address(place):
    return place("library")


def whole(address, encoder):
    """Assert that nothing is wrong with a library and nothing in it twice, and return how many articles it has."""
    assistant = Assistant.open(address, encoder)
    articles = list(assistant.articles())
    assert len({one.id for one in articles}) == len({one.source for one in articles}) == len(articles)
    assert assistant.store.examine() == []
    return len(articles)


# Writers

def test_several_may_make_the_library_at_once(place):
    for one in range(4):
        new, ready = place(f"new{one}"), threading.Barrier(8)

        def opened(_, new=new, ready=ready):
            ready.wait()
            return open_store(new).counts()

        with ThreadPoolExecutor(8) as threads:
            assert list(threads.map(opened, range(8))) == [(0, 0)] * 8


def test_what_one_puts_others_find_at_once(assistant, address, news):
    other = Assistant.open(address, KeywordEncoder(KEYWORDS))
    assert other.search("late storm")[0].passage.article.title != "late"
    put_article(assistant.store, assistant.encoder, article("A late storm came.", title="late"), "")  # and no `sync`
    assert "A late storm came." in [hit.passage.text for hit in other.search("late storm")]


def test_several_add_the_same_and_other_articles_at_once_and_nothing_is_lost_or_doubled(address, many, encoder):  # noqa: F811
    half = many.with_name("half")
    half.mkdir()
    for name in sorted(path.name for path in many.iterdir())[::2]:
        (many / name).rename(half / name)
    children = [subprocess.Popen([sys.executable, "-c", ADD, address, str(folder)])
                for folder in (many, half, many)]
    assert [child.wait(timeout=300) for child in children] == [0, 0, 0]
    assert whole(address, encoder) == COUNT
    report = Assistant.open(address, encoder).add(many, half)
    assert (len(report.unchanged), encoder.encoded) == (COUNT, 0)


def test_an_article_from_a_source_that_another_has_stored_meanwhile_takes_its_place(address):
    store = open_store(address)
    store.adopt("hashes", 32)
    put(store, article("It opened."))
    put(store, replace(article("It closed."), id="another"))  # from the same source, where the id seemed to be taken
    assert [(one.id, one.text) for one in store.articles()] == [(article("It opened.").id, "It closed.")]
    assert store.origins.of("/news/a.txt").article_id == article("It opened.").id
    assert store.counts() == (1, 1)


def test_threads_that_change_one_article_at_once_leave_one_text_whole(address, encoder):
    store = open_store(address)
    store.adopt(encoder.name, 32)
    texts = [f"The bridge number {one} opened. The mayor of town {one} spoke." for one in range(8)]

    def write(text):
        for _ in range(5):
            put(store, article(text))
            with suppress(LibraryError):
                store.sync()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, texts))
    store.sync()
    (last,) = store.articles()
    assert last.text in texts
    assert store.counts() == (1, len(store.passages_of(last.id)))
    assert store.clusters([last.id]) == {last.id: last.id}
    assert len(store.versions(last.id)) <= 8
    assert [one for one in store.examine() if "length 1" not in one.problem] == []


def test_a_writer_that_is_killed_leaves_each_article_whole_and_the_next_goes_on(address, many, encoder):  # noqa: F811
    counts = []
    for reached in (1, 20):
        with subprocess.Popen([sys.executable, "-c", ADD, address, str(many)]) as child:
            while stored(address) < reached and child.poll() is None:
                time.sleep(0.02)
            child.send_signal(signal.SIGKILL)
        counts.append(whole(address, encoder))
        assert counts[-1] >= reached
    report = Assistant.open(address, encoder).add(many)
    assert len(report.unchanged) >= counts[-1]
    assert whole(address, encoder) == COUNT


def stored(address):
    with suppress(psycopg.Error), psycopg.connect(address) as connection:
        return connection.execute("SELECT count(*) FROM pullquote.articles").fetchone()[0]
    return 0


def test_while_a_library_is_mended_writers_wait_and_are_told(assistant, address, monkeypatch):
    monkeypatch.setattr("qa.postgres.store.LOCK_SECONDS", 0.05)
    with (open_store(address)._server.locked("writing"),
          pytest.raises(BusyError, match="is being mended by another process; try again when it is done")):
        assistant.add("examples")
    with open_store(address).writing(), assistant.store.writing():  # two writers
        assert assistant.search("bridge")


# Moving

@pytest.mark.parametrize("there", ["database", "folder"])
def test_a_library_moves_between_folder_and_database_and_nothing_is_encoded(address, tmp_path, news, there):
    places = [tmp_path / "folder", address] if there == "database" else [address, tmp_path / "folder"]
    old, encoder = Assistant.open(places[0], KeywordEncoder(KEYWORDS)), KeywordEncoder(KEYWORDS)
    old.add(news)
    (news / "storm.txt").write_text("The storm took a roof off.")
    old.add(news)
    old.export(tmp_path / "a.jsonl")
    new = Assistant.open(places[1], encoder)
    assert len(new.restore(tmp_path / "a.jsonl").added) == 3
    assert encoder.encoded == 0
    assert content(new) == content(old)
    new.export(tmp_path / "b.jsonl")
    assert (tmp_path / "b.jsonl").read_bytes() == (tmp_path / "a.jsonl").read_bytes()
    for question in ("storm roof", "Which river rose?", '"the ribbon"'):
        assert [hit.passage for hit in new.search(question)] == [hit.passage for hit in old.search(question)]
    assert len(new.refresh().unchanged) == 3


# Servers that are not there

@pytest.mark.parametrize("address", [
    "postgresql://reader:secret@127.0.0.1:1/news", "postgresql://reader:secret@/news?host=/nowhere"])
def test_a_server_that_does_not_answer_is_an_error_that_names_it_and_no_password(address):
    with pytest.raises(UnreachableError, match=r"library postgresql://.*/news: .*is the server running") as raised:
        open_store(address)
    assert "secret" not in str(raised.value)


def test_what_is_no_address_is_an_error_without_the_password():
    with pytest.raises(LibraryError, match="is no address of a PostgreSQL database") as raised:
        open_store("postgresql://reader:secret@host/news?color=red")
    assert "secret" not in str(raised.value)


def test_without_the_packages_the_error_says_what_to_install():
    code = "import sys; sys.modules['psycopg'] = None; from ui.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code, "list", "--library", "postgresql://host/news"],
                          capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "pip install 'pullquote[postgres]'" in done.stderr


def test_a_library_of_another_schema_is_refused(assistant, address):
    assistant.store._server.set_meta("schema_version", "99")
    with pytest.raises(LibraryError, match="has schema version 99, this pullquote reads 1; use the release"):
        open_store(address)


def test_a_server_that_dies_is_an_error_and_is_used_again_once_it_is_back(tmp_path_factory, news, encoder):
    import tempfile

    with tempfile.TemporaryDirectory(prefix="pq") as folder:
        server = Postgres(Path(folder) / "data")
        with server:
            assistant = Assistant.open(server.create(), encoder)
            assistant.add(news)
            before = [hit.passage for hit in assistant.search("storm")]
            server.kill()
            for ask in (lambda: assistant.search("storm"), lambda: assistant.add(news), assistant.store.counts):
                with pytest.raises(UnreachableError):
                    ask()
            server.start()
            assert [hit.passage for hit in assistant.search("storm")] == before


# Doctor and figures

DAMAGE = {
    "UPDATE articles SET text = text || '!' WHERE title = 'storm'": "the text is not the one that was stored",
    'UPDATE passages SET "end" = 9999 WHERE id = 1': "is no slice of article",
    "UPDATE passages SET vector = '[1,1,1,1,1]' WHERE id = 1": "is not of length 1",
    "UPDATE passages SET vector = '[1]' WHERE id = 1": "has 1 numbers, not 5",
    "UPDATE passages SET terms = '{1}' WHERE id = 1": "were indexed by another release",
    "DELETE FROM passages WHERE id = 1": "its passages are missing",
    "DELETE FROM copies": "3 articles that were never compared with others",
    "DELETE FROM frequencies WHERE term = -1": "1 terms are counted wrongly",
}


@pytest.mark.parametrize(("harm", "problem"), DAMAGE.items(), ids=DAMAGE.values())
def test_damage_is_found_and_mended(assistant, address, harm, problem):
    assert assistant.store.examine() == []
    with psycopg.connect(address, options="-c search_path=pullquote,public") as connection:
        connection.execute(harm)
    assert any(problem in one.problem for one in assistant.store.examine())
    assert all(one.mended for one in assistant.store.examine(assistant.encoder))
    assistant.refresh()
    assert assistant.store.examine() == []
    assert assistant.store.counts()[0] == 3
    assert len(assistant.search("bridge river storm")) == 3


def test_the_figures_of_a_library(assistant, address):
    info = assistant.store.info()
    assert (info.articles, info.passages, info.outlets, info.indexes_current) == (3, 3, 1, True)
    assert info.vectors == "exactly"
    assert info.sizes["all"] == sum(size for name, size in info.sizes.items() if name != "all") > 0


def test_notes_of_terms_add_up_to_one_each(assistant):
    server = assistant.store._server
    with server.snapshot() as connection:
        assert connection.execute("SELECT count(*) - count(DISTINCT term) FROM frequencies").fetchone() == (0,)


def test_many_vectors_are_searched_by_an_index(address, monkeypatch):
    monkeypatch.setattr("qa.postgres.store.EXACT", 100)
    monkeypatch.setattr("qa.postgres.ranking.EXACT", 100)
    store = open_store(address)
    store.adopt("hashes", 32)
    for one in range(150):
        put(store, article(f"Storm number {one} passed over town {one % 13}.", f"/{one}", publisher="The Post"))
    question = vector("storm passed over town 5")[None]
    exact = store.nearest(question, 10)
    store.sync()
    assert store.info().vectors == "nearly (HNSW)"
    found = store.nearest(question, 10)
    assert len({key for key, _ in found} & {key for key, _ in exact}) >= 9
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    few, most = Filter(articles=(article("", "/7").id,)), Filter(publishers=("The Post",))
    assert len(store.nearest(question, 10, few)) == len(store.passages_of(few.articles[0])) == 2  # all are compared
    assert len(store.nearest(question, 10, most)) == 10


def test_terms_are_numbers_that_fit_a_sparse_vector():
    assert all(0 <= number(term) < DIMENSION for term in ("bridge", "橋", "25000"))
    assert len({number(str(one)) for one in range(20_000)}) == 20_000
    assert number("bridge") == number("bridge") != number("bridges")
    assert np.int32(number("bridge")) == number("bridge")


# The command

def test_every_command_works_on_a_database(address, tmp_path, news):
    def run(*arguments, status=0):
        done = subprocess.run([*PULLQUOTE, *map(str, arguments), "--library", address], capture_output=True, text=True,
                              check=False, timeout=300, cwd=Path(__file__).parents[2])
        assert done.returncode == status, done.stderr
        return done.stdout

    assert run("add", news) == "3 added\n"
    ids = {one["title"]: one["id"] for one in json.loads(run("list", "--json"))}
    assert "cut the ribbon" in run("show", ids["Bridge opens"])
    (answer,) = [json.loads(run("ask", "When did the bridge open?", "--json"))]
    assert answer["citations"][0]["article_id"] == ids["Bridge opens"]
    assert json.loads(run("search", "storm", "-k", "1", "--json"))[0]["article_id"] == ids["storm"]
    assert run("check-quote", "It left no damage.").startswith("exact")
    assert "3 articles" in run("export", tmp_path / "a.jsonl")
    assert run("import", tmp_path / "a.jsonl") == "3 unchanged\n"
    assert run("refresh") == "3 unchanged\n"
    assert json.loads(run("info", "--json"))["passages"] == 3
    assert run("doctor") == "nothing is wrong\n"
    run("remove", ids["storm"])
    assert len(json.loads(run("list", "--json"))) == 2


def test_the_web_app_serves_a_database(assistant, address):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with subprocess.Popen([*PULLQUOTE, "serve", "--port", str(port), "--library", address],
                          cwd=Path(__file__).parents[2]) as served:
        wait_for(port)
        with urlopen(f"http://127.0.0.1:{port}/health") as answer:
            assert json.load(answer)["articles"] == 3
        key = next(assistant.articles()).id
        with urlopen(f"http://127.0.0.1:{port}/article/{key}") as answer:
            assert answer.status == 200
        served.terminate()


def test_threads_may_search_while_another_adds(assistant, news):
    stop = threading.Event()

    def search():
        sizes = []
        while not stop.is_set():
            sizes.append(len(assistant.search("storm", k=100)))
        return sizes

    with ThreadPoolExecutor() as threads:
        searching = [threads.submit(search) for _ in range(2)]
        for name in ("storm1", "storm2", "storm3"):
            (news / f"{name}.txt").write_text(f"The {name} came and went: a storm.")
            assistant.add(news / f"{name}.txt")
            assistant.remove(next(one.id for one in assistant.articles() if one.title == name))
        stop.set()
        assert set().union(*(one.result() for one in searching)) <= {3, 4}
