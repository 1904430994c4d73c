import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from qa.article import article_id
from qa.clusters import Clusters
from qa.copies import signature
from qa.database import Database
from qa.passages import split_passages
from qa.read import find_files, parse_article, read_bytes
from tests.qa.texts import article, origin

EXAMPLES = Path(__file__).parents[2] / "examples"


def words(seed, count=200):
    return " ".join(random.Random(seed).choices([f"w{number}" for number in range(5000)], k=count))


STORY, OTHER = words(1), words(2)


@pytest.fixture
def database(tmp_path):
    return Database(tmp_path / "library.sqlite")


@pytest.fixture
def clusters(database):
    return Clusters(database)


def put(database, text, source, **about):
    one = replace(article(text, source=source), **about)
    passages = split_passages(one)
    database.put(one, origin(one), passages, np.zeros((len(passages), 2), np.float32))
    return one.id


def groups(clusters, ids):
    """Return the sets of ids that share a cluster."""
    found = {}
    for key, cluster in clusters.of(ids).items():
        found.setdefault(cluster, set()).add(key)
    return sorted(map(sorted, found.values()))


def test_copies_are_one_cluster_and_other_articles_are_each_their_own(database, clusters):
    ids = [put(database, STORY, "/wire"), put(database, OTHER, "/other"),
           put(database, f"Our lead. {STORY[:700]}", "/paper")]
    clusters.update()
    assert groups(clusters, ids) == sorted([sorted([ids[0], ids[2]]), [ids[1]]])


def test_before_they_are_compared_and_without_any_record_articles_are_clusters_of_their_own(database, clusters):
    ids = [put(database, STORY, "/wire"), put(database, STORY + " more", "/paper")]
    assert clusters.of([*ids, "unknown"]) == {key: key for key in [*ids, "unknown"]}
    assert clusters.pending() == 2
    clusters.update()
    assert clusters.pending() == 0


def test_an_article_between_two_joins_their_clusters_and_its_removal_parts_them_again(database, clusters):
    left, right, unlike = words(3, 150), words(4, 150), words(5)
    ids = [put(database, left, "/left"), put(database, right, "/right"), put(database, unlike, "/unlike")]
    clusters.update()
    assert len(groups(clusters, ids)) == 3
    between = put(database, f"{left} {right}", "/between")
    clusters.update()
    assert sorted(map(len, groups(clusters, [*ids, between]))) == [1, 3]
    database.delete(between)
    clusters.update()
    assert len(groups(clusters, ids)) == 3


def test_an_article_that_changes_leaves_its_cluster(database, clusters):
    ids = [put(database, STORY, "/wire"), put(database, STORY + " more", "/paper")]
    clusters.update()
    assert len(groups(clusters, ids)) == 1
    put(database, OTHER, "/paper")
    clusters.update()
    assert len(groups(clusters, ids)) == 2


def test_the_order_in_which_articles_come_and_go_does_not_matter(tmp_path):
    texts = {f"/{story}{copy}": words(story) + f" {words(100 + copy, 20)}" for story in range(4) for copy in range(4)}
    expected = None
    for seed in range(4):
        database = Database(tmp_path / f"{seed}.sqlite")
        clusters, order = Clusters(database), random.Random(seed).sample(sorted(texts), len(texts))
        for number, source in enumerate(order):
            put(database, texts[source], source)
            if number % 3 == 0:
                clusters.update()
        for source in ("/00", "/11", "/12", "/13"):
            database.delete(article_id(source))
        clusters.update()
        ids = [article_id(source) for source in texts if source not in {"/00", "/11", "/12", "/13"}]
        found = groups(clusters, ids)
        expected = expected or found
        assert found == expected
    assert sorted(map(len, expected)) == [1, 3, 4, 4]


def test_nothing_is_left_of_articles_that_are_gone(database, clusters):
    for number in range(3):
        put(database, STORY + f" {number}", f"/{number}")
    clusters.update()
    for number in range(3):
        database.delete(article_id(f"/{number}"))
    clusters.update()
    with closing(sqlite3.connect(database.path)) as connection:
        assert connection.execute("SELECT (SELECT count(*) FROM copies), (SELECT count(*) FROM bands)").fetchone() == (
            0, 0)


