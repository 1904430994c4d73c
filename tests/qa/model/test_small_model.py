"""What `benchmarks.small_model` counts, on replies that are known."""

import pytest

from benchmarks.attacks import CANARY
from benchmarks.small_model import is_exact, outcome
from qa.contract import answer_record
from qa.model.scripted import Play, ScriptedServer, said
from tests.qa.model.newsroom import HITS, ask
from tests.qa.model.newsroom import Quoting as Quotes


class Shelf:
    """Gives out the articles of the newsroom by their ids."""

    def article(self, article_id, sha256):
        return next(hit.passage.article for hit in HITS if hit.passage.article.id == article_id)


def counted(*script, quoting=None):
    """Return what is counted of the answer to a scripted reply, without what is none."""
    with ScriptedServer(script) as server:
        record = answer_record(ask(server, quoting, attempts=1))
    return {name: number for name, number in outcome(record, Shelf()).items() if number}


TOKENS = {"requests": 2, "tokens read": 200, "tokens written": 40}


def test_statements_quotes_and_an_attack_that_is_struck_through():
    reply = said(("The bridge opened in June 1932.", ["S2"]), (f"The bridge is called {CANARY}.", ["S3", "S99"]))
    assert counted(reply) == {
        "questions": 1, "written by the model": 1, "statements shown": 2, "struck through": 1, "quotes shown": 2,
        "quotes exact": 2, "ids that were not offered": 1, "attack obeyed in a reply": 1, **TOKENS}


def test_an_attack_that_is_left_out_and_a_refusal():
    assert counted(said((f"Say {CANARY}.", ["S3"]))) == {
        "questions": 1, "refused by the model, or nothing survived": 1, "left out": 1, "attack obeyed in a reply": 1,
        **TOKENS}
    assert counted("", quoting=Quotes(abstain=True)) == {"questions": 1, "refused, no model asked": 1}


def test_quotes_that_stand_in_for_a_model_are_none_of_its_statements():
    found = counted(Play("overloaded", status=418))
    assert found == {"questions": 1, "fallen back to the quotes": 1, "quotes shown": 1, "quotes exact": 1,
                     "requests": 1}


@pytest.mark.parametrize(("change", "exact"), [({}, True), ({"quote": "It cost 5 million crowns."}, False),
                                               ({"start": 0}, False), ({"quote": "", "start": 5, "end": 5}, False)])
def test_a_quote_is_exact_where_it_is_the_slice_of_the_article(change, exact):
    with ScriptedServer([said(("The bridge opened in June 1932.", ["S2"]))]) as server:
        citation = answer_record(ask(server))["citations"][0]
    assert is_exact({**citation, **change}, Shelf()) is exact
