"""The page in a real browser: read in light, in the dark and on paper, by keyboard, without script, under attack."""

import re
from itertools import combinations, pairwise

import pytest

from eval.report.questions import anchor
from eval.report.save import write_html
from tests.eval.reported import DOCUMENTS, EVIL, everything

pytestmark = pytest.mark.browser

CONTRAST = """elements => {
  const dot = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
  const channels = colour => { dot.clearRect(0, 0, 1, 1); dot.fillStyle = colour; dot.fillRect(0, 0, 1, 1);
    return [...dot.getImageData(0, 0, 1, 1).data]; };
  const linear = value => value <= 10 ? value / 3294.6 : ((value / 255 + .055) / 1.055) ** 2.4;
  const light = ([red, green, blue]) => .2126 * linear(red) + .7152 * linear(green) + .0722 * linear(blue);
  const paper = part => channels(getComputedStyle(part).backgroundColor);
  return elements.map(element => {
    let behind = element;
    while (paper(behind)[3] === 0 && behind.parentElement) behind = behind.parentElement;
    const pair = [channels(getComputedStyle(element).color), paper(behind)].map(light).sort((a, b) => b - a);
    return [element.textContent, (pair[0] + .05) / (pair[1] + .05)];
  });
}"""
READ = ("h1, h2, .verdict, .fine:visible, .lede, mark, mark b, .number, .tags b, .sign, .matrix strong, .matrix small, "
        ".map td a, .meaning, ins, del, .count, .gap, .command code")
DRAWN = ("mark => { const style = getComputedStyle(mark); return [style.borderBottomStyle, style.borderTopStyle,"
         " style.textDecorationLine, style.textDecorationStyle].join(); }")
TOO_FAR = "found => found.filter(part => part.getBoundingClientRect().right > 674).map(part => part.textContent)"
OPEN = "for (const part of document.querySelectorAll('details')) part.open = true"


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.html"
    write_html(everything(), path)
    return path.as_uri()


@pytest.fixture
def visit(chromium, report):
    """A function that opens the report; afterwards nothing but its file may have been asked for, or gone wrong."""
    contexts, requests, problems = [], [], []

    def open_page(fragment="", width=1280, height=900, **options):
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        context.on("request", lambda request: requests.append(request.url.partition("#")[0]))
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: problems.append(line.text))
        page.on("dialog", lambda dialog: problems.append(dialog.message))
        page.goto(report + fragment)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert set(requests) == {report}
    assert not problems


def question(page, qid):
    return page.locator(".question", has=page.locator(f'[id="q-{anchor(qid)}"]'))


def shown(page):
    return page.locator(".question:visible .ask").count()


def test_hostile_words_run_nothing(visit):
    page = visit()
    page.evaluate(OPEN)
    for gap in page.locator(".gap").element_handles():
        gap.dispatch_event("click")
    page.locator(".term:visible").first.hover()
    assert page.evaluate("window.pwned") is None
    assert page.locator("img, iframe, i").count() == 0


