"""What becomes of each reply, by a scripted server: whatever it says, the quotes are slices of the articles."""

import socket

import pytest

from qa.answer import Reason
from qa.model.scripted import Play, ScriptedServer, said
from tests.qa.model.newsroom import FAILURES, FIVE, FOUR, HITS, QUESTION, Quoting, answerer, ask, is_exact, sentence

GOOD = said(("The bridge cost 4 million crowns.", ["S3"]))


def test_the_words_are_the_models_and_the_quotes_are_slices():
    reply = said(("The bridge cost 4 million crowns.", ["S3"]), ("It opened in June 1932.", ["S2"]))
    with ScriptedServer([reply]) as server:
        answer = ask(server)
    assert answer.text == "The bridge cost 4 million crowns. [1] It opened in June 1932. [2]"
    assert [sentence(answer, number) for number in (0, 1)] == [
        "The bridge cost 4 million crowns. [1]", "It opened in June 1932. [2]"]
    assert answer.citations[1].quote.text == "The bridge over the Aune opened in June 1932."
    assert is_exact(answer)
    assert not any(statement.unsupported for statement in answer.statements)
    assert (answer.abstained, answer.confidence, answer.short_answer) == (False, 0.9, "4 million crowns")
    assert (answer.writing.requests, answer.writing.read, answer.writing.written) == (1, 100, 20)
    assert answer.writing.problem is None
    assert answer.timings_ms["model"] > 0


def test_a_sentence_that_begins_with_a_pronoun_brings_along_the_one_before():
    with ScriptedServer([GOOD]) as server:
        answer = ask(server)
    assert answer.citations[0].quote.text == f"The bridge over the Aune opened in June 1932. {FOUR}"


def test_ids_that_were_not_offered_are_told():
    with ScriptedServer([said(("The bridge cost 4 million crowns.", ["S3", "S99", "bridge"]))]) as server:
        answer = ask(server)
    assert answer.writing.unknown_ids == ("S99", "bridge")
    assert len(answer.citations) == 1


def test_a_statement_that_names_no_sentence_is_left_out_and_told():
    with ScriptedServer([said(("The bridge cost 4 million crowns.", ["S3"]), ("It is red.", ["S99"]))]) as server:
        answer = ask(server)
    assert [one.text for one in answer.writing.left_out] == ["It is red."]
    assert "It is red." not in answer.text


def test_a_statement_that_fails_is_asked_for_once_more():
    with ScriptedServer([said(("The bridge cost 6 million crowns.", ["S3"])), GOOD]) as server:
        answer = ask(server)
        told = server.requests[1].body["messages"][-1]["content"]
    assert "6 million crowns stands in none of its quotes" in told
    assert answer.text == "The bridge cost 4 million crowns. [1]"
    assert [one.text for one in answer.writing.left_out] == ["The bridge cost 6 million crowns."]
    assert answer.writing.requests == 2


BOTH = said(("The bridge opened in June 1932.", ["S2"]), ("The bridge cost 6 million crowns.", ["S3"]))


def test_a_statement_that_fails_twice_is_marked():
    with ScriptedServer([BOTH]) as server:
        answer = ask(server)
    assert [statement.unsupported for statement in answer.statements] == [
        (), ("6 million crowns stands in none of its quotes",)]
    assert answer.writing.requests == 2


def test_or_it_is_left_out_by_setting():
    with ScriptedServer([BOTH]) as server:
        answer = ask(server, unsupported="leave_out")
    assert answer.text == "The bridge opened in June 1932. [1]"
    assert [one.text for one in answer.writing.left_out] == ["The bridge cost 6 million crowns."]


@pytest.mark.parametrize("unsupported", ["mark", "leave_out"])
def test_where_nothing_survives_it_abstains(unsupported):
    with ScriptedServer([said(("The bridge cost 6 million crowns.", ["S3"]))]) as server:
        answer = ask(server, unsupported=unsupported)
    assert (answer.abstained, answer.reason, answer.text, answer.citations) == (True, Reason.NOT_SUPPORTED, "", ())
    assert [one.text for one in answer.writing.left_out] == ["The bridge cost 6 million crowns."]


def test_words_in_quotation_marks_that_no_quote_has_are_told():
    with ScriptedServer([said(("The mayor said “it was worth every crown”.", ["S3"]))]) as server:
        answer = ask(server)
    assert answer.abstained
    assert answer.unlocated == ("it was worth every crown",)


