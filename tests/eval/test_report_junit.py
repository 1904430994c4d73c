"""A build server reads a case for every question, and fails those that are not right."""

from dataclasses import replace
from xml.etree import ElementTree as ET

from eval.gate import Check, Verdict
from eval.paired import Outcome
from eval.report.junit import junit_report
from eval.report.save import write_junit
from eval.types import Prediction
from tests.eval.reported import PREDICTIONS, content, everything

FAILED_GATE = Verdict(Outcome.FAIL, 1, (Check("verbatim", Outcome.FAIL, "0.9 breaks the minimum 1", 0.9),
                                        Check("first_hit", Outcome.INCONCLUSIVE, "too few questions", None),
                                        Check("token_f1", Outcome.PASS, "not worse", 0.8)))


def read(found):
    return ET.fromstring(junit_report(found))


def cases(root):
    return {case.get("name").partition(":")[0]: case for case in root.iter("testcase")}


def test_counts_agree_with_the_cases():
    root = read(everything())
    # nine questions and two checks of the gate, of which a hard one fails
    assert (root.get("tests"), root.get("failures"), root.get("errors"), root.get("skipped")) == ("11", "6", "1", "0")
    for suite in root:
        assert int(suite.get("tests")) == len(suite.findall("testcase"))
        assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))


def test_a_suite_is_a_kind_of_question():
    assert [suite.get("name") for suite in read(content())] == [
        "Answerable", "Conflicting", "Superseded", "No answer: off topic", "No answer: near miss"]


def test_what_is_right_passes_and_what_is_not_says_why():
    found = cases(read(content()))
    assert len(found["wall-right"]) == 0
    failure = found["wall-altered"].find("failure")
    assert failure.get("type") == "quote_invalid"
    assert failure.get("message") == "Quote invalid: the answer is not right; not every citation is valid"
    assert "citations_valid: [1] altered" in failure.text
    assert found["wall-failed"].find("error").get("message").startswith("line 5: no JSON")


def test_what_is_not_scored_is_skipped():
    found = content()
    unscored = replace(found.run.results[0], metrics={"attributed_accuracy": None}, stage=None)
    root = read(replace(found, run=replace(found.run, results=(unscored,))))
    assert root.get("skipped") == "1"
    assert cases(root)["wall-right"].find("skipped") is not None


def test_a_gate_has_a_suite_of_its_own():
    root = read(content(verdict=FAILED_GATE))
    assert root[0].get("name") == "Gate"
    found = cases(root)
    assert found["verbatim"].find("failure").get("message") == "0.9 breaks the minimum 1"
    assert found["first_hit"].find("skipped") is not None
    assert len(found["token_f1"]) == 0


def test_characters_that_xml_cannot_hold_are_replaced(tmp_path):
    broken = PREDICTIONS | {"wall-right": Prediction("wall-right", failed="bell \x07 nul \0 lone \ud800 end")}
    write_junit(content(broken), tmp_path / "junit.xml")
    found = cases(ET.parse(tmp_path / "junit.xml").getroot())
    assert found["wall-right"].find("error").get("message") == "bell \ufffd nul \ufffd lone \ufffd end"
