"""Answers, articles and reports as plain text for a terminal, and progress bars on stderr."""

import json
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from qa.answer import Answer, Hit, Writing
    from qa.article import Article, Span
    from qa.doctor import Finding
    from qa.filter import Selection
    from qa.info import Info
    from qa.ingest import Report


class Ticker(Protocol):
    """Told how far a long task has come."""

    def __call__(self, done: int, total: int, passages: int = 0) -> None:
        """Take note that so many of all articles or questions are done, with so many passages stored."""


def _silent(done: int, total: int, passages: int = 0) -> None:
    """Take no note."""


@contextmanager
def progress(label: str, things: str = "", *, hidden: bool = False) -> Iterator[Ticker]:
    """Yield a function to call as a task on some things goes on; a bar follows it on stderr when that is a terminal.

    It shows how many things are done of how many, passages a second where any were stored, and the time left.
    """
    if hidden or not sys.stderr.isatty():
        yield _silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TextColumn(things),
               TextColumn("{task.fields[rate]}"), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task, start = bar.add_task(label, total=None, rate=""), time.monotonic()

        def tell(done: int, total: int, passages: int = 0) -> None:
            rate = f"{passages / (time.monotonic() - start):,.0f} passages/s" if passages else ""
            bar.update(task, completed=done, total=total, rate=rate)

        yield tell


def print_report(report: "Report") -> None:
    """Print how many sources were added, updated, unchanged or duplicates, and each that failed on stderr."""
    counts: dict[str, Sized] = {
        "added": report.added, "updated": report.updated, "unchanged": report.unchanged,
        "duplicates": report.duplicates, "moved": report.moved, "vanished": report.vanished,
        "removed": report.removed, "failed": report.failed}
    _say(", ".join(f"{len(sources)} {name}" for name, sources in counts.items() if sources) or "nothing to add")
    for source, twin in report.duplicates:
        _say(f"duplicate: {source} has the text of {twin}")
    for source, place in report.moved:
        _say(f"moved: {source} is gone, its article is from {place} now")
    for source in report.vanished:
        _say(f"vanished: {source} is gone, its article was kept; `pullquote refresh --prune` removes it")
    for source in report.removed:
        _say(f"removed: {source} is gone, and its article with it")
    for source, note in report.notes:
        _say(f"note: {source} {note}")
    for source, reason in report.failed:
        sys.stderr.write(f"pullquote: {source}: {reason}\n")


def report_record(report: "Report") -> dict[str, Any]:
    """Return the record that `add --json` prints."""
    return {
        "added": report.added, "updated": report.updated, "unchanged": report.unchanged,
        "duplicates": [{"source": source, "same_as": twin} for source, twin in report.duplicates],
        "moved": [{"source": source, "to": place} for source, place in report.moved],
        "vanished": report.vanished, "removed": report.removed,
        "failed": [{"source": source, "reason": reason} for source, reason in report.failed],
        "notes": [{"source": source, "note": note} for source, note in report.notes],
        "passages": report.passages,
    }


def print_articles(articles: Iterable["Article"]) -> None:
    """Print a line for each article: id, date, outlet, title."""
    for article in articles:
        _say(f"{article.id}  {(article.published or '')[:10]:10}  {article.publisher or '–'}  {article.title}")


def print_info(info: "Info", models: Mapping[str, str]) -> None:
    """Print a library in figures."""
    period = f", {(info.first or '')[:10]} to {(info.last or '')[:10]}" if info.first else ""
    _say(f"{info.place}\n"
         f"articles  {info.articles:,} in {info.passages:,} passages, {info.versions:,} earlier versions, "
         f"{info.sources:,} sources, {info.outlets:,} outlets{period}")
    for use, name in models.items():
        _say(f"{use:9} {name}")
    _say(f"size      {', '.join(f'{name} {size / 1e6:,.1f} MB' for name, size in info.sizes.items())}")
    _say(f"indexes   {info.indexes}")
    _say(f"vectors   searched {info.vectors}")
    for given in info.followed:
        _say(f"follows   {given}")
    for origin in info.failed:
        _say(f"failed    {origin.source}: {origin.reason}")


def print_findings(findings: Sequence["Finding"]) -> None:
    """Print what is wrong with a library, and what was done about it."""
    for finding in findings:
        _say(f"{finding.problem}: {finding.mended}" if finding.mended else finding.problem)
    _say("nothing is wrong" if not findings else f"{len(findings)} found")


