from contextlib import suppress
from email.message import EmailMessage

import pytest

from qa.formats import FormatError, Options, html, mht
from qa.formats.mail import parse, split
from tests.qa.formats import samples


def members(path, content):
    path.write_bytes(content)
    return [(one.name, one.content) for one in split(path, Options())]


def test_the_plain_text_is_read_rather_than_the_html():
    assert parse(bytes(samples.letter())).body.strip() == samples.BODY


def test_a_letter_in_html_alone_is_read_as_mark_up():
    letter = EmailMessage()
    letter["Subject"] = "News"
    letter.set_content("<h1>Weekly</h1><p>It <b>opened</b>.</p><ul><li>One</li></ul>", subtype="html")
    assert parse(bytes(letter)).body == "Weekly\n\nIt opened.\n\n• One"


def test_attachments_are_named_and_not_read():
    letter = samples.letter()
    letter.add_attachment(b"%PDF", "application", "pdf", filename="plan.pdf")
    letter.add_attachment("words", subtype="plain")
    draft = parse(bytes(letter))
    assert draft.notes == ("attachment plan.pdf was not read", "attachment text/plain was not read")
    assert draft.body.strip() == samples.BODY


def test_lines_that_a_mail_program_broke_are_whole_again():
    content = (b"Subject: x\nContent-Type: text/plain; charset=utf-8; format=flowed\n\n"
               b"It opened on \nMonday at noon.\n\n> It is \n> late.\n-- \nAnn\n")
    assert parse(content).body == "It opened on Monday at noon.\n\n> It is \n> late.\n-- \nAnn\n"


@pytest.mark.parametrize(("charset", "encoding"), [
    ("iso-8859-1", "latin-1"), ("nonsense", "cp1252"), ("utf-8", "cp1252")])
def test_texts_are_read_in_the_encoding_they_name_or_one_that_is_guessed(charset, encoding):
    content = f"Subject: x\nContent-Type: text/plain; charset={charset}\n\nThe café opened. It is new.".encode(encoding)
    draft = parse(content)
    assert draft.body == "The café opened. It is new."
    assert bool(draft.notes) == (charset != "iso-8859-1")


@pytest.mark.parametrize(("sender", "authors"), [
    ("Ann Lee <a@b.example>", ("Ann Lee",)), ("a@b.example", ("a@b.example",)), ("", ()),
    ('"Lee, Ann" <a@b.example>, =?utf-8?q?Jos=C3=A9?= <j@b.example>', ("Lee, Ann", "José")),
])
def test_senders_are_authors(sender, authors):
    assert parse(f"From: {sender}\nSubject: x\n\nIt opened.".encode()).authors == authors


@pytest.mark.parametrize("header", [
    b"Date: yesterday", b"Date: Fri, 99 Mar 2025 99:99:99 +9999", b"From: \xff\xfe <", b"Subject: =?utf-8?b?////?=",
    b"Content-Type: ;;;", b"Content-Type: text/plain; charset=\"", b"Archived-At: ", b"From: @@@,,,<<<>>>",
])
def test_odd_headers_keep_nothing_from_being_read(header):
    draft = parse(header + b"\n\nIt opened on Monday.")
    assert "It opened on Monday." in draft.body
    assert draft.published is None


@pytest.mark.parametrize("content", [b"", b"\n\n", b"no header here, only words"])
def test_what_is_no_letter_is_empty_or_told(content):
    with suppress(FormatError):
        assert not parse(content).headline


# Mailboxes

BOX = (b"From a@b Fri Mar 14 06:10:00 2025\nMessage-ID: <1@b>\nSubject: One\n\nIt opened.\n"
       b">From then on it was used.\n\n"
       b"From a@b Fri Mar 14 06:11:00 2025\r\nSubject: Two\r\n\r\nIt closed.\r\nFrom here on it was shut.\r\n\r\n"
       b"From a@b Fri Mar 14 06:12:00 2025\nMessage-ID: <1@b>\nSubject: One\n\nAgain.\n")


def test_letters_of_a_mailbox_come_as_they_were_sent(tmp_path):
    (first, one), (second, two), (third, _) = members(tmp_path / "a.mbox", BOX)
    assert (first, third) == ("1@b", "1@b")
    assert len(second) == 16  # of its content, since it has no Message-ID
    assert parse(one).body.strip() == "It opened.\nFrom then on it was used."
    assert parse(two).body.strip() == "It closed.\nFrom here on it was shut."  # no blank line before it


def test_a_letter_keeps_its_name_wherever_it_stands(tmp_path):
    names = [name for name, _ in members(tmp_path / "a.mbox", BOX)]
    more = b"From a@b\nMessage-ID: <0@b>\nSubject: Zero\n\nBefore.\n\n" + BOX
    assert [name for name, _ in members(tmp_path / "b.mbox", more)] == ["0@b", *names]


@pytest.mark.parametrize("content", [b"", b"Subject: x\n\nIt opened.", b"\0" * 1000])
def test_what_is_no_mailbox_is_told(tmp_path, content):
    with pytest.raises(FormatError, match="is no mailbox"):
        members(tmp_path / "a.mbox", content)


# Pages saved as one file

def test_a_saved_page_keeps_its_address(tmp_path):
    samples.WRITERS[".mht"](tmp_path / "a.mht")
    assert mht.parse((tmp_path / "a.mht").read_bytes()).url == samples.URL


def test_a_file_without_a_page_is_told():
    with pytest.raises(FormatError, match="holds no web page"):
        mht.parse(bytes(EmailMessage()) + b"\n\nwords")


@pytest.mark.parametrize("comment", ["<!-- saved from url=(0034)https://courier.example/saved -->",
                                     "<!--\n Page saved with SingleFile \n url: https://courier.example/saved \n-->"])
def test_the_address_that_a_browser_noted_is_kept(comment):
    assert html.parse((comment + samples.page()).encode()).url == "https://courier.example/saved"
    assert html.parse(samples.page().encode()).url == samples.URL