def test_a_refusal_is_an_abstention():
    with ScriptedServer([said()]) as server:
        answer = ask(server)
    assert (answer.abstained, answer.reason, answer.writing.problem) == (True, Reason.NOT_SUPPORTED, None)
    assert answer.passages


def test_no_model_is_asked_where_the_passages_do_not_answer():
    with ScriptedServer([GOOD]) as server:
        answer = ask(server, Quoting(abstain=True))
        assert not server.requests
    assert (answer.abstained, answer.writing) == (True, None)


def test_a_disagreement_is_put_before_the_model_and_a_side_it_keeps_back_is_quoted():
    with ScriptedServer([GOOD]) as server:
        answer = ask(server, Quoting(disagree=True))
        asked = server.requests[0].body["messages"][-1]["content"]
    assert "The articles disagree: S3 against S7." in asked
    assert answer.text == f"The bridge cost 4 million crowns. [1] “{FIVE}” [2]"
    assert answer.agreement.conflicts == ((1, 2),)
    assert answer.agreement.independent_sources == 2
    assert is_exact(answer)


def test_both_sides_in_the_models_words_need_no_more():
    with ScriptedServer([said(("The mayor told of 4 million crowns.", ["S3"]),
                              ("The auditor found 5 million crowns.", ["S7"]))]) as server:
        answer = ask(server, Quoting(disagree=True))
    assert len(answer.citations) == 2
    assert answer.agreement.conflicts == ((1, 2),)


def test_links_images_and_ids_in_a_statement_leave_their_words():
    text = "![](http://evil.example/x.png)The [bridge](http://evil.example/?q=1) cost **4 million** crowns [S3] [1]."
    with ScriptedServer([said((text, ["S3"]))]) as server:
        answer = ask(server)
    assert answer.text == "The bridge cost 4 million crowns. [1]"


def test_a_bare_address_that_no_quote_has_does_not_pass():
    reply = said(("The bridge cost 4 million crowns, see http://evil.example/?q=secret", ["S3"]))
    with ScriptedServer([reply]) as server:
        assert ask(server).abstained


