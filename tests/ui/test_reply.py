"""The reply in the chat and the evidence beside it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer import Agreement, Citation, Hit, Reason, Statement
from qa.article import Passage, Span
from tests.ui.specimens import HOSTILE, answer, article, quote, read, refusal
from ui.conversation import Failure, place_at, places
from ui.desk import turn_desk_html
from ui.evidence import evidence_html, failure_html
from ui.frontpage import greeting_html, masthead_html, overview_html
from ui.overview import Overview
from ui.reply import reply_html

BRIDGE = article("Bridge opens\n\nThe bridge opened on 3 May. It cost 40 million.", key="a1")
WIRE = article("New bridge\n\nThe bridge opened on 3 May.", key="a2", publisher="The Wire")
OPENED, COST = quote(BRIDGE, "The bridge opened on 3 May."), quote(BRIDGE, "It cost 40 million.")
COPY = Span(WIRE, 12, len(WIRE.text))


def words(reply):
    """What the answer says, without the credits under its quotes."""
    return " ".join(part.text for part in reply.all("p")
                    if part.has("class", "pq-words") or part.has("class", "pq-prose"))


def test_a_reply_is_the_answer_with_a_button_for_every_citation():
    reply = read(reply_html(answer(OPENED, COST), 4))
    assert words(reply) == "“The bridge opened on 3 May.” [1] “It cost 40 million.” [2]"
    buttons = reply.all("button", class_="pq-ref")
    assert [(button.text, button.attributes["data-turn"], button.attributes["data-place"]) for button in buttons] == [
        ("[1]", "4", "0"), ("[2]", "4", "1")]
    assert buttons[0].attributes["aria-label"] == "Quote 1, from Bridge opens"
    assert [credit.text for credit in reply.all(class_="pq-credit")] == ["The Courier, 14 March 2025"] * 2


def test_a_number_in_brackets_that_a_quote_holds_itself_is_no_button():
    source = article("Paper\n\nWater is wet [1] as known.")
    reply = read(reply_html(answer(quote(source, "Water is wet [1] as known.")), 0))
    assert words(reply) == "“Water is wet [1] as known.” [1]"
    assert len(reply.all("button", class_="pq-ref")) == 1
    assert reply_html(answer(quote(source, "Water is wet [1] as known.")), 0).index("<button") > len("Water is wet [1]")


def test_a_citation_that_the_text_does_not_name_still_gets_its_button():
    given_ = answer(OPENED, text="It opened in May.", statements=(Statement(0, 17, (1,)),))
    reply = read(reply_html(given_, 0))
    assert words(reply) == "It opened in May.[1]"


@given(st.text(max_size=60))
def test_any_title_question_and_quote_is_shown_literally(text):
    words = text.strip() or "x"
    source = article(f"Title\n\n{words}", title=words, publisher=words)
    given_ = answer(quote(source, words), question=words)
    page = read(reply_html(given_, 0) + turn_desk_html(given_, 0))
    assert page.one("blockquote").text == words
    assert page.one(class_="pq-title").text == words
    assert page.one(class_="pq-body").text == source.text


def test_hostile_words_make_no_element_and_no_attribute():
    source = article(f"{HOSTILE}\n\n{HOSTILE} twice", publisher=HOSTILE, authors=(HOSTILE,))
    copy = article(HOSTILE, key="<a2>", publisher=HOSTILE)
    given_ = answer(quote(source, f"{HOSTILE} twice"), question=HOSTILE, copies=(Span(copy, 0, 9),),
                    short_answer=HOSTILE, unlocated=(HOSTILE,))
    html = (reply_html(given_, 0) + turn_desk_html(given_, 0) + reply_html(Failure(HOSTILE, HOSTILE), 1)
            + failure_html(HOSTILE) + overview_html(Overview(1, (source, copy))))
    page = read(html)
    assert not {"script", "img", "b"} & {element.tag for element in page.all()}
    assert all(link.attributes["href"].startswith("article/") for link in page.all("a"))
    assert not [name for element in page.all() for name in element.attributes if name.startswith("on")]


def test_a_card_shows_number_title_outlet_date_quote_and_copies():
    cards = read(evidence_html(answer(OPENED, COST, copies=(COPY,)), 0)).all("li")
    assert cards[0].one(class_="pq-number").text == "1"
    assert cards[0].one(class_="pq-title").text == "Bridge opens"
    assert cards[0].one(class_="pq-byline").text == "The Courier · 14 March 2025"
    assert cards[0].one("time").attributes["datetime"] == "2025-03-14"
    assert cards[0].one("blockquote").text == "The bridge opened on 3 May."
    assert cards[0].one(class_="pq-also").text == "Also in The Wire"
    foot = cards[0].one(class_="pq-foot")
    assert foot.one(class_="pq-exact").text == "Exact words"
    assert foot.one("button").attributes["data-copy"] == (
        "“The bridge opened on 3 May.” — Bridge opens, The Courier, 14 March 2025")
    assert foot.one("a").attributes["href"] == f"article/a1#{OPENED.start}-{OPENED.end}"
    assert not cards[1].all(class_="pq-also")


def test_a_card_names_the_page_of_an_article_that_has_pages():
    paged = article("Bridge opens\n\nIt opened on 3 May. It cost 12 million.", pages=(0, 34))
    quotes = (quote(paged, words) for words in ("It opened on 3 May.", "It cost 12 million."))
    cards = read(evidence_html(answer(*quotes), 0)).all("li")
    assert [card.one(class_="pq-byline").text for card in cards] == [
        "The Courier · 14 March 2025 · p. 1", "The Courier · 14 March 2025 · p. 2"]
    assert cards[1].one(class_="pq-foot").one("button").attributes["data-copy"].endswith("14 March 2025, p. 2")


def test_a_near_passage_that_only_begins_as_its_title_does_is_shown_whole():
    for text in ("Bridge opens in May.\n\nIt is blue.", "Bridge opens"):
        card = read(evidence_html(refusal(article(text, title="Bridge opens")), 0)).one("li")
        assert card.one("blockquote").text == text.replace("\n\n", "\n")


def test_copies_within_one_article_are_told_apart_by_their_pages():
    paged = article("Bridge opens\n\nIt opened. It opened. It opened.", pages=(0, 25))
    copies = [Span(paged, 25, 35), Span(paged, 36, 46)]
    card = read(evidence_html(answer(quote(paged, "It opened."), copies=copies), 0)).one("li")
    assert card.one(class_="pq-also").text == "Also in The Courier, p. 2, The Courier, p. 2"


def test_every_button_opens_the_place_it_names():
    given_ = answer(OPENED, COST, copies=(COPY,))
    page = read(reply_html(given_, 0) + evidence_html(given_, 0))
    for button in page.all("button", class_="pq-ref"):
        assert place_at(given_, int(button.attributes["data-place"])).number == int(button.text.strip("[]"))
    copy = page.one(class_="pq-also").one("button")
    assert place_at(given_, int(copy.attributes["data-place"])).span == COPY


def test_an_answer_opens_at_its_first_quote_and_marks_the_others_of_that_article():
    page = read(turn_desk_html(answer(OPENED, COST, copies=(COPY,)), 0))
    assert page.one("mark", class_="pq-current").text == OPENED.text
    assert [mark.text for mark in page.all("mark")] == [OPENED.text, COST.text]
    assert page.one("li", aria_current="true").one(class_="pq-number").text == "1"


def test_an_opened_copy_keeps_the_card_of_its_quote_current():
    given_ = answer(OPENED, COST, copies=(COPY,))
    page = read(turn_desk_html(given_, 0, places(given_)[1]))
    assert page.one("mark", class_="pq-current").text == COPY.text
    assert page.one("h2", class_="pq-headline").text == "New bridge"
    assert page.one("li", aria_current="true").one(class_="pq-number").text == "1"


def test_a_refusal_gives_its_reason_and_the_nearest_passages_which_can_be_opened():
    given_ = refusal(BRIDGE, WIRE)
    assert Reason.NOT_SUPPORTED.message in read(reply_html(given_, 0)).text
    desk = read(turn_desk_html(given_, 0))
    assert desk.one("h2").text == "Nearest passages"
    assert [card.one("blockquote").text for card in desk.all("li")] == [
        "The bridge opened on 3 May. It cost 40 million.", "The bridge opened on 3 May."]  # their titles stand below
    assert not desk.all("mark")
    assert not desk.all(class_="pq-foot")
    opened = read(turn_desk_html(given_, 0, places(given_)[1]))
    assert "".join(mark.text for mark in opened.all("mark", class_="pq-near")) == WIRE.text


def test_a_question_that_was_rewritten_is_shown_as_it_was_understood():
    given_ = replace(answer(OPENED), rewritten="<b>Aune bridge</b>: when did it open?")
    shown = read(reply_html(given_, 0)).one(class_="pq-quiet").text
    assert shown == "Understood as: <b>Aune bridge</b>: when did it open?"
    assert not read(reply_html(answer(OPENED), 0)).all(class_="pq-quiet")
    assert "Understood as" in read(reply_html(replace(refusal(), rewritten="Aune bridge: why?"), 0)).text


def test_a_refusal_says_what_the_passages_lack_and_escapes_it():
    given_ = replace(refusal(BRIDGE), missing=("<b>Merrow</b>", "tunnel"))
    text = read(reply_html(given_, 0)).text
    assert "None of them mentions <b>Merrow</b> or has the word “tunnel”." in text


def test_an_empty_library_says_how_to_fill_it():
    assert "pullquote add" in read(reply_html(refusal(reason=Reason.EMPTY_LIBRARY), 0)).text
    assert "pullquote add" in read(overview_html(Overview(0))).text
    assert "no articles yet" in masthead_html(Overview(0))


@pytest.mark.parametrize(("probability", "words"), [
    (1.0, "High confidence"), (0.8, "High confidence"), (0.5, "Fair confidence"), (0.49, "Low confidence"), (0, "Low")])
def test_confidence_is_said_in_words(probability, words):
    assert words in read(reply_html(answer(OPENED, confidence=probability), 0)).one(class_="pq-notes").text


def test_agreement_short_answer_and_left_out_quotations_are_said():
    given_ = answer(OPENED, COST, agreement=Agreement(3), unlocated=("invented",), short_answer="3 May")
    reply = read(reply_html(given_, 0))
    assert reply.one(class_="pq-short").text == "3 May"
    assert "3 independent sources" in reply.one(class_="pq-notes").text
    assert reply.one(class_="pq-warning").text == "Left out: 1 quotation found in no article."


def test_quotes_that_contradict_each_other_stand_side_by_side_with_the_values_marked():
    later = article("Toll\n\nIt cost 55 million, the same crew said.", key="a3", published="2025-04-01")
    given_ = answer(COST, OPENED, quote(later, later.text[6:]), agreement=Agreement(2, ((1, 3),)))
    reply = read(reply_html(given_, 0))
    sides = reply.one(class_="pq-sides").all(class_="pq-side")
    assert [side.one("mark").text for side in sides] == ["40 million", "55 million"]
    assert [side.one(class_="pq-credit").text for side in sides] == [
        "The Courier, 14 March 2025", "The Courier, 1 April 2025"]
    assert [side.one("button").text for side in sides] == ["[1]", "[3]"]
    assert [said.one("button").text for said in reply.all(class_="pq-said")] == ["[2]"]


def test_a_conflict_of_statements_that_are_no_bare_quotes_is_told_by_number():
    text = "It cost a lot [1][2]."
    given_ = answer(OPENED, COST, text=text, statements=(Statement(0, len(text), (1, 2)),),
                    agreement=Agreement(2, ((1, 2),)))
    assert read(reply_html(given_, 0)).one(class_="pq-warning").text == "The sources disagree: compare [1], [2]."


def test_quotes_are_grouped_by_independent_source():
    other = article("Ferry\n\nThe bridge cost 41 million.", key="a3", publisher="The Post")
    wire = quote(WIRE, "The bridge opened on 3 May.")
    clusters = [(BRIDGE, "c1"), (WIRE, "c1"), (other, "c2")]
    hits = tuple(Hit(Passage(one, 0, len(one.text), ()), 1.0, rank, ("words",), cluster=cluster)
                 for rank, (one, cluster) in enumerate(clusters, 1))
    page = read(evidence_html(answer(OPENED, quote(other, "The bridge cost 41 million."), wire, passages=hits), 0))
    assert [source.one("h3").text for source in page.all("section", class_="pq-source")] == [
        "Source 1 The Courier, The Wire", "Source 2 The Post"]
    numbers = [[card.one(class_="pq-number").text for card in source.all("li")]
               for source in page.all("section", class_="pq-source")]
    assert numbers == [["1", "3"], ["2"]]


def test_the_bar_over_an_article_counts_the_quotes_and_leads_to_its_own_page():
    given_ = answer(OPENED, COST, copies=(COPY,))
    page = read(turn_desk_html(given_, 0, places(given_)[2]))
    bar = page.one(class_="pq-bar")
    assert bar.one("span", aria_live="polite").text == "Quote 2 of 2"
    assert ["disabled" in button.attributes for button in bar.all("button", aria_keyshortcuts="n")] == [True]
    assert bar.one("a").attributes["href"] == f"article/a1#{COST.start}-{COST.end}"


def test_questions_to_begin_with_are_buttons_that_ask_them():
    page = read(greeting_html([f"Who is {HOSTILE}?"]))
    assert page.one("button", data_again=f"Who is {HOSTILE}?").text == f"Who is {HOSTILE}?"


def test_a_statement_may_have_several_citations():
    text = "It opened in May for 40 million [1][2]."
    given_ = answer(OPENED, text=text, statements=(Statement(0, len(text), (2, 1)),))
    given_ = answer(OPENED, COST, text=text, statements=given_.statements)
    reply = read(reply_html(given_, 0))
    assert words(reply) == text
    assert [button.text for button in reply.all(class_="pq-ref")] == ["[1]", "[2]"]


def test_a_failure_is_one_escaped_line():
    line = read(reply_html(Failure("Why?", "the index <b> is broken"), 0)).one(class_="pq-failure", role="alert")
    assert line.text == "the index <b> is broken"


def test_citations_of_one_article_are_found_by_number_not_by_position():
    given_ = answer(OPENED, COST)
    swapped = answer(OPENED, COST, text="Cost [7], opening [3].", statements=(Statement(0, 22, (3, 7)),))
    swapped = type(given_)(**{name: getattr(swapped, name) for name in swapped.__slots__}
                           | {"citations": (Citation(3, OPENED), Citation(7, COST))})
    buttons = read(reply_html(swapped, 0)).all(class_="pq-ref")
    assert [(button.text, button.attributes["data-place"]) for button in buttons] == [("[7]", "1"), ("[3]", "0")]
