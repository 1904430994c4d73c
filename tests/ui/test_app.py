"""The app as a reader meets it: the real app, the real models, a real browser."""

import socket

import pytest

from qa.errors import PullquoteError
from tests.ui.conftest import ROOT
from tests.ui.specimens import HOSTILE

pytestmark = pytest.mark.browser

WALL = "How long will the harbour wall be?"
ABSENT = "Who won the chess olympiad of 1987 in Dubai?"


def ask(page, question):
    """Ask, and wait for the reply."""
    replies = page.locator(".pq-answer, .pq-refusal, #pq-chat .pq-failure")
    before = replies.count()
    page.fill("#pq-ask textarea", question)
    page.keyboard.press("Enter")
    page.wait_for_function("count => document.querySelectorAll('.pq-answer, .pq-refusal, #pq-chat .pq-failure')"
                           ".length > count", arg=before, timeout=60_000)
    return replies.last


def marked(page):
    return page.evaluate("[...document.querySelectorAll('.pq-body .pq-current')].map(m => m.textContent).join('')")


def seen(page):
    """Whether the first words of the opened quote are what the reader has before their eyes."""
    return page.evaluate("""() => {
        const box = document.querySelector(".pq-current").getClientRects()[0];
        const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        return Boolean(top?.closest(".pq-current"));
    }""")


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def keep(page, name):
    (ROOT / "screenshots").mkdir(exist_ok=True)
    page.screenshot(path=ROOT / "screenshots" / f"{name}.png")


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_a_number_opens_the_article_at_the_quote(visit, addresses, motion):
    page = visit(addresses[0], reduced_motion=motion)
    reply = ask(page, WALL)
    for number in range(reply.locator(".pq-ref").count(), 0, -1):
        reply.locator(".pq-ref", has_text=f"[{number}]").first.click()
        card = page.locator(".pq-card[aria-current]", has=page.locator(f".pq-number:text-is('{number}')"))
        card.wait_for()
        page.wait_for_timeout(800 if motion == "no-preference" else 100)
        assert marked(page) == card.locator("blockquote").text_content()
        assert seen(page)
        assert page.evaluate("document.activeElement.className").startswith("pq-mark pq-current")


