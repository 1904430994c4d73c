"""Asking among others, within limits and behind passwords, in a real browser."""

import os

import pytest

from tests.ui.answering import gate
from tests.ui.serving import PASSWORDS
from tests.ui.test_app import ABSENT, WALL, answered, ask, fits, keep

pytestmark = pytest.mark.browser

FIRE = "How many people died in the ferry fire?"
ANA, BO = ({"username": name, "password": password} for name, password in PASSWORDS.items())


def put(page, question):
    page.fill("#pq-ask textarea", question)
    page.keyboard.press("Enter")


def waiting(closed):
    """The questions that are being answered and held at the gate."""
    return list(closed.parent.glob(f"{closed.name}.*"))


@pytest.fixture
def closed():
    """The gate that holds questions back, closed, and opened again in the end."""
    path = gate(os.getpid())
    path.touch()
    yield path
    for one in (path, *waiting(path)):
        one.unlink(missing_ok=True)


def test_those_who_wait_are_told_their_place_and_answered_in_turn(visit, addresses, closed):
    pages = [visit(addresses[0]) for _ in range(5)]
    told = ["Searching", "Searching", "yours is the next question", "one question is before", "2 questions are before"]
    for number, (page, words) in enumerate(zip(pages, told, strict=True)):
        put(page, f"{WALL} gated")
        page.locator(".pq-pending", has_text=words).wait_for()
        while len(waiting(closed)) < min(number + 1, 2):
            page.wait_for_timeout(100)
    assert "Searching" in pages[0].locator(".pq-pending").text_content()
    keep(pages[4], "waiting")
    pages[3].get_by_role("button", name="Stop").click()
    assert "Stopped before" in answered(pages[3], 0).text_content()
    pages[4].locator(".pq-pending", has_text="one question is before yours").wait_for()
    closed.unlink()
    for number in (0, 1, 2, 4):
        assert "harbour wall" in answered(pages[number], 0).locator(".pq-text").text_content()
    assert "harbour wall" in ask(pages[3], WALL).text_content()


def test_a_second_question_is_not_taken_while_the_first_is_being_answered(visit, addresses, closed):
    page = visit(addresses[0])
    put(page, f"{WALL} gated")
    page.locator(".pq-pending").wait_for()
    for _ in range(3):
        put(page, FIRE)
    page.wait_for_timeout(1500)
    closed.unlink()
    answered(page, 0)
    page.wait_for_timeout(1500)
    assert page.locator("#pq-chat .user .md").all_text_contents() == [f"{WALL} gated"]
    assert page.locator(".pq-answer").count() == 1
    assert "ferry" in ask(page, FIRE).text_content()


def test_a_reader_limits_questions_and_sees_so_when_the_options_are_closed(visit, addresses):
    page = visit(addresses[0], reduced_motion="reduce")
    label = page.locator("#pq-limits > button")
    assert label.text_content().strip().startswith("Options")
    assert not page.locator("#pq-since textarea").is_visible()
    label.click()
    keep(page, "options")
    page.locator("#pq-outlets input").click()
    page.get_by_role("option", name="Velland Wire").click()
    page.keyboard.press("Escape")
    page.locator("#pq-until textarea").fill("2024")
    page.locator("#pq-limits > button", has_text="Options: Velland Wire, until 2024").wait_for()
    label.click()
    keep(page, "options-limited")
    ask(page, FIRE)
    assert page.locator(".pq-source h3").all_text_contents() == ["Source 1 Velland Wire"]
    other = visit(addresses[0])
    ask(other, FIRE)
    assert len(other.locator(".pq-source h3").all_text_contents()) > 1


@pytest.mark.parametrize("width", [1440, 390])
def test_the_options_tell_whether_they_are_open_and_come_into_view(visit, addresses, width):
    page = visit(addresses[0], width=width, reduced_motion="reduce")
    ask(page, WALL)
    page.get_by_role("button", name="Options", expanded=False).focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Options", expanded=True).wait_for()
    page.wait_for_function("""() => {
        const care = document.querySelector("#pq-care").getBoundingClientRect();
        return care.height > 0 && care.top >= 0 && care.bottom <= innerHeight;
    }""")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Options", expanded=False).wait_for()


def test_more_care_refuses_what_is_less_sure(visit, addresses):
    page = visit(addresses[0], reduced_motion="reduce")
    question = "Which bridge was finished?"
    assert "Low confidence" in ask(page, question).text_content()
    page.locator("#pq-limits > button").click()
    page.get_by_role("radio", name="Only when surer").check()
    page.locator("#pq-limits > button", has_text="Options: only when surer").wait_for()
    put(page, question)
    assert "No answer found" in answered(page, 1).text_content()


def test_a_date_that_is_none_is_one_clear_line(visit, addresses):
    page = visit(addresses[0])
    page.locator("#pq-limits > button").click()
    page.locator("#pq-since textarea").fill("yesterday")
    page.locator("#pq-limits > button", has_text="since yesterday").wait_for()
    assert "'yesterday' is no date" in ask(page, WALL).locator(".pq-failure").text_content()


@pytest.mark.parametrize(("width", "height", "scheme"), [(1440, 900, "light"), (390, 844, "dark"), (320, 256, "light")])
def test_the_open_options_fit(visit, addresses, width, height, scheme):
    page = visit(addresses[0], width=width, height=height, color_scheme=scheme, reduced_motion="reduce")
    page.locator("#pq-limits > button").click()
    page.locator("#pq-until textarea").wait_for()
    page.wait_for_timeout(400)
    assert fits(page)
    assert page.evaluate("""() => {
        const [hello, box] = ["#pq-hello", "#pq-ask"].map(one => document.querySelector(one).getBoundingClientRect());
        return hello.height > 40 && hello.bottom <= box.top + 1;
    }""") or width == 320  # there the box keeps to the bottom of the window, over the greeting
    keep(page, f"options-{width}-{scheme}")
    ask(page, ABSENT)
    assert fits(page)


def test_the_page_works_behind_a_password_and_names_do_not_share_what_they_ask(visit, addresses):
    ana = visit(addresses[3], http_credentials=ANA)
    assert "harbour wall" in ask(ana, WALL).text_content()
    bo = visit(addresses[3], http_credentials=BO)
    assert bo.locator("#pq-chat .user").count() == 0
    assert not bo.locator(".pq-asked").is_visible()
    ask(bo, ABSENT)
    assert bo.locator("#pq-chat .user .md").all_text_contents() == [ABSENT]
    assert ana.locator("#pq-chat .user .md").all_text_contents() == [WALL]


def test_without_its_password_the_page_is_not_shown(chromium, addresses):
    for credentials in (None, {**ANA, "password": BO["password"]}):
        context = chromium.new_context(http_credentials=credentials)
        answer = context.request.get(addresses[3])  # a page would be an error of Chromium's where the password is wrong
        assert (answer.status, answer.text()) == (401, "Who are you?")
        context.close()
