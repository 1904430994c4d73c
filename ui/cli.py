"""The command line: results on stdout, progress and errors on stderr; exit 0 done, 1 a one-line error, 2 usage.

A command calls the Python API and prints what comes back. With `--json` it prints JSON and nothing else.
"""

import logging
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from embeddings.errors import PullquoteError
from ui import quotation, terminal
from ui.arguments import (
    DEFAULT_LIBRARY,
    ArticleOption,
    JsonOption,
    LibraryOption,
    ModelOption,
    ModelUrlOption,
    PublisherOption,
    SinceOption,
    StrictnessOption,
    UntilOption,
    model_answerer,
    open_library,
    uploads_of,
    writers_of,
)
from ui.evaluate import UsageError
from ui.evaluation import evaluation
from ui.library import keeping
from ui.options import read_filter
from ui.questions import Quotation, read_questions, read_quotations, typed_questions

app = typer.Typer(name="pullquote", add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False,
                  help="Answers from your own articles, with quotes that are exact slices of them.")
app.add_typer(keeping)
app.add_typer(evaluation, name="eval")

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # its threads wait by spinning; the models bring their own


@app.command()
def ask(
    question: Annotated[list[str] | None, typer.Argument(metavar='"QUESTION"...', help="Several are a conversation; "
                                                         "- reads them from the terminal, a line each.")] = None,
    questions: Annotated[Path | None, typer.Option(metavar="FILE.jsonl", help='Many questions, each alone, a line '
                                                   'each: {"qid": …, "question": …}. Answers keep qid and order.')]
    = None,
    library: LibraryOption = DEFAULT_LIBRARY, *, publishers: PublisherOption = None, since: SinceOption = None,
    until: UntilOption = None, articles: ArticleOption = None, strictness: StrictnessOption = 0.5,
    model: ModelOption = None, model_url: ModelUrlOption = None, as_json: JsonOption = False,
) -> None:
    """Answer questions, or a file of them, with quotes; or say that the articles do not answer them."""
    from qa.contract import answer_record

    if (not question) == (questions is None):
        raise typer.BadParameter('give "QUESTION"..., or --questions FILE.jsonl')
    listed = read_questions(questions) if questions else []
    answerer = model_answerer(model, model_url)
    assistant = open_library(library, answerer=answerer)
    where = read_filter(assistant, publishers, since, until, articles)
    talk = assistant.conversation()
    watched = answerer and not questions and not as_json and sys.stdout.isatty()
    put = assistant.ask if questions else talk.ask
    with terminal.progress("Asking", "questions", hidden=not listed) as progress:
        asked = listed or ((None, text) for text in typed_questions(question or ()))
        for done, (qid, text) in enumerate(asked, 1):
            given = (text, where, strictness)
            answer = terminal.followed(talk.stream(*given)) if watched else put(*given)
            terminal.warn_of_phrases(text, answer.passages)
            terminal.warn_of_model(answer.writing)
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
    with terminal.progress("Checking", "quotations", hidden=len(given) == 1) as progress:
        for qid, check in quotation.check(open_library(library), given, progress):
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

    assistant = open_library(library)
    hits = assistant.search(question, k, read_filter(assistant, publishers, since, until, articles))
    terminal.warn_of_phrases(question, hits)
    terminal.print_json([hit_record(hit, with_text=True) for hit in hits]) if as_json else terminal.print_hits(hits)


@app.command()
def serve(
    library: LibraryOption = DEFAULT_LIBRARY, *,
    host: Annotated[str, typer.Option(help="127.0.0.1 is this computer only.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 7860, strictness: StrictnessOption = 0.5,
    passwords: Annotated[Path | None, typer.Option(metavar="FILE", help="Serve only who knows a password of this "
                                                   "file; over a network, put HTTPS in front.")] = None,
    new_name: Annotated[str | None, typer.Option(metavar="NAME", help="Ask for a password for this name, keep its hash "
                                                 "in the file of --passwords, and serve nothing.")] = None,
    certificate: Annotated[Path | None, typer.Option(metavar="FILE", help="Speak HTTPS with this certificate (PEM).")]
    = None,
    key: Annotated[Path | None, typer.Option(metavar="FILE", help="The key of --certificate, where it is in another "
                                             "file.")] = None,
    mcp: Annotated[bool, typer.Option("--mcp", help="Offer agents ask, search, check-quote and read-article at /mcp; "
                                      "needs the extra mcp.")] = False,
    model: ModelOption = None, model_url: ModelUrlOption = None,
) -> None:
    """Serve the web app."""
    from ui.passwords import keep, read_passwords
    from ui.server import Access
    from ui.server import serve as serve_app

    if new_name is not None:
        if passwords is None:
            raise typer.BadParameter("--new-name needs --passwords FILE")
        keep(passwords, new_name, typer.prompt("Password", hide_input=True, confirmation_prompt=True))
        return
    if key and not certificate:
        raise typer.BadParameter("--key needs --certificate FILE")
    access = Access(host, read_passwords(passwords) if passwords else None, certificate, key, mcp)
    assistant = open_library(library, strictness=strictness, answerer=writers_of(model, model_url))
    serve_app(assistant, port, access, uploads=uploads_of(library))


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
