"""Arguments that commands share, and the library that they name."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from platformdirs import user_data_path

if TYPE_CHECKING:
    from qa import Assistant

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


def open_library(library: Path, encoder: str | None = None, strictness: float = 0.5) -> "Assistant":
    """Return the assistant; imported here so that `--help` loads none of it."""
    from qa import Assistant

    return Assistant.open(library, encoder, strictness)
