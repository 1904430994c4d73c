"""The article pane: its text is the article's text, and the marks are the quotes, whatever the text holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.article import Span
from tests.ui.specimens import HOSTILE, article, read
from ui.conversation import Place
from ui.reading import article_html

TEXT = "Council votes\n\nThe council voted 7–2 on Tuesday.\n\nIt sat until midnight 🌙 and then went home."
SIGNS = "ab \n\n\n\t<>&\"'$*_`[]{}é🌙👩🏽‍⚖️שלוםe\u0301"
CHARACTERS = st.sampled_from(SIGNS) | st.characters(exclude_categories=["Cs", "Cc"])


def body(source, marks=(), current=None):
    return read(article_html(source, marks, current)).one(class_="pq-body")


def marked(page, index):
    return "".join(mark.text for mark in page.all("mark") if str(index) in mark.attributes["data-places"].split())


@st.composite
def articles_with_places(draw):
    text = draw(st.text(CHARACTERS, min_size=1, max_size=80).filter(str.strip))
    source = article(text, title=draw(st.sampled_from([text.split("\n")[0] or "file", "file"])))
    edges = draw(st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))), max_size=5))
    spans = [Span(source, min(pair), max(pair)) for pair in edges if pair[0] != pair[1]]
    return source, [Place(index, span, index + 1) for index, span in enumerate(spans)]


@given(articles_with_places())
def test_the_text_is_the_article_and_the_marks_are_the_spans(given_):
    source, places = given_
    page = body(source, places, places[0] if places else None)
    assert page.text == source.text
    for place in places:
        assert marked(page, place.index) == place.span.text
    if places:
        assert "".join(mark.text for mark in page.all("mark", class_="pq-current")) == places[0].span.text


def test_overlapping_quotes_are_cut_into_pieces_that_belong_to_both():
    source = article("abcdef")
    first, second = Place(0, Span(source, 0, 4), 1), Place(1, Span(source, 2, 6), 2)
    pieces = [(mark.text, mark.attributes["data-places"]) for mark in body(source, [first, second], first).all("mark")]
    assert pieces == [("ab", "0"), ("cd", "0 1"), ("ef", "1")]


def test_each_mark_is_numbered_once_where_it_begins_and_only_the_current_one_takes_focus():
    source = article(TEXT)
    first = Place(0, Span(source, 0, 48), 1)
    second = Place(1, Span(source, 52, 60), 2)
    marks = body(source, [first, second], second).all("mark")
    assert [mark.attributes.get("data-label") for mark in marks] == ["1", None, None, "2"]
    assert [mark.attributes.get("tabindex") for mark in marks] == [None, None, None, "-1"]


def test_a_quote_after_an_emoji_is_marked_by_code_points():
    source = article(TEXT)
    start = TEXT.index("and then")
    page = body(source, [Place(0, Span(source, start, start + 8), 1)])
    assert page.one("mark").text == "and then"


def test_hostile_text_is_shown_and_makes_no_element():
    about = {"publisher": HOSTILE, "authors": (HOSTILE,), "published": HOSTILE, "source": HOSTILE, "language": HOSTILE}
    source = article(f"{HOSTILE}\n\n{HOSTILE}", **about)
    page = read(article_html(source))
    assert page.one(class_="pq-body").text == source.text
    assert page.one(class_="pq-outlet").text == HOSTILE
    assert {element.tag for element in page.all()} <= {"article", "p", "bdi", "time", "div", "h2", "footer", "span"}
    names = {name for element in page.all() for name in element.attributes}
    assert names <= {"class", "dir", "datetime", "lang"}


def test_the_headline_is_a_heading_only_when_it_is_the_first_line():
    assert body(article(TEXT)).one("h2").text == "Council votes"
    page = read(article_html(article("Council votes and other matters.", title="council-2025")))
    assert not page.all("h2")
    assert page.one(class_="pq-filename").text == "council-2025"


@pytest.mark.parametrize(("source", "linked"), [
    ("https://courier.example/a?b=1&c=2", True), ("javascript:alert(1)", False), ("/home/ana/a.txt", False)])
def test_only_web_addresses_become_links(source, linked):
    links = read(article_html(article(TEXT, source=source))).all("a")
    assert [link.attributes["href"] for link in links] == ([source] if linked else [])
    assert all(link.attributes["rel"] == "noopener noreferrer" for link in links)
