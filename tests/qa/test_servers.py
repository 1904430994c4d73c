"""A library on several PostgreSQL servers: in parts, as docs/postgresql.md says, and followed by a replica."""

import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import numpy as np
import psycopg
import pytest

from qa import Assistant
from qa.errors import LibraryError, UnreachableError
from qa.filter import Filter
from qa.place import open_store
from tests.postgres import Postgres
from tests.qa.test_store import NEWS, WIDTH, put, vector
from tests.qa.texts import article

PAGE = Path(__file__).parents[2] / "docs" / "postgresql.md"
BLOCKS = re.findall(r"^```sql\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
TEXTS = [f"The storm number {number} passed over town {number % 7} on Friday. The mayor spoke." for number in range(40)]


@pytest.fixture
def folder(request) -> Iterator[Path]:
    request.getfixturevalue("postgres")  # skips where there can be none
    with tempfile.TemporaryDirectory(prefix="pq", ignore_cleanup_errors=True) as name:
        yield Path(name)


@pytest.fixture
def parts(folder) -> Iterator[list[Postgres]]:
    """Two servers with the tables of a part each."""
    with ExitStack() as stack:
        servers = [stack.enter_context(Postgres(folder / name)) for name in ("one", "two")]
        for server in servers:
            run(server.address(), BLOCKS[0])
        yield servers


@pytest.fixture
def spread(place, parts):
    """The address of a library whose passages are on the two servers; some were put before they moved there."""
    store = filled(place("library"), TEXTS[:10])
    store.close()
    script = BLOCKS[1]
    for name, server in zip(("server1", "server2"), parts, strict=True):
        script = script.replace(f"host '{name}'", f"host '{server.folder}'")
    script = script.replace("dbname 'news'", "dbname 'postgres'").replace("user 'pullquote'", "user 'postgres'")
    run(place("library"), script)
    return place("library")


STORES = ["postgresql"]


def run(address, script):
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(script)


def filled(location, texts):
    store = open_store(location)
    store.adopt("hashes", WIDTH)
    for text in texts:
        put(store, article(text, f"/{TEXTS.index(text):02}", publisher=f"Outlet {TEXTS.index(text) % 3}"), 12)
    store.sync()
    return store


def found(store, where=None):
    """Return what is found, by both searches: each passage under its article."""
    lists = [store.nearest(vector("storm town 3 mayor")[None], 30, where), store.matching("storm town 3", 30, where)]
    passages = [store.passages([key for key, _ in hits]) for hits in lists]
    return [[(those[key].article.id, those[key].start, pytest.approx(score, rel=1e-4)) for key, score in hits]
            for those, hits in zip(passages, lists, strict=True)]


def test_a_library_in_parts_finds_what_a_folder_finds_with_the_same_scores(spread, parts, tmp_path):
    one, other = filled(tmp_path / "folder", TEXTS), filled(spread, TEXTS[10:])
    held = [server.run("SELECT count(*) FROM pullquote.passages")[0][0] for server in parts]
    assert sum(held) == other.counts()[1] == one.counts()[1]
    assert min(held) > 10
    for where in (None, Filter(publishers=("Outlet 1",))):
        assert found(other, where) == found(one, where)
    assert other.examine() == []
    assert other.info().vectors == "exactly, in 2 parts"
    other.remove(next(other.articles()).id)
    put(other, article(NEWS.text, "/01"))
    assert other.examine() == []


def test_a_lost_part_is_an_error_at_once_and_never_half_an_answer(spread, parts):
    store = filled(spread, TEXTS[10:])
    before = found(store)
    parts[1].kill()
    start = time.monotonic()
    for ask in (lambda: store.nearest(vector("storm")[None], 10), lambda: store.matching("storm", 10)):
        with pytest.raises(UnreachableError, match="does not answer"):
            ask()
    assert time.monotonic() - start < 10
    rain = [article("It rained.", f"/rain{number}") for number in range(8)]  # some of them belong there
    stored = 0
    for one in rain:
        with suppress(UnreachableError):
            put(store, one)
            stored += 1
    assert 0 < stored < len(rain)
    parts[1].start()
    assert len(found(store)[0]) == 30
    for one in rain:
        put(store, one)
        store.remove(one.id)
    assert found(store) == before
    assert store.examine() == []


def test_a_replica_answers_follows_and_takes_over_without_a_row_lost(folder):
    with Postgres(folder / "main") as main:
        store = filled(main.create(), TEXTS[:10])
        database = "library1"
        with main.replica(folder / "copy") as copy:
            reader = open_store(copy.address(database))
            assert found(reader) == found(store)
            put(store, article("A late storm came over town 3.", "/late"))
            until = time.monotonic() + 30
            while reader.counts() != store.counts() and time.monotonic() < until:
                time.sleep(0.05)
            assert found(reader) == found(store)
            with pytest.raises(LibraryError, match="read-only transaction"):
                reader.remove(next(reader.articles()).id)
            counts = store.counts()
            main.kill()
            with pytest.raises(UnreachableError):
                store.counts()
            copy.run("SELECT pg_promote()")
            assert reader.counts() == counts
            put(reader, article("It is the main one now.", "/now"))
            reader.sync()
            assert reader.counts()[0] == counts[0] + 1
            assert reader.examine() == []
            both = open_store(f"postgresql://postgres@/{database}?host={main.folder},{copy.folder}")  # one is down
            assert both.counts()[0] == counts[0] + 1
            assert np.isfinite([score for _, score in both.nearest(vector("storm")[None], 3)]).all()


def test_a_part_that_is_killed_while_articles_are_added_loses_and_doubles_nothing(spread, parts, tmp_path):
    news = tmp_path / "archive"
    news.mkdir()
    for number in range(30):
        (news / f"{number:02}.txt").write_text(f"The bridge number {number} opened. The mayor of town {number} spoke.")
    before = open_store(spread).counts()

    killed = []

    def kill(done, _total, _passages):
        if done >= 10 and not killed:  # a number may be told twice
            killed.append(done)
            parts[1].kill()

    hashes = Hashes()
    with pytest.raises(UnreachableError, match="does not answer"):
        Assistant.open(spread, hashes).add(news, progress=kill)
    stored = len(list(open_store(spread).articles())) - before[0]
    assert 10 <= stored < 30
    parts[1].start()
    report = Assistant.open(spread, hashes).add(news)
    assert len(report.unchanged) >= stored - 1  # what was in flight is done again
    store = open_store(spread)
    articles = list(store.articles())
    assert len(articles) == len({one.source for one in articles}) == before[0] + 30
    assert sum(len(store.passages_of(one.id)) for one in articles) == store.counts()[1]
    store.examine(hashes)
    assert store.examine() == []


def test_a_replica_of_a_part_takes_its_place_without_a_row_lost(spread, parts, folder):
    store = filled(spread, TEXTS[10:])
    before, counts = found(store), store.counts()
    with parts[1].replica(folder / "copy") as copy:
        until(lambda: copy.run("SELECT pg_last_wal_replay_lsn()") == parts[1].run("SELECT pg_current_wal_flush_lsn()"))
        parts[1].kill()
        with pytest.raises(UnreachableError, match="does not answer"):
            found(store)
        copy.run("SELECT pg_promote()")
        run(spread, f"ALTER SERVER part2 OPTIONS (SET host '{copy.folder}')")
        assert (found(store), store.counts()) == (before, counts)
        put(store, article("It is on the main server of that part now.", "/now"))
        assert store.examine() == []


class Hashes:
    """The encoder of these tests."""

    name, dimension = "hashes", WIDTH

    def encode_passages(self, texts):
        return np.stack([vector(text) for text in texts])

    encode_questions = encode_passages


def until(condition):
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)
