"""The report as JUnit XML for a build server: a test case for every question, and for every check of a gate."""

import re
from collections.abc import Iterable
from itertools import groupby
from xml.etree import ElementTree as ET

from eval.gate import Check
from eval.losses import is_right, loss, question_kind
from eval.paired import Outcome
from eval.report.content import Content
from eval.report.outcomes import KINDS, LOSSES
from eval.types import Result

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_report(content: Content) -> str:
    """Return the report as JUnit XML: a suite for every kind of question, and one for the gate where there is one.

    A question fails when it does not count as right, is an error when it has no readable answer, and is skipped when
    it is not scored. An inconclusive check is skipped.
    """
    asked = {question.qid: question.question for question in content.dataset.questions}
    order = list(KINDS)
    results = sorted(content.run.results, key=lambda result: (order.index(question_kind(result)), result.qid))
    suites = [_suite(KINDS[kind][0], [_question(result, asked.get(result.qid, result.qid)) for result in found])
              for kind, found in groupby(results, key=question_kind)]
    if content.verdict:
        suites.insert(0, _suite("Gate", [_check(check) for check in content.verdict.checks]))
    root = ET.Element("testsuites", _counts(case for suite in suites for case in suite), name="pullquote eval")
    root.extend(suites)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(name: str, cases: list[ET.Element]) -> ET.Element:
    suite = ET.Element("testsuite", _counts(cases), name=name)
    suite.extend(cases)
    return suite


def _counts(cases: Iterable[ET.Element]) -> dict[str, str]:
    cases = list(cases)
    found = {f"{tag}s" if tag != "skipped" else tag: str(sum(case.find(tag) is not None for case in cases))
             for tag in ("failure", "error", "skipped")}
    return {"tests": str(len(cases)), **found}


def _question(result: Result, asked: str) -> ET.Element:
    case = ET.Element("testcase", classname=_xml(result.story_id), name=_xml(f"{result.qid}: {asked}"))
    why, reason = loss(result), result.reasons.get("attributed_accuracy", "")
    if result.failed is not None:
        ET.SubElement(case, "error", message=_xml(result.failed))
    elif is_right(result) is None:
        ET.SubElement(case, "skipped", message="the data have no answer or no evidence")
    elif why is not None:
        failure = ET.SubElement(case, "failure", type=why.value, message=_xml(f"{LOSSES[why][0]}: {reason}"))
        failure.text = _xml("\n".join(f"{name}: {words}" for name, words in sorted(result.reasons.items())))
    return case


def _check(check: Check) -> ET.Element:
    case = ET.Element("testcase", classname="gate", name=_xml(check.metric))
    if check.outcome is Outcome.FAIL:
        ET.SubElement(case, "failure", type="gate", message=_xml(check.reason))
    elif check.outcome is Outcome.INCONCLUSIVE:
        ET.SubElement(case, "skipped", message=_xml(check.reason))
    return case


def _xml(text: str) -> str:
    """Return a text without the characters that XML cannot hold; each becomes U+FFFD."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
