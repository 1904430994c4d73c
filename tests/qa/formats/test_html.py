import pytest

from qa.formats import FormatError
from qa.formats.html import parse

PAGE = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Old bridge reopens | The Post</title>
<meta property="og:title" content="Old bridge reopens"><meta property="og:site_name" content="The Post">
<meta name="author" content="Ann Lee; José Ruiz">
<meta property="article:published_time" content="2025-03-14T06:10:00+01:00"></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport pages</a></nav>
<article>{heading}{body}</article>
<aside>Subscribe to our newsletter today</aside><footer>Copyright The Post</footer>
<script>alert("x")</script></body></html>
"""
HEADING = "<h1>Old bridge reopens</h1>"
BODY = """<p>The bridge over the Aune reopened on Monday&nbsp;&ndash; after four years of work &amp; delay.</p>
<p>&ldquo;It was <em>worth</em> the wait,&rdquo; said the <a href="/mayor">mayor</a>, who cut the ribbon at noon.</p>
<h2>The cost</h2>
<ul><li>Steel for the arches<ul><li>Bought abroad</li></ul></li><li>Labour</li></ul>
<p>The city paid 12.4 million crowns, twice what it had planned to spend on the crossing.</p>"""


def page(body=BODY, heading=HEADING):
    return PAGE.format(heading=heading, body=body)


def test_the_article_is_kept_and_the_rest_of_the_page_is_not():
    body = parse(page().encode()).body
    assert "“It was worth the wait,” said the mayor, who cut the ribbon at noon." in body.split("\n")
    assert "after four years of work & delay." in body
    assert not any(word in body for word in ("Sport", "newsletter", "Copyright", "alert", "<", "&amp;"))


def test_paragraphs_headings_and_every_list_item_stand_on_lines_of_their_own():
    lines = [line.strip(" •-") for line in parse(page().encode()).body.split("\n")]
    assert [line for line in lines if line][2:6] == ["The cost", "Steel for the arches", "Bought abroad", "Labour"]


def test_entities_are_the_characters_they_stand_for_and_a_non_breaking_space_is_a_plain_one():
    assert "reopened on Monday – after four years of work & delay." in parse(page().encode()).body


def test_the_metadata_of_the_page_are_read():
    draft = parse(page().encode())
    assert (draft.headline, draft.publisher, draft.authors) == (
        "Old bridge reopens", "The Post", ("Ann Lee", "José Ruiz"))
    assert draft.published.startswith("2025-03-14")
    assert draft.language == "en-GB"


def test_the_headline_is_not_repeated_in_the_body():
    assert parse(page().encode()).body.startswith("The bridge over the Aune")


def test_a_first_sentence_that_begins_with_the_headline_is_kept_whole():
    sentence = "Old bridge reopens to traffic on Monday, the mayor of Corrin told reporters at the river."
    assert sentence in parse(page(f"<p>{sentence}</p>{BODY}", heading="").encode()).body


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_pages_are_read_in_the_encoding_they_name(encoding):
    content = page().replace('charset="utf-8"', f'charset="{encoding.removesuffix("-sig")}"').encode(encoding)
    draft = parse(content)
    assert draft.authors == ("Ann Lee", "José Ruiz")
    assert "“It was worth the wait,” said the mayor" in draft.body


def test_a_page_that_names_nothing_has_no_metadata():
    draft = parse(b"<html><body><p>" + b"The bridge over the river Aune reopened on Monday morning. " * 5 + b"</p>")
    assert (draft.headline, draft.publisher, draft.authors, draft.language) == (None, None, (), None)


@pytest.mark.parametrize("content", [b"", b"   ", b"<html></html>", b"\x89PNG\0", b"<p></p>"])
def test_a_page_without_an_article_is_refused(content):
    with pytest.raises(FormatError):
        parse(content)
