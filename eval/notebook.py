"""The questions that people write about the articles of a store, kept in a folder as a dataset.

    dataset.json, documents.jsonl, questions.jsonl   a dataset as `eval.data` loads it, sound at every moment
    unfinished.jsonl                                 questions that it does not have yet, or no longer
    runs/                                            what was run, see `eval.examination`
    write.lock                                       held by the one process that writes

A question is kept from its first word on. It stands in the dataset while it is sound, and in `unfinished.jsonl` while
the linter refuses it: no sentence is marked yet, or the article has changed since. The documents are the articles of
the store by their ids, as of the last time that `bring_up` looked; sentences stay frozen while the text does.
"""

import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from embeddings.durable import put_in_place
from eval.data import FORMAT, load_dataset, parse_lines, read_text, write_lines
from eval.draft import marked, relocated
from eval.errors import EvalError
from eval.lint import question_problems, together_problems
from eval.records import format_record
from eval.segmentation import freeze, segmenter
from eval.types import Dataset, Document, Question
from qa.article import Article
from qa.errors import UnknownArticleError
from qa.store import Store
from qa.turn import Turn

NAME = "your own questions"
QUESTIONS, UNFINISHED, DOCUMENTS, HEADER = "questions.jsonl", "unfinished.jsonl", "documents.jsonl", "dataset.json"
LOCK_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A question with what keeps it out of the dataset, in the linter's words; nothing where it is sound."""

    question: Question
    problems: tuple[str, ...] = ()


