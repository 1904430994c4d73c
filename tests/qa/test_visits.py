"""Addresses in a library: what a second visit asks the server for, and what it takes over."""

import pytest

from qa.fetch import Fetcher
from qa.network import Guard, Network
from tests.qa.conftest import BOTH
from tests.qa.formats import samples
from tests.qa.serving import serving
from tests.qa.test_lifecycle import names

STORES = BOTH


@pytest.fixture
def server(monkeypatch):
    """A server whose address may be fetched, though it is this computer's."""
    monkeypatch.setattr("qa.fetch.Fetcher", lambda: Fetcher(Network(Guard(lambda _: True))))
    with serving() as one:
        yield one


def page(*sentences, tag=None, modified=None):
    """Return a page of one paragraph, and what the server says of it."""
    about = {"Content-Type": "text/html", "ETag": tag, "Last-Modified": modified}
    body = " ".join(sentences or ("The bridge over the river opened on Monday, and the mayor cut the ribbon.",))
    return (200, {name: value for name, value in about.items() if value}, samples.page((body,) * 3).encode())


def conditional(server, path, answer):
    """Serve a page as servers do: 304 to one who names its tag or date."""
    def respond(handler):
        status, about, content = answer
        asked = {handler.headers.get("If-None-Match"), handler.headers.get("If-Modified-Since")} - {None}
        if asked & {about.get("ETag"), about.get("Last-Modified")}:
            handler.send_response(304)
            handler.end_headers()
            return
        handler.send_response(status)
        for name, value in {**about, "Content-Length": str(len(content))}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(content)
    server.pages[path] = respond


def asked(server, path):
    """Return the validators of each request for a path."""
    return [{name: value for name, value in headers.items() if name.startswith("If-")}
            for found, headers in server.asked if found == path]


@pytest.mark.parametrize(("told", "validator"), [
    ({"tag": '"1"'}, {"If-None-Match": '"1"'}),
    ({"modified": "Mon, 03 Mar 2025 10:00:00 GMT"}, {"If-Modified-Since": "Mon, 03 Mar 2025 10:00:00 GMT"})])
def test_a_page_that_has_not_changed_is_asked_for_and_not_sent(assistant, server, encoder, told, validator):
    conditional(server, "/a", page(**told))
    assert names(assistant.add(server.url("/a")))["added"] == ["a"]
    encoded = encoder.encoded
    report = assistant.refresh()
    assert server.url("/a") in report.unchanged
    assert (report.updated, report.failed, encoder.encoded) == ([], [], encoded)
    assert asked(server, "/a") == [{}, validator]


def test_a_page_that_has_changed_is_taken_over_and_its_earlier_text_stays(assistant, server):
    conditional(server, "/a", page(tag='"1"'))
    assistant.add(server.url("/a"))
    (first,) = [one for one in assistant.articles() if one.source == server.url("/a")]
    conditional(server, "/a", page("The bridge over the river was closed on Tuesday after a storm.", tag='"2"'))
    assert assistant.refresh().updated == [server.url("/a")]
    assert "closed on Tuesday" in assistant.article(first.id).text
    assert assistant.article(first.id, first.sha256) == first
    assistant.refresh()
    assert asked(server, "/a") == [{}, {"If-None-Match": '"1"'}, {"If-None-Match": '"2"'}]


def test_a_page_without_a_tag_is_unchanged_where_its_content_is(assistant, server, encoder):
    server.pages["/a"] = page()
    assistant.add(server.url("/a"))
    encoded = encoder.encoded
    assert server.url("/a") in assistant.refresh().unchanged
    assert encoder.encoded == encoded


@pytest.mark.parametrize(("status", "reason"), [(404, "there is nothing there (status 404)"),
                                                (503, "the server refused (status 503)")])
