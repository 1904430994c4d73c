import gzip
import time

import pytest

from qa.errors import ReadError
from qa.fetch import Fetcher
from qa.network import Guard, Network
from tests.qa.serving import serving

PAGE = b"<html><p>It opened on Monday.</p></html>"


@pytest.fixture
def server():
    with serving() as one:
        one.pages["/a"] = (200, {"Content-Type": "text/html", "ETag": '"1"', "Last-Modified": "Fri, 14 Mar 2025"}, PAGE)
        yield one


def local(**limits):
    """Return a fetcher that may reach this computer."""
    return Fetcher(Network(Guard(lambda _: True)), **limits)


def refused(url, **limits):
    with pytest.raises(ReadError) as caught:
        local(**limits).fetch(url)
    assert caught.value.source == url
    return caught.value.reason


def test_a_page_comes_with_what_tells_a_later_visit_apart(server):
    found = local().fetch(server.url("/a"))
    assert (found.content, found.suffix, found.url) == (PAGE, ".html", server.url("/a"))
    assert (found.etag, found.modified) == ('"1"', "Fri, 14 Mar 2025")
    assert server.asked[0][1]["User-Agent"].startswith("pullquote/")


def test_a_page_that_has_not_changed_is_not_sent_again(server):
    server.pages["/a"] = (304, {}, b"")
    assert local().fetch(server.url("/a"), etag='"1"', modified="Fri, 14 Mar 2025") is None
    asked = server.asked[0][1]
    assert (asked["If-None-Match"], asked["If-Modified-Since"]) == ('"1"', "Fri, 14 Mar 2025")
    assert "status 304" in refused(server.url("/a"))  # nothing was known of it


def test_redirects_are_followed_and_told(server):
    server.pages["/old"] = (301, {"Location": "/a?x=1"}, b"gone")
    server.pages["/a?x=1"] = server.pages["/a"]
    assert local().fetch(server.url("/old")).url == server.url("/a?x=1")


def test_a_redirect_to_an_address_inside_is_refused():
    """127.0.0.2 stands for an address outside."""
    with serving("127.0.0.2") as outside, serving("127.0.0.1") as inside:
        fetcher = Fetcher(Network(Guard(lambda address: str(address) == "127.0.0.2")))
        for location in (inside.url("/secret"), f"http://localhost:{inside.port}/", "http://169.254.169.254/latest/"):
            outside.pages["/go"] = (302, {"Location": location}, b"")
            with pytest.raises(ReadError, match=r"is not fetched: .* is no public address"):
                fetcher.fetch(outside.url("/go"))
        assert (inside.asked, len(outside.asked)) == ([], 3)


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://example.com/", "gopher://127.0.0.1:6379/_FLUSHALL"])
def test_a_redirect_to_another_scheme_is_refused(server, location):
    server.pages["/go"] = (302, {"Location": location}, b"")
    assert "only http and https are read" in refused(server.url("/go"))


def test_a_circle_of_redirects_ends(server):
    server.pages["/go"] = (302, {"Location": "/go"}, b"")
    assert "leads from one address to another more than 10 times" in refused(server.url("/go"))
    assert len(server.asked) == 11


def test_an_answer_that_is_too_large_is_cut_off(server):
    def endless(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        try:
            while True:
                handler.wfile.write(b"a" * 65_536)
        except OSError:
            pass

    server.pages["/big"] = endless
    assert refused(server.url("/big"), size_limit=1_000_000) == "is larger than 1,000,000 bytes"


def test_the_endless_content_of_a_redirect_is_not_read(server):
    def endless(handler):
        handler.wfile.write(b"HTTP/1.1 302 Found\r\nLocation: /a\r\n\r\n")
        try:
            while True:
                handler.wfile.write(b"a" * 65_536)
        except OSError:
            pass

    server.pages["/go"] = endless
    assert local(time_limit=5).fetch(server.url("/go")).content == PAGE


def test_packed_answers_are_unpacked_up_to_the_limit(server):
    server.pages["/z"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(PAGE))
    assert local().fetch(server.url("/z")).content == PAGE
    server.pages["/bomb"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(50_000_000)))
    assert refused(server.url("/bomb"), size_limit=1_000_000) == "is larger than 1,000,000 bytes"
    for encoding in ("br", "gzip, gzip", "zstd"):
        server.pages["/z"] = (200, {"Content-Encoding": encoding}, b"x")
        assert refused(server.url("/z")) == f"is packed as {encoding}, which was not asked for"
    server.pages["/z"] = (200, {"Content-Encoding": "gzip"}, PAGE)
    assert "cannot be read" in refused(server.url("/z"))


