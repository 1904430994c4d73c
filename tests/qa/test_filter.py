import pytest

from qa.errors import FilterError
from qa.filter import Filter


@pytest.mark.parametrize(("given", "first", "last"), [
    ("2024-03-14", "2024-03-14", "2024-03-14"), ("2024-02", "2024-02-01", "2024-02-29"),
    ("2023-02", "2023-02-01", "2023-02-28"), ("2024", "2024-01-01", "2024-12-31"),
    (" 2024-12 ", "2024-12-01", "2024-12-31"),
])
def test_a_partial_date_is_all_the_days_in_it(given, first, last):
    assert Filter(since=given).first_day == first
    assert Filter(until=given).last_day == last


def test_without_dates_there_is_no_limit():
    assert (Filter().first_day, Filter().last_day) == (None, None)


@pytest.mark.parametrize("given", ["", "yesterday", "2024-13", "2024-02-30", "2024-00", "2024-01-00", "14.3.2024",
                                   "0000", "2024-3-1", "2024-03-14T10:00", "24"])
def test_what_is_no_date_is_an_error_that_says_what_to_give(given):
    with pytest.raises(FilterError, match="is no date: give YYYY-MM-DD, YYYY-MM or YYYY"):
        Filter(since=given)
    with pytest.raises(FilterError):
        Filter(until=given)


def test_a_range_that_ends_before_it_starts_is_an_error():
    assert Filter(since="2024-03", until="2024")  # the year ends later
    with pytest.raises(FilterError, match="nothing is both since 2025 and until 2024-03; exchange"):
        Filter(since="2025", until="2024-03")
