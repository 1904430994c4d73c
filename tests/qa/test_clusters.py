import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from qa.article import article_id
from qa.copies import signature
from qa.passages import split_passages
from qa.place import open_store
from qa.read import find_files, parse_article, read_bytes
from tests.qa.conftest import BOTH
from tests.qa.texts import article, origin

STORES = BOTH
EXAMPLES = Path(__file__).parents[2] / "examples"


def words(seed, count=200):
    return " ".join(random.Random(seed).choices([f"w{number}" for number in range(5000)], k=count))


STORY, OTHER = words(1), words(2)


@pytest.fixture
def store(place):
    return opened(place("library"))


def opened(location):
    """Return a new library whose vectors have two numbers."""
    made = open_store(location)
    made.adopt("none", 2)
    return made


def put(store, text, source, **about):
    one = replace(article(text, source=source), **about)
    passages = split_passages(one)
    store.put(one, origin(one), passages, np.tile(np.float32([1, 0]), (len(passages), 1)))
    return one.id


def groups(store, ids):
    """Return the sets of ids that share a cluster."""
    found = {}
    for key, cluster in store.clusters(ids).items():
        found.setdefault(cluster, set()).add(key)
    return sorted(map(sorted, found.values()))


def test_copies_are_one_cluster_and_other_articles_are_each_their_own(store):
    ids = [put(store, STORY, "/wire"), put(store, OTHER, "/other"),
           put(store, f"Our lead. {STORY[:700]}", "/paper")]
    store.sync()
    assert groups(store, ids) == sorted([sorted([ids[0], ids[2]]), [ids[1]]])


def test_before_they_are_compared_and_without_any_record_articles_are_clusters_of_their_own(store):
    ids = [put(store, STORY, "/wire"), put(store, STORY + " more", "/paper")]
    assert store.clusters([*ids, "unknown"]) == {key: key for key in [*ids, "unknown"]}
    assert store._clusters.pending() == 2
    store.sync()
    assert store._clusters.pending() == 0


def test_an_article_between_two_joins_their_clusters_and_its_removal_parts_them_again(store):
    left, right, unlike = words(3, 150), words(4, 150), words(5)
    ids = [put(store, left, "/left"), put(store, right, "/right"), put(store, unlike, "/unlike")]
    store.sync()
    assert len(groups(store, ids)) == 3
    between = put(store, f"{left} {right}", "/between")
    store.sync()
    assert sorted(map(len, groups(store, [*ids, between]))) == [1, 3]
    store.remove(between)
    store.sync()
    assert len(groups(store, ids)) == 3


def test_an_article_that_changes_leaves_its_cluster(store):
    ids = [put(store, STORY, "/wire"), put(store, STORY + " more", "/paper")]
    store.sync()
    assert len(groups(store, ids)) == 1
    put(store, OTHER, "/paper")
    store.sync()
    assert len(groups(store, ids)) == 2


def test_the_order_in_which_articles_come_and_go_does_not_matter(place):
    texts = {f"/{story}{copy}": words(story) + f" {words(100 + copy, 20)}" for story in range(4) for copy in range(4)}
    expected = None
    for seed in range(4):
        store, order = opened(place(str(seed))), random.Random(seed).sample(sorted(texts), len(texts))
        for number, source in enumerate(order):
            put(store, texts[source], source)
            if number % 3 == 0:
                store.sync()
        for source in ("/00", "/11", "/12", "/13"):
            store.remove(article_id(source))
        store.sync()
        ids = [article_id(source) for source in texts if source not in {"/00", "/11", "/12", "/13"}]
        found = groups(store, ids)
        expected = expected or found
        assert found == expected
    assert sorted(map(len, expected)) == [1, 3, 4, 4]


def test_nothing_is_left_of_articles_that_are_gone(store):
    for number in range(3):
        put(store, STORY + f" {number}", f"/{number}")
    store.sync()
    for number in range(3):
        store.remove(article_id(f"/{number}"))
    store.sync()
    with store.reading() as connection:
        assert connection.execute("SELECT (SELECT count(*) FROM copies), (SELECT count(*) FROM bands)").fetchone() == (
            0, 0)


