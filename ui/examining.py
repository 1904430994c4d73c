"""What a reader does with questions of their own: write them, mark what answers them, ask them, read what came of it.

Errors are one clear line. What is known of a reader is a `Sitting`; the questions themselves are in a `Notebook`.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from html import escape

from eval.draft import BETWEEN, Draft, Needed, draft_of, mark, needing, question_of, say, unmark
from eval.examination import compared, examinations, examined, report_of, results_of
from eval.notebook import Entry, Notebook
from eval.types import GoldSpan, Question, Unanswerable
from qa.assistant import Assistant
from qa.errors import PullquoteError, UnknownArticleError
from qa.sentences import sentence_bounds
from ui import desk, gold, keeping, results, shelf
from ui.bench import Bench
from ui.evidence import failure_html
from ui.gold import Found

NEAR = 8   # passages in which a sentence may be marked
NAMED = 5  # articles found by their title, outlet, author or file
RESULTS = 24  # of the latest examinations that are listed
EVERY = 0.5  # seconds between two looks at how far asking has come


@dataclass(frozen=True, slots=True)
class Sitting:
    """Where a reader is: the question being written, the article opened for it, and what is looked for.

    That are the words `asked`, or else the `words` of a search of its own.
    `removed` is the question that was deleted last, `aside` the open one as it was before it was said that nothing
    answers it.
    """

    qid: str | None = None
    article: str | None = None
    asked: str = ""
    words: str = ""
    removed: Question | None = None
    aside: Draft | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What is chosen of an open question beside its words and marks, as in `eval.draft.Draft`."""

    answered: bool = True
    needed: Needed = "article"
    why: Unanswerable = Unanswerable.NEAR_MISS


Step = tuple[str, str | None]
"""How an examination goes, as HTML, and the name under which it is kept once it is done."""


