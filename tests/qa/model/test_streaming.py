"""Answers that are shown while they are written: each statement once it is whole and passes the screen."""

import json

import pytest

from qa.conversation import Conversation
from qa.model.reply import read_reply, read_so_far
from qa.model.scripted import Play, ScriptedServer, said
from tests.qa.model.newsroom import FOUR, HITS, QUESTION, Quoting, answerer, is_exact

OPENED = ("The bridge opened in June 1932.", ["S2"])
COST = ("The bridge cost 4 million crowns.", ["S3"])
WRONG = ("The bridge cost 6 million crowns.", ["S3"])
FIRST = said(OPENED, COST).index("}") + 1  # characters of a reply with these, up to the end of its first statement


def stream(server, quoting=None, **settings):
    """Return each answer that comes while the scripted server replies: (text, done)."""
    answers = list(answerer(server, quoting, **settings).stream(QUESTION, HITS))
    assert all(is_exact(answer) for answer in answers)
    return [(answer.text, answer.writing.done) for answer in answers]


def test_a_statement_appears_as_soon_as_it_is_whole():
    both = "The bridge opened in June 1932. [1] The bridge cost 4 million crowns. [2]"
    with ScriptedServer([said(OPENED, COST)]) as server:
        assert stream(server) == [("The bridge opened in June 1932. [1]", False), (both, False), (both, True)]


def test_one_that_fails_is_held_back_until_it_was_asked_for_again():
    with ScriptedServer([said(WRONG, OPENED), said(COST)]) as server:
        assert stream(server) == [("The bridge opened in June 1932. [1]", False),
                                  ("The bridge opened in June 1932. [1] The bridge cost 4 million crowns. [2]", True)]
    with ScriptedServer([said(WRONG, OPENED)]) as server:
        assert stream(server) == [("The bridge opened in June 1932. [1]", False),
                                  ("The bridge cost 6 million crowns. [1] The bridge opened in June 1932. [2]", True)]


def test_a_side_that_may_still_be_written_is_not_quoted_before_the_end():
    with ScriptedServer([said(COST)]) as server:
        texts = [text for text, _ in stream(server, Quoting(disagree=True))]
    assert ["auditor" in text for text in texts] == [False, True]


@pytest.mark.parametrize("dies", [Play(said(OPENED, COST)[: FIRST + 20], finish=None),
                                  Play(said(OPENED, COST)[:FIRST], finish=None)])
def test_a_server_that_dies_after_a_statement_leaves_the_quotes(dies):
    with ScriptedServer([dies]) as server:
        model = answerer(server, attempts=2)
        answers = list(model.stream(QUESTION, HITS))
        assert len(server.requests) == 2
    assert {answer.text for answer in answers[:-1]} == {"The bridge opened in June 1932. [1]"}
    assert answers[-1].text == f"“{FOUR}” [1]"
    assert answers[-1].writing.done
    assert answers[-1].writing.problem == f"the model at {server.url}: it stopped in the midst of its reply"


def test_after_it_died_the_reply_begins_anew():
    with ScriptedServer([Play(said(OPENED, COST)[: FIRST + 1], finish=None), said(COST)]) as server:
        assert stream(server) == [("The bridge opened in June 1932. [1]", False),
                                  ("The bridge cost 4 million crowns. [1]", False),
                                  ("The bridge cost 4 million crowns. [1]", True)]


def test_who_stops_listening_asks_for_nothing_more():
    with ScriptedServer([said(OPENED, WRONG)]) as server:
        answers = answerer(server).stream(QUESTION, HITS)
        assert next(answers).text == "The bridge opened in June 1932. [1]"
        answers.close()
        assert len(server.requests) == 1


def test_a_refusal_and_an_abstention_come_at_once():
    with ScriptedServer([said()]) as server:
        assert stream(server) == [("", True)]
        (answer,) = answerer(server, Quoting(abstain=True)).stream(QUESTION, HITS)
    assert answer.abstained


def test_a_conversation_takes_a_turn_when_it_is_whole():
    with ScriptedServer([said(OPENED, COST)]) as server:
        model = answerer(server)
        talk = Conversation(lambda question, where, strictness: model.stream(question, HITS))
        held = [(answer.writing.done, len(talk.turns)) for answer in talk.stream(QUESTION)]
    assert held == [(False, 0), (False, 0), (True, 0)]
    assert talk.turns[0].text == "The bridge opened in June 1932. [1] The bridge cost 4 million crowns. [2]"


TRICKY = said(('A brace } and a "quote" with \\ in it', ["S1"]), ("{ two }", ["S2", "S9"]), ("last", []))
REPLIES = {
    "as it should be": TRICKY,
    "indented": json.dumps(json.loads(TRICKY), indent=2),
    "fenced": f"Here:\n```json\n{TRICKY}\n```",
    "after a thought": f'<think>Is it {{"text": "no", "sentences": ["S1"]}}?</think>{TRICKY}',
    "single quotes": "{'statements': [{'text': 'one', 'sentences': ['S1']}, {'text': 'two', 'sentences': ['S2']}]}",
    "a bare list": '[{"text": "one", "sentences": ["S1"]}, {"text": "two", "sentences": ["S2"]}]',
}


@pytest.mark.parametrize("name", REPLIES)
def test_wherever_a_reply_is_cut_what_is_whole_is_read_and_nothing_else(name):
    reply = REPLIES[name]
    whole = read_reply(reply, 5).drafts
    seen = [read_so_far(reply[:length], 5) for length in range(len(reply) + 1)]
    for drafts in seen:
        assert drafts == whole[: len(drafts)]
    assert [len(drafts) for drafts in seen] == sorted(len(drafts) for drafts in seen)
    assert {len(drafts) for drafts in seen} == set(range(len(whole) + 1))


@pytest.mark.parametrize("reply", ["", "no }", "}", '{"answerable": false, "statements": []}', "}}}}{{{{", '"}'])
def test_of_what_is_no_reply_nothing_is_read(reply):
    assert read_so_far(reply, 5) == ()
