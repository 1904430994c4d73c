"""Anthropic's protocol by a scripted server: its citations are ranges of blocks, and our sentences are the blocks."""

from types import SimpleNamespace

import pytest

from qa.answer import Reason
from qa.model.claude import _ids
from qa.model.scripted import Play, ScriptedServer, said
from qa.model.settings import ModelSettings
from tests.qa.model.newsroom import FAILURES, FIVE, FOUR, HITS, QUESTION, Quoting, answerer, ask, is_exact

OPENED = ("The bridge opened in June 1932.", ["S2"])
COST = ("The bridge cost 4 million crowns.", ["S3"])
WRONG = ("The bridge cost 6 million crowns.", ["S3"])


def claude(server, quoting=None, **settings):
    return ask(server, quoting, api="anthropic", **settings)


def test_the_sentences_are_sent_as_blocks_of_documents_and_the_key_as_anthropic_takes_it():
    with ScriptedServer([said(COST)]) as server:
        claude(server, key="sk-secret")
        asked = server.requests[0]
    *documents, question = asked.body["messages"][0]["content"]
    assert [part["title"] for part in documents] == [
        "Aune bridge opens · The Post · 1932-06-12", "Bridge bill · The Gazette · 1932-07-01"]
    assert [block["text"] for block in documents[0]["source"]["content"]][1:3] == [
        "The bridge over the Aune opened in June 1932.", FOUR]
    assert all(part["citations"] == {"enabled": True} and part["type"] == "document" for part in documents)
    assert QUESTION in question["text"]
    assert "S3" not in question["text"]
    assert "sk-secret" in asked.headers.get("authorization", "") + asked.headers.get("x-api-key", "")
    assert "system" in asked.body
    assert asked.body["max_tokens"] == 1024


def test_its_citations_become_slices_of_the_articles():
    with ScriptedServer([said(OPENED, COST, ("The auditor found 5 million crowns.", ["S7"]))]) as server:
        answer = claude(server)
    assert answer.text == ("The bridge opened in June 1932. [1] The bridge cost 4 million crowns. [2] "
                           "The auditor found 5 million crowns. [3]")
    assert answer.citations[0].quote.text == "The bridge over the Aune opened in June 1932."
    assert answer.citations[2].quote.text == FIVE
    assert is_exact(answer)
    assert (answer.writing.requests, answer.writing.read, answer.writing.written) == (1, 100, 20)


def test_statements_come_line_by_line():
    with ScriptedServer([said(OPENED, COST)]) as server:
        answers = list(answerer(server, api="anthropic").stream(QUESTION, HITS))
    assert [(answer.text, answer.writing.done) for answer in answers] == [
        ("The bridge opened in June 1932. [1]", False),
        ("The bridge opened in June 1932. [1] The bridge cost 4 million crowns. [2]", False),
        ("The bridge opened in June 1932. [1] The bridge cost 4 million crowns. [2]", True)]


def test_what_cites_nothing_is_left_out_and_told():
    with ScriptedServer(["The bridge is red.\nAnd long."]) as server:
        answer = claude(server)
    assert (answer.abstained, answer.reason) == (True, Reason.NOT_SUPPORTED)
    assert [one.text for one in answer.writing.left_out] == ["The bridge is red.", "And long."]


def test_a_refusal_is_an_abstention():
    with ScriptedServer([said()]) as server:
        answer = claude(server)
    assert (answer.abstained, answer.writing.left_out, answer.writing.problem) == (True, (), None)


def test_a_citation_of_what_was_not_sent_is_told():
    with ScriptedServer([said((COST[0], ["S3", "S99"]))]) as server:
        answer = claude(server)
    assert answer.writing.unknown_ids == ("document-0-blocks-98-99",)
    assert len(answer.citations) == 1