def test_a_script_that_slipped_in_would_not_run(visit, chromium, tmp_path):
    stained = visit().content().replace("</main>", "<script>window.pwned = 1</script></main>")
    bare = re.sub("<meta http-equiv[^>]+>", "", stained)
    ran = []
    for name, html in (("stained", stained), ("bare", bare)):
        (tmp_path / f"{name}.html").write_text(html, encoding="utf-8")
        other = chromium.new_page()
        other.goto((tmp_path / f"{name}.html").as_uri())
        ran.append(other.evaluate("window.pwned"))
        other.close()
    assert ran == [None, 1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_can_be_read_in_light_and_in_the_dark(visit, scheme):
    page = visit(color_scheme=scheme)
    page.evaluate(OPEN)
    assert not [found for found in page.locator(READ).evaluate_all(CONTRAST) if found[1] < 4.5]  # WCAG AA
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (int(re.search(r"\d+", paper)[0]) < 60) == (scheme == "dark")


def test_figures_take_the_colour_of_the_page(visit):
    colours = [visit(color_scheme=scheme).locator("#references .plot text").first.evaluate(
        "text => getComputedStyle(text).fill") for scheme in ("light", "dark")]
    assert colours[0] != colours[1]


@pytest.mark.parametrize("width", [1280, 820, 390])
def test_the_page_is_never_wider_than_the_window(visit, width):
    page = visit(width=width)
    page.evaluate(OPEN)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_it_fits_on_paper(visit):
    page = visit(width=673, color_scheme="dark")      # 178 mm: A4 without its margins
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("for (const part of document.querySelectorAll('.question')) part.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= 673
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator("h1").evaluate_all(CONTRAST)[0][1] > 12
    assert not page.locator(".filters").is_visible()
    assert not page.locator("main :is(p, td, li, dd, svg)").evaluate_all(TOO_FAR)
    assert page.pdf(prefer_css_page_size=True).count(b"/MediaBox [0 0 594.95996 841.91998]") >= 3


def test_it_can_be_read_without_script(visit):
    page = visit(java_script_enabled=False)
    assert not page.locator(".filters").is_visible()
    page.locator("#losses summary", has_text="Quote invalid").click()
    page.locator("#losses a", has_text="What is the price of the wall?").click()
    desk = question(page, "wall-altered").locator(".desk")
    assert desk.is_visible()                           # the link opens the question
    desk.locator(".gap").first.click()
    assert page.locator(f'[id="a-{anchor("wall/courier")}"]').is_visible()


def test_a_loss_lists_its_questions_and_shows_them(visit):
    page = visit()
    step = page.locator(".funnel details", has_text="Wrong words cited")
    step.locator("summary").first.click()
    assert step.locator("li").all_inner_texts() == ["How did the committee vote?"]
    step.get_by_role("button", name="Show these below").click()
    assert page.locator(".question:visible .ask").all_inner_texts() == ["How did the committee vote?"]
    assert page.locator("output").inner_text() == "1 of 9 questions"


def test_cells_of_the_matrix_and_of_the_map_choose_questions(visit):
    page = visit()
    page.locator(".matrix td.best a").click()
    assert shown(page) == 2
    page.locator(".map a", has_text="1").last.click()
    assert page.locator(".question:visible .ask").all_inner_texts() == ["When did the gate fall?"]
    page.get_by_role("button", name="Show all").click()
    page.wait_for_function("document.querySelector('output').textContent.startsWith('9 of')")
    assert shown(page) == 9


def test_words_are_searched_in_questions_answers_and_quotes(visit):
    page = visit()
    for words, expected in (("COMMITTEE vote", 1), ("14.2", 1), ("wall-failed", 1), ("12.4 million", 5), ("zebra", 0)):
        page.get_by_role("searchbox").fill(words)
        assert shown(page) == expected, words
    page.get_by_role("searchbox").fill("")
    page.get_by_label("Outcome").select_option("any")
    assert shown(page) == 6
    page.get_by_label("Change").select_option("broken")
    assert shown(page) == 1


def test_the_keyboard_is_enough(visit):
    page = visit()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "words"
    page.keyboard.type("wall-j")                       # letters are letters in the search box
    assert page.get_by_role("searchbox").input_value() == "wall-j"
    page.get_by_role("searchbox").fill("")
    page.keyboard.press("Tab")
    page.locator("#questions summary").first.focus()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    assert question(page, "wall-span").get_attribute("open") is not None
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent").strip().startswith("✓ right")
    page.keyboard.press("k")                           # the first one stays
    page.keyboard.press("Enter")
    assert question(page, "wall-right").get_attribute("open") is not None


def test_what_has_the_focus_shows_it(visit):
    page = visit()
    page.keyboard.press("Tab")
    for _ in range(30):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML.slice(0, 80)")


@pytest.mark.parametrize("way", ["hover", "focus"])
def test_a_number_is_explained_where_it_stands(visit, way):
    page = visit()
    for place, meaning in (("#verdict .strip .term", "Of an answer’s"), ("#comparison svg .term", "The answer is")):
        getattr(page.locator(place).first, way)()
        tip = page.get_by_role("tooltip")
        assert tip.inner_text().startswith(meaning)
        box = tip.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 1280
    page.keyboard.press("Escape")
    assert not page.locator(".tip").is_visible()


def test_gaps_open_to_the_words_of_the_article(visit):
    page = visit(fragment="#q-" + anchor("evil-<i>&'\" 1"))
    gaps = page.locator(".desk:visible .gap")
    places = [[int(gap.get_attribute(f"data-{end}")) for end in ("start", "end")] for gap in gaps.all()]
    assert places
    body = page.locator(".desk:visible .read .body")
    for _ in places:
        gaps.first.click()
    labels = body.locator("mark b").all_text_contents()
    body.evaluate("body => body.querySelectorAll('mark b').forEach(label => label.remove())")
    assert labels == ["1", "gold", "2"]
    assert body.text_content().replace("\r\n", "\n") == EVIL.text.replace("\r\n", "\n")


def test_articles_keep_every_character(visit):
    page = visit()
    for document in DOCUMENTS.values():
        body = page.locator(f'[id="a-{anchor(document.doc)}"]')
        assert body.evaluate("body => body.textContent") == document.text


def test_marks_differ_in_more_than_colour(visit):
    page = visit()
    drawn = {kind: page.locator(f".key mark.{kind}").evaluate(DRAWN)
             for kind in ("gold", "missed", "cited", "invalid", "trap", "spare")}
    assert all(drawn[one] != drawn[other] for one, other in combinations(drawn, 2))


def test_parts_have_names_for_those_who_listen(visit):
    page = visit()
    assert page.get_by_role("heading", level=1).inner_text().startswith("pullquote")
    levels = page.locator("h1, h2, h3").evaluate_all("found => found.map(heading => Number(heading.tagName[1]))")
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert page.get_by_role("navigation", name="Contents").count() == 1
    assert page.get_by_role("search").count() == 1
    assert page.locator("svg:not([aria-label])").count() == 0
    assert page.locator("html[lang=en]").count() == 1
