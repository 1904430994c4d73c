import json
from dataclasses import replace

import pytest

from qa.answer import Agreement, Answer, Citation, Reason, Statement, abstention
from qa.article import Article, Quote, Span
from qa.contract import answer_record, article_record, hit_record, quote_record
from qa.verdict import Change, Match, QuoteCheck, Verdict
from tests.qa.texts import article, hits

NEWS = Article("abc", "/news/a.txt", "Bridge opens", "The Post", ("Ann Lee",), "2025-03-14", "en",
               "Bridge opens\n\nIt opened on Monday.", "e3b0", "https://post.example/a", (0, 14))
COPY = article("Elsewhere: It opened on Monday.", source="/news/b.txt")
HIT = hits(NEWS)[0]
QUOTE = Quote(NEWS, 14, 34, HIT.passage, Span(NEWS, 14, 34))
ANSWER = Answer(
    question="When?", text="“It opened on Monday.” [1]", statements=(Statement(0, 26, (1,)),),
    citations=(Citation(1, QUOTE, (Span(COPY, 11, 31),)),), passages=(HIT,), abstained=False, reason=None,
    confidence=0.93456, short_answer="Monday", agreement=Agreement(2, ((1, 2),)), unlocated=("It closed.",),
    timings_ms={"retrieve": 9.123, "rerank": 210.0})
KEYS = {"qid", "question", "rewritten", "abstained", "reason", "confidence", "answer", "short_answer", "statements",
        "citations", "agreement", "passages", "unlocated", "missing", "timings_ms", "writing"}


def test_an_answer_has_the_fields_of_the_contract_and_no_others():
    assert answer_record(ANSWER, "q1") == {
        "qid": "q1", "question": "When?", "rewritten": None, "abstained": False, "reason": None, "confidence": 0.9346,
        "answer": "“It opened on Monday.” [1]", "short_answer": "Monday",
        "statements": [{"start": 0, "end": 26, "citations": [1], "unsupported": []}],
        "citations": [{"number": 1, "article_id": "abc", "source": "/news/a.txt", "title": "Bridge opens",
                       "publisher": "The Post", "published": "2025-03-14",
                       "url": "https://post.example/a", "page": 2, "start": 14, "end": 34,
                       "quote": "It opened on Monday.", "article_sha256": "e3b0",
                       "also_in": [{"article_id": COPY.id, "start": 11, "end": 31}]}],
        "agreement": {"independent_sources": 2, "conflicts": [[1, 2]]},
        "passages": [{"rank": 1, "article_id": "abc", "start": 0, "end": 34, "score": 1.0}],
        "unlocated": ["It closed."], "missing": [], "timings_ms": {"retrieve": 9.1, "rerank": 210.0}, "writing": None,
    }


def test_a_quote_is_the_slice_that_its_offsets_give():
    citation = answer_record(ANSWER)["citations"][0]
    assert article_record(NEWS, with_text=True)["text"][citation["start"] : citation["end"]] == citation["quote"]
    copy = citation["also_in"][0]
    assert COPY.text[copy["start"] : copy["end"]] == citation["quote"]


@pytest.mark.parametrize("reason", Reason)
def test_an_abstention_has_every_field_too(reason):
    record = answer_record(abstention("When?", reason, 0.25, (HIT,)))
    assert set(record) == KEYS
    assert record["qid"] is None
    assert record["abstained"] is True
    assert record["reason"] in {"empty_library", "nothing_found", "not_supported", "nothing_selected", "not_said"}
    assert (record["answer"], record["statements"], record["citations"]) == ("", [], [])
    assert len(record["passages"]) == 1


def test_an_article_is_listed_without_its_text_and_shown_with_it():
    about = {"id": "abc", "source": "/news/a.txt", "title": "Bridge opens", "publisher": "The Post",
             "authors": ["Ann Lee"], "published": "2025-03-14", "language": "en",
             "url": "https://post.example/a", "pages": [0, 14], "sha256": "e3b0"}
    assert article_record(NEWS, with_text=False) == about
    assert article_record(NEWS, with_text=True) == about | {"text": NEWS.text}


def test_a_hit_that_was_searched_for_carries_its_text_origin_and_copies():
    hit = replace(HIT, copies=(hits(COPY)[0].passage,), superseded_by="def")
    assert hit_record(hit, with_text=True) == hit_record(HIT) | {
        "title": "Bridge opens", "publisher": "The Post", "published": "2025-03-14", "source": "/news/a.txt",
        "found_by": ["words"], "superseded_by": "def", "text": NEWS.text,
        "copies": [{"article_id": COPY.id, "start": 0, "end": 31}]}


def test_a_checked_quotation_has_the_fields_of_the_contract_and_no_others():
    change = Change("replace", "Friday", "Monday", (13, 19), (27, 33))
    check = QuoteCheck("It opened on Friday", Verdict.ALTERED, (Match(NEWS, 14, 33, 0.84211),), (change,))
    assert quote_record(check, 7) == {
        "qid": 7, "quote": "It opened on Friday", "verdict": "altered",
        "matches": [{"article_id": "abc", "source": "/news/a.txt", "title": "Bridge opens", "publisher": "The Post",
                     "published": "2025-03-14", "url": "https://post.example/a", "page": 2, "start": 14, "end": 33,
                     "text": "It opened on Monday", "article_sha256": "e3b0", "similarity": 0.8421}],
        "difference": [{"op": "replace", "given": "Friday", "source": "Monday"}], "stripped": [],
    }
    nothing = quote_record(QuoteCheck("So there", Verdict.NOT_FOUND))
    assert nothing == {"qid": None, "quote": "So there", "verdict": "not found", "matches": [], "difference": [],
                       "stripped": []}


def test_what_a_verified_quotation_leaves_out_of_its_sentence_has_its_place():
    told = article("She denied that the wall is safe.")
    record = quote_record(QuoteCheck("the wall is safe", Verdict.EXACT, (Match(told, 16, 32),)))
    assert record["stripped"] == [{"start": 4, "end": 10, "text": "denied"}]


def test_the_six_verdicts_have_the_names_of_the_contract_and_two_are_verified():
    assert [verdict.value for verdict in Verdict] == [
        "exact", "typographic", "altered", "stitched", "misattributed", "not found"]
    assert [verdict.value for verdict in Verdict if verdict.verified] == ["exact", "typographic"]
    assert all(verdict.message.startswith("verified" if verdict.verified else "not verified") for verdict in Verdict)


def test_every_record_is_json():
    for record in (answer_record(ANSWER), article_record(NEWS, with_text=True), hit_record(HIT, with_text=True),
                   quote_record(QuoteCheck("It", Verdict.EXACT, (Match(NEWS, 14, 16),)))):
        assert json.loads(json.dumps(record)) == record
