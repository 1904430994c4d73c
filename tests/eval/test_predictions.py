import json
from dataclasses import replace

import pytest

from eval.errors import EvalError
from eval.predictions import read_predictions
from eval.types import PredictedCitation, PredictedSpan, PredictedStatement
from qa.answer import Reason, abstention
from qa.article import article_id
from qa.contract import answer_record
from tests.eval.samples import DATASET, DOCUMENTS

COURIER = DOCUMENTS["pier/courier.md"]
FULL = {
    "qid": "pier-01", "question": "When did the pier open?", "abstained": False, "reason": None, "confidence": 0.93,
    "answer": "“The pier opened on 3 May.” [1]", "short_answer": "3 May",
    "statements": [{"start": 0, "end": 31, "citations": [1]}],
    "citations": [{"number": 1, "article_id": "pier/courier.md", "source": "x", "title": "Pier opens",
                   "publisher": None, "published": None, "start": 12, "end": 37, "quote": "The pier opened on 3 May.",
                   "article_sha256": COURIER.sha256,
                   "also_in": [{"article_id": "pier/post.md", "start": 0, "end": 4}]}],
    "agreement": {"independent_sources": 2, "conflicts": [[1, 2]]},
    "passages": [{"rank": 1, "article_id": "pier/post.md", "start": 0, "end": 15, "score": 0.7}],
    "unlocated": [], "timings_ms": {"retrieve": 9.1},
}


def read(tmp_path, *lines, **options):
    path = tmp_path / "answers.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return read_predictions(path, DATASET, **options)


def cited(tmp_path, citation, **options):
    """The document that a citation with these fields resolves to."""
    given = {"number": 1, "start": 0, "end": 1, "quote": "P"} | citation
    return read(tmp_path, FULL | {"citations": [given]}, **options)["pier-01"].citations[0].span.doc


def test_a_line_of_ask_json_is_read_whole(tmp_path):
    found = read(tmp_path, FULL)["pier-01"]
    assert found.citations == (PredictedCitation(
        1, PredictedSpan("pier/courier.md", 12, 37, "pier/courier.md", COURIER.sha256), "The pier opened on 3 May.",
        (PredictedSpan("pier/post.md", 0, 4, "pier/post.md"),)),)
    assert found.statements == (PredictedStatement(0, 31, (1,)),)
    assert found.passages == (PredictedSpan("pier/post.md", 0, 15, "pier/post.md"),)
    assert (found.answer, found.short_answer, found.confidence) == (FULL["answer"], "3 May", 0.93)
    assert (found.abstained, found.conflicts, found.independent_sources, found.failed) == (False, ((1, 2),), 2, None)


def test_an_abstention_of_our_own_is_read(tmp_path):
    record = answer_record(abstention("Who designed the pier?", Reason.NOT_SUPPORTED, 0.2), "pier-03")
    found = read(tmp_path, record)["pier-03"]
    assert (found.abstained, found.confidence, found.answer, found.failed) == (True, 0.2, "", None)


@pytest.mark.parametrize("line", [{"qid": "pier-01", "answer": ""}, {"qid": "pier-01", "abstained": True}])
def test_an_answer_or_an_abstention_is_enough(tmp_path, line):
    assert read(tmp_path, line)["pier-01"].failed is None


def test_predictions_come_in_the_order_of_the_questions_whatever_that_of_the_lines(tmp_path):
    found = read(tmp_path, {"qid": "pier-03", "abstained": True}, {"qid": "pier-02", "answer": "40"}, FULL)
    assert list(found) == ["pier-01", "pier-02", "pier-03"]
    assert [found[qid].answer for qid in found] == [FULL["answer"], "40", ""]


