"""The commands that keep a library: what is in it, and where that comes from."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui import terminal
from ui.arguments import DEFAULT_LIBRARY, JsonOption, LibraryOption, open_library
from ui.options import read_options

if TYPE_CHECKING:
    from qa import Report

keeping = typer.Typer()


@keeping.command()
def add(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files and folders: text, web pages, PDF, Word, "
                                               "mail, books, exports, archives. Addresses: pages, feeds, sitemaps.")],
    library: LibraryOption = DEFAULT_LIBRARY,
    encoder: Annotated[str | None, typer.Option(metavar="NAME", help="For a new library: a sentence-transformers "
                                                "model, by name or folder, in place of the bundled one.")] = None,
    columns: Annotated[str | None, typer.Option(metavar="FIELD=COLUMN,…", help="For exports: the columns with the "
                                                "text and so on, such as text=body,title=headline.")] = None,
    ray: Annotated[str | None, typer.Option(metavar="CLUSTER", help="Have the work done by a Ray cluster: local, on "
                                            "all processors of this machine, or the address of one that runs. The "
                                            "library must be in PostgreSQL.")] = None,
    *, ocr: Annotated[bool, typer.Option("--ocr", help="Recognise the text of scanned PDF files.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Add articles, or update those that have changed. Unchanged files cost nothing."""
    try:
        options = read_options(columns, ocr=ocr)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    with terminal.progress("Adding", "articles") as progress:
        if ray:
            from qa import distributed

            report = distributed.add(library, paths, encoder, ray, progress, options)
        else:
            report = open_library(library, encoder).add(*paths, progress=progress, options=options)
    _finish(report, as_json=as_json)


@keeping.command("list")
def list_articles(library: LibraryOption = DEFAULT_LIBRARY, *, as_json: JsonOption = False) -> None:
    """List the articles of the library."""
    from qa.contract import article_record

    articles = open_library(library).articles()
    if as_json:
        terminal.print_json([article_record(article, with_text=False) for article in articles])
    else:
        terminal.print_articles(articles)


@keeping.command()
def show(
    article_id: Annotated[str, typer.Argument(metavar="ID")],
    version: Annotated[str | None, typer.Option(metavar="SHA256", help="An earlier text, by its hash as a citation has "
                                                "it, or the beginning of that.")] = None,
    library: LibraryOption = DEFAULT_LIBRARY, *, as_json: JsonOption = False,
) -> None:
    """Show an article in full: its text is what every quote's offsets count in."""
    from qa.contract import article_record

    assistant = open_library(library)
    article, versions = assistant.article(article_id, version), assistant.store.versions(article_id)
    if as_json:
        terminal.print_json(article_record(article, with_text=True) | {"versions": [
            {"sha256": sha256, "replaced": replaced} for sha256, replaced in versions]})
    else:
        terminal.print_article(article, versions)


@keeping.command()
def refresh(
    library: LibraryOption = DEFAULT_LIBRARY, *,
    prune: Annotated[bool, typer.Option("--prune", help="Remove the articles of files that are gone.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Visit everything that was added again: files, folders and addresses. What has not changed costs nothing."""
    with terminal.progress("Refreshing", "articles") as progress:
        report = open_library(library).refresh(progress, prune=prune)
    _finish(report, as_json=as_json)


@keeping.command()
def watch(
    folders: Annotated[list[str], typer.Argument(metavar="FOLDER...")], library: LibraryOption = DEFAULT_LIBRARY, *,
    prune: Annotated[bool, typer.Option("--prune", help="Remove the articles of files that are deleted.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Add folders and follow them: what changes in them is taken over at once, until you press Ctrl-C."""
    from qa.watch import watch as follow

    assistant = open_library(library)
    for report in follow(assistant.store, assistant.encoder, folders, prune=prune):
        _tell(report, as_json=as_json)
        sys.stdout.flush()


@keeping.command()
def remove(
    article_ids: Annotated[list[str], typer.Argument(metavar="ID...")], library: LibraryOption = DEFAULT_LIBRARY,
) -> None:
    """Remove articles from the library; the files they were read from stay."""
    assistant = open_library(library)
    for article_id in article_ids:
        assistant.remove(article_id)


@keeping.command()
def info(library: LibraryOption = DEFAULT_LIBRARY, *, as_json: JsonOption = False) -> None:
    """Tell what the library holds, how large it is, which models made it, and what could not be read."""
    from qa.contract import info_record

    assistant = open_library(library)
    found, models = assistant.store.info(), assistant.models
    terminal.print_json(info_record(found, models)) if as_json else terminal.print_info(found, models)


@keeping.command()
def doctor(
    library: LibraryOption = DEFAULT_LIBRARY, *,
    repair: Annotated[bool, typer.Option("--repair", help="Mend what can be mended.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Verify checksums, offsets, vectors and indexes; exit with 1 where something is wrong and was not mended."""
    assistant = open_library(library)
    findings = assistant.store.examine(assistant.encoder if repair else None)
    if as_json:
        terminal.print_json([{"problem": one.problem, "mended": one.mended} for one in findings])
    else:
        terminal.print_findings(findings)
    if not all(one.mended for one in findings):
        raise typer.Exit(1)


@keeping.command()
def export(
    path: Annotated[Path, typer.Argument(metavar="FILE.jsonl")], library: LibraryOption = DEFAULT_LIBRARY,
) -> None:
    """Write the whole library to one file: articles, offsets, earlier versions, sources and vectors."""
    count = open_library(library).export(path)
    terminal.print_lines([f"{count} articles exported"])


@keeping.command("import")
def import_(
    path: Annotated[Path, typer.Argument(metavar="FILE.jsonl")], library: LibraryOption = DEFAULT_LIBRARY, *,
    as_json: JsonOption = False,
) -> None:
    """Take in a library that was exported: every article under its own id, and nothing is encoded again."""
    with terminal.progress("Importing", "articles") as progress:
        report = open_library(library).restore(path, progress)
    _finish(report, as_json=as_json)


def _tell(report: "Report", *, as_json: bool) -> None:
    terminal.print_json(terminal.report_record(report)) if as_json else terminal.print_report(report)


def _finish(report: "Report", *, as_json: bool) -> None:
    """Print a report; exit with 1 where anything failed."""
    _tell(report, as_json=as_json)
    if report.failed:
        raise typer.Exit(1)
