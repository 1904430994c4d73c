"""A policy is read whole or not at all, and every mistake in it is named."""

import pytest

from eval.errors import DataError, EvalError
from eval.policy import Policy, Rule, load_policy


def written(tmp_path, text):
    path = tmp_path / "gate.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_policy(tmp_path):
    path = written(tmp_path, "inconclusive_fails = true\n[metrics.citations_valid]\nminimum = 1.0\n"
                             "[metrics.attributed_accuracy]\nmargin = 0.02\n[metrics.over_abstained]\nmaximum = 0.1\n")
    assert load_policy(path) == Policy({"citations_valid": Rule(minimum=1.0), "attributed_accuracy": Rule(margin=0.02),
                                        "over_abstained": Rule(maximum=0.1)}, inconclusive_fails=True)


def test_being_inconclusive_does_not_fail_unless_asked(tmp_path):
    assert not load_policy(written(tmp_path, "[metrics.verbatim]\nminimum = 1\n")).inconclusive_fails


@pytest.mark.parametrize(("text", "problem"), [
    ("[metrics", "Expected ']'"),
    ("", "metrics: expected 1 to 5 tables"),
    ("metrics = 1", "metrics: expected 1 to 5 tables"),
    ("".join(f"[metrics.m{i}]\nmargin = 0.1\n" for i in range(6)), "metrics: expected 1 to 5 tables"),
    ("[metrics.verbatim]\n", "metrics.verbatim: expected exactly one of"),
    ("[metrics.verbatim]\nminimum = 1.0\nmargin = 0.1\n", "metrics.verbatim: expected exactly one of"),
    ("[metrics.verbatim]\nmargin = 2\n", "a number in 0–1"),
    ("[metrics.verbatim]\nmargin = nan\n", "a number in 0–1"),
    ("[metrics.verbatim]\nmargin = 'wide'\n", "metrics.verbatim: margin: Input should be a valid number"),
    ("[metrics.verbatim]\nmargin = 0.1\nmargins = 0.2\n", "metrics.verbatim: margins: there is no such field"),
    ("[metrics]\nverbatim = 1.0\n", "metrics.verbatim: "),
    ("[metrics.verbatim]\nmaximum = 0.5\n", "its best value is 1; give a minimum, not a maximum"),
    ("[metrics.over_citation]\nminimum = 0.5\n", "its best value is 0; give a maximum, not a minimum"),
    ("inconclusive_fails = 'no'\n[metrics.verbatim]\nmargin = 0.1\n", "inconclusive_fails: expected true or false"),
    ("inconclusive = true\n[metrics.verbatim]\nmargin = 0.1\n", "inconclusive: there is no such field"),
])
def test_a_mistake_is_named(tmp_path, text, problem):
    with pytest.raises(DataError) as caught:
        load_policy(written(tmp_path, text))
    assert problem in str(caught.value)


def test_all_mistakes_are_named_together(tmp_path):
    path = written(tmp_path, "strict = true\n[metrics.verbatim]\nmargin = 2\n[metrics.in_context]\n")
    with pytest.raises(DataError) as caught:
        load_policy(path)
    assert len(caught.value.problems) == 3


def test_a_policy_that_is_not_there(tmp_path):
    with pytest.raises(EvalError, match=r"gate\.toml: No such file"):
        load_policy(tmp_path / "gate.toml")
