"""Hostile files: each lies between two good ones in a folder that is added, and none may keep those from being added.

What an attack may cost is bounded too: the seconds that adding the folder takes, and the memory of this process.
"""

import gzip
import io
import json
import os
import resource
import tarfile
import warnings
import zipfile
import zlib
from contextlib import suppress
from itertools import pairwise

import pytest

from qa import Assistant
from qa.errors import ReadError
from qa.formats import packed
from qa.sources import Reader
from tests.qa.formats import samples
from tests.qa.serving import serving

MEMORY = 900_000_000  # bytes that this process may grow by
SECONDS = 60.0  # of a processor, of this process and of the parser's


def peak_memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def spent():
    """Return the seconds of a processor that this process and those it has waited for have used."""
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, (
        resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


@pytest.fixture
def attack(tmp_path, encoder):
    """Return a function that adds a folder with a hostile file in it: the reasons, by the name of what failed."""
    folder = tmp_path / "news"
    folder.mkdir()
    for name in ("a.txt", "z.html"):
        samples.WRITERS[name[1:]](folder / name)
    assistant = Assistant.open(tmp_path / "library", encoder)

    def add(name, content=None):
        if content is not None:
            (folder / name).write_bytes(content)
        memory, seconds = peak_memory(), spent()
        report = assistant.add(folder)
        assert spent() - seconds < SECONDS
        assert peak_memory() - memory < MEMORY
        stored = {article.source for article in assistant.articles()}
        assert stored >= {str(folder / "a.txt")}
        assert str(folder / "z.html") in {*stored, *report.unchanged, *(source for source, _ in report.duplicates)}
        assert not [path for path in tmp_path.iterdir() if path.name not in {"news", "library"}]
        return {source.removeprefix(f"{folder}/"): reason for source, reason in report.failed}

    return add


def zipped(*members, kind=zipfile.ZIP_DEFLATED):
    content = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(content, "w", kind) as archive:
        warnings.simplefilter("ignore")  # the same name twice
        for name, member in members:
            archive.writestr(name, member)
    return content.getvalue()


def tarred(*members):
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as archive:
        for member, text in members:
            one = member if isinstance(member, tarfile.TarInfo) else tarfile.TarInfo(member)
            one.size = len(text)
            archive.addfile(one, io.BytesIO(text))
    return content.getvalue()


def link(kind, name, target):
    one = tarfile.TarInfo(name)
    one.type, one.linkname = kind, target
    return one


# Archives

OUTSIDE = ["../escape.txt", "../../escape.txt", "/tmp/escape.txt", "x/../../escape.txt", "..\\escape.txt",
           "C:\\escape.txt"]


def test_members_of_a_zip_that_lead_outside_are_refused(attack):
    failed = attack("m.zip", zipped(*((name, "Out.") for name in OUTSIDE), ("in.txt", "It opened on Monday.")))
    assert len(failed) == len(OUTSIDE)
    assert set(failed.values()) == {"has a name that leads out of the archive"}


def test_members_of_a_tar_that_lead_outside_are_refused(attack):
    failed = attack("m.tar.gz", tarred(*((name, b"Out.") for name in OUTSIDE), ("in.txt", b"It opened on Monday.")))
    assert len(failed) == len(OUTSIDE)


def test_links_and_devices_in_a_tar_are_not_followed(attack):
    kinds = {"a": tarfile.SYMTYPE, "b": tarfile.LNKTYPE, "c": tarfile.FIFOTYPE, "d": tarfile.CHRTYPE}
    members = [(link(kind, f"{name}.txt", "/etc/passwd"), b"") for name, kind in kinds.items()]
    failed = attack("m.tar.gz", tarred(*members))
    assert failed == {f"m.tar.gz!/{name}.txt": "is a link or a device, not a plain file" for name in "abcd"}


def test_a_link_in_a_zip_is_not_followed(attack):
    one = zipfile.ZipInfo("a.txt")
    one.external_attr = 0o120777 << 16
    assert attack("m.zip", zipped((one, "/etc/passwd"))) == {
        "m.zip!/a.txt": "is a link or a device, not a plain file"}


def test_a_zip_bomb_is_not_unpacked(attack):
    big = attack("m.zip", zipped(("a.txt", bytes(150_000_000))))
    assert big == {"m.zip!/a.txt": "is 150,000,000 bytes; 100,000,000 is the limit"}
    many = attack("m.zip", zipped(*((f"{number}.txt", b"a" * 60_000_000) for number in range(4))))
    assert "unpacks to more than 60,000,000 bytes" in many["m.zip"]


def test_a_zip_that_says_less_than_it_holds_is_found_out(attack):
    content = bytearray(zipped(("a.txt", b"a" * 5_000_000)))
    for signature, offset in ((b"PK\1\2", 24), (b"PK\3\4", 22)):  # the size, unpacked, in both headers
        at = content.index(signature) + offset
        content[at : at + 4] = (100).to_bytes(4, "little")
    failed = attack("m.zip", bytes(content))
    assert list(failed) == ["m.zip!/a.txt"]
    assert "is damaged" in failed["m.zip!/a.txt"]


def test_a_zip_whose_members_overlap_is_a_bomb_all_the_same(attack):
    """Many names for one packed run of zeros (Fifield, 2019): the ratio of the whole is what counts."""
    one = zipped(("0.txt", bytes(90_000_000)))
    central, end = one.index(b"PK\1\2"), one.index(b"PK\5\6")
    entry = one[central:end]
    entries = b"".join(entry.replace(b"0.txt", b"%d.txt" % number) for number in range(10))
    tail = bytearray(one[end:])
    tail[8:12] = (10).to_bytes(2, "little") * 2
    tail[12:16] = len(entries).to_bytes(4, "little")
    failed = attack("m.zip", one[:central] + entries + bytes(tail))
    assert set(failed) <= {"m.zip", "m.zip!/0.txt"}  # of ten times 90 MB the first was unpacked
    assert "unpacks to more than 90,000,000 bytes" in failed["m.zip"]


def test_a_tar_bomb_is_not_unpacked(attack):
    zeros = bytes(60_000_000)
    failed = attack("m.tar.gz", tarred(*((f"{number}.txt", zeros) for number in range(4))))
    assert "the rest was left out" in failed["m.tar.gz"]
    huge = tarfile.TarInfo("a.txt")
    huge.size = 10**12
    failed = attack("m.tar.gz", gzip.compress(huge.tobuf() + zeros))
    assert "m.tar.gz" in failed


def test_an_archive_in_itself_comes_to_an_end(attack):
    content = zipped(("a.txt", "It opened."))
    for _ in range(20):
        content = zipped(("in.zip", content), kind=zipfile.ZIP_STORED)
    assert attack("m.zip", content) == {
        "m.zip!/in.zip!/in.zip!/in.zip!/in.zip": "lies in more than 3 archives; it is not opened"}


def test_an_archive_of_very_many_files_is_cut_short(attack):
    one = zipped(("a.bin", ""))
    central, end = one.index(b"PK\1\2"), one.index(b"PK\5\6")
    entries = one[central:end] * 210_000  # the count in the record at the end is of 16 bits, and is not looked at
    tail = bytearray(one[end:])
    tail[12:16] = len(entries).to_bytes(4, "little")
    assert attack("m.zip", one[:central] + entries + bytes(tail)) == {
        "m.zip": "holds more than 200,000 files; the rest was left out"}


def test_an_encrypted_archive_is_told(attack):
    content = bytearray(zipped(("a.txt", "It opened.")))
    for signature, offset in ((b"PK\1\2", 8), (b"PK\3\4", 6)):
        content[content.index(signature) + offset] |= 1
    assert attack("m.zip", bytes(content)) == {"m.zip!/a.txt": "is encrypted"}


@pytest.mark.parametrize("suffix", [".docx", ".odt", ".epub"])
def test_a_document_that_is_a_zip_bomb_is_not_unpacked(attack, suffix):
    failed = attack(f"m{suffix}", zipped(("word/document.xml", bytes(packed.FREE * 5)), ("mimetype", "x")))
    assert f"unpacks to {packed.FREE * 5 + 1:,} bytes" in failed[f"m{suffix}"]


# XML, YAML and JSON

LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha ha ha ha ha ha ha ha">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise("abcdefghi")) + "]>"
FILES = '<!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/passwd">]>'


