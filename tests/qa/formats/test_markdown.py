import pytest

from qa.formats.markdown import parse


@pytest.mark.parametrize(("source", "body"), [
    ("It *opened* on **Monday**, `early`.", "It opened on Monday, early."),
    ("See [the plan](https://a.example/plan 'The plan').", "See the plan."),
    ("One line\nand its end.  \nA hard break.", "One line and its end. A hard break."),
    ("AT&amp;T paid &euro;5 \\*net\\*.", "AT&T paid €5 *net*."),
    ("- one\n- two\n  - nested\n    - deep\n- three", "• one\n• two\n• nested\n• deep\n• three"),
    ("1. one\n2. two", "• one\n• two"),
    ("Text.\n\n- one\n\nMore.", "Text.\n• one\n\nMore."),
    ("> Quoted words.\n\nText.", "Quoted words.\n\nText."),
    ("## Part\n\nText.", "Part\n\nText."),
    ("```\ncode = 1\n\nmore\n```", "code = 1\n\nmore"),
    ("    indented", "indented"),
    ("![A picture](a.png) caption", "caption"),
    ("A<br>B <b>bold</b>", "AB bold"),
])
def test_the_words_are_kept_and_the_marks_are_not(source, body):
    assert parse(source.encode()).body == body


@pytest.mark.parametrize("source", ["# Bridge *opens*\n\nIt did.", "Bridge opens\n===\n\nIt did."])
def test_a_first_heading_is_the_headline(source):
    draft = parse(source.encode())
    assert (draft.headline, draft.body) == ("Bridge opens", "It did.")


@pytest.mark.parametrize("source", ["It did.\n\n# Later heading", "## Lower heading\n\nIt did."])
def test_any_other_heading_is_text(source):
    assert parse(source.encode()).headline is None


def test_front_matter_and_windows_newlines_are_read():
    draft = parse(b"\xef\xbb\xbf---\r\ntitle: From above\r\nauthor: Ann Lee\r\n---\r\nIt opened\r\non Monday.\r\n")
    assert (draft.headline, draft.authors, draft.body) == ("From above", ("Ann Lee",), "It opened on Monday.")
