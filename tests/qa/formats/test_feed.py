import gzip

import pytest

from qa.formats import PAGE, SITEMAP, FormatError, Options
from qa.formats.feed import FULL, split

HEAD = "<title>The &amp;lt;b&amp;gt;Courier&amp;lt;/b&amp;gt;</title><language>en</language>"


def members(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(split(path, Options()))


def rss(*items):
    return (f"<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel>{HEAD}"
            f"{''.join(f'<item>{item}</item>' for item in items)}</channel></rss>")


@pytest.mark.parametrize(("item", "kind"), [
    ("<link>https://a.example/1</link><description>Short.</description>", PAGE),
    ("<link>https://a.example/1</link>", PAGE),
    ("<description>Short, and there is no page.</description>", ""),
    (f"<link>https://a.example/1</link><description>{'Long. ' * (FULL // 6 + 1)}</description>", ""),
    ("<link>https://a.example/1</link><content:encoded>Whole.</content:encoded>", ""),
])
def test_an_entry_is_a_summary_of_its_page_or_an_article(tmp_path, item, kind):
    (one,) = members(tmp_path / "a.rss", rss(item))
    assert one.format == kind


@pytest.mark.parametrize(("item", "name"), [
    ("<guid>g1</guid><link>https://a.example/1</link>", "g1"), ("<link>https://a.example/1</link>", "https://a.example/1"),
    ("<title>Neither</title>", "entry 1"),
])
def test_an_entry_is_named_by_its_id_or_its_address(tmp_path, item, name):
    assert [one.name for one in members(tmp_path / "a.rss", rss(item))] == [name]


def test_mark_up_in_titles_and_texts_is_read_as_such(tmp_path):
    markup = "<p>It <b>o</b>pened.</p><script>x</script><p>On Monday.</p>"
    item = f"<title>A &amp;amp; B</title><content:encoded><![CDATA[{markup}]]></content:encoded>"
    (one,) = members(tmp_path / "a.rss", rss(item))
    assert (one.content.headline, one.content.body) == ("A & B", "It opened.\n\nOn Monday.")


def sitemap(inner, tag="urlset"):
    return f"<{tag} xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:n='http://n'>{inner}</{tag}>"


def test_sitemaps_list_pages_or_sitemaps(tmp_path):
    page = "<url><loc> https://a.example/1 </loc><lastmod>2025-03-14</lastmod></url><url/>"
    (one,) = members(tmp_path / "a.xml", sitemap(page))
    assert (one.name, one.format, one.content.url, one.content.published) == (
        "https://a.example/1", PAGE, "https://a.example/1", "2025-03-14")
    nested = sitemap("<sitemap><loc>https://a.example/s.xml</loc></sitemap>", "sitemapindex")
    (other,) = members(tmp_path / "a.xml", nested)
    assert (other.name, other.format) == ("https://a.example/s.xml", SITEMAP)


def test_packed_sitemaps_are_read_up_to_a_limit(tmp_path, monkeypatch):
    content = gzip.compress(sitemap("<url><loc>https://a.example/1</loc></url>").encode())
    assert len(members(tmp_path / "a.xml.gz", content)) == 1
    monkeypatch.setattr("qa.formats.feed.FEED_LIMIT", 150)
    with pytest.raises(FormatError, match="unpacks to more than 150 bytes"):
        members(tmp_path / "a.xml.gz", gzip.compress(sitemap("<url/>" * 100).encode()))


@pytest.mark.parametrize("content", [b"", b"<html><p>It opened.</p></html>", b"<a/>", b"words"])
def test_other_xml_is_told(tmp_path, content):
    with pytest.raises(FormatError, match="is neither a feed nor a sitemap"):
        members(tmp_path / "a.xml", content)