def in_document(suffix, path, doctype):
    """Return a real document of a format whose part at `path` begins with a document type, and uses its entity `i`."""
    content = io.BytesIO()
    samples.WRITERS[suffix](sample := samples.Path(os.environ["PYTEST_ATTACK"]) / f"sample{suffix}")
    with zipfile.ZipFile(sample) as real, zipfile.ZipFile(content, "w") as copy:
        for name in real.namelist():
            part = real.read(name)
            if name == path:
                part = doctype.encode() + part.partition(b"?>")[2].lstrip().replace(b"bridge", b"&i;")
            copy.writestr(name, part)
    return content.getvalue()


@pytest.mark.parametrize("doctype", [LAUGHS, FILES], ids=["laughs", "files"])
@pytest.mark.parametrize(("suffix", "path"), [
    (".docx", "word/document.xml"), (".docx", "docProps/core.xml"), (".odt", "content.xml"), (".odt", "meta.xml"),
    (".epub", "EPUB/content.opf"), (".epub", "META-INF/container.xml")])
def test_entities_in_documents_are_not_expanded(attack, tmp_path_factory, monkeypatch, suffix, path, doctype):
    monkeypatch.setenv("PYTEST_ATTACK", str(tmp_path_factory.mktemp("samples")))
    assert attack(f"m{suffix}", in_document(suffix, path, doctype)) == {
        f"m{suffix}": "declares XML entities, which are not read"}