@pytest.mark.parametrize(("change", "reason"), [
    ({"answer": None}, "line 1: neither answers nor abstains"),
    ({"answer": 7}, "line 1: answer: Input should be a valid string"),
    ({"confidence": 1.2}, "line 1: confidence 1.2 is no probability"),
    ({"confidence": float("nan")}, "line 1: confidence nan is no probability"),
    ({"abstained": "no"}, "line 1: abstained: Input should be a valid boolean"),
    ({"citations": [{"number": 1, "quote": "x", "start": 0.5}]}, "line 1: citations.0.start"),
    ({"statements": [{"start": 0, "end": 5}]}, "line 1: statements.0.citations: Field required"),
])
def test_a_line_that_is_not_in_the_format_fails_its_question_with_the_reason(tmp_path, change, reason):
    found = read(tmp_path, FULL | change)["pier-01"]
    assert found.failed.startswith(reason)
    assert (found.answer, found.citations, found.abstained) == ("", (), False)


def test_two_lines_for_one_question_fail_it(tmp_path):
    assert read(tmp_path, FULL, "", FULL)["pier-01"].failed == "lines 1, 3 have the same qid"


def test_a_missing_line_fails_its_question_and_names_lines_that_may_have_been_meant(tmp_path):
    found = read(tmp_path, FULL, "{torn", {"qid": 7, "answer": "x"}, {"qid": "pier-O2", "answer": "40 crowns"})
    reason = found["pier-02"].failed
    assert reason.startswith("no line has this qid; not readable: line 2: Invalid JSON")
    assert "line 3: qid: Input should be a valid string" in reason
    assert reason.endswith("; lines about no question: pier-O2")


def test_a_file_about_none_of_the_questions_is_an_error(tmp_path):
    with pytest.raises(EvalError, match="no line has the qid of a question of 'pier'; unreadable: line 2"):
        read(tmp_path, FULL | {"qid": "other"}, "?")
    with pytest.raises(EvalError, match="No such file"):
        read_predictions(tmp_path / "none.jsonl", DATASET)


@pytest.mark.parametrize(("citation", "doc"), [
    ({"article_id": "pier/post.md"}, "pier/post.md"),
    ({"article_id": article_id("pier/post.md")}, "pier/post.md"),
    ({"article_id": "7", "source": "pier/post.md"}, "pier/post.md"),
    ({"source": "/home/ada/examples/pier/post.md"}, "pier/post.md"),
    ({"source": r"C:\examples\pier\post.md"}, "pier/post.md"),
    ({"article_id": "7", "source": "/home/ada/happier/post.md"}, None),
    ({"source": "post.md"}, None),
    ({"article_id": "7"}, None),
    ({}, None),
])
def test_an_article_is_known_by_its_name_its_id_or_the_end_of_its_source(tmp_path, citation, doc):
    assert cited(tmp_path, citation) == doc


def test_of_names_that_a_source_ends_in_the_longest_is_meant(tmp_path):
    path = tmp_path / "answers.jsonl"
    short = replace(DOCUMENTS["pier/post.md"], doc="post.md")
    dataset = replace(DATASET, documents={**DOCUMENTS, "post.md": short})
    for source, doc in (("/x/pier/post.md", "pier/post.md"), ("/x/post.md", "post.md")):
        given = {"number": 1, "start": 0, "end": 1, "quote": "P", "source": source}
        path.write_text(json.dumps(FULL | {"citations": [given]}), encoding="utf-8")
        assert read_predictions(path, dataset)["pier-01"].citations[0].span.doc == doc


def test_an_id_told_with_its_source_once_is_known_in_every_line(tmp_path):
    teller = FULL | {"citations": [FULL["citations"][0] | {"article_id": "7f", "source": "/x/pier/post.md"}]}
    user = {"qid": "pier-02", "answer": "", "passages": [{"article_id": "7f", "start": 0, "end": 3}]}
    assert read(tmp_path, user, teller)["pier-02"].passages[0].doc == "pier/post.md"


def test_sources_can_be_told_beside_the_file(tmp_path):
    assert cited(tmp_path, {"article_id": "7f"}, sources={"7f": "/x/pier/courier.md"}) == "pier/courier.md"
