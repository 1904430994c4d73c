import pytest

from qa.stitching import stitches

COUNCIL = ("The city council voted 7-2 on Tuesday to approve the $41 million stadium bond after a debate of six hours. "
           "Opponents had asked for a referendum in the autumn. Mayor Ana Ruiz called the vote “a step forward” for "
           "the city. The state treasurer has not yet approved it, and the council has.")
WEATHER = "Snow is expected on the coast. Ferries to the islands will not sail before Thursday."


def parts(quotation):
    texts = (COUNCIL, WEATHER)
    return [texts[part.text][part.start : part.end] for part in stitches(quotation, texts)]


@pytest.mark.parametrize(("quotation", "expected"), [
    ("The city council voted 7-2 on Tuesday. Opponents had asked for a referendum",
     ["The city council voted 7-2 on Tuesday", "Opponents had asked for a referendum"]),
    ("Opponents had asked for a referendum after a debate of six hours",
     ["Opponents had asked for a referendum", "after a debate of six hours"]),
    ("The city council voted … “a step forward” for the city",
     ["The city council voted", "“a step forward” for the city"]),
    ("The city council voted 7-2 … to approve the $41 million stadium bond",
     ["The city council voted 7-2", "to approve the $41 million stadium bond"]),
    ("The city council voted 7-2 [Mayor Ruiz abstained, being ill, as did others] “a step forward” for the city",
     ["The city council voted 7-2", "“a step forward” for the city"]),
    ("the council … to approve the $41 million stadium bond",
     ["the council", "to approve the $41 million stadium bond"]),
    ("The city council voted 7-2 on Tuesday. Snow is expected on the coast.",
     ["The city council voted 7-2 on Tuesday", "Snow is expected on the coast"]),
])
def test_the_parts_of_a_stitched_quotation_are_shown_where_they_stand(quotation, expected):
    assert parts(quotation) == expected


@pytest.mark.parametrize("quotation", [
    "The city council voted 7-2 on Tuesday to approve the $41 million stadium bond",
    "The state treasurer has approved it, and the council has.",
    "The city council [of nine] voted 7-2 on Tuesday",
    "The city council … voted 7-2 on Tuesday",
    "The city council voted 9-0 on Tuesday to reject the bond",
    "The city council voted 7-2 on Tuesday and was applauded", "The … of … the", "", "…",
])
def test_a_whole_a_changed_and_an_invented_quotation_are_not_stitched(quotation):
    assert parts(quotation) == []


def test_one_text_that_has_all_parts_comes_before_several():
    first, second = "Snow is expected on the coast. It froze.", f"Ferries will not sail at all. It rained. {WEATHER}"
    quotation = "Ferries will not sail at all … Snow is expected on the coast."
    assert {part.text for part in stitches(quotation, [first, second])} == {1}


def test_a_part_that_recurs_is_taken_after_the_one_before_it():
    text = "the vote of the council. The city council was late. It was the vote of the council."
    (_, second) = stitches("The city council was late … the vote of the council", [text])
    assert second.start == text.rindex("the vote")