class Examiner:
    """The Evaluate tab over an assistant and the notebook of a reader."""

    def __init__(self, assistant: Assistant, bench: Bench) -> None:
        self._assistant = assistant
        self._bench = bench

    def show(self, notebook: Notebook, sitting: Sitting) -> str:
        """Return the desk: where the open question's sentences are marked, or all questions and results."""
        try:
            if sitting.qid is None:
                return results.overview_html(notebook.entries(), examinations(notebook, RESULTS), sitting.removed)
            draft = self.draft(notebook, sitting)
            opened = self._assistant.article(sitting.article) if sitting.article else None
            return gold.choosing_html(sitting.qid, self._find(sitting), draft.gold, opened)
        except PullquoteError as error:
            return desk.desk_html(failure_html(str(error)))

    def draft(self, notebook: Notebook, sitting: Sitting) -> Draft:
        """Return the open question as the form shows it. Raises PullquoteError where it is gone or no form holds it."""
        draft = draft_of(notebook.entry(sitting.qid or "").question)
        if draft is None:
            raise PullquoteError("its gold says more than this page can show; change it in questions.jsonl")
        return draft

    def add(self, notebook: Notebook, words: str) -> Sitting:
        """Return the sitting with a new question open. Raises PullquoteError where nothing is asked."""
        asked = clean(words)
        if not asked:
            raise PullquoteError("Write the question first.")
        entry = notebook.add(lambda qid: question_of(Draft(asked), qid))
        return Sitting(entry.question.qid, asked=asked)

    def write(self, notebook: Notebook, qid: object, field: object, text: object) -> None:
        """Keep what is written of a question: its words, its answer, or what the marked sentence of this name says.

        Raises PullquoteError where it is gone, and for what is no name.
        """
        words = f"{BETWEEN} ".join(part for part in map(clean, str(text).split(BETWEEN)) if part)
        if field == "question":
            self._change(notebook, qid, lambda draft: replace(draft, question=clean(str(text))))
        elif field == "answer":
            self._change(notebook, qid, lambda draft: replace(draft, answer=words))
        else:
            span = GoldSpan(*gold.span_named(field), "")
            self._change(notebook, qid, lambda draft: say(draft, span, words))

    def choose(self, notebook: Notebook, sitting: Sitting, qid: object, choices: Choices) -> Sitting:
        """Keep what is chosen of a question, and return the sitting.

        The sitting keeps what a question loses while it is said that nothing answers it, and gives it back.
        """
        aside = sitting.aside

        def chosen(draft: Draft) -> Draft:
            nonlocal aside
            if draft.answered and not choices.answered:
                aside = draft
            again = aside if aside and choices.answered and not draft.answered else draft
            return needing(replace(again, question=draft.question, answered=choices.answered, why=choices.why),
                           choices.needed)

        self._change(notebook, qid, chosen)
        return replace(sitting, aside=aside) if qid == sitting.qid else sitting

    def mark(self, notebook: Notebook, qid: object, name: object, choices: Choices, *, marked: bool) -> None:
        """Mark a sentence as one that answers a question, or take its mark away.

        Raises PullquoteError for what is no sentence of an article, and where the question is gone.
        """
        doc, start, end = gold.span_named(name)
        span = self._sentence(doc, start, end) if marked else GoldSpan(doc, start, end, "")
        how = mark if marked else unmark
        self._change(notebook, qid, lambda draft: how(needing(draft, choices.needed), span))

    def marks(self, notebook: Notebook, sitting: Sitting) -> tuple[str, str]:
        """Return the list of marked sentences, and whether the question is kept and can be asked, as HTML."""
        entry = notebook.entry(sitting.qid or "")
        draft = draft_of(entry.question) or Draft()
        articles = {}
        for doc in {span.doc for span in draft.gold}:
            with suppress(UnknownArticleError):
                articles[doc] = self._assistant.article(doc)
        said = dict(draft.says) if draft.needed == "sides" else None
        return gold.gold_html(draft.gold, articles, said), _kept_html(entry)

    def act(self, notebook: Notebook, sitting: Sitting, what: object, name: object) -> Sitting:
        """Return the sitting after a reader opened or deleted a question, brought one back, or went to the list.

        Raises PullquoteError where that cannot be done.
        """
        match what:
            case "open":
                question = notebook.entry(str(name)).question
                opened = Sitting(question.qid, asked=question.question, removed=sitting.removed)
                self.draft(notebook, opened)
                return opened
            case "delete":
                return Sitting(removed=notebook.remove(str(name)))
            case "undo" if sitting.removed:
                notebook.keep(sitting.removed)
                return Sitting()
            case _:
                return Sitting(removed=sitting.removed)

    def result(self, notebook: Notebook, name: object) -> str:
        """Return the desk with the result of an examination."""
        try:
            found = examined(notebook, str(name))
            comparison = compared(notebook, found) if len(found.strictness) > 1 else None
            return results.result_html(found, comparison, report_of(notebook, found.name))
        except PullquoteError as error:
            return desk.desk_html(failure_html(str(error)))

    def file(self, notebook: Notebook, what: object, name: object) -> dict[str, str]:
        """Return the name, media type and text of a report, or of the results of a run.

        Raises PullquoteError for one that there is not.
        """
        kept, _, number = str(name).partition("/")
        if what == "report":
            return {"name": "pullquote-report.html", "media": "text/html", "text": report_of(notebook, kept)}
        at = int(number) if number.isdecimal() else -1
        return {"name": "results.jsonl", "media": "application/x-ndjson", "text": results_of(notebook, kept, at)}

    def run(self, notebook: Notebook, first: object, second: object) -> Iterator[Step]:
        """Ask every finished question, at one setting or two, and yield how that goes."""
        try:
            self._bench.start(notebook, self._assistant, _settings(first, second))
        except PullquoteError as error:
            yield shelf.problem_html(str(error)), None
            return
        yield from self.watch(notebook)

    def watch(self, notebook: Notebook) -> Iterator[Step]:
        """Yield how the examination under way goes, and what came of it; nothing where there is none."""
        job = self._bench.job(notebook)
        if job is None:
            return
        while not job.wait(EVERY):
            yield results.progress_html(job.done, job.total), None
        if job.problem is not None or job.name is None:
            yield shelf.problem_html(job.problem or ""), None
            return
        try:
            yield results.done_html(examined(notebook, job.name)), job.name
        except PullquoteError as error:
            yield shelf.problem_html(str(error)), None

    def is_running(self, notebook: Notebook) -> bool:
        """Return whether the questions are being asked."""
        job = self._bench.job(notebook)
        return job is not None and not job.is_over

    def stop(self, notebook: Notebook) -> None:
        """Let the examination under way end."""
        job = self._bench.job(notebook)
        if job:
            job.stop()

    def _change(self, notebook: Notebook, qid: object, how: Callable[[Draft], Draft]) -> None:
        """Change a question as a form holds it; one that no form holds stays as it is."""
        def changed(question: Question) -> Question:
            draft = draft_of(question)
            return question_of(how(draft), question.qid, question) if draft else question

        notebook.change(str(qid), changed)

    def _find(self, sitting: Sitting) -> Found:
        """Return the passages nearest to the words looked for; for a search also articles of such a title or outlet."""
        words = sitting.words or sitting.asked
        if not words:
            return Found("")
        passages = tuple(hit.passage for hit in self._assistant.search(words, NEAR))
        known = {passage.article.id for passage in passages}
        named = shelf.listed(keeping.articles_of(self._assistant), shelf.View(words)) if sitting.words else []
        return Found(words, passages, tuple(one for one in named if one.id not in known)[:NAMED])

    def _sentence(self, doc: str, start: int, end: int) -> GoldSpan:
        """Return a sentence of an article. Raises PullquoteError where the article has none at this place."""
        article = self._assistant.article(doc)
        if (start, end) not in sentence_bounds(article.text):
            raise PullquoteError("the article has changed; open it again")
        return GoldSpan(doc, start, end, article.text[start:end])


def clean(words: str) -> str:
    """Return words as they are kept: on one line, and with no character that a file cannot hold."""
    return " ".join(words.encode("utf-8", "replace").decode().split())


def _kept_html(entry: Entry) -> str:
    to_do = results.state_of(entry)
    said = f"Kept. {to_do}" if to_do else "Kept, and ready to be asked."
    kind = "pq-todo" if to_do else "pq-ready"
    return f'<p class="pq-note {kind}" role="status">{escape(said)}</p>'


def _settings(first: object, second: object) -> list[float]:
    """Return one strictness or two. Raises PullquoteError for what is no number."""
    given = [str(one or "").strip().replace(",", ".") for one in (first, second)]
    try:
        return [float(one) for one in (given[0], *filter(None, given[1:]))]
    except ValueError as error:
        raise PullquoteError("give a strictness from 0 (always answers) to 1 (never)") from error
