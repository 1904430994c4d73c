import pytest

from qa.formats import FormatError
from qa.formats.text import decode, parse, split_front_matter, split_headline

FRONT = """---
title: Bridge opens
publisher: The Adler Courier
authors: [Ann Lee, José Ruiz]
published: 2025-03-14
language: en
url: https://courier.example/bridge
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
def test_utf_8_and_marked_utf_16_are_decoded_and_nothing_is_guessed(content, text):
    assert decode(content) == (text, ())


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\xff", b"\0", b"\xff\xfe\0", "é".encode("utf-16-le")])
def test_bytes_that_are_no_text_are_refused(content):
    with pytest.raises(FormatError):
        decode(content)


@pytest.mark.parametrize(("text", "encoding"), [
    ("Café opens. It is new.", "cp1252"), ("“We will not,” he said – it’s over.", "cp1252"),
    ("Le café a rouvert lundi. La fête fut très réussie, dit l’élève.", "cp1252"),
    ("Broen over elva åpnet på mandag. Ordføreren klippet snora. Være sånn.", "cp1252"),
    ("Most został otwarty w poniedziałek. Żółta łódź płynęła wzdłuż.", "cp1250"),
    ("Мост через реку открылся в понедельник. Мэр перерезал ленту.", "cp1251"),
    ("Η γέφυρα άνοιξε τη Δευτέρα.", "cp1253"),
])
def test_another_encoding_is_guessed_and_told(text, encoding):
    found, notes = decode(text.encode(encoding))
    assert found == text
    assert notes == (f"is not UTF-8; read as {encoding}, which was guessed from its bytes",)
    assert parse(text.encode(encoding)).notes == notes


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
    assert draft.url == "https://courier.example/bridge"


def test_lists_and_mappings_in_front_matter_are_no_titles():
    draft = parse(b"---\ntitle: [a, b]\npublisher: {a: b}\nauthors: [Ann, [Bo], {c: d}]\n---\nIt opened.")
    assert (draft.headline, draft.publisher, draft.authors) == (None, None, ("Ann",))


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
    "---\na: &x [1]\nb: *x\n---\nIt opened.", "---\na: " + "[" * 5000 + "\n---\nIt opened.",
    "---\na: " + "x" * 30_000 + "\n---\nIt opened.",
    "---\ndate: 2025-13-45\n---\nIt opened.", "---\na: !!python/object:os.system x\n---\nIt opened.",
])
def test_dashes_that_open_no_readable_metadata_are_text(text):
    assert split_front_matter(text) == ({}, text)
    assert "opened" in parse(text.encode()).body
