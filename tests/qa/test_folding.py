import unicodedata
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.folding import fold, fragments, may_hold, same_words


@pytest.mark.parametrize(("printed", "typed"), [
    ("“We have had nine winters,” she said", '"We have had nine winters," she said'),
    ("the city’s ‘nine-year row’", "the city's 'nine-year row'"),
    ("7–2", "7-2"),
    ("it is − at last — done", "it is - at last - done"),
    ("12\u00a0million\u202fcrowns", "12 million crowns"),
    ("one\nline", "one line"),
    ("Tomáš", "Toma\u0301s\u030c"),
    ("har\u00adbour\u200b wall", "harbour wall"),
    ("  around  ", "around"),
    ("ﬁnance oﬃce", "finance office"),
    ("and then…", "and then..."),
    ("\u200fדו\u202b״ח", "דו״ח"),
    ("e\u200b\u0301t", "ét"),
])
def test_printings_of_the_same_words_are_the_same(printed, typed):
    assert same_words(printed, typed)


@pytest.mark.parametrize(("one", "other"), [
    ("45%", "4.5%"), ("The wall", "the wall"), ("the wall", "wall"), ("wall.", "wall"), ("7-2", "9-0"),
    ("“wall”", "‘wall’"), ("wall…", "wall"), ("Förde", "Forde"), ("³", "3"), ("", ""),
    ("\u200b", " "),
])
def test_nothing_else_is_folded_and_nothing_equals_no_words(one, other):
    assert not same_words(one, other)


def test_the_index_leads_back_to_the_original():
    text = "e\u0301t  é\u200b “x” "    # é is 0–1, t 2, spaces 3–4, é 5, no width 6, space 7, “x” 8–10, space 11
    folded = fold(text)
    assert folded.text == 'ét é "x"'
    assert folded.original(0, 1) == (0, 2)
    assert folded.original(3, 4) == (5, 6)
    assert folded.original(5, 8) == (8, 11)
    assert text[8:11] == "“x”"


CHARACTERS = "aé\u0301\u0327 \n\u00a0“”’–—\u200b\u1112\u1161\u11ab한🙂x<|>ﬁ…\u2067\u1fef"


@given(st.text(alphabet=st.sampled_from(CHARACTERS), max_size=30))
def test_folding_twice_is_folding_once_and_the_index_is_in_order(text):
    folded = fold(text)
    assert fold(folded.text).text == folded.text
    assert unicodedata.is_normalized("NFC", folded.text)
    assert len(folded.index) == len(folded.text) + 1
    assert list(folded.index) == sorted(folded.index)


@given(st.text(max_size=40) | st.text(alphabet=st.sampled_from(CHARACTERS), max_size=30))
def test_every_folded_part_comes_from_a_part_of_the_original_that_folds_to_it(text):
    folded = fold(text)
    for at, together in groupby(range(len(folded.text)), key=folded.index.__getitem__):  # a ligature's letters are one
        letters = list(together)
        start, end = folded.original(letters[0], letters[-1] + 1)
        assert start == at
        assert fold(text[start:end]).text == folded.text[letters[0] : letters[-1] + 1].strip()


@pytest.mark.parametrize(("words", "expected"), [
    ("the mayor's office", ["mayor", "the", "ce", "s", "o"]), ("fi", []), ("7-2", ["7", "2"]), ("...", []),
])
def test_the_fragments_of_words_are_in_every_printing_of_them(words, expected):
    assert fragments(words) == expected


@given(st.text(alphabet=st.sampled_from(CHARACTERS + "fist"), max_size=12), st.text(max_size=12))
def test_a_text_that_has_the_words_may_hold_their_fragments(words, around):
    text = unicodedata.normalize("NFC", f"{around} {words} {around}")
    for fragment in fragments(fold(words).text):
        assert may_hold(text, fragment)


def test_only_what_does_not_show_makes_a_fragment_possible_that_is_not_there():
    assert may_hold("The harbour wall", "wall")
    assert may_hold("The har\u00adbour", "harbour")
    assert not may_hold("The “harbour” oﬃce", "wall")
