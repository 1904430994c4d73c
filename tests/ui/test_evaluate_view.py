"""The Evaluate tab in a real browser: questions are written and marked, asked, compared, and their report is read."""

import json
import re
from pathlib import Path

import pytest

from eval.data import load_dataset
from tests.ui.specimens import HOSTILE
from tests.ui.test_app import WALL, fits, keep
from tests.ui.test_views import broken, show

pytestmark = pytest.mark.browser

BENCH = "#pq-bench"
LENGTH = "The wall will run 640 metres"


def write(page, question):
    """Write a question, and wait for the passages near to it."""
    page.fill("#pq-new textarea", question)
    page.locator("#pq-new .submit-button").click()
    page.locator(f"{BENCH} .pq-evidence[data-of]").wait_for()


def mark(page, words):
    """Press the sentence with these words in the first passage that has it, and wait until it is kept."""
    page.locator(f"{BENCH} .pq-unit", has_text=words).first.click()
    page.locator("#pq-marks blockquote", has_text=words).first.wait_for()


def leave(page):
    page.get_by_role("button", name="← All questions").click()
    page.get_by_role("heading", name="Your questions").wait_for()


def delete_all(page):
    show(page, "Evaluate")
    buttons = page.locator(f"{BENCH} [data-act=delete]")
    for _ in range(buttons.count()):
        before = buttons.count()
        buttons.first.click()
        page.wait_for_function("([found, count]) => document.querySelectorAll(found).length < count",
                               arg=[f"{BENCH} [data-act=delete]", before])


@pytest.fixture
def page(visit, addresses):
    """The tab over the library, without questions."""
    page = visit(addresses[0], reduced_motion="reduce")
    delete_all(page)
    return page


def test_a_question_is_written_marked_asked_and_its_report_read_and_downloaded(page, library):
    write(page, f"{WALL} {HOSTILE}")
    assert "Mark the sentences" in page.locator("#pq-kept").text_content()
    mark(page, LENGTH)
    page.fill("#pq-answer textarea", "640 metres")
    while not load_dataset(library / "evaluation").questions[0].answers:  # it is kept without another word
        page.wait_for_timeout(100)
    page.wait_for_timeout(1000)
    keep(page, "evaluate-marked")
    page.reload()
    show(page, "Evaluate")
    page.locator(f"{BENCH} [data-act=open]").click()
    page.locator("#pq-marks blockquote", has_text=LENGTH).wait_for()
    assert page.locator("#pq-question textarea").input_value() == " ".join(f"{WALL} {HOSTILE}".split())
    assert page.locator("#pq-answer textarea").input_value() == "640 metres"
    (question,) = load_dataset(library / "evaluation").questions
    assert question.evidence[0].spans[0].text.startswith(LENGTH)
    leave(page)
    page.get_by_role("button", name="Ask all questions").click()
    page.get_by_role("heading", name=re.compile("of 1 question right, with the sentences")).wait_for(timeout=120_000)
    report = page.frame_locator(".pq-report-frame")
    report.get_by_text("of 1 question count as right").first.wait_for()
    report.get_by_role("link", name="All measures").click()
    assert page.frames[1].url.endswith("#measures")
    assert page.frames[1].evaluate("scrollY") > 0
    keep(page, "evaluate-report")
    assert page.evaluate("window.pwned") is None
    assert page.frames[1].evaluate("window.pwned") is None
    assert page.frames[1].evaluate("origin") == "null"
    for name, file in [("Download the report (HTML)", "pullquote-report.html"),
                       ("Download results.jsonl", "results.jsonl")]:
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        assert download.value.suggested_filename == file
        text = Path(download.value.path()).read_text("utf-8")
        assert "<!doctype html>" in text if file.endswith("html") else json.loads(text)["qid"] == question.qid


def test_sentences_are_marked_in_the_article_by_keyboard_alone(page):
    write(page, WALL)
    page.locator(f"{BENCH} .pq-passages .pq-title", has_text="wall").first.press("Enter")
    page.locator(f"{BENCH} .pq-headline").wait_for()
    first = page.locator(f"{BENCH} .pq-reading .pq-unit[tabindex='0']")
    assert first.count() == 1
    first.focus()
    for key in ["ArrowDown", "ArrowDown", "ArrowUp"]:
        page.keyboard.press(key)
    words = page.evaluate("document.activeElement.textContent")
    page.keyboard.press(" ")
    page.locator("#pq-marks blockquote").wait_for()
    assert page.locator("#pq-marks blockquote").text_content() == words
    assert page.evaluate("document.activeElement.ariaPressed") == "true"
    page.keyboard.press("Enter")
    page.locator("#pq-marks blockquote").wait_for(state="detached")
    assert page.evaluate("document.activeElement.ariaPressed") == "false"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("#pq-marks").get_by_role("button", name="Remove the mark").click()
    page.locator("#pq-marks blockquote").wait_for(state="detached")
    assert page.locator(f"{BENCH} .pq-unit[aria-pressed='true']").count() == 0


