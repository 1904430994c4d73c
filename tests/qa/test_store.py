"""What every store does, on both of them: the contract that `qa.store` writes down."""

import hashlib
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from qa.errors import LibraryError, UnknownArticleError, UnknownVersionError
from qa.filter import Filter
from qa.passages import split_passages
from qa.place import open_store
from qa.read import find_files, parse_article, read_bytes
from qa.words import analyze
from tests.qa.conftest import BOTH
from tests.qa.test_words import DOCUMENTS, bm25
from tests.qa.texts import article, origin

STORES = BOTH
EXAMPLES = Path(__file__).parents[2] / "examples"
NEWS = article("Bridge opens\n\nIt opened at 5 p.m. 👍🏽 Crowds\u00a0came; İnci e\u0301\0 too. \U0010ffff",
               publisher="The Post")
WIDTH = 32


@pytest.fixture
def store(place):
    made = open_store(place("library"))
    made.adopt("hashes", WIDTH)
    return made


def vector(text):
    """Return a vector that texts with words in common have nearly in common."""
    row = np.zeros(WIDTH)
    for term in analyze(text):
        row += np.random.default_rng(int.from_bytes(hashlib.sha256(term.encode()).digest()[:4])).normal(size=WIDTH)
    return (row / max(1e-12, float(np.linalg.norm(row)))).astype(np.float16).astype(np.float32)


def put(store, one, budget=8):
    """Store an article and return its passages with their vectors."""
    passages = split_passages(one, budget)
    rows = [vector(passage.embedded_text) for passage in passages]
    store.put(one, origin(one), passages, np.stack(rows))
    return list(zip(passages, rows, strict=True))


def test_an_article_and_its_passages_come_back_as_they_were_put(store):
    rows = put(store, replace(NEWS, url="https://post.example/bridge", pages=(0, 14, 14, 40), authors=("A", "B\0")))
    found = store.passages_of(NEWS.id)
    assert [passage for passage, _ in found] == [passage for passage, _ in rows]
    assert [row.tolist() for _, row in found] == [row.tolist() for _, row in rows]
    assert [store.article(NEWS.id)] == list(store.articles()) == [rows[0][0].article]
    assert store.counts() == (1, len(rows))
    assert store.passages_of("nobody") == []


def test_a_new_text_takes_the_place_of_the_old_one_which_stays_readable(store):
    put(store, NEWS)
    second, third = (replace(article(text), publisher="The Post") for text in ("It closed.", "It closed. It stays so."))
    put(store, second)
    put(store, third)
    store.sync()
    assert [one.text for one in store.articles()] == [third.text]
    assert [sha256 for sha256, _ in store.versions(NEWS.id)] == [second.sha256, NEWS.sha256]
    assert store.article(NEWS.id, NEWS.sha256[:9]) == NEWS
    assert store.matching("Crowds came", 10) == []
    assert store.nearest(vector("Crowds")[None], 10) != []
    with pytest.raises(UnknownVersionError, match="earlier ones are"):
        store.article(NEWS.id, "0123")


def test_what_was_removed_is_gone_and_its_source_is_known_to_be(store):
    put(store, NEWS)
    store.sync()
    store.remove(NEWS.id)
    store.sync()
    assert store.counts() == (0, 0)
    assert store.nearest(vector("bridge")[None], 10) == store.matching("bridge", 10) == []
    assert store.origins.of(NEWS.source).article_id is None
    for ask in (store.article, store.remove):
        with pytest.raises(UnknownArticleError, match="no article"):
            ask(NEWS.id)


def test_an_article_is_parted_and_moved_among_its_sources(store):
    rows = put(store, NEWS)
    store.origins.record(replace(origin(NEWS), source="/news/b.txt", root="/news/b.txt", article_id=NEWS.id))
    store.copy(NEWS.id, "copy", "/news/b.txt")
    assert store.article("copy") == replace(NEWS, id="copy", source="/news/b.txt")
    assert [(one.start, one.end) for one, _ in store.passages_of("copy")] == [(one.start, one.end) for one, _ in rows]
    assert store.origins.of("/news/b.txt").article_id == "copy"
    store.sync()
    assert len(store.matching("crowds", 10)) == 2
    store.move("copy", "/news/c.txt")
    assert store.article("copy").source == "/news/c.txt"
    assert store.origins.of("/news/b.txt") is None


def test_articles_that_may_hold_a_fragment_and_those_with_the_same_text_are_found(store):
    others = [article(text, source) for text, source in (("It was clo\u00adsed.", "/news/c.txt"),
                                                         ("It was open.", "/news/b.txt"))]
    for one in (NEWS, *others):
        put(store, one)
    assert [one.source for one in store.holding("opened")] == ["/news/a.txt", "/news/c.txt"]
    assert [one.source for one in store.articles()] == ["/news/a.txt", "/news/b.txt", "/news/c.txt"]
    twin = article(NEWS.text, "/news/d.txt", publisher="The Post")
    assert store.same_text(twin) == NEWS
    assert store.same_text(NEWS) is store.same_text(replace(twin, publisher=None)) is None


def test_a_put_that_fails_leaves_what_was_there(store):
    put(store, NEWS)
    changed = article("It closed. It stays so.")
    with pytest.raises(ValueError, match="zip"):
        store.put(changed, origin(changed), split_passages(changed), np.empty((0, WIDTH), np.float32))
    assert list(store.articles()) == [NEWS]


def test_half_a_surrogate_pair_is_an_error_of_ours_and_stores_nothing(store):
    broken = replace(article("It opened."), title="\ud800")
    with pytest.raises(LibraryError, match="surrogates not allowed"):
        store.put(broken, origin(broken), [], np.empty((0, WIDTH), np.float32))
    assert store.counts() == (0, 0)


