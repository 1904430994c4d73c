"""What `add` is told of files that do not say it themselves, and `ask` and `search` of the articles that they want."""

from typing import TYPE_CHECKING

from ui.terminal import warn_of_undated

if TYPE_CHECKING:
    from qa import Assistant, Filter
    from qa.formats import Options


def read_options(columns: str | None, *, ocr: bool = False) -> "Options":
    """Return the options; `columns` is such as "text=body,title=headline". Raises ValueError for wrong usage."""
    from qa.formats import FIELDS, Options

    pairs = [tuple(part.strip() for part in pair.partition("=")[::2]) for pair in (columns or "").split(",") if pair]
    given = [("publisher" if field == "outlet" else field, column) for field, column in pairs]
    for field, column in given:
        if field not in FIELDS or not column:
            raise ValueError(f"--columns takes FIELD=COLUMN,… with the fields {', '.join(FIELDS)}")
    return Options(columns=tuple(given), ocr=ocr)


def read_filter(assistant: "Assistant", publishers: list[str] | None, since: str | None, until: str | None,
                articles: list[str] | None) -> "Filter | None":
    """Return the filter that the options make; a line on stderr says how many articles bear no date to go by."""
    from qa import Filter

    where = Filter(tuple(publishers or ()), since, until, tuple(articles or ())).effective
    if where:
        warn_of_undated(assistant.store.selected(where))
    return where
