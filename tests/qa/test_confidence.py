import pytest

from qa.confidence import threshold
from qa.errors import SettingError


def odds(share):
    return share / (1 - share)


def test_strictness_moves_the_odds_of_the_threshold():
    assert threshold(0) == 0
    assert threshold(1) == 1
    assert odds(threshold(0.8)) == pytest.approx(4 * odds(threshold()))
    assert odds(threshold(0.25)) == pytest.approx(odds(threshold()) / 3)


@pytest.mark.parametrize("strictness", [-0.1, 1.1, float("nan")])
def test_a_strictness_outside_its_range_is_an_error(strictness):
    with pytest.raises(SettingError, match="from 0"):
        threshold(strictness)
