import pytest

from qa.formats import Options
from ui.options import read_options


@pytest.mark.parametrize(("given", "columns"), [
    (None, ()), ("text=body", (("text", "body"),)), ("id=a,", (("id", "a"),)),
    (" text = article.body , outlet=site", (("text", "article.body"), ("publisher", "site"))),
])
def test_columns_are_pairs_of_field_and_column(given, columns):
    assert read_options(given) == Options(columns=columns)


@pytest.mark.parametrize("given", ["text", "text=", "body=text", "=text"])
def test_anything_else_is_wrong_usage(given):
    with pytest.raises(ValueError, match="text, title, publisher"):
        read_options(given)
