"""Checking quotes, keeping the library, and care for every reader, in a real browser."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.ui.specimens import HOSTILE
from tests.ui.test_app import ABSENT, WALL, ask, fits, keep, marked, seen

pytestmark = pytest.mark.browser

DRAFT = ("He was blunt. “We have had nine winters of reports,” he said. The wall \"will run 940 metres from Tern Mole "
         "to the Old Custom House\". “Nobody ever said this thing at all.”")


def show(page, tab):
    page.get_by_role("tab", name=tab).click()
    page.locator(f"#pq-view-{tab.split()[0].lower()} .pq-evidence").wait_for()


def check(page, draft):
    show(page, "Check quotes")
    page.fill("#pq-draft textarea", draft)
    page.get_by_role("button", name="Check", exact=True).click()
    page.locator(".pq-verdict").first.wait_for(timeout=60_000)


def broken(page):
    """The rules of axe-core that a page breaks, and where."""
    page.wait_for_timeout(1000)  # gradio fades in what is new, and what is half faded has no contrast
    found = Axe().run(page).response["violations"]
    return [(one["id"], one["impact"], [node["target"] for node in one["nodes"]][:3]) for one in found]


def test_a_draft_gets_a_verdict_on_each_quotation_and_the_source_opens(visit, addresses):
    page = visit(addresses[0], permissions=["clipboard-read", "clipboard-write"], reduced_motion="reduce")
    check(page, f"{DRAFT} {HOSTILE}")
    assert page.locator(".pq-verdict").all_text_contents()[:3] == ["Exact", "Altered", "Not found"]
    assert page.locator(".pq-card del").first.text_content() == "940"
    assert page.locator(".pq-card ins").first.text_content() == "640"
    assert page.locator(".pq-draft").text_content() == f"{DRAFT} {HOSTILE}"
    keep(page, "check")
    page.get_by_role("button", name="Copy the draft with 1 correction").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert "640 metres" in page.evaluate("navigator.clipboard.readText()")
    page.locator("#pq-verdicts .pq-card .pq-title").nth(1).click()
    page.wait_for_function("document.activeElement.matches('.pq-current')")
    assert marked(page) == "will run 640 metres from Tern Mole to the Old Custom House"
    assert seen(page)
    page.keyboard.press("p")
    page.locator("#pq-verdicts .pq-steps span", has_text="Quote 1 of").wait_for()
    assert page.evaluate("window.pwned") is None


def test_the_draft_is_exported_with_its_corrections_marked(visit, addresses):
    page = visit(addresses[0], reduced_motion="reduce")
    check(page, DRAFT)
    found = {}
    for name in ("Markdown", "Plain text"):
        page.locator("#pq-verdicts summary").click()
        keep(page, f"check-export-{name.split()[0].lower()}")
        with page.expect_download() as download:
            page.locator("#pq-verdicts").get_by_role("button", name=name).click()
        found[download.value.suggested_filename] = Path(download.value.path()).read_text("utf-8")
    assert 'The wall "will run ~~940~~ **640** metres from Tern Mole' in found["draft-corrected.md"]
    assert 'The wall "will run 640 metres from Tern Mole' in found["draft-corrected.txt"]
    for text in found.values():
        assert text.startswith("He was blunt. “We have had nine winters of reports,” he said.")


def test_files_are_added_found_removed_and_brought_back(visit, addresses, tmp_path):
    page = visit(addresses[1])
    name = "<img src=x onerror=window.pwned=7>.txt"
    (tmp_path / name).write_text("Lighthouse sold\n\nThe lighthouse was sold for 3 crowns.", encoding="utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-nothing")
    show(page, "Library")
    page.set_input_files("#pq-files input[type=file]", [tmp_path / name, tmp_path / "broken.pdf"])
    page.locator(".pq-report", has_text="1 added, 1 failed").wait_for(timeout=60_000)
    assert "broken.pdf" in page.locator("#pq-status .pq-failed-source").text_content()
    page.locator(".pq-masthead", has_text="1 article").wait_for()
    page.locator("#pq-state", has_text="1 source could not be read last time").wait_for()
    assert page.locator("#pq-state .pq-failed-source bdi").text_content() == "broken.pdf"
    title = page.locator(".pq-shelf .pq-title", has_text="Lighthouse sold")
    title.click()
    page.locator("#pq-shelf .pq-headline").wait_for()
    keep(page, "library")
    page.fill("#pq-find textarea", "no such thing")
    title.wait_for(state="hidden")
    page.locator("#pq-shelf", has_text="No article has all of these words").wait_for()
    assert page.locator("#pq-shelf .pq-headline").is_visible(), "the open article was closed"
    page.fill("#pq-find textarea", "lighthouse")
    page.get_by_role("button", name="Remove Lighthouse sold").click()
    page.get_by_role("button", name="Undo").click()
    title.wait_for()
    page.fill("#pq-address textarea", "file:///etc/passwd")
    page.locator("#pq-address .submit-button").click()
    assert "http://" in page.locator("#pq-status [role=alert]").text_content()
    page.get_by_role("button", name="Remove Lighthouse sold").click()
    title.wait_for(state="hidden")
    page.locator(".pq-masthead", has_text="no articles yet").wait_for()
    assert page.evaluate("window.pwned") is None


def test_articles_that_are_removed_in_one_breath_all_go_and_the_masthead_counts_them(visit, addresses, tmp_path):
    page = visit(addresses[1])
    for name in ("Heron", "Egret", "Bittern"):
        (tmp_path / f"{name}.txt").write_text(f"{name} seen\n\nA {name} was seen at the mill.", encoding="utf-8")
    show(page, "Library")
    page.set_input_files("#pq-files input[type=file]", sorted(tmp_path.iterdir()))
    page.locator(".pq-masthead", has_text="3 articles").wait_for()
    page.locator("#pq-shelf .pq-shelf .pq-title").nth(2).wait_for()
    page.evaluate("document.querySelectorAll('[aria-label^=Remove]').forEach(button => button.click())")
    page.locator(".pq-masthead", has_text="no articles yet").wait_for()
    page.locator("#pq-shelf .pq-shelf .pq-title").first.wait_for(state="hidden")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit, addresses, scheme):
    page = visit(addresses[0], color_scheme=scheme, reduced_motion="reduce")
    assert not broken(page)
    ask(page, WALL)
    page.locator("#pq-chat .pq-tools").wait_for()
    assert not broken(page)
    ask(page, ABSENT)
    assert not broken(page)
    check(page, DRAFT)
    assert not broken(page)
    show(page, "Library")
    assert not broken(page)
    article = page.locator(".pq-shelf .pq-card").first.get_attribute("data-article")
    page.goto(f"{addresses[0]}/article/{article}")
    assert not broken(page)


def test_at_400_per_cent_nothing_scrolls_sideways(visit, addresses):
    page = visit(addresses[0], width=320, height=256, reduced_motion="reduce")
    assert fits(page)
    ask(page, "How many people died in the ferry fire?")
    assert fits(page)
    keep(page, "zoomed")
    check(page, DRAFT)
    assert fits(page)
    show(page, "Library")
    assert fits(page)


def test_an_article_from_right_to_left_is_shown_so(visit, addresses):
    page = visit(addresses[0], reduced_motion="reduce")
    show(page, "Library")
    page.locator(".pq-shelf .pq-title", has_text="افتتاح").click()
    page.locator("#pq-shelf .pq-headline").wait_for()
    assert page.evaluate("getComputedStyle(document.querySelector('#pq-shelf .pq-body p')).direction") == "rtl"
    assert page.locator("#pq-shelf .pq-body").get_attribute("lang") == "ar"
    keep(page, "rtl")
    show(page, "Ask")
    reply = ask(page, "متى افتتح الجسر الجديد؟")
    for part in (".pq-said", ".pq-words", ".pq-credit"):
        assert reply.locator(part).first.evaluate("part => getComputedStyle(part).direction") == "rtl"
    keep(page, "rtl-answer")
