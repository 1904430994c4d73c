"""What `add` is told of files that do not say it themselves."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