def test_hundreds_of_copies_are_one_cluster(database, clusters):
    ids = [put(database, f"{STORY} {words(number, 20)}", f"/{number}") for number in range(300)]
    clusters.update()
    assert len(groups(clusters, ids)) == 1


def test_articles_are_compared_as_they_come_once_there_is_a_batch_of_them(database, clusters, monkeypatch):
    monkeypatch.setattr("qa.clusters.BATCH", 3)
    waiting = []
    for number in range(7):
        put(database, f"{STORY} {words(number, 20)}", f"/{number}")
        clusters.keep_up()
        waiting.append(clusters.pending())
    assert waiting == [1, 2, 0, 1, 2, 0, 1]


def test_a_stopped_update_goes_on(database, clusters, monkeypatch):
    ids = [put(database, STORY, "/wire"), put(database, OTHER, "/other"), put(database, STORY + " more", "/paper")]
    monkeypatch.setattr("qa.clusters.BATCH", 1)
    made = []

    def stopping(runs):
        made.append(runs)
        return signature(runs) if len(made) < 3 else 1 / 0

    monkeypatch.setattr("qa.clusters.signature", stopping)
    with pytest.raises(ZeroDivisionError):
        clusters.update()
    assert clusters.pending() == 1
    monkeypatch.undo()
    clusters.update()
    assert len(groups(clusters, ids)) == 2


def test_the_example_collection_has_its_twelve_wire_copies_and_no_others(database, clusters):
    names = {}
    for path in find_files([EXAMPLES]):
        parsed = parse_article(path, read_bytes(path))
        names[put(database, parsed.text, parsed.source)] = path.parent.name
    clusters.update()
    pairs = [group for group in groups(clusters, list(names)) if len(group) > 1]
    assert [len(group) for group in pairs] == [2] * 12
    assert all(names[one] == names[other] for one, other in pairs)


# Versions

def dated(published, publisher="The Post"):
    return {"published": published, "publisher": publisher}


@pytest.mark.parametrize(("older", "newer"), [
    ("2025-03-14", "2025-03-15"), ("2025-03-14T08:00:00", "2025-03-14T19:30:00"),
    ("2025-03-14T22:00:00+01:00", "2025-03-14T21:30:00+00:00"), ("2025-03-14T22:00:00", "2025-03-15"),
])
def test_a_later_text_of_one_outlet_that_keeps_most_of_the_older_supersedes_it(database, clusters, older, newer):
    ids = [put(database, f"{STORY} {words(9, 40)}", "/new", **dated(newer)),
           put(database, STORY, "/old", **dated(older))]
    clusters.update()
    assert clusters.newer(ids) == {ids[1]: ids[0]}


@pytest.mark.parametrize(("older", "newer"), [
    (dated("2025-03-14"), dated("2025-03-15", "The Wire")),             # another outlet: a copy
    (dated("2025-03-14", None), dated("2025-03-15", None)),             # no outlet
    (dated("2025-03-14"), dated("2025-03-14")),                         # the same day
    (dated("2025-03-14"), dated("2025-03-14T10:00:00")),                # perhaps the same hour
    (dated("2025-03-14T10:00:00"), dated("2025-03-14T12:00:00+09:00")),  # a time of no known zone
    (dated(None), dated("2025-03-14")),
])
def test_where_outlet_or_date_do_not_tell_nothing_is_superseded(database, clusters, older, newer):
    ids = [put(database, STORY, "/old", **older), put(database, f"{STORY} more", "/new", **newer)]
    clusters.update()
    assert clusters.newer(ids) == {}


def test_another_article_of_the_outlet_supersedes_nothing(database, clusters):
    ids = [put(database, STORY, "/old", **dated("2025-03-14")), put(database, OTHER, "/new", **dated("2025-03-15")),
           put(database, f"{STORY[:500]} {words(7, 300)}", "/loose", **dated("2025-03-15"))]
    clusters.update()
    assert clusters.newer(ids) == {}


def test_the_latest_version_is_the_one_that_counts(database, clusters):
    ids = [put(database, f"{STORY} {number}", f"/{number}", **dated(f"2025-03-1{number}")) for number in range(4)]
    clusters.update()
    assert clusters.newer(ids) == dict.fromkeys(ids[:3], ids[3])
