from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.values import Value, ValueKind, plain, values
from qa.values.dates import dates, times
from qa.values.numbers import numbers


def one(text):
    found = values(text)
    assert len(found) == 1, found
    return found[0].kind, found[0].tokens


@pytest.mark.parametrize("forms", [
    ("12.4 million crowns", "Cr 12.4m", "12.4m crowns", "12,400,000 crowns", "Cr 12.4 million", "kr 12.4m"),
    ("$41 million", "41 million dollars", "US$41m", "USD 41,000,000"),
    ("£3.5m", "3.5 million pounds", "three and a half million pounds"),
    ("half a million euros", "€500,000", "€500k"),
    ("twelve", "12", "a dozen", "12.0"),
    ("one hundred and forty-two", "142"),
    ("1,410", "1410", "1\u00a0410", "one thousand four hundred and ten"),
    ("2.5 million", "two and a half million", "2,500,000", "2.5-million"),
    ("25 per cent", "25%", "25 percent", "twenty-five per cent", "25 %"),
    ("2 percentage points", "two percentage points", "2 per cent points"),
    ("seven to two", "7-2", "7–2", "7 to 2", "seven votes to two"),
    ("14 March 2025", "March 14, 2025", "14th of March 2025", "March 14th 2025", "2025-03-14", "14 Mar. 2025"),
    ("14 March", "March 14", "the 14th of March"),
    ("March 2025", "Mar 2025", "March of 2025"),
    ("7.30pm", "7:30 p.m.", "19:30"),
    ("6.30 am", "06.30", "6:30"),
    ("third", "3rd"),
    ("−3", "-3"),
])
def test_ways_to_write_a_value_are_one_value(forms):
    assert len({one(form) for form in forms}) == 1, [one(form) for form in forms]


@pytest.mark.parametrize(("one_form", "other"), [
    ("45%", "4.5%"), ("25", "25%"), ("2 per cent", "2 percentage points"), ("7-2", "2-7"), ("7-2", "9-0"),
    ("12.4 million crowns", "12.4 million dollars"), ("14 March 2025", "14 March 2024"), ("3", "3rd"), ("5", "-5"),
    ("7 am", "7 pm"), ("12m crowns", "12 crowns"),
])
def test_other_values_stay_other(one_form, other):
    assert one(one_form) != one(other)


def test_tokens_are_amount_and_unit_or_day_month_and_year():
    assert one("12.4 million crowns") == (ValueKind.MONEY, ("12400000", "crown"))
    assert one("4.5%") == (ValueKind.PERCENT, ("4.5", "%"))
    assert one("14 March 2025") == (ValueKind.DATE, ("day14", "month3", "2025"))
    assert one("19:30") == (ValueKind.TIME, ("19:30",))
    assert one("nine votes to six") == (ValueKind.PAIR, ("9-6",))


def test_values_are_found_in_order_with_their_places():
    text = "On 14 March 2025 the committee voted 9–6 to spend Cr 12.4m, 25 per cent more, on twelve gates."
    assert [(text[value.start : value.end], value.kind) for value in values(text)] == [
        ("14 March 2025", ValueKind.DATE), ("9–6", ValueKind.PAIR), ("Cr 12.4m", ValueKind.MONEY),
        ("25 per cent", ValueKind.PERCENT), ("twelve", ValueKind.NUMBER)]


@pytest.mark.parametrize(("text", "tokens"), [
    ("a 12m mast", [("12",)]),                               # metres: no currency stands beside it
    ("10k runners", [("10",)]),
    ("2019-2024", [("2019",), ("2024",)]),                   # years are no score
    ("from 5 to 7 million crowns", [("5",), ("7000000", "crown")]),
    ("Room A4, version 3.1.2", []),
    ("millions of crowns", []),
    ("12,000-crown fine", [("12000", "crown")]),
    ("three-year-old", [("3",)]),
    ("It may march 3 times", [("3",)]),
    ("14/03/2025", [("14",), ("3",), ("2025",)]),
    ("31 hours", [("31",)]),
    ("a hundred and five", [("105",)]),
    ("half a dozen", [("6",)]),
    ("7,5", [("7.5",)]),                                     # a decimal comma
    ("1,2,3", []),                                           # a list without spaces
    ("", []),
])
def test_what_looks_alike_is_told_apart(text, tokens):
    assert [list(value.tokens) for value in values(text)] == [list(expected) for expected in tokens]


@pytest.mark.parametrize(("text", "amounts"), [
    ("two million five hundred thousand", ["2500000"]), ("2 thousand", ["2000"]), ("twelve hundred", ["1200"]),
    ("zero", ["0"]), ("1.5 and 2", ["1.5", "2"]), ("12,345,678.90", ["12345678.9"]), ("five-seven", ["5", "7"]),
    ("no one", ["1"]),
])
def test_numbers_are_exact_decimals(text, amounts):
    assert [number.amount for number in numbers(text)] == [Decimal(amount) for amount in amounts]


def test_dates_are_told_as_far_as_the_text_tells_them():
    text = "From 1 May to 15 June 2024, and in Sept. 2025."
    assert [(date.day, date.month, date.year) for date in dates(text)] == [(1, 5, None), (15, 6, 2024), (None, 9, 2025)]


def test_noon_and_midnight_are_twelve():
    assert [(time.hour, time.minute) for time in times("12 a.m., 12pm, 12.15 am")] == [(0, 0), (12, 0), (0, 15)]
    assert times("a score of 13:07:22, odds of 2:1") == ()


def test_decimals_are_written_without_idle_zeros():
    assert [plain(Decimal(text)) for text in ("1.24E+7", "4.50", "0.0", "100", "-3.10")] == [
        "12400000", "4.5", "0", "100", "-3.1"]


@given(st.text(alphabet=st.sampled_from("0123456789.,-–% crownsmillptoMahe£$'"), max_size=40))
def test_values_of_any_text_are_in_order_and_do_not_overlap(text):
    found = values(text)
    assert all(isinstance(value, Value) and 0 <= value.start < value.end <= len(text) for value in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(st.integers(0, 10**12))
def test_grouped_and_plain_digits_are_one_number(amount):
    assert [number.amount for number in numbers(f"{amount:,}")] == [amount]
