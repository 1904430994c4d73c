import pytest

from eval.metrics.screens import names, negation_parity, value_support
from eval.metrics.statements import quoted, right_statement_recall, statement_text, statements, uncited_statements
from eval.types import PredictedStatement, Prediction
from tests.eval.newsroom import (
    ABSTAINED,
    COST,
    COST_QUESTION,
    DOCUMENTS,
    EMPTY,
    FAILED,
    NO_ANSWER,
    QUOTE,
    SHED,
    TWO_PART_QUESTION,
    VOTE,
    cite,
    quoting,
)


def answer(*parts, citations=()):
    """Return an answer of (text, citation numbers), one statement each."""
    text, found = "", []
    for words, numbers in parts:
        found.append(PredictedStatement(len(text), len(text) + len(words), numbers))
        text += f"{words}\n"
    return Prediction("q1", answer=text, statements=tuple(found), citations=citations)


def test_an_undivided_answer_is_one_statement_with_all_citations():
    prediction = Prediction("q1", answer="It costs 12.4 million crowns [1].", citations=(cite(1, "courier", COST),))
    assert statements(prediction) == (PredictedStatement(0, 33, (1,)),)
    assert statement_text(prediction, statements(prediction)[0]) == "It costs 12.4 million crowns."
    assert statements(EMPTY) == ()


def test_the_quotes_of_a_statement_are_what_the_documents_hold():
    prediction = quoting(cite(1, "courier", COST, "The wall will cost 99 crowns."), cite(2, "courier", VOTE))
    assert quoted(prediction, PredictedStatement(0, 5, (1, 2, 7)), DOCUMENTS) == f"{COST}\n{VOTE}"
    assert quoted(prediction, PredictedStatement(0, 5, (7,)), DOCUMENTS) == ""


def test_a_number_that_no_citation_has_cites_nothing():
    prediction = answer(("a", (1,)), ("b", ()), ("c", (0,)), ("d", (1, 9)), citations=(cite(1, "courier", COST),))
    assert uncited_statements(prediction) == 2 / 4
    assert uncited_statements(Prediction("q1", answer="no statements, no citations")) == 1
    assert uncited_statements(EMPTY) is None


def test_the_right_statement_must_cite_the_evidence_itself():
    one, two = cite(1, "courier", COST), cite(2, "courier", VOTE)
    assert right_statement_recall(quoting(one, two), TWO_PART_QUESTION, DOCUMENTS) == 1
    swapped = answer((COST, (2,)), (VOTE, (1,)), citations=(one, two))
    assert right_statement_recall(swapped, TWO_PART_QUESTION, DOCUMENTS) == 0
    half = answer((COST, (1,)), (VOTE, ()), citations=(one, two))
    assert right_statement_recall(half, TWO_PART_QUESTION, DOCUMENTS) == 1 / 2
    told = answer(("It costs Cr 12.4m.", (2,)), ("It was voted.", ()), citations=(one, two))
    assert right_statement_recall(told, TWO_PART_QUESTION, DOCUMENTS) == 1  # any gold will do


def test_where_no_statement_can_be_told_to_be_right_there_is_no_score():
    prediction = answer(("It costs a lot.", (1,)), citations=(cite(1, "courier", COST),))
    assert right_statement_recall(prediction, COST_QUESTION, DOCUMENTS) is None
    assert right_statement_recall(prediction, NO_ANSWER, DOCUMENTS) is None
    assert [right_statement_recall(silent, COST_QUESTION, DOCUMENTS) for silent in (ABSTAINED, FAILED, EMPTY)] == [
        0, 0, 0]


@pytest.mark.parametrize(("text", "found"), [
    ("The Adler Courier said Ilse Førde’s boat left on 14 March.", ("adler", "courier", "ilse", "førde")),
    ("Officials agreed.", ()),                                          # opens a sentence, and that is all
    ("Officials agreed. The Officials won.", ("officials", "officials")),
    ("“We will rebuild,” said Mayor Ana Ruiz.", ("mayor", "ana", "ruiz")),
    ("He left. Then Anna-Lena came.", ("anna-lena",)),
    ("it cost Cr 12.4m in March 2025", ()),                             # parts of values
])
def test_names(text, found):
    assert names(text) == found


@pytest.mark.parametrize(("text", "support"), [
    ("It costs Cr 12.4m.", 1),
    ("It costs 14 million crowns.", 0),
    ("It was backed 9-6 on March 14.", 1),               # the pair, and a part of the date
    ("It was backed 6-9 on March 14.", 1 / 2),
    ("Then Solano backed 12.4 million.", 1 / 2),         # an amount without its currency; a name that is not there
    ("One of them, the first, agreed.", None),           # idioms
    ("Nothing was said.", None),
])
def test_values_of_a_statement_are_looked_for_in_its_quotes(text, support):
    both = (cite(1, "courier", COST), cite(2, "courier", VOTE))
    assert value_support(answer((text, (1, 2)), citations=both), DOCUMENTS) == support


def test_only_the_quotes_of_the_same_statement_support_and_only_as_the_document_has_them():
    both = (cite(1, "courier", COST), cite(2, "courier", VOTE))
    assert value_support(answer(("costs Cr 12.4m", (2,)), citations=both), DOCUMENTS) == 0
    assert value_support(answer(("costs Cr 12.4m", ()), citations=both), DOCUMENTS) == 0
    altered = (cite(1, "courier", COST, "The wall will cost 99 million crowns."),)
    assert value_support(answer(("costs Cr 99m", (1,)), citations=altered), DOCUMENTS) == 0


def test_a_percentage_is_no_number():
    both = (cite(1, "courier", VOTE),)
    assert value_support(answer(("in 2025", (1,)), citations=both), DOCUMENTS) == 1
    assert value_support(answer(("in 2025%", (1,)), citations=both), DOCUMENTS) == 0


def test_negations_agree_when_both_are_odd_or_both_even():
    shed, quote = cite(1, "courier", SHED), cite(2, "courier", QUOTE)
    lost = answer(("It has approved the removal.", (1,)), ("There were reports.", (2,)), citations=(shed, quote))
    assert negation_parity(lost, DOCUMENTS) == 1 / 2
    assert negation_parity(quoting(shed, quote), DOCUMENTS) == 1
    assert negation_parity(answer(("It was never said that it is not.", (2,)), citations=(quote,)), DOCUMENTS) == 1
    assert negation_parity(answer(("It has approved it.", (9,)), citations=(shed,)), DOCUMENTS) is None
