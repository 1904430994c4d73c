import pytest

from qa.cues import Role, find_cues, negations


@pytest.mark.parametrize(("text", "role", "words"), [
    ("The council has not approved it", Role.NEGATION, "not"),
    ("She didn’t sign", Role.NEGATION, "didn’t"),
    ("Kestrel Line denied the claim", Role.NEGATION, "denied"),
    ("It failed to report", Role.NEGATION, "failed to"),
    ("The fine may rise", Role.HEDGE, "may"),
    ("He allegedly left", Role.HEDGE, "allegedly"),
    ("Only if the gauge fell", Role.CONDITION, "if"),
    ("Unless it rains", Role.CONDITION, "Unless"),
    ("Solano said so", Role.ATTRIBUTION, "said"),
    ("According to the board, yes", Role.ATTRIBUTION, "According to"),
])
def test_a_cue_is_found_with_its_role_and_place(text, role, words):
    cue = find_cues(text)[0]
    assert (cue.role, text[cue.start : cue.end]) == (role, words)


@pytest.mark.parametrize("text", [
    "The wall opened on 3 May.", "He lives at no 10 Mill Lane.", "No. 5 shaft was closed.", "Noel and Knot met.",
    "The United States paid.", "A notable, iffy Saidian tale.",
])
def test_words_that_only_look_like_cues_are_none(text):
    assert find_cues(text) == ()


def test_negations_are_counted():
    assert negations("She did not deny that nobody came.") == 3   # not, deny, nobody
    assert negations("She came.") == 0
