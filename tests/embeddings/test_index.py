import hashlib
import tempfile
import threading
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

import embeddings.index as index_module
from embeddings.encoder import unit
from embeddings.errors import VectorError
from embeddings.index import VectorIndex
from embeddings.rows import FLAT_LIMIT

NONE = np.empty(0, dtype=np.int64)


def clustered(count, dimension=32, seed=7):
    """Return unit rows scattered around a few centres, as the vectors of texts are: (count, dimension) float32."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(12, dimension))
    rows = centres[random.integers(12, size=count)] + 0.4 * random.normal(size=(count, dimension))
    return unit(rows.astype(np.float32))


def filled(rows, ids=None):
    index = VectorIndex(rows.shape[1])
    index.update(np.arange(len(rows)) if ids is None else ids, rows, NONE)
    return index


def nearest(rows, ids, question, k):
    """Return (ids, scores) of the k best rows: the dot product, sorted by score and then by id."""
    scores = rows @ question
    order = np.lexsort((ids, -scores))[:k]
    return ids[order], scores[order]


@pytest.mark.parametrize("k", [1, 10, 100, 1000])
@pytest.mark.parametrize("questions", [1, 30])
def test_search_finds_what_the_dot_product_and_a_sort_find(k, questions):
    rows, ids = clustered(1000), np.random.default_rng(1).permutation(1000)
    asked = clustered(questions, seed=8)
    for question, found in zip(asked, filled(rows, ids).search(asked, k), strict=True):
        expected_ids, expected_scores = nearest(rows, ids, question, k)
        np.testing.assert_allclose(found.scores, expected_scores, atol=1e-5)
        # float32 sums may swap two rows whose scores differ in the seventh digit, so each id is held to its own score
        np.testing.assert_allclose(found.scores, rows[np.argsort(ids)][found.ids] @ question, atol=1e-5)
        assert len(set(found.ids.tolist())) == k
        assert found.ids[0] == expected_ids[0]


def test_equal_scores_come_in_order_of_id():
    rows = np.tile(np.float32([1, 0]), (12, 1))
    found = filled(rows, np.array([7, 3, 11, 0, 5, 9, 1, 10, 2, 8, 4, 6])).search(rows[:1], 5)[0]
    assert found.ids.tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("questions", [1, 30])
@pytest.mark.parametrize("k", [1, 5, 200])
def test_however_many_rows_are_equal_the_first_added_are_found(k, questions):
    rows = np.tile(np.float32([0.6, 0.8]), (500, 1))
    for found in filled(rows).search(rows[:questions], k):
        assert found.ids.tolist() == list(range(k))


def test_a_k_above_the_size_gives_every_row_once():
    found = filled(clustered(3)).search(clustered(1), 50)[0]
    assert sorted(found.ids.tolist()) == [0, 1, 2]
    assert np.all(np.diff(found.scores) <= 0)


@pytest.mark.parametrize("k", [0, -1])
def test_a_k_below_one_gives_nothing(k):
    assert len(filled(clustered(3)).search(clustered(1), k)[0].ids) == 0


def test_an_empty_index_gives_an_empty_result_for_each_question():
    found = VectorIndex(32).search(clustered(2), 5)
    assert [len(one.ids) for one in found] == [0, 0]
    assert VectorIndex(32).search(np.empty((0, 32), dtype=np.float32), 5) == []


@pytest.mark.parametrize("rows", [
    np.float32([[np.nan, 0]]), np.float32([[np.inf, 0]]), np.float32([[1, 0, 0]]), np.float32([1, 0]),
    np.array([[1.0, 0.0]]),  # float64
])
def test_vectors_that_are_not_finite_float32_rows_of_its_width_are_refused_and_change_nothing(rows):
    index = filled(np.float32([[1, 0], [0, 1]]))
    with pytest.raises(VectorError):
        index.update(np.array([5]), rows, np.array([0]))
    with pytest.raises(VectorError):
        index.search(rows, 1)
    assert index.ids.tolist() == [0, 1]


@pytest.mark.parametrize("ids", [[0], [5, 5], [5], [5, 6, 7]])
def test_ids_that_are_there_already_or_given_twice_or_do_not_match_the_rows_are_refused(ids):
    index = filled(np.float32([[1, 0], [0, 1]]))
    rows = np.float32([[1, 0], [0, 1]])[: 1 if ids == [0] else 2]
    with pytest.raises(VectorError):
        index.update(np.array(ids), rows, NONE)
    assert len(index) == 2


def test_an_id_may_be_removed_and_added_again_in_one_step():
    index = filled(np.float32([[1, 0], [0, 1]]))
    index.update(np.array([0]), np.float32([[0, 1]]), np.array([0, 99]))
    assert index.search(np.float32([[0, 1]]), 2)[0].scores.tolist() == [1, 1]


@pytest.mark.parametrize("size", [FLAT_LIMIT, FLAT_LIMIT + 1])
def test_growing_past_the_limit_halves_a_row_and_keeps_ids_and_scores(tmp_path, size):
    rows, ids = clustered(size, dimension=16), np.random.default_rng(1).permutation(size)
    index = filled(rows[:FLAT_LIMIT], ids[:FLAT_LIMIT])
    index.update(ids[FLAT_LIMIT:], rows[FLAT_LIMIT:], NONE)
    index.save(tmp_path / "index")
    per_row = sum(path.stat().st_size for path in tmp_path.iterdir()) / size
    # 16 numbers of 4 bytes, or above the limit of 2, and an id of 8; half a byte a row leaves room for the headers
    assert per_row == pytest.approx(72 if size == FLAT_LIMIT else 40, abs=0.5)
    assert index.kind == ("Flat" if size == FLAT_LIMIT else "SQfp16")
    np.testing.assert_array_equal(index.ids, ids)
    for question, found in zip(rows[:5], index.search(rows[:5], 10), strict=True):
        np.testing.assert_allclose(found.scores, nearest(rows, ids, question, 10)[1], atol=2e-3)  # fp16: 11 bits
        np.testing.assert_allclose(found.scores, rows[np.argsort(ids)][found.ids] @ question, atol=2e-3)


def test_shrinking_below_the_limit_keeps_what_was_not_removed():
    rows = clustered(FLAT_LIMIT + 10, dimension=8)
    index = filled(rows)
    index.update(NONE, rows[:0], np.arange(20))
    np.testing.assert_array_equal(index.ids, np.arange(20, FLAT_LIMIT + 10))
    assert index.search(rows[30:31], 1)[0].scores.item() == pytest.approx(1, abs=2e-3)


def test_a_loaded_index_finds_what_the_saved_one_found(tmp_path):
    index = filled(clustered(200))
    loaded = VectorIndex.load(tmp_path / "index", 32, index.save(tmp_path / "index"))
    asked = clustered(3, seed=9)
    for before, after in zip(index.search(asked, 20), loaded.search(asked, 20), strict=True):
        assert before.ids.tolist() == after.ids.tolist()
        assert before.scores.tolist() == after.scores.tolist()
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


@pytest.mark.parametrize("damage", [
    lambda content: content[:100] + bytes([content[100] ^ 1]) + content[101:],
    lambda content: content[:-1], lambda content: content + b"\0", lambda _: b"",
])
def test_a_file_that_is_not_the_one_recorded_is_refused(tmp_path, damage):
    path = tmp_path / "index"
    sha256 = filled(clustered(20)).save(path)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(VectorError, match="is damaged: its sha256 is not the one recorded"):
        VectorIndex.load(path, 32, sha256)


@pytest.mark.parametrize("content", [b"", b"no index at all", b"IxM2"])
def test_a_recorded_file_that_is_no_index_is_refused(tmp_path, content):
    (tmp_path / "index").write_bytes(content)
    with pytest.raises(VectorError, match="cannot be read"):
        VectorIndex.load(tmp_path / "index", 32, hashlib.sha256(content).hexdigest())


def test_a_missing_file_and_another_width_are_refused(tmp_path):
    with pytest.raises(VectorError, match="No such file or directory"):
        VectorIndex.load(tmp_path / "index", 32, "")
    sha256 = filled(clustered(20)).save(tmp_path / "index")
    with pytest.raises(VectorError, match="has rows of 32 numbers, not 16"):
        VectorIndex.load(tmp_path / "index", 16, sha256)


def test_an_index_that_cannot_be_saved_is_a_vector_error_that_names_the_file(tmp_path):
    with pytest.raises(VectorError, match="missing/index"):
        filled(clustered(2)).save(tmp_path / "missing/index")


def test_searches_beside_a_writer_see_one_whole_state_each():
    rows = clustered(2000)
    index, stop, wrong = filled(rows[:100]), threading.Event(), []

    def search():
        while not stop.is_set():
            found = index.search(rows[:3], 10)
            wrong.extend(one for one in found if len(one.ids) != 10 or not np.all(np.diff(one.scores) <= 0))
            wrong.extend([index.ids] if len(index.ids) % 100 else [])  # rows come in blocks of 100

    searching = [threading.Thread(target=search) for _ in range(3)]
    for thread in searching:
        thread.start()
    for start in range(100, 2000, 100):
        index.update(np.arange(start, start + 100), rows[start : start + 100], NONE)
    stop.set()
    for thread in searching:
        thread.join()
    assert not wrong
    assert len(index) == 2000


# of length 1 and exact in binary, so that equal scores are equal to the last bit: ±1, or four halves
AXES = np.float32([[1, 0, 0, 0], [0, -1, 0, 0], [0, 0, 1, 0], [.5, .5, .5, .5], [-.5, .5, .5, .5], [.5, -.5, .5, -.5]])


class AgainstADictionary(RuleBasedStateMachine):
    """Adds, removes, searches, saves and loads; a dictionary from id to row must always agree.

    The limits are so low that rows go from the recent ones to a base, and the base is made anew.
    """

    def __init__(self):
        super().__init__()
        self.limits = patch.object(index_module, "FLAT_LIMIT", 6)
        self.limits.start()
        self.index, self.model, self.next = VectorIndex(4), {}, 0

    @rule(axes=st.lists(st.integers(0, 5), max_size=4), gone=st.sets(st.integers(0, 40), max_size=5))
    def update(self, axes, gone):
        ids = list(range(self.next, self.next + len(axes)))  # as the database gives them out: growing, never twice
        self.next += len(axes) + 1
        self.index.update(np.array(ids, dtype=np.int64), AXES[axes], np.array(sorted(gone), dtype=np.int64))
        self.model = {key: row for key, row in self.model.items() if key not in gone}
        self.model |= {key: AXES[axis] for key, axis in zip(ids, axes, strict=True)}

    @rule()
    def save_and_load(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "index"
            self.index = VectorIndex.load(path, 4, self.index.save(path))

    @rule(axis=st.integers(0, 5), k=st.integers(1, 12))
    def search(self, axis, k):
        found = self.index.search(AXES[axis : axis + 1], k)[0]
        ids = np.array(list(self.model), dtype=np.int64)
        rows = np.array(list(self.model.values()), dtype=np.float32).reshape(-1, 4)
        expected_ids, expected_scores = nearest(rows, ids, AXES[axis], k)
        assert found.ids.tolist() == expected_ids.tolist()
        np.testing.assert_allclose(found.scores, expected_scores, atol=1e-6)

    def teardown(self):
        self.limits.stop()

    @invariant()
    def holds_the_same_ids(self):
        assert sorted(self.index.ids.tolist()) == sorted(self.model)
        assert len(self.index) == len(self.model)


TestAgainstADictionary = AgainstADictionary.TestCase
TestAgainstADictionary.settings = settings(max_examples=40, stateful_step_count=25)


@pytest.mark.parametrize("size", [1000, FLAT_LIMIT + 500])
@pytest.mark.parametrize("share", [0.001, 0.03, 0.5, 1.0])
def test_among_some_ids_search_finds_what_it_finds_in_an_index_of_them_alone(size, share):
    random = np.random.default_rng(3)
    rows, ids = clustered(size), random.permutation(3 * size)[:size]
    index, asked = filled(rows, ids), clustered(5, seed=8)
    chosen = random.random(size) < share
    kept = rows.astype(np.float16).astype(np.float32) if size > FLAT_LIMIT else rows
    for question, found in zip(asked, index.search(asked, 20, ids[chosen]), strict=True):
        expected_ids, expected_scores = nearest(kept[chosen], ids[chosen], question, 20)
        assert set(found.ids.tolist()) <= set(ids[chosen].tolist())
        np.testing.assert_allclose(found.scores, expected_scores, atol=1e-4)  # FAISS rounds to 16 bits its own way
        assert found.ids[:1].tolist() == expected_ids[:1].tolist()


@pytest.mark.parametrize("among", [[], [99], [99, 5_000_000]])
def test_among_ids_that_are_not_there_nothing_is_found(among):
    assert len(filled(clustered(9)).search(clustered(1), 5, np.array(among, dtype=np.int64))[0].ids) == 0


@pytest.fixture
def clusters(monkeypatch):
    """Rows in clusters from 4,000 on, and a base made anew for every 500 that came or went."""
    monkeypatch.setattr("embeddings.rows.EXACT_LIMIT", 4000)
    monkeypatch.setattr("embeddings.index.FLAT_LIMIT", 500)
    monkeypatch.setattr("embeddings.index.GROWTH", 100)
    monkeypatch.setattr("embeddings.rows.FLAT_LIMIT", 500)


def holds(index, rows, ids, questions, recall):
    """Every score is that of its id, ids come once, and of the exact ten nearest this share is found."""
    place = {key: number for number, key in enumerate(ids.tolist())}
    shares = []
    for question, found in zip(questions, index.search(questions, 10), strict=True):
        assert len(set(found.ids.tolist())) == 10
        np.testing.assert_allclose(found.scores, rows[[place[key] for key in found.ids.tolist()]] @ question, atol=2e-3)
        shares.append(np.isin(nearest(rows, ids, question, 10)[0], found.ids).mean())
    assert np.mean(shares) >= recall


def test_many_rows_stand_in_clusters_and_nearly_all_of_the_nearest_are_found(clusters, tmp_path):
    rows, ids = clustered(5200), np.random.default_rng(1).permutation(5000)
    rows, asked = rows[:5000], rows[5000:]
    index = filled(rows, ids)
    assert index.kind == "IVF"
    assert sorted(index.ids.tolist()) == list(range(5000))
    assert index.recall >= 0.98
    holds(index, rows, ids, asked, 0.95)
    loaded = VectorIndex.load(tmp_path / "index", 32, index.save(tmp_path / "index"))
    assert (loaded.kind, loaded.recall) == (index.kind, index.recall)
    for before, after in zip(index.search(asked, 20), loaded.search(asked, 20), strict=True):
        assert before.ids.tolist() == after.ids.tolist()


def test_what_comes_and_goes_beside_clusters_is_found_and_gone(clusters, tmp_path):
    rows, ids = clustered(6200), np.arange(6000)
    rows, asked = rows[:6000], rows[6000:]
    index = filled(rows[:5000])
    index = VectorIndex.load(tmp_path / "index", 32, index.save(tmp_path / "index"))  # a mapped base cannot be added to
    base = [path for path in tmp_path.iterdir() if path.suffix == ".base"]
    index.update(ids[5000:5400], rows[5000:5400], ids[:300])
    holds(index, rows[300:5400], ids[300:5400], asked, 0.95)
    index.save(tmp_path / "index")
    assert [path for path in tmp_path.iterdir() if path.suffix == ".base"] == base  # not written again
    index.update(ids[5400:], rows[5400:], ids[300:400])
    holds(index, rows[400:], ids[400:], asked, 0.95)
    sha256 = index.save(tmp_path / "index")
    assert len([path for path in tmp_path.iterdir() if path.suffix == ".base"]) == 1
    assert not base[0].exists()  # made anew
    holds(VectorIndex.load(tmp_path / "index", 32, sha256), rows[400:], ids[400:], asked, 0.95)


def test_a_removed_row_of_the_base_may_come_again_under_its_id(clusters):
    rows = clustered(5001)
    index = filled(rows[:5000])
    index.update(NONE, rows[:0], np.array([7]))
    index.update(np.array([7]), rows[5000:], NONE)
    assert index.search(rows[5000:], 1)[0].scores.item() == pytest.approx(1, abs=1e-5)
    assert len(index) == 5000
    index.update(NONE, rows[:0], np.array([7]))
    assert 7 not in index.ids
    assert 7 not in index.search(rows[5000:], 50)[0].ids


def test_among_few_ids_a_search_of_clusters_is_exact(clusters):
    rows, random, asked = clustered(5000), np.random.default_rng(3), clustered(30, seed=8)
    index = filled(rows)
    index.update(NONE, rows[:0], np.arange(100))
    chosen = random.choice(5000, 300, replace=False)
    left = chosen[chosen >= 100]
    for question, found in zip(asked, index.search(asked, 10, chosen), strict=True):
        np.testing.assert_allclose(found.scores, nearest(rows[left], left, question, 10)[1], atol=2e-3)
        assert set(found.ids.tolist()) <= set(left.tolist())


@pytest.mark.parametrize("damage", [lambda path: path.write_bytes(path.read_bytes()[:-1] + b"x"), Path.unlink])
def test_a_base_that_is_damaged_or_missing_is_refused(clusters, tmp_path, damage):
    sha256 = filled(clustered(5000)).save(tmp_path / "index")
    damage(next(path for path in tmp_path.iterdir() if path.suffix == ".base"))
    with pytest.raises(VectorError, match=r"is damaged|No such file"):
        VectorIndex.load(tmp_path / "index", 32, sha256)
