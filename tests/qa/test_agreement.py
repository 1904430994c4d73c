import pytest

from qa.agreement import by_source, elsewhere, independent_sources
from qa.answer import Hit
from qa.article import Span
from qa.passages import split_passages
from tests.qa.texts import article

W, P, Q = "The Wire", "The Post", "The Courier"


@pytest.mark.parametrize(("sources", "count"), [
    ([], 0),
    ([(W, 1)], 1),
    ([(W, 1), (P, 1), (Q, 1)], 1),          # a wire story and two copies
    ([(W, 1), (P, 2), (Q, 3)], 3),          # three reports
    ([(P, 1), (P, 2)], 1),                  # one outlet twice
    ([(W, 1), (P, 1), (P, 2)], 2),          # the Post prints the wire, and reports itself
    ([(P, 1), (P, 2), (W, 1), (Q, 2)], 2),  # two wire stories, each twice
    ([(None, 1), (None, 2)], 2),
    ([(None, 1), (None, 1)], 1),
])
def test_neither_copies_nor_one_outlet_count_twice(sources, count):
    articles = [article("x", source=f"/{number}", publisher=outlet) for number, (outlet, _) in enumerate(sources)]
    clusters = {one.id: str(cluster) for one, (_, cluster) in zip(articles, sources, strict=True)}
    assert independent_sources(articles, clusters) == count
    assert sorted(one.id for group in by_source(articles, clusters) for one in group) == sorted(clusters)


def test_an_article_of_no_known_cluster_is_its_own():
    assert independent_sources([article("x", source="/a"), article("y", source="/b")], {}) == 2


def test_articles_are_grouped_by_the_source_that_stands_behind_them():
    wire, copy, own, later = (article("x", source=f"/{n}", publisher=outlet) for n, outlet in enumerate([W, P, Q, Q]))
    clusters = {wire.id: "1", copy.id: "1", own.id: "2", later.id: "3"}
    assert by_source([own, wire, later, copy], clusters) == [[own, later], [wire, copy]]


WIRE = "The council approved the plan. “We will begin in the spring,” the mayor said. Work lasts two years."


def hit(text, source, *copies):
    passage, *others = [split_passages(article(one, source=name))[0] for name, one in [(source, text), *copies]]
    return Hit(passage, 1.0, 1, ("words",), tuple(others))


def quote(hit, words):
    text = hit.passage.article.text
    return Span(hit.passage.article, text.index(words), text.index(words) + len(words))


def test_the_same_words_are_found_in_other_hits_and_in_folded_copies():
    hits = [hit(WIRE, "/wire", ("/paper", f"Our lead. {WIRE}")), hit(f"They say: {WIRE}", "/blog"), hit("No.", "/no")]
    places = elsewhere(quote(hits[0], "Work lasts two years."), hits)
    assert [(place.article.source, place.text) for place in places] == [
        ("/paper", "Work lasts two years."), ("/blog", "Work lasts two years.")]


def test_sentences_with_other_marks_are_found_in_a_copy_and_other_words_are_not():
    copy = WIRE.replace("“", '"').replace("”", '"').replace("approved", "rejected")
    hits = [hit(WIRE, "/wire", ("/paper", copy))]
    (place,) = elsewhere(quote(hits[0], "“We will begin in the spring,” the mayor said. Work lasts two years."), hits)
    assert place.text == '"We will begin in the spring," the mayor said. Work lasts two years.'
    assert elsewhere(quote(hits[0], "The council approved the plan."), hits) == ()
