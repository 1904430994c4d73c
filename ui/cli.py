"""The command line: results on stdout, progress and errors on stderr; exit 0 done, 1 a one-line error, 2 usage.

A command calls the Python API and prints what comes back. With `--json` it prints JSON and nothing else.
"""

import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from platformdirs import user_data_path

from embeddings.errors import PullquoteError
from ui import quotation, terminal
from ui.evaluate import UsageError
from ui.evaluation import evaluation
from ui.options import read_filter, read_options
from ui.questions import Quotation, read_questions, read_quotations, typed_questions

if TYPE_CHECKING:
    from qa import Assistant, Report

app = typer.Typer(name="pullquote", add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False,
                  help="Answers from your own articles, with quotes that are exact slices of them.")
app.add_typer(evaluation, name="eval")

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # its threads wait by spinning; the models bring their own

DEFAULT_LIBRARY = user_data_path("pullquote") / "library"

LibraryOption = Annotated[Path, typer.Option("--library", envvar="PULLQUOTE_LIBRARY", metavar="DIR",
                                             help="The folder that holds the library.")]
PublisherOption = Annotated[list[str] | None, typer.Option("--from", "--publisher", metavar="OUTLET", help="Only "
                            "articles of this outlet, by its whole name; may be repeated.")]
SinceOption = Annotated[str | None, typer.Option(metavar="DATE", help="Only articles of this day (YYYY-MM-DD), month "
                                                 "(YYYY-MM) or year (YYYY) and later; none without a date.")]
UntilOption = Annotated[str | None, typer.Option(metavar="DATE", help="Only articles of this day, month or year and "
                                                 "earlier; none without a date.")]
ArticleOption = Annotated[list[str] | None, typer.Option("--article", metavar="ID", help="Only this article; may be "
                          "repeated.")]
