"""Word, OpenDocument, rich text, books and mark-up: what their samples do not show."""

import io
import zipfile

import pytest

from qa.formats import FormatError, docx, epub, markup, odt, rtf
from tests.qa.formats import samples


def changed(content, path, old, new):
    """Return a document with a part of it changed."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as real, zipfile.ZipFile(result, "w") as copy:
        for name in real.namelist():
            part = real.read(name)
            if name == path:
                assert old.encode() in part
                part = part.replace(old.encode(), new.encode(), 1)
            copy.writestr(name, part)
    return result.getvalue()


@pytest.fixture
def sample(tmp_path):
    def write(suffix):
        samples.WRITERS[suffix](tmp_path / f"a{suffix}")
        return (tmp_path / f"a{suffix}").read_bytes()
    return write


# Mark-up

@pytest.mark.parametrize(("html", "headline", "body"), [
    ("<h1>Bridge <i>opens</i></h1><p>It did.</p>", "Bridge opens", "It did."),
    ("<p>It did.</p><h1>Later</h1>", None, "It did.\n\nLater"),
    ("<p>O<b>n</b>e word, <span>T</span>wo&nbsp;more.<br>A line.</p>", None, "One word, Two more.\nA line."),
    ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", None, "• a\n• b\n• c"),
    ("<table><tr><td>a b</td><td>c</td></tr></table>", None, "a b c"),
    ("<style>p {}</style><script>x()</script><p>It did.</p>", None, "It did."),
    ("plain words", None, "plain words"), ("", None, ""), ("<p></p>", None, ""),
    ("a &lt; b &amp; c", None, "a < b & c"), ("<div>a<div>b</div></div>", None, "a\nb"),
])
def test_every_visible_word_of_mark_up_is_kept(html, headline, body):
    assert markup.words(html) == (headline, body)


# Word

def word(build):
    from docx import Document

    document = Document()
    build(document)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def test_tables_and_lists_of_word_are_read():
    def build(document):
        document.add_heading("Costs", 1)
        document.add_paragraph("Steel", style="List Bullet")
        table = document.add_table(1, 2)
        table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Labour", "12 crowns"

    draft = docx.parse(word(build))
    assert (draft.headline, draft.body.split()) == ("Costs", ["•", "Steel", "Labour", "12", "crowns"])


def test_insertions_are_read_and_deletions_are_not(sample):
    content = changed(sample(".docx"), "word/document.xml", "</w:p>", (
        '<w:ins w:id="1" w:author="a"><w:r><w:t>added words</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="a"><w:r><w:delText>removed words</w:delText></w:r></w:del></w:p>'))
    draft = docx.parse(content)
    text = f"{draft.headline} {draft.body}"
    assert "added words" in text
    assert "removed" not in text


def test_pictures_leave_nothing_behind(tmp_path):
    from PIL import Image

    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    draft = docx.parse(word(lambda document: (document.add_picture(str(tmp_path / "a.png")),
                                              document.add_paragraph("It opened."))))
    assert draft.body == "It opened."


@pytest.mark.parametrize("parser", [docx, odt, epub])
@pytest.mark.parametrize("content", [b"", b"PK\3\4", b"words", b"PK\5\6" + bytes(18)])
def test_what_is_no_document_is_told(parser, content):
    with pytest.raises(FormatError):
        parser.parse(content)


# OpenDocument

def test_lists_tables_and_notes_of_opendocument_are_read():
    from odf.opendocument import OpenDocumentText
    from odf.table import Table, TableCell, TableRow
    from odf.text import List, ListItem, Note, NoteBody, NoteCitation, P, S

    document = OpenDocumentText()
    paragraph = P(text="It opened")
    note = Note(noteclass="footnote")
    note.addElement(NoteCitation(text="1"))
    note.addElement(NoteBody())
    note.childNodes[1].addElement(P(text="So they say."))
    paragraph.addElement(note)
    paragraph.addElement(S(c=2))
    paragraph.addText("on Monday.")
    item, cell, row, table, items = ListItem(), TableCell(), TableRow(), Table(), List()
    item.addElement(P(text="Steel"))
    items.addElement(item)
    cell.addElement(P(text="Labour"))
    row.addElement(cell)
    table.addElement(row)
    for element in (paragraph, items, table, P(text="It closed.")):
        document.text.addElement(element)
    content = io.BytesIO()
    document.save(content)
    assert odt.parse(content.getvalue()).body == (
        "It opened on Monday.\n• Steel\nLabour\n\nIt closed.\n\nSo they say.")


def test_deletions_of_opendocument_are_not_read(sample):
    content = changed(sample(".odt"), "content.xml", "<text:h", (
        '<text:tracked-changes><text:changed-region text:id="c"><text:deletion><text:p>removed words</text:p>'
        "</text:deletion></text:changed-region></text:tracked-changes><text:h"))
    assert "removed" not in odt.parse(content).body


def test_marks_that_markdown_has_are_words_in_opendocument(sample):
    content = changed(sample(".odt"), "content.xml", "Trams will", "*Trams* _will_ # [a](b) `c` &lt;d&gt; 1. e")
    assert "*Trams* _will_ # [a](b) `c` <d> 1. e cross it" in odt.parse(content).body


def test_another_kind_of_opendocument_is_told(sample):
    content = changed(sample(".odt"), "mimetype", ".text", ".spreadsheet")
    with pytest.raises(FormatError, match="is not an OpenDocument text"):
        odt.parse(content)


# Rich text

@pytest.mark.parametrize(("source", "body"), [
    (r"It {\b opened} on Monday.\par It closed.", "It opened on Monday.\n\nIt closed."),
    (r"Caf\'e9 \u8220?It is\u8221? \u-10179?\u-8704? open\~now", "Café “It is” 😀 open\xa0now"),
    (r'See {\field{\*\fldinst{HYPERLINK "https://a.example/b"}}{\fldrslt{the plan}}}.', "See the plan."),
    (r"{\*\generator Word 97;}It opened.{\pict\pngblip 89504e47}", "It opened."),
    (r"One\line two\tab three", "One\n\ntwo\tthree"),
])
def test_the_words_of_rich_text_are_kept(source, body):
    assert rtf.parse(b"{\\rtf1\\ansi\\ansicpg1252 " + source.encode() + b"}").body == body


def test_footnotes_of_rich_text_are_left_out_and_told():
    draft = rtf.parse(b"{\\rtf1 It opened.{\\footnote It did not.} It closed.}")
    assert draft.body == "It opened. It closed."
    assert draft.notes == ("footnotes were left out",)


@pytest.mark.parametrize("content", [b"", b"words", b"{\\rtx1 a}"])
def test_what_is_no_rich_text_is_told(content):
    with pytest.raises(FormatError, match="is not rich text"):
        rtf.parse(content)


# Books

def test_a_book_that_may_not_be_copied_is_told(sample):
    content = io.BytesIO(sample(".epub"))
    with zipfile.ZipFile(content, "a") as book:
        book.writestr("META-INF/encryption.xml", (
            '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><EncryptedData xmlns='
            '"http://www.w3.org/2001/04/xmlenc#"><CipherData><CipherReference URI="EPUB/part%200.xhtml"/></CipherData>'
            "</EncryptedData></encryption>"))
    with pytest.raises(FormatError, match="is protected against copying"):
        epub.parse(content.getvalue())


def test_encrypted_fonts_do_not_keep_a_book_from_being_read(sample):
    content = io.BytesIO(sample(".epub"))
    with zipfile.ZipFile(content, "a") as book:
        book.writestr("META-INF/encryption.xml", '<a xmlns="b"><CipherReference URI="EPUB/fonts/a.otf"/></a>')
    assert samples.QUOTE in epub.parse(content.getvalue()).body


@pytest.mark.parametrize(("path", "old", "new", "reason"), [
    ("META-INF/container.xml", "full-path=", "other=", "names no package file"),
    ("META-INF/container.xml", "content.opf", "missing.opf", "has no EPUB/missing.opf in it"),
    ("EPUB/content.opf", "</package>", "<", "is not well-formed XML"),
])
def test_a_broken_book_is_told(sample, path, old, new, reason):
    with pytest.raises(FormatError, match=reason):
        epub.parse(changed(sample(".epub"), path, old, new))
