"""The reports, saved. What they say is made by pure functions: `html_report`, `markdown_report`, `junit_report`."""

from pathlib import Path

from eval.report.content import Content
from eval.report.junit import junit_report
from eval.report.markdown import markdown_report
from eval.report.page import html_report


def write_html(content: Content, path: str | Path) -> None:
    """Write the report as one HTML file that loads nothing."""
    _write(html_report(content), path)


def write_markdown(content: Content, path: str | Path) -> None:
    """Write the report as Markdown."""
    _write(markdown_report(content), path)


def write_junit(content: Content, path: str | Path) -> None:
    """Write the report as JUnit XML."""
    _write(junit_report(content), path)


def _write(text: str, path: str | Path) -> None:
    Path(path).write_text(text, encoding="utf-8", newline="\n")  # CR within an article stays what it is