StrictnessOption = Annotated[float, typer.Option(envvar="PULLQUOTE_STRICTNESS", min=0, max=1, help="How sure an answer "
                             "must be: 0 answers always, 1 never.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


@app.command()
def add(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files and folders: text, web pages, PDF, Word, "
                                               "mail, books, exports, archives. Addresses: pages, feeds, sitemaps.")],
    library: LibraryOption = DEFAULT_LIBRARY,
    encoder: Annotated[str | None, typer.Option(metavar="NAME", help="For a new library: a sentence-transformers "
                                                "model, by name or folder, in place of the bundled one.")] = None,
    columns: Annotated[str | None, typer.Option(metavar="FIELD=COLUMN,…", help="For exports: the columns with the "
                                                "text and so on, such as text=body,title=headline.")] = None,
    *, ocr: Annotated[bool, typer.Option("--ocr", help="Recognise the text of scanned PDF files.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Add articles, or update those that have changed. Unchanged files cost nothing."""
    try:
        options = read_options(columns, ocr=ocr)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    assistant = _open(library, encoder)
    with terminal.progress("Adding") as progress:
        report = assistant.add(*paths, progress=progress, options=options)
    _finish(report, as_json=as_json)


@app.command("list")
def list_articles(library: LibraryOption = DEFAULT_LIBRARY, *, as_json: JsonOption = False) -> None:
    """List the articles of the library."""
    from qa.contract import article_record

    articles = _open(library).articles()
    if as_json:
        terminal.print_json([article_record(article, with_text=False) for article in articles])
    else:
        terminal.print_articles(articles)


@app.command()
def show(
    article_id: Annotated[str, typer.Argument(metavar="ID")],
    version: Annotated[str | None, typer.Option(metavar="SHA256", help="An earlier text, by its hash as a citation has "
                                                "it, or the beginning of that.")] = None,
    library: LibraryOption = DEFAULT_LIBRARY, *, as_json: JsonOption = False,
) -> None:
    """Show an article in full: its text is what every quote's offsets count in."""
    from qa.contract import article_record

    assistant = _open(library)
    article, versions = assistant.article(article_id, version), assistant.store.versions(article_id)
    if as_json:
        terminal.print_json(article_record(article, with_text=True) | {"versions": [
            {"sha256": sha256, "replaced": replaced} for sha256, replaced in versions]})
    else:
        terminal.print_article(article, versions)


@app.command()
def refresh(
    library: LibraryOption = DEFAULT_LIBRARY, *,
    prune: Annotated[bool, typer.Option("--prune", help="Remove the articles of files that are gone.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Visit everything that was added again: files, folders and addresses. What has not changed costs nothing."""
    with terminal.progress("Refreshing") as progress:
        report = _open(library).refresh(progress, prune=prune)
    _finish(report, as_json=as_json)


@app.command()
def watch(
    folders: Annotated[list[str], typer.Argument(metavar="FOLDER...")], library: LibraryOption = DEFAULT_LIBRARY, *,
    prune: Annotated[bool, typer.Option("--prune", help="Remove the articles of files that are deleted.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Add folders and follow them: what changes in them is taken over at once, until you press Ctrl-C."""
    from qa.watch import watch as follow

    assistant = _open(library)
    for report in follow(assistant.store, assistant.encoder, folders, prune=prune):
        terminal.print_json(terminal.report_record(report)) if as_json else terminal.print_report(report)
        sys.stdout.flush()


@app.command()
def remove(
    article_ids: Annotated[list[str], typer.Argument(metavar="ID...")], library: LibraryOption = DEFAULT_LIBRARY,
) -> None:
    """Remove articles from the library; the files they were read from stay."""
    assistant = _open(library)
    for article_id in article_ids:
        assistant.remove(article_id)


@app.command()
def ask(
    question: Annotated[list[str] | None, typer.Argument(metavar='"QUESTION"...', help="Several are a conversation; "
                                                         "- reads them from the terminal, a line each.")] = None,
    questions: Annotated[Path | None, typer.Option(metavar="FILE.jsonl", help='Many questions, each alone, a line '
                                                   'each: {"qid": …, "question": …}. Answers keep qid and order.')]
    = None,
    library: LibraryOption = DEFAULT_LIBRARY, *, publishers: PublisherOption = None, since: SinceOption = None,
    until: UntilOption = None, articles: ArticleOption = None, strictness: StrictnessOption = 0.5,
    as_json: JsonOption = False,
) -> None:
    """Answer questions, or a file of them, with quotes; or say that the articles do not answer them."""
    from qa.contract import answer_record

    if (not question) == (questions is None):
        raise typer.BadParameter('give "QUESTION"..., or --questions FILE.jsonl')
    listed = read_questions(questions) if questions else []
    assistant = _open(library)
    where = read_filter(assistant, publishers, since, until, articles)
    put = assistant.ask if questions else assistant.conversation().ask
    with terminal.progress("Asking", hidden=not listed) as progress:
        asked = listed or ((None, text) for text in typed_questions(question or ()))
        for done, (qid, text) in enumerate(asked, 1):
            answer = put(text, where, strictness)
            terminal.warn_of_phrases(text, answer.passages)
            terminal.print_json(answer_record(answer, qid)) if as_json else terminal.print_answer(answer)
            progress(done, len(listed))


@app.command("check-quote")
def check_quote(
    text: Annotated[str | None, typer.Argument(metavar='"TEXT"')] = None,
    article: Annotated[str | None, typer.Option(metavar="ID", help="The article that the words are said to be of.")]
    = None,
    quotes: Annotated[Path | None, typer.Option(metavar="FILE.jsonl", help='Many quotations, a line each: {"qid": …, '
                                                '"quote": …, "article_id": …}. Verdicts keep qid and order.')] = None,
    library: LibraryOption = DEFAULT_LIBRARY, *, as_json: JsonOption = False,
) -> None:
    """Check a quotation, or a file of them: whether the words are an article's own, and if not, what its own are."""
    from qa.contract import quote_record

    if (text is None) == (quotes is None) or (quotes and article):
        raise typer.BadParameter('give one "TEXT" with or without --article ID, or --quotes FILE.jsonl')
    given = [Quotation(None, text, article)] if text is not None else read_quotations(quotes or Path())
    with terminal.progress("Checking", hidden=len(given) == 1) as progress:
        for qid, check in quotation.check(_open(library), given, progress):
            terminal.print_json(quote_record(check, qid)) if as_json else quotation.print_check(check)


@app.command()
def search(
    question: Annotated[str, typer.Argument(metavar='"QUESTION"')],
    k: Annotated[int, typer.Option("-k", min=1, help="How many passages.")] = 10,
    library: LibraryOption = DEFAULT_LIBRARY, *, publishers: PublisherOption = None, since: SinceOption = None,
    until: UntilOption = None, articles: ArticleOption = None, as_json: JsonOption = False,
) -> None:
    """Find the passages nearest to a question, without answering it; "quoted words" are found word for word."""
    from qa.contract import hit_record

    assistant = _open(library)
    hits = assistant.search(question, k, read_filter(assistant, publishers, since, until, articles))
    terminal.warn_of_phrases(question, hits)
    terminal.print_json([hit_record(hit, with_text=True) for hit in hits]) if as_json else terminal.print_hits(hits)


@app.command()
def serve(
    library: LibraryOption = DEFAULT_LIBRARY,
    host: Annotated[str, typer.Option(help="127.0.0.1 is this computer only.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 7860, strictness: StrictnessOption = 0.5,
) -> None:
    """Serve the web app."""
    from ui.server import serve as serve_app

    serve_app(_open(library, strictness=strictness), host, port)


def _open(library: Path, encoder: str | None = None, strictness: float = 0.5) -> "Assistant":
    """Return the assistant; imported here so that `--help` loads none of it."""
    from qa import Assistant

    return Assistant.open(library, encoder, strictness)


def _finish(report: "Report", *, as_json: bool) -> None:
    """Print a report; exit with 1 where anything failed."""
    terminal.print_json(terminal.report_record(report)) if as_json else terminal.print_report(report)
    if report.failed:
        raise typer.Exit(1)


def main() -> None:
    """Run the command line; an error of ours is one line on stderr and exit status 1, or 2 for wrong usage."""
    logging.basicConfig(format="pullquote: %(message)s", level=logging.WARNING)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        app()
    except PullquoteError as error:
        sys.stderr.write(f"pullquote: {error}\n")
        sys.exit(2 if isinstance(error, UsageError) else 1)
    except BrokenPipeError:  # the reader, such as `head`, has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
