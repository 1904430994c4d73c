"""The public way in: open a library, add articles, ask, search."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from embeddings.encoder import DEFAULT_ENCODER, Encoder
from embeddings.load import full_name, load_encoder
from qa.answer import Answer, Hit, Reason, Writing, abstention
from qa.article import Article
from qa.confidence import STRICTNESS
from qa.evidence import READ
from qa.extract import Extractive
from qa.filter import Filter
from qa.missing import missing
from qa.place import open_store
from qa.question import parts
from qa.retrieve import retrieve
from qa.store import Store
from qa.task import Task, asked_task

if TYPE_CHECKING:
    from qa.conversation import Conversation
    from qa.formats import Options
    from qa.ingest import Progress, Report
    from qa.review import Review
    from qa.verdict import QuoteCheck

EVIDENCE = 12  # passages that an answerer is given


class Answerer(Protocol):
    """Turns a question and the passages retrieved for it into an answer."""

    @property
    def models(self) -> Mapping[str, str]:
        """The names of the models it uses, by what each is for; a run of the evaluation keeps them."""

    def answer(self, question: str, hits: tuple[Hit, ...], strictness: float) -> Answer:
        """Return an answer whose quotes lie in `hits`, or one that abstains; sooner so the greater the `strictness`."""


@runtime_checkable
class Streaming(Protocol):
    """An answerer that yields the answer as it grows, and last as its `answer` returns it."""

    def stream(self, question: str, hits: tuple[Hit, ...], strictness: float) -> Iterator[Answer]:
        """Yield answers, as `Answerer.answer` returns one; of those before the last, `Answer.writing` is not done."""


@runtime_checkable
class Rewriting(Protocol):
    """An answerer that makes follow-up questions stand alone by itself, where it can."""

    def rewrite(self, question: str, earlier: Sequence[Answer]) -> tuple[str | None, Writing | None]:
        """Return the question, None where `qa.rewrite` is to do it, and what that took, None for nothing."""


class Assistant:
    """Answers questions from one store. The encoder is loaded on first use, once; threads may share an assistant."""

    def __init__(self, store: Store, encoder: str | Encoder | None = None,
                 answerer: Answerer | None = None, strictness: float = STRICTNESS) -> None:
        self.store = store
        self.strictness = strictness
        self._named = encoder
        self.answerer = answerer or Extractive()

    @classmethod
    def open(cls, location: str | Path = "library", encoder: str | Encoder | None = None,
             strictness: float = STRICTNESS, answerer: Answerer | None = None) -> "Assistant":
        """Return an assistant over the library in the folder `location`, which is created when missing.

        An address such as "postgresql://user@host/database" is that of a library in PostgreSQL; see `qa.postgres`.
        `encoder` (a name, a model's folder or an `Encoder`) is chosen when a library is made; later it is remembered.
        `strictness` is that of `ask` where it is given none. `answerer` is what answers, quotes alone by default.
        Raises LibraryError when the library cannot be opened, or was made with another encoder.
        """
        store = open_store(location)
        if isinstance(encoder, str):
            store.expect(full_name(encoder))
        return cls(store, encoder, answerer, strictness)

    @property
    def models(self) -> Mapping[str, str]:
        """Return the names of all models that answer, by what each is for: `encoder` and those of the answerer."""
        return {"encoder": self.store.encoder_name or self.encoder.name, **self.answerer.models}

    @cached_property
    def encoder(self) -> Encoder:
        """Return the encoder, loaded. Raises ModelError when it cannot be, LibraryError when the store has another."""
        named = self._named or self.store.encoder_name or DEFAULT_ENCODER
        encoder = load_encoder(named) if isinstance(named, str) else named
        self.store.adopt(encoder.name, encoder.dimension)
        return encoder

    def add(self, *paths: str | Path, progress: "Progress | None" = None, options: "Options | None" = None) -> "Report":
        """Read files and folders into the library and return what became of each; see `qa.ingest.add`."""
        from qa.ingest import add

        return add(self.store, self.encoder, paths, progress, options)

    def refresh(self, progress: "Progress | None" = None, *, prune: bool = False) -> "Report":
        """Visit everything that was ever added again, and return what became of it; see `qa.ingest.refresh`."""
        from qa.ingest import refresh

        return refresh(self.store, self.encoder, progress, prune=prune)

    def export(self, path: str | Path) -> int:
        """Write the whole library to a file of JSON Lines and return the number of its articles; see `qa.export`."""
        from qa.export import write_export

        return write_export(self.store, Path(path).expanduser())

    def restore(self, path: str | Path, progress: "Progress | None" = None) -> "Report":
        """Take an exported library into this one and return what became of each article; see `qa.restore`."""
        from qa.restore import restore

        return restore(self.store, Path(path).expanduser(), lambda: self.encoder, progress)

    def remove(self, article_id: str) -> None:
        """Remove an article. Raises UnknownArticleError where there is none of that id."""
        with self.store.writing():
            self.store.remove(article_id)
            self.store.sync()

    def articles(self) -> Iterator[Article]:
        """Yield every article of the library, in order of source."""
        return self.store.articles()

    def article(self, article_id: str, sha256: str | None = None) -> Article:
        """Return an article, or the version of it whose text has this hash, or a hash that begins so.

        Raises UnknownArticleError where there is none of that id, UnknownVersionError where it never had that text.
        """
        return self.store.article(article_id, sha256)

    def search(self, question: str, k: int = 10, where: Filter | None = None) -> tuple[Hit, ...]:
        """Return the `k` passages nearest to the question by meaning and by words, best first.

        `where` limits the articles. Passages that hold a phrase between quotation marks, word for word, come first.
        Raises FilterError or UnknownArticleError where the filter names an outlet or an article that is not there.
        """
        question = _encodable(question)
        if not question.strip() or not self.store.counts()[1]:
            return ()
        return retrieve(self.store, self.encoder, question, k, where)

    def ask(self, question: str, where: Filter | None = None, strictness: float | None = None) -> Answer:
        """Return a cited answer, or one that abstains with a reason, the nearest passages and what these lack.

        `where` limits the articles, as in `search`. `strictness` is 0 (answers with the best there is) to 1 (never
        answers), 0.5 being as fitted; see `qa.confidence.threshold`. Raises SettingError outside 0 to 1.
        """
        *_, answer = self.stream(question, where, strictness)
        return answer

    def stream(self, question: str, where: Filter | None = None, strictness: float | None = None,
               answerer: Answerer | None = None) -> Iterator[Answer]:
        """Yield the answer as a language model writes it, and last as `ask` returns it; without a model only that.

        Each holds the statements so far that their quotes bear out; until the last, `Answer.writing.done` is False.
        `answerer` answers in the place of the assistant's own.
        """
        start = time.perf_counter()
        question = _encodable(question)
        if (task := asked_task(question)) and (told := self._of_articles(question, task, where, strictness)):
            yield replace(told, timings_ms={"answer": (time.perf_counter() - start) * 1000})
            return
        asked = parts(question)
        hits = _merged([self.search(part, EVIDENCE, where) for part in dict.fromkeys((question, *asked))])
        retrieved = (time.perf_counter() - start) * 1000
        if not hits:
            yield abstention(question, self._why_nothing(where))
            return
        given = (question, hits, self.strictness if strictness is None else strictness)
        answerer = answerer or self.answerer
        for answer in answerer.stream(*given) if isinstance(answerer, Streaming) else [answerer.answer(*given)]:
            yield replace(answer, timings_ms={"retrieve": retrieved, **answer.timings_ms},
                          missing=missing(question, answer.passages) if answer.abstained else ())

    def conversation(self, turns: Iterable[Answer] = (), answerer: Answerer | None = None) -> "Conversation":
        """Return a conversation, in which a question may lean on earlier ones; it goes on where `turns` end.

        `answerer` answers in the place of the assistant's own.
        """
        from qa.conversation import Conversation

        chosen = answerer or self.answerer
        return Conversation(partial(self.stream, answerer=answerer), turns,
                            chosen.rewrite if isinstance(chosen, Rewriting) else None)

    def check_quote(self, text: str, article_id: str | None = None) -> "QuoteCheck":
        """Return the verdict on a pasted quotation, with the source's own words; see `qa.check.check_quote`.

        Raises UnknownArticleError where there is no article `article_id`.
        """
        from qa.check import check_quote

        return check_quote(self.store, _encodable(text), article_id)

    def review(self, text: str) -> "Review":
        """Return the verdict on each quotation of a draft, or on the text as one quotation; see `qa.review`."""
        from qa.review import review

        return review(self.store, _encodable(text))

    def _of_articles(self, question: str, task: Task, where: Filter | None, strictness: float | None) -> Answer | None:
        """Return what a question asks of whole articles, None where the library has none that are called so."""
        from qa.whole import compare, find_articles, summarise

        articles = find_articles(self.store, task, where, self.search)
        if len(articles) != 1 + task.compared:
            return None
        if not task.compared:
            return summarise(self.store, self.encoder, question, articles[0])

        def ask_one(subject: str, article: Article) -> Answer:
            return self.ask(subject, Filter(articles=(article.id,)), strictness)

        return compare(self.store, self.encoder, question, task.subject, articles, ask_one)

    def _why_nothing(self, where: Filter | None) -> Reason:
        """Return why a search found no passage at all."""
        if not self.store.counts()[1]:
            return Reason.EMPTY_LIBRARY
        return Reason.NOTHING_SELECTED if where and not self.store.selected(where).articles else Reason.NOTHING_FOUND


def _merged(found: Sequence[tuple[Hit, ...]]) -> tuple[Hit, ...]:
    """Return the hits of several searches by turns, each passage once, with new ranks; at most `READ` of them."""
    turns = (hit for turn in zip_longest(*found) for hit in turn if hit)
    hits = list({hit.passage: hit for hit in turns}.values())
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(hits[:READ], 1))


def _encodable(text: str) -> str:
    """Return the text with U+FFFD for each lone surrogate, which neither a model nor a database takes."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
