"""Articles on their way into a store: the encoder does not wait for the store, and nothing encoded is thrown away."""

import threading
import time

import pytest

from embeddings.keyword import KeywordEncoder
from qa.article import Origin
from qa.intake import Intake
from qa.library import Library
from tests.qa.conftest import KEYWORDS
from tests.qa.texts import article


class Slow(KeywordEncoder):
    """Begins when it may, takes its time, and counts the texts that it is done with."""

    def __init__(self):
        super().__init__(KEYWORDS)
        self.may = threading.Event()
        self.may.set()
        self.done = 0
        self._lock = threading.Lock()

    def encode_passages(self, texts):
        self.may.wait(10)
        time.sleep(0.02)
        vectors = super().encode_passages(texts)
        with self._lock:
            self.done += len(texts)
        return vectors


@pytest.fixture
def store(tmp_path):
    library = Library(tmp_path / "library")
    library.adopt(Slow().name, Slow().dimension)
    return library


def put(intake, number):
    one = article(f"The bridge number {number} opened.", source=f"/news/{number}")
    intake.put(one, Origin(one.source, one.source, ""))


def test_the_encoder_goes_on_while_the_store_is_busy(store, monkeypatch):
    encoder, done, really = Slow(), [], store.put

    def busy(*given):
        deadline = time.monotonic() + 10
        while encoder.done < 20 and time.monotonic() < deadline:
            time.sleep(0.01)
        done.append(encoder.done)
        really(*given)

    monkeypatch.setattr(store, "put", busy)
    encoder.may.clear()
    with Intake(store, encoder) as intake:
        for number in range(30):
            put(intake, number)
        encoder.may.set()
    assert done[0] >= 20
    assert [one.source for one in store.articles()] == sorted(f"/news/{number}" for number in range(30))


def test_articles_are_stored_in_the_order_in_which_they_came(store):
    sizes, encoder = [], Slow()
    with Intake(store, encoder, sizes.append) as intake:
        for number in range(12):
            put(intake, number)
            intake.then(lambda number=number: sizes.append(-number))
    assert sizes == [size for number in range(12) for size in (1, -number)]


def test_what_was_encoded_when_it_is_stopped_is_stored(store):
    encoder = Slow()

    def stopped():
        with Intake(store, encoder) as intake:
            for number in range(50):
                put(intake, number)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert 1 <= store.counts()[0] == encoder.done < 50


def test_no_more_waits_than_the_limit(store, monkeypatch):
    monkeypatch.setattr("qa.intake.AHEAD", 3)
    waiting = []
    with Intake(store, Slow()) as intake:
        for number in range(10):
            put(intake, number)
            waiting.append(number + 1 - store.counts()[0])
    assert max(waiting) <= 3
