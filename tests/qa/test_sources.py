import gzip
import io
import json
import zipfile

import pytest

from qa.errors import ReadError
from qa.fetch import Fetcher
from qa.formats import Options
from qa.network import Guard, Network
from qa.roots import Visit, find_roots
from qa.sources import Reader
from tests.qa.formats import samples
from tests.qa.serving import serving


@pytest.fixture
def server():
    with serving() as one:
        yield one


@pytest.fixture
def reader():
    with Reader(fetcher=Fetcher(Network(Guard(lambda _: True)))) as one:
        yield one


def read(items):
    """Return (source, text or reason) of each item."""
    found = []
    for item in items:
        try:
            found.append((item.source, item.read().article.text))
        except ReadError as error:
            found.append((error.source, error.reason))
    return found


def packed(**members):
    """Return a ZIP archive with these members; __ in a name stands for a slash, a final _x for .x."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, member in members.items():
            path, _, suffix = name.replace("__", "/").rpartition("_")
            archive.writestr(f"{path}.{suffix}", member)
    return content.getvalue()


# Roots

def test_roots_are_addresses_and_the_files_of_folders(tmp_path):
    for name in ("a.txt", "b.zip"):
        (tmp_path / name).write_text("x")
    given = [tmp_path, "https://news.example/a#part", "HTTP://news.example/"]
    assert list(find_roots(given)) == [str(tmp_path / "a.txt"), str(tmp_path / "b.zip"), "https://news.example/a",
                                       "http://news.example/"]


@pytest.mark.parametrize("given", ["file:///etc/passwd", "ftp://news.example/a", "javascript://x"])
def test_other_addresses_are_no_roots(given):
    with pytest.raises(ReadError, match="is not an address that is read"):
        list(find_roots([given]))


def test_a_root_that_has_not_changed_is_not_opened_again(tmp_path, reader):
    for name, content in (("a.txt", b"It opened."), ("a.zip", packed(a_txt="It opened."))):
        path = tmp_path / name
        path.write_bytes(content)
        visit = reader.open(str(path)).visit
        assert reader.open(str(path), visit) is None
        path.write_bytes(content + b" ")
        assert reader.open(str(path), visit) is not None


def test_an_export_is_read_again_where_other_columns_are_asked_for(tmp_path, reader):
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "1", "text": "It opened.", "lead": "Open."}\n')
    visit = reader.open(str(path)).visit
    with Reader(Options(columns=(("text", "lead"),))) as other:
        assert [text for _, text in read(other.open(str(path), visit).items)] == ["Open."]
    assert reader.open(str(path), visit) is None


def test_a_file_that_is_gone_is_an_item_that_says_so(tmp_path, reader):
    for name in ("a.txt", "a.zip"):
        root = reader.open(str(tmp_path / name))
        assert root.visit == Visit("")
        assert read(root.items) == [(str(tmp_path / name), "No such file or directory")]


# Members

def test_the_members_of_an_archive_keep_their_sources_when_others_come_and_go(tmp_path, reader):
    path = tmp_path / "news.zip"
    path.write_bytes(packed(x__a_txt="It opened.", b_txt="It closed."))
    first = {item.source: item.sha256 for item in reader.open(str(path)).items}
    assert list(first) == [f"{path}!/x/a.txt", f"{path}!/b.txt"]
    path.write_bytes(packed(new_txt="It rose.", x__a_txt="It opened.", b_txt="It fell."))
    second = {item.source: item.sha256 for item in reader.open(str(path)).items}
    assert second[f"{path}!/x/a.txt"] == first[f"{path}!/x/a.txt"]
    assert second[f"{path}!/b.txt"] != first[f"{path}!/b.txt"]


def test_archives_within_archives_are_opened_three_deep(tmp_path, reader):
    content = packed(a_txt="It opened.")
    for depth in range(3):
        (tmp_path / "news.zip").write_bytes(content)
        (found,) = read(reader.open(str(tmp_path / "news.zip")).items)
        assert found == (f"{tmp_path}/news.zip{'!/in.zip' * depth}!/a.txt", "It opened.")
        content = packed(in_zip=content)
    (tmp_path / "news.zip").write_bytes(packed(in_zip=content))
    (found,) = read(reader.open(str(tmp_path / "news.zip")).items)
    assert found[1] == "lies in more than 3 archives; it is not opened"


def test_mailboxes_and_exports_in_an_archive_are_opened(tmp_path, reader):
    samples.WRITERS[".mbox"](tmp_path / "x.mbox")
    samples.WRITERS[".jsonl"](tmp_path / "x.jsonl")
    (tmp_path / "news.zip").write_bytes(packed(
        mail_mbox=(tmp_path / "x.mbox").read_bytes(), rows_jsonl=(tmp_path / "x.jsonl").read_bytes(), odd_bin=b"\0"))
    found = read(reader.open(str(tmp_path / "news.zip")).items)
    assert [source.partition("!/")[2] for source, _ in found] == ["mail.mbox!/b1@courier.example", "rows.jsonl!/b1"]
    assert all(samples.QUOTE in text for _, text in found)


def test_a_name_that_stands_twice_is_told_unless_the_same_is_under_it(tmp_path, reader):
    path = tmp_path / "a.jsonl"
    rows = [{"id": "1", "text": "It opened."}, {"id": "1", "text": "It opened."}, {"id": "1", "text": "It closed."}]
    path.write_text("\n".join(map(json.dumps, rows)))
    assert read(reader.open(str(path)).items) == [
        (f"{path}!/1", "It opened."), (f"{path}!/1", "stands in it twice, with different contents; the first was read")]


def test_an_archive_of_nothing_that_is_read_says_so(tmp_path, reader):
    (tmp_path / "a.zip").write_bytes(packed(a_bin="x"))
    assert read(reader.open(str(tmp_path / "a.zip")).items) == [
        (str(tmp_path / "a.zip"), "holds nothing that can be read")]


# Addresses

PAGE = samples.page().encode()
OTHER = samples.page(("The storm took the roof off the old market hall on Friday night, the fire brigade said.",) * 3)


def test_a_page_is_read_from_its_address(server, reader):
    server.pages["/a"] = (200, {"Content-Type": "text/html", "ETag": '"1"'}, PAGE)
    root = reader.open(server.url("/a"))
    assert root.visit.etag == '"1"'
    (item,) = root.items
    article = item.read().article
    assert (item.source, article.source, article.url) == (server.url("/a"), server.url("/a"), samples.URL)
    assert samples.QUOTE in article.text
    server.pages["/a"] = (304, {}, b"")
    assert reader.open(server.url("/a"), root.visit) is None
    assert server.asked[-1][1]["If-None-Match"] == '"1"'


def test_a_page_whose_server_gives_no_tags_is_compared_by_its_content(server, reader):
    server.pages["/a"] = (200, {}, PAGE)
    visit = reader.open(server.url("/a")).visit
    assert reader.open(server.url("/a"), visit) is None
    assert Visit(visit.sha256) == visit


def test_an_article_that_names_no_address_has_the_one_where_it_was_found(server, reader):
    server.pages["/go"] = (302, {"Location": "/a.txt"}, b"")
    server.pages["/a.txt"] = (200, {"Content-Type": "text/plain"}, b"It opened on Monday.")
    (item,) = reader.open(server.url("/go")).items
    assert (item.read().article.source, item.read().article.url) == (server.url("/go"), server.url("/a.txt"))


def test_an_address_inside_is_an_item_that_says_why(server):
    with Reader() as reader:
        (found,) = read(reader.open(server.url("/a")).items)
    assert found[0] == server.url("/a")
    assert "127.0.0.1, which is no public address" in found[1]
    assert server.asked == []


def feed(server, *entries):
    items = "".join(f"<item><title>Title {name}</title><guid>{name}</guid><link>{server.url(f'/{name}')}</link>"
                    f"<description>{text}</description><author>Ann Lee</author></item>" for name, text in entries)
    return (200, {"Content-Type": "application/rss+xml"},
            f"<rss version='2.0'><channel><title>The Feed</title>{items}</channel></rss>".encode())


def test_a_feed_of_summaries_leads_to_its_pages_and_only_new_ones_are_fetched(server, reader):
    bare = "<html><body><article>" + "<p>The bridge over the Aune reopened on Monday after four years.</p>" * 5
    server.pages |= {"/feed": feed(server, ("a", "Short."), ("b", "Also.")), "/a": (200, {}, PAGE),
                     "/b": (200, {}, bare.encode())}
    items = {item.source: item for item in reader.open(server.url("/feed")).items}
    assert list(items) == [server.url("/a"), server.url("/b")]
    assert server.paths() == ["/feed"]  # a page is fetched when it is read
    assert items[server.url("/a")].read().article.publisher == samples.PUBLISHER
    article = items[server.url("/b")].read().article
    assert (article.publisher, article.authors) == ("The Feed", ("Ann Lee",))  # what the page does not say
    assert server.paths() == ["/feed", "/robots.txt", "/a", "/b"]
    server.pages["/feed"] = feed(server, ("c", "New."), ("a", "Short."), ("b", "Changed."))
    again = {item.source: item.sha256 for item in reader.open(server.url("/feed")).items}
    assert again[server.url("/a")] == items[server.url("/a")].sha256
    assert again[server.url("/b")] != items[server.url("/b")].sha256


def test_pages_of_a_feed_that_robots_txt_forbids_or_that_are_no_articles_are_told(server, reader):
    server.pages |= {"/feed": feed(server, ("a", "Short."), ("b", "Also."), ("c", "More.")), "/a": (200, {}, PAGE),
                     "/b": (200, {"Content-Type": "application/zip"}, b"PK"),
                     "/robots.txt": (200, {}, b"User-agent: *\nDisallow: /a")}
    assert read(reader.open(server.url("/feed")).items) == [
        (server.url("/a"), "is not for programs: the site's robots.txt says so, or cannot be had"),
        (server.url("/b"), "format .zip is not read from a feed or sitemap"),
        (server.url("/c"), "there is nothing there (status 404)")]
    assert "/a" not in server.paths()


def test_a_feed_with_whole_articles_is_read_as_it_is(server, reader, tmp_path):
    samples.WRITERS[".rss"](tmp_path / "a.rss")
    server.pages["/feed"] = (200, {"Content-Type": "application/rss+xml"}, (tmp_path / "a.rss").read_bytes())
    (found,) = read(reader.open(server.url("/feed")).items)
    assert found[0] == f"{server.url('/feed')}!/b1"
    assert samples.QUOTE in found[1]
    assert server.paths() == ["/feed"]


def test_a_feed_in_a_file_is_read_without_the_network(server, reader, tmp_path):
    (tmp_path / "a.xml").write_bytes(feed(server, ("a", "The bridge opened on Monday."))[2])
    (item,) = reader.open(str(tmp_path / "a.xml")).items
    assert item.read().article.text == "Title a\n\nThe bridge opened on Monday."
    assert item.read().notes == ("is a summary; add the address of the feed to read the page",)
    assert server.asked == []


def sitemap(tag, inner, *urls):
    found = "".join(f"<{inner}><loc>{url}</loc><lastmod>2025-03-14</lastmod></{inner}>" for url in urls)
    return f'<?xml version="1.0"?><{tag} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{found}</{tag}>'.encode()


def test_a_sitemap_leads_to_its_pages(server, reader):
    xml = {"Content-Type": "application/xml"}
    server.pages |= {
        "/index.xml": (200, xml, sitemap("sitemapindex", "sitemap", server.url("/one.xml.gz"), server.url("/no.xml"))),
        "/one.xml.gz": (200, xml, gzip.compress(sitemap("urlset", "url", server.url("/a"), server.url("/b")))),
        "/a": (200, {}, PAGE), "/b": (200, {}, OTHER.encode())}
    found = dict(read(reader.open(server.url("/index.xml")).items))
    assert list(found) == [server.url("/a"), server.url("/b"), server.url("/no.xml")]
    assert samples.QUOTE in found[server.url("/a")]
    assert "roof off the old market hall" in found[server.url("/b")]
    assert found[server.url("/no.xml")] == "there is nothing there (status 404)"


def test_sitemaps_that_list_each_other_come_to_an_end(server, reader):
    server.pages["/s.xml"] = (200, {"Content-Type": "text/xml"}, sitemap(
        "sitemapindex", "sitemap", server.url("/s.xml"), server.url("/t.xml")))
    server.pages["/t.xml"] = server.pages["/s.xml"]
    found = read(reader.open(server.url("/s.xml")).items)
    assert found
    assert all(reason == "is more than 3 sitemaps deep; it is not opened" for _, reason in found)
    assert len(server.asked) < 20


def test_a_page_that_lists_too_much_is_cut_short_and_says_so(server, reader, monkeypatch):
    monkeypatch.setattr("qa.sources.PAGES_LIMIT", 2)
    server.pages["/s.xml"] = (200, {"Content-Type": "text/xml"}, sitemap(
        "urlset", "url", *(server.url(f"/{name}") for name in "abc")))
    found = read(reader.open(server.url("/s.xml")).items)
    assert [source for source, _ in found] == [server.url("/a"), server.url("/b"), server.url("/s.xml")]
    assert found[2][1] == "lists more than 2 pages; the rest was left out"
