"""What the rest of `qa` asks of a place that keeps articles: the embedded library, or later PostgreSQL."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

from embeddings.encoder import Encoder, Vectors
from qa.article import Article, Origin, Passage
from qa.filter import Filter, Selection
from qa.origins import Origins

if TYPE_CHECKING:
    from qa.doctor import Finding
    from qa.info import Info

Found = list[tuple[int, float]]
"""(passage id, score), best first."""


class Store(Protocol):
    """Keeps articles, their passages and vectors, and finds passages by vector or by words."""

    @property
    def encoder_name(self) -> str | None:
        """Return the name of the encoder that made the vectors, None while nothing was encoded."""

    @property
    def dimension(self) -> int:
        """Return how many numbers a vector has, 0 while nothing was encoded."""

    @property
    def index_sha256(self) -> str | None:
        """Return a hash of the vectors that searches see, None where the store has none that can be told."""

    def expect(self, encoder: str) -> None:
        """Raise LibraryError where the vectors were made by another encoder than the one of this name."""

    def adopt(self, encoder: str, dimension: int) -> None:
        """Record the encoder of a new store, or check it. Raises LibraryError where the store has another."""

    @property
    def origins(self) -> Origins:
        """Return what is known of where the articles come from."""

    def reading(self) -> AbstractContextManager[object]:
        """Let everything read inside see one state of the store, whatever is written meanwhile."""

    def writing(self) -> AbstractContextManager[None]:
        """Hold the store for writing. Raises BusyError when another does so for too long."""

    def put(self, article: Article, origin: Origin, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Store an article in place of the one of its id, and its origin; found by searches after `sync`.

        An earlier text stays readable as a version.
        """

    def put_version(self, article: Article, replaced: str) -> None:
        """Keep an earlier text of an article, with the UTC time at which it was replaced."""

    def copy(self, article_id: str, new_id: str, source: str) -> None:
        """Store an article once more, for all of its sources but its first, under an id of its own and as from one."""

    def move(self, article_id: str, source: str) -> None:
        """Let an article be from another of its sources; the one it was from is forgotten."""

    def remove(self, article_id: str) -> None:
        """Remove an article and its versions. Raises UnknownArticleError where there is none of that id."""

    def sync(self) -> None:
        """Make everything put and removed so far visible to searches, here and in other processes."""

    def article(self, article_id: str, sha256: str | None = None) -> Article:
        """Return an article, or the version of it whose text has this hash, or a hash that begins so.

        Raises UnknownArticleError where there is none of that id, UnknownVersionError where it never had that text.
        """

    def versions(self, article_id: str) -> list[tuple[str, str]]:
        """Return (hash of the text, UTC time of its replacement) of an article's earlier versions, newest first."""

    def articles(self) -> Iterator[Article]:
        """Yield every article, in order of source."""

    def holding(self, fragment: str) -> Iterator[Article]:
        """Yield every article whose text may hold words with this fragment in them, in order of source.

        These are all articles for which `qa.folding.may_hold` says so.
        """

    def same_text(self, article: Article) -> Article | None:
        """Return another article with the same text and publisher, None where there is none."""

    def info(self) -> "Info":
        """Return what the store holds, how large it is, and whether its indexes are up to date."""

    def examine(self, encoder: Encoder | None = None) -> "list[Finding]":
        """Return what is wrong with the store, mended as far as that can be done where an encoder is given."""

    def clusters(self, article_ids: Sequence[str]) -> dict[str, str]:
        """Return the cluster of each article by id: two that share one are near-copies, one source between them."""

    def newer_versions(self, article_ids: Sequence[str]) -> dict[str, str]:
        """Return, by id, the article that superseded each of these; those that none did are left out.

        It is the latest near-copy of the same publisher with a later date, and keeps at least half of the older text.
        """

    def counts(self) -> tuple[int, int]:
        """Return the numbers of articles and passages."""

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Return the passages of these ids by id, in the order given; ids that are gone are left out."""

    def passages_of(self, article_id: str) -> list[tuple[Passage, Vectors]]:
        """Return each passage of an article with its vector (d,), in reading order; none where there is no article."""

    def selected(self, where: Filter) -> Selection:
        """Return how many articles meet the filter.

        Raises FilterError where no article is from an outlet that is named, UnknownArticleError for an id of none; so
        do `nearest` and `matching`.
        """

    def nearest(self, question: Vectors, k: int, where: Filter | None = None) -> Found:
        """Return the `k` passages nearest to one question vector (1, d), by cosine, −1 to 1."""

    def matching(self, question: str, k: int, where: Filter | None = None, phrases: Sequence[str] = ()) -> Found:
        """Return the best `k` passages that share a word with the question, by BM25.

        With `phrases` only those that, under their article's title, have the stems of each phrase in a row.
        """