def test_a_disagreement_is_written_side_by_side(page, library):
    write(page, "How many people died in the ferry fire?")
    for number in range(2):
        page.locator(f"{BENCH} .pq-passages .pq-unit[aria-pressed='false']").nth(3 * number).click()
        page.locator("#pq-marks li").nth(number).wait_for()
    page.get_by_label("They contradict each other").check()
    fields = page.get_by_label("It says")
    page.locator("#pq-kept", has_text="says otherwise").wait_for()
    assert not page.locator("#pq-answer").is_visible()
    for number, words in enumerate(["nine", "eleven; 11"]):
        fields.nth(number).click()
        page.keyboard.type(words, delay=20)
    page.locator("#pq-kept", has_text="ready to be asked").wait_for()
    assert page.evaluate("document.activeElement.value") == "eleven; 11"  # what is written is never taken away
    keep(page, "evaluate-sides")
    (question,) = load_dataset(library / "evaluation").questions
    assert [answer.text for answer in question.answers] == ["nine", "eleven"]
    assert len(question.sides) == 2
    leave(page)
    page.locator(f"{BENCH} .pq-byline", has_text="nine or eleven · 2 sentences").wait_for()
    page.locator(f"{BENCH} [data-act=open]").click()
    fields.last.wait_for()
    assert [one.input_value() for one in fields.all()] == ["nine", "eleven; 11"]


def test_an_article_that_no_passage_is_from_is_found_by_its_title(page):
    write(page, WALL)
    page.fill("#pq-look textarea", "buttons")
    page.locator("#pq-look .submit-button").click()
    page.locator(f"{BENCH} .pq-passages .pq-title", has_text="<script>").first.click()
    page.locator(f"{BENCH} .pq-headline").wait_for()
    page.locator(f"{BENCH} .pq-reading .pq-unit", has_text="412 buttons").click()
    page.locator("#pq-marks blockquote", has_text="412 buttons").wait_for()
    assert page.locator("#pq-view-evaluate").locator("script, img, iframe").count() == 0
    assert page.evaluate("window.pwned") is None


def test_two_settings_are_compared_and_what_articles_do_not_answer_counts_too(page):
    write(page, WALL)
    mark(page, LENGTH)
    leave(page)
    write(page, "Who won the chess olympiad of 1987 in Dubai?")
    page.get_by_label("No, they do not say").check()
    page.get_by_label("Nothing in them is about this").check()
    page.locator("#pq-kept .pq-ready").wait_for()
    leave(page)
    page.fill("#pq-other textarea", "0.8")
    page.get_by_role("button", name="Ask all questions").click()
    page.locator(f"{BENCH} .pq-difference").wait_for(timeout=120_000)
    assert page.locator(f"{BENCH} th[scope=row]").all_text_contents() == ["Strictness 0.5", "Strictness 0.8"]
    page.frame_locator(".pq-report-frame").get_by_role("heading", name="Against the baseline").wait_for()
    keep(page, "evaluate-compared")
    leave(page)
    assert page.get_by_text("Strictness 0.5 and 0.8 compared").first.is_visible()


def test_wrong_input_is_one_clear_line_and_asking_can_be_stopped(page, visit, addresses):
    page.get_by_role("button", name="Ask all questions").click()
    assert "no question is finished yet" in page.locator("#pq-asked-so-far [role=alert]").text_content()
    page.fill("#pq-strictness textarea", "3")
    page.get_by_role("button", name="Ask all questions").click()
    page.locator("#pq-asked-so-far [role=alert]", has_text="a strictness of 3.0 is none").wait_for()
    page.locator("#pq-new .submit-button").click()
    page.locator("#pq-asked-so-far [role=alert]", has_text="Write the question first").wait_for()
    page.fill("#pq-strictness textarea", "0.5")
    for word in ("long", "high"):
        write(page, f"How {word} will the harbour wall be, said slowly?")
        mark(page, LENGTH)
        leave(page)
    other = visit(addresses[0])
    show(other, "Evaluate")
    other.get_by_role("tab", name="Ask").click()
    page.get_by_role("button", name="Ask all questions").click()
    page.locator("#pq-asked-so-far progress").wait_for()
    show(other, "Evaluate")
    other.get_by_role("button", name="Stop").click()
    for one in (page, other):
        one.locator("#pq-asked-so-far [role=alert]", has_text="Stopped").wait_for(timeout=30_000)
        one.get_by_role("button", name="Stop").wait_for(state="hidden")


def test_a_question_is_deleted_and_brought_back(page):
    write(page, WALL)
    leave(page)
    page.get_by_role("button", name=f"Delete {WALL}").click()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name=f"Delete {WALL}").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_here(visit, addresses, scheme):
    page = visit(addresses[0], color_scheme=scheme, reduced_motion="reduce")
    delete_all(page)
    assert not broken(page)
    write(page, WALL)
    mark(page, LENGTH)
    page.locator(f"{BENCH} .pq-passages .pq-title").first.click()
    page.locator(f"{BENCH} .pq-headline").wait_for()
    assert not broken(page)
    leave(page)
    page.get_by_role("button", name="Ask all questions").click()
    page.locator(".pq-report-frame").wait_for(timeout=120_000)
    assert not broken(page)


@pytest.mark.parametrize(("width", "height"), [(390, 844), (320, 256)])
def test_a_phone_and_400_per_cent_need_no_sideways_scrolling(visit, addresses, width, height):
    page = visit(addresses[0], width=width, height=height, reduced_motion="reduce")
    delete_all(page)
    assert fits(page)
    tabs = page.get_by_role("tab")
    assert tabs.evaluate_all("tabs => tabs.every((tab) => tab.scrollWidth <= tab.clientWidth)")
    write(page, f"{WALL} {'Donaudampfschifffahrtsgesellschaft' * 3}")
    assert fits(page)
    mark(page, LENGTH)
    page.locator(f"{BENCH} .pq-passages .pq-title").first.click()
    page.locator(f"{BENCH} .pq-opened .pq-unit").first.wait_for()
    assert fits(page)
    page.keyboard.press("Escape")
    leave(page)
    page.get_by_role("button", name="Ask all questions").click()
    page.locator(".pq-report-frame").wait_for(timeout=120_000)
    assert fits(page)
