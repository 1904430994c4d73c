"""A verifier judges support, is judged by its card, and is any program that reads and prints lines."""

import re
import sys
from dataclasses import replace

import pytest

from eval.errors import DataError, EvalError
from eval.own import HERE, load_own
from eval.quoting import with_statements
from eval.types import Estimate
from eval.verifier.build import edits
from eval.verifier.card import UNCHANGED, Edit, card, load_edits
from eval.verifier.command import command_verifier
from eval.verifier.record import Verified, load_verified, save_verified, verified_lines
from eval.verifier.support import Pair, Support, support
from tests.eval.newsroom import ABSTAINED, COST, COST_QUESTION, EMPTY, FAILED, VOTE, cite, dataset, nowhere, quoting

COUNTING = """
import json, sys
for line in sys.stdin:
    pair = json.loads(line)
    print(json.dumps({"supported": pair["claim"] in pair["premise"]}))
"""


def words(text):
    return set(re.findall(r"\w+", text.lower()))


def holds(pairs):
    """A verifier that knows the same words: every word of the claim stands in the premise."""
    return [words(pair.claim) <= words(pair.premise) for pair in pairs]


def judged(*predictions):
    """Return (recall, precision) of predictions, each about a question of its own."""
    questions = [replace(COST_QUESTION, qid=f"q{number}") for number in range(len(predictions))]
    found = support(dataset(*questions), {asked.qid: replace(prediction, qid=asked.qid)
                                          for asked, prediction in zip(questions, predictions, strict=True)}, holds)
    return found.citation_recall.mean, found.citation_precision.mean


BOTH = quoting(cite(1, "courier", COST), cite(2, "courier", VOTE))


@pytest.mark.parametrize(("said", "recall", "precision"), [
    ([(f"{COST} [1]", (1,)), (f"{VOTE} [2]", (2,))], 1, 1),
    ([(f"{COST} [2]", (2,)), (f"{VOTE} [2]", (2,))], 1 / 2, 1 / 2),
    ([(f"{COST} [1][2]", (1, 2))], 1, 1 / 2),                           # the second citation is not needed
    ([(f"{COST} {VOTE} [1][2]", (1, 2))], 1, 1),                        # neither is enough alone, both are needed
    ([(f"{COST} [1]", (1,)), ("It will be painted blue.", ())], 1 / 2, 1),
    ([("It will be painted blue [1][2].", (1, 2))], 0, 0),
])
def test_recall_and_precision_are_those_of_alce(said, recall, precision):
    assert judged(with_statements(BOTH, said)) == (recall, precision)


def test_a_citation_of_nothing_supports_nothing():
    gone = replace(cite(2, "courier", COST), span=nowhere())
    assert judged(with_statements(quoting(cite(1, "courier", COST), gone), [(f"{COST} [1][2]", (1, 2))])) == (1, 1 / 2)
    assert judged(with_statements(quoting(gone), [(f"{COST} [2]", (2,))])) == (0, 0)


def test_silence_is_not_support():
    assert judged(ABSTAINED) == (None, None)
    assert judged(FAILED, EMPTY, BOTH) == (pytest.approx(1 / 3), 1)  # nothing cited, nothing imprecise


def test_a_verifier_is_asked_nothing_twice():
    asked = []
    support(dataset(COST_QUESTION), {"q1": with_statements(BOTH, [(f"{COST} [1]", (1,)), (f"{COST} [1]", (1,))])},
            lambda pairs: asked.extend(pairs) or holds(pairs))
    assert asked == [Pair(COST, COST)]


def test_a_card_tells_who_looks_at_shared_words():
    made = (Edit("s", UNCHANGED, "It cost 40 crowns.", "It cost 40 crowns."),
            Edit("s", "change a number", "It cost 40 crowns.", "It cost 50 crowns."),
            Edit("t", "insert a negation", "It was not open. It was late.", "It was not late."))
    found = card(holds, made)
    assert found.accuracy.mean == pytest.approx(2 / 3)
    assert {name: one.mean for name, one in found.by_edit.items()} == {
        UNCHANGED: 1, "change a number": 1, "insert a negation": 0}  # "not" stands in the premise, elsewhere


def test_the_shipped_edits_change_one_thing_each_and_are_what_the_script_makes():
    shipped = load_edits()
    assert shipped == edits(load_own(HERE.parents[1] / "examples"))
    assert {edit.edit for edit in shipped} == {UNCHANGED, "change a number", "change a date", "change a name",
                                               "insert a negation"}
    for same, changed in zip(shipped[::2], shipped[1::2], strict=True):
        assert same.edit == UNCHANGED != changed.edit
        assert same.premise == changed.premise
        assert same.claim in same.premise
        assert changed.claim not in changed.premise
        assert len(words(changed.claim) - words(same.claim)) <= 1
    assert card(lambda pairs: [True] * len(pairs), shipped).accuracy.mean == 0.5


def test_any_program_is_a_verifier(tmp_path):
    (tmp_path / "verify.py").write_text(COUNTING, encoding="utf-8")
    verify = command_verifier(f"'{sys.executable}' '{tmp_path / 'verify.py'}'")
    assert verify([Pair("“Ein Café.”", "Café"), Pair("a\nb", "c")]) == [True, False]
    assert verify([]) == []


@pytest.mark.parametrize(("program", "error", "message"), [
    ("print('{}')", DataError, "line 1: supported: Field required"),
    ("print('yes')", DataError, "line 1"),
    ("print('{\"supported\": 1}')", DataError, "line 1: supported: Input should be a valid boolean"),
    ("", EvalError, "printed 0 lines for 1 pairs"),
    ("raise SystemExit('no model')", EvalError, "ended with status 1: no model"),
])
def test_a_program_that_is_no_verifier_is_an_error(tmp_path, program, error, message):
    (tmp_path / "verify.py").write_text(program, encoding="utf-8")
    with pytest.raises(error, match=re.escape(message)):
        command_verifier(f"'{sys.executable}' '{tmp_path / 'verify.py'}'")([Pair("a", "a")])


@pytest.mark.parametrize("command", ["no-such-program --now", "unclosed 'quote", ""])
def test_a_command_that_cannot_be_run_is_an_error(command):
    with pytest.raises(EvalError, match="cannot be run"):
        command_verifier(command)([Pair("a", "a")])


def test_what_was_said_is_kept_with_the_run(tmp_path):
    known, none = Estimate(0.5, 0.25, 0.75, 8, 1, 0), Estimate(None, None, None, 0, 9, 0)
    verified = Verified("./nli", Support(known, none), card(holds, load_edits()[:4]))
    assert load_verified(tmp_path) is None
    save_verified(tmp_path, verified)
    assert load_verified(tmp_path) == verified
    lines = verified_lines(verified)
    assert lines[0].split() == ["citation", "recall", "0.500", "[0.250,", "0.750]", "8", "scored"]
    assert not [line for line in lines if "precision" in line]  # undefined
    (tmp_path / "verifier.json").write_text('{"command": 1}', encoding="utf-8")
    with pytest.raises(DataError, match=r"verifier\.json"):
        load_verified(tmp_path)