@pytest.mark.parametrize("doctype", [LAUGHS, FILES], ids=["laughs", "files"])
def test_entities_in_feeds_and_sitemaps_are_not_expanded(attack, doctype):
    feed = "<rss version='2.0'><channel><item><title>&i;</title><description>&i;</description></item></channel></rss>"
    sitemap = "<urlset><url><loc>https://a.example/&i;</loc></url></urlset>"
    for content in (feed, sitemap):
        assert attack("m.xml", f"<?xml version='1.0'?>{doctype}{content}".encode()) == {
            "m.xml": "declares XML entities, which are not read"}


def test_entities_in_a_page_are_not_expanded_and_nothing_is_fetched_for_it(attack):
    with serving() as server:
        for doctype in (LAUGHS, FILES, f'<!DOCTYPE html SYSTEM "{server.url("/a.dtd")}">'):
            page = samples.page().replace("<!doctype html>", doctype).replace("noon", "noon &i;").replace(
                "<nav>", f'<img src="{server.url("/a.png")}"><script src="{server.url("/a.js")}"></script><nav>')
            assert attack("m.html", f"<?xml version='1.0'?>{page}".encode()) == {}
        assert server.asked == []


def test_front_matter_cannot_say_gigabytes(attack):
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]" for before, name in pairwise("abcdefghi")]
    text = "---\n" + "\n".join([*lines, "title: *i"]) + "\n---\nIt opened on Monday.\n"
    assert attack("m.md", text.encode()) == {}
    assert attack("n.txt", text.encode()) == {}


def test_json_that_nests_without_end_is_told(attack):
    rows = b'{"id": 1, "text": "It opened on Monday."}\n' + b'{"a":' * 1_000_000 + b"1" + b"}" * 1_000_000
    assert "is no JSON" in attack("m.jsonl", rows)["m.jsonl!/row 2"]


# Texts

def sparse(path, size, head=b""):
    """Write a file of this size that takes no room on the disk: NUL bytes behind the head."""
    with path.open("wb") as file:
        file.write(head)
        file.truncate(size)


@pytest.mark.parametrize("name", ["m.txt", "m.md", "m.html", "m.pdf", "m.docx", "m.eml", "m.rtf"])
def test_a_file_of_a_gigabyte_is_not_read(attack, tmp_path, name):
    sparse(tmp_path / "news" / name, 1_000_000_000)
    assert attack(name) == {name: "is 1,000,000,000 bytes; the limit for one article is 200,000,000"}


@pytest.mark.parametrize(("name", "head", "failed"), [
    ("m.jsonl", b'{"id": 1, "text": "It opened."}\n', {"m.jsonl!/row 2": "is longer than 20,000,000 bytes"}),
    ("m.csv", b"id,text\n1,It opened.\n", {
        "m.csv!/row 2": "and those after it are left out: a line is longer than 20,000,000 characters"}),
    ("m.mbox", b"From a\nSubject: x\nMessage-ID: <1@a>\n\nIt opened.\n\nFrom b\nSubject: y\n\n", {
        "m.mbox!/letter 2": "is larger than 50,000,000 bytes"}),
])
def test_a_line_of_a_gigabyte_is_passed_over(attack, tmp_path, name, head, failed):
    sparse(tmp_path / "news" / name, 1_000_000_000, head)
    assert attack(name) == failed


def test_nul_bytes_are_told(attack):
    for name in ("m.txt", "n.md", "o.html"):
        assert "is a binary file" in attack(name, b"It opened.\0 On Monday.")[name]


