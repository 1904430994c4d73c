"""What a reader limits questions to."""

import pytest

from qa.confidence import threshold
from qa.errors import FilterError
from qa.filter import Filter
from ui.limits import CARE, Limits


def test_nothing_is_limited_by_what_is_left_empty():
    assert Limits().where is None
    assert Limits([], "  ", "").where is None
    assert Limits(None, None, None, None).where is None
    assert (Limits(None, None, None, None).strictness(0.3), Limits(None, None, None, None).in_words) == (0.3, "")
    assert Limits(["The Courier"], "2024", " 2024-06 ").where == Filter(("The Courier",), "2024", "2024-06")


@pytest.mark.parametrize(("since", "until"), [("yesterday", ""), ("2025", "2024")])
def test_a_date_that_cannot_be_is_an_error(since, until):
    with pytest.raises(FilterError):
        Limits(since=since, until=until).where  # noqa: B018 - reading it raises


def test_care_moves_the_odds_that_an_answer_needs_from_those_of_the_server():
    # 0.5 stands for even odds: a quarter of these is 1 to 4, four times as much 4 to 1
    assert [Limits(care=care).strictness(0.5) for care in CARE] == pytest.approx([0, 0.2, 0.5, 0.8])
    # 0.8 stands for 4 to 1: a quarter is even, four times as much 16 to 1
    assert [Limits(care=care).strictness(0.8) for care in CARE] == pytest.approx([0, 0.5, 0.8, 16 / 17])
    assert [Limits(care=care).strictness(1.0) for care in CARE] == [0, 1, 1, 1]
    assert [Limits(care=care).strictness(0.0) for care in CARE] == [0, 0, 0, 0]


@pytest.mark.parametrize("usual", [0.1, 0.3, 0.5, 0.9])
def test_more_care_never_asks_for_less_confidence(usual):
    needed = [threshold(Limits(care=care).strictness(usual)) for care in CARE]
    assert needed == sorted(needed)
    assert needed[0] == 0


def test_limits_are_said_in_words():
    assert Limits().in_words == ""
    assert Limits(["The Courier", "Coastline"], "2024", " 2025-03", "Only when surer").in_words == (
        "The Courier, Coastline, since 2024, until 2025-03, only when surer")