def test_while_reading_nothing_changes_whatever_is_written(store, place):
    put(store, NEWS)
    with store.reading():
        assert store.counts()[0] == 1
        other = open_store(place("library"))
        put(other, article("It rained.", "/news/rain.txt"))
        assert [one.source for one in store.articles()] == [NEWS.source]
        assert store.counts()[0] == 1
    assert store.counts()[0] == 2


def test_another_encoder_is_refused(store):
    store.adopt("hashes", WIDTH)
    with pytest.raises(LibraryError, match="was made with the encoder 'hashes', not 'other'"):
        store.adopt("other", WIDTH)
    assert (store.encoder_name, store.dimension) == ("hashes", WIDTH)


# Ranking

def test_words_are_ranked_by_bm25_to_the_letter(store):
    for key, text in DOCUMENTS.items():
        put(store, article(text, f"/{key}", title=""), 1000)
    store.sync()
    for question in ("bridge", "bridges on Monday", "Did the river rise? rose!", "a bridge bridge", "zebra", "?!"):
        for k in (1, 2, 10):
            found, expected = store.matching(question, k), bm25(question, DOCUMENTS)[:k]
            passages = store.passages([key for key, _ in found])
            assert [int(passages[key].article.source[1:]) for key, _ in found] == [key for key, _ in expected]
            assert [score for _, score in found] == pytest.approx([score for _, score in expected], rel=1e-5)


@pytest.mark.parametrize(("phrases", "found"), [
    (["bridge opened"], "1"), (["a bridge"], "2"), (["on Monday", "the bridge"], "14"), (["river bridge"], ""),
    (["opening bridges"], ""), (["bridges opening"], "1"),
])
def test_a_phrase_is_terms_in_a_row(store, phrases, found):
    for key, text in DOCUMENTS.items():
        put(store, article(text, f"/{key}", title=""), 1000)
    store.sync()
    hits = store.matching("the bridge on Monday, a bridge", 10, phrases=phrases)
    passages = store.passages([key for key, _ in hits])
    assert "".join(sorted(one.article.source[1:] for one in passages.values())) == found


def test_vectors_are_ranked_by_cosine_and_equal_ones_by_id(store):
    texts = [f"{word} {number % 7}" for number, word in enumerate(["storm", "river", "mayor", "bridge"] * 30)]
    for number, text in enumerate(texts):
        put(store, article(text, f"/{number:03}", title=""))
    store.sync()
    rows, question = np.stack([vector(text) for text in texts]), vector("storm river 3")
    expected = sorted(range(len(texts)), key=lambda place: (-float(np.float32(rows[place] @ question)), place))
    for k in (1, 5, 50, 500):
        found = store.nearest(question[None], k)
        assert [score for _, score in found] == pytest.approx(
            [float(rows[place] @ question) for place in expected[:k]], abs=1e-5)
        assert len({key for key, _ in found}) == min(k, len(texts))
    ids = [key for key, _ in store.nearest(vector("storm 0")[None], 5)]
    assert ids == sorted(ids)  # five with one vector


@pytest.fixture(scope="module")
def collection():
    """A third of the example collection, as articles."""
    paths = list(find_files([EXAMPLES]))[::3]
    return [parse_article(path, read_bytes(path)) for path in paths]


def test_both_stores_rank_real_articles_alike(collection, tmp_path, postgres):
    address = postgres.create()
    stores = [open_store(tmp_path / "library"), open_store(address)]
    for store in stores:
        store.adopt("hashes", WIDTH)
        for one in collection:
            put(store, one, 120)
        store.sync()
    questions = [one.title for one in collection] + ["the of and in", "Who said that it was the mayor?", "2025 million"]
    publisher = next(one.publisher for one in collection if one.publisher)
    for question in questions:
        for where in (None, Filter(publishers=(publisher,)), Filter(since="2025-04")):
            for k in (3, 50):
                one, other = (places_of(store, store.matching(question, k, where)) for store in stores)
                assert [place for place, _ in one] == [place for place, _ in other]
                assert [score for _, score in one] == pytest.approx([score for _, score in other], rel=1e-5)
        one, other = (places_of(store, store.nearest(vector(question)[None], 50)) for store in stores)
        assert [score for _, score in one] == pytest.approx([score for _, score in other], abs=1e-5)
        assert [place for place, _ in one] == [place for place, _ in other]
    ids = [one.id for one in collection]
    assert stores[0].clusters(ids) == stores[1].clusters(ids)
    assert stores[0].newer_versions(ids) == stores[1].newer_versions(ids)
    postgres.drop(address)


def places_of(store, found):
    passages = store.passages([key for key, _ in found])
    return [((passages[key].article.id, passages[key].start), score) for key, score in found]


@pytest.mark.parametrize("seed", range(3))
def test_words_are_ranked_exactly_however_common_they_are(store, seed):
    chance = random.Random(seed)
    vocabulary = [f"w{number}" for number in range(60)]
    weights = [1 / (1 + number) for number in range(60)]
    documents = {number: " ".join(chance.choices(vocabulary, weights, k=chance.choice([3, 30])))
                 for number in range(150)}
    for number, text in documents.items():
        put(store, article(text, f"/{number:03}", title=""), 1000)
    store.sync()
    for _ in range(20):
        question, k = " ".join(chance.choices(vocabulary, weights, k=4)), chance.choice([1, 5, 40])
        found, expected = store.matching(question, k), bm25(question, documents)
        assert [score for _, score in found] == pytest.approx([score for _, score in expected[:k]], rel=1e-5)
        best = dict(expected)
        passages = store.passages([key for key, _ in found])
        for key, score in found:
            assert score == pytest.approx(best[int(passages[key].article.source[1:])], rel=1e-5)
