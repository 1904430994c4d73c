"""Addresses to bytes: http and https, public hosts only, within limits of size, time and redirects."""

import mimetypes
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit

from protego import Protego

from qa.errors import ReadError
from qa.network import Answer, Network, NetworkError, RefusedError
from qa.parse import FORMATS, format_of

AGENT = "pullquote"
SIZE_LIMIT = 50_000_000     # bytes, unpacked
TIME_LIMIT = 60.0           # seconds for one address, with all its redirects
REDIRECTS = 10
DELAY_LIMIT = 30.0          # seconds between visits that a robots.txt may ask for
_REDIRECTING = {301, 302, 303, 307, 308}
_NOT_MODIFIED, _GONE = 304, {404, 410}
_SUFFIXES = {
    "text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "text/markdown": ".md",
    "application/rss+xml": ".xml", "application/atom+xml": ".xml", "application/xml": ".xml", "text/xml": ".xml",
    "application/rdf+xml": ".xml", "application/pdf": ".pdf", "message/rfc822": ".eml", "application/gzip": ".xml.gz",
    "multipart/related": ".mht", "application/x-gzip": ".xml.gz", "application/rtf": ".rtf", "text/rtf": ".rtf",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave. `url` is where it led; `suffix` tells the format; the last two tell a later visit apart."""

    url: str
    content: bytes
    suffix: str
    etag: str | None
    modified: str | None


class Fetcher:
    """Fetches addresses, one at a time, over the network it is given."""

    def __init__(self, network: Network | None = None, size_limit: int = SIZE_LIMIT,
                 time_limit: float = TIME_LIMIT) -> None:
        self._network = network or Network()
        self._size_limit = size_limit
        self._time_limit = time_limit
        self._robots: dict[str, Protego | None] = {}
        self._visited: dict[str, float] = {}

    def close(self) -> None:
        """Close every connection."""
        self._network.close()

    def fetch(self, url: str, etag: str | None = None, modified: str | None = None) -> Fetched | None:
        """Return what stands at an address; None where it has not changed since `etag` or `modified` was given.

        Raises ReadError for an address that is no http or https, is not public, or does not answer as it should.
        """
        headers = {"User-Agent": f"{AGENT}/0.1", "Accept": "text/html,application/xml;q=0.9,*/*;q=0.8",
                   "Accept-Encoding": "gzip"}
        headers |= {"If-None-Match": etag} if etag else {}
        headers |= {"If-Modified-Since": modified} if modified else {}
        try:
            return self._follow(url, headers)
        except RefusedError as error:
            raise ReadError(url, f"is not fetched: {error}") from error
        except NetworkError as error:
            raise ReadError(url, f"cannot be fetched: {error}") from error
        except (zlib.error, ValueError) as error:
            raise ReadError(url, f"has an answer that cannot be read: {error}") from error

    def may_visit(self, url: str) -> bool:
        """Return whether the site's robots.txt lets a program fetch a page; waits as long as it asks between pages.

        A site without a robots.txt lets it (RFC 9309), one whose robots.txt cannot be had does not.
        """
        parts = urlsplit(url)
        site = urlunsplit((parts.scheme, parts.netloc, "", "", ""))
        if site not in self._robots:
            self._robots[site] = self._rules(f"{site}/robots.txt")
        rules = self._robots[site]
        if rules is None or not rules.can_fetch(url, AGENT):
            return False
        due = self._visited.get(site, 0.0) + min(rules.crawl_delay(AGENT) or 0.0, DELAY_LIMIT)
        time.sleep(max(0.0, due - time.monotonic()))
        self._visited[site] = time.monotonic()
        return True

    def _rules(self, url: str) -> Protego | None:
        try:
            found = self.fetch(url)
        except ReadError as error:
            return Protego.parse("") if "status 4" in error.reason else None
        return Protego.parse(found.content.decode("utf-8", "replace")[:500_000]) if found else None

    def _follow(self, url: str, headers: dict[str, str]) -> Fetched | None:
        deadline, at = time.monotonic() + self._time_limit, url
        for _ in range(REDIRECTS + 1):
            with self._network.get(at, headers, deadline) as answer:
                if answer.status in _REDIRECTING and "location" in answer.headers:
                    at = urljoin(at, answer.headers["location"])
                    continue
                if answer.status == _NOT_MODIFIED and len(headers) > 3:
                    return None
                if answer.status != 200:
                    what = "there is nothing there" if answer.status in _GONE else "the server refused"
                    raise ReadError(url, f"{what} (status {answer.status})")
                return self._fetched(url, at, answer)
        raise ReadError(url, f"leads from one address to another more than {REDIRECTS} times")

    def _fetched(self, url: str, at: str, answer: Answer) -> Fetched:
        content = b"".join(self._unpacked(url, answer.chunks, answer.headers.get("content-encoding", "")))
        return Fetched(at, _in_utf8(content, answer.headers), _suffix(at, answer.headers), answer.headers.get("etag"),
                       answer.headers.get("last-modified"))

    def _unpacked(self, url: str, chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
        """Yield the content of an answer, unpacked, and no more of it than the limit."""
        if encoding.strip().lower() not in {"", "identity", "gzip", "x-gzip"}:
            raise ReadError(url, f"is packed as {encoding}, which was not asked for")
        packed = encoding.strip().lower() in {"gzip", "x-gzip"}
        unpack, total = zlib.decompressobj(wbits=31), 0
        for chunk in chunks:
            found = unpack.decompress(chunk, self._size_limit - total + 1) if packed else chunk
            total += len(found)
            if total > self._size_limit or unpack.unconsumed_tail:
                raise ReadError(url, f"is larger than {self._size_limit:,} bytes")
            yield found


def _suffix(url: str, about: Mapping[str, str]) -> str:
    """Return the suffix of what an address gave, by what the server says of it, or else by the address."""
    kind = about.get("content-type", "").partition(";")[0].strip().lower()
    path = format_of(urlsplit(url).path)
    guessed = _SUFFIXES.get(kind) or mimetypes.guess_extension(kind) or ""
    if path in FORMATS and (guessed not in FORMATS or guessed == ".txt" or path.startswith(guessed)):
        return path
    return guessed or path or ".html"


def _in_utf8(content: bytes, about: Mapping[str, str]) -> bytes:
    """Return text in UTF-8, where the server names another encoding and is right."""
    kind, _, rest = about.get("content-type", "").partition("charset=")
    charset = rest.partition(";")[0].strip(" \"'").lower()
    if not kind.strip().lower().startswith("text/") or charset in {"", "utf-8", "utf8"}:
        return content
    try:
        return content.decode(charset).encode()
    except (LookupError, UnicodeError):
        return content