def print_article(article: "Article", versions: Iterable[tuple[str, str]] = ()) -> None:
    """Print an article: what is known of it and of its earlier versions (hash, time of replacement), then its text."""
    about = [about_line(article), *([f"By {', '.join(article.authors)}"] if article.authors else []), article.source]
    about += [f"Earlier version: {sha256[:12]}, replaced {replaced} UTC" for sha256, replaced in versions]
    _say("\n".join(about) + f"\n\n{article.text}")


def print_answer(answer: "Answer") -> None:
    """Print an answer and where its quotes stand, or why there is none and the nearest passages."""
    _say(f"\n{answer.question}")
    _say(f"understood as: {answer.rewritten}\n" if answer.rewritten else "")
    if answer.reason:
        from qa.missing import missing_message

        _say(f"{answer.reason.message} {missing_message(answer.missing)}".rstrip())
        print_hits(answer.passages[:3])
        return
    if answer.short_answer:
        _say(f"{answer.short_answer}\n")
    from ui.credit import marked_text

    _say(marked_text(answer) + "\n")
    for numbers in answer.agreement.conflicts:
        _say(f"  The sources disagree: {' against '.join(f'[{number}]' for number in numbers)}\n")
    for citation in answer.citations:
        quote = citation.quote
        _say(f"  [{citation.number}] {about_line(quote.article)}\n"
                   f"      {place_line(quote)}")


def followed(answers: Iterable["Answer"]) -> "Answer":
    """Return the last of some answers; a terminal shows those before it while a language model still writes them."""
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    with Live(console=Console(force_terminal=True), transient=True, auto_refresh=False) as live:
        for answer in answers:
            written = answer.writing is not None and not answer.writing.done
            live.update(Text(answer.text if written else ""), refresh=True)
    return answer


def print_hits(hits: Iterable["Hit"]) -> None:
    """Print passages, each under its title, outlet and date."""
    for hit in hits:
        _say(f"\n{hit.rank}. {about_line(hit.passage.article)}\n   {' '.join(hit.passage.text.split())}")


def warn_of_undated(selection: "Selection") -> None:
    """Say on stderr how many articles a filter leaves out because they bear no date."""
    if selection.undated:
        they = "article without a date is" if selection.undated == 1 else "articles without a date are"
        sys.stderr.write(f"pullquote: {selection.undated} {they} left out\n")


def warn_of_phrases(question: str, hits: Sequence["Hit"]) -> None:
    """Say on stderr which quoted phrases of a question no passage holds, so that it was searched without them."""
    from qa.phrases import holds, phrases

    quoted = phrases(question)
    if quoted and hits and not any(all(holds(hit.passage, phrase) for phrase in quoted) for hit in hits):
        sys.stderr.write(f"pullquote: no passage holds {' and '.join(f'“{phrase}”' for phrase in quoted)} word for "
                         "word; these are the nearest\n")


def warn_of_model(writing: "Writing | None") -> None:
    """Say on stderr why a language model did not write an answer, and what of its reply was left out."""
    if writing is None:
        return
    lines = [f"{writing.problem}; these are the quotes alone"] if writing.problem else []
    lines += [f"the model named sentences that it was not shown: {', '.join(writing.unknown_ids)}"
              ] if writing.unknown_ids else []
    lines += [f"the model was not shown {writing.withheld} sentences that give orders to programs"
              ] if writing.withheld else []
    lines += [f"left out: {one.text} ({one.why})" for one in writing.left_out]
    for line in lines:
        sys.stderr.write(f"pullquote: {line}\n")


def print_json(record: Any) -> None:
    """Print a record as JSON on a line, at once, so that a reader of many need not wait."""
    sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def print_lines(lines: Iterable[str]) -> None:
    """Print lines."""
    for line in lines:
        _say(line)


def about_line(article: "Article") -> str:
    """Return title, outlet and date of an article in one line."""
    parts = (article.title, article.publisher, (article.published or "")[:10])
    return " · ".join(part for part in parts if part)


def place_line(span: "Span") -> str:
    """Return where a slice stands in one line: article, page where it has pages, characters."""
    page = span.article.page(span.start)
    return f"{span.article.id}, {f'p. {page}, ' if page else ''}characters {span.start}–{span.end}"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
