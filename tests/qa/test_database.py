import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from qa.database import Database
from qa.errors import LibraryError, UnknownArticleError
from qa.passages import split_passages
from qa.pending import Pending
from tests.qa.texts import article, origin

NEWS = article("Bridge opens\n\nIt opened at 5 p.m. 👍🏽 Crowds\u00a0came; İnci e\u0301\0 too.", publisher="The Post")
ROWS = np.eye(4, dtype=np.float32)


@pytest.fixture
def database(tmp_path):
    return Database(tmp_path / "library.sqlite")


def put(database, one, budget=8):
    passages = split_passages(one, budget)
    rows = np.resize(ROWS, (len(passages), 4))
    database.put(one, origin(one), passages, rows)
    return passages, rows


def test_an_article_and_its_passages_come_back_as_they_were_put(database):
    passages, rows = put(database, NEWS)
    assert database.article(NEWS.id) == NEWS
    assert list(database.articles()) == [NEWS]
    stored = database.passages_after(0, 100)
    assert [passage for _, passage in stored] == passages
    assert database.vectors([key for key, _ in stored], 4).tolist() == rows.tolist()
    assert database.counts() == (1, len(passages))


def test_articles_that_may_hold_a_fragment_are_told_from_those_that_cannot(database):
    others = [article(text, source) for text, source in (("It was clo\u00adsed.", "/news/c.txt"),
                                                         ("It was open.", "/news/b.txt"))]
    for one in (NEWS, *others):
        put(database, one)
    assert [one.source for one in database.holding("open")] == ["/news/a.txt", "/news/b.txt", "/news/c.txt"]
    assert [one.source for one in database.holding("opened")] == ["/news/a.txt", "/news/c.txt"]
    assert [one.source for one in database.holding("too")] == ["/news/a.txt", "/news/c.txt"]  # behind a NUL
    assert len(list(database.holding(""))) == 3


def test_address_and_pages_are_kept(database):
    one = replace(NEWS, url="https://post.example/bridge", pages=(0, 14, 14, 40))
    put(database, one)
    assert database.article(one.id) == one


def test_several_may_bring_up_one_library_at_once(tmp_path):
    def opened(path):
        return Database(path).counts()

    with ThreadPoolExecutor(8) as threads:
        for number in range(10):
            assert set(threads.map(opened, [tmp_path / f"{number}.sqlite"] * 8)) == {(0, 0)}


def test_a_library_that_another_process_is_making_is_waited_for(tmp_path):
    other = sqlite3.connect(tmp_path / "library.sqlite", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(0.3, other.rollback).start()
    assert Database(tmp_path / "library.sqlite").counts() == (0, 0)
    other.close()


def test_vectors_are_kept_to_three_digits(database):
    row = np.float32([[0.6, 0.8, 0, 0]])
    one = article("It opened.")
    database.put(one, origin(one), split_passages(one), row)
    np.testing.assert_allclose(database.vectors([Pending(database).last()], 4), row, atol=1e-3)  # 16 bits a number


def test_a_text_of_the_same_source_replaces_the_old_one_under_new_passage_ids(database):
    put(database, NEWS)
    before = [key for key, _ in database.passages_after(0, 100)]
    put(database, article("It closed."))
    assert [one.text for one in database.articles()] == ["It closed."]
    assert Pending(database).removed() == before
    assert [key for key, _ in database.passages_after(0, 100)] == [before[-1] + 1]


def test_passages_come_in_the_order_asked_for_and_those_that_are_gone_are_left_out(database):
    put(database, NEWS)
    first, second = (key for key, _ in database.passages_after(0, 2))
    assert list(database.passages([second, 999, first])) == [second, first]


def test_vectors_come_in_the_order_asked_for(database):
    put(database, NEWS)
    assert database.vectors([2, 1], 4).tolist() == [ROWS[1].tolist(), ROWS[0].tolist()]
    assert database.vectors([], 4).shape == (0, 4)


def test_an_id_is_never_given_out_twice(database):
    put(database, NEWS)
    last = Pending(database).last()
    database.delete(NEWS.id)
    assert Pending(database).last() == 0
    put(database, NEWS)
    assert database.passages_after(0, 1)[0][0] == last + 1


def test_removing_leaves_only_the_ids_for_the_indexes_to_drop(database):
    put(database, NEWS)
    database.delete(NEWS.id)
    assert database.counts() == (0, 0)
    removed = Pending(database).removed()
    Pending(database).settle("{}", removed[1:])
    assert Pending(database).removed() == removed[:1]
    assert database.meta("derived") == "{}"


@pytest.mark.parametrize("ask", [lambda database: database.article("no"), lambda database: database.delete("no")])
def test_an_unknown_id_is_an_error(database, ask):
    with pytest.raises(UnknownArticleError, match="no article 'no' in the library"):
        ask(database)


def test_the_same_text_is_known_under_another_source_of_the_same_publisher(database):
    put(database, NEWS)
    copy = article(NEWS.text, source="/news/b.txt", publisher="The Post")
    assert database.same_text(copy) == NEWS
    assert database.same_text(NEWS) is None  # itself
    assert database.same_text(article(NEWS.text, source="/news/b.txt", publisher="Elsewhere")) is None


def test_a_put_that_fails_leaves_what_was_there(database):
    put(database, NEWS)
    changed = article("It closed. It stays so.")
    with pytest.raises(ValueError, match="zip"):
        database.put(changed, origin(changed), split_passages(changed), ROWS[:0])
    assert list(database.articles()) == [NEWS]
    assert Pending(database).removed() == []


def test_settings_are_kept(database):
    database.set_meta("encoder", "one")
    database.set_meta("encoder", "two")
    assert database.meta("encoder") == "two"
    assert database.meta("unset") is None


def test_another_schema_version_is_refused(database):
    database.set_meta("schema_version", "99")
    with pytest.raises(LibraryError, match="has schema version 99, this pullquote reads 4; use the release"):
        Database(database.path)


@pytest.mark.parametrize("content", [b"not a database, " * 300, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_an_error_that_names_the_library(tmp_path, content):
    (tmp_path / "library.sqlite").write_bytes(content)
    with pytest.raises(LibraryError, match=f"library {tmp_path}"):
        Database(tmp_path / "library.sqlite")


def test_a_database_without_its_tables_is_an_error_of_ours(database):
    with sqlite3.connect(database.path) as other:
        other.execute("DROP TABLE passages")
    other.close()
    with pytest.raises(LibraryError, match="no such table"):
        database.counts()


def test_passages_read_beside_a_writer_belong_to_the_text_they_are_read_with(database):
    versions = [article("It closed."), article("The bridge opened. Crowds came to see it. The mayor spoke. All left.")]
    stop = threading.Event()

    def read():
        found = set()
        while not stop.is_set():
            found.update(passage for _, passage in database.passages_after(0, 100))
        database.close()
        return found

    with ThreadPoolExecutor() as threads:
        reading = threads.submit(read)
        for number in range(300):
            put(database, versions[number % 2])
        stop.set()
        assert reading.result() <= {passage for one in versions for passage in split_passages(one, 8)}