@pytest.mark.parametrize(("status", "reason"), [
    (404, "there is nothing there (status 404)"), (410, "there is nothing there (status 410)"),
    (403, "the server refused (status 403)"), (500, "the server refused (status 500)"),
    (302, "the server refused (status 302)"),
])
def test_any_other_status_is_the_reason(server, status, reason):
    server.pages["/a"] = (status, {}, PAGE)
    assert refused(server.url("/a")).startswith(reason)


def test_a_server_that_is_slow_is_given_up(server):
    server.pages["/slow"] = lambda handler: time.sleep(1)
    start = time.monotonic()
    assert "did not answer in time" in refused(server.url("/slow"), time_limit=0.3)
    assert time.monotonic() - start < 1


@pytest.mark.parametrize(("path", "kind", "suffix"), [
    ("/a", "text/html; charset=utf-8", ".html"), ("/a.php", "text/html", ".html"), ("/a.html", "", ".html"),
    ("/feed", "application/rss+xml", ".xml"), ("/feed.rss", "text/xml", ".xml"),
    ("/sitemap.xml.gz", "application/gzip", ".xml.gz"), ("/sitemap.xml.gz", "text/xml", ".xml.gz"),
    ("/a", "application/pdf", ".pdf"), ("/a.pdf?x", "application/octet-stream", ".pdf"), ("/a.md", "text/plain", ".md"),
    ("/a.txt", "text/html", ".html"), ("/x", "", ".html"), ("/x.jpg", "image/jpeg", ".jpg"),
    ("/x", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
])
def test_the_format_is_what_the_server_says_or_else_the_address(server, path, kind, suffix):
    server.pages[path] = (200, {"Content-Type": kind} if kind else {}, b"x")
    assert local().fetch(server.url(path)).suffix == suffix


def test_text_comes_in_utf_8_where_the_server_names_another_encoding(server):
    server.pages["/a"] = (200, {"Content-Type": 'text/plain; charset="ISO-8859-1"'}, "Café".encode("latin-1"))
    assert local().fetch(server.url("/a")).content == "Café".encode()
    server.pages["/a"] = (200, {"Content-Type": "text/plain; charset=nonsense"}, b"Caf\xe9")
    assert local().fetch(server.url("/a")).content == b"Caf\xe9"


ROBOTS = b"User-agent: *\nDisallow: /private\nAllow: /private/but\n\nUser-agent: pullquote\nDisallow: /not-us\n"


@pytest.mark.parametrize(("robots", "path", "allowed"), [
    ((200, {}, ROBOTS), "/not-us/a", False), ((200, {}, ROBOTS), "/private", True),  # the group that names us counts
    ((200, {}, b"User-agent: *\nDisallow: /private\nAllow: /private/but"), "/private/a", False),
    ((200, {}, b"User-agent: *\nDisallow: /private\nAllow: /private/but"), "/private/but", True),
    ((200, {}, b"User-agent: *\nDisallow: /*.pdf$"), "/a.pdf", False), ((404, {}, b""), "/a", True),
    ((403, {}, b""), "/a", True), ((500, {}, b""), "/a", False), ((200, {}, b"\xff\0<html>"), "/a", True),
])
def test_robots_txt_decides_which_pages_are_visited(server, robots, path, allowed):
    server.pages["/robots.txt"] = robots
    fetcher = local()
    assert fetcher.may_visit(server.url(path)) is allowed
    fetcher.may_visit(server.url("/b"))
    assert server.paths() == ["/robots.txt"]  # once a site


def test_pages_are_visited_as_slowly_as_the_site_asks(server):
    server.pages["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 0.3")
    fetcher = local()
    start = time.monotonic()
    assert fetcher.may_visit(server.url("/a"))
    assert time.monotonic() - start < 0.25
    assert fetcher.may_visit(server.url("/b"))
    assert time.monotonic() - start >= 0.3