class Notebook:
    """A folder of questions about the articles of a store; threads may share one, and processes the folder.

    What writes raises BusyError when another does for longer than LOCK_SECONDS; what only reads never waits.
    """

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder = folder
        self._store = store
        self._turn = Turn(folder / "write.lock", f"the evaluation in {folder}")
        self._known: tuple[int, dict[str, str]] = (-1, {})

    def entries(self) -> list[Entry]:
        """Return every question, as the articles are now, in order of its number. Raises DataError for broken files."""
        known = {question.qid: question for question in reversed(self._held())}
        return self._entries([known[qid] for qid in sorted(known, key=_place)])

    def entry(self, qid: str) -> Entry:
        """Return a question by its id. Raises EvalError where there is none of that id."""
        found = next((question for question in self._held() if question.qid == qid), None)
        if found is None:
            raise EvalError("this question is no longer there; it may have been deleted")
        return self._entries([found])[0]

    def keep(self, question: Question) -> Entry:
        """Keep a question, new or in place of the one of its id, and return it with what is wrong with it."""
        with self._writing():
            entry = self._entries([question])[0]
            question = entry.question
            sound, unfinished = self._read(QUESTIONS), self._read(UNFINISHED)
            if question in (unfinished if entry.problems else sound):
                return entry
            if not entry.problems and not self._is_known(question):
                self.bring_up()
                sound, unfinished = self._read(QUESTIONS), self._read(UNFINISHED)
            others = [other for other in sound if other.qid != question.qid]
            left = [other for other in unfinished if other.qid != question.qid]
            apart = () if entry.problems else tuple(together_problems([*others, question]))
            entry = Entry(question, entry.problems + apart)
            if entry.problems:  # first what is added, so that whatever interrupts this loses nothing
                self._write(UNFINISHED, [*left, question])
                self._write(QUESTIONS, others)
            else:
                self._write(QUESTIONS, [*others, question])
                self._write(UNFINISHED, left)
            return entry

    def change(self, qid: str, how: Callable[[Question], Question]) -> Entry:
        """Keep what `how` makes of a question. Raises EvalError where there is none of that id."""
        with self._writing():
            return self.keep(how(self.entry(qid).question))

    def add(self, how: Callable[[str], Question]) -> Entry:
        """Keep what `how` makes of an id that no question has: `q` and the next number."""
        with self._writing():
            number = 1 + max((_place(question.qid)[0] for question in self._held()), default=0)
            return self.keep(how(f"q{number}"))

    def remove(self, qid: str) -> Question:
        """Remove a question and return it; `keep` brings it back. Raises EvalError where there is none of that id."""
        with self._writing():
            question = self.entry(qid).question
            for name in (QUESTIONS, UNFINISHED):
                self._write(name, [other for other in self._read(name) if other.qid != qid])
            return question

    def bring_up(self) -> None:
        """Let the documents be the articles of the store. Gold whose words have moved follows them, where they are.

        Questions whose words are gone become unfinished, and those that are sound again do not stay so.
        """
        with self._writing():
            header = json.dumps({"format": FORMAT, "name": NAME, "segmenter": segmenter()})
            if not (self.folder / HEADER).exists() or read_text(self.folder / HEADER).strip() != header:
                self._replace(HEADER, [header])
            before = self._documents()
            documents = documents_of(self._store, before)
            if documents == before:
                return
            sound = self._read(QUESTIONS)
            held = [*sound, *self._read(UNFINISHED)]
            now = [relocated(question, documents) for question in held]
            fit = [question for question in now if not any(question_problems(question, documents))]
            unfit = [question for question in now if question not in fit]
            self._write(UNFINISHED, [*(question for question in now if question not in sound), *unfit])
            self._write(QUESTIONS, [question for question in sound if question in fit])
            self._replace(DOCUMENTS, map(format_record, documents.values()))
            self._write(QUESTIONS, fit)
            self._write(UNFINISHED, unfit)

    def snapshot(self, target: Path) -> Dataset:
        """Put the dataset as it is into another folder of the same disk, and return it; later changes leave that alone.

        Raises EvalError where no question is finished yet.
        """
        with self._writing():
            self.bring_up()
            if not self._read(QUESTIONS):
                raise EvalError("no question is finished yet; mark the sentences that answer one, or say none does")
            target.mkdir(parents=True)
            for name in (HEADER, DOCUMENTS, QUESTIONS):
                try:  # files are replaced, never changed, so a link keeps what is there now
                    os.link(self.folder / name, target / name)
                except OSError:
                    shutil.copyfile(self.folder / name, target / name)
        return load_dataset(target)

    def _writing(self) -> AbstractContextManager[None]:
        return self._turn.taken(LOCK_SECONDS)

    def _held(self) -> list[Question]:
        """Return what either file has, the dataset first; a question that moves meanwhile is in one of the three."""
        before = self._read(UNFINISHED)
        return [*self._read(QUESTIONS), *before, *self._read(UNFINISHED)]

    def _entries(self, questions: Sequence[Question]) -> list[Entry]:
        """Return questions as the articles are now, each with what is wrong with it."""
        documents = freeze(document_of(article) for article in self._articles(questions))
        now = [relocated(question, documents) for question in questions]
        return [Entry(question, tuple(question_problems(question, documents))) for question in now]

    def _articles(self, questions: Iterable[Question]) -> Iterator[Article]:
        """Yield the articles that the gold of questions is in, each once; those that are gone are left out."""
        for doc in dict.fromkeys(span.doc for question in questions for span in marked(question)):
            with suppress(UnknownArticleError):
                yield self._store.article(doc)

    def _is_known(self, question: Question) -> bool:
        """Return whether the documents have the articles of the gold as they are now."""
        path = self.folder / DOCUMENTS
        if not path.exists():
            return False
        changed = path.stat().st_mtime_ns
        if changed != self._known[0]:
            self._known = changed, {name: one.sha256 for name, one in self._documents().items()}
        return all(self._known[1].get(article.id) == article.sha256 for article in self._articles([question]))

    def _documents(self) -> dict[str, Document]:
        path = self.folder / DOCUMENTS
        return {one.doc: one for one in parse_lines(path, Document)} if path.exists() else {}

    def _read(self, name: str) -> list[Question]:
        path = self.folder / name
        return parse_lines(path, Question) if path.exists() else []

    def _write(self, name: str, questions: Sequence[Question]) -> None:
        if list(questions) != self._read(name):
            self._replace(name, map(format_record, sorted(questions, key=lambda question: _place(question.qid))))

    def _replace(self, name: str, lines: Iterable[str]) -> None:
        """Write a file in place of the one that is there, so that whoever reads finds the one or the other whole."""
        self.folder.mkdir(parents=True, exist_ok=True)
        temporary = self.folder / f"{name}.new"
        write_lines(temporary, lines)
        put_in_place(temporary, self.folder / name)


def documents_of(store: Store, before: dict[str, Document] | None = None) -> dict[str, Document]:
    """Return every article of a store as a document, by its id, copies clustered.

    A document of `before` whose text has not changed keeps its sentences. An article without a sentence cannot be
    cited and is left out.
    """
    articles = {article.id: article for article in store.articles()}
    clusters = store.clusters(list(articles))
    sizes = Counter(clusters.values())
    found = []
    for article in articles.values():
        known, cluster = (before or {}).get(article.id), clusters[article.id]
        found.append(replace(document_of(article), cluster=cluster if sizes[cluster] > 1 else None,
                             sentences=known.sentences if known and known.sha256 == article.sha256 else ()))
    return {name: document for name, document in freeze(found).items() if document.sentences}


def document_of(article: Article) -> Document:
    """Return an article as the document of its id, without sentences."""
    return Document(article.id, article.title, article.text, article.sha256, article.publisher, article.published)


def _place(qid: str) -> tuple[int, str]:
    """Return what questions are ordered by: the number at the end of the id, then the id."""
    number = re.search(r"\d{1,9}$", qid)
    return int(number.group()) if number else 0, qid
