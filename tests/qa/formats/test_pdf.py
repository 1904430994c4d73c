import itertools

import pytest
from fpdf import FPDF

from qa.formats import FormatError, NoTextError
from qa.formats.pdf import parse
from tests.qa.formats import samples

STORY = ("The bridge over the Aune reopened on Monday after four years of work. Crowds came to see it, and the mayor "
         "cut the ribbon at noon. Trams will cross it from May, said the city.")
OTHER = "The city paid 12.4 million crowns, which is twice what it had planned to spend on the crossing of the river."


class Paper(FPDF):
    """A document with a line at the head and the foot of each page."""

    head = foot = None

    def header(self):
        if self.head:
            self.set_font("helvetica", size=8)
            self.cell(0, 10, self.head.format(self.page_no()), new_x="LMARGIN", new_y="NEXT")

    def footer(self):
        if self.foot:
            self.set_y(-15)
            self.set_font("helvetica", size=8)
            self.cell(0, 10, self.foot.format(self.page_no()))


def pdf(*pages, head=None, foot=None, **about):
    """Return a PDF file: a page is a list of (text, size), each a paragraph."""
    made = Paper()
    made.head, made.foot = head, foot
    for name, value in about.items():
        getattr(made, f"set_{name}")(value)
    for page in pages:
        made.add_page()
        for text, size in page:
            made.set_font("times", size=size)
            made.multi_cell(0, size / 2, text, new_x="LMARGIN", new_y="NEXT")
            made.ln(size / 2)
    return bytes(made.output())


def pages_of(draft):
    return [draft.body[start:end] for start, end in itertools.pairwise((0, *draft.breaks, len(draft.body)))]


def test_lines_are_joined_to_paragraphs():
    assert parse(pdf([(STORY, 11), (OTHER, 11)])).body == f"{STORY}\n\n{OTHER}"


def test_pages_are_kept_and_a_sentence_may_run_over_them():
    draft = parse(pdf([(STORY, 11), (f"{OTHER} The mayor", 11)], [("said so on Tuesday.", 11), (STORY, 11)], []))
    assert draft.body == f"{STORY}\n\n{OTHER} The mayor said so on Tuesday.\n\n{STORY}"
    assert pages_of(draft) == [f"{STORY}\n\n{OTHER} The mayor ", f"said so on Tuesday.\n\n{STORY}", ""]
    assert draft.notes == ("without text: page 3",)


def test_an_empty_page_in_between_keeps_the_numbers_right():
    first, second, third = pages_of(parse(pdf([(STORY, 11)], [], [(OTHER, 11)])))
    assert (first.strip(), second, third) == (STORY, "", OTHER)


def test_lines_that_run_on_every_page_are_left_out_and_told():
    pages = [[(f"{STORY} This is page {word}.", 11)] for word in ("one", "two", "three", "four")]
    draft = parse(pdf(*pages, head="The Adler Courier", foot="Page {} of four"))
    assert "Courier" not in draft.body
    assert "Page" not in draft.body
    assert draft.body.count(STORY) == 4
    assert set(draft.notes) == {"“The Adler Courier” was left out, which runs on most pages",
                                "“Page 1 of four” was left out, which runs on most pages"}


def test_a_line_that_stands_on_two_pages_is_kept():
    draft = parse(pdf([(STORY, 11)], [(OTHER, 11)], head="The Adler Courier"))
    assert draft.body.count("The Adler Courier") + (draft.headline or "").count("The Adler Courier") == 2


@pytest.mark.parametrize(("text", "whole"), [
    ("It was an infor-\nmation of use. The information stands.", "an information of use"),
    ("It was the co-\noperative. No co-operative is like it.", "the co-operative."),
    ("It was an infor-\nmation of use.", "an information of use"),  # nothing tells; the hyphen goes
    ("In the years 1912-\n1914 it was built.", "years 1912-1914 it"),
    ("It was Anglo-\nNorwegian by name.", "was Anglo-Norwegian by"),
    ("It rose by two, or -\nas some say - three metres.", "two, or - as some say"),
])
def test_words_that_were_parted_at_the_end_of_a_line_are_whole(text, whole):
    assert whole in parse(pdf([(text, 11)])).body


def test_larger_lines_at_the_top_are_the_headline():
    page = [("Old bridge reopens after\nfour long years", 20), (STORY, 11), (OTHER, 11)]
    draft = parse(pdf(page, title="Something else"))
    assert draft.headline == "Old bridge reopens after four long years"
    assert draft.body == f"{STORY}\n\n{OTHER}"


def test_without_larger_lines_the_title_is_the_headline_and_not_said_twice():
    assert parse(pdf([(STORY, 11)], title="Old bridge reopens")).headline == "Old bridge reopens"
    draft = parse(pdf([("Old bridge reopens", 11), (STORY, 11)], title="Old bridge reopens"))
    assert (draft.headline, draft.body) == ("Old bridge reopens", STORY)


@pytest.mark.parametrize("title", [
    "", "untitled", "Microsoft Word - bridge.doc", "bridge_final.indd", "(anonymous)", "..."])
def test_titles_that_say_nothing_are_no_headlines(title):
    assert parse(pdf([(STORY, 11)], title=title, author="(anonymous)")).headline is None


def test_properties_are_read():
    import datetime as dt

    draft = parse(pdf([(STORY, 11)], author="Ann Lee; José Ruiz", lang="en-GB",
                      creation_date=dt.datetime(2025, 3, 14, 6, 10, tzinfo=dt.timezone(dt.timedelta(hours=1)))))
    assert (draft.authors, draft.language) == (("Ann Lee", "José Ruiz"), "en-GB")
    assert draft.published == "2025-03-14T06:10:00+01:00"


def test_lists_keep_their_lines():
    draft = parse(pdf([("The costs are these:\n- steel for the arches\n- labour\n- the new tracks", 11), (STORY, 11)]))
    assert "these:\n- steel for the arches\n- labour\n- the new tracks\n\nThe bridge" in draft.body


def test_letters_of_every_kind_come_whole():
    made = FPDF()
    made.add_page()
    made.add_font("all", fname=samples.font("DejaVuSans.ttf"))
    made.set_font("all", size=11)
    words = "Žluťoučký kůň – “Quote” ‘so’ Łódź Мост Γέφυρα 😀 𝔸 ½ ﬁn"
    made.multi_cell(0, 6, f"{words}. Then more.")
    assert parse(bytes(made.output())).body.replace("fin", "ﬁn").startswith(words)


def test_a_file_of_pictures_is_told():
    made = FPDF()
    made.add_page()
    made.rect(10, 10, 50, 50)
    with pytest.raises(NoTextError, match="has no text layer: it is a scan"):
        parse(bytes(made.output()))


def test_a_locked_file_is_told():
    made = Paper()
    made.set_encryption("owner", "user")
    made.add_page()
    made.set_font("times", size=11)
    made.cell(0, 5, "It opened.")
    with pytest.raises(FormatError, match="is locked with a password"):
        parse(bytes(made.output()))


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"<html>", b"\0" * 100])
def test_what_is_no_pdf_is_told(content):
    with pytest.raises(FormatError, match="is no PDF that can be read"):
        parse(content)
