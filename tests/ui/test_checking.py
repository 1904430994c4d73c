"""Checked drafts as HTML: verdicts, differences, and nothing a draft or an article can do to the page."""

from qa.article import Span
from qa.review import Checked, Review
from qa.verdict import Change, Match, QuoteCheck, Verdict
from tests.ui.specimens import HOSTILE, article, read
from ui import visit
from ui.checking import DRAFT, review_html
from ui.conversation import places

SOURCE = article("Council votes\n\nThe council voted 7–2 on Tuesday.")
WORDS = Match(SOURCE, 15, 48, 0.97)
DRAFT_TEXT = "It said “The council voted 9–2 on Tuesday.” and “never this”."
ALTERED = QuoteCheck("The council voted 9–2 on Tuesday.", Verdict.ALTERED, (WORDS,),
                     (Change("replace", "9–2", "7–2", (18, 21), (33, 36)),))
REVIEW = Review(DRAFT_TEXT, (Checked(9, 42, ALTERED), Checked(49, 59, QuoteCheck("never this", Verdict.NOT_FOUND))))


def test_a_card_says_the_verdict_and_marks_the_difference_in_both():
    page = read(review_html(REVIEW))
    first, second = page.all("li")
    assert [verdict.text for verdict in page.all(class_="pq-verdict")] == ["Altered", "Not found"]
    assert first.one("del").text == "9–2"
    assert first.one("ins").text == "7–2"
    assert first.one("blockquote", class_="pq-own").text == WORDS.text
    assert first.all("button", data_copy=f"“{WORDS.text}” — Council votes, The Courier, 14 March 2025")
    assert "data-place" not in second.attributes
    assert page.one(class_="pq-lead").text == "2 quotations, 0 verified"


def test_the_draft_is_shown_as_it_is_and_its_correction_can_be_copied():
    page = read(review_html(REVIEW))
    assert page.one(class_="pq-draft").text == DRAFT_TEXT
    assert [mark.text for mark in page.all("mark")] == ["The council voted 9–2 on Tuesday.", "never this"]
    assert page.one("button", data_copy=DRAFT_TEXT.replace("9–2", "7–2")).text == "Copy the draft with 1 correction"


def test_a_card_says_who_says_the_words_where_the_draft_names_somebody_else():
    text = "The vote\n\n“We had no money left,” said Ana Reyes."
    start = text.index("We had")
    check = QuoteCheck("We had no money left", Verdict.EXACT, (Match(article(text), start, start + 20),))
    for speaker, warned in (("<b>Bo</b> Sand", 1), ("Ana Reyes", 0), ("", 0)):
        page = read(review_html(Review(f"x{check.quote}", (Checked(1, 21, check, speaker),))))
        assert [one.text for one in page.all(class_="pq-warning")] == [
            "Your draft has <b>Bo</b> Sand say this, the source Ana Reyes."] * warned
        assert page.one(class_="pq-lead").text == "1 quotation, 1 verified" + ", 1 said by somebody else" * warned


def test_a_place_opens_its_article_and_the_browser_can_make_none_up():
    opened = read(visit.open_checked(REVIEW, 0))
    assert "".join(mark.text for mark in opened.all("mark", class_="pq-current")) == WORDS.text
    assert opened.one("li", aria_current="true").one(class_="pq-number").text == "1"
    assert read(visit.open_checked(REVIEW, DRAFT)).one(class_="pq-draft")
    for wrong in (7, "0", None, {}):
        assert "no longer holds" in read(visit.open_checked(REVIEW, wrong)).one(role="alert").text


def test_stitched_parts_are_all_shown_and_copies_named():
    parts = (Match(SOURCE, 15, 26), Match(SOURCE, 37, 48))
    stitched = Review("x y", (Checked(0, 3, QuoteCheck("x y", Verdict.STITCHED, parts)),))
    assert [own.text for own in read(review_html(stitched)).all(class_="pq-own")] == [one.text for one in parts]
    copies = (Match(SOURCE, 0, 7), Match(article("Council", key="a2", publisher="The Wire"), 0, 7))
    exact = Review("Council", (Checked(0, 7, QuoteCheck("Council", Verdict.EXACT, copies)),))
    assert read(review_html(exact)).one(class_="pq-also").text == "Also in The Wire"
    assert [place.copy for place in places(exact)] == [False, True]


def test_hostile_drafts_and_sources_make_no_element():
    source = article(HOSTILE, title=HOSTILE, publisher=HOSTILE)
    check = QuoteCheck(HOSTILE, Verdict.ALTERED, (Match(source, 0, len(HOSTILE)),),
                       (Change("replace", HOSTILE[:9], HOSTILE[:9], (0, 9), (0, 9)),))
    page = read(review_html(Review(HOSTILE, (Checked(0, len(HOSTILE), check),))))
    assert page.one(class_="pq-draft").text == HOSTILE
    assert page.all("blockquote")[0].text == HOSTILE
    assert not {"script", "img", "b"} & {element.tag for element in page.all()}
    assert Span(source, 0, 9).text == page.one("ins").text