def test_a_page_that_cannot_be_had_keeps_its_article_and_is_asked_for_again(assistant, server, status, reason):
    conditional(server, "/a", page(tag='"1"'))
    assistant.add(server.url("/a"))
    server.pages["/a"] = (status, {}, b"")
    assert assistant.refresh(prune=True).failed == [(server.url("/a"), reason)]
    assert [origin.reason for origin in assistant.store.info().failed] == [reason]
    assert assistant.search("bridge ribbon mayor")[0].passage.article
    assert server.url("/a") in {one.source for one in assistant.articles()}
    conditional(server, "/a", page(tag='"1"'))
    report = assistant.refresh()
    assert server.url("/a") in report.unchanged
    assert asked(server, "/a")[-1] == {}  # after a failure the whole page is asked for
    assert assistant.store.info().failed == ()


def feed(server, *names, tag):
    items = "".join(f"<item><title>Title {name}</title><link>{server.url(f'/{name}')}</link><guid>{name}</guid>"
                    f"<description>In brief: {name}.</description></item>" for name in names)
    xml = f"<rss version='2.0'><channel><title>The Feed</title>{items}</channel></rss>"
    return (200, {"Content-Type": "application/rss+xml", "ETag": tag}, xml.encode())


def test_of_a_feed_only_new_entries_are_fetched(assistant, server):
    for name in ("a", "b", "c"):
        server.pages[f"/{name}"] = page(f"The bridge {name} over the river opened on Monday, the mayor of {name} said.")
    conditional(server, "/feed", feed(server, "b", "a", tag='"1"'))
    assert names(assistant.add(server.url("/feed")))["added"] == ["b", "a"]
    assistant.refresh()  # the feed itself has not changed
    assert server.paths() == ["/feed", "/robots.txt", "/b", "/a", "/feed"]
    conditional(server, "/feed", feed(server, "c", "b", tag='"2"'))  # a has dropped out of it
    report = assistant.refresh(prune=True)
    assert report.added == [server.url("/c")]
    assert server.url("/b") in report.unchanged
    assert server.paths()[5:] == ["/feed", "/robots.txt", "/c"]
    assert {server.url(f"/{name}") for name in "abc"} <= {one.source for one in assistant.articles()}


def test_an_entry_of_a_feed_that_failed_is_fetched_again_though_the_feed_has_not_changed(assistant, server):
    server.pages["/a"] = page("The bridge over the river opened on Monday, and the mayor cut the ribbon there.")
    conditional(server, "/feed", feed(server, "a", "b", tag='"1"'))
    report = assistant.add(server.url("/feed"))
    assert report.failed == [(server.url("/b"), "there is nothing there (status 404)")]
    server.pages["/b"] = page("The storm on Friday took the roof off the market hall, the fire brigade said later.")
    report = assistant.refresh()
    assert (report.added, report.failed) == ([server.url("/b")], [])
    assert server.paths().count("/a") == 1


def sitemap(server):
    return (200, {"Content-Type": "application/xml"}, "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
            f"<url><loc>{server.url('/a')}</loc></url></urlset>".encode())


@pytest.mark.parametrize(("path", "listing"), [
    ("/a", None), ("/feed", lambda server: feed(server, "a", tag='"1"')), ("/sitemap.xml", sitemap)],
    ids=["page", "feed", "sitemap"])
def test_a_known_quote_from_an_address_is_found_at_exact_offsets(assistant, server, path, listing):
    server.pages["/a"] = page(*samples.PARAGRAPHS[:2])
    if listing:
        server.pages[path] = listing(server)
    assert assistant.add(server.url(path)).added == [server.url("/a")]
    check = assistant.check_quote(samples.QUOTE)
    text = check.matches[0].article.text
    assert check.verdict == "exact"
    assert text.startswith(f"{samples.TITLE}\n\n{samples.PARAGRAPHS[0]} {samples.QUOTE}")
    assert check.matches[0].start == len(f"{samples.TITLE}\n\n{samples.PARAGRAPHS[0]} ")


def test_an_address_inside_is_refused_at_every_visit(assistant):
    with serving() as server:
        server.pages["/a"] = page()
        for report in (assistant.add(server.url("/a")), assistant.refresh()):
            ((source, reason),) = report.failed
            assert source == server.url("/a")
            assert reason.startswith("is not fetched: ")
        assert server.asked == []
