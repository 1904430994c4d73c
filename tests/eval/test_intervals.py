from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.intervals import common, length, merge, outside, overlap

intervals = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=8)


def characters(*parts):
    return {position for start, end in parts for position in range(start, end)}


def test_merging_orders_joins_what_meets_and_drops_what_is_empty():
    assert merge([(10, 20), (0, 5), (15, 30), (5, 7), (40, 40), (9, 8)]) == ((0, 7), (10, 30))


@given(intervals)
def test_a_length_counts_each_character_once(parts):
    assert length(parts) == len(characters(*parts))
    assert characters(*merge(parts)) == characters(*parts)


@given(intervals, intervals)
def test_common_characters_are_those_in_both(first, second):
    assert common(first, second) == len(characters(*first) & characters(*second))


def test_overlap_is_never_negative():
    assert overlap((0, 10), (5, 20)) == 5
    assert overlap((0, 10), (10, 20)) == 0
    assert overlap((0, 1), (10, 20)) == 0


@given(st.tuples(st.integers(0, 20), st.integers(1, 20)), st.tuples(st.integers(0, 20), st.integers(1, 20)))
def test_outside_is_what_the_other_does_not_cover(interval, covered):
    interval, covered = (interval[0], sum(interval)), (covered[0], sum(covered))
    assert characters(*outside(interval, covered)) == characters(interval) - characters(covered)
