"""The conformance cases and laws hold, and a case that expects something else is noticed."""

from dataclasses import replace

import pytest

from eval.errors import DataError
from eval.selftest.conformance import CASES, Check, check_cases
from eval.selftest.language import Case, Cite, Gold, Said, to_lines, to_question
from eval.selftest.laws import LAWS, check_laws
from eval.selftest.world import DOCUMENTS, place
from eval.types import Failure, Kind, Stage

SEEN_ELSEWHERE = {
    "[0] read as the last document": "marker zero",
    "out-of-range citations left out of precision": "out of range stays in precision",
    "empty answers dropped from the mean": "silence counts in the mean",
    "apostrophes taken for quotes": "apostrophes are no quotes",
    "curly quotes missed": "straight quote marks",
    "a quote stitched across two sources accepted": "stitched across sources",
    "a negated claim accepted": "negated claim",
    "a swapped number accepted": "swapped number in a statement",
    "a refusal regex firing on “was not in London”": "an answer that sounds like a refusal",
    "recall above 1 from overlapping chunks": "overlapping citations",
    "token IoU computed on characters": "a part alone is enough",
    "unpaired bootstrap for paired data": "paired data, paired test",
}
TOLL = next(case for case in CASES if case.name == "exact quote")


@pytest.fixture(scope="module")
def checks():
    return [*check_cases(), *check_laws()]


def test_every_case_and_law_holds(checks):
    assert [(check.name, check.problems) for check in checks if not check.passed] == []
    assert len(CASES) >= 60


def test_names_are_unique_and_reasons_are_given(checks):
    assert len({check.name for check in checks}) == len(checks)
    assert all(check.reason.endswith((".", "?")) for check in checks)


def test_every_failure_seen_in_other_suites_is_a_case():
    assert set(SEEN_ELSEWHERE.values()) <= {case.name for case in CASES} | {law.name for law in LAWS}


def test_every_failure_and_stage_is_in_some_case():
    assert {failure for case in CASES for failure in case.failures or ()} == {*Failure, None}
    assert {case.stage for case in CASES} == {*Stage, None}


def test_every_kind_of_question_is_in_some_case():
    assert {to_question(case).kind for case in CASES} == set(Kind)


@pytest.mark.parametrize(("wrong", "problem"), [
    ({"expect": {"verbatim": 0}}, "verbatim is 1.0, not 0"),
    ({"expect": {"verbatim": None}}, "verbatim is 1.0, not None"),
    ({"expect": {"abstain_right": 1}}, "abstain_right is None, not 1"),
    ({"expect": {"verbatm": None}}, "verbatm is None, not None"),
    ({"expect": {}, "failures": (Failure.DRIFT,)}, "the failures are (None,), not"),
    ({"expect": {}, "difference": (("replace", "a", "b"),)}, "the difference is (), not"),
    ({"expect": {}, "stage": Stage.WRONG_SPAN}, "the stage is right, not wrong_span"),
])
def test_a_case_that_expects_something_else_fails(wrong, problem):
    (check,) = check_cases([replace(TOLL, **wrong)])
    assert not check.passed
    assert check.problems[0].startswith(problem)


def test_a_check_without_problems_passed():
    assert Check("a", "b", ()).passed


def test_gold_that_is_not_sound_is_refused():
    case = replace(TOLL, gold=Gold("Who?", ("flood 2",), bad=("flood 2",)))
    with pytest.raises(DataError, match="overlaps evidence"):
        check_cases([case])


def test_places_are_lines_runs_of_lines_and_words_in_a_line():
    # "Ten marks." is 10 characters, "Twenty letters here." 20, and a line end stands between lines
    assert place("ruler 1") == ("ruler", 0, 10)
    assert place("ruler 2") == ("ruler", 11, 31)
    assert place("ruler 1-3") == ("ruler", 0, 72)
    assert place("ruler 2: letters") == ("ruler", 18, 25)


@pytest.mark.parametrize("words", ["ruler", "nowhere 1", "ruler 2: Letters", "ruler 2: t"])
def test_words_that_name_no_place_are_refused(words):
    with pytest.raises(ValueError, match=r"names no place|times in its line"):
        place(words)


def test_sentences_are_lines():
    for document in DOCUMENTS.values():
        assert [document.text[start:end] for start, end in document.sentences] == document.text.split("\n")


def test_a_case_prints_its_own_lines():
    case = Case("a “name”", "Because.", TOLL.gold, '{"qid": QID}\n{"qid": QID, "answer": "x"}', {})
    assert to_lines(case) == ['{"qid": "a \\u201cname\\u201d"}', '{"qid": "a \\u201cname\\u201d", "answer": "x"}']


def test_a_citation_may_be_off():
    (line,) = to_lines(Case("c", "Because.", TOLL.gold, Said((Cite("ruler 2", moved=2, longer=-1, number=7),)), {}))
    assert '"number": 7' in line
    assert '"start": 13, "end": 32, "quote": "Twenty letters here."' in line
    assert '“Twenty letters here.” [7]' in line
