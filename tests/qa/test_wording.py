import pytest

from qa.wording import is_whole, words


def split(text):
    return [text[start:end] for start, end in words(text)]


@pytest.mark.parametrize(("text", "expected"), [
    ("It isn’t 12.5 million.", ["It", "isn’t", "12.5", "million", "."]),
    ("a non-binding vote, 7–2", ["a", "non-binding", "vote", ",", "7–2"]),
    ("$41m −5% £3 41€ ≥5 20°", ["$41m", "−5%", "£3", "41€", "≥5", "20°"]),
    ("10:30, 1/2, 2,500 and 12\u00a0500", ["10:30", ",", "1/2", ",", "2,500", "and", "12\u00a0500"]),
    ("page 5 - 3 more", ["page", "5", "-", "3", "more"]),
    ("room—well", ["room", "—", "well"]),
    ("Reyes’s l’accord O’Brien", ["Reyes’s", "l", "’", "accord", "O", "’", "Brien"]),
    ("har\u00adbour\u200b wall", ["har\u00adbour", "wall"]),
    ("İstanbul’da ısı", ["İstanbul’da", "ısı"]),
    ("他走了。", ["他", "走", "了", "。"]),
    ("हिन्दी में", ["हिन्दी", "में"]),
    ("می\u200cخواهم", ["می\u200cخواهم"]),
    ("👩‍👩‍👧 👍🏽🇳🇴", ["👩‍👩‍👧", "👍🏽", "🇳🇴"]),
    ("“x”…", ["“", "x", "”", "…"]),
    ("", []), (" \n\u00a0", []),
])
def test_words_numbers_and_marks_are_told_apart(text, expected):
    assert split(text) == expected


@pytest.mark.parametrize(("text", "part", "whole"), [
    ("paid 12.5 million", "5 million", False), ("paid 12.5 million", "12", False), ("paid 12.5 million", "12.5", True),
    ("paid $41 million", "41 million", False), ("rose 45% in May", "rose 45", False), ("at −5 degrees", "5", False),
    ("won 7-2 on Monday", "2 on", False), ("we can’t pay", "we can", False), ("we can’t pay", "we can’t", True),
    ("a disapproved plan", "approved plan", False), ("a non-binding vote", "binding vote", False),
    ("(the plan)", "the plan", True), ("“the plan”", "the plan", True), ("room—well", "well", True),
    ("👩‍👩‍👧 came", "👩", False), ("他走了", "走", True), ("2019–20", "2019", False),
])
def test_a_part_is_whole_when_it_cuts_no_word_and_no_number(text, part, whole):
    start = text.rindex(part)
    assert is_whole(text, start, start + len(part)) is whole
