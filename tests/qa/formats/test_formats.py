"""Every format: the known article goes in by a writer that is not ours, and comes out with its quote in place."""

import datetime as dt

import pytest

from embeddings.keyword import KeywordEncoder
from qa import Assistant
from qa.parse import MANY, ONE
from qa.sources import INSIDE, Reader
from qa.verdict import Verdict
from tests.qa.formats import samples

ALIASES = {".text": ".txt", ".markdown": ".md", ".htm": ".html", ".xhtml": ".html", ".mhtml": ".mht",
           ".ndjson": ".jsonl", ".tsv": ".csv", ".xml": ".rss", ".xml.gz": ".rss", ".tgz": ".tar.gz", ".tar": ".tar.gz",
           ".tar.bz2": ".tar.gz", ".tar.xz": ".tar.gz"}
NOT_SAID = {  # what the files of a format do not say of an article
    ".pdf": {"publisher", "published", "url"},  # its date is that of the file
    ".docx": {"publisher", "url"}, ".odt": {"publisher", "url"}, ".rtf": {"publisher", "url"},
    ".eml": {"publisher"}, ".mbox": {"publisher"},
}
ONE_AUTHOR = {".odt": samples.AUTHORS[:1], ".rtf": samples.AUTHORS[1:]}
INSIDE_NAMES = {".mbox": "b1@courier.example", ".zip": "2025/bridge.txt", ".tar.gz": "2025/bridge.txt"}


@pytest.fixture(scope="module")
def reader():
    with Reader() as one:
        yield one


@pytest.fixture
def read(reader, tmp_path):
    """Return a function that writes the sample of a suffix and reads it: (path, item, article, notes)."""
    return lambda suffix: read_sample(reader, tmp_path, suffix)


def read_sample(reader, folder, suffix):
    path = folder / f"bridge{suffix}"
    samples.WRITERS[suffix](path)
    (item,) = reader.open(str(path)).items
    reading = item.read()
    return path, item, reading.article, reading.notes


def said(text):
    """Return the lines of a text but for headings that some formats need."""
    return [line for line in text.split("\n") if line and not line.startswith("Part ")]


def test_every_format_that_is_read_has_a_sample():
    assert set(ONE | MANY) == set(samples.WRITERS) | set(ALIASES)


@pytest.mark.parametrize("suffix", samples.WRITERS)
def test_a_known_quote_is_found_at_exact_offsets(suffix, read, tmp_path):
    path, _, article, notes = read(suffix)
    assistant = Assistant.open(tmp_path / "library", KeywordEncoder(["bridge"]))
    assert assistant.add(path).failed == []
    found = assistant.check_quote(samples.QUOTE)
    (match,) = found.matches
    text = assistant.article(article.id).text
    assert (found.verdict, text[match.start : match.end]) == (Verdict.EXACT, samples.QUOTE)
    assert said(text[: match.start]) == [samples.TITLE, samples.PARAGRAPHS[0]]
    assert said(text[match.end :]) == [samples.PARAGRAPHS[1].removeprefix(samples.QUOTE), samples.PARAGRAPHS[2]]
    assert (text, notes) == (article.text, ())


@pytest.mark.parametrize("suffix", samples.WRITERS)
def test_the_text_is_that_of_the_article_under_its_title(suffix, read):
    assert said(read(suffix)[2].text) == [samples.TITLE, *samples.PARAGRAPHS]


@pytest.mark.parametrize("suffix", samples.WRITERS)
def test_what_the_file_says_of_the_article_is_kept(suffix, read):
    article = read(suffix)[2]
    said = {"title": samples.TITLE, "publisher": samples.PUBLISHER, "published": samples.PUBLISHED,
            "language": samples.LANGUAGE, "url": samples.URL, "authors": ONE_AUTHOR.get(suffix, samples.AUTHORS)}
    found = {field: getattr(article, field) for field in said}
    found["published"] = (found["published"] or "").removesuffix("+00:00").removesuffix("T00:00:00") or None
    if suffix == ".pdf":
        assert dt.datetime.fromisoformat(found["published"])
    expected = {field: value for field, value in said.items() if field not in NOT_SAID.get(suffix, ())}
    assert {field: found[field] for field in expected} == expected


@pytest.mark.parametrize("suffix", samples.WRITERS)
def test_an_article_keeps_its_source_and_hash(suffix, read, reader):
    path, item, article, _ = read(suffix)
    inside = f"{INSIDE}{INSIDE_NAMES.get(suffix, 'b1')}" if suffix in MANY else ""
    assert item.source == article.source == f"{path}{inside}"
    (again,) = reader.open(str(path)).items
    assert (again.source, again.sha256) == (item.source, item.sha256)


def test_a_pdf_keeps_its_pages(read):
    article = read(".pdf")[2]
    first, second = (article.text.index(each[:40]) for each in samples.PARAGRAPHS[:2])
    assert article.pages == (0, second)
    assert (article.page(0), article.page(first), article.page(second - 1), article.page(second)) == (1, 1, 1, 2)
    assert article.page(len(article.text) - 1) == 2
