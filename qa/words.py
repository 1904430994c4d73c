"""The word index of a library: our own analyzer, ranked by tantivy's BM25.

The analyzer is ours so that another store can rank identically: tantivy receives terms joined by spaces and only
splits at them. The index is derived from the database and can be made again at any time.
"""

import hashlib
import re
import shutil
import threading
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import Stemmer
import tantivy

from qa.errors import LibraryError

_TERM = re.compile(r"\d+(?:[.,]\d+)*|[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+(?:['’][^\W\d]+)*")
_POSSESSIVE = re.compile(r"['’]s$")
ANALYZER = f"2, Snowball {Stemmer.version()}"  # what is derived from other terms than these has to be made again
_HEAP_BYTES = 64_000_000
NARROW = 5_000  # ids that the index is asked for one by one; more are picked from what it finds
_stemming = threading.local()


def analyze(text: str) -> list[str]:
    """Return the terms of `text` in order: compatibility-folded, lower-case, English-stemmed words and numbers.

    "25,000" is one term, possessives are dropped, and Chinese and Japanese characters are terms of their own.
    """
    if not hasattr(_stemming, "stemmer"):
        _stemming.stemmer = Stemmer.Stemmer("english")  # holds state of its own, so one a thread
    stems: list[str] = _stemming.stemmer.stemWords(unstemmed(text))
    return stems


def unstemmed(text: str) -> list[str]:
    """Return the words of `text` in order, as `analyze` does but without taking off their endings."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("\u0307", "")  # left of "İ", it would cut words
    return [plain for word in _TERM.findall(folded) if (plain := word if word.isalnum() else _plain(word))]


def _plain(word: str) -> str:
    """Return a word without its possessive, a number without commas, apostrophes made one."""
    return _POSSESSIVE.sub("", word).replace(",", "").replace("’", "'")


class WordIndex:
    """Passages under their ids, searched by BM25 over the terms of a question."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("id", indexed=True, fast=True)
        builder.add_text_field("terms", tokenizer_name="whitespace", index_option="position")
        self._schema = builder.build()
        try:
            self._index = tantivy.Index(self._schema, path=str(folder))
            self._index.config_reader("Manual")  # else a thread of its own maps files that another process may cut
        except (ValueError, OSError) as error:
            raise LibraryError(f"word index {folder}: {error}") from error

    def update(self, added: Iterable[tuple[int, str]], removed: Iterable[int]) -> None:
        """Take out the ids in `removed`, add (id, text) pairs, and commit; an id already there is replaced.

        Raises LibraryError when another process writes, or the folder cannot be written.
        """
        try:
            writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)
            for key in removed:
                writer.delete_documents_by_query(tantivy.Query.term_query(self._schema, "id", key))
            for key, text in added:
                writer.delete_documents_by_query(tantivy.Query.term_query(self._schema, "id", key))
                document = tantivy.Document()
                document.add_unsigned("id", key)
                document.add_text("terms", " ".join(analyze(text)))
                writer.add_document(document)
            writer.commit()
            writer.wait_merging_threads()
            self._index.reload()
        except (ValueError, OSError) as error:
            raise LibraryError(f"word index {self.folder}: {error}") from error

    def search(self, question: str, k: int, among: Collection[int] | None = None,
               phrases: Sequence[str] = ()) -> list[tuple[int, float]]:
        """Return (id, BM25 score) of the best `k` passages that share a term with the question, best first; exactly.

        With `among` only passages of these ids are searched, with `phrases` only those that hold the terms of each in
        a row. Neither changes a score.
        """
        terms = [self._term(term) for term in dict.fromkeys(analyze(question))]
        if not terms or (among is not None and len(among) == 0):
            return []
        clauses = [(tantivy.Occur.Must, tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms]))]
        clauses += [(tantivy.Occur.Must, tantivy.Query.const_score_query(self._phrase(phrase), 0.0))
                    for phrase in phrases]
        if among is not None and len(among) <= NARROW:
            narrow = tantivy.Query.term_set_query(self._schema, "id", list(among))
            clauses.append((tantivy.Occur.Must, tantivy.Query.const_score_query(narrow, 0.0)))
            among = None
        return self._best(tantivy.Query.boolean_query(clauses), k, among)

    def _best(self, query: Any, k: int, among: Collection[int] | None) -> list[tuple[int, float]]:
        """Return the best `k` that are `among` these ids, looking ever deeper until there are so many, or no more."""
        searcher, chosen = self._index.searcher(), None if among is None else set(among)
        limit = k if among is None else 2 * k
        while True:
            hits = searcher.search(query, limit=limit, count=False).hits
            ids = searcher.fast_field_values("id", [address for _, address in hits])
            found = [(key, score) for key, (score, _) in zip(ids, hits, strict=True) if chosen is None or key in chosen]
            if len(found) >= k or len(hits) < limit:
                return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:k]
            limit *= 4

    def _term(self, term: str) -> Any:
        return tantivy.Query.term_query(self._schema, "terms", term, index_option="freq")

    def _phrase(self, phrase: str) -> Any:
        terms = analyze(phrase)
        return tantivy.Query.phrase_query(self._schema, "terms", terms) if len(terms) > 1 else self._term(terms[0])

    def ids(self) -> list[int]:
        """Return the ids of all passages it holds, in no order."""
        searcher = self._index.searcher()
        hits = searcher.search(tantivy.Query.all_query(), limit=max(1, searcher.num_docs), count=False).hits
        return list(searcher.fast_field_values("id", [address for _, address in hits]))

    def checksums(self) -> dict[str, str]:
        """Return the sha256 of each file of the index, by name."""
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(self.folder.iterdir())
                if not path.name.endswith(".lock")}


def open_words(folder: Path, checksums: Mapping[str, str]) -> WordIndex:
    """Return the word index in `folder`. Raises LibraryError when a file is missing or differs from its checksum."""
    for name, sha256 in checksums.items():
        try:
            found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        except OSError as error:
            raise LibraryError(f"word index {folder / name}: {error.strerror}") from error
        if found != sha256:
            raise LibraryError(f"word index {folder / name} is damaged: its sha256 is not the one recorded")
    return WordIndex(folder)


def new_words(folder: Path) -> WordIndex:
    """Return an empty word index in `folder`, in place of whatever was there."""
    shutil.rmtree(folder, ignore_errors=True)
    return WordIndex(folder)
