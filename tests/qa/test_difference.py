"""What a quotation comes nearest to, and what was changed; it is shown, and decides nothing."""

import pytest
from hypothesis import given

from qa.difference import nearest
from qa.wording import words
from tests.qa.texts import texts

COUNCIL = ("The city council voted 7-2 on Tuesday to approve the $41 million stadium bond after a debate of six hours. "
           "Mayor Ana Ruiz called the vote “a step forward” for the city. The state treasurer has not approved it.")


def told(quotation, source=COUNCIL):
    """What the source has for a quotation, and each change as (op, given, source)."""
    near = nearest(quotation, source)
    return near and (source[near.start : near.end], [(one.op, one.given, one.source) for one in near.changes])


@pytest.mark.parametrize(("quotation", "source", "changes"), [
    ("The city council voted 9-0 on Tuesday", "The city council voted 7-2 on Tuesday", [("replace", "9-0", "7-2")]),
    ("to reject the $84 million stadium bond", "to approve the $41 million stadium bond",
     [("replace", "reject", "approve"), ("replace", "$84", "$41")]),
    ("41 million stadium bond", "$41 million stadium bond", [("replace", "41", "$41")]),
    ("The state treasurer has approved it.", "The state treasurer has not approved it.", [("delete", "", "not")]),
    ("The state treasurer has still not approved it.", "The state treasurer has not approved it.",
     [("insert", "still", "")]),
    ("Carl Brandt called the vote “a step forward”", "Ana Ruiz called the vote “a step forward”",
     [("replace", "Carl Brandt", "Ana Ruiz")]),
    ("Mayor Ana Ruiz called the Vote “a step forward”", "Mayor Ana Ruiz called the vote “a step forward”",
     [("replace", "Vote", "vote")]),
    ("to approve the $41 million stadium bond, which will be repaid by the city over thirty years",
     "to approve the $41 million stadium bond",
     [("insert", ", which will be repaid by the city over thirty years", "")]),
    ("Last week, as expected here, the city council voted 7-2 on Tuesday to approve the $41 million",
     "city council voted 7-2 on Tuesday to approve the $41 million",
     [("insert", "Last week, as expected here, the", "")]),
    ("The council voted 7-2", "The city council voted 7-2", [("delete", "", "city")]),
    ("tresurer", "treasurer", [("replace", "tresurer", "treasurer")]),
])
def test_the_nearest_words_and_what_was_done_to_them(quotation, source, changes):
    assert told(quotation) == (source, changes)


def test_both_sides_are_shown_as_they_are_printed_and_typography_is_no_change():
    source = "He paid “seven\u00a0hundred” crowns – in cash – to the clerk."
    assert told('He paid "nine hundred" crowns - in cash - to the clerk.', source)[1] == [("replace", "nine", "seven")]
    assert told("He paid “seven hundred” crowns—by\u00a0card—to the clerk.", source)[1] == [
        ("replace", "by\u00a0card", "in cash")]


@pytest.mark.parametrize("quotation", [
    "", "…", "Officials said the new arena would open to the public next spring, with concerts planned.", "reject",
    "the bishop of the city", "The wall was painted blue.",
])
def test_what_is_near_to_nothing_has_no_nearest_words(quotation):
    assert nearest(quotation, COUNCIL) is None


def test_a_quotation_longer_than_its_source_is_compared_with_all_of_it():
    assert told(f"{COUNCIL} So be it.") == (COUNCIL, [("insert", "So be it.", "")])
    assert nearest(f"{COUNCIL} {COUNCIL}", "Snow is expected.") is None


def test_the_search_can_be_kept_to_a_part():
    second = COUNCIL.index("Mayor")
    assert nearest("The city council voted 9-0 on Tuesday", COUNCIL, (second, len(COUNCIL))) is None
    near = nearest("Ana Ruiz called the vote “a step back”", COUNCIL, (second, len(COUNCIL)))
    assert COUNCIL[near.start : near.end] == "Ana Ruiz called the vote “a step forward”"


def test_a_few_words_are_slight_and_an_ellipsis_never_is():
    assert nearest("The city council voted 9-0 on Tuesday to reject the $84 million stadium bond", COUNCIL).is_slight
    assert not nearest("The city council voted … to approve the $41 million stadium bond", COUNCIL).is_slight
    assert not nearest("to approve the $41 million stadium bond, which will be repaid in thirty years",
                       COUNCIL).is_slight


@given(texts, texts)
def test_changes_point_at_what_they_name(quotation, source):
    near = nearest(quotation, source)
    if near:
        assert 0 <= near.start < near.end <= len(source)
        assert 0 <= near.similarity <= 1
    for change in near.changes if near else ():
        assert quotation[slice(*change.given_at)] == change.given
        assert source[slice(*change.source_at)] == change.source
        assert near.start <= change.source_at[0] <= change.source_at[1] <= near.end


@given(texts.filter(words))
def test_a_text_differs_in_nothing_from_itself(text):
    near = nearest(text, text)
    assert (near.similarity, near.changes) == (1, ())
