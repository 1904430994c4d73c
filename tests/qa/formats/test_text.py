import pytest

from qa.formats import FormatError
from qa.formats.text import decode, iso_date, parse, split_front_matter, split_headline

FRONT = """---
title: Bridge opens
publisher: The Adler Courier
authors: [Ann Lee, José Ruiz]
published: 2025-03-14
language: en
---
The bridge opened on Monday.
"""


@pytest.mark.parametrize(("content", "text"), [
    (b"a\r\nb\rc", "a\nb\nc"),
    (b"\xef\xbb\xbfa", "a"),
    ("é\n".encode("utf-16"), "é\n"),
    ("\ufeffé".encode("utf-16-be"), "é"),
    ("e\u0301\u00a0👍🏽".encode(), "e\u0301\u00a0👍🏽"),
])
def test_utf_8_and_marked_utf_16_are_decoded(content, text):
    assert decode(content) == text


@pytest.mark.parametrize("content", [b"caf\xe9", b"\0", b"\xff\xfe\0", "é".encode("utf-16-le")])
def test_other_bytes_are_refused(content):
    with pytest.raises(FormatError):
        decode(content)


@pytest.mark.parametrize(("text", "headline"), [
    ("Bridge opens\n\nIt opened on Monday.", "Bridge opens"),
    ("Bridge opens\nIt opened on Monday.", "Bridge opens"),
    ("  Will the bridge open? \n\nIt did.", "Will the bridge open?"),
    ("The bridge opened on Monday.\n\nCrowds came.", None),  # a sentence
    ("“It is over.”\n\nHe said no more.", None),  # a sentence within quotation marks
    ("In short:\n\nIt opened.", None),
    ("Bridge opens", None),  # nothing for it to stand over
    ("x" * 161 + "\n\nToo long for a headline.", None),
    ("The bridge over the Aune, which the city of Corrin had built in 1932 with a\nloan, was closed.", None),  # wrapped
    ("---\n\nIt opened.", None),
    ("\u00a0\nIt opened.", None),
])
def test_a_first_line_is_a_headline_when_it_reads_as_one(text, headline):
    found, body = split_headline(text)
    assert found == headline
    if headline is None:
        assert body == text


def test_front_matter_is_read_and_is_no_part_of_the_text():
    draft = parse(FRONT.encode())
    assert draft.headline == "Bridge opens"
    assert draft.body == "The bridge opened on Monday."
    assert (draft.publisher, draft.authors) == ("The Adler Courier", ("Ann Lee", "José Ruiz"))
    assert (draft.published, draft.language) == ("2025-03-14", "en")


def test_front_matter_may_use_the_other_common_names():
    about = "---\nauthor: Ann Lee\noutlet: The Post\ndate: 2025-03-14 06:10:00\nlang: de\n---\nIt opened."
    draft = parse(about.encode())
    assert (draft.authors, draft.publisher, draft.published, draft.language) == (
        ("Ann Lee",), "The Post", "2025-03-14T06:10:00", "de")


def test_a_headline_in_the_text_wins_over_the_title_in_front_matter():
    draft = parse(FRONT.replace("---\nThe bridge", "---\nCrowds at the bridge\n\nThe bridge").encode())
    assert draft.headline == "Crowds at the bridge"


@pytest.mark.parametrize("text", [
    "---\nIt opened on Monday.\n", "---\n[unclosed\n---\nIt opened.", "---\n- a\n- b\n---\nIt opened.",
    "---\ndate: 2025-13-45\n---\nIt opened.", "---\na: !!python/object:os.system x\n---\nIt opened.",
])
def test_dashes_that_open_no_readable_metadata_are_text(text):
    assert split_front_matter(text) == ({}, text)
    assert "opened" in parse(text.encode()).body


@pytest.mark.parametrize(("value", "date"), [
    ("2025-03-14", "2025-03-14"), ("2025-03-14T06:10:00+01:00", "2025-03-14T06:10:00+01:00"), (2025, None),
    ("14 March 2025", None), ("", None), (None, None), ("2025-02-30", None), (["2025-03-14"], None),
])
def test_only_iso_8601_dates_are_kept(value, date):
    assert iso_date(value) == date