@pytest.mark.parametrize(("location", "ids"), [
    ({}, ["S4"]), ({"start_block_index": 0, "end_block_index": 2, "cited_text": "one. two."}, ["S3", "S4"]),
    ({"document_index": 0}, ["document-0-blocks-1-2-altered"]),
    ({"cited_text": "Two."}, ["document-1-blocks-1-2-altered"]),
    ({"end_block_index": 3}, ["document-1-blocks-1-3"]), ({"document_index": 2}, ["document-2-blocks-1-2"]),
    ({"end_block_index": 1}, ["document-1-blocks-1-1"]), ({"document_index": -1}, ["document--1-blocks-1-2"]),
    ({"type": "char_location"}, ["char_location"]),
])
def test_a_citation_counts_where_it_lies_in_what_was_sent_and_its_text_is_what_stands_there(location, ids):
    citation = SimpleNamespace(**{"type": "content_block_location", "document_index": 1, "start_block_index": 1,
                                  "end_block_index": 2, "cited_text": "two.", **location})
    assert list(_ids(citation, [["first.", "second."], ["one. ", "two."]])) == ids


def test_a_statement_that_fails_is_asked_for_once_more_without_json():
    with ScriptedServer([said(WRONG), said(COST)]) as server:
        answer = claude(server)
        first, said_before, told = server.requests[1].body["messages"]
    assert answer.text == "The bridge cost 4 million crowns. [1]"
    assert said_before == {"role": "assistant", "content": WRONG[0]}
    assert "6 million crowns stands in none of its quotes" in told["content"]
    assert "JSON" not in told["content"] + str(first) + server.requests[0].body["system"]


def test_a_disagreement_is_told_in_the_words_of_the_sentences():
    with ScriptedServer([said(COST)]) as server:
        answer = claude(server, Quoting(disagree=True))
        asked = server.requests[0].body["messages"][0]["content"][-1]["text"]
    assert f"The articles disagree: “{FOUR}” against “{FIVE}”" in asked
    assert FIVE in answer.text


def test_a_reply_that_is_cut_off_loses_its_last_line_and_says_so():
    with ScriptedServer([Play(said(OPENED, COST), finish="length")]) as server:
        answer = claude(server)
    assert answer.text == "The bridge opened in June 1932. [1]"
    assert [one.why for one in answer.writing.left_out] == ["the reply ended in the midst of it"]


@pytest.mark.parametrize(("play", "problem"), [
    (Play(said(OPENED), finish=None), "stopped in the midst"),
    (Play("overloaded", status=529), "529: overloaded"),
    *FAILURES,
])
def test_a_server_that_fails_leaves_the_answer_in_quotes(play, problem):
    with ScriptedServer([play]) as server:
        answer = claude(server, key="sk-secret")
    assert answer.text == f"“{FOUR}” [1]"
    assert problem in answer.writing.problem
    assert "sk-secret" not in answer.writing.problem


def test_a_prompt_that_is_too_long_is_halved():
    def play(asked):
        documents = asked.body["messages"][0]["content"][:-1]
        return Play("prompt is too long: 9000 tokens > 8192 maximum", status=400) if len(documents) > 1 else said(COST)

    with ScriptedServer([play]) as server:
        answer = claude(server, context=1400, reply=1000 - 180)
    assert answer.text == "The bridge cost 4 million crowns. [1]"


def test_a_key_or_an_address_of_the_environment_is_not_used(monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-other")
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "sk-other")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:1")
    with ScriptedServer([said(COST)]) as server:
        assert not claude(server).writing.problem
        assert not [value for value in server.requests[0].headers.values() if "other" in value]


def test_its_own_address_is_known_and_any_other_can_be_named():
    assert ModelSettings("claude", "https://api.anthropic.com").protocol == "anthropic"
    assert ModelSettings("claude", "https://api.anthropic.com", api="openai").protocol == "openai"
    assert ModelSettings("claude", "http://127.0.0.1:1", api="anthropic").protocol == "anthropic"
    assert ModelSettings("gpt", "https://anthropic.example").protocol == "openai"