def test_invalid_utf_8_is_guessed_or_told(attack):
    assert attack("m.txt", "The café opened on Monday.".encode("cp1252")) == {}
    assert "is a binary file" in attack("n.txt", b"\xff\x01\x02\xfe" * 50)["n.txt"]


def test_a_page_that_nests_without_end_is_told_or_read(attack):
    for content in (b"<div>" * 500_000 + b"It opened.", b"<b><i>" * 200_000 + b"x", b"<table><tr><td>" * 100_000):
        assert set(attack("m.html", content)) <= {"m.html"}


def test_markdown_that_nests_without_end_is_told_or_read(attack):
    for content in (b">" * 100_000 + b" x", b"- " * 50_000 + b"x", b"[" * 50_000 + b"x", b"*a **a " * 20_000):
        assert set(attack("m.md", content)) <= {"m.md"}


def test_rich_text_that_nests_without_end_is_told_or_read(attack):
    assert set(attack("m.rtf", b"{\\rtf1 " + b"{" * 500_000 + b"It opened." + b"}" * 500_000 + b"}")) <= {"m.rtf"}
    assert set(attack("m.rtf", b"{\\rtf1 " + b"{\\field{\\*\\fldinst" * 5_000 + b"}}")) <= {"m.rtf"}


def test_combining_marks_without_end_are_told(attack):
    text = "It opened on Monday. a" + "\u0301\u0316" * 500_000
    for name in ("m.txt", "m.md"):
        assert attack(name, text.encode())[name] == "has 200 or more combining marks in a row, which no writing has"
    ahead = json.dumps({"id": 1, "title": text, "text": "It opened."})
    assert "combining marks" in attack("m.jsonl", ahead.encode())["m.jsonl!/1"]


# Mail and PDF

def test_a_letter_that_nests_without_end_is_told_or_read(attack):
    content = b"Subject: x\nMessage-ID: <1@a>\n"
    for number in range(2_000):
        content += b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (number, number)
    assert set(attack("m.eml", content + b"\nIt opened.")) <= {"m.eml"}
    headers = b"".join(b"X-%d: %s\n" % (number, b"=?utf-8?q?a?= " * 50) for number in range(20_000))
    assert set(attack("m.eml", headers + b"\nIt opened on Monday.")) <= {"m.eml"}


def pdf(*objects):
    """Return a PDF file of these objects, numbered from 1; the first is the catalogue."""
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, one) for number, one in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer << /Root 1 0 R /Size %d >>\n%%%%EOF" % (len(objects) + 1)


def stream(content, filters):
    return b"<< /Length %d /Filter [%s] >> stream\n%s\nendstream" % (len(content), filters, content)


PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>"
CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"


def test_a_pdf_bomb_costs_little(attack):
    zeros = zlib.compress(zlib.compress(bytes(200_000_000), 1), 9)
    assert len(zeros) < 10_000
    page = PAGE.replace(b"4 0 R", b"[" + b"4 0 R " * 50 + b"]")  # ten gigabytes in all
    content = pdf(CATALOGUE, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page,
                  stream(zeros, b"/FlateDecode /FlateDecode"))
    assert list(attack("m.pdf", content)) == ["m.pdf"]


def test_a_pdf_of_endless_pages_is_told(attack):
    many = pdf(CATALOGUE, b"<< /Type /Pages /Kids [%s] /Count 1000000 >>" % (b"3 0 R " * 6_000), PAGE, stream(b"", b""))
    around = pdf(CATALOGUE, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>", PAGE)
    for content in (many, around, pdf(CATALOGUE, b"[" * 1_000_000), b"%PDF-1.7\n" + b"<<" * 1_000_000):
        assert list(attack("m.pdf", content)) == ["m.pdf"]


@pytest.fixture(scope="module")
def reader():
    with Reader() as one:
        yield one


@pytest.mark.parametrize("suffix", samples.WRITERS)
def test_broken_files_of_every_format_are_told_or_read(reader, tmp_path, suffix):
    """The real sample, cut off or with bytes changed, at fixed places."""
    samples.WRITERS[suffix](tmp_path / f"m{suffix}")
    whole = (tmp_path / f"m{suffix}").read_bytes()
    for eighth in range(1, 8):
        at = len(whole) * eighth // 8
        changed = bytearray(whole)
        changed[at::97] = b"\xff" * len(changed[at::97])
        for content in (whole[:at], bytes(changed)):
            (tmp_path / f"m{suffix}").write_bytes(content)
            for item in reader.open(str(tmp_path / f"m{suffix}")).items:
                with suppress(ReadError):
                    assert item.read().article.text
