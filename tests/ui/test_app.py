"""The app as a reader meets it, in a real browser; what answers is quick and repeatable, see `answering.py`."""

import json
import socket
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from qa.errors import PullquoteError
from tests.ui.conftest import ROOT
from tests.ui.specimens import HOSTILE

pytestmark = pytest.mark.browser

REPLY = ".pq-answer, .pq-refusal, .pq-failed"
WALL = "How long will the harbour wall be?"
ABSENT = "Who won the chess olympiad of 1987 in Dubai?"


def ask(page, question):
    """Ask, and wait for the reply."""
    before = page.locator(REPLY).count()
    page.fill("#pq-ask textarea", question)
    page.keyboard.press("Enter")
    return answered(page, before)


def answered(page, before):
    """Wait for one reply more than `before`."""
    page.wait_for_function("([found, count]) => document.querySelectorAll(found).length > count", arg=[REPLY, before],
                           timeout=60_000)
    return page.locator(REPLY).last


def marked(page):
    return page.evaluate("[...document.querySelectorAll('.pq-body .pq-current')].map(m => m.textContent).join('')")


def seen(page):
    """Whether the first words of the opened quote come before the reader's eyes, when the page has done scrolling."""
    page.wait_for_function("""() => {
        const box = document.querySelector(".pq-current").getClientRects()[0];
        const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        return Boolean(top?.closest(".pq-current"));
    }""", timeout=10_000)
    return True


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
    ask(page, "How many people died in the ferry fire?")
    last = page.locator(".pq-card").last
    quote, title = last.locator("blockquote").text_content(), last.locator(".pq-title").text_content()
    last.locator("blockquote").click()
    page.wait_for_function("[...document.querySelectorAll('.pq-card')].at(-1).ariaCurrent === 'true'")
    assert marked(page) == quote
    assert seen(page)
    last.get_by_role("button", name="Copy quote").click()
    last.get_by_role("button", name="Copied").wait_for()
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
    page_parts = page.locator("#pq-desk, #pq-chat, #pq-hello")
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
    assert marked(page).split() == card.locator("blockquote").text_content().split()  # there without blank lines
    assert seen(page)
    keep(page, "refusal")


def test_an_empty_library_says_how_to_fill_it(visit, addresses):
    page = visit(addresses[1])
    assert "Add articles under Library" in page.locator(".pq-evidence").text_content()
    assert "The library holds no articles yet" in ask(page, WALL).text_content()
    keep(page, "empty")


def test_an_error_is_one_clear_line_and_the_next_question_can_be_asked(visit, addresses):
    page = visit(addresses[2])
    line = "the library is damaged <b>here</b>; run `pullquote refresh`"
    assert ask(page, WALL).locator(".pq-failure").text_content() == line
    assert "did not foresee" in ask(page, "Is there a bug?").text_content()
    assert ask(page, WALL).locator(".pq-failure").text_content() == line
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
    for _ in range(12):
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


def test_the_quotes_are_gone_through_by_keyboard_in_the_order_of_their_numbers(visit, addresses):
    page = visit(addresses[0], reduced_motion="reduce")
    ask(page, "How many people died in the ferry fire?")
    numbers = [int(text) for text in page.locator(".pq-card .pq-number").all_text_contents()]
    quotes = dict(zip(numbers, page.locator(".pq-card blockquote").all_text_contents(), strict=True))
    assert numbers == [1, 3, 2]  # by source: the first and the third are two versions of one report
    page.locator(".pq-ref").first.click()
    page.wait_for_function("document.activeElement.matches('.pq-current')")
    for keys, number in [("n", 2), ("n", 3), ("n", 3), ("p", 2), ("pp", 1), ("nn", 3), ("pnp", 2)]:
        for key in keys:
            page.keyboard.press(key)
        page.locator(".pq-steps span", has_text=f"Quote {number} of 3").wait_for(timeout=10_000)
        page.wait_for_function("document.activeElement.matches('.pq-current')")
        assert marked(page) == quotes[number]
        assert seen(page)
        assert page.locator(".pq-card[aria-current] .pq-number").text_content() == str(number)


