from dataclasses import replace

import numpy as np
import pytest

from qa.errors import FilterError, UnknownArticleError
from qa.filter import Filter, Selection
from qa.passages import split_passages
from qa.place import open_store
from tests.qa.conftest import BOTH
from tests.qa.texts import article, origin

STORES = BOTH
ABOUT = {  # name: (outlet, date)
    "a": ("The Post", "2024-03-14"), "b": ("The Post", "2024-12-31T23:30:00-05:00"), "c": ("THE  POST", "2025-01-01"),
    "d": ("The Wire", "2024-03-01"), "e": (None, None), "f": ("The Wire", None),
}


@pytest.fixture
def store(place):
    made = open_store(place("library"))
    made.adopt("none", 2)
    for name, (publisher, published) in ABOUT.items():
        one = replace(article(f"It opened. All came to {name}.", source=name), publisher=publisher, published=published)
        passages = split_passages(one, 4)
        made.put(one, origin(one), passages, np.tile(np.float32([1, 0]), (len(passages), 1)))
    made.sync()
    return made


def sources(store, where):
    """Return the names of the articles whose passages are selected, every passage of each, by both searches."""
    by_vector = [key for key, _ in store.nearest(np.float32([[1, 0]]), 100, where)]
    assert sorted(by_vector) == sorted(key for key, _ in store.matching("it opened; all came", 100, where))
    passages = store.passages(by_vector)
    assert len(passages) == 2 * len({passage.article.source for passage in passages.values()})
    return "".join(sorted({passage.article.source for passage in passages.values()}))


@pytest.mark.parametrize(("where", "expected", "undated"), [
    (Filter(), "abcdef", 0),
    (Filter(publishers=("the post",)), "abc", 0),
    (Filter(publishers=("The Wire", " THE POST ")), "abcdf", 0),
    (Filter(since="2024-03-02"), "abc", 2),
    (Filter(until="2024-03"), "ad", 2),
    (Filter(since="2024", until="2024"), "abd", 2),  # the day as the article has it, in its own time zone
    (Filter(since="2025-01-02"), "", 2),
    (Filter(publishers=("The Wire",), since="2024"), "d", 1),
    (Filter(articles=tuple(article("x", source=name).id for name in "ae")), "ae", 0),
    (Filter(articles=(article("x", source="e").id,), until="2030"), "", 1),
])
def test_every_condition_must_be_met(store, where, expected, undated):
    assert sources(store, where) == expected
    assert store.selected(where) == Selection(len(expected), undated)


@pytest.mark.parametrize(("name", "hint"), [("The Pots", "The Post"), ("Elsewhere Times", "The Post, The Wire")])
def test_an_outlet_of_no_article_is_an_error_that_names_the_nearest(store, name, hint):
    with pytest.raises(FilterError, match=f"no article is from '{name}'; outlets here are: {hint}"):
        store.selected(Filter(publishers=(name,)))


def test_an_id_of_no_article_is_an_error(store):
    with pytest.raises(UnknownArticleError, match="no article 'nobody'"):
        store.selected(Filter(articles=("nobody",)))
