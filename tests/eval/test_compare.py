"""Two runs are joined by id, over the questions that both score."""

import pytest

from eval.compare import Pairs, compare, difference, metric_names, pair
from tests.eval.scored import result, run


def test_questions_are_joined_by_id_not_by_place():
    base = [result("a", {"verbatim": 1.0}), result("b", {"verbatim": 0.0})]
    new = [result("b", {"verbatim": 1.0}, story="s"), result("a", {"verbatim": 1.0})]
    found = pair(base, new, "verbatim")
    assert found == Pairs(("a", "b"), ("a", "s"), (1.0, 0.0), (1.0, 1.0), unpaired=0)
    assert found.differences == (0.0, 1.0)


def test_a_value_without_a_partner_is_counted_and_left_out():
    base = [result("a", {"verbatim": 1.0}), result("b", {"verbatim": None}), result("c", {"verbatim": 1.0})]
    new = [result("a", {"verbatim": 0.0}), result("b", {"verbatim": 1.0}), result("d", {"verbatim": 1.0})]
    found = difference(base, new, "verbatim")
    assert (found.base, found.new, found.difference) == (1.0, 0.0, -1.0)
    assert (found.paired, found.unpaired) == (1, 3)  # b, c and d stand alone


def test_nothing_in_common_is_undefined():
    found = difference([result("a", {"verbatim": 1.0})], [result("b", {"verbatim": 1.0})], "verbatim")
    assert [found.base, found.new, found.difference, found.low, found.high, found.p_value] == [None] * 6
    assert (found.paired, found.unpaired) == (0, 2)


def test_flips_are_questions_that_became_right_or_are_right_no_more():
    base, new = run("evidence_recall", 0.0, 1.0, 1.0, 0.5, 0.0), run("evidence_recall", 1.0, 0.5, 1.0, 1.0, 0.5)
    found = difference(base, new, "evidence_recall")
    assert found.fixed == ("q000", "q003")
    assert found.broken == ("q001",)  # q004 is better, yet as wrong as before
    assert found.difference == pytest.approx(0.3)  # (1 − 0.5 + 0 + 0.5 + 0.5) / 5


def test_where_0_is_best_a_flip_to_0_is_a_fix():
    found = difference(run("over_citation", 0.5, 0.0), run("over_citation", 0.0, 0.5), "over_citation")
    assert (found.fixed, found.broken) == (("q000",), ("q001",))


def test_p_value_and_interval_are_those_of_the_paired_test():
    # Ten stories of one question, all won: 2 of 2¹⁰ sign patterns are as far from 0.
    found = difference(run("verbatim", *[0.0] * 10), run("verbatim", *[1.0] * 10), "verbatim")
    assert found.p_value == 2 / 1024
    assert found.high == 1.0
    assert 0 < found.low < 1


def test_a_comparison_has_every_metric_and_what_one_run_lacks():
    base = [result("a", {"verbatim": 1.0, "stripped_rate": 0.0}), result("b")]
    new = [result("a", {"verbatim": 1.0, "in_context": 1.0}), result("c")]
    found = compare(base, new)
    assert list(found.differences) == ["in_context", "stripped_rate", "verbatim"]
    assert (found.only_base, found.only_new) == (("b",), ("c",))
    assert found.differences["verbatim"].p_value == 1.0


def test_names_are_those_of_any_result():
    results = [result("a", {"verbatim": None}), result("b", {"in_context": 1.0})]
    assert metric_names(results) == {"verbatim", "in_context"}
