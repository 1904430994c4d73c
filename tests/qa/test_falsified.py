"""Quotations made from the example collection, and from the seed articles where they are there: none that was falsified
may be accepted, and true ones in any typography are found where they were copied from.
"""

from pathlib import Path

import pytest

from benchmarks.quotations import FALSIFICATIONS, NOISES, false_cases, is_place, misattributed_cases, true_cases
from embeddings.keyword import KeywordEncoder
from qa import Assistant, Verdict

ROOT = Path(__file__).parents[2]
SEED = sorted((ROOT.parent / "shared" / "data" / "seed_articles").glob("*.txt"))
EACH = 42


@pytest.fixture(scope="module")
def assistant(tmp_path_factory):
    made = Assistant.open(tmp_path_factory.mktemp("falsified") / "library", KeywordEncoder(["news"]))
    made.add(ROOT / "examples", *SEED)
    return made


@pytest.fixture(scope="module")
def articles(assistant):
    return list(assistant.articles())


@pytest.fixture(scope="module")
def falsified(articles):
    return false_cases(articles, EACH)


@pytest.fixture(scope="module")
def true(articles):
    return true_cases(articles, EACH)


def test_five_hundred_quotations_are_falsified_in_every_way(falsified):
    assert len(falsified) >= 500
    assert {case.kind for case in falsified} == set(FALSIFICATIONS)
    assert all(case.quote != case.place.text for case in falsified)


@pytest.mark.parametrize("kind", FALSIFICATIONS)
def test_no_falsified_quotation_is_accepted(assistant, falsified, kind):
    accepted = [case.quote for case in falsified if case.kind == kind and assistant.check_quote(case.quote).verified]
    assert accepted == []


@pytest.mark.parametrize("kind", ["number", "speaker", "stitch"])
def test_naming_the_article_makes_no_falsified_quotation_true(assistant, falsified, kind):
    checks = [assistant.check_quote(case.quote, case.place.article.id) for case in falsified[::3] if case.kind == kind]
    assert {check.verdict for check in checks} == {Verdict.STITCHED if kind == "stitch" else Verdict.ALTERED}
    assert all(check.difference for check in checks if check.verdict is Verdict.ALTERED)


def test_true_words_of_another_article_are_misattributed(assistant, articles):
    cases = misattributed_cases(articles, EACH)
    assert len(cases) == EACH
    for case in cases:
        check = assistant.check_quote(case.quote, case.article_id)
        assert check.verdict is Verdict.MISATTRIBUTED
        assert any(is_place(case, match) for match in check.matches)


@pytest.mark.parametrize("kind", NOISES)
def test_true_quotations_are_found_where_they_were_copied_from(assistant, true, kind):
    missed = []
    cases = [case for case in true if case.kind == kind]
    for case in cases:
        check = assistant.check_quote(case.quote)
        if not (check.verified and any(is_place(case, match) for match in check.matches)):
            missed.append(case.quote)
    assert len(cases) == EACH
    assert missed == []