def test_hundreds_of_copies_are_one_cluster(store):
    ids = [put(store, f"{STORY} {words(number, 20)}", f"/{number}") for number in range(300)]
    store.sync()
    assert len(groups(store, ids)) == 1


def test_articles_are_compared_as_they_come_once_there_is_a_batch_of_them(store, monkeypatch):
    monkeypatch.setattr("qa.clusters.BATCH", 3)
    waiting = []
    for number in range(7):
        put(store, f"{STORY} {words(number, 20)}", f"/{number}")
        store._clusters.keep_up()
        waiting.append(store._clusters.pending())
    assert waiting == [1, 2, 0, 1, 2, 0, 1]


def test_a_stopped_update_goes_on(store, monkeypatch):
    ids = [put(store, STORY, "/wire"), put(store, OTHER, "/other"), put(store, STORY + " more", "/paper")]
    monkeypatch.setattr("qa.clusters.BATCH", 1)
    made = []

    def stopping(runs):
        made.append(runs)
        return signature(runs) if len(made) < 3 else 1 / 0

    monkeypatch.setattr("qa.clusters.signature", stopping)
    with pytest.raises(ZeroDivisionError):
        store.sync()
    assert store._clusters.pending() == 1
    monkeypatch.undo()
    store.sync()
    assert len(groups(store, ids)) == 2


def test_the_example_collection_has_its_twelve_wire_copies_and_no_others(store):
    names = {}
    for path in find_files([EXAMPLES]):
        parsed = parse_article(path, read_bytes(path))
        names[put(store, parsed.text, parsed.source)] = path.parent.name
    store.sync()
    pairs = [group for group in groups(store, list(names)) if len(group) > 1]
    assert [len(group) for group in pairs] == [2] * 12
    assert all(names[one] == names[other] for one, other in pairs)


# Versions

def dated(published, publisher="The Post"):
    return {"published": published, "publisher": publisher}


@pytest.mark.parametrize(("older", "newer"), [
    ("2025-03-14", "2025-03-15"), ("2025-03-14T08:00:00", "2025-03-14T19:30:00"),
    ("2025-03-14T22:00:00+01:00", "2025-03-14T21:30:00+00:00"), ("2025-03-14T22:00:00", "2025-03-15"),
])
def test_a_later_text_of_one_outlet_that_keeps_most_of_the_older_supersedes_it(store, older, newer):
    ids = [put(store, f"{STORY} {words(9, 40)}", "/new", **dated(newer)),
           put(store, STORY, "/old", **dated(older))]
    store.sync()
    assert store.newer_versions(ids) == {ids[1]: ids[0]}


@pytest.mark.parametrize(("older", "newer"), [
    (dated("2025-03-14"), dated("2025-03-15", "The Wire")),             # another outlet: a copy
    (dated("2025-03-14", None), dated("2025-03-15", None)),             # no outlet
    (dated("2025-03-14"), dated("2025-03-14")),                         # the same day
    (dated("2025-03-14"), dated("2025-03-14T10:00:00")),                # perhaps the same hour
    (dated("2025-03-14T10:00:00"), dated("2025-03-14T12:00:00+09:00")),  # a time of no known zone
    (dated(None), dated("2025-03-14")),
])
def test_where_outlet_or_date_do_not_tell_nothing_is_superseded(store, older, newer):
    ids = [put(store, STORY, "/old", **older), put(store, f"{STORY} more", "/new", **newer)]
    store.sync()
    assert store.newer_versions(ids) == {}


def test_another_article_of_the_outlet_supersedes_nothing(store):
    ids = [put(store, STORY, "/old", **dated("2025-03-14")), put(store, OTHER, "/new", **dated("2025-03-15")),
           put(store, f"{STORY[:500]} {words(7, 300)}", "/loose", **dated("2025-03-15"))]
    store.sync()
    assert store.newer_versions(ids) == {}


def test_the_latest_version_is_the_one_that_counts(store):
    ids = [put(store, f"{STORY} {number}", f"/{number}", **dated(f"2025-03-1{number}")) for number in range(4)]
    store.sync()
    assert store.newer_versions(ids) == dict.fromkeys(ids[:3], ids[3])
