import hashlib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given

from qa.article import article_id
from qa.errors import ReadError
from qa.read import canonical, find_files, parse_article, read_bytes
from tests.qa.texts import texts


def read(content, name="story.txt"):
    return parse_article(Path("/news") / name, content if isinstance(content, bytes) else content.encode())


@pytest.mark.parametrize(("given", "text"), [
    ("a\r\nb\rc\nd", "a\nb\nc\nd"), ("\ufeffa", "a"), (" \n a\u00a0 \n", "a"), ("a\u00a0b", "a\u00a0b"),
    ("\ud800", "?"), ("e\u0301", "\u00e9"), ("\u212b", "\u00c5"),  # the ångström sign is a letter in NFC
])
def test_canonical_text_has_one_form(given, text):
    assert canonical(given) == text


@given(texts)
@example("\ufeff\ufeffa")
@example(" \ufeff a")
def test_canonical_text_is_nfc_without_carriage_returns_and_stays_as_it_is(text):
    once = canonical(text)
    assert unicodedata.is_normalized("NFC", once)
    assert "\r" not in once
    assert once == once.strip()
    assert canonical(once) == once


@given(texts.filter(lambda text: "\0" not in text))
def test_any_text_file_becomes_an_article_whose_text_is_canonical_or_is_refused(text):
    try:
        article = read(text)
    except ReadError:
        return
    assert canonical(article.text) == article.text
    assert article.sha256 == hashlib.sha256(article.text.encode()).hexdigest()
    assert "\n" not in article.title
    assert article.title == "story" or article.text.startswith(article.title + "\n\n")


def test_an_article_has_the_id_of_its_path_and_the_hash_of_its_text():
    article = read("Bridge opens\r\n\r\nIt opened on Monday.\r\n")
    assert (article.id, article.source) == (article_id("/news/story.txt"), "/news/story.txt")
    assert article.text == "Bridge opens\n\nIt opened on Monday."
    assert article.sha256 == hashlib.sha256(article.text.encode()).hexdigest()


def test_a_file_without_a_headline_shows_its_name_and_keeps_it_out_of_the_text():
    article = read("The bridge opened on Monday. Crowds came.\nThey stayed.", "bridge-opening.txt")
    assert article.title == "bridge-opening"
    assert article.text == "The bridge opened on Monday. Crowds came.\nThey stayed."


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "A.TXT", "a.markdown", "a.htm"])
def test_a_title_that_was_in_the_file_is_the_first_line_of_the_text(name):
    body = "It opened on Monday, before a crowd of some four thousand people from both banks of the river."
    page = ("<html><head><title>Bridge opens</title></head><body><article><h1>Bridge opens</h1>"
            f"<p>{body}</p></article></body></html>")
    plain = f"{'# ' * ('.m' in name)}Bridge opens\n\n{body}"
    article = read(page if ".h" in name else plain, name)
    assert article.title == "Bridge opens"
    assert article.text == f"Bridge opens\n\n{body}"


@pytest.mark.parametrize(("name", "content", "reason"), [
    ("a.txt", b"", "is empty"),
    ("a.txt", b" \r\n\t\xef\xbb\xbf", "is empty"),
    ("a.md", b"", "is empty"),
    ("a.html", b"", "holds no article text"),
    ("a.html", b"<html><body></body></html>", "holds no article text"),
    ("a.txt", b"\x89PNG\r\n\0\0", "is a binary file, not text"),
    ("a.md", b"PK\3\4\0", "is a binary file, not text"),
    ("a.html", b"\x89PNG\r\n\0\0", "is a binary file, not a web page"),
    ("a.txt", "Bridge".encode("utf-16-le"), "is a binary file"),  # UTF-16 without its mark
    ("a.txt", b"\xff\xfeB\0r\xd8\0\xd8", "is not UTF-8 text|is not UTF-16 text"),  # lone surrogates
    ("a.doc", b"\xd0\xcf", r"format \.doc is not read; these are: \.txt, .*\.docx, .*\.zip"),
    ("Makefile", b"all:", "format without a suffix is not read"),
])
def test_content_that_is_no_article_is_refused_with_the_reason(name, content, reason):
    with pytest.raises(ReadError, match=reason) as caught:
        read(content, name)
    assert caught.value.source == f"/news/{name}"
    assert "\n" not in str(caught.value)


def test_a_file_of_marks_without_a_word_is_empty():
    with pytest.raises(ReadError, match="is empty"):
        read("***\n\n---\n")


def test_a_folder_gives_the_files_that_can_be_read_in_order_of_name(tmp_path):
    for name in ("b.txt", "a.md", "sub/c.HTML", "sub/d.doc", ".hidden.txt", ".git/e.txt", "sub/.f.md", "g.txt/h.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    found = [str(path.relative_to(tmp_path)) for path in find_files([tmp_path])]
    assert found == ["a.md", "b.txt", "g.txt/h.txt", "sub/c.HTML"]


def test_a_hidden_folder_or_an_odd_file_that_is_named_is_read(tmp_path):
    (tmp_path / ".news").mkdir()
    (tmp_path / ".news/a.txt").write_text("x")
    (tmp_path / "b.doc").write_text("x")
    assert list(find_files([tmp_path / ".news", str(tmp_path / "b.doc")])) == [
        tmp_path / ".news/a.txt", tmp_path / "b.doc"]


def test_the_parts_of_a_saved_page_are_passed_over(tmp_path):
    for name in ("Bridge.html", "Bridge_files/ad.html", "My_files/a.html", "sub/B.htm", "sub/B_files/c/d.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    found = [str(path.relative_to(tmp_path)) for path in find_files([tmp_path])]
    assert found == ["Bridge.html", "My_files/a.html", "sub/B.htm"]


def test_paths_are_made_absolute(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("x")
    monkeypatch.chdir(tmp_path)
    assert list(find_files(["a.txt"])) == [tmp_path / "a.txt"]


@pytest.mark.parametrize("path", ["/no/such/file.txt", "nothing-here", "~no-such-user/a.txt", "x" * 300, "\0"])
def test_a_path_that_does_not_exist_is_refused(path):
    with pytest.raises(ReadError, match="no such file or folder") as caught:
        list(find_files([path]))
    assert caught.value.source == path


def test_a_file_that_is_gone_is_a_read_error(tmp_path):
    with pytest.raises(ReadError, match="No such file or directory"):
        read_bytes(tmp_path / "a.txt")