def test_a_question_can_be_stopped_edited_and_asked_again(visit, addresses):
    page = visit(addresses[0])
    page.fill("#pq-ask textarea", f"{WALL} slowly")
    page.keyboard.press("Enter")
    page.locator(".pq-pending", has_text="Reading the nearest passages").wait_for()
    page.get_by_role("button", name="Stop").click()
    failed = answered(page, 0)
    assert "Stopped before" in failed.text_content()
    failed.get_by_role("button", name="Edit question").click()
    page.wait_for_function("document.querySelector('#pq-ask textarea').value.endsWith('slowly')")
    assert "harbour wall" in ask(page, WALL).text_content()
    page.locator(".pq-failed").get_by_role("button", name="Ask again").click()
    assert "harbour wall" in answered(page, 2).text_content()
    assert page.locator("#pq-chat .user .md").all_text_contents() == [f"{WALL} slowly", WALL, f"{WALL} slowly"]


def test_what_was_asked_before_is_remembered_by_the_browser_until_it_is_told_to_forget(visit, addresses):
    page = visit(addresses[0])
    ask(page, f"{WALL} {HOSTILE}")
    page.reload()
    asked = page.locator(".pq-asked button[data-again]")
    asked.wait_for()
    assert asked.text_content() == f"{WALL} {HOSTILE}"
    asked.click()
    answered(page, 0)
    assert page.locator("#pq-chat .user .md").text_content() == f"{WALL} {HOSTILE}"
    page.reload()
    page.get_by_role("button", name="Forget these").click()
    asked.wait_for(state="hidden")
    page.reload()
    page.locator(".pq-greeting").wait_for()
    assert not asked.is_visible()
    assert page.evaluate("window.pwned") is None


def test_questions_to_begin_with_are_made_of_the_articles_and_answered(visit, addresses):
    page = visit(addresses[0])
    for _ in range(60):
        if page.locator(".pq-questions button:visible").count():
            break
        page.wait_for_timeout(500)
        page.reload()
        page.locator(".pq-greeting").wait_for()
    page.locator(".pq-questions button:visible").first.click()
    answered(page, 0).locator(".pq-ref").first.wait_for()
    keep(page, "suggested")


def test_an_answer_is_copied_and_exported_with_its_places(visit, addresses):
    page = visit(addresses[0], permissions=["clipboard-read", "clipboard-write"])
    reply = ask(page, WALL)
    reply.get_by_role("button", name="Copy").click()
    reply.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith(f"{WALL}\n\n“")
    ask(page, ABSENT)
    page.locator("#pq-export summary").click()
    with page.expect_download() as download:
        page.locator("#pq-export").get_by_role("button", name="JSON").click()
    assert download.value.suggested_filename == "pullquote.json"
    records = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert [record["question"] for record in records] == [WALL, ABSENT]
    assert records[0]["citations"][0]["article_sha256"]


def test_a_link_to_a_quote_opens_its_article_with_just_these_words_marked(visit, addresses):
    page = visit(addresses[0])
    ask(page, WALL)
    card = page.locator(".pq-card").first
    quote = card.locator("blockquote").text_content()
    with page.context.expect_page() as opened:
        card.get_by_role("link", name="Link").click()
    leaf = opened.value
    leaf.locator("mark").first.wait_for()
    assert leaf.evaluate("[...document.querySelectorAll('mark')].map(m => m.textContent).join('')") == quote
    keep(leaf, "leaf")
    leaf.goto(leaf.url.partition("#")[0] + "#3-9999999")
    leaf.wait_for_function("!document.querySelector('mark')")
    leaf.goto(f"{addresses[0]}/article/000000000000")
    assert "No article of this address" in leaf.get_by_role("alert").text_content()


def test_the_server_says_how_it_is_and_answers_to_its_own_name_only(addresses):
    with urlopen(f"{addresses[0]}/health") as reply:
        assert json.load(reply)["status"] == "ok"
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
    with pytest.raises(HTTPError, match="421"):
        urlopen(Request(f"{addresses[0]}/health", headers={"Host": "evil.example"}))


def test_an_address_that_cannot_be_served_is_one_clear_line():
    from ui.server import serve

    with pytest.raises(PullquoteError, match="70000 is no port; choose one from 1 to 65535"):
        serve(None, port=70000)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PullquoteError, match=f"^cannot serve at 127.0.0.1:{port}: Address already in use; choose"):
            serve(None, port=port)