def test_a_card_opens_its_article_and_can_be_copied(visit, addresses):
    page = visit(addresses[0], permissions=["clipboard-read", "clipboard-write"])
    ask(page, "Why did the ferry catch fire?")
    last = page.locator(".pq-card").last
    quote, title = last.locator("blockquote").text_content(), last.locator(".pq-title").text_content()
    last.locator("blockquote").click()
    page.locator(".pq-card:last-child[aria-current]").wait_for()
    assert marked(page) == quote
    assert seen(page)
    last.locator(".pq-copy").click()
    page.locator(".pq-copy", has_text="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"“{quote}” — {title}")


def test_earlier_answers_stay_and_their_quotes_can_be_shown_again(visit, addresses):
    page = visit(addresses[0])
    first = ask(page, WALL).locator(".pq-text").text_content()
    ask(page, "When did the ferry catch fire?")
    assert page.locator(".pq-answer .pq-text").first.text_content() == first
    page.locator(".pq-answer .pq-link").first.click()
    page.locator(".pq-evidence[data-of='0']").wait_for()
    assert WALL in page.locator(".pq-lead").text_content()
    page.get_by_role("button", name="New conversation").click()
    page.get_by_role("heading", name="Newest in this library").wait_for()
    assert page.locator(".pq-answer").count() == 0


def test_a_hostile_article_is_shown_literally_and_does_nothing(visit, addresses):
    page = visit(addresses[0])
    question = f"How many buttons did the gnome treasurer of Quarrelby count? {HOSTILE}"
    reply = ask(page, "How many buttons did the gnome treasurer of Quarrelby count?")
    reply.locator(".pq-ref").first.click()
    page.locator(".pq-current").first.wait_for()
    assert page.locator(".pq-headline").text_content() == HOSTILE
    assert f"412 buttons {HOSTILE} in all." in page.locator(".pq-body").text_content()
    assert f"412 buttons {HOSTILE} in all." in reply.text_content()
    ask(page, question)
    assert page.locator("#pq-chat .user .md").last.text_content() == question
    page.wait_for_timeout(300)
    assert page.evaluate("window.pwned") is None
    page_parts = page.locator("#pq-desk, #pq-chat")
    assert page_parts.locator("script, img, iframe, strong, .katex, a[href^='javascript']").count() == 0
    keep(page, "hostile")


def test_a_refusal_says_why_and_offers_the_nearest_passages(visit, addresses):
    page = visit(addresses[0])
    reply = ask(page, ABSENT)
    assert "The articles do not say" in reply.text_content()
    assert page.locator(".pq-evidence h2").text_content() == "Nearest passages"
    card = page.locator(".pq-card").nth(1)
    card.locator(".pq-title").click()
    page.locator(".pq-card[aria-current]").wait_for()
    assert marked(page) == card.locator("blockquote").text_content()
    assert seen(page)
    keep(page, "refusal")


def test_an_empty_library_says_how_to_fill_it(visit, addresses):
    page = visit(addresses[1])
    assert "pullquote add" in page.locator(".pq-evidence").text_content()
    assert "The library holds no articles yet" in ask(page, WALL).text_content()
    keep(page, "empty")


def test_an_error_is_one_clear_line_and_the_next_question_can_be_asked(visit, addresses):
    page = visit(addresses[2])
    line = "the library is damaged <b>here</b>; run `pullquote refresh`"
    assert ask(page, WALL).text_content() == line
    assert "did not foresee" in ask(page, "Is there a bug?").text_content()
    assert ask(page, WALL).text_content() == line
    assert page.locator("#pq-chat .user .md").all_text_contents() == [WALL, "Is there a bug?", WALL]
    keep(page, "error")


def test_visitors_do_not_see_each_other(visit, addresses):
    one = visit(addresses[0])
    ask(one, WALL)
    other = visit(addresses[0])
    assert other.locator("#pq-chat .user").count() == 0
    ask(other, ABSENT)
    assert other.locator("#pq-chat .user .md").all_text_contents() == [ABSENT]
    one.locator(".pq-ref").first.click()
    one.wait_for_function("document.activeElement.matches('.pq-current')")
    assert one.locator("#pq-chat .user .md").all_text_contents() == [WALL]


def test_a_visitor_cannot_open_a_place_of_another(visit, addresses):
    one, other = visit(addresses[0]), visit(addresses[0])
    ask(one, WALL)
    other.evaluate("""() => {
        const button = Object.assign(document.createElement("button"), { textContent: "forged" });
        Object.assign(button.dataset, { turn: "0", place: "0" });
        document.querySelector(".pq-evidence").append(button);
    }""")
    other.get_by_role("button", name="forged").click()
    other.locator(".pq-failure").wait_for()
    assert other.locator("mark").count() == 0


@pytest.mark.parametrize(("scheme", "close"), [
    ("light", lambda page: page.keyboard.press("Escape")), ("dark", lambda page: page.go_back()),
    ("light", lambda page: page.locator(".pq-close").click())], ids=["escape", "back", "button"])
def test_a_phone_needs_no_sideways_scrolling_and_the_article_lies_over_the_page(visit, addresses, scheme, close):
    page = visit(addresses[0], width=390, height=844, color_scheme=scheme, reduced_motion="reduce")
    assert fits(page)
    keep(page, f"phone-{scheme}-start")
    reply = ask(page, WALL + " " + "Donaudampfschifffahrtsgesellschaft" * 5)
    assert fits(page)
    keep(page, f"phone-{scheme}-answer")
    page.locator(".pq-ref, .pq-card .pq-title").first.click()
    page.locator(".pq-opened .pq-close").wait_for()
    assert seen(page)
    assert fits(page)
    keep(page, f"phone-{scheme}-article")
    assert page.evaluate("document.querySelector('#pq-talk').inert")
    close(page)
    page.locator(".pq-reading").wait_for(state="hidden")
    assert reply.is_visible()
    assert page.evaluate("document.activeElement.matches('.pq-ref, .pq-title')")
    assert not page.evaluate("document.querySelector('#pq-talk').inert")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_wide_page_follows_the_system_and_never_scrolls_as_a_whole(visit, addresses, scheme):
    page = visit(addresses[0], color_scheme=scheme)
    keep(page, f"wide-{scheme}-start")
    ask(page, WALL)
    page.locator(".pq-ref").first.click()
    page.wait_for_timeout(800)
    keep(page, f"wide-{scheme}-article")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    light = page.evaluate("getComputedStyle(document.querySelector('.pq-reading')).backgroundColor") == (
        "rgb(255, 255, 255)")
    assert light == (scheme == "light")


def test_the_keyboard_is_enough(visit, addresses):
    page = visit(addresses[0])
    page.wait_for_function("document.activeElement.tagName === 'TEXTAREA'")
    ask(page, WALL)
    for _ in range(6):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.className") == "pq-ref":
            break
    number = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.matches('.pq-current')")
    assert page.locator(".pq-card[aria-current] .pq-number").text_content() == number.strip("[]")


def test_the_page_can_load_nothing_from_elsewhere(chromium, addresses):
    page = chromium.new_page()
    page.goto(addresses[0])
    page.wait_for_selector(".pq-evidence")
    blocked = page.evaluate("""() => new Promise((resolve) => {
        document.addEventListener("securitypolicyviolation", (event) => resolve(event.blockedURI));
        document.body.append(Object.assign(document.createElement("img"), { src: "https://elsewhere.invalid/a.png" }));
    })""")
    page.close()
    assert blocked == "https://elsewhere.invalid/a.png"


def test_gradio_keeps_its_own_links_and_endpoints_to_itself(visit, addresses):
    page = visit(addresses[0])
    assert page.locator("footer a, footer button").count() == 0
    named = page.request.get(f"{addresses[0]}/gradio_api/info").json()["named_endpoints"]
    assert named == {}


def test_an_address_that_cannot_be_served_is_one_clear_line():
    from ui.app import serve

    with pytest.raises(PullquoteError, match="70000 is no port; choose one from 1 to 65535"):
        serve(None, port=70000)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PullquoteError, match=f"^cannot serve at 127.0.0.1:{port}: Address already in use; choose"):
            serve(None, port=port)