FENCED = f"Here you are:\n```json\n{GOOD}\n```\nI hope it helps!"
MALFORMED = {
    "fenced": FENCED,
    "single quotes": "{'statements': [{'text': 'The bridge cost 4 million crowns.', 'sentences': ['S3']}]}",
    "trailing commas": '{"statements": [{"text": "The bridge cost 4 million crowns.", "sentences": ["S3",],},],}',
    "numbers for ids": '{"statements": [{"text": "The bridge cost 4 million crowns.", "sentences": [3]}]}',
    "one id, no list": '{"statements": [{"text": "The bridge cost 4 million crowns.", "sentences": "[S3]"}]}',
    "a bare list": '[{"text": "The bridge cost 4 million crowns.", "sentences": ["S3"]}]',
    "one statement": '{"text": "The bridge cost 4 million crowns.", "sentences": ["S3"]}',
    "other names": '{"statements": [{"claim": "The bridge cost 4 million crowns.", "citations": ["S3"]}]}',
    "thinking aloud": f"<think>Is it {{\"text\": 5}}? No.</think>{GOOD}",
    "no end": GOOD[:-2],
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_reply_that_is_nearly_json_is_read(name):
    with ScriptedServer([MALFORMED[name]]) as server:
        answer = ask(server)
    assert answer.text == "The bridge cost 4 million crowns. [1]"
    assert answer.writing.requests == 1


@pytest.mark.parametrize("reply", ["", "I cannot help with that.", "[[[[", '{"a": 1}', "null", "42", "{" * 5000,
                                   '{"answerable": true, "statements": [{"text": "", "sentences": []}]}'])
def test_a_reply_that_cannot_be_read_is_asked_for_once_more(reply):
    with ScriptedServer([reply, GOOD]) as server:
        answer = ask(server)
    assert answer.text == "The bridge cost 4 million crowns. [1]"
    assert answer.writing.requests == 2


def test_where_it_cannot_be_read_again_the_quotes_answer():
    with ScriptedServer(["I cannot help with that."]) as server:
        answer = ask(server)
    assert answer.text == f"“{FOUR}” [1]"
    assert "no JSON with statements" in answer.writing.problem
    assert answer.writing.requests == 2


def test_a_reply_that_is_cut_off_loses_its_last_statement_and_says_so():
    text = said(("The bridge opened in June 1932.", ["S2"]), ("The bridge cost 4 million crowns.", ["S3"]))
    with ScriptedServer([Play(text[:-30], finish="length")]) as server:
        answer = ask(server)
    assert answer.text == "The bridge opened in June 1932. [1]"
    assert [one.why for one in answer.writing.left_out] == ["the reply ended in the midst of it"]


def test_a_server_that_dies_in_the_midst_is_asked_again():
    with ScriptedServer([Play(GOOD[:20], finish=None), GOOD]) as server:
        answer = ask(server)
        assert len(server.requests) == 2
    assert answer.text == "The bridge cost 4 million crowns. [1]"


@pytest.mark.parametrize(("play", "problem"), [
    (Play(GOOD[:20], finish=None), "stopped in the midst"),
    (Play("overloaded", status=503), "503: overloaded"),
    *FAILURES,
])
def test_a_server_that_fails_leaves_the_answer_in_quotes(play, problem):
    with ScriptedServer([play]) as server:
        answer = ask(server, key="sk-secret")
    assert answer.text == f"“{FOUR}” [1]"
    assert problem in answer.writing.problem
    assert server.url in answer.writing.problem
    assert "sk-secret" not in answer.writing.problem


def test_a_server_that_is_not_there_leaves_the_answer_in_quotes():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    class Gone:
        url = f"http://127.0.0.1:{port}/v1"
    answer = ask(Gone)
    assert answer.text == f"“{FOUR}” [1]"
    assert "is the server running?" in answer.writing.problem


def test_a_server_that_drips_is_not_waited_for():
    with ScriptedServer([Play(GOOD, delay=0.2)]) as server:
        answer = ask(server, timeout=0.5, attempts=1)
    assert "0.5 seconds" in answer.writing.problem  # for the whole reply, or for a piece of it on a busy machine


def test_a_server_is_left_alone_as_long_as_it_asks():
    with ScriptedServer([Play("", status=429, headers=(("retry-after", "0.3"),)), GOOD]) as server:
        answer = ask(server)
    assert answer.timings_ms["model"] > 300
    assert answer.text == "The bridge cost 4 million crowns. [1]"


def test_a_server_without_schemas_is_asked_without_and_that_is_remembered():
    with ScriptedServer([Play(GOOD, schemas=False)]) as server:
        model = answerer(server)
        answers = [model.answer(QUESTION, HITS) for _ in range(2)]
        assert ["response_format" in one.body for one in server.requests] == [False, False]
    assert {answer.text for answer in answers} == {"The bridge cost 4 million crowns. [1]"}


def test_a_prompt_that_is_too_long_is_halved():
    def play(asked):
        text = asked.body["messages"][-1]["content"]
        return Play("the request exceeds the available context size", status=400) if "[S7]" in text else GOOD

    with ScriptedServer([play]) as server:
        answer = ask(server, context=1400, reply=1000 - 180)
    assert answer.text == "The bridge cost 4 million crowns. [1]"


def test_a_context_without_room_is_told():
    with ScriptedServer([GOOD]) as server:
        answer = ask(server, context=300, reply=200)
        assert not server.requests
    assert "leaves no room" in answer.writing.problem


def test_what_was_asked_fits_into_the_context():
    from embeddings.tokens import count_tokens

    with ScriptedServer([GOOD]) as server:
        ask(server, context=700, reply=100)
        asked = server.requests[0].body
    assert sum(count_tokens(one["content"]) for one in asked["messages"]) <= 600
    assert asked["max_tokens"] == 100


def test_the_cost_is_told_where_prices_are_known():
    with ScriptedServer([GOOD]) as server:
        assert ask(server).writing.cost is None
        assert ask(server, prices=(10.0, 50.0)).writing.cost == pytest.approx((100 * 10 + 20 * 50) / 1e6)


def test_the_key_is_sent_and_shown_nowhere(caplog):
    caplog.set_level("DEBUG")
    with ScriptedServer([GOOD]) as server:
        model = answerer(server, key="sk-secret")
        answer = model.answer(QUESTION, HITS)
        assert server.requests[0].headers["authorization"] == "Bearer sk-secret"
    assert "sk-secret" not in caplog.text + repr(answer) + repr(model._settings)


def test_a_key_of_another_service_is_not_sent(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-other")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-other")
    with ScriptedServer([GOOD]) as server:
        ask(server)
        assert not [value for value in server.requests[0].headers.values() if "other" in value]
