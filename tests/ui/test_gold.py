"""Sentences to be marked: each is a button, the article's text stays what it is, and nothing in it does anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.types import GoldSpan
from qa.article import Passage
from qa.errors import PullquoteError
from qa.sentences import sentence_bounds
from tests.ui.specimens import HOSTILE, article, read
from ui.gold import Found, choosing_html, gold_html, marking_html, span_named

PIER = article("Pier opens\n\nThe pier opened on 3 May. It cost 40 crowns.\n\nIt has a café.")
OPENED = GoldSpan("a1", 12, 37, "The pier opened on 3 May.")


def units(page):
    return page.all("span", role="button")


def test_an_article_is_shown_sentence_by_sentence_and_its_text_is_unchanged():
    page = read(marking_html(PIER, [OPENED]))
    assert page.one(class_="pq-body").text == PIER.text
    assert [unit.text for unit in units(page)] == ["Pier opens", "The pier opened on 3 May.", "It cost 40 crowns.",
                                                   "It has a café."]
    assert [unit.attributes["aria-pressed"] for unit in units(page)] == ["false", "true", "false", "false"]
    assert [unit.attributes["tabindex"] for unit in units(page)] == ["0", "-1", "-1", "-1"]
    assert units(page)[1].attributes["data-unit"] == "a1:12-37"


@given(st.text(st.sampled_from("Ab. \n\t\u00a0\u2028\x1c•1<&é’"), min_size=1, max_size=60))
def test_the_text_of_an_article_is_unchanged_whatever_it_is(text):
    source = article(text, title="Another")
    page = read(marking_html(source, []))
    assert page.one(class_="pq-body").text == text
    assert [unit.text for unit in units(page)] == [text[start:end] for start, end in sentence_bounds(text)]


def test_passages_are_marked_where_they_are_found_and_open_their_article():
    passage = Passage(PIER, 12, 56, sentence_bounds(PIER.text)[1:3])
    page = read(choosing_html("q3", Found("When?", (passage,), ()), [OPENED]))
    assert [unit.text for unit in units(page)] == ["The pier opened on 3 May.", "It cost 40 crowns."]
    assert page.one(class_="pq-units").text == "The pier opened on 3 May. It cost 40 crowns."
    assert page.one("button", data_article="a1").text == "Pier opens"
    assert page.one(class_="pq-evidence").attributes["data-of"] == "q3"
    opened = read(choosing_html("q3", Found("When?", (passage,), ()), [OPENED], PIER))
    assert opened.one("li", aria_current="true")
    assert opened.one(class_="pq-reading").attributes["data-shown"] == "a1"


def test_what_is_marked_is_listed_and_what_is_lost_is_told():
    lost = GoldSpan("a1", 12, 37, "The pier opened on 4 May.")
    gone = GoldSpan("a9", 0, 3, "Who")
    page = read(gold_html([OPENED, lost, gone], {"a1": PIER}))
    assert page.one("h3").text == "3 sentences marked"
    assert [quote.text for quote in page.all("blockquote")] == [OPENED.text, lost.text, "Who"]
    assert [warning.text for warning in page.all(class_="pq-warning")] == [
        "These words no longer stand in the article.", "Its article is no longer in the library."]
    assert [button.attributes.get("data-unmark") for button in page.all("button") if button.text == "Remove"] == [
        "a1:12-37", "a1:12-37", "a9:0-3"]


def test_what_contradicting_sentences_say_can_be_written_beside_them():
    page = read(gold_html([OPENED], {"a1": PIER}, {OPENED: '"3" < May'}))
    assert page.one("input").attributes["value"] == '"3" < May'
    assert page.one("input").attributes["data-says"] == "a1:12-37"
    assert "It says" in page.one("label").text
    assert not read(gold_html([OPENED], {"a1": PIER})).all("input")


def test_a_hostile_article_makes_no_element():
    source = article(f"{HOSTILE}\n\nIt says {HOSTILE} there.", title=HOSTILE, publisher=HOSTILE)
    start, end = sentence_bounds(source.text)[-1]
    gold = GoldSpan("a1", start, end, source.text[start:end])
    passage = Passage(source, 0, len(source.text), sentence_bounds(source.text))
    for html in (choosing_html(HOSTILE, Found(HOSTILE, (passage,), (source,)), [gold], source),
                 gold_html([gold], {"a1": source})):
        page = read(html)
        assert HOSTILE in page.text
        assert not {"script", "img", "b", "iframe"} & {element.tag for element in page.all()}
        assert not [element for element in page.all() if any(name.startswith("on") for name in element.attributes)]
    assert read(marking_html(source, [gold])).one(class_="pq-body").text == source.text


@pytest.mark.parametrize("name", [None, 3, "", "a1", "a1:3", "a1:-3-5", "a1:3-5-7", "a:b:3-5", {"a": 1},
                                  "a1:3-99999999999"])
def test_a_browser_can_name_sentences_only(name):
    with pytest.raises(PullquoteError, match="no such sentence"):
        span_named(name)
