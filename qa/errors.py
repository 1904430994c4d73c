"""The errors of this package; all stand below the one root, `PullquoteError`.

    PullquoteError
    ├── ModelError        (embeddings) a model or vocabulary cannot be found, loaded or trusted
    ├── VectorError       (embeddings) vectors or an index file that cannot be used
    ├── SpanError         offsets that are no slice of their article
    ├── ReadError         a file that cannot be turned into an article
    ├── FilterError       a filter that no article could ever meet
    ├── SettingError      a setting outside its range
    ├── ClusterError      a Ray cluster that is not there, or could not do its work
    ├── EndpointError     a language model that is served nowhere, or does not reply as it should
    └── LibraryError      a library that cannot be opened, read or written
        ├── UnknownArticleError   no article of that id
        ├── UnknownVersionError   the article never had that text
        ├── BusyError             another process is writing it
        └── UnreachableError      a server that holds it, or a part of it, does not answer
"""

from collections.abc import Sequence

from embeddings.errors import ModelError, PullquoteError, VectorError

__all__ = ["BusyError", "ClusterError", "EndpointError", "FilterError", "LibraryError", "ModelError", "PullquoteError",
           "ReadError", "SettingError", "SpanError", "UnknownArticleError", "UnknownVersionError", "UnreachableError",
           "VectorError"]


class SpanError(PullquoteError):
    """Offsets that are no slice of their article, or a quote outside its passage."""


class ReadError(PullquoteError):
    """A file that cannot be turned into an article; `source` is its path, `reason` what is wrong with it."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class FilterError(PullquoteError):
    """A filter that no article could ever meet: no date, a range that is turned round, an outlet of no article."""


class SettingError(PullquoteError):
    """A setting outside its range."""


class ClusterError(PullquoteError):
    """A Ray cluster that is not there, or could not do its work."""


class EndpointError(PullquoteError):
    """A language model that did not reply; `too_long` where it was shown more than it can read at once."""

    def __init__(self, url: str, what: str, *, too_long: bool = False) -> None:
        super().__init__(f"the model at {url}: {what}")
        self.too_long = too_long


class LibraryError(PullquoteError):
    """A library that cannot be opened, read or written."""


class BusyError(LibraryError):
    """Another process is writing the library and did not finish in time."""


class UnreachableError(LibraryError):
    """A server that holds the library, or a part of it, does not answer; nothing was found without it."""


class UnknownArticleError(LibraryError):
    """No article of that id is in the library; `article_id` is what was asked for."""

    def __init__(self, article_id: str) -> None:
        super().__init__(f"no article {article_id!r} in the library; `pullquote list` shows the ids")
        self.article_id = article_id


class UnknownVersionError(LibraryError):
    """The article never had a text with that hash; `known` are the hashes of its earlier texts."""

    def __init__(self, article_id: str, sha256: str, known: Sequence[str]) -> None:
        earlier = ", ".join(one[:12] for one in known) or "none"
        super().__init__(f"article {article_id!r} has no version {sha256!r}; earlier ones are: {earlier}")
        self.article_id = article_id
        self.known = tuple(known)
