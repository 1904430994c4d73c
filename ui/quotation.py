"""Checked quotations as text for a terminal: the verdict, the source's own words, and the difference marked.

A difference stands out by colour where the terminal has colours, else in brackets.
"""

import os
import re
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ui.terminal import about_line, place_line

if TYPE_CHECKING:
    from qa import Assistant, QuoteCheck
    from ui.questions import Quotation
    from ui.terminal import Ticker

SHOWN = 5  # places that are printed; --json has them all

Line = list[tuple[str, str]]
"""Parts of a line, each with its style; "" for none."""


def check(assistant: "Assistant", given: Sequence["Quotation"],
          progress: "Ticker") -> Iterator[tuple[Any, "QuoteCheck"]]:
    """Yield (qid, check) of each quotation, in order.

    Raises UnknownArticleError for any article that is not in the library, before the first is checked.
    """
    for article_id in dict.fromkeys(quotation.article_id for quotation in given):
        if article_id is not None:
            assistant.article(article_id)
    for done, quotation in enumerate(given, 1):
        yield quotation.qid, assistant.check_quote(quotation.quote, quotation.article_id)
        progress(done, len(given))


def print_check(found: "QuoteCheck") -> None:
    """Print a checked quotation."""
    _print([(f"{found.verdict}: ", "bold"), (found.verdict.message, "")])
    if found.difference:
        _print([("  given   ", "dim"), *_marked(found.quote, [change.given_at for change in found.difference], "red")])
    shown = ""
    for number, match in enumerate(found.matches[:SHOWN]):
        if match.text != shown:
            changed = [(change.source_at[0] - match.start, change.source_at[1] - match.start)
                       for change in found.difference if number == 0]
            _print([("  source  ", "dim"), *_marked(match.text, changed, "green")])
            shown = match.text
        for line in (about_line(match.article), place_line(match)):
            _print([(f"          {line}", "")])
    if beside := left_out(found):
        _print([("  left out  ", "dim"), (beside, "")])
    if len(found.matches) > SHOWN:
        _print([(f"          and {len(found.matches) - SHOWN} more places; --json lists them all", "")])


def left_out(found: "QuoteCheck") -> str:
    """Return in a sentence what a quotation leaves out of its own, empty where that is nothing that matters."""
    words = list(dict.fromkeys(f"“{span.text}”" for span in found.stripped))
    return f"its sentence also has {' and '.join(words)}: without that it may mislead" if words else ""


def _marked(text: str, places: Sequence[tuple[int, int]], style: str) -> Line:
    """Return a text on one line with these places of it, (start, end), in a style."""
    parts: Line = []
    at = 0
    for start, end in places:
        parts += [(text[at:start], ""), (text[start:end], f"bold {style}")]
        at = end
    return [(re.sub(r"\s*\n\s*", " ", part), kind) for part, kind in [*parts, (text[at:], "")] if part]


def _print(line: Line) -> None:
    """Print a line: in colour on a terminal that has colours, else with its coloured parts in brackets."""
    if sys.stdout.isatty() and not os.environ.get("NO_COLOR"):
        from rich.console import Console
        from rich.text import Text

        console = Console(highlight=False)
        if console.color_system:
            console.print(Text.assemble(*line), soft_wrap=True)
            return
    plain = "".join(f"[{part}]" if kind in {"bold red", "bold green"} else part for part, kind in line)
    sys.stdout.write(f"{plain}\n")
